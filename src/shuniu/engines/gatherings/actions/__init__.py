from shuniu.engines.gatherings.actions.call import (
    answer_invitation,
    call_gathering,
    call_off_gathering,
    invite_organizations,
    move_gathering,
    restore_gathering,
    unanswer,
)
from shuniu.engines.gatherings.actions.door import clear_door_tries, client_digest, find_by_code
from shuniu.engines.gatherings.actions.roll import (
    Line,
    SheetProblems,
    enter_roll,
    enter_sheet,
    remove_from_roll,
    restore_to_roll,
    sign_in_at_door,
)

__all__ = [
    "Line", "SheetProblems", "answer_invitation", "call_gathering", "call_off_gathering", "clear_door_tries",
    "client_digest", "enter_roll", "enter_sheet", "find_by_code", "invite_organizations", "move_gathering", "remove_from_roll", "restore_gathering", "restore_to_roll",
    "sign_in_at_door", "unanswer",
]  # fmt: skip
