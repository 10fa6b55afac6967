"""Duplicates of renamed organizations: how often the right one is among the first five, beside plain characters."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from benchmarks import Measured, percentile, timed
from shuniu.methods.duplicates import DuplicateIndex, Known, fold
from tests.methods.renames import GAZETTEER, halves, register


def hits(index: DuplicateIndex, ids: dict[str, int], rows: list[tuple[str, str, str]]) -> int:
    return sum(ids[former] in {one.id for one in index.candidates(Known(0, now))} for _kind, former, now in rows)


def plain_hits(index: DuplicateIndex, ids: dict[str, int], rows: list[tuple[str, str, str]]) -> int:
    """The peer: cosine of characters and pairs over whole names, the best of the plain ways measured before."""
    found = 0
    for _kind, former, now in rows:
        scores = index._cosines(index._whole, fold(now))
        found += ids[former] in set(index._owners[np.argsort(-scores, kind="stable")[:5]].tolist())
    return found


def measure() -> Iterator[Measured]:
    known = register()
    ids = {one.name: one.id for one in known}
    index = DuplicateIndex(known, gazetteer=GAZETTEER)
    for half, rows in zip(("fitted half", "untouched half"), halves(), strict=True):
        share = 100 * hits(index, ids, rows) / len(rows)
        peer = 100 * plain_hits(index, ids, rows) / len(rows)
        yield Measured(
            f"renamed organization among the first five, {half}", share, "%", 93, at_least=True,
            peer=f"characters and pairs alone {peer:.1f} %", note=f"{len(rows)} renames among {len(known)} names",
        )  # fmt: skip
    large = register(100_000)
    with timed() as built:
        index = DuplicateIndex(large, gazetteer=GAZETTEER)
    yield Measured("index over 100,000 names", built.seconds, "s")
    times = []
    for _kind, _former, now in halves()[1]:
        with timed() as asked:
            index.candidates(Known(0, now))
        times.append(asked.seconds * 1000)
    yield Measured("candidates for one name among 100,000, p95", percentile(times, 0.95), "ms")
