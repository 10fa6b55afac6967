"""From figures to element scores: requirements, section 1. Pure functions."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any


def indicator_score(value: float | None, threshold: float | None, *, less_is_better: bool) -> float | None:
    """100 × min(1, value ÷ threshold), turned round where less is better; None without value or threshold."""
    if value is None or threshold is None:
        return None
    if less_is_better:
        return 100.0 if value <= threshold else 100.0 * threshold / value
    if threshold <= 0:
        return 100.0
    return 100.0 * max(0.0, min(1.0, value / threshold))


def element_score(
    duties: Iterable[float | None], extras: Iterable[float | None] = (), *, cap: float = 0.0
) -> tuple[float | None, int]:
    """Score of an element (0–100) and how many indicators made it; (None, 0) without one: 尚无计算指标.

    `duties` make the mean. `extras`, scores of recommended units, add at most `cap` points in all and never lower.
    """
    known = [score for score in duties if score is not None]
    if not known:
        return None, 0
    more = [score for score in extras if score is not None]
    bonus = cap * (sum(more) / len(more)) / 100 if more else 0.0
    return min(100.0, sum(known) / len(known) + max(0.0, bonus)), len(known) + len(more)


def balance(scores: Iterable[float | None]) -> float | None:
    """GEN-2: lowest ÷ highest element score; elements without a score leave it. None with fewer than two."""
    known = [score for score in scores if score is not None]
    if len(known) < 2 or max(known) == 0:
        return None
    return min(known) / max(known)


def weak_elements(scores: Iterable[dict[str, Any]], *, share: float) -> list[dict[str, Any]]:
    """Elements to look at: below 60, or below `share` of the hub's strongest element (GEN-2); baselines aside.

    `scores` = [{"element", "label", "score", "baseline"}]; the order of the specification is kept.
    """
    known = [row for row in scores if row["score"] is not None and not row["baseline"]]
    highest = max((row["score"] for row in known), default=0.0)
    return [row for row in known if row["score"] < 60 or row["score"] < share * highest]
