"""The smallest change by which a losing project would win, each found and verified by running the rule again.

A lower cost, further supporters (new voters who name this project alone), further points. For rules under which more
of it can never hurt (see `MONOTONE`) the change is proved to be the smallest; elsewhere it is the smallest among those
tried, the next smaller one loses, and when it is at most `SCAN` all smaller ones were tried.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from fractions import Fraction

from shuniu.methods.allocation.model import Ballot, Call, Completion, Election, Electorate, RuleName, Satisfaction
from shuniu.methods.allocation.rules import allocate

SCAN = 64
PLAIN = (RuleName.SCORE_LINE, RuleName.GREEDY, RuleName.GREEDY_RATIO)
MONOTONE = {
    "cost": (*PLAIN, RuleName.PHRAGMEN, RuleName.EQUAL_SHARES),
    "supporters": (*PLAIN, RuleName.PHRAGMEN),
    "points": PLAIN,
}


@dataclass(frozen=True)
class Change:
    """`kind` cost, supporters or points; `amount`: units less, voters more, points more (whole points of a ballot).

    `value` is the number after the change (the cost in units; the new voters; the points); `proved`: none smaller does.
    """

    kind: str
    amount: int
    value: int
    proved: bool
    electorate: str = ""


def smallest_changes(election: Election, call: Call, identity: str) -> list[Change]:
    """What would make this losing project win, at most one change of each kind; kinds that cannot are left out."""
    found = [_cost(election, call, identity), _supporters(election, call, identity)]
    if call.satisfaction == Satisfaction.SCORE:
        found.append(_points(election, call, identity))
    return [change for change in found if change is not None]


def _sure(kind: str, call: Call) -> bool:
    simple = call.completion == Completion.NONE and not call.portfolio and not call.compare
    return simple and call.rule in MONOTONE[kind]


def _wins(election: Election, call: Call, identity: str) -> bool:
    return identity in allocate(election, call).winners


def _least(wins: Callable[[int], bool], most: int, *, sure: bool) -> tuple[int, bool] | None:
    """The least number from 1 to `most` that wins, by doubling and halving, and whether that is proved."""
    high = 1
    while not wins(high):
        if high >= most:
            return None
        high = min(most, high * 2)
    low = high // 2 if high > 1 else 0
    while high - low > 1:
        middle = (low + high) // 2
        low, high = (low, middle) if wins(middle) else (middle, high)
    if not sure and high <= SCAN:
        high = next(number for number in range(1, high + 1) if number == high or wins(number))
        sure = True
    return high, sure or high == 1


def _cost(election: Election, call: Call, identity: str) -> Change | None:
    project = election.project(identity)

    def wins(cut: int) -> bool:
        cheaper = replace(project, cost=project.cost - cut)
        rows = tuple(cheaper if one.id == identity else one for one in election.projects)
        return _wins(replace(election, projects=rows), call, identity)

    found = _least(wins, project.cost - 1, sure=_sure("cost", call)) if project.cost > 1 else None
    return Change("cost", found[0], project.cost - found[0], found[1]) if found else None


def _supporters(election: Election, call: Call, identity: str) -> Change | None:
    if not election.electorates or election.project(identity).cost > election.budget:
        return None
    place = max(range(len(election.electorates)), key=lambda n: (len(election.electorates[n].ballots), -n))
    electorate = election.electorates[place]
    top = max((score for ballot in electorate.ballots for score in ballot.scores), default=electorate.points)
    name = "+"
    while any(ballot.voter == name for ballot in electorate.ballots):
        name += "+"

    def wins(number: int) -> bool:
        more = Ballot(name, (identity,), (max(top, 1),), number)
        return _wins(_with(election, place, replace(electorate, ballots=(*electorate.ballots, more))), call, identity)

    weight = sum(ballot.weight for ballot in electorate.ballots)
    found = _least(wins, 64 * weight + 64, sure=_sure("supporters", call))
    return Change("supporters", found[0], found[0], found[1], electorate.name) if found else None


def _points(election: Election, call: Call, identity: str) -> Change | None:
    """Plain rules: points added to one supporter's ballot. Others: the same number on every supporter's ballot."""
    for place, electorate in enumerate(election.electorates):
        supporters = [n for n, ballot in enumerate(electorate.ballots) if _score(ballot, identity) > 0]
        if not supporters:
            continue
        lightest = min(supporters, key=lambda n: (electorate.ballots[n].weight, electorate.ballots[n].voter))
        touched = frozenset([lightest] if call.rule in PLAIN else supporters)

        def wins(
            extra: int, place: int = place, electorate: Electorate = electorate, touched: frozenset[int] = touched
        ) -> bool:
            ballots = tuple(
                _raised(ballot, identity, extra * electorate.points) if n in touched else ballot
                for n, ballot in enumerate(electorate.ballots)
            )
            return _wins(_with(election, place, replace(electorate, ballots=ballots)), call, identity)

        most = 10**6 * max(1, int(sum((Fraction(b.weight) for b in electorate.ballots), Fraction(0))))
        found = _least(wins, min(most, 2**40), sure=_sure("points", call))
        if found:
            weight = sum(electorate.ballots[n].weight for n in touched)
            return Change("points", found[0] * weight, found[0], found[1], electorate.name)
        return None
    return None


def _score(ballot: Ballot, identity: str) -> int:
    return dict(zip(ballot.projects, ballot.scores, strict=True)).get(identity, 0)


def _raised(ballot: Ballot, identity: str, extra: int) -> Ballot:
    pairs = zip(ballot.projects, ballot.scores, strict=True)
    return replace(ballot, scores=tuple(score + extra if one == identity else score for one, score in pairs))


def _with(election: Election, place: int, electorate: Electorate) -> Election:
    rows = list(election.electorates)
    rows[place] = electorate
    return replace(election, electorates=tuple(rows))
