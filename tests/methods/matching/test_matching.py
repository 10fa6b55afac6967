"""What holds for every pair: its fit is its own, the order is published, a hard facet rules out, reasons are true."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from shuniu.methods.faults import BadInput
from shuniu.methods.matching import EVERYWHERE, Concept, Index, Match, Posting, Reason, Rules, Thesaurus
from shuniu.methods.matching.thesaurus import default_thesaurus, read_thesaurus

WORDS = (
    "老人",
    "银龄",
    "排练",
    "场地",
    "多功能厅",
    "律师",
    "讨薪",
    "医院",
    "孩子",
    "课后",
    "图书",
    "轮椅",
    "abc",
    "周末",
    "，",
)
OPEN = Rules(floor=0)
DAY = date(2026, 3, 2)


def some(names: tuple[str, ...]) -> st.SearchStrategy[frozenset[str]]:
    return st.frozensets(st.sampled_from(names), max_size=2)


@st.composite
def postings(draw: st.DrawFn, number: int | None = None) -> Posting:
    opens = draw(st.none() | st.integers(0, 60))
    closes = draw(st.none() | st.integers(0, 60))
    first = DAY + timedelta(days=opens) if opens is not None else None
    last = (first or DAY) + timedelta(days=closes) if closes is not None else None
    return Posting(
        number if number is not None else draw(st.integers(1, 10_000)),
        "".join(draw(st.lists(st.sampled_from(WORDS), max_size=6))),
        draw(some(("place", "people", "money"))), draw(some(("elders", "minors"))),
        draw(some((EVERYWHERE, "c/1", "c/1/2", "c/2"))), first, last,
        draw(st.none() | st.integers(0, 100)), draw(st.none() | st.integers(0, 10**9)), draw(st.integers(0, 3)),
    )  # fmt: skip


def many(largest: int = 12) -> st.SearchStrategy[list[Posting]]:
    return st.lists(postings(), max_size=largest, unique_by=lambda one: one.id)


@given(postings(), many())
@settings(max_examples=150, deadline=None)
def test_what_the_index_finds_is_what_each_pair_gives_alone_in_the_published_order(need, held):
    index = Index(held, rules=OPEN)
    alone = [match for one in held if not (match := index.judge(need, one)).excluded_by]
    assert index.find(need, first=100) == sorted(alone, key=lambda one: (-one.fit, one.since, one.id))
    assert all(0 <= match.fit <= 100 for match in alone)


@given(postings(), many(), st.randoms(use_true_random=False), st.integers(1, 5))
@settings(max_examples=80, deadline=None)
def test_neither_the_order_of_entry_nor_the_rest_changes_anything(need, held, shuffled, first):
    index = Index(held, rules=OPEN)
    whole = index.find(need, first=100)
    other = list(held)
    shuffled.shuffle(other)
    assert Index(other, rules=OPEN).find(need, first=100) == whole
    assert index.find(need, first=first) == whole[:first]


@given(postings(), many(), postings(number=20_000))
@settings(max_examples=80, deadline=None)
def test_one_more_offer_changes_no_other_fit_and_taking_it_out_leaves_all_as_it_was(need, held, more):
    index = Index(held, rules=OPEN)
    before = index.find(need, first=100)
    index.add(more)
    assert [one for one in index.find(need, first=100) if one.id != more.id] == before
    index.remove(more.id)
    assert (index.find(need, first=100), more.id in index, len(index)) == (before, False, len(held))


@given(postings(), postings())
@settings(max_examples=80, deadline=None)
def test_a_need_finds_an_offer_as_well_as_the_offer_finds_the_need(need, offer):
    there = Index([offer], rules=OPEN).judge(need, offer)
    back = Index([need], rules=OPEN, holds="needs").judge(offer, need)
    assert (there.fit, there.reasons, there.excluded_by) == (back.fit, back.reasons, back.excluded_by)


def test_equal_fits_go_by_waiting_then_by_number():
    offer = Posting(1, "排练厅", since=5)
    index = Index([replace(offer, id=3, since=5), replace(offer, id=2, since=4), offer], rules=OPEN)
    assert [(one.id, one.since) for one in index.find(Posting(9, "找排练的地方"))] == [(2, 4), (1, 5), (3, 5)]


def test_many_taken_out_leave_the_rest_findable():
    index = Index([Posting(number, "排练厅") for number in range(300)], rules=OPEN)
    for number in range(290):
        index.remove(number)
    assert [one.id for one in index.find(Posting(1, "排练"), first=20)] == list(range(290, 300))
    with pytest.raises(KeyError):
        index.remove(5)


def judged(need: Posting, offer: Posting, **rules: object) -> Match:
    return Index(rules=Rules(**rules)).judge(need, offer)  # type: ignore[arg-type]


NEED = Posting(1, "想给老人找个唱歌的屋子", frozenset({"place"}), frozenset({"elders"}), frozenset({"c/1"}), DAY,
               DAY + timedelta(days=9), 30)  # fmt: skip
OFFER = Posting(
    2, "多功能厅，银龄合唱免费", frozenset({"place"}), frozenset({"elders"}), frozenset({"c/1"}), DAY, None, 50
)


def test_reasons_are_told_in_order_of_weight_and_name_the_words():
    match = judged(NEED, OFFER)
    assert [one.code for one in match.reasons] == [
        "kind",
        "group",
        "area",
        "dates",
        "capacity",
        "concept",
        "concept",
        "concept",
    ]
    assert ("排练", "唱歌", "合唱") in [one.words for one in match.reasons]
    assert match.fit > 85


@pytest.mark.parametrize(
    ("change", "excluded", "told"),
    [
        ({"areas": frozenset({"c/2"})}, "area", Reason("area", share=0, speaks_for=False)),
        ({"areas": frozenset({"c"})}, "", Reason("area")),
        ({"areas": frozenset({EVERYWHERE})}, "", Reason("area_everywhere")),
        ({"areas": frozenset({"c/1/7"})}, "", Reason("area", share=50)),
        ({"opens_on": DAY + timedelta(days=10)}, "dates", Reason("dates", share=0, speaks_for=False)),
        ({"opens_on": DAY + timedelta(days=5)}, "", Reason("dates_part", share=75)),
        ({"capacity": 15}, "", Reason("capacity_part", share=50)),
        ({"groups": frozenset({"minors"})}, "", Reason("group", share=0, speaks_for=False)),
        ({"kinds": frozenset({"money"})}, "", Reason("kind", share=0, speaks_for=False)),
    ],
)  # fmt: skip
def test_each_facet_says_why(change, excluded, told):
    match = judged(NEED, replace(OFFER, **change))
    assert (match.excluded_by, told in match.reasons) == (excluded, True)


def test_what_is_not_said_speaks_neither_way():
    bare = judged(replace(NEED, groups=frozenset()), OFFER)
    assert "group" not in [one.code for one in bare.reasons]
    assert judged(NEED, replace(OFFER, groups=frozenset({"minors"}))).fit < bare.fit < judged(NEED, OFFER).fit


def test_a_city_decides_which_facets_rule_out():
    other = replace(OFFER, groups=frozenset({"minors"}))
    assert judged(NEED, other, hard=frozenset({"group"})).excluded_by == "group"
    assert Index([other], rules=Rules(hard=frozenset({"group"}))).find(NEED) == []


def test_words_shared_are_shown_and_filler_is_not():
    match = judged(Posting(1, "暑期游泳救生员"), Posting(2, "招募游泳救生员三名"))
    assert [one for one in match.reasons if one.code == "words"] == [Reason("words", ("游泳救生员",))]


def test_a_broader_word_fits_less_than_the_same_word():
    thesaurus = Thesaurus([Concept(("乐器", "器材")), Concept(("吹管", "笛子", "长笛"), "乐器")])
    index = Index(thesaurus=thesaurus, rules=OPEN)
    same, broader = (index.judge(Posting(1, "笛子"), Posting(2, text)).fit for text in ("长笛", "器材"))
    assert index.judge(Posting(1, "笛子"), Posting(2, "器材")).reasons[0] == Reason("broader", ("乐器", "笛子", "器材"))
    assert same > broader > index.judge(Posting(1, "笛子"), Posting(2, "帐篷")).fit


@pytest.mark.parametrize(
    ("text", "line", "field"),
    [
        ("甲、乙 < 丙", None, "broader"),
        ("甲 < 乙\n乙 < 甲", None, "broader"),
        ("甲\n甲、乙", None, "words"),
        (" 、 < 甲", 1, ""),
    ],
)
def test_a_thesaurus_that_cannot_be_is_refused_with_the_place(text, line, field):
    with pytest.raises(BadInput) as fault:
        Thesaurus(read_thesaurus(text))
    assert (fault.value.line, fault.value.field) == (line, field)


def test_the_longest_word_counts_and_what_lies_inside_it_does_not():
    thesaurus = Thesaurus([Concept(("会议",)), Concept(("会议室", "议事厅")), Concept(("手语",))])
    assert thesaurus.found("手语会议室") == {"手语": "手语", "会议室": "会议室"}


def test_a_latin_word_is_not_said_inside_another():
    thesaurus = Thesaurus([Concept(("人工智能", "AI"))])
    assert thesaurus.found("用ai写") == {"人工智能": "ai"}
    assert thesaurus.found("email 3ai") == {}


def test_an_equal_number_says_next_to_nothing():
    fits = [judged(Posting(1, "要30把"), Posting(2, f"出{number}张")).fit for number in (30, 31)]
    assert 0 <= fits[0] - fits[1] <= 1


def test_who_says_only_something_general_fits_less_than_who_names_the_matter():
    general, named = (judged(Posting(1, text), Posting(2, text)).fit for text in ("老人", "助听器"))
    assert general + 10 < named


def test_an_offer_loses_less_by_saying_more_than_is_needed_than_a_need_of_which_a_part_is_met():
    thesaurus = Thesaurus([Concept((word,)) for word in ("钢琴", "口译", "轮椅", "堆肥")])
    index = Index(thesaurus=thesaurus, rules=OPEN)
    few, many = "钢琴", "钢琴口译轮椅堆肥"
    assert index.judge(Posting(1, few), Posting(2, many)).fit > index.judge(Posting(1, many), Posting(2, few)).fit


def test_the_default_thesaurus_is_broad_and_each_of_its_lines_can_be_a_row_of_an_office():
    concepts = default_thesaurus().concepts.values()
    words = [word for one in concepts for word in one.words]
    assert len(concepts) >= 500
    assert not {"人", "的", "会", "送", "陪", "修", "活动", "服务", "项目", "学校", "工作", "培养"} & set(words)
    assert all(len(word) <= 30 and not set(word) & set("、，,;；# \t<~") for word in words)
    assert all(len("、".join(one.words)) <= 2000 for one in concepts)


def test_nothing_said_on_either_side_is_no_fault():
    assert Index(rules=OPEN).find(NEED) == []
    assert judged(Posting(1, ""), Posting(2, "")).reasons == ()
