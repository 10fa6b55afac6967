from shuniu.domain.registry.actions.commit import import_roster, import_rows, resume_rosters
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
from shuniu.domain.registry.actions.undo import take_rows_back, undo_roster

__all__ = [
    "bring_roster", "correct_facts", "import_roster", "import_rows", "judge_different", "judge_same", "look_for_duplicates",
    "merge_equal_codes", "object_to_facts", "plan_roster", "propose_pair", "resume_rosters", "take_apart",
    "take_rows_back", "undo_roster", "withdraw_judgement",
]  # fmt: skip
