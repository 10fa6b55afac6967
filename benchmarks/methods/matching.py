"""Needs and offers: time at 20,000 offers, and the right offer among the first three on each set of the test set."""

from __future__ import annotations

import json
import random
import tempfile
import time
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

from benchmarks import Measured, growth, percentile, timed
from benchmarks._peers import ask, environment
from shuniu.methods.matching import Index, Posting
from tests.methods.matching.cases import SETS, among_first, offers, places, places_within, posting, rows

BM25S = ["bm25s==0.3.16", "numpy"]
MANY = 20_000


def city(number: int) -> list[Posting]:
    """Texts of the test set mixed, with dates left open, capacities and waiting times drawn (fixed seed)."""
    drawn, known = random.Random(8), offers()
    made = []
    for one in range(number):
        first, second = drawn.choice(known), drawn.choice(known)
        text = f"{first.text}，{second.text[:12]}{one % 977}"
        made.append(
            replace(first, id=one, text=text, since=drawn.randrange(1000), capacity=drawn.choice((None, 20, 90)))
        )
    return made


def peer() -> dict[str, Any] | None:
    """bm25s on the text alone, the offers of all sets."""
    held = offers(facets=False)
    place = {one.id: number for number, one in enumerate(held)}
    needs = [
        (row["text"], place[int(row["right"]) + shift])
        for name, shift in SETS.items() for row in rows(name, "needs")
    ]  # fmt: skip
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "texts.json"
        path.write_text(json.dumps({"offers": [one.text for one in held], "needs": needs}), encoding="utf-8")
        return ask(environment("matching", BM25S), Path(__file__).with_name("_bm25s_peer.py"), str(path), timeout=120)


def measure() -> Iterator[Measured]:
    beside = peer()
    for each in SETS:
        for found, where, limit in ((places_within(each), "its own offers", 85), (places(each), "all offers", None)):
            said = f"first place {among_first(found, 1)} of {len(found)}"
            name = f"right offer among the first three, {each} set, {where}"
            yield Measured(name, 100 * among_first(found, 3) / len(found), "%", limit, at_least=True, note=said)
    text = [place for each in SETS for place in places(each, facets=False)]
    shown = "bm25s not installed"
    if beside and "places" in beside:
        shown = f"bm25s {100 * among_first(beside['places'], 3) / len(text):.0f} %"
    yield Measured("the same by the text alone, all sets", 100 * among_first(text, 3) / len(text), "%", peer=shown)
    postings = city(MANY)
    with growth() as memory, timed() as watch:
        index = Index(postings)
    yield Measured(f"index of {MANY:,} offers built once", watch.seconds, "s", note=f"{memory.mib:.0f} MiB")
    needs = [posting(row) for each in SETS for row in rows(each, "needs")]
    index.find(needs[0])
    spent = [_milliseconds(index, need) for need in needs]
    yield Measured(
        f"one need at {MANY:,} offers, 95 of 100",
        percentile(spent, 0.95),
        "ms",
        20,
        note=f"median {percentile(spent, 0.5):.1f}",
    )
    begun = time.perf_counter()
    for one in postings[:500]:
        index.add(replace(one, id=one.id + MANY))
    yield Measured("one offer added", (time.perf_counter() - begun) * 2, "ms")


def _milliseconds(index: Index, need: Posting) -> float:
    begun = time.perf_counter()
    index.find(need)
    return 1000 * (time.perf_counter() - begun)
