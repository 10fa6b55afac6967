"""Facets: each gives a pair its points (0–100), or rules it out, and says why.

Points are whole numbers, so that a sum is the same in whatever order it was added up.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from shuniu.methods.matching.model import EVERYWHERE, Posting, Reason

Points = NDArray[np.int64]
UNSAID = -2
APART = -1
"""Nothing in common: rules the pair out where the facet is hard, else no points."""
NEVER, ALWAYS = -(10**6), 10**6


def shared_points(need: frozenset[str], offer: frozenset[str]) -> int:
    if not need or not offer:
        return UNSAID
    return 100 if need & offer else APART


def lies_in(inner: str, outer: str) -> bool:
    return outer == EVERYWHERE or inner == outer or inner.startswith(outer + "/")


def area_points(need: frozenset[str], offer: frozenset[str]) -> int:
    """All for the same area or one within it, most for what holds everywhere, some where only a part lies within."""
    if not need or not offer:
        return UNSAID
    near = offer - {EVERYWHERE}
    if any(lies_in(mine, theirs) for mine in need for theirs in near):
        return 100
    if EVERYWHERE in offer:
        return 80
    return 50 if any(lies_in(theirs, mine) for mine in need for theirs in near) else APART


def span(posting: Posting) -> tuple[int, int]:
    """First and last day as numbers; a side that is open reaches very far, (NEVER, ALWAYS): nothing said."""
    first = posting.opens_on.toordinal() if posting.opens_on else NEVER
    return first, posting.closes_on.toordinal() if posting.closes_on else ALWAYS


def date_points(need: tuple[Points, Points], offer: tuple[Points, Points]) -> Points:
    """All when the offer covers the need's days, half and more for a part of them."""
    opens, closes = np.maximum(need[0], offer[0]), np.minimum(need[1], offer[1])
    common, wanted = closes - opens + 1, need[1] - need[0] + 1
    points = np.where(common <= 0, APART, 50 + 50 * np.maximum(common, 0) // np.maximum(wanted, 1))
    unsaid = ((need[0] == NEVER) & (need[1] == ALWAYS)) | ((offer[0] == NEVER) & (offer[1] == ALWAYS))
    return np.where(unsaid, UNSAID, points)


def amount_points(need: Points, offer: Points) -> Points:
    """The share of what is needed, 100 at most; below 0 means not said."""
    points = np.minimum(100, 100 * offer // np.maximum(need, 1))
    return np.where((need < 0) | (offer < 0), UNSAID, points)


@dataclass(frozen=True)
class SetFacet:
    """A facet over few different values: judged once per value."""

    name: str
    value: Callable[[Posting], frozenset[str]]
    points: Callable[[frozenset[str], frozenset[str]], int]


SETS = (
    SetFacet("kind", lambda one: one.kinds, shared_points),
    SetFacet("group", lambda one: one.groups, shared_points),
    SetFacet("area", lambda one: one.areas, area_points),
)


def reason_of(facet: str, points: int, need: Posting, offer: Posting) -> Reason | None:
    """What a facet says of a pair in a reader's terms; None when it says nothing."""
    if points == UNSAID:
        return None
    if points == APART or points == 0:
        return Reason(facet, speaks_for=False, share=0)
    if facet in ("kind", "group"):
        mine, theirs = (need.kinds, offer.kinds) if facet == "kind" else (need.groups, offer.groups)
        return Reason(facet, tuple(sorted(mine & theirs)))
    if facet == "area":
        return Reason("area_everywhere") if points == 80 else Reason("area", share=points)
    return Reason(facet if points >= 100 else f"{facet}_part", share=points)
