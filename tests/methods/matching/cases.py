"""The test set: needs and offers that mean the same in different words (see README.md beside the files)."""

from __future__ import annotations

import csv
from dataclasses import replace
from datetime import date
from pathlib import Path

from shuniu.methods.matching import EVERYWHERE, Index, Posting, Rules

DATA = Path(__file__).parent / "data"
SETS = {"first": 0, "second": 1000, "third": 2000}
"""Name of a set → what is added to its ids, so that all can be searched at once."""
OPEN = Rules(floor=0)


def rows(name: str, what: str) -> list[dict[str, str]]:
    with (DATA / f"{name}_{what}.tsv").open(encoding="utf-8") as file:
        return list(csv.DictReader(file, delimiter="\t"))


def posting(row: dict[str, str], *, facets: bool = True) -> Posting:
    """With `facets` as the form asks for them, else the text alone."""
    plain = Posting(int(row["id"]), row["text"])
    if not facets:
        return plain
    area = EVERYWHERE if row["area"] == "0" else f"city/{row['area']}"
    groups = frozenset({row["group"]} - {""})
    said = replace(plain, kinds=frozenset({row["kind"]}), groups=groups, areas=frozenset({area}))
    days = [date.fromisoformat(row[key]) if row.get(key) else None for key in ("from", "to")]
    capacity, money = (int(row[key]) if row.get(key) else None for key in ("capacity", "money"))
    return replace(
        said, opens_on=days[0], closes_on=days[1], capacity=capacity, value_fen=None if money is None else 100 * money
    )


def offers(*, facets: bool = True) -> list[Posting]:
    """Those of all sets."""
    return [
        replace(one, id=one.id + shift)
        for name, shift in SETS.items() for one in (posting(row, facets=facets) for row in rows(name, "offers"))
    ]  # fmt: skip


def places(name: str, *, facets: bool = True, index: Index | None = None) -> list[int]:
    """For each need of the set at which place its right offer comes among the offers of all."""
    index = index or Index(offers(facets=facets), rules=OPEN)
    found = []
    for row in rows(name, "needs"):
        right = int(row["right"]) + SETS[name]
        ids = [one.id for one in index.find(posting(row, facets=facets), first=len(index))]
        found.append(ids.index(right) + 1 if right in ids else len(index) + 1)
    return found


def places_within(name: str) -> list[int]:
    """The same among the offers of the need's own set alone."""
    index = Index([posting(row) for row in rows(name, "offers")], rules=OPEN)
    found = []
    for row in rows(name, "needs"):
        ids = [one.id for one in index.find(posting(row), first=len(index))]
        found.append(ids.index(int(row["right"])) + 1 if int(row["right"]) in ids else len(index) + 1)
    return found


def among_first(found: list[int], places: int) -> int:
    return sum(place <= places for place in found)
