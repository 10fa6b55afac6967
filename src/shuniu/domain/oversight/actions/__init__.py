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
    confirm_statement,
    copy_last_year,
    remark_on_statement,
    reply_to_remark,
    save_statement,
)

__all__ = [
    "answer_request",
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
    "withdraw_request",
]
