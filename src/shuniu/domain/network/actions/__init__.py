from shuniu.domain.network.actions.appeal import (
    answer_appeal,
    close_unjudged_appeals,
    conclude_appeal,
    export_appeals,
    raise_appeal,
    record_view,
    write_more,
)
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
from shuniu.domain.network.actions.conditions import (
    publish_conditions,
)
from shuniu.domain.network.actions.confirmation import (
    answer_by_link,
    make_confirmation_link,
    make_letters,
)
from shuniu.domain.network.actions.consent import (
    answer_signed_in,
    choose_route,
    end_tie,
    propose_tie,
    refuse_own_hub,
)
from shuniu.domain.network.actions.counterpart import (
    confirm_counterpart,
    confirm_visit,
    decline_counterpart,
    end_counterpart,
    name_counterpart,
    record_visit,
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
from shuniu.domain.network.actions.invitation import (
    answer_invitation,
    invite_to_join,
    withdraw_membership_invitation,
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
from shuniu.domain.network.actions.objection import (
    answer_objection,
    object_to_refusal,
)
from shuniu.domain.network.actions.sheet import (
    check_signature,
    confirm_by_sheet,
)
from shuniu.domain.network.actions.tasks import (
    answer_upward,
    ask_up,
    close_task,
    decline_task,
    enter_figure,
    report_task,
    send_back_task,
    send_tasks,
    withdraw_task,
)

__all__ = [
    "add_paper", "admit_application", "answer_appeal", "answer_by_link", "answer_engagement", "answer_invitation",
    "answer_issue", "answer_objection", "answer_signed_in", "answer_upward", "applicant", "ask_again",
    "ask_for_missing", "ask_up", "check_signature", "choose_route", "close_task", "close_unconfirmed",
    "close_unjudged_appeals", "conclude_appeal", "confirm_by_sheet", "confirm_counterpart", "confirm_intent",
    "confirm_outcome", "confirm_visit", "decide_many", "decline_counterpart", "decline_intent", "decline_task",
    "drop_drafts", "drop_paper", "end_counterpart", "end_tie", "endorse", "enter_figure", "export_appeals",
    "file_application", "invite_to_join", "log_engagement", "make_confirmation_link", "make_letters",
    "merge_appeal", "name_counterpart", "object_to_refusal", "pass_issue_on", "propose_tie", "publish_conditions",
    "publish_issue", "publish_values", "raise_appeal", "record_intent", "record_view", "record_visit",
    "refuse_application", "refuse_own_hub", "report_task", "save_application", "save_issue", "send_back_task",
    "send_tasks", "start_application", "state_outcome", "withdraw_application", "withdraw_endorsement",
    "withdraw_engagement", "withdraw_membership_invitation", "withdraw_task", "write_issue", "write_more",
]  # fmt: skip
