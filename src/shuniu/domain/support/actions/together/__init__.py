from shuniu.domain.support.actions.together.consortium import (
    call_off_consortium,
    end_consortium,
    open_consortium,
    save_consortium,
    start_consortium,
)
from shuniu.domain.support.actions.together.note import save_note, share_note, state_use, withdraw_note
from shuniu.domain.support.actions.together.partner import (
    answer_partner,
    ask_partner,
    confirm_task,
    leave_consortium,
    save_share,
    state_task,
    withdraw_partner,
)

__all__ = [
    "answer_partner",
    "ask_partner",
    "call_off_consortium",
    "confirm_task",
    "end_consortium",
    "leave_consortium",
    "open_consortium",
    "save_consortium",
    "save_note",
    "save_share",
    "share_note",
    "start_consortium",
    "state_task",
    "state_use",
    "withdraw_note",
    "withdraw_partner",
]
