"""Who reviews what: the guarantees of every mode, each against an outside solver or by its definition."""

from __future__ import annotations

import os
import subprocess
import sys
from collections import Counter
from dataclasses import replace
from fractions import Fraction
from itertools import product

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from shuniu.methods.assignment import (
    Infeasible,
    Problem,
    Quota,
    assign_fair,
    assign_random,
    assign_total,
    kernel,
    machine,
    network,
    repair,
    solve,
    tables,
    without,
)  # fmt: skip
from shuniu.methods.faults import BadInput
from tests.methods.assignment_cases import outside_optimum, random_problem, reordered

SEEDS = st.integers(0, 1_000_000)
HALF = Fraction(1, 2)


def attempt(work):
    try:
        return work()
    except Infeasible as fault:
        return fault.shortage


def keys(result):
    return [(pair.application, pair.reviewer) for pair in result.pairs]


def keeps_all_rules(problem: Problem, pairs: list[tuple[str, str]]) -> bool:
    """Counted from the pairs alone."""
    per_application, per_reviewer = Counter(a for a, _ in pairs), Counter(r for _, r in pairs)
    quotas = True
    for quota in problem.quotas:
        at = 0 if quota.per == "application" else 1
        outer = problem.applications if quota.per == "application" else problem.reviewers
        for one in outer if quota.among is None else quota.among:
            got = sum(pair[at] == one and pair[1 - at] in quota.members for pair in pairs)
            quotas = quotas and quota.at_least <= got <= (len(pairs) if quota.at_most is None else quota.at_most)
    return (
        len(set(pairs)) == len(pairs)
        and not set(pairs) & set(problem.conflicts)
        and set(problem.fixed) <= set(pairs)
        and all(per_application[a] == problem.reviews for a in problem.applications)
        and all(problem.load_min <= per_reviewer[r] <= problem.load_max for r in problem.reviewers)
        and quotas
    )


def every_assignment(problem: Problem) -> list[list[tuple[str, str]]]:
    pairs = [(a, r) for a in sorted(problem.applications) for r in sorted(problem.reviewers)]
    return [
        chosen
        for picks in product((False, True), repeat=len(pairs))
        if keeps_all_rules(problem, chosen := [pair for pair, pick in zip(pairs, picks, strict=True) if pick])
    ]


def tiny(seed: int) -> Problem:
    """So few pairs that all assignments can be listed."""
    g = np.random.default_rng(seed)
    applications, reviewers = ["甲", "乙", "丙"], ["李", "王", "张", "陈"]
    conflicts = {(a, r): "" for a in applications for r in reviewers if g.random() < 0.1}
    quotas = [Quota("外区", frozenset(reviewers[:2]), 0, 1)] if seed % 3 == 0 else []
    return Problem(
        applications, reviewers, g.integers(0, 4, (3, 4)).astype(float), reviews=2, load_min=int(g.integers(0, 2)),
        load_max=int(g.integers(2, 4)), conflicts=conflicts, quotas=quotas,
    )  # fmt: skip


@pytest.mark.parametrize("start", range(0, 200, 50))
def test_the_total_is_that_of_an_outside_solver(start):
    for seed in range(start, start + 50):
        problem = random_problem(seed)
        expected, result = outside_optimum(problem), attempt(lambda p=problem: assign_total(p))
        if expected is None:
            assert result.need > result.capacity, seed
        else:
            assert abs(float(result.total) - expected) < 1e-6, seed
            assert keeps_all_rules(problem, keys(result)), seed


def test_the_fair_mode_raises_the_worst_match_as_far_as_it_goes_and_then_the_total():
    for seed in range(120):
        problem = replace(random_problem(seed), fixed=())
        result = attempt(lambda p=problem: assign_fair(p))
        if outside_optimum(problem) is None:
            assert result.need > result.capacity
            continue
        worst = float(result.worst)
        higher = [value for value in np.asarray(problem.affinity).ravel() if value > worst + 1e-9]
        assert not higher or outside_optimum(problem, bar=min(higher) - 1e-9) is None, seed
        assert abs(outside_optimum(problem, bar=worst - 1e-9) - float(result.total)) < 1e-6, seed


def test_fixed_pairs_below_the_bar_do_not_hold_the_fair_mode_down():
    affinity = [("甲", "李", 0.1), ("甲", "王", 0.9), ("乙", "李", 0.8), ("乙", "王", 0.7)]
    result = assign_fair(Problem(["甲", "乙"], ["李", "王"], affinity, reviews=1, fixed=[("甲", "李")]))
    assert (keys(result), float(result.worst)) == ([("乙", "李"), ("甲", "李")], 0.8)


