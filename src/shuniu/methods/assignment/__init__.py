"""Who reviews what: exact assignment of reviewers to applications under loads, conflicts, quotas.

Names are imported on first use, so that the command line starts without the numerics.
"""

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from shuniu.methods.assignment.conflicts import Link, Reason, Rule, find_conflicts
    from shuniu.methods.assignment.model import Assignment, Infeasible, Pair, Problem, Quota, Shortage, without
    from shuniu.methods.assignment.solve import assign_fair, assign_random, assign_total, repair

__all__ = [
    "Assignment", "Infeasible", "Link", "Pair", "Problem", "Quota", "Reason", "Rule", "Shortage", "assign_fair",
    "assign_random", "assign_total", "find_conflicts", "repair", "without",
]  # fmt: skip


def __getattr__(name: str) -> Any:
    if name in __all__:
        for module in ("model", "solve", "conflicts"):
            found = import_module(f"shuniu.methods.assignment.{module}")
            if hasattr(found, name):
                return getattr(found, name)
    raise AttributeError(name)
