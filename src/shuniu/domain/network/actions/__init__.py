from shuniu.domain.network.actions.confirmation import answer_by_link, make_confirmation_link, make_letters
from shuniu.domain.network.actions.intent import (
    confirm_intent,
    confirm_outcome,
    decline_intent,
    record_intent,
    state_outcome,
)

__all__ = [
    "answer_by_link", "confirm_intent", "confirm_outcome", "decline_intent", "make_confirmation_link", "make_letters",
    "record_intent", "state_outcome",
]  # fmt: skip
