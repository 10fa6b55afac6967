"""Exact Equal Shares (Kraiczy, Robinson, Elkind, arXiv 2502.11797) and its completion by jumps (add-opt).

A project is bought by supporters who all pay exactly the same: by the largest group whose members each hold their part
of the cost; the project with the most satisfaction for the money comes first (satisfaction cost: the most payers;
cardinality: the lowest part). Instead of raising the budget step by step, a completion jumps straight to the smallest
budget at which anything changes, and ends before it would overspend. Ties: the smaller project id.
"""

from __future__ import annotations

import math
from dataclasses import dataclass, replace
from fractions import Fraction
from typing import Any

import numpy as np

from shuniu.methods.allocation.equal_shares import SMALL
from shuniu.methods.allocation.groups import Groups
from shuniu.methods.allocation.model import Purchase

UNSTABLE = -2
MENDED = 12
"""So often is a guess mended before the run is made anew."""


@dataclass(frozen=True)
class Bought:
    """A run: projects in order with the weight of their payers, and what `changes` and `purchases` need of it."""

    budget: Fraction
    order: list[int]
    count: list[int]
    state: Any


@dataclass(frozen=True)
class Change:
    """At `budget` a weight of `payers` can pay for `project`, which they could not just below."""

    budget: Fraction
    project: int
    payers: int


class ExactEqualShares:
    """Runs of the method at different budgets; a budget here is shared out, whether or not it may all be spent."""

    def __init__(self, groups: Groups, *, compiled: bool | None = None, without: frozenset[int] = frozenset()) -> None:
        self.groups = groups
        self.able = [p for p in range(len(groups.ids)) if groups.start[p] < groups.start[p + 1] and p not in without]
        self.rates = groups.endowment(1)
        self.support = [sum(groups.weight[g] for g in groups.supports(p)[0]) for p in range(len(groups.ids))]
        self.compiled = len(groups.group) > SMALL if compiled is None else compiled
        self.speeds = np.array([float(rate) for rate in self.rates])
        self.near = np.zeros(len(groups.ids))
        self.asked = 0

    def shift(self, budget: Fraction) -> int:
        """Bits after the point that leave room for every product of the kernel."""
        most = max(self.rates) * budget * self.groups.total_weight + max(self.groups.cost, default=0)
        return min(62 - math.ceil(most).bit_length() - 1, 44)

    def run(self, budget: Fraction) -> Bought:
        if self.compiled and self.shift(budget) >= 12 and max(self.groups.cost) * self.groups.total_weight < 2**62:
            return _Compiled(self, budget, self.able, self.support).run()
        return _exact_run(self, budget)

    def _guessed(self, last: Bought, change: Change) -> Bought:
        """A run at the change's budget that takes for granted who is bought and that no more pay than before, or than
        the change says. Whether it is the run is for the caller to find out: then no change is at or below its budget.
        """
        most = [0] * len(self.groups.ids)
        for p, count in zip(last.order, last.count, strict=True):
            most[p] = count
        most[change.project] = change.payers
        return _Compiled(self, change.budget, [p for p in self.able if most[p]], most).run()

    def next_change(self, bought: Bought) -> Change | None:
        """The smallest budget above at which the run is another; None when nothing can change any more."""
        if isinstance(bought.state, _Compiled):
            return bought.state.next_change()
        return _exact_change(self, bought)

    def complete(self, budget: int) -> tuple[Bought, int]:
        """Jump from change to change until the next outcome would cost more than `budget`; (outcome, runs).

        A run at the next change is guessed from the last one, and taken when no change lies at or below its budget:
        only the run itself is stable so (by induction over its purchases). Otherwise that change mends the guess.
        """
        last, rounds = self.run(Fraction(budget)), 1
        change, mended, guess = self.next_change(last), 0, last
        while change is not None:
            guessing = isinstance(last.state, _Compiled) and mended < MENDED
            bought = guess = self._guessed(guess, change) if guessing else self.run(change.budget)
            further = self.next_change(bought)
            if further is not None and further.budget <= bought.budget:
                change, mended = replace(further, budget=bought.budget), mended + 1
                continue
            if sum(self.groups.cost[p] for p in bought.order) > budget:
                break
            last, rounds, change, mended = bought, rounds + 1, further, 0
        return last, rounds

    def purchases(self, bought: Bought) -> tuple[Purchase, ...]:
        """Who paid, exactly: every payer the cost divided by the payers' weight."""
        left = self.groups.money(self.groups.endowment(bought.budget))
        made = []
        for p, count in zip(bought.order, bought.count, strict=True):
            price = Fraction(self.groups.cost[p], count)
            payers = [g for g in self.groups.supports(p)[0] if left[g] >= price]
            for group in payers:
                left[group] -= price
            key = price / self.groups.worth[p] if self.groups.worth[p] else Fraction(0)
            made.append(Purchase(self.groups.ids[p], price, key, tuple(payers)))
        return tuple(made)


