"""From figures to element scores: requirements, section 1. Pure functions."""

from __future__ import annotations

from collections.abc import Iterable


def indicator_score(value: float | None, threshold: float | None, *, less_is_better: bool) -> float | None:
    """100 × min(1, value ÷ threshold), turned round where less is better; None without value or threshold."""
    if value is None or threshold is None:
        return None
    if less_is_better:
        return 100.0 if value <= threshold else 100.0 * threshold / value
    if threshold == 0:
        return 100.0 if value > 0 else 0.0
    return 100.0 * max(0.0, min(1.0, value / threshold))


def element_score(scores: Iterable[float | None]) -> tuple[float | None, int]:
    """Mean of the scores there are, and how many; (None, 0) when none is there: 尚无计算指标."""
    known = [score for score in scores if score is not None]
    return (sum(known) / len(known), len(known)) if known else (None, 0)


def balance(scores: Iterable[float | None]) -> float | None:
    """GEN-2: lowest ÷ highest element score; elements without a score leave it. None with fewer than two."""
    known = [score for score in scores if score is not None]
    if len(known) < 2 or max(known) == 0:
        return None
    return min(known) / max(known)
