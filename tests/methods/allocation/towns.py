"""Invented elections: the small town of the docs, random ones for properties, .pb texts with one fault each."""

from __future__ import annotations

from fractions import Fraction
from pathlib import Path

from hypothesis import strategies as st

from shuniu.methods.allocation import Ballot, Election, Electorate, Project

PABULIB = Path(__file__).resolve().parents[3].parent / "shared" / "data" / "pabulib"
NO_PABULIB = "the real elections of pabulib are not on this machine (../shared/data/pabulib)"
TOWN = Path(__file__).resolve().parents[3] / "docs" / "methods" / "xinghe.pb"


def approvals(voter: str, *projects: str, weight: int = 1) -> Ballot:
    return Ballot(voter, projects, (1,) * len(projects), weight)


@st.composite
def elections(draw, *, unit_cost: bool = False, electorates: int = 2, scores: bool = True, most: int = 5) -> Election:
    """Small elections with many ties: costs to 12, up to six voters in each electorate."""
    costs = draw(st.lists(st.just(1) if unit_cost else st.integers(1, 12), min_size=1, max_size=most))
    projects = tuple(Project(f"p{n}", cost) for n, cost in enumerate(costs))
    number = draw(st.integers(1, electorates))
    shares = [Fraction(1)] if number == 1 else [Fraction(1, 3), Fraction(2, 3)]
    parts = []
    for place, share in enumerate(shares):
        ballots = []
        for voter in range(draw(st.integers(1, 6))):
            chosen = draw(st.lists(st.sampled_from([p.id for p in projects]), unique=True))
            points = tuple(draw(st.integers(1, 3)) if scores else 1 for _ in chosen)
            ballots.append(Ballot(f"{place}.{voter}", tuple(chosen), points, draw(st.integers(1, 2)) if scores else 1))
        parts.append(Electorate(f"e{place}", share, tuple(ballots)))
    budget = draw(st.integers(1, max(1, sum(costs))))
    return Election(budget, projects, tuple(parts))
