"""Who gets what, fairly: score line, greedy, Equal Shares with its completions, Phragmén, bounded overspending.

>>> from shuniu.methods.allocation import Call, Completion, RuleName, allocate, read_pb
>>> outcome = allocate(read_pb("call.pb"), Call(RuleName.EQUAL_SHARES, completion=Completion.ADD1_OVERSPEND))

Results are exact and the same for any order of rows and number of threads. Sources stand in each module;
docs/methods/allocation-research.md has definitions, guarantees and complexity.
"""

from shuniu.methods.allocation.measures import average_winners, payments, unserved
from shuniu.methods.allocation.model import (
    Ballot,
    BallotKind,
    Call,
    Completion,
    Election,
    Electorate,
    Outcome,
    Portfolio,
    Project,
    Purchase,
    RuleName,
    Satisfaction,
)
from shuniu.methods.allocation.pabulib import parse_pb, read_pb, write_pb
from shuniu.methods.allocation.rules import allocate
from shuniu.methods.allocation.what_if import WhatIf, what_ifs

__all__ = [
    "Ballot", "BallotKind", "Call", "Completion", "Election", "Electorate", "Outcome", "Portfolio", "Project",
    "Purchase", "RuleName", "Satisfaction", "WhatIf", "allocate", "average_winners", "parse_pb", "payments", "read_pb",
    "unserved", "what_ifs", "write_pb",
]  # fmt: skip