def test_the_probabilities_are_the_best_under_the_cap_and_add_up_exactly():
    for seed in range(120):
        problem, cap = random_problem(seed), min(Fraction(1 + seed % 4, 4 + seed % 3), Fraction(1))
        expected = outside_optimum(problem, cap=cap)
        result = attempt(lambda p=problem, c=cap: assign_random(p, cap=c, seed="公开"))
        if expected is None:
            assert result.need > result.capacity, seed
            continue
        assert abs(float(result.expected) - expected) < 1e-6, seed
        assert keeps_all_rules(problem, keys(result)), seed
        assert set(keys(result)) <= set(result.probabilities), seed
        sums = Counter()
        for (application, reviewer), chance in result.probabilities.items():
            assert 0 < chance <= cap or (application, reviewer) in problem.fixed, seed
            sums[application] += chance
        assert all(total == problem.reviews for total in sums.values()), seed


def test_the_draw_gives_each_pair_its_probability():
    g = np.random.default_rng(5)
    applications, reviewers = [f"申{i}" for i in range(6)], [f"评{i}" for i in range(5)]
    problem = Problem(applications, reviewers, g.random((6, 5)), reviews=2, load_max=3, load_min=1)
    draws, seen = 2_000, Counter()
    for i in range(draws):
        result = assign_random(problem, cap=Fraction(2, 3), seed=f"第{i}次")
        seen.update(keys(result))
    assert any(0 < chance < Fraction(2, 3) for chance in result.probabilities.values())
    for pair, chance in result.probabilities.items():
        spread = (float(chance * (1 - chance)) / draws) ** 0.5
        assert abs(seen[pair] / draws - chance) <= 4 * spread, pair


def test_the_same_seed_draws_the_same_and_another_seed_another():
    g = np.random.default_rng(6)
    problem = Problem([f"申{i}" for i in range(20)], [f"评{i}" for i in range(9)], g.random((20, 9)), load_max=8)
    draws = [keys(assign_random(problem, cap=HALF, seed=seed)) for seed in ("2026-11-25", "2026-11-25", "2026-11-26")]
    assert (draws[0] == draws[1], draws[0] == draws[2]) == (True, False)


@given(SEEDS)
@settings(max_examples=40, deadline=None)
def test_of_equally_good_assignments_the_tie_rule_takes_its_own(seed):
    problem = tiny(seed)
    found = every_assignment(problem)
    result = attempt(lambda: assign_total(problem))
    if not found:
        assert result.need > result.capacity
        return
    given_tables = tables.tables(problem)
    ties = solve.tie_numbers(given_tables)
    place = {given_tables.name(flat): flat for flat in range(ties.size)}

    def rank(pairs):
        flat = [place[pair] for pair in pairs]
        return -given_tables.worth.flat[flat].sum(), ties.flat[flat].sum()

    assert keys(result) == min(found, key=rank)
    assert result.unique


@given(SEEDS)
@settings(max_examples=40, deadline=None)
def test_a_repair_changes_the_fewest_pairs(seed):
    problem = tiny(seed)
    before = attempt(lambda: assign_total(problem))
    changed = without(replace(problem, load_min=0, load_max=3), frozenset({"王"}))
    found = every_assignment(changed)
    if not hasattr(before, "pairs") or not found:
        return
    result = repair(changed, keys(before))
    kept = {len(set(pairs) & set(keys(before))) for pairs in found}
    assert len(result.kept) == max(kept)
    assert set(result.kept) | set(result.removed) == set(keys(before))
    assert set(result.kept) | set(result.added) == set(keys(result))
    worth = tables.tables(changed)
    totals = [
        sum(worth.worth.flat[[place_of(worth, pair) for pair in pairs]])
        for pairs in found
        if len(set(pairs) & set(keys(before))) == max(kept)
    ]
    assert result.total == worth.decimal(max(totals))


def place_of(given_tables, pair):
    return given_tables.applications.index(pair[0]) * len(given_tables.reviewers) + given_tables.reviewers.index(
        pair[1]
    )


@given(SEEDS, SEEDS)
@settings(max_examples=60, deadline=None)
def test_the_order_of_rows_changes_nothing(seed, order):
    problem = random_problem(seed)
    other = reordered(problem, order)
    for mode in (assign_total, assign_fair, lambda p: assign_random(p, cap=HALF, seed="x")):
        assert attempt(lambda m=mode: m(problem)) == attempt(lambda m=mode: m(other))


