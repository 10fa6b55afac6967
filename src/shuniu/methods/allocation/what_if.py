"""What another budget would buy, for many budgets at once: what a council asks before it decides on the sum."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from fractions import Fraction

from shuniu.methods.allocation.completion import EXHAUSTIVE, Pieces, add1
from shuniu.methods.allocation.equal_shares import EqualShares
from shuniu.methods.allocation.exact_equal_shares import ExactEqualShares
from shuniu.methods.allocation.groups import Groups, merge
from shuniu.methods.allocation.model import Call, Completion, Election
from shuniu.methods.allocation.rules import MANY, allocate, check
from shuniu.methods.faults import BadInput
from shuniu.methods.words import Said


@dataclass(frozen=True)
class WhatIf:
    """What would win with `budget` units, in the order of selection; `endowment` as in `Outcome`."""

    budget: int
    winners: tuple[str, ...]
    spent: int
    endowment: tuple[Fraction, ...]


def what_ifs(election: Election, call: Call, budgets: Sequence[int]) -> tuple[WhatIf, ...]:
    """For each budget, in the order given, what `allocate` would decide if the election had it.

    Add1 and the jumps share their runs between the budgets: voters' money decides a run, not what may be spent of it.
    Raises BadInput when the call does not fit the election or a budget is negative.
    """
    if any(budget < 0 for budget in budgets):
        raise BadInput(Said("预算不能为负（{budgets}）", budgets=min(budgets)), field="budget")
    if call.portfolio or call.compare or call.completion not in (*ALIKE, Completion.JUMP):
        return tuple(_alone(election, call, budget) for budget in budgets)
    check(election, call)
    groups = merge(election, call.satisfaction)
    found = _jumped(groups, budgets) if call.completion == Completion.JUMP else _raised(groups, call, budgets)
    return tuple(found[budget] for budget in budgets)


ALIKE = (Completion.ADD1_EXHAUSTIVE, Completion.ADD1_OVERSPEND)


def _alone(election: Election, call: Call, budget: int) -> WhatIf:
    outcome = allocate(replace(election, budget=budget), call)
    return WhatIf(budget, outcome.winners, outcome.spent, outcome.endowment)


def _raised(groups: Groups, call: Call, budgets: Sequence[int]) -> dict[int, WhatIf]:
    step = call.step * groups.election.scale
    runs = len(set(budgets)) * sum(groups.cost) / (step * groups.total_weight or 1)
    pieces = Pieces(EqualShares(groups, compiled=True if runs * len(groups.group) > MANY else None))
    found = {}
    for budget in sorted(set(budgets)):
        done = add1(pieces, budget=budget, step=step, exhaustive=EXHAUSTIVE[call.completion])
        found[budget] = _told(groups, budget, done.order, done.endowment)
    return found


def _jumped(groups: Groups, budgets: Sequence[int]) -> dict[int, WhatIf]:
    method = ExactEqualShares(groups, compiled=True if len(groups.group) ** 2 > MANY else None)
    return {
        budget: _told(groups, budget, bought.order, groups.endowment(bought.budget))
        for budget, (bought, _) in method.complete_all(budgets).items()
    }


def _told(groups: Groups, budget: int, order: list[int], endowment: tuple[Fraction, ...]) -> WhatIf:
    return WhatIf(budget, tuple(groups.ids[p] for p in order), sum(groups.cost[p] for p in order), endowment)
