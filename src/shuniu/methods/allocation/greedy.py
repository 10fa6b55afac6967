"""The plain rules: the score line, greedy by result, greedy by result for each unit of cost. Ties: the smaller id."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from fractions import Fraction

from shuniu.methods.allocation.groups import points
from shuniu.methods.allocation.model import Election, RuleName, Satisfaction

Allowed = Callable[[str], bool]


def ranking(election: Election, rule: RuleName, satisfaction: Satisfaction) -> list[tuple[Fraction, str]]:
    """(result, id), best first; projects without any support are left out.

    The result is the sum of points with satisfaction score, else of votes; for greedy-ratio divided by the cost
    (projects that cost nothing come first).
    """
    results = points(election, by_votes=satisfaction != Satisfaction.SCORE)
    rows = []
    for project in election.projects:
        result = results[project.id]
        if result <= 0:
            continue
        free = rule == RuleName.GREEDY_RATIO and project.cost == 0
        if rule == RuleName.GREEDY_RATIO and project.cost:
            result /= project.cost
        rows.append((not free, -result, project.id))
    return [(-result, identity) for _, result, identity in sorted(rows)]


def score_line(
    election: Election, order: Iterable[str], *, budget: int, places: int | None, allowed: Allowed = lambda _: True
) -> list[str]:
    """From the top down until the places are taken or the next project does not fit: the line is drawn there."""
    costs = {project.id: project.cost for project in election.projects}
    winners: list[str] = []
    for identity in order:
        if not allowed(identity):
            continue
        if len(winners) == places or costs[identity] > budget:
            break
        budget -= costs[identity]
        winners.append(identity)
    return winners


def fill(election: Election, order: Iterable[str], *, budget: int, allowed: Allowed = lambda _: True) -> list[str]:
    """From the top down every project that still fits; those that do not are passed over."""
    costs = {project.id: project.cost for project in election.projects}
    winners = []
    for identity in order:
        if costs[identity] <= budget and allowed(identity):
            budget -= costs[identity]
            winners.append(identity)
    return winners
