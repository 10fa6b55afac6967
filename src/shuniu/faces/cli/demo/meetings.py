"""Two years of quarterly meetings: agenda, invitations, roll, minutes, resolutions and reports."""

from __future__ import annotations

import secrets
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import TYPE_CHECKING, Any

from django.db import connection

from shuniu.domain.meetings.models import (
    AgendaItem,
    MeetingReport,
    Minutes,
    ReportFiling,
    Resolution,
    SecretaryMeeting,
    TopicProposal,
)
from shuniu.engines.gatherings.models import Gathering
from shuniu.faces.cli.demo.people import members
from shuniu.faces.cli.demo.words import (
    EFFECTS,
    GIVEN,
    LATE_REASONS,
    PLACES,
    RESOLUTIONS,
    SUMMARIES,
    SURNAMES,
    THEMES,
    TITLES,
    TOPICS,
    person,
)
from shuniu.kernel.core.moments import CITY_TIME, Period, add_working_days, local_date, start_of_day
from shuniu.kernel.norms.queries import working_calendar
from shuniu.kernel.orgs.models import Organization

if TYPE_CHECKING:
    from shuniu.faces.cli.demo.city import DemoCity

FORMS = ("joint", "seminar", "joint", "salon")
HAN = "〇一二三四"

# Every confirmed organization of the host is asked; who comes is drawn by a hash of codes and seed.
_INVITED = """
INSERT INTO gatherings_invitee (gathering_id, organization_id, person_name, token, answer, attendee_name, mandate, reason,
                                sent_at, answered_at)
SELECT g.id, t.organization_id, '', replace(gen_random_uuid()::text, '-', ''),
       CASE WHEN draw < 58 THEN 'coming' WHEN draw < 70 THEN 'substitute' WHEN draw < 80 THEN 'declined' ELSE 'none' END,
       '', draw BETWEEN 58 AND 69, CASE WHEN draw BETWEEN 70 AND 79 THEN '当日另有安排' ELSE '' END, g.created_at,
       CASE WHEN draw < 80 THEN g.created_at + interval '3 days' END
  FROM gatherings_gathering g
  JOIN orgs_affiliation t ON t.hub_id = g.host_id AND t.confirmed_at < g.created_at
  JOIN orgs_organization o ON o.id = t.organization_id
 CROSS JOIN LATERAL (SELECT abs(hashtextextended(o.code || g.starts_at::date, %(seed)s)) %% 100 AS draw) d
 WHERE g.id = ANY(%(gatherings)s)
"""
_ROLL = """
INSERT INTO gatherings_rollentry (gathering_id, organization_id, name, post, attendance, way, key, signed_at, entered_at,
                                  is_late_entry, is_principal)
SELECT i.gathering_id, i.organization_id,
       (%(surnames)s::text[])[1 + draw %% %(many_surnames)s] || (%(given)s::text[])[1 + draw / 7 %% %(many_given)s],
       CASE WHEN draw %% 5 = 0 THEN '副秘书长' ELSE '秘书长' END,
       CASE WHEN i.answer = 'declined' THEN 'excused' WHEN draw %% 31 = 0 THEN 'with_voice' ELSE 'present' END,
       CASE WHEN i.answer = 'declined' THEN 'hand' WHEN draw %% 19 = 5 THEN 'paper' WHEN draw %% 7 = 0 THEN 'code' WHEN draw %% 11 = 0 THEN 'hand' ELSE 'qr' END,
       'demo:' || i.organization_id, g.starts_at + (draw %% 25 - 15) * interval '1 minute',
       CASE WHEN i.answer <> 'declined' AND draw %% 19 = 5 THEN g.ends_at + interval '20 hours' ELSE g.starts_at END,
       i.answer <> 'declined' AND draw %% 19 = 5, draw %% 6 <> 0
  FROM gatherings_invitee i
  JOIN gatherings_gathering g ON g.id = i.gathering_id
  JOIN orgs_organization o ON o.id = i.organization_id
  JOIN unnest(%(hubs)s::bigint[], %(strengths)s::float[]) AS h(hub, strength) ON h.hub = g.host_id
 CROSS JOIN LATERAL (SELECT abs(hashtextextended(g.starts_at::date || o.code, %(seed)s + 1)) %% 9973 AS draw) d
 WHERE i.gathering_id = ANY(%(gatherings)s)
   AND (i.answer = 'declined' OR draw < 9973 * (0.05 + 0.75 * h.strength * h.strength) * CASE WHEN i.answer = 'none' THEN 0.55 ELSE 1.1 END)
"""


@dataclass
class Plan:
    """One meeting to come into being: its hub's number and strength, and what it is about."""

    n: int
    hub: Organization
    strength: float
    gathering: Gathering
    form: str
    field: str


