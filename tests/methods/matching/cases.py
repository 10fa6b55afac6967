"""The test set: needs and offers that mean the same in different words (see README.md beside the files)."""

from __future__ import annotations

import csv
from dataclasses import replace
from pathlib import Path

from shuniu.methods.matching import EVERYWHERE, Index, Posting, Rules

DATA = Path(__file__).parent / "data"
HALVES = ("first", "second")
SECOND = 1000
"""Added to the ids of the second half, so that both can be searched at once."""
OPEN = Rules(floor=0)


def rows(half: str, what: str) -> list[dict[str, str]]:
    with (DATA / f"{half}_{what}.tsv").open(encoding="utf-8") as file:
        return list(csv.DictReader(file, delimiter="\t"))


def posting(row: dict[str, str], *, facets: bool = True) -> Posting:
    """With `facets` as the form asks for them, else the text alone."""
    plain = Posting(int(row["id"]), row["text"])
    if not facets:
        return plain
    area = EVERYWHERE if row["area"] == "0" else f"city/{row['area']}"
    kinds, groups = frozenset({row["kind"]}), frozenset({row["group"]})
    return replace(plain, kinds=kinds, groups=groups, areas=frozenset({area}))


def offers(*, facets: bool = True) -> list[Posting]:
    """Those of both halves."""
    found = []
    for shift, half in zip((0, SECOND), HALVES, strict=True):
        for one in (posting(row, facets=facets) for row in rows(half, "offers")):
            found.append(replace(one, id=one.id + shift))
    return found


def places(half: str, *, facets: bool = True, index: Index | None = None) -> list[int]:
    """For each need of the half at which place its right offer comes among the offers of both."""
    index = index or Index(offers(facets=facets), rules=OPEN)
    found = []
    for row in rows(half, "needs"):
        right = int(row["right"]) + (SECOND if half == "second" else 0)
        ids = [one.id for one in index.find(posting(row, facets=facets), first=len(index))]
        found.append(ids.index(right) + 1 if right in ids else len(index) + 1)
    return found


def among_first(found: list[int], places: int) -> int:
    return sum(place <= places for place in found)
