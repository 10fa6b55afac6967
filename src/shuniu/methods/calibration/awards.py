"""Which awards hang on one reviewer: everything once more without that reviewer's scores."""

from __future__ import annotations

import math
from collections.abc import Sequence
from fractions import Fraction

import numpy as np
from numpy.typing import NDArray
from threadpoolctl import threadpool_limits

from shuniu.methods.calibration.design import Design, sums_of
from shuniu.methods.calibration.fit import Equations, Real, Reduced
from shuniu.methods.calibration.model import Change

SAME = 9


def top(given: Design, values: Sequence[Fraction | float | int | None], places: int) -> tuple[str, ...]:
    """The best `places` applications, best first; of equal ones the lower id. None: no score, never among them."""
    there = [a for a, value in enumerate(values) if value is not None]
    order = sorted(there, key=lambda a: (-values[a], given.applications[a]))  # type: ignore[operator]
    return tuple(given.applications[a] for a in order[:places])


def changes(given: Design, now: Equations | None, places: int) -> tuple[Change, ...]:
    """For each reviewer whose absence changes an award, who would come in and who would fall out.

    `now`: the model in use (None: switched off); its variances are kept, all effects are estimated anew.
    """
    before = top(given, given.means(), places)
    found = []
    with threadpool_limits(limits=1, user_api="blas"):
        reduced = None if now is None else Reduced(given)
        calibrated = None if now is None else top(given, _rounded(given, now), places)
        for r, name in enumerate(given.reviewers):
            stay = given.by != r
            one = _moved(before, top(given, _means(given, stay), places))
            two: tuple[tuple[str, ...], tuple[str, ...]] = ((), ())
            if now is not None and reduced is not None and calibrated is not None:
                two = _moved(calibrated, top(given, _without(given, now, reduced, r), places))
            if any((*one, *two)):
                found.append(Change(name, *one, *two))
    return tuple(found)


def _moved(before: tuple[str, ...], after: tuple[str, ...]) -> tuple[tuple[str, ...], tuple[str, ...]]:
    return tuple(sorted(set(after) - set(before))), tuple(sorted(set(before) - set(after)))


def _means(given: Design, stay: NDArray[np.bool_]) -> list[int | None]:
    """Means without these scores, exact as integers over one common denominator (only their order is wanted)."""
    size = len(given.applications)
    count = np.bincount(given.at[stay], minlength=size).tolist()
    sums = sums_of(given.at[stay], given.whole[stay], size)
    common = math.lcm(*(set(count) - {0}))
    return [total * (common // number) if number else None for total, number in zip(sums, count, strict=True)]


def _rounded(given: Design, now: Equations) -> list[float]:
    _, _, effects, _ = now.solve(given.value)
    sums = np.bincount(given.at, given.value - effects[given.by], len(given.applications))
    return [round(float(one) + given.height, SAME) for one in sums / given.reviews]


def _without(given: Design, now: Equations, reduced: Reduced, gone: int) -> list[float | None]:
    """Calibrated scores with the effects estimated from the other reviewers' scores."""
    stay = given.by != gone
    at, by, value = given.at[stay], given.by[stay], given.value[stay]
    size, people = len(given.applications), len(given.reviewers)
    count = np.bincount(at, minlength=size)
    weights = now.quality / (1 + count * now.quality)
    matrix = _matrix(given, now, reduced, gone)
    sums = np.bincount(at, value, size)
    left = value - (weights * sums)[at]
    right = np.concatenate(([left.sum()], np.bincount(by, left, people)))
    root = np.full(people + 1, math.sqrt(now.severity))
    root[0] = 1.0
    matrix = matrix * root[:, None] * root[None, :]
    matrix[np.arange(1, people + 1), np.arange(1, people + 1)] += 1
    effects: Real = (root * np.linalg.solve(matrix, root * right))[1:]
    sums = np.bincount(at, value - effects[by], size)
    return [round(float(s / n) + given.height, SAME) if n else None for s, n in zip(sums, count, strict=True)]


def _matrix(given: Design, now: Equations, reduced: Reduced, gone: int) -> Real:
    """The reduced system's matrix after the reviewer's scores are gone: only the reviewer's applications change."""
    out = reduced.plain.copy()
    for number, cross in reduced.cross.items():
        out -= now.quality / (1 + number * now.quality) * cross
    start = np.concatenate(([0], np.cumsum(given.reviews)))
    for a in given.at[given.by == gone].tolist():
        mine = given.by[start[a] : start[a + 1]]
        for rows, sign in ((mine, 1), (mine[mine != gone], -1)):
            number = len(rows)
            line = np.zeros(len(out))
            line[0], line[1 + rows] = number, 1
            there = np.concatenate(([0], 1 + rows))
            out[np.ix_(there, there)] += (
                sign * now.quality / (1 + number * now.quality) * np.outer(line[there], line[there])
            )
        for i, k in ((0, 0), (0, 1 + gone), (1 + gone, 0), (1 + gone, 1 + gone)):
            out[i, k] -= 1
    return out