def fill(city: DemoCity) -> None:
    calendar = working_calendar()
    known = {hub.pk: members(hub, 24) for hub in city.hubs}
    for quarter in city.quarters():
        plans = list(_plans(city, quarter))
        Gathering.objects.bulk_create(plan.gathering for plan in plans)
        rows = SecretaryMeeting.objects.bulk_create(
            SecretaryMeeting(host=plan.hub, gathering=plan.gathering, form=plan.form, state="HELD",
                             created_at=plan.gathering.created_at)
            for plan in plans
        )  # fmt: skip
        _agenda(city, plans, rows, known)
        fill_roll(city, plans)
        _after(city, plans, rows, calendar, known)
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE gatherings_invitee, gatherings_rollentry")


def _day(city: DemoCity, n: int, quarter: Period, number: int) -> date:
    """A working day of the quarter; of the running quarter the first hub's meeting was five days ago."""
    day = quarter.start + timedelta(days=16 + (n * 11 + number * 5) % 58)
    while day.weekday() > 4:
        day += timedelta(days=1)
    return day


def _plans(city: DemoCity, quarter: Period) -> Iterator[Plan]:
    number = (quarter.start.month - 1) // 3 + 1
    for n, hub in enumerate(city.hubs):
        strength, day = city.strength[hub.pk], _day(city, n, quarter, number)
        missed = city.random.random() > 0.5 + 0.62 * strength
        # The demo's own accounts begin the running quarter without a held meeting: theirs is still to do.
        if (
            missed
            or day >= city.today - timedelta(days=2)
            or (city.running(quarter) and hub in (city.hubs[0], city.hubs[-1]))
        ):
            continue
        starts = datetime.combine(day, time(9 + (n % 2) * 5, 30 * (n % 3 == 0)), tzinfo=CITY_TIME)
        title = TITLES[(n + number) % len(TITLES)].format(
            year=quarter.start.year, quarter=HAN[number], theme=THEMES[(n * 3 + number) % len(THEMES)]
        )
        gathering = Gathering(
            host=hub, title=title, starts_at=starts, ends_at=starts + timedelta(hours=2),
            place=PLACES[(n * 3 + number) % len(PLACES)], door_token=secrets.token_urlsafe(18),
            door_code=f"{city.random.randrange(10**6):06d}", sign_in_opens_at=starts - timedelta(hours=2),
            sign_in_closes_at=starts + timedelta(hours=4), created_at=starts - timedelta(days=20),
        )  # fmt: skip
        form = FORMS[(n + number) % 4] if strength > 0.3 else "joint"
        yield Plan(n, hub, strength, gathering, form, hub.field.name if hub.field else "社区")


def _agenda(
    city: DemoCity, plans: list[Plan], rows: list[SecretaryMeeting], known: dict[int, list[Organization]]
) -> None:
    items = []
    for plan, meeting in zip(plans, rows, strict=True):
        start = plan.n * 3 + plan.gathering.starts_at.toordinal() // 80
        for position in range(3 + plan.n % 2):
            kind, title = TOPICS[(start + position * 4) % len(TOPICS)]
            proposed = position == 2 and city.random.random() < 0.12 + 0.85 * plan.strength
            there = known[plan.hub.pk]
            items.append(AgendaItem(
                meeting=meeting, kind=kind, title=title.format(field=plan.field), position=position + 1,
                speaker=person(start + position), proposer=there[start % len(there)] if proposed and there else None,
                entered_at=plan.gathering.created_at,
            ))  # fmt: skip
    AgendaItem.objects.bulk_create(items, batch_size=2000)
    TopicProposal.objects.bulk_create(_proposal(item) for item in items if item.proposer is not None)


def _proposal(item: AgendaItem) -> TopicProposal:
    """What stands behind an item with a proposer: the organization's own topic, taken into the agenda."""
    said = item.entered_at - timedelta(days=3)
    return TopicProposal(
        meeting=item.meeting, organization=item.proposer, kind=item.kind, title=item.title, proposer_name=item.speaker,
        proposed_at=said, confirmed_at=said, answer="taken", answered_at=item.entered_at, item=item,
    )  # fmt: skip


def fill_roll(city: DemoCity, plans: list[Plan]) -> None:
    """Invitations to all ties confirmed before, and who came."""
    facts = {
        "gatherings": [plan.gathering.pk for plan in plans], "seed": city.seed, "surnames": list(SURNAMES),
        "given": list(GIVEN), "many_surnames": len(SURNAMES), "many_given": len(GIVEN),
        "hubs": [hub.pk for hub in city.hubs], "strengths": [city.strength[hub.pk] for hub in city.hubs],
    }  # fmt: skip
    with connection.cursor() as cursor:
        cursor.execute(_INVITED, facts)
        cursor.execute(_ROLL, facts)


