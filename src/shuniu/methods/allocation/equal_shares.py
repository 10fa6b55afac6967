"""The Method of Equal Shares (Peters, Pierczyński, Skowron, arXiv 2008.13276) with exact results.

Every voter holds an equal share of the budget; a project is bought with its supporters' money only, the one that costs
them least for a unit of satisfaction first. Ties: the smaller project id.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass, field
from fractions import Fraction
from typing import Any

import numpy as np

from shuniu.methods.allocation.groups import Groups
from shuniu.methods.allocation.ledger import Ledger
from shuniu.methods.allocation.model import Purchase

SMALL = 3000
"""Up to this many supports the exact ledger alone is quicker than loading the compiled kernel."""

Blocked = Callable[[list[int]], set[int]]
"""Which projects may no longer be bought after these purchases."""


@dataclass
class EqualShares:
    """Runs of the method on one election with different endowments. Reads `groups` only; no run changes another."""

    groups: Groups
    compiled: bool | None = None
    blocked: Blocked | None = None
    asked: int = 0
    arrays: dict[str, Any] = field(default_factory=dict)

    def __post_init__(self) -> None:
        groups = self.groups
        self.free = [p for p in range(len(groups.ids)) if groups.cost[p] == 0 and groups.start[p] < groups.start[p + 1]]
        self.able = [p for p in range(len(groups.ids)) if groups.cost[p] > 0 and groups.start[p] < groups.start[p + 1]]
        self.payable = self.able
        if not all(groups.rates):
            rates = [groups.rates[electorate] for electorate in groups.electorate]
            self.payable = [p for p in self.able if any(rates[g] for g in groups.supports(p)[0])]
        self.weights = [0] * len(groups.election.electorates)
        for weight, electorate in zip(groups.weight, groups.electorate, strict=True):
            self.weights[electorate] += weight
        points = sum(groups.weight[g] * s for g, s in zip(groups.group.tolist(), groups.score.tolist(), strict=True))
        top = max(groups.score.tolist(), default=1) * max(points, 1)
        self.room = 62 - top.bit_length()
        fits = max(groups.cost, default=0) * top < 2**62
        if self.compiled is None:
            self.compiled = len(groups.group) > SMALL
        self.compiled = self.compiled and fits

    def run(self, endowment: tuple[Fraction, ...], *, without: frozenset[int] = frozenset()) -> list[int]:
        """Project numbers in the order of purchase."""
        free = [p for p in self.free if p not in without]
        shift = self._shift(endowment)
        if self.compiled and shift >= 16:
            order = self._compiled((endowment, endowment), self._allowed(endowment, without), shift, self._after(free))
            assert order is not None
            return free + order
        return free + exact_run(Ledger(self.groups, endowment), self._allowed(endowment, without), self._after(free))

    def run_between(
        self, least: tuple[Fraction, ...], most: tuple[Fraction, ...], *, without: frozenset[int] = frozenset()
    ) -> list[int] | None:
        """The order of purchase at every endowment from `least` to `most` where one is proved for all; else None."""
        free, shift = [p for p in self.free if p not in without], self._shift(most)
        if not self.compiled or shift < 16:
            return None
        order = self._compiled((least, most), self._allowed(most, without), shift, self._after(free))
        return None if order is None else free + order

    def open_to(self, order: list[int], *, without: frozenset[int] = frozenset()) -> list[int]:
        """What a richer electorate could buy after these: not what no supporter has a share for, nor what the portfolio
        rules now rule out.
        """
        out = without.union(order, self.blocked(order) if self.blocked else ())
        return [p for p in (*self.free, *self.payable) if p not in out]

    def _shift(self, endowment: tuple[Fraction, ...]) -> int:
        return self.room - math.ceil(max(endowment, default=Fraction(0))).bit_length() - 1

    def _allowed(self, endowment: tuple[Fraction, ...], without: frozenset[int]) -> list[int]:
        there = sum(weight * part for weight, part in zip(self.weights, endowment, strict=True))
        return [p for p in self.able if p not in without and self.groups.cost[p] <= there]

    def _after(self, free: list[int]) -> Blocked:
        blocked = self.blocked
        return (lambda order: blocked(free + order)) if blocked else (lambda _: set())

    def _compiled(
        self, ends: tuple[tuple[Fraction, ...], tuple[Fraction, ...]], allowed: list[int], shift: int, blocked: Blocked
    ) -> list[int] | None:
        """The order that holds between two endowments; None when they differ and not all in between give the same."""
        from shuniu.methods.allocation import kernel  # loads the compiler: only where it pays

        fixed, state = self._fixed(), np.zeros(len(self.groups.ids), dtype=np.int64)
        state[allowed] = kernel.LISTED
        floor = np.array([(part.numerator << shift) // part.denominator for part in ends[0]], dtype=np.int64)
        ceiling = np.array([-((-part.numerator << shift) // part.denominator) for part in ends[1]], dtype=np.int64)
        low, high = floor[fixed["electorate"]], ceiling[fixed["electorate"]]
        keys = np.zeros((3, len(state)))
        order, asked = np.zeros(len(state), dtype=np.int64), np.zeros(len(state) + 1, dtype=np.int64)
        cost = fixed["cost"] << shift
        bought, ledger = 0, None
        while True:
            if self.blocked:
                state[[p for p in blocked(order[:bought].tolist()) if state[p] == kernel.LISTED]] = kernel.OUT
            stop = bought + 1 if self.blocked else len(state) + 1
            status, bought, found = kernel.run(
                cost, fixed["worth"], fixed["unit"], fixed["twin"], self.groups.start, self.groups.group, self.groups.score,
                fixed["weight"], low, high, state, keys, order, bought, stop, asked,
            )  # fmt: skip
            if status == kernel.DONE:
                return [int(p) for p in order[:bought]]
            if status == kernel.PAUSE:
                continue
            if ends[0] != ends[1]:
                return None
            ledger = ledger or _Followed(self.groups, ends[0])
            self.asked += 1
            bought = self._asked(ledger, order, bought, asked[:found], state)
            ledger.tighten(low, high, shift)

    def _asked(self, ledger: _Followed, order: np.ndarray, bought: int, asked: np.ndarray, state: np.ndarray) -> int:
        """Decide in exact numbers which of those in question comes first; how many are then bought."""
        from shuniu.methods.allocation import kernel

        ledger.follow(order[:bought].tolist())
        first = first_of([(ledger.book.key(p), p) for p in asked.tolist()])
        if first < 0:
            state[asked] = kernel.OUT
            return bought
        state[first], order[bought] = kernel.BOUGHT, first
        ledger.follow(order[: bought + 1].tolist())
        return bought + 1

    def _fixed(self) -> dict[str, Any]:
        if not self.arrays:
            groups = self.groups
            self.arrays = {
                "cost": np.array(groups.cost, dtype=np.int64),
                "worth": np.array([max(worth, 1) for worth in groups.worth], dtype=np.float64),
                "unit": np.array(
                    [c // max(w, 1) for c, w in zip(groups.cost, groups.worth, strict=True)], dtype=np.int64
                ),
                "twin": np.array(twins(groups), dtype=np.int64),
                "weight": np.array(groups.weight, dtype=np.int64),
                "electorate": np.array(groups.electorate, dtype=np.int64),
            }
        return self.arrays

    def purchases(self, endowment: tuple[Fraction, ...], order: list[int]) -> tuple[Purchase, ...]:
        """The exact payments for a run's order."""
        book = Ledger(self.groups, endowment)
        return tuple(book.buy(project) for project in order)