def test_threads_and_hash_seeds_change_nothing():
    program = (
        "from tests.methods.assignment_cases import random_problem\n"
        "from shuniu.methods.assignment import *\n"
        "from fractions import Fraction\n"
        "for seed in range(16):\n"
        "    try:\n"
        "        print(assign_total(random_problem(seed)), assign_random(random_problem(seed), cap=Fraction(3, 4), seed='x'))\n"
        "    except Infeasible as fault:\n"
        "        print(fault.shortage)\n"
    )
    said = {
        subprocess.run(
            [sys.executable, "-c", program], capture_output=True, check=True, text=True,
            env={**os.environ, "PYTHONPATH": os.pathsep.join(sys.path), "PYTHONHASHSEED": seed,
                 "OMP_NUM_THREADS": threads, "OPENBLAS_NUM_THREADS": threads, "NUMBA_NUM_THREADS": threads},
        ).stdout
        for seed, threads in (("0", "1"), ("77", "2"))
    }  # fmt: skip
    assert len(said) == 1
    assert "Assignment(" in said.pop()


def test_machine_code_and_plain_python_give_the_same(monkeypatch):
    g = np.random.default_rng(9)
    n, m = 60, 20
    problem = Problem(
        [f"申{i:02}" for i in range(n)], [f"评{i:02}" for i in range(m)], g.integers(0, 5, (n, m)).astype(float),
        load_min=4, load_max=12,
        quotas=[Quota("外区", frozenset(f"评{i:02}" for i in range(8)), 1, 2)],
    )  # fmt: skip
    plain = [assign_total(problem), assign_fair(problem), assign_random(problem, cap=HALF, seed="x")]
    monkeypatch.setattr(network, "machine", lambda arcs: machine.compiled())
    compiled = [assign_total(problem), assign_fair(problem), assign_random(problem, cap=HALF, seed="x")]
    assert plain == compiled
    assert machine.compiled().cheapest is not kernel.cheapest


def test_fourteen_applications_with_two_reviewers_are_told_so():
    applications, reviewers = [f"申{i:02}" for i in range(20)], [f"评{i}" for i in range(6)]
    conflicts = {(a, r): "" for a in applications[:14] for r in reviewers[:4]}
    with pytest.raises(Infeasible) as fault:
        assign_total(Problem(applications, reviewers, [], load_max=20, conflicts=conflicts))
    reason = fault.value.shortage
    assert (reason.kind, reason.applications, reason.reviewers) == ("reviews", tuple(applications[:14]), ("评4", "评5"))
    assert reason.zh.startswith("这 14 份申请只有 2 位无回避的评审：需 42 次评审，最多只能完成 28 次")
    assert reason.en.startswith("These 14 applications have only 2 reviewers without a conflict: 42 reviews needed")


@pytest.mark.parametrize(
    ("changes", "kind", "words"),
    [
        ({"load_max": 1}, "reviews", "全部申请共需 6 次评审，而全部评审的负荷上限合计只有 4 次"),
        ({"load_min": 2}, "loads", "全部评审的负荷下限合计 8 次，而全部申请只需 6 次评审"),
        ({"quotas": [Quota("外区", frozenset({"李"}), 2)]}, "quota", "按配额“外区”至少要 2 个，无回避可用的只有 1 个"),
        (
            {
                "load_min": {"李": 1, "王": 1, "张": 1, "陈": 0},
                "conflicts": {(a, r): "" for a in ("甲", "乙") for r in ("李", "王", "张")},
                "reviews": 1,
            },
            "loads",
            "这 3 位评审至少要评 3 次，而对他们无回避的申请只有 1 份，最多 1 次",
        ),
    ],
)
def test_each_kind_of_shortage_is_named(changes, kind, words):
    problem = replace(Problem(["甲", "乙", "丙"], ["李", "王", "张", "陈"], [], reviews=2), **changes)
    with pytest.raises(Infeasible) as fault:
        assign_total(problem)
    assert fault.value.shortage.kind == kind
    assert words in fault.value.shortage.zh


