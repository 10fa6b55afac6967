from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from shuniu.domain.meetings.held import ATTENDING, held, hub_since
from shuniu.domain.meetings.models import MeetingException, MeetingReport, ReportFiling, Resolution, SecretaryMeeting
from shuniu.engines.gatherings.models import Gathering
from shuniu.engines.gatherings.queries import RollCount, count_roll
from shuniu.kernel.core.moments import Period, add_working_days, local_date, period_of
from shuniu.kernel.core.sql import fetch
from shuniu.kernel.norms.queries import all_settings_for, setting_for, settings_for, working_calendar
from shuniu.kernel.orgs.models import Affiliation, Organization
from shuniu.kernel.record.models import Attachment
from shuniu.kernel.specification.indicators import FEW, note_words

__all__ = ["RollCount", "count_roll", "hub_officers_duty_roles", "quorum_of", "report_due_on", "working_days_from_now"]


_NUMBER = re.compile(r"^(\d{1,3})\.", re.MULTILINE)


def hub_officers_duty_roles() -> list[str]:
    return ["head", "officer"]


def report_left(meeting: SecretaryMeeting) -> bool:
    """The body above has the report in its hands: what it tells of no longer moves, until it is returned."""
    filed = (MeetingReport.State.FILED, MeetingReport.State.ACCEPTED)
    return MeetingReport.objects.filter(meeting=meeting, state__in=filed).exists()


def report_due_on(meeting: SecretaryMeeting, *, at: datetime) -> date:
    """The last day for the report: so many working days after the meeting (a setting of the overseeing body)."""
    days = setting_for(meeting.host, "meetings.report_working_days", at) or 0
    return add_working_days(local_date(meeting.gathering.ends_at), int(days), working_calendar())


def working_days_from_now(host: Organization, key: str, *, at: datetime) -> date:
    """The last day of a deadline that runs from today: so many working days, a setting of the overseeing body."""
    return add_working_days(local_date(at), int(setting_for(host, key, at) or 0), working_calendar())


@dataclass(frozen=True)
class Quorum:
    """Bodies present out of those expected, and whether the share a rule asks for is there (None: no rule).

    `unconfirmed`: bodies invited whose tie nobody confirmed; they are in neither figure unless the rule counts all.
    """

    invited: int
    present: int
    needed: int | None
    unconfirmed: int = 0

    @property
    def reached(self) -> bool | None:
        return None if self.needed is None else self.present >= self.needed


