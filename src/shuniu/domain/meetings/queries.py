from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from shuniu.domain.meetings.models import MeetingReport, SecretaryMeeting
from shuniu.engines.gatherings.models import Gathering
from shuniu.engines.gatherings.queries import RollCount, count_roll
from shuniu.kernel.core.moments import add_working_days, local_date
from shuniu.kernel.norms.queries import setting_for, working_calendar

__all__ = ["RollCount", "count_roll", "hub_officers_duty_roles", "quorum_of", "report_due_on"]


def hub_officers_duty_roles() -> list[str]:
    return ["head", "officer"]


def report_due_on(meeting: SecretaryMeeting, *, at: datetime) -> date:
    """The last day for the report: so many working days after the meeting (a setting of the overseeing body)."""
    days = setting_for(meeting.host, "meetings.report_working_days", at) or 5
    return add_working_days(local_date(meeting.gathering.ends_at), int(days), working_calendar())


@dataclass(frozen=True)
class Quorum:
    """Bodies present out of bodies invited, and whether the share a rule asks for is there (None: no rule)."""

    invited: int
    present: int
    needed: int | None

    @property
    def reached(self) -> bool | None:
        return None if self.needed is None else self.present >= self.needed


def quorum_of(meeting: SecretaryMeeting) -> Quorum:
    gathering: Gathering = meeting.gathering
    invited = gathering.invitees.count()
    present = (
        gathering.roll.filter(removed_at__isnull=True, attendance="present", organization__isnull=False)
        .filter(organization__in=gathering.invitees.values("organization"))
        .values("organization")
        .distinct()
        .count()
    )
    share = meeting.quorum_share
    # Rounded up: "half of 7 bodies" are 4.
    needed = None if share is None else -(-invited * share // 100)
    return Quorum(invited=invited, present=present, needed=needed)


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


def reports_awaiting(hubs: Any) -> Any:
    return MeetingReport.objects.filter(meeting__host__in=hubs, state=MeetingReport.State.FILED)
