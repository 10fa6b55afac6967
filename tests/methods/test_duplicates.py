"""Candidates for one organization: certain only by code, otherwise a queue with reasons for a person."""

from __future__ import annotations

import random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from shuniu.methods.duplicates import DuplicateIndex, Gazetteer, Known, Place, Reason, fold, split_name
from tests.methods.renames import GAZETTEER, halves, register, renames


@pytest.mark.parametrize(
    ("name", "places", "core", "ending"),
    [
        ("云州市望江区暖阳助老服务中心", ("yunzhou", "望江"), "暖阳助老", "服务中心"),
        ("望江暖阳助老服务中心", ("望江",), "暖阳助老", "服务中心"),
        ("渌水县养老服务协会", ("lushui",), "养老服务", "协会"),
        ("（云州市）益行 公益基金会", ("yunzhou",), "益行公益", "基金会"),
        ("云州市", (), "云州市", ""),
        ("协会", (), "协会", ""),
    ],
)
def test_a_name_is_places_core_and_kind(name, places, core, ending):
    parts = split_name(name, GAZETTEER)
    assert (parts.places, parts.core, parts.type) == (places, core, ending)


def test_width_case_quotes_and_brackets_do_not_count():
    assert fold("云州市“ＡＢＣ”（青少年）协会") == fold("云州市abc青少年协会")


def test_an_equal_code_is_certain_and_first_whatever_the_names():
    index = DuplicateIndex(
        [Known(1, "云州市晨光协会", code="X1"), Known(2, "云州市星火协会", code="X2")], gazetteer=GAZETTEER
    )
    found = index.candidates(Known(0, "云州市晨光协会", code="X2"))
    assert [(one.id, one.certain) for one in found] == [(2, True), (1, False)]
    assert found[0].reasons[0] == Reason("code", "X2")


def test_no_likeness_of_names_is_ever_certain():
    index = DuplicateIndex([Known(1, "云州市晨光协会")], gazetteer=GAZETTEER)
    (only,) = index.candidates(Known(0, "云州市晨光协会"))
    assert (only.certain, only.reasons[0].kind) == (False, "name")


def test_former_names_persons_and_phones_are_told_as_reasons():
    index = DuplicateIndex(
        [
            Known(1, "云州市新市民服务中心", former_names=("云州市外来务工人员服务中心",)),
            Known(2, "云州市木棉剑社", persons=("闻人一",), phones=("0999-6000001",)),
        ],
        gazetteer=GAZETTEER,
    )
    by_former = index.candidates(Known(0, "云州市外来务工人员服务中心"))
    by_person = index.candidates(Known(0, "云州市晚晴诗社", persons=("闻人一",), phones=("0999 6000001",)))
    assert (by_former[0].id, by_former[0].reasons[0].kind) == (1, "former_name")
    assert by_person[0].id == 2
    assert [reason.kind for reason in by_person[0].reasons if reason.kind in ("person", "phone")] == ["person", "phone"]


def test_a_county_that_became_a_district_is_one_place_and_another_city_is_not():
    index = DuplicateIndex([Known(1, "渌水县果业协会"), Known(2, "江州市果业协会")], gazetteer=GAZETTEER)
    first, second = index.candidates(Known(0, "云州市渌水区果业协会"))
    assert (first.id, second.id) == (1, 2)
    assert "place" in {reason.kind for reason in second.reasons}
    assert "place" not in {reason.kind for reason in first.reasons}


def test_an_organization_of_the_register_is_not_its_own_candidate():
    index = DuplicateIndex([Known(1, "云州市晨光协会"), Known(2, "云州市晨光学会")], gazetteer=GAZETTEER)
    assert [one.id for one in index.candidates(Known(1, "云州市晨光协会"))] == [2]


def test_the_same_organization_given_twice_is_told():
    with pytest.raises(ValueError, match="given twice"):
        DuplicateIndex([Known(1, "甲"), Known(1, "乙")], gazetteer=GAZETTEER)


def test_an_empty_register_and_odd_names_have_no_candidates():
    assert DuplicateIndex([], gazetteer=Gazetteer.of([])).candidates(Known(0, "云州市晨光协会")) == []
    index = DuplicateIndex([Known(1, "云州市晨光协会")], gazetteer=Gazetteer.of([Place("a", ("甲市",))]))
    assert index.candidates(Known(0, "")) == []
    assert index.candidates(Known(0, "ﷺ🙂")) == []


names = st.text(alphabet="云州市望江区晨光同心养老服务协会中心", min_size=1, max_size=14)


@settings(max_examples=60, deadline=None)
@given(st.lists(names, min_size=1, max_size=12, unique=True), names, st.randoms(use_true_random=False))
def test_the_order_of_the_register_changes_nothing(known, asked, chance: random.Random):
    rows = [Known(n, name) for n, name in enumerate(known, start=1)]
    shuffled = rows.copy()
    chance.shuffle(shuffled)
    answers = [
        DuplicateIndex(order, gazetteer=GAZETTEER).candidates(Known(0, asked), limit=12) for order in (rows, shuffled)
    ]
    assert answers[0] == answers[1]


def test_the_set_of_renames_is_large_and_varied():
    rows = renames()
    assert len(rows) >= 200
    assert len({kind for kind, _former, _present in rows}) == 10


@pytest.mark.parametrize("half", [0, 1], ids=["fitted", "untouched"])
def test_the_right_organization_is_among_the_first_five_93_times_in_100(half):
    known = register()
    ids = {one.name: one.id for one in known}
    index = DuplicateIndex(known, gazetteer=GAZETTEER)
    rows = halves()[half]
    found = sum(
        ids[former] in {one.id for one in index.candidates(Known(0, present))} for _kind, former, present in rows
    )
    assert found / len(rows) >= 0.93
