from shuniu.domain.network.models.appeal import Appeal, AppealFile, AppealMessage, Appellant
from shuniu.domain.network.models.confirmation import ConfirmationLink
from shuniu.domain.network.models.intent import CooperationIntent, IntentOutcome
from shuniu.domain.network.models.issue import Endorsement, Issue, ValueStatement

__all__ = [
    "Appeal", "AppealFile", "AppealMessage", "Appellant", "ConfirmationLink", "CooperationIntent", "Endorsement",
    "IntentOutcome", "Issue", "ValueStatement",
]  # fmt: skip
