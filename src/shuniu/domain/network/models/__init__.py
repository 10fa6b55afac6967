from shuniu.domain.network.models.confirmation import ConfirmationLink
from shuniu.domain.network.models.intent import CooperationIntent, IntentOutcome

__all__ = ["ConfirmationLink", "CooperationIntent", "IntentOutcome"]
