"""Add1: Equal Shares alone leaves money unspent, so every voter's share is raised step by step and the rule run again.

Two variants are in use and give different winners: stop at the first outcome to which no project can be added
(`add1-exhaustive`), or go on until the next step would overspend (`add1-overspend`, the one that reproduces the
official winners of Świecie 2023, Wieliczka 2023 and Assen 2024). `add1-utilitarian` is the second, and then adds
projects by result while they fit.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from fractions import Fraction

from shuniu.methods.allocation.equal_shares import EqualShares
from shuniu.methods.allocation.groups import Groups
from shuniu.methods.allocation.model import Completion

Endowment = tuple[Fraction, ...]


@dataclass(frozen=True)
class Completed:
    """The order of purchase, the endowment at which it came about, and how many runs that took."""

    order: list[int]
    endowment: Endowment
    rounds: int


def endowments(groups: Groups, *, budget: int, step: Fraction) -> Iterator[Endowment]:
    """What voters hold in run 0, 1, 2, …: the budget shared out, then `step` units more for each unit of weight; with
    several electorates the same money, shared out by the published shares.
    """
    total = budget + Fraction(0)
    while True:
        yield groups.endowment(total)
        total += step * groups.total_weight


def add1(
    method: EqualShares,
    *,
    budget: int,
    step: Fraction,
    exhaustive: bool,
    without: frozenset[int] = frozenset(),
) -> Completed:
    """Equal Shares with Add1; `step` in units. Never spends more than `budget`."""
    groups = method.groups
    candidates = [p for p in (*method.free, *method.able) if p not in without and groups.cost[p] <= budget]
    last = Completed([], groups.endowment(budget), 0)
    for number, endowment in enumerate(endowments(groups, budget=budget, step=step), start=1):
        order = method.run(endowment, without=without)
        spent = sum(groups.cost[p] for p in order)
        if spent > budget:
            return last
        last = Completed(order, endowment, number)
        if exhaustive and is_exhaustive(groups, order, candidates, budget=budget):
            return last
        if set(order).issuperset(candidates) and not _more(method, order, without):
            return last
    raise AssertionError("endless by construction")


def _more(method: EqualShares, order: list[int], without: frozenset[int]) -> bool:
    """Is there a supported project not yet bought, which a richer electorate would buy?"""
    return len(order) + len(without.intersection((*method.free, *method.able))) < len(method.free) + len(method.able)


def is_exhaustive(groups: Groups, order: list[int], candidates: list[int], *, budget: int) -> bool:
    """No supported project that is left fits into what is left of the budget."""
    left = budget - sum(groups.cost[p] for p in order)
    chosen = set(order)
    return not any(groups.cost[p] <= left for p in candidates if p not in chosen)


EXHAUSTIVE = {
    Completion.ADD1_EXHAUSTIVE: True,
    Completion.ADD1_OVERSPEND: False,
    Completion.ADD1_UTILITARIAN: False,
}
