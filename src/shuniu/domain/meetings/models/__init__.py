from shuniu.domain.meetings.models.mechanism import Mechanism, MechanismRun
from shuniu.domain.meetings.models.plan import (
    AgendaItem,
    Resolution,
    SecretaryMeeting,
    SecretaryMeetingQuerySet,
    TopicCall,
    TopicProposal,
)
from shuniu.domain.meetings.models.report import (
    MeetingException,
    MeetingReport,
    Minutes,
    ReportFiling,
    ReportQuerySet,
    ReportQuestion,
)

__all__ = [
    "AgendaItem", "Mechanism", "MechanismRun", "MeetingException", "MeetingReport", "Minutes", "ReportFiling",
    "ReportQuerySet", "ReportQuestion", "Resolution", "SecretaryMeeting", "SecretaryMeetingQuerySet", "TopicCall", "TopicProposal",
]  # fmt: skip
