"""The smallest change by which a losing project would win, each found and verified by running the rule again.

A lower cost, further supporters (new voters who name this project alone), further points. For rules under which more
of it can never hurt (see `MONOTONE`) the change is proved to be the smallest; elsewhere it is the smallest among those
tried, the next smaller one loses, and when it is at most `SCAN` all smaller ones were tried.
"""

from __future__ import annotations

import itertools
from collections.abc import Callable
from dataclasses import dataclass, replace

from shuniu.methods.allocation.groups import Groups, merge
from shuniu.methods.allocation.model import (
    Ballot,
    BallotKind,
    Call,
    Completion,
    Election,
    Electorate,
    RuleName,
    Satisfaction,
)
from shuniu.methods.allocation.rules import decide

SCAN = 64
SCORED = (BallotKind.CUMULATIVE, BallotKind.SCORING)
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


@dataclass(frozen=True)
class _Trial:
    """One loser under a call, its ballots merged once for all that is tried."""

    groups: Groups
    call: Call
    identity: str

    @property
    def election(self) -> Election:
        return self.groups.election

    @property
    def number(self) -> int:
        return self.groups.ids.index(self.identity)

    def sure(self, kind: str) -> bool:
        call = self.call
        simple = call.completion == Completion.NONE and not call.portfolio and not call.compare
        return simple and call.rule in MONOTONE[kind]

    def wins(self, groups: Groups) -> bool:
        return self.identity in decide(groups, self.call).winners


def smallest_changes(groups: Groups, call: Call, identity: str) -> list[Change]:
    """What would make this losing project win, at most one change of each kind; kinds that cannot are left out.

    Points are there only where ballots give points: nobody can give more to an approval.
    """
    trial = _Trial(groups, call, identity)
    found = [_cost(trial), _supporters(trial)]
    if call.satisfaction == Satisfaction.SCORE and groups.election.kind in SCORED:
        found.append(_points(trial))
    return [change for change in found if change is not None]


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


def _cost(trial: _Trial) -> Change | None:
    election, project = trial.election, trial.election.project(trial.identity)

    def wins(cut: int) -> bool:
        cheaper = replace(project, cost=project.cost - cut)
        rows = tuple(cheaper if one.id == project.id else one for one in election.projects)
        priced = trial.groups.priced(trial.number, election.with_(projects=rows), trial.call.satisfaction)
        return trial.wins(priced)

    found = _least(wins, project.cost - 1, sure=trial.sure("cost")) if project.cost > 1 else None
    return Change("cost", found[0], project.cost - found[0], found[1]) if found else None


def _supporters(trial: _Trial) -> Change | None:
    election, identity = trial.election, trial.identity
    if not election.electorates or election.project(identity).cost > election.budget:
        return None
    place = max(range(len(election.electorates)), key=lambda n: (len(election.electorates[n].ballots), -n))
    electorate = election.electorates[place]
    top = max((score for ballot in electorate.ballots for score in ballot.scores), default=electorate.points)
    voters = {ballot.voter for one in election.electorates for ballot in one.ballots}
    name = next("+" * n for n in itertools.count(1) if "+" * n not in voters)

    def wins(number: int) -> bool:
        more = Ballot(name, (identity,), (max(top, 1),), number)
        other = _with(election, place, replace(electorate, ballots=(*electorate.ballots, more)))
        return trial.wins(trial.groups.joined(trial.number, place, other, trial.call.satisfaction))

    weight = sum(ballot.weight for ballot in electorate.ballots)
    found = _least(wins, 64 * weight + 64, sure=trial.sure("supporters"))
    return Change("supporters", found[0], found[0], found[1], electorate.name) if found else None


def _points(trial: _Trial) -> Change | None:
    """Plain rules: points added to one supporter's ballot. Others: the same number on every supporter's ballot."""
    election, identity = trial.election, trial.identity
    plain = trial.call.rule in PLAIN
    for place, electorate in enumerate(election.electorates):
        supporters = [n for n, ballot in enumerate(electorate.ballots) if _score(ballot, identity) > 0]
        if not supporters:
            continue
        lightest = min(supporters, key=lambda n: (electorate.ballots[n].weight, electorate.ballots[n].voter))
        touched = frozenset([lightest] if plain else supporters)

        def wins(
            extra: int, place: int = place, electorate: Electorate = electorate, touched: frozenset[int] = touched
        ) -> bool:
            ballots = tuple(
                _raised(ballot, identity, extra * electorate.points) if n in touched else ballot
                for n, ballot in enumerate(electorate.ballots)
            )
            other = _with(election, place, replace(electorate, ballots=ballots))
            return trial.wins(merge(other, trial.call.satisfaction))

        most = 10**6 * max(1, sum(ballot.weight for ballot in electorate.ballots))
        found = _least(wins, min(most, 2**40), sure=trial.sure("points"))
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
    return election.with_(electorates=tuple(rows))
