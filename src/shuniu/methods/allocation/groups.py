"""Ballots merged: voters of one electorate with the same ballot are one group, for they always have the same money.

Projects are numbered in the order of their ids as text, which is also the rule for every tie: the smaller id wins.
"""

from __future__ import annotations

import math
from collections import Counter
from dataclasses import dataclass, replace
from fractions import Fraction
from functools import cached_property

import numpy as np

from shuniu.methods.allocation.model import Ballot, Election, Electorate, Satisfaction

Array = np.ndarray


@dataclass(frozen=True)
class Groups:
    """Arrays over projects (m), groups (G) and supports (S, sorted by project: `start[p]:start[p + 1]`).

    `weight` (G) voters' weight in a group; `electorate` (G); `group`, `score` (S) who supports and by how much,
    whole numbers > 0, `unit` of them for a point (for full marks); `cost` (m) units; `worth` (m): what satisfaction multiplies a score with, the cost or 1.
    """

    election: Election
    ids: tuple[str, ...]
    cost: tuple[int, ...]
    worth: tuple[int, ...]
    weight: tuple[int, ...]
    electorate: tuple[int, ...]
    start: Array
    group: Array
    score: Array
    members: tuple[tuple[int, ...], ...]
    unit: int = 1

    def supports(self, project: int) -> tuple[list[int], list[int]]:
        """Group numbers and scores of the supporters of a project."""
        part = slice(self.start[project], self.start[project + 1])
        return self.group[part].tolist(), self.score[part].tolist()

    def endowment(self, budget: Fraction | int) -> tuple[Fraction, ...]:
        """What each electorate's voters hold for each unit of weight when `budget` is shared out."""
        return tuple(budget * rate for rate in self.rates)

    @cached_property
    def rates(self) -> tuple[Fraction, ...]:
        """What each electorate's voters get of one unit of budget for each unit of weight."""
        return tuple(
            electorate.share / _weight(electorate) if electorate.ballots else Fraction(0)
            for electorate in self.election.electorates
        )

    @cached_property
    def total_weight(self) -> int:
        return sum(self.weight)

    def money(self, endowment: tuple[Fraction, ...]) -> list[Fraction]:
        """Starting money of one unit of weight in each group."""
        return [endowment[electorate] for electorate in self.electorate]

    def priced(self, project: int, election: Election, satisfaction: Satisfaction) -> Groups:
        """The same ballots where the project has the cost that it has in `election`."""
        cost = list(self.cost)
        cost[project] = election.project(self.ids[project]).cost
        worth = tuple(cost) if satisfaction == Satisfaction.COST else self.worth
        return replace(self, election=election, cost=tuple(cost), worth=worth)

    def joined(self, project: int, place: int, election: Election, satisfaction: Satisfaction) -> Groups:
        """With one more group: the last ballot of electorate `place` in `election`, which is for this project alone."""
        ballots, at = election.electorates[place].ballots, self.start[project + 1]
        score = ballots[-1].scores[0] * _factor(election, place, satisfaction) or 1
        return replace(
            self,
            election=election,
            weight=(*self.weight, ballots[-1].weight),
            electorate=(*self.electorate, place),
            start=self.start + (np.arange(len(self.start)) > project),
            group=np.insert(self.group, at, len(self.weight)),
            score=np.insert(self.score, at, score),
            members=(*self.members, (len(ballots) - 1,)),
        )

    def voters(self, group: int) -> list[Ballot]:
        ballots = self.election.electorates[self.electorate[group]].ballots
        return [ballots[number] for number in self.members[group]]


def _weight(electorate: Electorate) -> int:
    return sum(ballot.weight for ballot in electorate.ballots)