def twins(groups: Groups) -> list[int]:
    """For each project the smallest number of a project with the same cost, supporters and scores."""
    seen: dict[tuple[int, bytes, bytes], int] = {}
    result = []
    for p in range(len(groups.ids)):
        part = slice(groups.start[p], groups.start[p + 1])
        result.append(seen.setdefault((groups.cost[p], groups.group[part].tobytes(), groups.score[part].tobytes()), p))
    return result


def first_of(keys: list[tuple[Fraction | None, int]]) -> int:
    """The number with the smallest key, the smaller number on a tie; -1 when nobody can pay for any."""
    able = [(key, number) for key, number in keys if key is not None]
    return min(able)[1] if able else -1


def exact_run(book: Ledger, allowed: list[int], blocked: Blocked = lambda _: set()) -> list[int]:
    """Equal Shares in exact numbers only, revisiting a project only while its last key could still be the smallest."""
    known = {p: Fraction(0) for p in allowed}
    order: list[int] = []
    while known:
        for p in blocked(order).intersection(known):
            del known[p]
        best: tuple[Fraction, int] | None = None
        for p in sorted(known, key=lambda p: (known[p], p)):
            if best is not None and (known[p], p) > best:
                break
            key = book.key(p)
            if key is None:
                del known[p]
                continue
            known[p] = key
            if best is None or (key, p) < best:
                best = key, p
        if best is None:
            break
        del known[best[1]]
        book.buy(best[1])
        order.append(best[1])
    return order


class _Followed:
    """A ledger that follows a compiled run and gives it tight enclosures again."""

    def __init__(self, groups: Groups, endowment: tuple[Fraction, ...]) -> None:
        self.book, self.done = Ledger(groups, endowment), 0

    def follow(self, order: list[int]) -> None:
        for project in order[self.done :]:
            self.book.buy(project)
        self.done = len(order)

    def tighten(self, low: np.ndarray, high: np.ndarray, shift: int) -> None:
        book = self.book
        for group, stamp in enumerate(book.stamp):
            if stamp and high[group]:
                numerator, denominator = book.left[group] << shift, book.denominators[book.stamp[group]]
                low[group], high[group] = numerator // denominator, -(-numerator // denominator)
