from shuniu.domain.registry.actions.answer import (
    file_answer,
    offer_facts,
    open_answer,
    return_answer,
    save_answer,
    take_back_answer,
)
from shuniu.domain.registry.actions.commit import import_roster, import_rows, resume_rosters
from shuniu.domain.registry.actions.correct import correct_row
from shuniu.domain.registry.actions.duplicates import (
    judge_different,
    judge_same,
    look_for_duplicates,
    merge_equal_codes,
    propose_pair,
    take_apart,
    withdraw_judgement,
)
from shuniu.domain.registry.actions.facts import correct_facts, object_to_facts
from shuniu.domain.registry.actions.plan import bring_roster, plan_roster
from shuniu.domain.registry.actions.request import (
    add_bodies,
    add_columns,
    change_column,
    change_request,
    drop_bodies,
    drop_column,
    make_request,
    move_column,
)
from shuniu.domain.registry.actions.send import (
    chase_request,
    close_request,
    extend_request,
    reopen_request,
    send_request,
    withdraw_request,
)
from shuniu.domain.registry.actions.undo import take_rows_back, undo_roster

__all__ = [
    "add_bodies",
    "add_columns",
    "bring_roster",
    "change_column",
    "change_request",
    "chase_request",
    "close_request",
    "correct_facts",
    "correct_row",
    "drop_bodies",
    "drop_column",
    "extend_request",
    "file_answer",
    "import_roster",
    "import_rows",
    "judge_different",
    "judge_same",
    "look_for_duplicates",
    "make_request",
    "merge_equal_codes",
    "move_column",
    "object_to_facts",
    "offer_facts",
    "open_answer",
    "plan_roster",
    "propose_pair",
    "reopen_request",
    "resume_rosters",
    "return_answer",
    "save_answer",
    "send_request",
    "take_apart",
    "take_back_answer",
    "take_rows_back",
    "undo_roster",
    "withdraw_judgement",
    "withdraw_request",
]  # fmt: skip
