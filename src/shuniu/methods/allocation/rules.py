"""One call from a published rule to an outcome: `allocate`."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from fractions import Fraction
from typing import Any

from shuniu.methods.allocation import portfolio as portfolios
from shuniu.methods.allocation.completion import EXHAUSTIVE, Pieces, add1
from shuniu.methods.allocation.equal_shares import Blocked, EqualShares
from shuniu.methods.allocation.exact_equal_shares import ExactEqualShares
from shuniu.methods.allocation.greedy import fill, ranking, score_line
from shuniu.methods.allocation.groups import Groups, merge
from shuniu.methods.allocation.measures import compare, unserved
from shuniu.methods.allocation.model import (
    ADD1,
    Call,
    Completion,
    Election,
    Outcome,
    Portfolio,
    Purchase,
    RuleName,
    Satisfaction,
)
from shuniu.methods.allocation.overspending import bounded_overspending
from shuniu.methods.allocation.phragmen import phragmen
from shuniu.methods.faults import BadInput
from shuniu.methods.words import Said

MANY = 20_000
"""From this many looks at a support the runs of a completion are worth loading the compiled kernel."""

Decided = tuple[tuple[Purchase, ...], tuple[Fraction, ...], int]


def allocate(election: Election, call: Call) -> Outcome:
    """Who gets what under the call. Exact, and the same for any order of rows.

    Raises BadInput when the call does not fit the election.
    """
    check(election, call)
    groups = merge(election, call.satisfaction)
    outcome = decide(groups, call)
    if not call.portfolio:
        return outcome
    free = _decide(groups, replace(call, portfolio=Portfolio()), ())
    figures = unserved(election, outcome.winners), unserved(election, free.winners)
    return replace(outcome, loss=tuple(portfolios.loss(election, outcome, free, figures)))


def decide(groups: Groups, call: Call) -> Outcome:
    """As `allocate`, of ballots that are merged and a call that is known to fit; without a statement of loss."""
    outcome = _decide(groups, call, ())
    top: list[str] = []
    while len(top) != call.places and (
        further := portfolios.next_for_a_floor(groups.election, call.portfolio, outcome.winners, top)
    ):
        top.append(further)
        outcome = _decide(groups, call, tuple(top))
    return outcome


def check(election: Election, call: Call) -> None:
    """Raises BadInput when the call does not fit the election."""
    if call.rule == RuleName.EXACT_EQUAL_SHARES and call.satisfaction == Satisfaction.SCORE:
        raise BadInput(Said("exact-equal-shares 只适用于 cost 与 cardinality"), field="satisfaction")
    if call.rule == RuleName.EXACT_EQUAL_SHARES and (call.portfolio.caps or call.portfolio.one_per_organization):
        raise BadInput(Said("exact-equal-shares 不与上限或一家一项并用"), field="portfolio")
    if call.rule == RuleName.PHRAGMEN and call.satisfaction == Satisfaction.SCORE:
        raise BadInput(Said("phragmen 只看支持与否，不适用于 score"), field="satisfaction")
    portfolios.check(election, call.portfolio)


def _decide(groups: Groups, call: Call, top: tuple[str, ...]) -> Outcome:
    """The outcome when the projects in `top` have been bought first."""
    election = groups.election
    budget = election.budget - sum(election.project(one).cost for one in top)
    number = {identity: place for place, identity in enumerate(groups.ids)}
    blocked = _blocked(groups, call.portfolio, top)
    purchases, endowment, rounds = RULES[call.rule](
        groups, call, budget, blocked, frozenset(number[one] for one in top)
    )
    floors = tuple(Purchase(one, by="floor") for one in top)
    outcome = _outcome(election, call, floors + purchases, endowment, rounds, groups)
    if not call.compare:
        return outcome
    return _compared(groups, outcome, budget, blocked)


def _outcome(
    election: Election,
    call: Call,
    purchases: tuple[Purchase, ...],
    endowment: tuple[Fraction, ...],
    rounds: int,
    groups: Groups,
) -> Outcome:
    winners = tuple(purchase.project for purchase in purchases)
    costs = {project.id: project.cost for project in election.projects}
    return Outcome(call, winners, purchases, sum(costs[one] for one in winners), endowment, rounds, groups=groups)


def _compared(groups: Groups, outcome: Outcome, budget: int, blocked: Blocked | None) -> Outcome:
    """The comparison step: where strictly more voters are better served by greedy, greedy's outcome stands."""
    call, election = outcome.call, groups.election
    top = tuple(purchase for purchase in outcome.purchases if purchase.by == "floor")
    plain = replace(call, rule=RuleName.GREEDY, completion=Completion.NONE, compare=False)
    taken = frozenset(groups.ids.index(purchase.project) for purchase in top)
    purchases, _, _ = _greedy(groups, plain, budget, blocked, taken)
    other = _outcome(election, call, top + purchases, (), outcome.rounds, groups)
    found = compare(groups, outcome.winners, other.winners)
    kept = RuleName.GREEDY if found["greedy"] > found["rule"] else call.rule
    told = {side: int(n) if n.denominator == 1 else float(n) for side, n in found.items()}
    comparison: dict[str, Any] = {**told, "kept": str(kept)}
    comparison |= {"greedy_winners": list(other.winners), "rule_winners": list(outcome.winners)}
    names = [electorate.name for electorate in election.electorates]
    comparison["rule_endowment"] = {
        name: str(part / election.scale) for name, part in zip(names, outcome.endowment, strict=True)
    }
    return replace(other if kept == RuleName.GREEDY else outcome, comparison=comparison)


