"""From scores to the report: the mean first, the model beside it, and whether the model may speak."""

from __future__ import annotations

import math
from collections.abc import Collection, Sequence
from fractions import Fraction
from statistics import NormalDist

import numpy as np

from shuniu.methods.calibration.awards import changes, top
from shuniu.methods.calibration.design import Design, components, design
from shuniu.methods.calibration.fit import Fitted, Real, fit, severity_p_value
from shuniu.methods.calibration.model import ApplicationResult, Calibration, Change, ReviewerResult, Scores
from shuniu.methods.calibration.ranks import rank_intervals
from shuniu.methods.faults import BadInput
from shuniu.methods.words import Said, listed, marked, say

SIGNIFICANT = 0.05
NONE = 1e-6  # severity variance over noise variance: below it, estimated as none
SAME = 9  # decimals to which calibrated scores are compared


def calibrate(
    scores: Scores,
    *,
    level: float = 0.9,
    significant: float = SIGNIFICANT,
    places: int | None = None,
    applications: Collection[str] | None = None,
    reviewers: Collection[str] | None = None,
) -> Calibration:
    """Means, calibrated scores with intervals, severities; with `places` the awards and how each reviewer moves them.

    The correction is switched off, so that the calibrated score is the mean, unless severity is significant (p below
    `significant`). Raises BadInput.
    """
    if not 0 < level < 1:
        raise BadInput(Said("须在 0 与 1 之间，现为 {level}", level=level), field="level")
    given = design(scores, applications=applications, reviewers=reviewers)
    if places is not None and not 0 < places <= len(given.applications):
        raise BadInput(
            Said("须在 1 与 {applications} 之间，现为 {places}", applications=len(given.applications), places=places),
            field="places",
        )
    groups = components(given)
    freedom = given.at.size - len(given.applications) - len(given.reviewers) + len(groups)
    fitted = fit(given) if freedom > 0 and can_fit(given) else None
    p_value = None if fitted is None else severity_p_value(*fitted)
    used = p_value is not None and p_value < significant
    model = None if fitted is None else fitted[0 if used else 1]
    calibrated = adjusted(given, model) if used and model else [float(mean) for mean in given.means()]
    awards: tuple[tuple[str, ...], tuple[str, ...]] = ((), ())
    moved: tuple[Change, ...] = ()
    if places is not None:
        awards = (top(given, given.means(), places), top(given, calibrated, places))
        moved = changes(given, model.equations if used and model else None, places)
    return Calibration(
        used=used, p_value=p_value, variances=None if fitted is None else fitted[0].variances, level=level,
        applications=_applications(given, calibrated, model, level, freedom),
        reviewers=_reviewers(given, None if fitted is None else fitted[0], wide(level, freedom)),
        components=tuple(tuple(given.applications[a] for a in group) for group in groups),
        places=places, awards_mean=awards[0], awards_calibrated=awards[1], changes=moved,
        warnings=_warnings(given, groups, fitted),
    )  # fmt: skip


def can_fit(given: Design) -> bool:
    """Whether quality, severity and noise can be told apart."""
    return len(given.reviewers) > 1 and len(given.applications) > 2 and _differ(given)


def _differ(given: Design) -> bool:
    """Scores vary within some application: without any disagreement there is no noise to estimate."""
    start = np.concatenate(([0], np.cumsum(given.reviews)[:-1]))
    return bool((np.maximum.reduceat(given.whole, start) > np.minimum.reduceat(given.whole, start)).any())


def adjusted(given: Design, model: Fitted) -> list[float]:
    """Each application's mean after its reviewers' estimated effects are taken out of their scores."""
    _, _, effects, _ = model.equations.solve(given.value)
    sums = np.bincount(given.at, given.value - effects[given.by], len(given.applications))
    return [round(float(one) + given.height, SAME) for one in sums / given.reviews]


def prediction_errors(given: Design, model: Fitted) -> Real:
    """Standard deviation of calibrated score minus true quality, for each application.

    With w = reviews·ratio/(1 + reviews·ratio) the model's own estimate is m = mean + w (calibrated - mean), so the
    squared error is its prediction variance plus the expected square of calibrated - m = (1/w - 1)(m - mean).
    """
    now, noise = model.equations, model.variances.noise
    own, count = now.weights, given.reviews
    root = math.sqrt(now.severity)
    crosses = np.zeros(len(count))
    inside = now.inverse[1:, 1:] * (root * root)
    start = np.concatenate(([0], np.cumsum(count)))
    for a in range(len(count)):
        mine = given.by[start[a] : start[a + 1]]
        crosses[a] = inside[np.ix_(mine, mine)].sum()
    variance = noise * (own + own * own * crosses)
    apart = (1 / (count * model.variances.quality / noise)) ** 2 if model.variances.quality > 0 else 0.0
    spread = np.maximum(model.variances.quality - variance, 0)
    out: Real = np.sqrt(variance + apart * spread)
    return out


