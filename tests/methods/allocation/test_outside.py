"""The winners are those of pabutools, an outside implementation, on elections full of ties, weights and scores.

Greedy and Phragmén there buy what nobody supports too, after all else; here such projects never win.
"""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from shuniu.methods.allocation import Call, Completion, RuleName, Satisfaction, allocate, parse_pb

WINNERS = Path(__file__).with_name("outside") / "winners.json"
CASES = json.loads(WINNERS.read_text(encoding="utf-8"))
RULES = {
    "greedy": (RuleName.GREEDY, Completion.NONE),
    "greedy-ratio": (RuleName.GREEDY_RATIO, Completion.NONE),
    "phragmen": (RuleName.PHRAGMEN, Completion.NONE),
    "equal-shares": (RuleName.EQUAL_SHARES, Completion.NONE),
    "add1": (RuleName.EQUAL_SHARES, Completion.ADD1_EXHAUSTIVE),
}


@pytest.mark.parametrize("rule", RULES)
def test_the_winners_are_those_of_pabutools(rule):
    compared = 0
    for case in CASES:
        election = parse_pb(case["pb"])
        for name, expected in case["winners"].items():
            asked, satisfaction = name.split()
            if asked != rule:
                continue
            found = allocate(election, Call(RULES[rule][0], Satisfaction(satisfaction), RULES[rule][1]))
            supported = {one for part in election.electorates for ballot in part.ballots for one in ballot.projects}
            assert sorted(found.winners) == [one for one in expected if one in supported], (name, case["pb"])
            compared += 1
    assert compared >= 20
