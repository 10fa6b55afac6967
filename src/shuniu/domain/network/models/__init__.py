from shuniu.domain.network.models.appeal import (
    Appeal,
    AppealFile,
    AppealMessage,
    AppealPassing,
    Appellant,
)
from shuniu.domain.network.models.confirmation import (
    ConfirmationLink,
)
from shuniu.domain.network.models.engagement import (
    Engagement,
)
from shuniu.domain.network.models.guidance import (
    Counterpart,
    GuidanceVisit,
    LocalFigure,
    TaskFigure,
    VerticalTask,
)
from shuniu.domain.network.models.intake import (
    CoordinationMatter,
    IntakeCheck,
    IntakeCondition,
    SupervisionApplication,
)
from shuniu.domain.network.models.intent import (
    CooperationIntent,
    IntentOutcome,
)
from shuniu.domain.network.models.issue import (
    Endorsement,
    Issue,
    ValueStatement,
)
from shuniu.domain.network.models.joining import (
    JoiningConditions,
    MembershipApplication,
    MembershipInvitation,
    MembershipObjection,
    TieEnding,
)
from shuniu.domain.network.models.sheet import (
    SignedLine,
    SignedSheet,
)

__all__ = [
    "Appeal",
    "AppealFile",
    "AppealMessage",
    "AppealPassing",
    "Appellant",
    "ConfirmationLink",
    "CooperationIntent",
    "CoordinationMatter",
    "Counterpart",
    "Endorsement",
    "Engagement",
    "GuidanceVisit",
    "IntakeCheck",
    "IntakeCondition",
    "IntentOutcome",
    "Issue",
    "JoiningConditions",
    "LocalFigure",
    "MembershipApplication",
    "MembershipInvitation",
    "MembershipObjection",
    "SignedLine",
    "SignedSheet",
    "SupervisionApplication",
    "TaskFigure",
    "TieEnding",
    "ValueStatement",
    "VerticalTask",
]
