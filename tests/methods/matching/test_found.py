"""The right offer among the first three, on a test set whose third part nobody looked at while the word lists were made."""

from __future__ import annotations

import pytest

from shuniu.methods.matching import Index, Thesaurus
from tests.methods.matching.cases import OPEN, SETS, among_first, offers, places, places_within, rows


@pytest.mark.parametrize("name", SETS)
def test_the_right_offer_is_among_the_first_three_of_its_set(name):
    found = places_within(name)
    assert len(found) == 50
    assert among_first(found, 3) >= 0.85 * len(found)


@pytest.mark.parametrize(("name", "least"), [("first", 45), ("second", 45), ("third", 35)])
def test_and_mostly_also_among_the_offers_of_all_sets(name, least):
    assert among_first(places(name), 3) >= least


def test_the_thesaurus_finds_what_words_alone_do_not():
    with_it = sum(among_first(places(name, facets=False), 3) for name in SETS)
    bare = Index(offers(facets=False), thesaurus=Thesaurus(), rules=OPEN)
    without = sum(among_first(places(name, facets=False, index=bare), 3) for name in SETS)
    assert with_it >= 2 * without


@pytest.mark.parametrize(("name", "held"), [("first", 180), ("second", 180), ("third", 200)])
def test_each_need_names_one_offer_of_its_set(name, held):
    ids = {row["id"] for row in rows(name, "offers")}
    assert len(ids) == held
    assert {row["right"] for row in rows(name, "needs")} <= ids
