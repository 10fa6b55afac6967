"""The two-way mixed model: score = mean + application + reviewer + noise, by restricted maximum likelihood.

Henderson's mixed model equations with the applications eliminated (they only meet reviewers), so that one system of
the size of the reviewers is left; average-information steps (Gilmour, Thompson, Cullis, Biometrics 51, 1995) on the
logarithms of the two variance ratios, the noise variance profiled out.

One thread of the linear algebra library is used, so that its own thread count cannot change a bit.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np
from numpy.typing import NDArray
from threadpoolctl import threadpool_limits

from shuniu.methods.calibration.design import Design
from shuniu.methods.calibration.model import Variances

Real = NDArray[np.floating[Any]]
MOST_STEPS = 60
LEAST, MOST = -16.0, 16.0  # logarithms of the variance ratios; at LEAST a variance counts as none
CLOSE = 1e-7


@dataclass(frozen=True)
class Equations:
    """The model for given ratios quality/noise and severity/noise: inverse of the reduced system and its determinant.

    The unknowns of the system are the mean and, for each reviewer, the effect divided by the root of the ratio.
    """

    given: Design
    quality: float
    severity: float
    inverse: Real
    determinant: float

    def solve(self, data: Real) -> tuple[float, Real, Real, Real]:
        """Mean, effects of applications, effects of reviewers, residuals for these data in place of the scores."""
        at, by, weights = self.given.at, self.given.by, self.weights
        sums = np.bincount(at, data, len(weights))
        reduced = data - (weights * sums)[at]
        root = math.sqrt(self.severity)
        right = np.concatenate(([reduced.sum()], root * np.bincount(by, reduced, len(self.inverse) - 1)))
        found = self.inverse @ right
        mean, reviewers = float(found[0]), root * found[1:]
        left = data - mean - reviewers[by]
        applications = weights * np.bincount(at, left, len(weights))
        return mean, applications, reviewers, left - applications[at]

    @cached_property
    def weights(self) -> Real:
        """Share of each application's sum of residuals that is its effect: ratio / (1 + reviews × ratio)."""
        out: Real = self.quality / (1 + self.given.reviews * self.quality)
        return out


class Reduced:
    """The parts of the reduced system that do not depend on the variances."""

    def __init__(self, given: Design) -> None:
        self.given, size = given, len(given.reviewers) + 1
        start = np.concatenate(([0], np.cumsum(given.reviews)))
        self.counts = np.unique(given.reviews)
        self.cross: dict[int, Real] = {}
        for count in self.counts.tolist():
            rows = start[:-1][given.reviews == count]
            mine = given.by[rows[:, None] + np.arange(count)[None, :]]  # scores are sorted by application
            matrix: Real = np.zeros((size, size))
            both = (mine[:, :, None] * (size - 1) + mine[:, None, :]).ravel()
            matrix[1:, 1:] = np.bincount(both, minlength=(size - 1) ** 2).reshape(size - 1, size - 1)
            matrix[0, 1:] = matrix[1:, 0] = count * np.bincount(mine.ravel(), minlength=size - 1)
            matrix[0, 0] = count * count * rows.size
            self.cross[count] = matrix
        each = np.bincount(given.by, minlength=size - 1).astype(float)
        self.plain: Real = np.diag(np.concatenate(([float(given.at.size)], each)))
        self.plain[0, 1:] = self.plain[1:, 0] = each

    def equations(self, quality: float, severity: float) -> Equations:
        if severity == 0:
            return self._without(quality)
        matrix = self.plain.copy()
        for count, cross in self.cross.items():
            matrix -= quality / (1 + count * quality) * cross
        root = np.full(len(matrix), math.sqrt(severity))
        root[0] = 1.0
        matrix *= root[:, None] * root[None, :]
        matrix[np.arange(1, len(matrix)), np.arange(1, len(matrix))] += 1
        determinant = 2 * float(np.log(np.diag(np.linalg.cholesky(matrix))).sum())
        determinant += float(np.log1p(self.given.reviews * quality).sum())
        return Equations(self.given, quality, severity, np.linalg.inv(matrix), determinant)

    def _without(self, quality: float) -> Equations:
        """No severity: only the mean is unknown."""
        single = float(self.given.at.size) - sum(
            quality / (1 + count * quality) * float(cross[0, 0]) for count, cross in self.cross.items()
        )
        inverse = np.eye(len(self.plain))
        inverse[0, 0] = 1 / single
        determinant = math.log(single) + float(np.log1p(self.given.reviews * quality).sum())
        return Equations(self.given, quality, 0.0, inverse, determinant)

    def trace(self, now: Equations) -> float:
        """Sum over applications of weight + weight² c' inverse c (their prediction variance over the noise's)."""
        root = np.full(len(now.inverse), math.sqrt(now.severity))
        root[0] = 1.0
        inverse = now.inverse * root[:, None] * root[None, :]
        total = float(now.weights.sum())
        for count, cross in self.cross.items():
            total += (now.quality / (1 + count * now.quality)) ** 2 * float((inverse * cross).sum())
        return total


