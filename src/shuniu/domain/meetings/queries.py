from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from shuniu.domain.meetings.indicators.held import held
from shuniu.domain.meetings.models import MeetingException, MeetingReport, ReportFiling, SecretaryMeeting
from shuniu.engines.gatherings.models import Gathering
from shuniu.engines.gatherings.queries import RollCount, count_roll
from shuniu.kernel.core.moments import Period, add_working_days, local_date, period_of
from shuniu.kernel.norms.queries import setting_for, settings_for, working_calendar
from shuniu.kernel.orgs.models import Affiliation, Organization
from shuniu.kernel.record.models import Attachment
from shuniu.kernel.specification.indicators import note_words

__all__ = ["RollCount", "count_roll", "hub_officers_duty_roles", "quorum_of", "report_due_on", "working_days_from_now"]


def hub_officers_duty_roles() -> list[str]:
    return ["head", "officer"]


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


def drafted_texts(meeting: SecretaryMeeting) -> dict[str, str]:
    """Topics, resolutions and effect of the report, as the minutes and the agenda already say them."""
    topics = [
        f"{number}. {item.title}" + (f"（{item.get_kind_display()}）" if item.kind else "")
        for number, item in enumerate(meeting.agenda.all(), start=1)
    ]
    resolutions = []
    for number, row in enumerate(meeting.resolutions.select_related("owner"), start=1):
        owner = row.owner_name or (row.owner.name if row.owner else "")
        resolutions.append(
            f"{number}. {row.text}（{owner}，{row.due_on:%Y-%m-%d}）" if owner else f"{number}. {row.text}"
        )
    minutes = getattr(meeting, "minutes", None)
    return {
        "topics": "\n".join(topics),
        "resolutions": "\n".join(resolutions),
        "effect": minutes.effect or minutes.summary if minutes else "",
    }


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


def quarter_strip(hub: Organization, *, at: datetime, count: int = 4) -> list[dict[str, Any]]:
    """The last quarters of a hub up to the running one: met, excused, unmet or still to be held.

    A quarter is met by what MEC-3 counts; a meeting that does not count is named with the reason.
    """
    quarters = [period_of("Q", local_date(at))]
    while len(quarters) < count:
        quarters.insert(0, quarters[0].previous())
    meetings = held([hub.pk], Period(quarters[0].start, quarters[-1].end, "Q"), at)[hub.pk]
    said = {row.period_code: row for row in MeetingException.objects.filter(host=hub)}
    strip = []
    for quarter in quarters:
        own = [one for one in meetings if local_date(one.starts_at) in quarter]
        met = next((one.id for one in own if one.counts), None)
        answer = said.get(quarter.code)
        if met is not None:
            state = "met"
        elif answer is not None:
            state = "excused" if answer.state == MeetingException.State.ACCEPTED else "explained"
        else:
            state = "running" if quarter.ends_at > at else "unmet"
        strip.append(
            {"code": quarter.code, "state": state, "meeting": met, "exception": answer, "last_day": quarter.last_day,
             "uncounted": [] if met else [(one.id, note_words[one.note]) for one in own]}
        )  # fmt: skip
    return strip
