"""Voters' money in exact numbers: whole numerators over a common denominator that grows with every purchase.

This is where Equal Shares is decided whenever the enclosures of `kernel` do not separate two projects, and where every
outcome's prices and payments come from.
"""

from __future__ import annotations

import math
from fractions import Fraction

from shuniu.methods.allocation.groups import Groups
from shuniu.methods.allocation.model import Purchase


class Ledger:
    """Money left in each group (for one unit of weight) after the purchases so far."""

    def __init__(self, groups: Groups, endowment: tuple[Fraction, ...]) -> None:
        self.groups = groups
        self.denominators = [math.lcm(*(part.denominator for part in endowment)) if endowment else 1]
        first = self.denominators[0]
        self.left = [int(part * first) for part in groups.money(endowment)]
        self.stamp = [0] * len(self.left)

    def current(self, group: int) -> int:
        """What a group has left over today's denominator."""
        stamp, last = self.stamp[group], len(self.denominators) - 1
        if stamp != last:
            if self.left[group]:
                self.left[group] *= self.denominators[last] // self.denominators[stamp]
            self.stamp[group] = last
        return self.left[group]

    def fraction(self, group: int) -> Fraction:
        return Fraction(self.left[group], self.denominators[self.stamp[group]])

    def price(self, project: int) -> tuple[Fraction, list[int], list[int]] | None:
        """The least price for a point of score at which the supporters cover the cost, who pays it in full and who
        pays all that is left; None when they cannot. Price over today's denominator's unit: a plain Fraction of units.
        """
        members, scores = self.groups.supports(project)
        weight = self.groups.weight
        left = [self.current(group) for group in members]
        due = self.groups.cost[project] * self.denominators[-1]
        rich = list(range(len(members)))
        points = sum(weight[members[n]] * scores[n] for n in rich)
        while rich:
            stay = [n for n in rich if left[n] * points >= due * scores[n]]
            if len(stay) == len(rich):
                rest = sorted(set(range(len(members))).difference(rich))
                full = [members[n] for n in rich]
                return Fraction(due, points * self.denominators[-1]), full, [members[n] for n in rest]
            gone = set(rich).difference(stay)
            due -= sum(weight[members[n]] * left[n] for n in gone)
            points -= sum(weight[members[n]] * scores[n] for n in gone)
            rich = stay
        return None

    def key(self, project: int) -> Fraction | None:
        """Price for a unit of satisfaction: what Equal Shares minimises. None when it cannot be paid for."""
        found = self.price(project)
        return None if found is None else found[0] / self.groups.worth[project]

    def buy(self, project: int) -> Purchase:
        """Take the money and say who paid."""
        found = self.price(project)
        if found is None:
            raise ArithmeticError(f"nobody can pay for {self.groups.ids[project]}")
        price, full, rest = found
        members, scores = self.groups.supports(project)
        last = self.denominators[-1]
        grow = price.denominator // math.gcd(price.denominator, last)
        self.denominators.append(last * grow)
        unit = int(price * self.denominators[-1])
        score = dict(zip(members, scores, strict=True))
        for group in full:
            self.left[group] = self.current(group) - unit * score[group]
        for group in rest:
            self.left[group] = 0
        return Purchase(
            self.groups.ids[project],
            price,
            price / self.groups.worth[project] if self.groups.worth[project] else Fraction(0),
            tuple(full),
            tuple(group for group in rest),
        )
