"""The city of Świecie really decided by Equal Shares in 2023: its official winners come out, project by project."""

from __future__ import annotations

import pytest

from shuniu.methods.allocation import Call, Completion, RuleName, allocate, read_pb
from tests.methods.allocation.towns import NO_PABULIB, PABULIB

pytestmark = pytest.mark.skipif(not PABULIB.exists(), reason=NO_PABULIB)


def test_swiecie_2023_is_reproduced_by_add1_until_the_next_step_overspends():
    election = read_pb(PABULIB / "Poland_Swiecie_2023.pb")
    call = Call(RuleName.EQUAL_SHARES, completion=Completion.ADD1_OVERSPEND, compare=True)
    outcome = allocate(election, call)
    official = {project.id: project.details["selected"] == "1" for project in election.projects}
    assert {identity: identity in outcome.winners for identity in official} == official
    assert (outcome.spent, outcome.comparison["kept"]) == (1_040_337, "equal-shares")


@pytest.mark.parametrize("name", ["Poland_Krakow_2025_Grzegorzki", "Poland_Czestochowa_2024_Rakow"])
def test_cities_that_decided_from_the_top_down_are_reproduced_by_greedy_on_points(name):
    election = read_pb(PABULIB / f"{name}.pb")
    from shuniu.methods.allocation import Satisfaction

    outcome = allocate(election, Call(RuleName.GREEDY, Satisfaction.SCORE))
    official = {project.id for project in election.projects if project.details["selected"] not in ("0", "")}
    assert set(outcome.winners) == official
