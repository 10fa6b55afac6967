from shuniu.kernel.record.actions.check import check_answer
from shuniu.kernel.record.actions.duty import (
    move_duties,
    owe,
    owe_many,
    put_off,
    remind,
    settle,
    settle_many,
    unsettle,
)
from shuniu.kernel.record.actions.notice import (
    notify,
    notify_many,
    read_notices,
    send_mail,
    send_outbox,
    unread_notices,
    unsay,
)
from shuniu.kernel.record.actions.open_forms import count_look_up, count_sending, forget_senders
from shuniu.kernel.record.actions.proof import (
    add_evidence,
    attach,
    issue_query_number,
    restore_evidence,
    withdraw_evidence,
)
from shuniu.kernel.record.actions.staff import (
    accept_invitation,
    drop_view,
    hand_over,
    invite,
    restore_invitation,
    save_view,
    withdraw_invitation,
)
from shuniu.kernel.record.actions.template import drop_template, fill_template, keep_template, restore_template
from shuniu.kernel.record.actions.undo import take_back

__all__ = [
    "accept_invitation",
    "add_evidence",
    "attach",
    "check_answer",
    "count_look_up",
    "count_sending",
    "drop_template",
    "drop_view",
    "fill_template",
    "forget_senders",
    "hand_over",
    "invite",
    "issue_query_number",
    "keep_template",
    "move_duties",
    "notify",
    "notify_many",
    "owe",
    "owe_many",
    "put_off",
    "read_notices",
    "remind",
    "restore_evidence",
    "restore_invitation",
    "restore_template",
    "save_view",
    "send_mail",
    "send_outbox",
    "settle",
    "settle_many",
    "take_back",
    "unread_notices",
    "unsay",
    "unsettle",
    "withdraw_evidence",
    "withdraw_invitation",
]
