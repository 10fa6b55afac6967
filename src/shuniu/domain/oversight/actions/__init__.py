from shuniu.domain.oversight.actions.reminders import remind_hub
from shuniu.domain.oversight.actions.requests import (
    answer_request,
    ask_back,
    file_request,
    reply_to_question,
    restore_request,
    withdraw_request,
)
from shuniu.domain.oversight.actions.statements import (
    as_confirmed,
    confirm_statement,
    copy_last_year,
    remark_on_statement,
    reply_to_remark,
    save_statement,
    unconfirm_statement,
    unconfirm_statements,
)

__all__ = [
    "answer_request",
    "as_confirmed",
    "ask_back",
    "confirm_statement",
    "copy_last_year",
    "file_request",
    "remark_on_statement",
    "remind_hub",
    "reply_to_question",
    "reply_to_remark",
    "restore_request",
    "save_statement",
    "unconfirm_statement",
    "unconfirm_statements",
    "withdraw_request",
]
