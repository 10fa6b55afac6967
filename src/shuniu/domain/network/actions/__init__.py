<<<<<<< HEAD
from shuniu.domain.network.actions.appeal import (
    answer_appeal,
    close_unjudged_appeals,
    conclude_appeal,
    export_appeals,
    raise_appeal,
    record_view,
    write_more,
)
=======
from shuniu.domain.network.actions.application import (
    add_paper,
    applicant,
    drop_drafts,
    drop_paper,
    file_application,
    save_application,
    start_application,
    withdraw_application,
)
from shuniu.domain.network.actions.conditions import publish_conditions
>>>>>>> main
from shuniu.domain.network.actions.confirmation import answer_by_link, make_confirmation_link, make_letters
from shuniu.domain.network.actions.consent import (
    answer_signed_in,
    choose_route,
    end_tie,
    propose_tie,
    refuse_own_hub,
)
from shuniu.domain.network.actions.decision import (
    admit_application,
    ask_for_missing,
    decide_many,
    refuse_application,
)
from shuniu.domain.network.actions.engagement import (
    answer_engagement,
    ask_again,
    close_unconfirmed,
    log_engagement,
    withdraw_engagement,
)
from shuniu.domain.network.actions.intent import (
    confirm_intent,
    confirm_outcome,
    decline_intent,
    record_intent,
    state_outcome,
)
<<<<<<< HEAD
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
=======
from shuniu.domain.network.actions.invitation import (
    answer_invitation,
    invite_to_join,
    withdraw_membership_invitation,
)
from shuniu.domain.network.actions.objection import answer_objection, object_to_refusal
from shuniu.domain.network.actions.sheet import check_signature, confirm_by_sheet

__all__ = [
    "add_paper", "admit_application", "answer_by_link", "answer_engagement", "answer_invitation", "answer_objection", "answer_signed_in", "applicant", "ask_again", "ask_for_missing", "check_signature", "choose_route", "close_unconfirmed", "confirm_by_sheet", "confirm_intent", "confirm_outcome", "decide_many", "decline_intent", "drop_drafts", "drop_paper", "end_tie", "file_application", "invite_to_join", "log_engagement", "make_confirmation_link", "make_letters", "object_to_refusal", "propose_tie", "publish_conditions", "record_intent", "refuse_application", "refuse_own_hub", "save_application", "start_application", "state_outcome", "withdraw_application", "withdraw_engagement", "withdraw_membership_invitation",
>>>>>>> main
]  # fmt: skip