def quorum_of(meeting: SecretaryMeeting) -> Quorum:
    """Counted over the invited whose tie was confirmed before the meeting began, unless its rule counts all invited."""
    gathering: Gathering = meeting.gathering
    asked = invited = gathering.invitees.count()
    base = gathering.invitees.values("organization")
    if meeting.quorum_base == SecretaryMeeting.QuorumBase.CONFIRMED:
        ties = Affiliation.objects.confirmed(gathering.starts_at).filter(
            hub=meeting.host_id, confirmed_at__lte=gathering.starts_at
        )
        base = base.filter(organization__in=ties.values("organization"))
        invited = base.count()
    present = (
        gathering.roll.filter(removed_at__isnull=True, attendance="present", organization__isnull=False)
        .filter(organization__in=base)
        .values("organization")
        .distinct()
        .count()
    )
    share = meeting.quorum_share
    # Rounded up: "half of 7 bodies" are 4.
    needed = None if share is None else -(-invited * share // 100)
    return Quorum(invited=invited, present=present, needed=needed, unconfirmed=asked - invited)


@dataclass(frozen=True)
class Secretaries:
    """MEC-4 of one meeting: the invited with a confirmed tie (name, there, entered afterwards, why it is not counted though
    it stands on the roll), those that came first.

    `unconfirmed`: invited whose tie nobody had confirmed by then; they are in no figure.
    """

    lines: list[tuple[str, bool, bool, Any]]
    unconfirmed: int
    threshold: float | None

    @property
    def came(self) -> int:
        return sum(there for _name, there, _late, _why in self.lines)

    @property
    def late(self) -> int:
        return sum(late for _name, _there, late, _why in self.lines)

    @property
    def share(self) -> float | None:
        """Under ten it is shown as a count (counting rule 6)."""
        return self.came / len(self.lines) if len(self.lines) >= FEW else None

    @property
    def reached(self) -> bool:
        return self.threshold is None or self.came >= self.threshold * len(self.lines)


def secretaries_of(meeting: SecretaryMeeting, *, at: datetime) -> Secretaries | None:
    """As MEC-4 counts it; None for a meeting not yet held, or written down after it was."""
    if meeting.state != SecretaryMeeting.State.HELD or meeting.entered_afterwards:
        return None
    day = period_of("Q", local_date(meeting.starts_at))
    rows = fetch(
        ATTENDING.format(which="AND m.id = %(meeting)s"),
        {"hubs": [meeting.host_id], "start": day.starts_at, "end": day.ends_at, "at": at, "meeting": meeting.pk},
    )
    names = dict(meeting.gathering.invitees.values_list("pk", "organization__name"))
    lines = sorted(
        (
            (names[invitee], there, late, note_words[note] if note else "")
            for _hub, invitee, there, _above, _below, late, note in rows
        ),
        key=lambda line: (not line[1], line[0]),
    )
    threshold = setting_for(meeting.host, "indicator.MEC-4.threshold", at)
    return Secretaries(lines, len(names) - len(lines), threshold)


def owner_of(row: Resolution, meeting: SecretaryMeeting) -> str:
    """Body and person who carry it out, as papers say it; without either, the convening hub."""
    return f"{row.owner.name if row.owner else ''}{row.owner_name}" or meeting.host.name


def _entries(meeting: SecretaryMeeting) -> dict[str, list[tuple[str, str]]]:
    """Topics and resolutions as (bare words, entry of a report)."""
    topics = [
        (item.title, f"{number}. {item.title}（{item.get_kind_display()}{'，会后补列' if item.is_late else ''}）")
        for number, item in enumerate(meeting.agenda.all(), start=1)
    ]
    resolutions = []
    for number, row in enumerate(meeting.resolutions.select_related("owner"), start=1):
        resolutions.append((row.text, f"{number}. {row.text}（{owner_of(row, meeting)}，{row.due_on:%Y-%m-%d}）"))
    return {"topics": topics, "resolutions": resolutions}


def _effect(meeting: SecretaryMeeting) -> str:
    minutes = getattr(meeting, "minutes", None)
    return (minutes.effect or minutes.summary) if minutes else ""


def drafted_texts(meeting: SecretaryMeeting) -> dict[str, str]:
    """Topics, resolutions and effect of the report, as the minutes and the agenda already say them."""
    entries = _entries(meeting)
    told = {part: "\n".join(entry for _bare, entry in found) for part, found in entries.items()}
    return {**told, "effect": _effect(meeting)}


def not_told(meeting: SecretaryMeeting, texts: Mapping[str, str]) -> dict[str, list[str]]:
    """What a report with these texts leaves out: topics and resolutions written down since it was drafted, or taken out
    of it; the effect where it has none."""
    plain = {part: "".join(texts[part].split()) for part in ("topics", "resolutions", "effect")}
    found = {
        part: [entry for bare, entry in entries if "".join(bare.split()) not in plain[part]]
        for part, entries in _entries(meeting).items()
    }
    effect = _effect(meeting)
    return {**found, "effect": [effect] if effect.strip() and not plain["effect"] else []}


def completed(meeting: SecretaryMeeting, texts: Mapping[str, str]) -> dict[str, str]:
    """The same texts with what they leave out at the end, numbered on from the last; not a word of them is changed."""
    return {part: _with(texts[part].rstrip(), left) for part, left in not_told(meeting, texts).items()}


def _with(text: str, left: list[str]) -> str:
    last = max((int(number) for number in _NUMBER.findall(text)), default=0)
    more = [_NUMBER.sub(f"{last + place}.", entry, count=1) for place, entry in enumerate(left, start=1)]
    return "\n".join([text, *more] if text else more)


def same_effect(report: MeetingReport) -> list[ReportFiling]:
    """Filed reports of other meetings of the hub that tell the same effect word for word: shown to both sides."""
    if not report.effect.strip():
        return []
    others = ReportFiling.objects.filter(report__meeting__host=report.meeting.host, effect=report.effect)
    return list(
        others.exclude(report=report)
        .select_related("report__meeting__gathering")
        .order_by("report", "-number")
        .distinct("report")
    )


def materials_of(meeting: SecretaryMeeting) -> Any:
    """The papers of a meeting that go out ahead."""
    return Attachment.objects.filter(
        owner_id=meeting.host_id, subject_type="meetings.secretarymeeting", subject_id=meeting.pk
    ).order_by("pk")


@dataclass(frozen=True)
class ListLine:
    """A meeting in the list, with the last day for its report, and whether that has passed unfiled."""

    meeting: SecretaryMeeting
    report: MeetingReport | None
    due_on: date
    late: bool


def list_lines(meetings: list[SecretaryMeeting], *, at: datetime) -> list[ListLine]:
    """Two queries for any number of rows that came with host, gathering and report."""
    days = settings_for({row.host_id for row in meetings}, "meetings.report_working_days", at)
    calendar, today = working_calendar(), local_date(at)
    lines = []
    for row in meetings:
        report: MeetingReport | None = getattr(row, "report", None)
        due = add_working_days(local_date(row.gathering.ends_at), int(days[row.host_id] or 0), calendar)
        open_ = report is None or report.first_filed_at is None
        past = row.state == SecretaryMeeting.State.HELD and due < today
        filed_late = (
            report is not None and report.first_filed_at is not None and local_date(report.first_filed_at) > due
        )
        lines.append(ListLine(row, report, due, filed_late or (open_ and past)))
    return lines


def quarters_met(hubs: list[int], quarter: Period, *, at: datetime) -> set[int]:
    """Ids of the hubs that held a meeting in the quarter which counts, by the rule of MEC-3."""
    return {hub for hub, meetings in held(hubs, quarter, at).items() if any(one.counts for one in meetings)}


@dataclass(frozen=True)
class QuarterState:
    """Where a hub stands with its meeting of a quarter, and the reports of the quarter's meetings whose last day passed.

    `state`: by the meetings that count (MEC-3) the least far report of theirs: held (none filed), returned, filed or
    accepted; else excused, uncounted (held, and no meeting that counts), planned or none. `late_since`: the last days
    of the reports still owed, the earliest first.
    """

    state: str = "none"
    held_on: date | None = None
    late_since: tuple[date, ...] = ()


_STEPS = ("held", "returned", "filed", "accepted")
_REPORTED = {"FILED": "filed", "ACCEPTED": "accepted", "RETURNED": "returned"}


def quarter_states(hubs: list[int], quarter: Period, *, at: datetime) -> dict[int, QuarterState]:
    """Hub id → its state in the quarter, for all hubs in a constant number of queries."""
    excused = MeetingException.objects.filter(
        host__in=hubs, period_code=quarter.code, state=MeetingException.State.ACCEPTED
    )
    excepted = set(excused.values_list("host_id", flat=True))
    rows: dict[int, list[SecretaryMeeting]] = defaultdict(list)
    meetings = SecretaryMeeting.objects.filter(
        host__in=hubs, gathering__starts_at__gte=quarter.starts_at, gathering__starts_at__lt=quarter.ends_at
    ).exclude(state=SecretaryMeeting.State.CALLED_OFF)
    for row in meetings.select_related("host", "gathering", "report"):
        rows[row.host_id].append(row)
    counting = {one.id for found in held(hubs, quarter, at).values() for one in found if one.counts}
    late = overdue_reports([row for found in rows.values() for row in found], at=at)
    return {
        hub: _quarter_state(rows[hub], counting, hub in excepted, late, at)
        for hub in hubs if rows[hub] or hub in excepted
    }  # fmt: skip


def _quarter_state(
    rows: list[SecretaryMeeting], counting: set[int], excused: bool, late: dict[int, date], at: datetime
) -> QuarterState:
    owed = tuple(sorted(late[row.pk] for row in rows if row.pk in late))
    standing = [(_STEPS.index(_step(row)), row) for row in rows if row.pk in counting]
    if standing:
        step, row = min(standing, key=lambda pair: (pair[0], pair[1].starts_at))
        return QuarterState(_STEPS[step], local_date(row.starts_at), owed)
    if excused:
        return QuarterState("excused", None, owed)
    was = [row for row in rows if row.state == SecretaryMeeting.State.HELD]
    if was:
        return QuarterState("uncounted", local_date(max(row.starts_at for row in was)), owed)
    # A plan whose hours have passed without anybody signing in is no plan any more.
    return QuarterState("planned" if any(row.gathering.ends_at > at for row in rows) else "none", None, owed)


def _step(row: SecretaryMeeting) -> str:
    report: MeetingReport | None = getattr(row, "report", None)
    return _REPORTED.get(report.state, "held") if report else "held"


def overdue_reports(meetings: list[SecretaryMeeting], *, at: datetime) -> dict[int, date]:
    """Meeting id → the last day of its report, where that has passed and the body above has none in its hands.

    For rows that came with host, gathering and report; a report returned has the days of its return (settings).
    """
    hosts = {row.host_id for row in meetings}
    days = all_settings_for(hosts, ["meetings.report_working_days", "meetings.return_working_days"], at)
    calendar, today = working_calendar(), local_date(at)
    late = {}
    for row in meetings:
        report: MeetingReport | None = getattr(row, "report", None)
        if row.state != SecretaryMeeting.State.HELD or (report and report.state in ("FILED", "ACCEPTED")):
            continue
        key, since = "meetings.report_working_days", row.gathering.ends_at
        if report and report.state == MeetingReport.State.RETURNED and report.replied_at is not None:
            key, since = "meetings.return_working_days", report.replied_at
        due = add_working_days(local_date(since), int(days[row.host_id, key] or 0), calendar)
        if due < today:
            late[row.pk] = due
    return late


def quarter_strip(hub: Organization, *, at: datetime, count: int = 4) -> list[dict[str, Any]]:
    """The last quarters of a hub up to the running one: met, excused, unmet, still to be held, or not owed yet.

    A quarter is met by what MEC-3 counts; a meeting that does not count is named with the reason.
    """
    quarters = [period_of("Q", local_date(at))]
    while len(quarters) < count:
        quarters.insert(0, quarters[0].previous())
    meetings = held([hub.pk], Period(quarters[0].start, quarters[-1].end, "Q"), at)[hub.pk]
    said = {row.period_code: row for row in MeetingException.objects.filter(host=hub)}
    since = hub_since([hub.pk]).get(hub.pk)
    strip = []
    for quarter in quarters:
        own = [one for one in meetings if local_date(one.starts_at) in quarter]
        met = next((one.id for one in own if one.counts), None)
        answer = said.get(quarter.code)
        if met is not None:
            state = "met"
        elif answer is not None:
            state = "excused" if answer.state == MeetingException.State.ACCEPTED else "explained"
        elif quarter.ends_at > at:
            state = "running"
        else:
            state = "unmet" if since is not None and since <= quarter.start else "not_owed"
        strip.append(
            {"code": quarter.code, "state": state, "meeting": met, "exception": answer, "last_day": quarter.last_day,
             "uncounted": [] if met else [(one.id, note_words[one.note]) for one in own]}
        )  # fmt: skip
    return strip
