"""What the scores say: means first, the model beside them, its intervals and its switch."""

from __future__ import annotations

import json
import math
import os
import subprocess
import sys
from dataclasses import replace
from decimal import Decimal
from fractions import Fraction

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.optimize import minimize
from scipy.stats import t

from shuniu.methods.calibration import Score, calibrate
from shuniu.methods.calibration.awards import changes
from shuniu.methods.calibration.design import components, design
from shuniu.methods.calibration.fit import fit, severity_p_value
from shuniu.methods.calibration.method import adjusted, prediction_errors, shared_ranks, wide
from shuniu.methods.calibration.ranks import rank_intervals
from shuniu.methods.calibration.report import as_json
from shuniu.methods.faults import BadInput
from tests.methods.calibration_cases import planted

SMALL = [
    ("甲", "李", "80"), ("甲", "王", "84"), ("乙", "李", "70"), ("乙", "张", "82.5"), ("丙", "王", "75"),
    ("丙", "张", "81"), ("丁", "李", "65"), ("丁", "王", "72"), ("丁", "张", "78"),
]  # fmt: skip


def scores(rows=SMALL):
    return [Score(application, reviewer, Decimal(value)) for application, reviewer, value in rows]


def test_the_mean_is_exact_and_equal_means_share_a_rank():
    rows = [("甲", "李", "0.1"), ("甲", "王", "0.2"), ("乙", "李", "0.15"), ("丙", "王", "0.1"), ("丙", "李", "0")]
    found = {one.application: (one.mean, one.rank_mean) for one in calibrate(scores(rows)).applications}
    assert found == {"甲": (Fraction(3, 20), 1), "乙": (Fraction(3, 20), 1), "丙": (Fraction(1, 20), 3)}


def dense_deviance(given_design, logs):
    """Minus twice the REML log-likelihood with the noise profiled out, from the full covariance matrix."""
    ratios = np.exp(logs)
    n = given_design.at.size
    z_a = np.eye(len(given_design.applications))[given_design.at]
    z_r = np.eye(len(given_design.reviewers))[given_design.by]
    v = np.eye(n) + ratios[0] * z_a @ z_a.T + ratios[1] * z_r @ z_r.T
    inverse, one = np.linalg.inv(v), np.ones(n)
    p = inverse - np.outer(inverse @ one, one @ inverse) / (one @ inverse @ one)
    squares = given_design.value @ p @ given_design.value
    return (n - 1) * (math.log(squares / (n - 1)) + 1) + np.linalg.slogdet(v)[1] + math.log(one @ inverse @ one)


@pytest.mark.parametrize("seed", range(3))
def test_the_fit_is_the_maximum_of_the_likelihood_written_out_in_full(seed):
    case = planted(18, 6, 3, severity=0.6, seed=seed)
    with_it, without_it = fit(case.design)
    outside = minimize(
        lambda logs: dense_deviance(case.design, logs), [0.0, -1.0], method="Nelder-Mead",
        options={"xatol": 1e-7, "fatol": 1e-9},
    )  # fmt: skip
    found = with_it.variances
    logs = np.log([found.quality / found.noise, found.severity / found.noise])
    assert with_it.converged
    assert without_it.converged
    assert abs(found.deviance - dense_deviance(case.design, logs)) < 1e-6
    assert abs(found.deviance - outside.fun) < 1e-6
    assert np.abs(logs - outside.x).max() < 1e-3
    none = minimize(lambda log: dense_deviance(case.design, [log[0], -60.0]), [0.0], method="Nelder-Mead")
    assert abs(without_it.variances.deviance - none.fun) < 1e-5


def test_effects_and_their_errors_are_those_of_the_full_equations():
    case = planted(30, 8, 3, severity=0.7, seed=3)
    model, _ = fit(case.design)
    n, a, r = case.design.at.size, 30, 8
    z = np.hstack((np.ones((n, 1)), np.eye(a)[case.design.at], np.eye(r)[case.design.by]))
    found = model.variances
    penalty = np.concatenate(([0], np.full(a, found.noise / found.quality), np.full(r, found.noise / found.severity)))
    full = np.linalg.inv(z.T @ z + np.diag(penalty))
    effects = full @ z.T @ case.design.value
    mean, applications, reviewers, residuals = model.equations.solve(case.design.value)
    assert np.allclose(np.concatenate(([mean], applications, reviewers)), effects)
    assert np.allclose(residuals, case.design.value - z @ effects)
    root = np.concatenate(([1], np.full(r, math.sqrt(found.severity / found.noise))))
    reduced = model.equations.inverse * root[:, None] * root[None, :]
    places = np.concatenate(([0], np.arange(1 + a, 1 + a + r)))
    assert np.allclose(reduced, full[np.ix_(places, places)])


