"""The rules a second time, as the papers say them, slow and in fractions: an oracle that shares no code with the library.

Voters are single (weights unrolled), no project is skipped on the strength of an earlier key.
"""

from __future__ import annotations

from fractions import Fraction

from shuniu.methods.allocation import Election, Satisfaction


class Voters:
    def __init__(self, election: Election, satisfaction: Satisfaction) -> None:
        self.election = election
        self.cost = {project.id: project.cost for project in election.projects}
        self.money: list[Fraction] = []
        self.score: list[dict[str, int]] = []
        self.rate: list[Fraction] = []
        for electorate in election.electorates:
            people = sum(ballot.weight for ballot in electorate.ballots)
            for ballot in electorate.ballots:
                for _ in range(ballot.weight):
                    self.rate.append(electorate.share / people)
                    given = dict(zip(ballot.projects, ballot.scores, strict=True))
                    flat = satisfaction != Satisfaction.SCORE
                    self.score.append({p: 1 if flat else s for p, s in given.items() if s > 0})
        self.worth = {p: c if satisfaction == Satisfaction.COST else 1 for p, c in self.cost.items()}

    def endow(self, budget: Fraction) -> None:
        self.money = [rate * budget for rate in self.rate]

    def supporters(self, project: str) -> list[int]:
        return [v for v, score in enumerate(self.score) if project in score]

    def price(self, project: str) -> Fraction | None:
        """By trying every set of poor voters in order of money for a point."""
        order = sorted(self.supporters(project), key=lambda v: self.money[v] / self.score[v][project])
        for poor in range(len(order)):
            rich = order[poor:]
            due = self.cost[project] - sum(self.money[v] for v in order[:poor])
            price = due / sum(self.score[v][project] for v in rich)
            if price >= 0 and self.money[rich[0]] >= price * self.score[rich[0]][project]:
                return Fraction(price)
        return None


def equal_shares(election: Election, satisfaction: Satisfaction, budget: Fraction) -> tuple[list[str], list[Fraction]]:
    """(winners in order, money left for each single voter)."""
    voters = Voters(election, satisfaction)
    voters.endow(budget)
    won: list[str] = []
    while True:
        keys = []
        for project in voters.cost:
            price = None if project in won else voters.price(project)
            if price is not None:
                keys.append((price / voters.worth[project], project, price))
        if not keys:
            return won, voters.money
        _, project, price = min(keys)
        for voter in voters.supporters(project):
            voters.money[voter] -= min(voters.money[voter], price * voters.score[voter][project])
        won.append(project)


def add1(election: Election, satisfaction: Satisfaction, *, exhaustive: bool, step: Fraction) -> list[str]:
    people = sum(ballot.weight for electorate in election.electorates for ballot in electorate.ballots)
    cost = {project.id: project.cost for project in election.projects}
    wanted = {
        p for e in election.electorates for b in e.ballots for p, s in zip(b.projects, b.scores, strict=True) if s > 0
    }
    budget, last = Fraction(election.budget), []
    while True:
        won, _ = equal_shares(election, satisfaction, budget)
        spent = sum(cost[p] for p in won)
        if spent > election.budget:
            return last
        last = won
        if wanted == set(won) or (exhaustive and all(spent + cost[p] > election.budget for p in wanted - set(won))):
            return won
        budget += step * people


def exact_equal_shares(election: Election, satisfaction: Satisfaction, budget: Fraction) -> list[tuple[str, int]]:
    """(project, payers) in order: by trying every number of payers, most first."""
    voters = Voters(election, satisfaction)
    voters.endow(budget)
    won: list[tuple[str, int]] = []
    while True:
        found = []
        for project in voters.cost:
            if project in [one for one, _ in won]:
                continue
            rich = sorted((voters.money[v] for v in voters.supporters(project)), reverse=True)
            for payers in range(len(rich), 0, -1):
                part = Fraction(voters.cost[project], payers)
                if rich[payers - 1] >= part:
                    found.append((part / voters.worth[project], project, payers, part))
                    break
        if not found:
            return won
        _, project, payers, part = min(found)
        for voter in voters.supporters(project):
            if voters.money[voter] >= part:
                voters.money[voter] -= part
        won.append((project, payers))


def phragmen(election: Election) -> list[str]:
    voters = Voters(election, Satisfaction.CARDINALITY)
    load, won, left = [Fraction(0)] * len(voters.rate), [], election.budget
    rate = [part * election.budget for part in voters.rate]
    while True:
        moments = []
        for project, cost in voters.cost.items():
            who = voters.supporters(project)
            if project not in won and who and cost <= election.budget:
                moments.append(((cost + sum(rate[v] * load[v] for v in who)) / sum(rate[v] for v in who), project))
        if not moments or any(voters.cost[p] > left for moment, p in moments if moment == min(moments)[0]):
            return won
        moment, project = min(moments)
        for voter in voters.supporters(project):
            load[voter] = moment
        left -= voters.cost[project]
        won.append(project)
