"""Scores with known truth: qualities, severities, noise, on a balanced random design."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from functools import cached_property

import numpy as np

from shuniu.methods.calibration import Score
from shuniu.methods.calibration.design import Design, design

POINTS, MIDDLE = 12, 55


@dataclass(frozen=True)
class Planted:
    """`quality` on the score scale, `severity` as added to the scores, both in the order of the sorted ids."""

    scores: list[Score]
    quality: np.ndarray
    severity: np.ndarray

    @cached_property
    def design(self) -> Design:
        return design(self.scores)

    @property
    def rank(self) -> np.ndarray:
        out = np.empty(self.quality.size, int)
        out[np.argsort(-self.quality)] = np.arange(1, self.quality.size + 1)
        return out

    def top_found(self, values: list[float]) -> float:
        """Share of the true best tenth among the best tenth by these values."""
        size = len(values) // 10
        best = np.argsort(-np.array(values), kind="stable")[:size]
        return float(np.mean(self.rank[best] <= size))


def panels(n: int, m: int, each: int, random: np.random.Generator) -> np.ndarray:
    """For each application `each` different reviewers, loads as even as can be: shuffled, then repaired by swaps."""
    slots = random.permutation(np.resize(np.arange(m), n * each)).reshape(n, each)
    for i in range(n):
        while len(set(slots[i])) < each:
            j, a, b = int(random.integers(n)), int(random.integers(each)), int(random.integers(each))
            mine, other = slots[i].copy(), slots[j].copy()
            mine[a], other[b] = slots[j][b], slots[i][a]
            if len(set(mine)) > len(set(slots[i])) and len(set(other)) >= len(set(slots[j])):
                slots[i], slots[j] = mine, other
    return slots


def planted(n: int, m: int, each: int, *, severity: float, seed: int, noise: float = 0.7) -> Planted:
    """Quality has standard deviation 1; scores are whole points from 0 to 100, twelve for one standard deviation."""
    random = np.random.default_rng(seed)
    by = panels(n, m, each, random)
    quality, strict = random.normal(size=n), severity * random.normal(size=m)
    values = quality[:, None] + strict[by] + noise * random.normal(size=by.shape)
    whole = np.clip(np.rint(MIDDLE + POINTS * values), 0, 100).astype(int)
    rows = [
        Score(f"申{a:05}", f"评{r:04}", Decimal(int(value)))
        for a in range(n)
        for r, value in zip(by[a], whole[a], strict=True)
    ]
    return Planted(rows, MIDDLE + POINTS * quality, POINTS * strict)