@dataclass(frozen=True)
class Fitted:
    """The model at its maximum and the information on (log quality ratio, log severity ratio)."""

    variances: Variances
    equations: Equations
    information: Real
    converged: bool


def fit(given: Design) -> tuple[Fitted, Fitted]:
    """The model with severity and the one without; their deviances are comparable (same fixed part)."""
    with threadpool_limits(limits=1, user_api="blas"):
        reduced = Reduced(given)
        return _climb(reduced, (0.0, -1.0)), _climb(reduced, (0.0, -math.inf))


def _climb(reduced: Reduced, start: tuple[float, float]) -> Fitted:
    """Average-information steps, halved while they lose; a ratio of minus infinity stays no variance at all."""
    free = np.array([math.isfinite(one) for one in start])
    at = np.array(start)
    now = _look(reduced, at)
    for _ in range(MOST_STEPS):
        move = np.zeros(2)
        part = np.ix_(free, free)
        move[free] = -np.linalg.solve(now[3][part] + 1e-9 * np.eye(int(free.sum())), now[2][free])
        move = np.clip(move, -3, 3)
        target = np.where(free, np.clip(at + move, LEAST, MOST), at)
        new = _look(reduced, target)
        while new[0] > now[0] + 1e-12 and np.abs(target[free] - at[free]).max() > CLOSE:
            target = np.where(free, (at + target) / 2, at)
            new = _look(reduced, target)
        done = bool(np.abs(target[free] - at[free]).max() <= CLOSE or now[0] - new[0] < 1e-9)
        at, now = target, new
        if done:
            return _fitted(now, True)
    return _fitted(now, False)


def _fitted(now: Any, converged: bool) -> Fitted:
    deviance, equations, _, information, noise = now
    variances = Variances(equations.quality * noise, equations.severity * noise, noise, deviance)
    return Fitted(variances, equations, information, converged)


def _look(reduced: Reduced, at: Real) -> tuple[float, Equations, Real, Real, float]:
    """Deviance, equations, its gradient and average information in the logarithms of the ratios, noise variance."""
    given, ratios = reduced.given, np.exp(at)
    equations = reduced.equations(float(ratios[0]), float(ratios[1]))
    _, applications, reviewers, residuals = equations.solve(given.value)
    freedom = given.at.size - 1
    squares = max(float(given.value @ residuals), 1e-300)
    noise = squares / freedom
    deviance = freedom * (math.log(noise) + 1) + equations.determinant
    sizes = np.array([len(given.applications), len(given.reviewers)], float)
    lost = np.array([reduced.trace(equations) / ratios[0], float(np.trace(equations.inverse[1:, 1:]))])
    weight = np.zeros(2)
    for i, effects in enumerate((applications, reviewers)):
        weight[i] = float(effects @ effects) / (ratios[i] * noise) if ratios[i] > 0 else 0.0
    parts = [applications[given.at], reviewers[given.by]]
    after = [equations.solve(part)[3] for part in parts]
    information = np.array([[float(one @ two) / noise for two in after] for one in parts])
    information = (information + information.T) / 2 - np.outer(weight, weight) / freedom
    return deviance, equations, (sizes - lost) - weight, information, noise


def severity_p_value(with_it: Fitted, without_it: Fitted) -> float:
    """p-value of the likelihood ratio test; under no severity half of the mass is at 0 (Self and Liang, JASA 1987)."""
    ratio = without_it.variances.deviance - with_it.variances.deviance
    return 1.0 if ratio <= 1e-9 else 0.5 * math.erfc(math.sqrt(ratio / 2))
