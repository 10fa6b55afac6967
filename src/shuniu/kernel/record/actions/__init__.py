from shuniu.kernel.record.actions.duty import move_duties, owe, remind, settle
from shuniu.kernel.record.actions.notice import notify, read_notices, send_mail, send_outbox
from shuniu.kernel.record.actions.proof import add_evidence, attach, issue_query_number, withdraw_evidence
from shuniu.kernel.record.actions.staff import (
    accept_invitation,
    drop_view,
    hand_over,
    invite,
    save_view,
    withdraw_invitation,
)

__all__ = [
    "accept_invitation",
    "add_evidence",
    "attach",
    "drop_view",
    "hand_over",
    "invite",
    "issue_query_number",
    "move_duties",
    "notify",
    "owe",
    "read_notices",
    "remind",
    "save_view",
    "send_mail",
    "send_outbox",
    "settle",
    "withdraw_evidence",
    "withdraw_invitation",
]
