"""How sure the ranks are: joint draws from the model's distribution of the true qualities given the scores."""

from __future__ import annotations

import math

import numpy as np
from numpy.typing import NDArray
from threadpoolctl import threadpool_limits

from shuniu.methods.calibration.fit import Equations, Real

DRAWS = 2_000
BLOCK = 200
SEED = 20_260_901  # published; the draws are the same for everyone


def rank_intervals(
    now: Equations, noise: float, *, level: float, freedom: int
) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """Lowest and highest rank (1 is best) of each application, the middle `level` of its ranks in 2,000 draws.

    A draw takes the noise variance from its distribution (`freedom` degrees of freedom), the mean and all severities
    from their joint distribution, then each quality given these.
    """
    size = len(now.given.applications)
    random = np.random.Generator(np.random.PCG64(SEED))
    ranks = np.empty((DRAWS, size), np.int32)
    with threadpool_limits(limits=1, user_api="blas"):
        half: Real = np.linalg.cholesky(now.inverse) * math.sqrt(noise)
        for start in range(0, DRAWS, BLOCK):
            ranks[start : start + BLOCK] = _ranks(_draw(now, half, noise, random, freedom))
    ranks.sort(axis=0)
    outside = (1 - level) / 2
    low, high = math.floor(outside * DRAWS), math.ceil((1 - outside) * DRAWS) - 1
    return ranks[low].astype(np.int64), ranks[high].astype(np.int64)


def _draw(now: Equations, half: Real, noise: float, random: np.random.Generator, freedom: int) -> NDArray[np.float64]:
    """True qualities (with the mean), a row for each draw."""
    given, weights = now.given, now.weights
    mean, _, reviewers, _ = now.solve(given.value)
    wide = np.sqrt(freedom / random.chisquare(freedom, BLOCK))[:, None]
    error = wide * (random.standard_normal((BLOCK, half.shape[0])) @ half.T)
    means = mean + error[:, 0]
    severity = reviewers + math.sqrt(now.severity) * error[:, 1:]
    sums = np.add.reduceat(given.value - severity[:, given.by], _starts(given.reviews), axis=1)
    middle = means[:, None] + weights * (sums - given.reviews * means[:, None])
    return middle + wide * np.sqrt(noise * weights) * random.standard_normal(middle.shape)


def _starts(reviews: NDArray[np.int64]) -> NDArray[np.int64]:
    return np.concatenate(([0], np.cumsum(reviews)[:-1]))


def _ranks(values: NDArray[np.float64]) -> NDArray[np.int64]:
    order = np.argsort(-values, axis=1, kind="stable")
    out = np.empty_like(order)
    np.put_along_axis(out, order, np.arange(1, values.shape[1] + 1)[None, :], axis=1)
    return out