class _Compiled:
    """One run of the kernel with its tree of nodes."""

    def __init__(self, method: ExactEqualShares, budget: Fraction, allowed: list[int], most: list[int]) -> None:
        from shuniu.methods.allocation import exact_kernel  # loads the compiler: only where it pays

        self.kernel, self.method, self.groups, self.budget = exact_kernel, method, method.groups, budget
        groups, self.shifted = method.groups, method.shift(budget)
        self.endowment = groups.endowment(budget)
        self.exact: dict[int, Fraction] = dict(enumerate(self.endowment))
        room, projects = len(groups.group) + len(self.endowment) + 1, len(groups.ids)
        self.fixed = _fixed(groups)
        self.cost = self.fixed["cost"] << self.shifted
        self.place = self.fixed["electorate"].copy()
        self.parent, self.made = np.full(room, -1, dtype=np.int64), np.full(room, -1, dtype=np.int64)
        self.low, self.high = np.zeros(room, dtype=np.int64), np.zeros(room, dtype=np.int64)
        self.heir = np.zeros(room, dtype=np.int64)
        for number, part in enumerate(self.endowment):
            self.low[number] = (part.numerator << self.shifted) // part.denominator
            self.high[number] = -((-part.numerator << self.shifted) // part.denominator)
        self.state = np.zeros(projects, dtype=np.int64)
        self.state[[p for p in allowed if groups.cost[p] > 0]] = 1
        self.most = np.array(most, dtype=np.int64)
        self.order, self.count = np.zeros(projects, dtype=np.int64), np.zeros(projects, dtype=np.int64)

    def run(self) -> Bought:
        verdicts, known = np.zeros((64, 4), dtype=np.int64), 0
        asked, progress = np.zeros(3, dtype=np.int64), np.array([0, len(self.endowment)], dtype=np.int64)
        while (
            self.kernel.run(
                self.cost, self.fixed["unit"], self.groups.start, self.groups.group, self.fixed["weight"], self.place,
                self.parent, self.made, self.low, self.high, self.heir, self.state, self.most, self.order, self.count,
                verdicts, known, asked, progress,
            )
            == self.kernel.ASK
        ):  # fmt: skip
            node, project, payers = asked.tolist()
            covers = self.money(node) * payers >= self.groups.cost[project]
            if known == len(verdicts):
                verdicts = np.concatenate([verdicts, np.zeros_like(verdicts)])
            verdicts[known] = node, project, payers, covers
            known += 1
            self.method.asked += 1
        self.bought, self.nodes = progress.tolist()
        return self.outcome()

    def outcome(self) -> Bought:
        free = [p for p in self.method.able if self.groups.cost[p] == 0]
        order, count = self.order[: self.bought].tolist(), self.count[: self.bought].tolist()
        return Bought(self.budget, free + order, [self.method.support[p] for p in free] + count, self)

    def money(self, node: int) -> Fraction:
        """A node's money, exact."""
        if node not in self.exact:
            step = int(self.made[node])
            price = Fraction(self.groups.cost[int(self.order[step])], int(self.count[step]))
            self.exact[node] = self.money(int(self.parent[node])) - price
        return self.exact[node]

    def root(self, node: int) -> int:
        while self.parent[node] >= 0:
            node = int(self.parent[node])
        return node

    def next_change(self) -> Change | None:
        roots = self.kernel.roots(self.parent, self.nodes)
        paid = np.full(len(self.groups.ids), -1, dtype=np.int64)
        paid[[p for p in self.method.able if self.groups.cost[p] > 0]] = 0
        paid[self.order[: self.bought]] = self.count[: self.bought]
        paid[paid < 0] = np.iinfo(np.int64).max
        rates = self.method.speeds
        out, bounds = np.zeros((4096, 5), dtype=np.int64), np.zeros(4096)
        found = self.kernel.changes(
            self.cost, self.fixed["unit"], self.groups.start, self.groups.group, self.fixed["weight"], roots, rates,
            self.place, self.parent, self.made, self.low[: self.nodes], self.high[: self.nodes], paid, self.order,
            self.count, self.bought, np.argsort(self.method.near, kind="stable"), self.method.near, out, bounds,
        )  # fmt: skip
        if found == UNSTABLE:
            return Change(self.budget, int(out[0, 0]), int(out[0, 1]))
        if found < 0:
            return _exact_change(self.method, self.outcome())
        return self._smallest(out[:found], bounds[:found])

    def _smallest(self, rows: np.ndarray, bounds: np.ndarray) -> Change | None:
        """The exact smallest raise among the kernel's candidates."""
        cases: dict[tuple[int, int], list[tuple[Fraction, int, int]]] = {}
        limit = None
        for (p, payers, node, weight, rest), floor in sorted(zip(rows.tolist(), bounds.tolist(), strict=True), key=lambda row: row[1]):  # fmt: skip
            if limit is not None and floor > limit and (p, payers) not in cases:
                break
            lack = (Fraction(self.groups.cost[p], payers) - self.money(node)) / self.method.rates[self.root(node)]
            cases.setdefault((p, payers), []).append((lack, weight, rest))
            if limit is None or float(lack) * 2.0**self.shifted < limit:
                limit = max(float(lack) * 2.0**self.shifted * (1 + 2.0**-40), floor)
        raises = [(_ranked(case), -payers, p) for (p, payers), case in cases.items()]
        if not raises:
            return None
        least, payers, project = min(raises)
        return Change(self.budget + least, project, -payers)


def _ranked(case: list[tuple[Fraction, int, int]]) -> Fraction:
    total, rest = 0, case[0][2]
    for lack, weight, _ in sorted(case):
        total += weight
        if total >= rest:
            return lack
    return max(lack for lack, _, _ in case)


def _fixed(groups: Groups) -> dict[str, np.ndarray]:
    return {
        "cost": np.array(groups.cost, dtype=np.int64),
        "unit": np.array([c // max(w, 1) for c, w in zip(groups.cost, groups.worth, strict=True)], dtype=np.int64),
        "weight": np.array(groups.weight, dtype=np.int64),
        "electorate": np.array(groups.electorate, dtype=np.int64),
    }


def _exact_run(method: ExactEqualShares, budget: Fraction) -> Bought:
    groups = method.groups
    left = groups.money(groups.endowment(budget))
    most = {p: method.support[p] for p in method.able if groups.cost[p] > 0}
    free = [p for p in method.able if groups.cost[p] == 0]
    order, count = list(free), [method.support[p] for p in free]
    while most:
        for p in list(most):
            most[p] = _payers(groups, left, p, most[p])
            if not most[p]:
                del most[p]
        if not most:
            break
        first = min(most, key=lambda p: (_key(groups, p, most[p]), p))
        price = Fraction(groups.cost[first], most[first])
        for group in groups.supports(first)[0]:
            if left[group] >= price:
                left[group] -= price
        order.append(first)
        count.append(most.pop(first))
    return Bought(budget, order, count, None)


def _payers(groups: Groups, left: list[Fraction], project: int, most: int) -> int:
    """The largest weight of supporters, at most `most`, of whom each has its part of the cost."""
    while most:
        able = sum(groups.weight[g] for g in groups.supports(project)[0] if left[g] * most >= groups.cost[project])
        if able >= most:
            break
        most = able
    return most


def _key(groups: Groups, project: int, payers: int) -> Fraction:
    return Fraction(groups.cost[project], payers * groups.worth[project])


def _exact_change(method: ExactEqualShares, bought: Bought) -> Change | None:
    """The smallest budget with another run, by looking at every project and number of payers."""
    groups = method.groups
    paid = dict(zip(bought.order, bought.count, strict=True))
    steps = [(_key(groups, p, paid[p]), p) for p in bought.order if groups.cost[p]]
    money = [groups.money(groups.endowment(bought.budget))]
    for purchase in method.purchases(bought)[len(bought.order) - len(steps) :]:
        after = list(money[-1])
        for group in purchase.full:
            after[group] -= purchase.price or 0
        money.append(after)
    raises = []
    for p in method.able:
        for payers in range(paid.get(p, 0) + 1, method.support[p] + 1 if groups.cost[p] else 0):
            key = _key(groups, p, payers), p
            left = money[next((n for n, step in enumerate(steps) if key <= step), len(steps))]
            lacks = sorted(
                (
                    (Fraction(groups.cost[p], payers) - left[g]) / method.rates[groups.electorate[g]],
                    groups.weight[g],
                    payers,
                )
                for g in groups.supports(p)[0]
                if method.rates[groups.electorate[g]]
            )
            if sum(weight for _, weight, _ in lacks) >= payers:
                raises.append((_ranked(lacks), -payers, p))
    if not raises:
        return None
    least, negative, project = min(raises)
    return Change(bought.budget + least, project, -negative)