def test_the_correction_takes_out_planted_severity_and_leaves_the_means_alone_without():
    strict, fair = planted(300, 40, 3, severity=0.9, seed=1), planted(300, 40, 3, severity=0, seed=2)
    result = calibrate(strict.scores)
    severity = np.array([one.severity for one in result.reviewers])
    assert result.used
    assert np.corrcoef(severity, -strict.severity)[0, 1] > 0.9
    off = calibrate(fair.scores)
    assert (off.used, off.p_value > 0.05) == (False, True)
    assert all(one.calibrated == float(one.mean) for one in off.applications)
    assert all(one.rank_calibrated == one.rank_mean for one in off.applications)


def test_without_severity_the_switch_goes_on_at_most_as_often_as_stated():
    on = sum(severity_p_value(*fit(planted(60, 12, 3, severity=0, seed=seed).design)) < 0.05 for seed in range(400))
    assert on <= 32  # 5 % of 400 is 20; 32 lies 2.75 standard deviations above


def test_intervals_cover_what_they_promise():
    """90 % intervals, 2,000 applications, 300 reviewers, three reviews: ranks and scores between 88 and 92 %."""
    for severity in (0.0, 0.7):
        ranks, values = [], []
        for seed in range(3):
            case = planted(2_000, 300, 3, severity=severity, seed=seed)
            with_it, without_it = fit(case.design)
            model = with_it if severity else without_it
            low, high = rank_intervals(model.equations, model.variances.noise, level=0.9, freedom=3_701)
            ranks.append(np.mean((low <= case.rank) & (case.rank <= high)))
            error = np.abs(np.array(adjusted(case.design, model)) - case.quality)
            values.append(np.mean(error <= 1.6449 * prediction_errors(case.design, model)))
        assert 0.88 <= np.mean(ranks) <= 0.92, severity
        assert 0.88 <= np.mean(values) <= 0.92, severity


def test_the_true_top_tenth_is_found_almost_as_often_as_with_known_severities():
    """Planted severity of 0.7; nobody can beat the means of scores from which the true severities are taken out."""
    found = []
    for seed in range(12):
        case = planted(2_000, 300, 3, severity=0.7, seed=seed)
        model, _ = fit(case.design)
        clean = np.bincount(case.design.at, case.design.value - case.severity[case.design.by]) / 3
        ways = (adjusted(case.design, model), clean.tolist(), [float(one) for one in case.design.means()])
        found.append([case.top_found(way) for way in ways])
    calibrated, known, mean = np.mean(found, axis=0)
    assert calibrated > 0.98 * known
    assert calibrated > mean + 0.06


def test_without_severity_the_mean_finds_no_more_of_the_top_tenth():
    """Never more than 0.2 points below the mean, on average over 20 planted cases and the switch as it falls."""
    lost = []
    for seed in range(20):
        case = planted(2_000, 300, 3, severity=0, seed=seed)
        with_it, without_it = fit(case.design)
        means = [float(one) for one in case.design.means()]
        used = severity_p_value(with_it, without_it) < 0.05
        lost.append(case.top_found(means) - case.top_found(adjusted(case.design, with_it) if used else means))
    assert np.mean(lost) <= 0.002


@given(st.integers(0, 10_000), st.randoms(use_true_random=False))
@settings(max_examples=15, deadline=None)
def test_the_order_of_rows_changes_nothing(seed, random):
    rows = planted(12, 5, 3, severity=0.8, seed=seed).scores
    other = list(rows)
    random.shuffle(other)
    assert calibrate(rows, places=4) == calibrate(other, places=4)


