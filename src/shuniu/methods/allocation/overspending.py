"""Equal Shares with bounded overspending (BOS; Papasotiropoulos and others, arXiv 2409.15005).

Equal Shares may leave a strong project out because its supporters lack a little. BOS lets supporters buy it when they
cover the part α of its cost, at a price that worsens with what is lacking: it takes the project, fitting the budget,
with the smallest ρ/α, where supporters i with money b_i and scores s_i satisfy Σ min(b_i, α·ρ·s_i) = α·cost, and each
pays min(b_i, ρ·s_i). What supporters do not cover is the declared overspending, paid from the unspent budget, which
the costs never exceed.

In plain fractions the numbers double in length with every such purchase, so our variant is defined on a grid: money is
counted in 2**-40 of the smallest part of the currency that a cost and a voter's share are whole multiples of, and ρ for
the smallest part of a point that all scores are whole multiples of is rounded down to it. On that grid all is exact,
and it does not depend on the unit in which money and scores are written.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from fractions import Fraction

import numpy as np

from shuniu.methods.allocation.groups import Groups
from shuniu.methods.allocation.model import Purchase

GRID = 2**40


class Purse:
    """Money left in each group, in whole steps of the grid: `unit` of them are one unit of money. Scores are counted in
    whole `fine`-folds of the groups' smallest part of a point."""

    def __init__(self, groups: Groups, endowment: tuple[Fraction, ...]) -> None:
        self.groups = groups
        scale = groups.election.scale
        costs = math.lcm(*(Fraction(cost, scale).denominator for cost in groups.cost))
        shares = math.lcm(*((part / scale).denominator for part in endowment))
        self.unit = Fraction(costs * shares * GRID, scale)
        self.fine = math.gcd(groups.unit, int(np.gcd.reduce(groups.score)))
        self.left = [int(part * self.unit) for part in groups.money(endowment)]

    def supports(self, project: int) -> tuple[list[int], list[int]]:
        members, scores = self.groups.supports(project)
        return members, scores if self.fine == 1 else [score // self.fine for score in scores]

    def offer(self, project: int) -> tuple[Fraction, Fraction] | None:
        """(key, ρ in steps) of a project with a cost: the best over all α; None when no supporter has money.

        With λ = α·ρ the key is λ·cost²/(Σ min(b, λ·s))², least at a supporter's b/s or where the cost is covered.
        """
        members, scores = self.supports(project)
        weight = self.groups.weight
        rows = sorted((Fraction(self.left[g], s), weight[g] * self.left[g], weight[g] * s) for g, s in zip(members, scores, strict=True))  # fmt: skip
        cost = int(self.groups.cost[project] * self.unit)
        points = sum(row[2] for row in rows)
        paid, best = 0, None
        for price, money, score in rows:
            if paid + price * points >= cost:
                price = Fraction(cost - paid, points)
            covered = paid + price * points
            if covered > 0:
                key = price * cost * cost / (covered * covered)
                if best is None or key < best[0] or (key == best[0] and covered > best[2]):
                    best = key, price * cost / covered, covered
            if covered >= cost:
                break
            paid, points = paid + money, points - score
        return None if best is None else (best[0] / self.unit / self.fine / self.groups.worth[project], best[1])

    def buy(self, project: int) -> Purchase:
        found = self.offer(project)
        if found is None:
            raise ArithmeticError("no supporter has money")
        key, price = found
        members, scores = self.supports(project)
        rate = math.floor(price)
        full = tuple(g for g, s in zip(members, scores, strict=True) if self.left[g] >= rate * s)
        for group, score in zip(members, scores, strict=True):
            self.left[group] = max(0, self.left[group] - rate * score)
        rest = tuple(sorted(set(members).difference(full)))
        return Purchase(self.groups.ids[project], rate / self.unit / self.fine, key, full, rest)


def bounded_overspending(
    groups: Groups, *, budget: int, blocked: Callable[[list[int]], set[int]] = lambda _: set()
) -> tuple[Purchase, ...]:
    """The purchases in order; free projects first. Keys only grow as money is spent, so few are looked at again."""
    purse = Purse(groups, groups.endowment(budget))
    supported = [p for p in range(len(groups.ids)) if groups.start[p] < groups.start[p + 1]]
    order: list[int] = []
    bought: list[Purchase] = []
    known = {p: Fraction(0) for p in supported}
    left = budget
    while True:
        out = blocked(order) | {p for p in known if groups.cost[p] > left}
        known = {p: key for p, key in known.items() if p not in out}
        project = _first(purse, known)
        if project is None:
            return tuple(bought)
        del known[project]
        left -= groups.cost[project]
        order.append(project)
        free = groups.cost[project] == 0
        bought.append(Purchase(groups.ids[project], Fraction(0), Fraction(0), tuple(groups.supports(project)[0])) if free else purse.buy(project))  # fmt: skip


def _first(purse: Purse, known: dict[int, Fraction]) -> int | None:
    best: tuple[Fraction, int] | None = None
    for project in sorted(known, key=lambda p: (known[p], p)):
        if best is not None and (known[project], project) > best:
            break
        if purse.groups.cost[project]:
            found = purse.offer(project)
            if found is None:
                del known[project]
                continue
            known[project] = found[0]
        if best is None or (known[project], project) < best:
            best = known[project], project
    return None if best is None else best[1]