def merge(election: Election, satisfaction: Satisfaction) -> Groups:
    """The groups of an election; the order of rows in the file makes no difference to them."""
    ids = sorted(project.id for project in election.projects)
    number = {identity: place for place, identity in enumerate(ids)}
    cost = {project.id: project.cost for project in election.projects}
    found: dict[tuple[int, tuple[tuple[int, int], ...]], list[int]] = {}
    for place, electorate in enumerate(election.electorates):
        factor = _factor(election, place, satisfaction)
        for row, ballot in enumerate(electorate.ballots):
            found.setdefault((place, _supports(ballot, number, factor)), []).append(row)
    ordered = sorted(found.items(), key=lambda item: item[0])
    costs = tuple(cost[identity] for identity in ids)
    start, group, score = _columns([supports for (_, supports), _ in ordered], len(ids))
    return Groups(
        election=election,
        ids=tuple(ids),
        cost=costs,
        worth=costs if satisfaction == Satisfaction.COST else (1,) * len(ids),
        weight=tuple(_group_weight(election.electorates[place], rows) for (place, _), rows in ordered),
        electorate=tuple(place for (place, _), _ in ordered),
        start=start,
        group=group,
        score=score,
        members=tuple(_by_voter(election.electorates[place], rows) for (place, _), rows in ordered),
        unit=_unit(election) if satisfaction == Satisfaction.SCORE else 1,
    )


def _factor(election: Election, place: int, satisfaction: Satisfaction) -> int:
    """What scores of an electorate are multiplied with, to count in one unit with all others'; 0: they do not count."""
    if satisfaction != Satisfaction.SCORE:
        return 0
    return _unit(election) // (election.electorates[place].points * election.electorates[place].full)


def _unit(election: Election) -> int:
    return math.lcm(*(one.points * one.full for one in election.electorates))


def _group_weight(electorate: Electorate, rows: list[int]) -> int:
    return sum(electorate.ballots[row].weight for row in rows)


def _by_voter(electorate: Electorate, rows: list[int]) -> tuple[int, ...]:
    """The rows in an order that is not the file's."""
    return tuple(sorted(rows, key=lambda row: electorate.ballots[row].voter))


def _supports(ballot: Ballot, number: dict[str, int], factor: int) -> tuple[tuple[int, int], ...]:
    """(project, score) of one ballot in project order; `factor` 0 means that a support is worth 1."""
    if factor == 0:
        return tuple(
            sorted([(number[one], 1) for one, score in zip(ballot.projects, ballot.scores, strict=True) if score > 0])
        )
    pairs = zip(ballot.projects, ballot.scores, strict=True)
    return tuple(sorted([(number[one], score * factor) for one, score in pairs if score > 0]))


def _columns(supports: list[tuple[tuple[int, int], ...]], projects: int) -> tuple[Array, Array, Array]:
    flat = [(project, group, score) for group, pairs in enumerate(supports) for project, score in pairs]
    table = np.array(flat, dtype=np.int64).reshape(-1, 3)
    table = table[np.lexsort((table[:, 1], table[:, 0]))]
    start = np.searchsorted(table[:, 0], np.arange(projects + 1))
    return start.astype(np.int64), np.ascontiguousarray(table[:, 1]), np.ascontiguousarray(table[:, 2])


def points(election: Election, *, by_votes: bool = False) -> dict[str, Fraction]:
    """Each project's result: the electorates' mean scores (or shares of voters in favour) weighted by their shares,
    times the number of voters, so that with one electorate it is the plain sum. Exact.
    """
    result = {project.id: Fraction(0) for project in election.projects}
    voters = sum(_weight(electorate) for electorate in election.electorates)
    for electorate in election.electorates:
        tally: Counter[str] = Counter()
        for ballot in electorate.ballots:
            for one, score in zip(ballot.projects, ballot.scores, strict=True):
                tally[one] += ballot.weight * ((score > 0) if by_votes else score)
        part = electorate.share * voters / (_weight(electorate) or 1)
        unit = Fraction(1, 1 if by_votes else electorate.points * electorate.full)
        for one, total in tally.items():
            result[one] += part * unit * total
    return result
