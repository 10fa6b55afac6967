from shuniu.domain.network.actions.appeal import (
    answer_appeal,
    close_unjudged_appeals,
    conclude_appeal,
    export_appeals,
    raise_appeal,
    record_view,
    write_more,
)
from shuniu.domain.network.actions.confirmation import answer_by_link, make_confirmation_link, make_letters
from shuniu.domain.network.actions.intent import (
    confirm_intent,
    confirm_outcome,
    decline_intent,
    record_intent,
    state_outcome,
)
from shuniu.domain.network.actions.issue import (
    answer_issue,
    endorse,
    merge_appeal,
    pass_issue_on,
    publish_issue,
    publish_values,
    save_issue,
    withdraw_endorsement,
    write_issue,
)

__all__ = [
    "answer_appeal", "answer_by_link", "answer_issue", "close_unjudged_appeals", "conclude_appeal", "confirm_intent",
    "confirm_outcome", "decline_intent", "endorse", "export_appeals", "make_confirmation_link", "make_letters",
    "merge_appeal", "pass_issue_on", "publish_issue", "publish_values", "raise_appeal", "record_intent", "record_view",
    "save_issue", "state_outcome", "withdraw_endorsement", "write_issue", "write_more",
]  # fmt: skip