def _blocked(groups: Groups, portfolio: Portfolio, top: tuple[str, ...]) -> Blocked | None:
    if not (portfolio.caps or portfolio.one_per_organization):
        return None
    forbidden = portfolios.forbids(groups.election, portfolio)
    projects = [groups.election.project(identity) for identity in groups.ids]

    def blocked(order: list[int]) -> set[int]:
        winners = [*top, *(groups.ids[p] for p in order)]
        return {p for p, project in enumerate(projects) if p not in order and forbidden(winners, project)}

    return blocked


def _equal_shares(groups: Groups, call: Call, budget: int, blocked: Blocked | None, without: frozenset[int]) -> Decided:
    runs = sum(groups.cost) / (call.step * groups.election.scale * groups.total_weight or 1)
    compiled = True if call.completion in ADD1 and runs * len(groups.group) > MANY else None
    method = EqualShares(groups, compiled=compiled, blocked=blocked)
    if call.completion not in ADD1:
        endowment = groups.endowment(budget)
        return method.purchases(endowment, method.run(endowment, without=without)), endowment, 1
    step = call.step * groups.election.scale
    done = add1(Pieces(method, without=without), budget=budget, step=step, exhaustive=EXHAUSTIVE[call.completion])
    purchases = method.purchases(done.endowment, done.order)
    if call.completion == Completion.ADD1_UTILITARIAN:
        plain = replace(call, rule=RuleName.GREEDY, completion=Completion.NONE, compare=False)
        taken = without | set(done.order)
        left = budget - sum(groups.cost[p] for p in done.order)
        after = None if blocked is None else (lambda order: blocked(done.order + order))
        more, _, _ = _greedy(groups, plain, left, after, frozenset(taken))
        purchases += tuple(replace(purchase, by="fill") for purchase in more)
    return purchases, done.endowment, done.rounds


def _exact_equal_shares(
    groups: Groups, call: Call, budget: int, blocked: Blocked | None, without: frozenset[int]
) -> Decided:
    jump = call.completion == Completion.JUMP
    method = ExactEqualShares(
        groups, compiled=True if jump and len(groups.group) ** 2 > MANY else None, without=without
    )
    bought, rounds = method.complete(budget) if jump else (method.run(Fraction(budget)), 1)
    return method.purchases(bought), groups.endowment(bought.budget), rounds


def _phragmen(groups: Groups, call: Call, budget: int, blocked: Blocked | None, without: frozenset[int]) -> Decided:
    return phragmen(groups, budget=budget, blocked=_also(blocked, without)), groups.endowment(budget), 1


def _overspending(groups: Groups, call: Call, budget: int, blocked: Blocked | None, without: frozenset[int]) -> Decided:
    return bounded_overspending(groups, budget=budget, blocked=_also(blocked, without)), groups.endowment(budget), 1


def _also(blocked: Blocked | None, without: frozenset[int]) -> Blocked:
    return lambda order: set(without) | (blocked(order) if blocked else set())


def _greedy(groups: Groups, call: Call, budget: int, blocked: Blocked | None, without: frozenset[int]) -> Decided:
    number = {identity: place for place, identity in enumerate(groups.ids)}
    chosen: list[int] = []

    def allowed(identity: str) -> bool:
        p = number[identity]
        if p in without or (blocked is not None and p in blocked(chosen)):
            return False
        chosen.append(p)
        return True

    rows = ranking(groups.election, call.rule, call.satisfaction)
    order = [identity for _, identity in rows]
    if call.rule == RuleName.SCORE_LINE:
        places = None if call.places is None else call.places - len(without)
        winners = score_line(groups.election, order, budget=budget, places=places, allowed=allowed)
    else:
        winners = fill(groups.election, order, budget=budget, allowed=allowed)
    return tuple(Purchase(winner, by="greedy") for winner in winners), (), 1


RULES: dict[RuleName, Callable[[Groups, Call, int, Blocked | None, frozenset[int]], Decided]] = {
    RuleName.SCORE_LINE: _greedy,
    RuleName.GREEDY: _greedy,
    RuleName.GREEDY_RATIO: _greedy,
    RuleName.EQUAL_SHARES: _equal_shares,
    RuleName.EXACT_EQUAL_SHARES: _exact_equal_shares,
    RuleName.PHRAGMEN: _phragmen,
    RuleName.BOUNDED_OVERSPENDING: _overspending,
}
