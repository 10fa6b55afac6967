"""Exact Equal Shares (Kraiczy, Robinson, Elkind, arXiv 2502.11797) and its completion by jumps (add-opt).

A project is bought by supporters who all pay exactly the same: by the largest group whose members each hold their part
of the cost; the project with the most satisfaction for the money comes first (satisfaction cost: the most payers;
cardinality: the lowest part). Instead of raising the budget step by step, a completion jumps straight to the smallest
budget at which anything changes, and ends before it would overspend. Ties: the smaller project id.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from fractions import Fraction

from shuniu.methods.allocation.equal_shares import SMALL
from shuniu.methods.allocation.groups import Groups
from shuniu.methods.allocation.model import Purchase


@dataclass(frozen=True)
class Bought:
    """A run: projects in order with the weight of their payers. The least budget at which it comes about, or the first
    budget asked for.
    """

    budget: Fraction
    order: list[int]
    count: list[int]


class ExactEqualShares:
    """Runs of the method at different budgets; a budget here is shared out, whether or not it may all be spent."""

    def __init__(self, groups: Groups, *, compiled: bool | None = None, without: frozenset[int] = frozenset()) -> None:
        self.groups = groups
        self.able = [p for p in range(len(groups.ids)) if groups.start[p] < groups.start[p + 1] and p not in without]
        self.rates = groups.endowment(1)
        self.support = [sum(groups.weight[g] for g in groups.supports(p)[0]) for p in range(len(groups.ids))]
        fits = max(groups.cost, default=0) * groups.total_weight < 2**62 and 4 * sum(groups.cost) < 2**50
        self.compiled = fits and (len(groups.group) > SMALL if compiled is None else compiled)

    def runs(self, budget: Fraction) -> Iterator[Bought]:
        """The run at `budget`, then the run at each budget above at which order or payers change."""
        if not self.compiled:
            yield from self._slow_runs(budget)
            return
        from shuniu.methods.allocation.exact_sweep import Sweep  # loads the compiler: only where it pays

        free = [p for p in self.able if self.groups.cost[p] == 0]
        there = [self.support[p] for p in free]
        for at, order, count in Sweep(self.groups, self.able, lambda at: exact_run(self, at)).runs(budget):
            yield Bought(at, free + order, there + count)

    def _slow_runs(self, budget: Fraction) -> Iterator[Bought]:
        at: Fraction | None = budget
        while at is not None:
            bought = exact_run(self, at)
            yield bought
            at = _next_change(self, bought)

    def run(self, budget: Fraction) -> Bought:
        """The run at one budget."""
        return next(self.runs(budget)) if self.compiled else exact_run(self, budget)

    def complete(self, budget: int) -> tuple[Bought, int]:
        """Jump from change to change until the next outcome would cost more than `budget`; (outcome, runs)."""
        return next(iter(self.complete_all([budget]).values()))

    def complete_all(self, budgets: Iterable[int]) -> dict[int, tuple[Bought, int]]:
        """`complete` for many budgets on one way from the smallest up: a run does not depend on what may be spent."""
        wanted, done = sorted(set(budgets)), dict[int, tuple[Bought, int]]()
        coming, way, spent = self.runs(Fraction(min(wanted, default=0))), list[Bought](), list[int]()

        def reached(place: int) -> bool:
            while len(way) <= place and (bought := next(coming, None)) is not None:
                way.append(bought)
                spent.append(sum(self.groups.cost[p] for p in bought.order))
            return len(way) > place

        first = 0
        for budget in wanted:
            while reached(first + 1) and way[first + 1].budget <= budget:
                first += 1
            last = first
            while reached(last + 1) and spent[last + 1] <= budget:
                last += 1
            done[budget] = replace(way[last], budget=max(way[last].budget, Fraction(budget))), last - first + 1
        return done

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


def exact_run(method: ExactEqualShares, budget: Fraction) -> Bought:
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
    return Bought(budget, order, count)


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


def _next_change(method: ExactEqualShares, bought: Bought) -> Fraction | None:
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
                ((Fraction(groups.cost[p], payers) - left[g]) / method.rates[groups.electorate[g]], groups.weight[g])
                for g in groups.supports(p)[0]
                if method.rates[groups.electorate[g]]
            )
            total = 0
            for lack, weight in lacks:
                total += weight
                if total >= payers:
                    raises.append(lack)
                    break
    return bought.budget + min(raises) if raises else None