def _applications(
    given: Design, calibrated: list[float], model: Fitted | None, level: float, freedom: int
) -> tuple[ApplicationResult, ...]:
    size, means = len(given.applications), given.means()
    error, low, high = np.full(size, math.inf), np.ones(size, np.int64), np.full(size, size)
    if model is not None:
        error = wide(level, freedom) * prediction_errors(given, model)
        low, high = rank_intervals(model.equations, model.variances.noise, level=level, freedom=freedom)
    ranks, new_ranks = shared_ranks(means), shared_ranks(calibrated)
    return tuple(
        ApplicationResult(
            given.applications[a], int(given.reviews[a]), means[a], ranks[a], calibrated[a], new_ranks[a],
            calibrated[a] - float(error[a]), calibrated[a] + float(error[a]), int(low[a]), int(high[a]),
        )
        for a in range(size)
    )  # fmt: skip


def wide(level: float, freedom: int) -> float:
    """Standard deviations on each side of a Student interval (Hill, CACM 13, 1970, algorithm 396; 1 and 2 exact)."""
    if freedom < 1:
        return math.inf
    if freedom == 1:
        return math.tan(math.pi * level / 2)
    if freedom == 2:
        return math.sqrt(2 / (1 - level * level)) * level
    z = NormalDist().inv_cdf((1 + level) / 2)
    a, b = 1 / (freedom - 0.5), 48 * (freedom - 0.5) ** 2
    c = ((20700 * a / b - 98) * a - 16) * a + 96.36
    d = ((94.5 / (b + c) - 3) / b + 1) * math.sqrt(a * math.pi / 2) * freedom
    y = (d * (1 - level)) ** (2 / freedom)
    if y > 0.05 + a:
        c += 0.3 * (freedom - 4.5) * (z + 0.6) * (freedom < 5)
        c += (((0.05 * d * z - 5) * z - 7) * z - 2) * z + b
        y = (((((0.4 * z * z + 6.3) * z * z + 36) * z * z + 94.5) / c - z * z - 3) / b + 1) * z
        return math.sqrt(freedom * math.expm1(a * y * y))
    head = (1 / (((freedom + 6) / (freedom * y) - 0.089 * d - 0.822) * (freedom + 2) * 3) + 0.5 / (freedom + 4)) * y - 1
    y = head * (freedom + 1) / (freedom + 2) + 1 / y
    return math.sqrt(freedom * y)


def shared_ranks(values: Sequence[Fraction | float]) -> list[int]:
    """1 for the highest; equal values share a rank and the next ones are passed over."""
    first: dict[Fraction | float, int] = {}
    for place, value in enumerate(sorted(values, reverse=True), 1):
        first.setdefault(value, place)
    return [first[value] for value in values]


def _reviewers(given: Design, model: Fitted | None, factor: float) -> tuple[ReviewerResult, ...]:
    size, means = len(given.reviewers), given.reviewer_means()
    count = np.bincount(given.by, minlength=size)
    effects: Real = np.zeros(size)
    error: Real = np.full(size, math.inf)
    if model is not None and model.equations.severity > NONE:  # a variance of 0 says nothing about single reviewers
        _, _, effects, _ = model.equations.solve(given.value)
        error = np.sqrt(np.diag(model.equations.inverse)[1:] * model.variances.severity)
    return tuple(
        ReviewerResult(
            given.reviewers[r], int(count[r]), means[r], -float(effects[r]),
            -float(effects[r]) - factor * float(error[r]), -float(effects[r]) + factor * float(error[r]),
        )
        for r in range(size)
    )  # fmt: skip


def _warnings(given: Design, groups: list[list[int]], fitted: tuple[Fitted, Fitted] | None) -> tuple[str, ...]:
    out = []
    if len(groups) > 1:
        words = marked(
            "评审把申请分成互不相连的 {groups} 组（{sizes} 份）：组与组之间的比较只靠“各组评审总体同样宽严”的假设。"
        )
        sizes = listed([str(len(group)) for group in groups[:10]])
        out.append(say(words, groups=len(groups), sizes=sizes))
    if fitted is None:
        out.append(say("分数太少或没有分歧，无法区分质量、宽严与偶然：只报原始平均分。"))
    elif not all(one.converged for one in fitted):
        out.append(say("模型没有算到底，校准分仅供参考。"))
    return tuple(out)
