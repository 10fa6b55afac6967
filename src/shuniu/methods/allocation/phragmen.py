"""Phragmén's sequential rule with costs: voters earn money evenly in time, and their group buys a project as soon as
its supporters have earned the cost together.

It ends when a project that comes first no longer fits the budget (as in pabutools; also when one of several that tie
does not fit). Projects dearer than the budget never take part. Ties: the smaller id. All in exact numbers; time 1 is
when the whole budget has been earned.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from fractions import Fraction

import numpy as np

from shuniu.methods.allocation.groups import Groups
from shuniu.methods.allocation.model import Purchase


@dataclass
class _Loads:
    """For each group the number of the last purchase it took part in; `levels` are their moments, exact."""

    groups: Groups
    rates: tuple[Fraction, ...]
    levels: list[Fraction]
    last: np.ndarray
    weight: np.ndarray
    electorate: np.ndarray

    def moment(self, project: int) -> Fraction:
        """When the supporters will have the cost together."""
        part = self.groups.group[self.groups.start[project] : self.groups.start[project + 1]]
        shape = len(self.levels), len(self.rates)
        cells = self.last[part] * shape[1] + self.electorate[part]
        weights = np.zeros(shape[0] * shape[1], dtype=np.int64)
        np.add.at(weights, cells, self.weight[part])
        spent = speed = Fraction(0)
        for cell in np.flatnonzero(weights).tolist():
            rate = self.rates[cell % shape[1]] * int(weights[cell])
            speed += rate
            spent += rate * self.levels[cell // shape[1]]
        return (self.groups.cost[project] + spent) / speed


def phragmen(
    groups: Groups, *, budget: int, blocked: Callable[[list[int]], set[int]] = lambda _: set()
) -> tuple[Purchase, ...]:
    """The purchases in order; every supporter pays all that it has earned until `price`, the moment of purchase.

    `blocked` says after each purchase which projects may no longer be bought.
    """
    loads = _Loads(
        groups,
        groups.endowment(budget),
        [Fraction(0)],
        np.zeros(len(groups.weight), dtype=np.int64),
        np.array(groups.weight, dtype=np.int64),
        np.array(groups.electorate, dtype=np.int64),
    )
    known = {p: Fraction(0) for p in range(len(groups.ids)) if groups.cost[p] <= budget and _earns(loads, p)}
    bought: list[Purchase] = []
    order: list[int] = []
    left = budget
    while known:
        for p in blocked(order).intersection(known):
            del known[p]
        first = _first(loads, known)
        if not first or any(groups.cost[p] > left for p in first):
            break
        project = first[0]
        moment = known.pop(project)
        left -= groups.cost[project]
        supporters, _ = groups.supports(project)
        loads.last[supporters] = len(loads.levels)
        loads.levels.append(moment)
        order.append(project)
        bought.append(Purchase(groups.ids[project], moment, moment, (), tuple(supporters)))
    return tuple(bought)


def _earns(loads: _Loads, project: int) -> bool:
    supporters, _ = loads.groups.supports(project)
    return any(loads.rates[loads.groups.electorate[group]] > 0 for group in supporters)


def _first(loads: _Loads, known: dict[int, Fraction]) -> list[int]:
    """All projects with the earliest moment; a moment once computed can only move later, so few are looked at again."""
    best: Fraction | None = None
    first: list[int] = []
    for project in sorted(known, key=lambda p: (known[p], p)):
        if best is not None and known[project] > best:
            break
        moment = known[project] = loads.moment(project)
        if best is None or moment < best:
            best, first = moment, [project]
        elif moment == best:
            first.append(project)
    return sorted(first)