def test_crossing_quotas_are_refused_by_name():
    quotas = [Quota("外区", frozenset({"李", "王"}), 1), Quota("企业", frozenset({"王", "张"}), 1)]
    with pytest.raises(BadInput, match=r"配额 外区 与 企业 交叉|配额 企业 与 外区 交叉"):
        assign_total(Problem(["甲"], ["李", "王", "张"], [], reviews=2, quotas=quotas))


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"applications": []}, "applications"),
        ({"reviewers": ["李", "李"]}, "reviewers[1]"),
        ({"affinity": [("甲", "赵", 1.0)]}, "affinity[0][1]"),
        ({"affinity": [("甲", "李", float("nan"))]}, "affinity[0][2]"),
        ({"affinity": [("甲", "李", "高")]}, "affinity[0][2]"),
        ({"affinity": [("甲", "李", 1.0), ("甲", "李", 2.0)]}, "affinity[1]"),
        ({"affinity": [("甲", "李")]}, "affinity[0]"),
        ({"affinity": [("甲", "李", 1e30)]}, "affinity"),
        ({"affinity": [("甲", "李", 10**400)]}, "affinity[0][2]"),
        ({"affinity": np.zeros((3, 3))}, "affinity"),
        ({"reviews": 5}, "reviewers"),
        ({"reviews": -1}, "reviews_per_application"),
        ({"load_min": 3, "load_max": 2}, "load_min"),
        ({"load_max": {"李": 1}}, "load_max"),
        ({"load_max": {"李": 1, "王": True}}, "load_max.王"),
        ({"conflicts": {("甲", "赵"): ""}}, "conflicts[0][1]"),
        ({"fixed": [("甲", "李"), ("甲", "李")]}, "fixed[1]"),
        ({"fixed": [("甲", "李")], "conflicts": {("甲", "李"): "任职"}}, "fixed[0]"),
        ({"quotas": [Quota("外区", frozenset({"赵"}))]}, "quotas[0]"),
        ({"quotas": [Quota("外区", frozenset({"李"}), 2, 1)]}, "quotas[0].max"),
        ({"quotas": [Quota("外区", frozenset()), Quota("外区", frozenset())]}, "quotas[1].name"),
    ],
)
def test_impossible_input_names_its_field(changes, field):
    problem = Problem(["甲", "乙"], ["李", "王"], [("甲", "李", 1.0)], reviews=1)
    with pytest.raises(BadInput) as fault:
        assign_total(replace(problem, **changes))
    assert fault.value.field == field


@pytest.mark.parametrize(("cap", "seed", "field"), [(Fraction(0), "x", "probability_cap"), (HALF, "", "seed")])
def test_the_lottery_wants_a_cap_and_a_seed(cap, seed, field):
    with pytest.raises(BadInput) as fault:
        assign_random(Problem(["甲"], ["李", "王"], [], reviews=1), cap=cap, seed=seed)
    assert fault.value.field == field


def test_sums_are_exact_decimals():
    affinity = [("甲", "李", 0.1), ("乙", "李", 0.2), ("丙", "李", 0.7)]
    result = assign_total(Problem(["甲", "乙", "丙"], ["李"], affinity, reviews=1))
    assert (str(result.total), result.digits) == ("1.0", 1)


def test_a_cap_that_a_quota_cannot_bear_is_told():
    quotas = [Quota("外区", frozenset({"陈"}), 1, among=frozenset({"乙"}))]
    with pytest.raises(Infeasible) as fault:
        assign_random(Problem(["甲", "乙"], ["李", "王", "张", "陈"], [], reviews=2, quotas=quotas), cap=HALF, seed="x")
    reason = fault.value.shortage
    assert (reason.kind, reason.applications, reason.need, reason.capacity) == ("quota", ("乙",), 1, 0)
    assert reason.zh == "乙 按配额“外区”至少要 1 个，无回避可用的只有 1 个，每对概率又至多 1/2。"


def test_rules_that_only_together_leave_no_room_are_named():
    """Each application wants one of two outsiders, who may take one review each; a third application is too much."""
    quotas = [Quota("外区", frozenset({"张", "陈"}), 1)]
    loads = {"李": 3, "王": 3, "张": 1, "陈": 1}
    with pytest.raises(Infeasible) as fault:
        assign_total(Problem(["甲", "乙", "丙"], list(loads), [], reviews=2, load_max=loads, quotas=quotas))
    reason = fault.value.shortage
    assert (reason.kind, reason.quotas, reason.need, reason.capacity) == ("together", ("外区",), 6, 5)
    assert reason.reviewers == ("张", "陈")
    assert reason.applications == tuple(sorted("甲乙丙"))
