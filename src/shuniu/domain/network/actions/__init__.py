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
from shuniu.domain.network.actions.invitation import (
    answer_invitation,
    invite_to_join,
    withdraw_membership_invitation,
)
from shuniu.domain.network.actions.objection import answer_objection, object_to_refusal
from shuniu.domain.network.actions.sheet import check_signature, confirm_by_sheet

__all__ = [
    "add_paper", "admit_application", "answer_by_link", "answer_invitation", "answer_objection", "answer_signed_in",
    "applicant", "ask_for_missing", "check_signature", "choose_route", "confirm_by_sheet", "decide_many", "drop_drafts",
    "drop_paper", "end_tie", "file_application", "invite_to_join", "make_confirmation_link", "make_letters",
    "object_to_refusal", "propose_tie", "publish_conditions", "refuse_application", "refuse_own_hub", "save_application",
    "start_application", "withdraw_application", "withdraw_membership_invitation",
]  # fmt: skip
