"""What pabutools 1.2.3 buys in forty small elections full of ties, and what we buy: the same, project by project."""

from __future__ import annotations

import json

import pytest

from shuniu.methods.allocation import Call, Completion, RuleName, Satisfaction, allocate, parse_pb
from tests.methods.allocation.outside.ask_pabutools import KINDS, PLAIN, SCORED, WINNERS, drawn, written

FOUND = json.loads(WINNERS.read_text(encoding="utf-8"))


@pytest.mark.parametrize("number", range(len(FOUND)))
def test_the_winners_are_those_of_pabutools(number):
    election = parse_pb(written(number, weights=number >= 20))
    for name, winners in FOUND[number].items():
        rule, satisfaction = name.split()
        added = rule == Completion.ADD1_EXHAUSTIVE
        call = Call(
            RuleName.EQUAL_SHARES if added else RuleName(rule),
            Satisfaction(satisfaction),
            Completion.ADD1_EXHAUSTIVE if added else Completion.NONE,
        )
        assert sorted(allocate(election, call).winners) == winners, name


def test_the_elections_have_all_kinds_weights_and_different_outcomes():
    assert [drawn(number)[0] for number in range(4)] == list(KINDS)
    assert any(weight > 1 for number in range(20, 40) for _, _, weight in drawn(number)[2])
    assert {name for one in FOUND for name in one} == {*PLAIN, *SCORED}
    assert sum(len({tuple(winners) for winners in one.values()}) > 1 for one in FOUND) > 20
