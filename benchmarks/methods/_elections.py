"""Invented elections of the sizes that the figures name; the same for the same seed everywhere."""

from __future__ import annotations

from fractions import Fraction
from random import Random

from shuniu.methods.allocation.model import Ballot, Election, Electorate, Project


def city(projects: int, voters: int, budget: int, *, seed: int = 1, longest: int = 10, themes: int = 8) -> Election:
    """An approval election: every voter lives in one of `themes` circles of interest and approves 1 to `longest`
    projects, seven in ten of its own circle, popular ones more often; costs from 0.2 % to a fifth of the budget.
    """
    draw = Random(seed)
    costs = [max(1, int(budget * min(0.2, 0.002 * 10 ** draw.uniform(0, 2)))) for _ in range(projects)]
    circles = [list(range(circle, projects, themes)) for circle in range(themes)]
    fame = [1 / (1 + rank) ** 0.7 for rank in range(projects)]
    draw.shuffle(fame)
    weights = [[fame[p] for p in circle] for circle in circles]
    ballots = []
    for voter in range(voters):
        circle = draw.randrange(themes)
        chosen: set[int] = set()
        for _ in range(draw.randint(1, longest)):
            if draw.random() < 0.7:
                chosen.update(draw.choices(circles[circle], weights[circle]))
            else:
                chosen.update(draw.choices(range(projects), fame))
        vote = tuple(f"p{p + 1}" for p in sorted(chosen))
        ballots.append(Ballot(f"v{voter + 1}", vote, (1,) * len(vote)))
    rows = tuple(Project(f"p{p + 1}", cost) for p, cost in enumerate(costs))
    return Election(budget, rows, (Electorate("", Fraction(1), tuple(ballots)),))
