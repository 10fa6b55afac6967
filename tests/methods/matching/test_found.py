"""The right offer among the first three, on a test set whose second half no word list was made from."""

from __future__ import annotations

import pytest

from shuniu.methods.matching import Index, Thesaurus
from tests.methods.matching.cases import HALVES, OPEN, among_first, offers, places, rows


@pytest.mark.parametrize("half", HALVES)
def test_the_right_offer_is_among_the_first_three(half):
    found = places(half)
    assert len(found) == 50
    assert among_first(found, 3) >= 0.85 * len(found)


def test_the_thesaurus_finds_what_words_alone_do_not():
    with_it = sum(among_first(places(half, facets=False), 3) for half in HALVES)
    bare = Index(offers(facets=False), thesaurus=Thesaurus(), rules=OPEN)
    without = sum(among_first(places(half, facets=False, index=bare), 3) for half in HALVES)
    assert with_it >= 2 * without


@pytest.mark.parametrize("half", HALVES)
def test_each_need_names_one_offer_of_its_half(half):
    ids = {row["id"] for row in rows(half, "offers")}
    assert len(ids) == 180
    assert {row["right"] for row in rows(half, "needs")} <= ids
