"""Random small assignments, and the same problem handed to an outside solver (HiGHS through scipy)."""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction

import numpy as np
from scipy.optimize import Bounds, LinearConstraint, milp

from shuniu.methods.assignment import Problem, Quota


def random_problem(seed: int) -> Problem:
    """Up to 8 applications and 7 reviewers; every rule turns up, ties on odd seeds, some have no solution."""
    g = np.random.default_rng(seed)
    n, m = int(g.integers(1, 9)), int(g.integers(2, 8))
    applications, reviewers = [f"申{i}" for i in range(n)], [f"评{i}" for i in range(m)]
    reviews = int(g.integers(1, min(3, m) + 1))
    high = -(-n * reviews // m) + int(g.integers(0, 3))
    low = min(high, int(g.integers(0, max(1, n * reviews // m) + 1)))
    conflicts = {(a, r): "同单位" for a in applications for r in reviewers if g.random() < 0.12}
    fixed = [(a, r) for a in applications for r in reviewers if g.random() < 0.03 and (a, r) not in conflicts]
    return Problem(
        applications, reviewers, g.integers(0, 4, (n, m)).astype(float) if seed % 2 else g.random((n, m)),
        reviews=reviews, load_min=low, load_max=high, conflicts=conflicts, fixed=fixed,
        quotas=random_quotas(g, applications, reviewers),
    )  # fmt: skip


def random_quotas(g: np.random.Generator, applications: list[str], reviewers: list[str]) -> list[Quota]:
    def some(ids: list[str], share: float = 0.5) -> frozenset[str]:
        return frozenset(one for one in ids if g.random() < share)

    quotas = []
    if g.random() < 0.6:
        first = some(reviewers)
        rest = [one for one in reviewers if one not in first]
        second = frozenset(rest) if g.random() < 0.5 else some(sorted(first))
        most = None if g.random() < 0.5 else int(g.integers(1, 4))
        quotas += [
            Quota("外区", first, int(g.integers(0, 2)), most, some(applications, 0.6)),
            Quota("企业", second, 0, int(g.integers(1, 3))),
        ]
    if g.random() < 0.4:
        quotas.append(Quota("同街", some(applications), int(g.integers(0, 2)), int(g.integers(1, 5)), per="reviewer"))
    return quotas


def reordered(problem: Problem, seed: int) -> Problem:
    """The same problem with every list in another order."""
    g = np.random.default_rng(seed)
    rows, columns = g.permutation(len(problem.applications)), g.permutation(len(problem.reviewers))
    conflicts = list(problem.conflicts.items())
    return replace(
        problem,
        applications=[problem.applications[i] for i in rows],
        reviewers=[problem.reviewers[i] for i in columns],
        affinity=np.asarray(problem.affinity)[rows][:, columns],
        conflicts=dict(conflicts[i] for i in g.permutation(len(conflicts))),
        fixed=list(reversed(problem.fixed)),
        quotas=list(reversed(problem.quotas)),
    )


def outside_optimum(problem: Problem, *, cap: Fraction = Fraction(1), bar: float | None = None) -> float | None:
    """The highest (expected) total by HiGHS, None when nothing fits; `bar`: no free pair below it."""
    n, m = len(problem.applications), len(problem.reviewers)
    row = {one: i for i, one in enumerate(problem.applications)}
    column = {one: i for i, one in enumerate(problem.reviewers)}
    most, least = np.full((n, m), float(cap)), np.zeros((n, m))
    if bar is not None:
        most[np.asarray(problem.affinity) < bar] = 0
    for a, r in problem.conflicts:
        most[row[a], column[r]] = 0
    for a, r in problem.fixed:
        most[row[a], column[r]] = least[row[a], column[r]] = 1
    sums, low, high = [], [], []

    def add(rows, columns, at_least, at_most):
        mask = np.zeros((n, m))
        mask[np.ix_(rows, columns)] = 1
        sums.append(mask.ravel())
        low.append(at_least)
        high.append(np.inf if at_most is None else at_most)

    for a in range(n):
        add([a], range(m), problem.reviews, problem.reviews)
    for r in range(m):
        add(range(n), [r], problem.load_min, problem.load_max)
    for quota in problem.quotas:
        inner, outer = (column, row) if quota.per == "application" else (row, column)
        members = sorted(inner[one] for one in quota.members)
        for one in sorted(quota.among if quota.among is not None else outer):
            ends = ([outer[one]], members) if quota.per == "application" else (members, [outer[one]])
            add(*ends, quota.at_least, quota.at_most)
    solved = milp(
        -np.asarray(problem.affinity).ravel(),
        constraints=LinearConstraint(np.array(sums), low, high),
        bounds=Bounds(least.ravel(), most.ravel()),
    )
    return None if solved.status else -float(solved.fun)
