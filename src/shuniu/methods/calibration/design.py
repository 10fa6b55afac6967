"""Scores as checked arrays in canonical order, and which applications hang together."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from functools import cached_property
from typing import Any

import numpy as np
from numpy.typing import NDArray

from shuniu.methods.calibration.model import Scores
from shuniu.methods.faults import BadInput
from shuniu.methods.words import Said

MOST_DIGITS = 9
MOST_VALUE = 10**9


@dataclass(frozen=True)
class Design:
    """Score `i` is `whole[i] / 10^digits`, of application `at[i]` by reviewer `by[i]`, sorted by both."""

    applications: tuple[str, ...]
    reviewers: tuple[str, ...]
    at: NDArray[np.int64]
    by: NDArray[np.int64]
    whole: NDArray[np.int64]
    digits: int

    @cached_property
    def center(self) -> int:
        """The mean of all scores, rounded to one of their units."""
        return round(Fraction(sum(self.whole.tolist()), len(self.whole)))

    @cached_property
    def value(self) -> NDArray[np.float64]:
        """Scores less the center, so that fractions of high scores keep their digits; no effect or variance changes."""
        return (self.whole - self.center) / 10.0**self.digits

    @property
    def height(self) -> float:
        """What `value` lacks to a score."""
        return self.center / 10.0**self.digits

    @cached_property
    def reviews(self) -> NDArray[np.int64]:
        return np.bincount(self.at, minlength=len(self.applications))

    @cached_property
    def sums(self) -> list[int]:
        """Sum of the scores of each application, times 10^digits."""
        return sums_of(self.at, self.whole, len(self.applications))

    def means(self) -> list[Fraction]:
        scale = 10**self.digits
        return [Fraction(s, int(n) * scale) for s, n in zip(self.sums, self.reviews, strict=True)]

    def reviewer_means(self) -> list[Fraction]:
        count = np.bincount(self.by, minlength=len(self.reviewers))
        sums = sums_of(self.by, self.whole, len(self.reviewers))
        return [Fraction(s, int(n) * 10**self.digits) for s, n in zip(sums, count, strict=True)]


def sums_of(at: NDArray[np.int64], whole: NDArray[np.int64], size: int) -> list[int]:
    """Exact sums of `whole` by place; in halves, since a few of the largest allowed would leave 64 bits."""
    high, low = np.zeros(size, np.int64), np.zeros(size, np.int64)
    np.add.at(high, at, whole >> 32)
    np.add.at(low, at, whole & 0xFFFFFFFF)
    return [(h << 32) + n for h, n in zip(high.tolist(), low.tolist(), strict=True)]


def design(
    scores: Scores, *, applications: Collection[str] | None = None, reviewers: Collection[str] | None = None
) -> Design:
    """Check and sort; `applications`, `reviewers`: the ids that may occur (None: any).

    Raises BadInput with the field `scores[i].application`, `.reviewer` or `.score`.
    """
    if not scores:
        raise BadInput(Said("没有分数"), field="scores")
    seen: dict[tuple[str, str], int] = {}
    digits = 0
    for i, one in enumerate(scores):
        for name, text, known in (
            ("application", one.application, applications),
            ("reviewer", one.reviewer, reviewers),
        ):
            if not isinstance(text, str) or not text.strip():
                raise BadInput(Said("编号须是非空的文字"), field=f"scores[{i}].{name}")
            if known is not None and text not in known:
                raise BadInput(Said("名单上没有 {text!r}", text=text), field=f"scores[{i}].{name}")
        digits = max(digits, _digits(one.value, f"scores[{i}].score"))
        first = seen.setdefault((one.application, one.reviewer), i)
        if first != i:
            reason = Said(
                "{reviewer} 对 {application} 已有一个分数（scores[{first}]）",
                reviewer=one.reviewer,
                application=one.application,
                first=first,
            )
            raise BadInput(reason, field=f"scores[{i}].reviewer")
    rows = {one: i for i, one in enumerate(sorted({score.application for score in scores}))}
    columns = {one: i for i, one in enumerate(sorted({score.reviewer for score in scores}))}
    order = sorted((rows[one.application], columns[one.reviewer], int(one.value.scaleb(digits))) for one in scores)
    at, by, whole = (np.array(part, np.int64) for part in zip(*order, strict=True))
    return Design(tuple(rows), tuple(columns), at, by, whole, digits)


def _digits(value: Any, field: str) -> int:
    if not isinstance(value, Decimal) or not value.is_finite():
        raise BadInput(Said("须是有限的数，现为 {value}", value=value), field=field)
    if abs(value) > MOST_VALUE:
        raise BadInput(Said("数值过大：{value}", value=value), field=field)
    digits = max(0, -int(value.normalize().as_tuple().exponent))
    if digits > MOST_DIGITS:
        raise BadInput(
            Said("至多 {most_digits} 位小数，现为 {value}", most_digits=MOST_DIGITS, value=value), field=field
        )
    return digits


def components(given: Design) -> list[list[int]]:
    """Applications connected by shared reviewers, in order of their first."""
    size = len(given.applications)
    parent = list(range(size + len(given.reviewers)))

    def top(node: int) -> int:
        while parent[node] != node:
            parent[node] = parent[parent[node]]
            node = parent[node]
        return node

    for a, r in zip(given.at.tolist(), given.by.tolist(), strict=True):
        one, two = sorted((top(a), top(size + r)))
        parent[two] = one
    groups: dict[int, list[int]] = {}
    for a in range(size):
        groups.setdefault(top(a), []).append(a)
    return list(groups.values())
