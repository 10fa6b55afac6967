"""Who reviews what: exact assignment of reviewers to applications under loads, conflicts, quotas.

The numerics are imported on first use.
"""

from shuniu.methods.assignment.model import (
    Assignment,
    Infeasible,
    Pair,
    Problem,
    Quota,
    Shortage,
    without,
)  # fmt: skip
from shuniu.methods.assignment.solve import assign_fair, assign_random, assign_total, repair

__all__ = [
    "Assignment", "Infeasible", "Pair", "Problem", "Quota", "Shortage", "assign_fair", "assign_random", "assign_total",
    "repair", "without",
]  # fmt: skip