def _counts(plans: list[Plan]) -> dict[int, tuple[int, int]]:
    """Gathering id → (present, of them entered afterwards)."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT gathering_id, count(*), count(*) FILTER (WHERE is_late_entry) FROM gatherings_rollentry "
            "WHERE gathering_id = ANY(%s) AND attendance = 'present' GROUP BY gathering_id",
            [[plan.gathering.pk for plan in plans]],
        )
        return {row[0]: (row[1], row[2]) for row in cursor.fetchall()}


def _after(
    city: DemoCity, plans: list[Plan], rows: list[SecretaryMeeting], calendar: Any, known: dict[int, list[Organization]]
) -> None:
    minutes, reports, resolutions, counts = [], [], [], _counts(plans)
    for plan, meeting in zip(plans, rows, strict=True):
        ends, n = plan.gathering.ends_at, plan.n + plan.gathering.starts_at.toordinal() // 45
        topic = TOPICS[n % len(TOPICS)][1].format(field=plan.field)
        effect = EFFECTS[n % len(EFFECTS)].format(n=3 + n % 9)
        minutes.append(Minutes(
            meeting=meeting, chair=person(plan.n * 11 + 2), recorder=person(n * 3 + 1), effect=effect,
            summary=SUMMARIES[n % len(SUMMARIES)].format(topic=topic, n=4 + n % 7), state="APPROVED",
            approved_at=ends + timedelta(hours=20),
        ))  # fmt: skip
        made = [_resolution(city, plan, meeting, n + turn * 5, known[plan.hub.pk]) for turn in range(1 + n % 3)]
        resolutions += made
        report = _report(city, plan, meeting, counts.get(plan.gathering.pk, (0, 0)), calendar)
        if report is not None:
            report.effect, report.resolutions = effect, "\n".join(row.text for row in made)
            reports.append(report)
    Minutes.objects.bulk_create(minutes)
    Resolution.objects.bulk_create(resolutions)
    MeetingReport.objects.bulk_create(reports)
    ReportFiling.objects.bulk_create(_filing(report) for report in reports)


def _filing(report: MeetingReport) -> ReportFiling:
    """What the body above has: the words of the day of filing."""
    kept = {name: getattr(report, name) for name in ("topics", "resolutions", "effect", "scale", "late_entries")}
    return ReportFiling(
        report=report, number=1, late_reason=report.late_reason, filed_at=report.filed_at or report.first_filed_at, **kept
    )  # fmt: skip


def _resolution(city: DemoCity, plan: Plan, meeting: SecretaryMeeting, n: int, there: list[Organization]) -> Resolution:
    due = local_date(plan.gathering.ends_at) + timedelta(days=40 + n * 7 % 40)
    closed = due - timedelta(days=n % 9) if city.random.random() < 0.2 + 0.76 * plan.strength else None
    closed = closed if closed and closed < city.today else None
    return Resolution(
        meeting=meeting, text=RESOLUTIONS[n % len(RESOLUTIONS)].format(field=plan.field), owner_name=person(n * 7 + plan.n),
        owner=there[n % len(there)] if there and n % 3 == 0 else None, due_on=due, closed_on=closed, closed_at=start_of_day(closed) + timedelta(hours=11) if closed else None, outcome="已办结，结果在下一次例会通报。" if closed else "", created_at=plan.gathering.ends_at,
    )  # fmt: skip


def _report(
    city: DemoCity, plan: Plan, meeting: SecretaryMeeting, count: tuple[int, int], calendar: Any
) -> MeetingReport | None:
    """Strong hubs file within days, weak ones late or not at all; what came in the last days waits at the office."""
    draw = city.random.random()
    days = 1 + plan.n % 4 if draw < 0.25 + 0.74 * plan.strength else 8 + plan.n % 6
    filed_on = add_working_days(local_date(plan.gathering.ends_at), days, calendar)
    if filed_on >= city.today or draw > 0.55 + 0.6 * plan.strength:
        return None
    filed = datetime.combine(filed_on, time(10 + plan.n % 6, plan.n * 7 % 60), tzinfo=CITY_TIME)
    replied = filed + timedelta(days=2 + plan.n % 5)
    accepted = replied < city.now
    topics = "\n".join(
        f"{row.position}. {row.title}" for row in AgendaItem.objects.filter(meeting=meeting).order_by("position")
    )
    return MeetingReport(
        meeting=meeting, topics=topics, scale=count[0], late_entries=count[1], state="ACCEPTED" if accepted else "FILED",
        late_reason=LATE_REASONS[plan.n % len(LATE_REASONS)] if count[1] else "", first_filed_at=filed, filed_at=filed,
        times_returned=int(city.random.random() > 0.55 + 0.5 * plan.strength), version=2 if accepted else 1,
        reply="情况清楚，予以接收。" if accepted else "", replied_at=replied if accepted else None,
    )  # fmt: skip
