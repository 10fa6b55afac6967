"""Add1: Equal Shares alone leaves money unspent, so every voter's share is raised step by step and the rule run again.

Two variants are in use and give different winners: stop at the first outcome to which no project can be added
(`add1-exhaustive`), or go on until the next step would overspend (`add1-overspend`, the one that reproduces the
official winners of Świecie 2023, Wieliczka 2023 and Assen 2024). `add1-utilitarian` is the second, and then adds
projects by result while they fit.
"""

from __future__ import annotations

import math
from bisect import bisect_right
from dataclasses import dataclass
from fractions import Fraction

from shuniu.methods.allocation.equal_shares import EqualShares
from shuniu.methods.allocation.model import Completion
from shuniu.methods.faults import BadInput
from shuniu.methods.words import Said

MOST_RUNS = 200_000
"""So many single runs are minutes of work; what takes more is a slip in a cost or a step far too small."""

Endowment = tuple[Fraction, ...]


@dataclass(frozen=True)
class Completed:
    """The order of purchase, the endowment at which it came about, and how many runs that took."""

    order: list[int]
    endowment: Endowment
    rounds: int


@dataclass(frozen=True)
class Piece:
    """The order of purchase, and what it costs, whenever from `least` to `most` are shared out."""

    least: Fraction
    most: Fraction
    order: list[int]
    spent: int


class Pieces:
    """What Equal Shares buys at any budget shared out, kept in pieces on which the order is proved to be the same.

    One `Pieces` serves all steps of Add1 and all budgets that may be spent: the order depends on neither.
    """

    def __init__(self, method: EqualShares, *, without: frozenset[int] = frozenset()) -> None:
        self.method, self.without = method, without
        self.starts: list[Fraction] = []
        self.pieces: list[Piece] = []
        self.reach = Fraction(0)
        self.waiting = self.patience = 0

    def at(self, total: Fraction, step: Fraction) -> Piece:
        """The piece in which `total` lies; `step` is a first guess how far one reaches."""
        place = bisect_right(self.starts, total)
        if not place or self.pieces[place - 1].most < total:
            most, order = self._proved(total, step)
            self.starts.insert(place, total)
            self.pieces.insert(place, Piece(total, most, order, sum(self.method.groups.cost[p] for p in order)))
            place += 1
        return self.pieces[place - 1]

    def _proved(self, total: Fraction, step: Fraction) -> tuple[Fraction, list[int]]:
        """How far the order at `total` is proved, and that order. Tries rest for a while after they have failed."""
        endowment, reach = self.method.groups.endowment(total), max(self.reach, step)
        if self.waiting:
            self.waiting -= 1
        elif self.method.compiled:
            for _ in range(2):
                most = self.method.groups.endowment(total + reach)
                order = self.method.run_between(endowment, most, without=self.without)
                if order is not None:
                    self.reach, self.patience = 2 * reach, 0
                    return total + reach, order
                reach /= 4
            self.reach, self.patience = reach, min(16, 2 * self.patience + 1)
            self.waiting = self.patience
        return total, self.method.run(endowment, without=self.without)


def add1(pieces: Pieces, *, budget: int, step: Fraction, exhaustive: bool) -> Completed:
    """Equal Shares with Add1: in run 0, 1, 2, … the budget is shared out and `step` units more for each unit of weight
    (with several electorates the same money by the published shares). Never spends more than `budget`. It also ends
    when all is bought that a richer electorate could still buy, see `EqualShares.open_to`.
    """
    method = pieces.method
    groups, raised = method.groups, step * method.groups.total_weight
    order: list[int] = []
    number = 0
    while (piece := pieces.at(budget + number * raised, raised)).spent <= budget:
        order = piece.order
        left = budget - piece.spent if exhaustive else math.inf
        ended = all(groups.cost[p] > left for p in method.open_to(order, without=pieces.without))
        if not ended and piece.most > piece.least:
            number = (piece.most - budget) // raised
        number += 1
        if ended:
            break
        if len(pieces.pieces) > MOST_RUNS:
            raise BadInput(
                Said("加了 {number:,} 步仍未结束：请把步长定大，或核对有没有写错的造价", number=number), field="step"
            )
    return Completed(order, groups.endowment(budget + max(number - 1, 0) * raised), number)


EXHAUSTIVE = {
    Completion.ADD1_EXHAUSTIVE: True,
    Completion.ADD1_OVERSPEND: False,
    Completion.ADD1_UTILITARIAN: False,
}