@given(st.integers(0, 10_000))
@settings(max_examples=15, deadline=None)
def test_shifting_all_scores_shifts_everything_and_no_rank(seed):
    rows = planted(15, 5, 3, severity=0.8, seed=seed).scores
    one, two = calibrate(rows), calibrate([replace(score, value=score.value + 7) for score in rows])
    assert one.used == two.used
    for old, new in zip(one.applications, two.applications, strict=True):
        assert (new.mean - old.mean, new.rank_mean) == (7, old.rank_mean)
        assert new.calibrated - old.calibrated == pytest.approx(7, abs=1e-4)
    for old, new in zip(one.reviewers, two.reviewers, strict=True):
        assert new.severity == pytest.approx(old.severity, abs=1e-4)


def test_threads_and_hash_seeds_change_nothing():
    program = (
        "from tests.methods.calibration_cases import planted\n"
        "from shuniu.methods.calibration import calibrate\n"
        "print(calibrate(planted(400, 120, 3, severity=0.5, seed=4).scores))\n"
    )
    said = {
        subprocess.run(
            [sys.executable, "-c", program], capture_output=True, check=True, text=True,
            env={**os.environ, "PYTHONPATH": os.pathsep.join(sys.path), "PYTHONHASHSEED": seed,
                 "OMP_NUM_THREADS": threads, "OPENBLAS_NUM_THREADS": threads},
        ).stdout
        for seed, threads in (("0", "1"), ("77", "2"), ("5", "4"))
    }  # fmt: skip
    assert len(said) == 1
    assert "Calibration(used=True" in said.pop()


def test_without_a_reviewer_is_the_same_as_never_having_had_the_scores():
    case = planted(24, 7, 3, severity=1.0, seed=5)
    model, _ = fit(case.design)
    for change in changes(case.design, model.equations, 6):
        rest = [one for one in case.scores if one.reviewer != change.reviewer]
        means = calibrate(rest, places=6).awards_mean
        full = calibrate(case.scores, places=6).awards_mean
        assert change.mean_in == tuple(sorted(set(means) - set(full)))
        assert change.mean_out == tuple(sorted(set(full) - set(means)))


def test_without_a_reviewer_the_effects_are_estimated_anew_with_the_same_variances():
    from shuniu.methods.calibration.awards import _without
    from shuniu.methods.calibration.fit import Reduced

    case = planted(24, 7, 3, severity=1.0, seed=6)
    model, _ = fit(case.design)
    for gone in range(7):
        rest = design([one for one in case.scores if one.reviewer != case.design.reviewers[gone]])
        now = Reduced(rest).equations(model.equations.quality, model.equations.severity)
        _, _, effects, _ = now.solve(rest.value)
        expected = (
            np.bincount(rest.at, rest.value - effects[rest.by], len(rest.applications)) / rest.reviews + rest.height
        )
        found = _without(case.design, model.equations, Reduced(case.design), gone)
        assert [one for one in found if one is not None] == pytest.approx(expected.tolist(), abs=1e-7)


def test_groups_that_no_reviewer_connects_are_reported():
    rows = [*SMALL, ("戊", "赵", "90"), ("戊", "钱", "91"), ("己", "赵", "80")]
    result = calibrate(scores(rows))
    assert result.components == (("丁", "丙", "乙", "甲"), ("己", "戊"))
    assert "互不相连的 2 组（4、2 份）" in result.warnings[0]
    assert len(components(design(scores(rows)))) == 2


@pytest.mark.parametrize(
    "rows",
    [
        [("甲", "李", "80")],
        [("甲", "李", "80"), ("乙", "李", "70"), ("丙", "李", "60")],
        [
            ("甲", "李", "80"),
            ("甲", "王", "80"),
            ("乙", "李", "70"),
            ("乙", "王", "70"),
            ("丙", "李", "60"),
            ("丙", "王", "60"),
        ],
        [("甲", "李", "80"), ("乙", "王", "80"), ("丙", "张", "80")],
    ],
)
def test_too_little_or_no_disagreement_leaves_the_means_alone(rows):
    result = calibrate(scores(rows))
    assert (result.used, result.p_value, result.variances) == (False, None, None)
    assert result.warnings[-1].startswith("分数太少或没有分歧")
    assert all((one.rank_low, one.rank_high) == (1, len(result.applications)) for one in result.applications)


