from shuniu.domain.network.models.confirmation import ConfirmationLink
from shuniu.domain.network.models.guidance import (
    Counterpart,
    GuidanceVisit,
    LocalFigure,
    TaskFigure,
    VerticalTask,
)
from shuniu.domain.network.models.intent import CooperationIntent, IntentOutcome

__all__ = [
    "ConfirmationLink",
    "CooperationIntent",
    "Counterpart",
    "GuidanceVisit",
    "IntentOutcome",
    "LocalFigure",
    "TaskFigure",
    "VerticalTask",
]
