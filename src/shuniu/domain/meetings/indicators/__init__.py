"""MEC-1 … MEC-9: all hubs at once, a query or two each (A13, A14, A14.1–A14.4)."""

from shuniu.domain.meetings.held import Held, held
from shuniu.domain.meetings.indicators.deadlines import reports_in_time, resolutions_on_time, runs_on_schedule
from shuniu.domain.meetings.indicators.meetings import (
    complete_meetings,
    forms_used,
    meetings_with_proposals,
    quarters_with_meeting,
    reports_returned,
    secretaries_present,
)

__all__ = [
    "Held", "complete_meetings", "forms_used", "held", "meetings_with_proposals", "quarters_with_meeting",
    "reports_in_time", "reports_returned", "resolutions_on_time", "runs_on_schedule", "secretaries_present",
]  # fmt: skip