def test_perfectly_additive_scores_are_taken_apart_exactly():
    quality, severity = {"甲": 80, "乙": 70, "丙": 60, "丁": 75}, {"李": 0, "王": 5, "张": -5}
    rows = [(a, r, str(q + s)) for a, q in quality.items() for r, s in severity.items() if (a, r) != ("甲", "张")]
    result = calibrate(scores(rows))
    found = {one.application: one.calibrated for one in result.applications}
    assert result.used
    assert {a: round(value - found["乙"], 2) for a, value in found.items()} == {"甲": 10, "乙": 0, "丙": -10, "丁": 5}


def test_intervals_of_a_small_panel_are_not_too_sure():
    """8 applications, 4 reviewers, two reviews each: at least 85 % instead of the 90 promised."""
    ranks, values = [], []
    for seed in range(150):
        case = planted(8, 4, 2, severity=0.7, seed=seed)
        result = calibrate(case.scores)
        if result.variances is not None:
            low, high = (np.array([getattr(one, end) for one in result.applications]) for end in ("low", "high"))
            values.append(np.mean((low <= case.quality) & (case.quality <= high)))
            first = np.array([one.rank_low for one in result.applications])
            last = np.array([one.rank_high for one in result.applications])
            ranks.append(np.mean((first <= case.rank) & (case.rank <= last)))
    assert len(values) > 140
    assert np.mean(values) >= 0.85
    assert np.mean(ranks) >= 0.85


@pytest.mark.parametrize("freedom", [1, 2, 3, 4, 5, 9, 30, 300, 3_701])
def test_the_width_is_students(freedom):
    for level in (0.5, 0.9, 0.99):
        assert wide(level, freedom) == pytest.approx(t.ppf((1 + level) / 2, freedom), rel=3e-4)


def test_shared_ranks_pass_over_the_next():
    assert shared_ranks([3.0, 5.0, 5.0, 1.0]) == [3, 1, 1, 4]


@pytest.mark.parametrize(
    ("rows", "options", "field"),
    [
        ([], {}, "scores"),
        ([*SMALL, ("甲", "李", "81")], {}, "scores[9].reviewer"),
        ([("", "李", "81")], {}, "scores[0].application"),
        ([("甲", "李", "NaN")], {}, "scores[0].score"),
        ([("甲", "李", "1e30")], {}, "scores[0].score"),
        ([("甲", "李", "0.12345678901")], {}, "scores[0].score"),
        (SMALL, {"applications": {"甲", "乙", "丙"}}, "scores[6].application"),
        (SMALL, {"reviewers": {"李", "王"}}, "scores[3].reviewer"),
        (SMALL, {"places": 5}, "places"),
        (SMALL, {"level": 1.0}, "level"),
    ],
)
def test_impossible_input_names_its_field(rows, options, field):
    with pytest.raises(BadInput) as fault:
        calibrate(scores(rows), **options)
    assert fault.value.field == field


def test_the_largest_scores_lose_no_digit():
    """Nine decimals at a billion: sums leave 64 bits, and a double holds only the first seven decimals."""
    case = planted(40, 10, 5, severity=1.0, seed=3)
    small = [replace(one, value=(one.value / 10**9).quantize(Decimal("1e-9"))) for one in case.scores]
    large = [replace(one, value=one.value + 999_999_999) for one in small]
    near, far = calibrate(small, places=8), calibrate(large, places=8)
    assert near.used
    assert [one.mean + 999_999_999 for one in near.applications] == [one.mean for one in far.applications]
    assert [one.mean + 999_999_999 for one in near.reviewers] == [one.mean for one in far.reviewers]
    assert far.p_value == pytest.approx(near.p_value, rel=1e-6)
    assert [one.rank_low for one in far.applications] == [one.rank_low for one in near.applications]
    assert far.awards_mean == near.awards_mean
    assert json.dumps(as_json(far), allow_nan=False)


def test_a_severity_of_none_claims_nothing_about_reviewers():
    rows = [(f"申{a}", f"评{r}", str(50 + 5 * a + (0, 3, 1, 2)[(a + r) % 4])) for a in range(8) for r in range(4)]
    result = calibrate(scores(rows))
    assert [(one.severity, one.low, one.high) for one in result.reviewers] == [(0, -math.inf, math.inf)] * 4
