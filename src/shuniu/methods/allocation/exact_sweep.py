"""The compiled runs of Exact Equal Shares at all budgets from one on, each found from the one before.

The kernel works in whole multiples of 2**-shift units; everything that these do not tell apart is decided here in
exact numbers: which budget is the next at which the run changes, and whether those who are on the edge can pay.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator
from fractions import Fraction
from typing import TYPE_CHECKING

import numpy as np

from shuniu.methods.allocation import exact_follow as follow
from shuniu.methods.allocation import exact_kernel as kernel
from shuniu.methods.allocation.groups import Groups

if TYPE_CHECKING:
    from shuniu.methods.allocation.exact_equal_shares import Bought

MENDED = 32
"""So often is a guess mended before the run is made anew; then once more, and then in exact numbers."""


def shift_of(groups: Groups, most: int) -> int:
    """Bits after the point, at most `most`, with which no number of the kernel leaves 62 bits."""
    return min(62 - (2 * sum(groups.cost) + 2).bit_length(), most)


class Sweep:
    """A run at a budget, and its way through all changes above. `slow` is the method in exact numbers only."""

    def __init__(self, groups: Groups, able: list[int], slow: Callable[[Fraction], Bought], *, most: int = 44) -> None:
        self.groups, self.slow, self.shift = groups, slow, shift_of(groups, most)
        rates = groups.endowment(1)
        self.unit = Fraction(1, math.lcm(*(rate.denominator for rate in rates)))
        whole = [int(rate / self.unit) for rate in rates]
        self.unit *= math.gcd(*whole) or 1
        self.scale = self.unit * Fraction(2) ** self.shift
        self.rates = [int(rate / self.unit) for rate in rates]
        self.able = np.array([p for p in able if groups.cost[p] > 0], dtype=np.int64)
        self.town = _town(groups, self.shift, self.rates)
        self.run = _empty(self.town)
        self.out, self.chains = np.zeros((256, 7), dtype=np.int64), np.zeros(4096, dtype=np.int64)
        self.rest, self.room = np.zeros((2, len(groups.ids)), dtype=np.int64)
        self.made = self.remade = 0

    def runs(self, budget: Fraction) -> Iterator[tuple[Fraction, list[int], list[int]]]:
        """(budget, order, payers) of the run at `budget`, then at each budget above at which it changes."""
        self._anew(budget)
        margin, mended = 1 << max(self.shift, 0), 0
        found = kernel.LOST
        while True:
            change = self._next(budget, margin, found)
            found = kernel.LOST
            if change is None or change[0] > budget:
                if self._wrong(budget):
                    self._load(budget)
                    continue
                yield budget, self._order(), self.run.count[self._order()].tolist()
                if change is None:
                    return
                (now, parts), (then, those) = self._scaled(budget), self._scaled(change[0])
                gap = (then * parts - now * those) // (parts * those)
                margin, mended = min(1 + (15 * margin + gap) // 16, 1 << 48), 0
                budget = change[0]
            mended += 1
            if mended == MENDED:
                self._anew(budget)
            elif mended == 2 * MENDED:
                self._load(budget)
            else:
                steps = self.town, self.run, change[1], change[2], self._now(budget), self.rest, 32 * margin
                found = follow.turn(*steps, self.able, margin, self.out, self.chains)
                self.made += 1

    def _order(self) -> list[int]:
        order: list[int] = self.run.order[: self.run.size[0]].tolist()
        return order

    def _now(self, budget: Fraction) -> tuple[int, int]:
        above, below = self._scaled(budget)
        return min(above // below, kernel.FAR - 1), min(-(-above // below), kernel.FAR - 1)

    def _scaled(self, budget: Fraction) -> tuple[int, int]:
        """A budget in the kernel's units, as numerator and denominator: cheaper than fractions in lowest terms."""
        return budget.numerator * self.scale.numerator, budget.denominator * self.scale.denominator

    def _anew(self, budget: Fraction) -> None:
        """By the rule itself: every project with all supporters, as long as they can pay."""
        run, able = self.run, self.able
        follow.begin(self.town, run, able)
        follow.follow(self.town, run, able.copy(), len(able), 0, self._now(budget))
        follow.erode(self.town, run, 0)

    def _load(self, budget: Fraction) -> None:
        """The run in exact numbers: where the kernel's would be too coarse, which is rare."""
        found, run = self.slow(budget), self.run
        self.remade += 1
        run.count[:], run.rank[:], run.paid[:], run.bound[:], run.fresh[:] = 0, kernel.LATE, False, 0, False
        run.slack[:], run.sunk[:] = 0, kernel.FAR
        run.size[:2], run.bills[:] = 0, 0
        left = self.groups.money(self.groups.endowment(budget))
        for p, payers in zip(found.order, found.count, strict=True):
            cost, price = self.groups.cost[p], Fraction(self.groups.cost[p], payers)
            if cost == 0:
                continue
            for s in range(self.town.start[p], self.town.start[p + 1]):
                if left[self.town.group[s]] >= price:
                    left[self.town.group[s]] -= price
                    follow.pay(self.town, run, p, self.town.group[s], self.town.slot[s], True)
            run.order[run.size[0]], run.rank[p], run.count[p] = p, run.size[0], payers
            run.under[p], run.over[p] = (cost << self.shift) // payers, -((-cost << self.shift) // payers)
            run.size[0] += 1

    def _next(self, budget: Fraction, margin: int, found: int) -> tuple[Fraction, int, int] | None:
        """The exact budget of the run's next change, and the project and payers that make it. `found` witnesses are known,
        or the room for them was short.
        """
        given = self.town, self.run, self.able, self._now(budget)[1], margin
        short = False
        while found == kernel.LOST:
            if short:
                self.out, self.chains = (
                    np.zeros((4 * len(self.out), 7), dtype=np.int64),
                    np.zeros(4 * len(self.chains), dtype=np.int64),
                )
            found, short = kernel.witnesses(*given, self.out, self.chains), True
        if not found:
            return None
        cases: dict[tuple[int, int], list[tuple[Fraction, int, int]]] = {}
        for p, payers, g, weight, rest, first, last in self.out[:found].tolist():
            threshold = self._threshold(p, payers, g, self.chains[first:last])
            cases.setdefault((p, payers), []).append((threshold, weight, rest))
        least, payers, project = min((ranked(case), -payers, p) for (p, payers), case in cases.items())
        return least, project, -payers

    def _threshold(self, p: int, payers: int, g: int, before: np.ndarray) -> Fraction:
        """From which budget on g can pay its part of p and of those before, exactly."""
        cost, counts = self.groups.cost, self.run.count[before].tolist()
        common = math.lcm(payers, *counts)
        total = cost[p] * (common // payers)
        total += sum(cost[q] * (common // count) for q, count in zip(before.tolist(), counts, strict=True))
        rate = self.unit.numerator * self.rates[self.groups.electorate[g]]
        return Fraction(total * self.unit.denominator, common * rate)

    def _wrong(self, budget: Fraction) -> bool:
        """Does one who pays on the edge in truth fall short?"""
        run, number = self.run, int(self.run.size[1])
        run.size[1] = 0
        noted = run.noted[:number].tolist() if number <= len(run.noted) else range(len(self.town.group))
        for s in sorted(set(noted)):
            p = int(np.searchsorted(self.town.start, s, side="right")) - 1
            if run.paid[self.town.slot[s]]:
                g, payers, level = int(self.town.group[s]), int(run.count[p]), int(run.rank[p])
                before = self.room[: kernel.chain(self.town, run, g, level, self.room)]
                if self._threshold(p, payers, g, before) > budget:
                    return True
        return False


def ranked(case: list[tuple[Fraction, int, int]]) -> Fraction:
    """Of (value, weight, rest) the least value up to which the weights come to `rest`, which is the same in all."""
    total, rest = 0, case[0][2]
    for value, weight, _ in sorted(case):
        total += weight
        if total >= rest:
            return value
    return max(value for value, _, _ in case)


def _town(groups: Groups, shift: int, rates: list[int]) -> kernel.Town:
    owner = np.repeat(np.arange(len(groups.ids)), np.diff(groups.start))
    by_group = np.lexsort((owner, groups.group))
    slot = np.empty_like(by_group)
    slot[by_group] = np.arange(len(by_group))
    weight = np.array(groups.weight, dtype=np.int64)
    rate = np.array(rates, dtype=np.int64)[np.array(groups.electorate, dtype=np.int64)]
    best = np.zeros(len(groups.ids), dtype=np.int64)
    np.maximum.at(best, owner, rate[groups.group])
    support = np.zeros(len(groups.ids), dtype=np.int64)
    np.add.at(support, owner, weight[groups.group])
    return kernel.Town(
        cost=np.array(groups.cost, dtype=np.int64) << shift,
        unit=np.array([c // max(w, 1) for c, w in zip(groups.cost, groups.worth, strict=True)], dtype=np.int64),
        support=support,
        start=groups.start,
        group=groups.group.astype(np.uint32),
        slot=slot.astype(np.uint32),
        weight=weight,
        rate=rate,
        best=best,
        first=np.searchsorted(groups.group[by_group], np.arange(len(weight) + 1)).astype(np.uint32),
        project=owner[by_group].astype(np.uint32),
    )


def _empty(town: kernel.Town) -> kernel.Run:
    def numbers(length: int, value: int = 0) -> np.ndarray:
        return np.full(length, value, dtype=np.int64)

    def truths(length: int) -> np.ndarray:
        return np.zeros(length, dtype=bool)

    projects, supports, groups = len(town.cost), len(town.group), len(town.weight)
    widest = int(np.diff(town.start).max(initial=0))
    return kernel.Run(
        size=np.array([0, 0, -1, 0]), order=numbers(projects), rank=numbers(projects, kernel.LATE), count=numbers(projects),
        under=numbers(projects), over=numbers(projects), paid=truths(supports), bill=np.zeros(supports, dtype=np.uint32),
        bills=np.zeros(groups, dtype=np.uint32), stale=truths(projects), bound=numbers(projects), ceiling=numbers(projects), slack=numbers(projects), close=numbers(projects), sunk=numbers(projects, kernel.FAR),
        fresh=truths(projects), touched=truths(groups), those=numbers(groups), queue=np.zeros(supports, dtype=np.uint32), queued=numbers(projects), drop=numbers(groups), late=numbers(groups),
        less=numbers(groups, kernel.LATE), since=numbers(groups), then=numbers(projects), past=numbers(projects),
        had=numbers(projects), last=numbers(projects), who=np.zeros(widest, dtype=np.uint32), priced=numbers(projects), below=numbers(widest), above=numbers(widest),
        pays=truths(widest), noted=numbers(2 * supports + 64),
    )  # fmt: skip
