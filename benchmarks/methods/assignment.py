"""Who reviews what: equality with HiGHS on 1,000 instances, and time beside OR-Tools on the same pairs."""

from __future__ import annotations

import json
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from fractions import Fraction
from pathlib import Path
from typing import Any

import numpy as np

from benchmarks import Measured, peak_mib, timed
from benchmarks._peers import ROOT, ask, environment
from shuniu.methods.assignment import (
    Infeasible,
    Problem,
    assign_fair,
    assign_random,
    assign_total,
    machine,
    repair,
    without,
)  # fmt: skip
from shuniu.methods.assignment.tables import tables
from tests.methods.assignment_cases import outside_optimum, random_problem

TOPICS, CONFLICTS, MOST = 12, 0.032, 22
ORTOOLS = ["ortools==9.15.6755"]


def call(n: int, m: int, *, seed: int, low: int = 0) -> Problem:
    """Topic mixtures of applications and reviewers, affinity their cosine to six decimals, 3.2 % conflicts."""
    random = np.random.default_rng(seed)
    topics, skills = (random.dirichlet(np.full(TOPICS, 0.25), size) for size in (n, m))
    affinity = topics @ skills.T / np.sqrt((topics**2).sum(1)[:, None] * (skills**2).sum(1)[None, :])
    applications, reviewers = [f"A{i:05}" for i in range(n)], [f"R{i:04}" for i in range(m)]
    barred = np.argwhere(random.random((n, m)) < CONFLICTS).tolist()
    conflicts = {(applications[a], reviewers[r]): "" for a, r in barred}
    return Problem(
        applications, reviewers, np.round(affinity, 6), load_min=low, load_max=MOST, conflicts=conflicts
    )  # fmt: skip


def different(count: int) -> int:
    """How many of so many random instances differ from HiGHS by more than 1e-6, or in whether anything fits."""
    wrong = 0
    for seed in range(count):
        problem = random_problem(seed)
        expected = outside_optimum(problem)
        try:
            found: float | None = float(assign_total(problem).total)
        except Infeasible:
            found = None
        wrong += (found is None) != (expected is None) or abs((found or 0.0) - (expected or 0.0)) > 1e-6
    return wrong


def peer(problem: Problem, total: Any) -> tuple[str, str]:
    """What OR-Tools needed for the same pairs, and whether it found the same total."""
    given = tables(problem)
    python = environment("assignment", ORTOOLS)
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "call.npz"
        numbers = [3, int(given.load_min[0]), int(given.load_max[0])]
        np.savez(path, worth=given.worth, open=given.open, numbers=numbers)
        found = ask(python, Path(__file__).with_name("_ortools_peer.py"), str(path), timeout=300)
    if found is None:
        return "OR-Tools not installed", ""
    if "late" in found:
        return f"OR-Tools > {found['late']:.0f} s", ""
    same = "same total" if given.decimal(found["total"]) == total else f"OTHER TOTAL {found['total']}"
    return f"OR-Tools {found['seconds']:.2f} s", same


def command(problem: Problem, options: list[str]) -> float:
    """Seconds of the whole command, reading JSON and printing JSON included."""
    order = np.argsort(-np.asarray(problem.affinity), axis=1)[:, :60]
    triples = [
        [problem.applications[a], problem.reviewers[r], float(np.asarray(problem.affinity)[a, r])]
        for a, row in enumerate(order.tolist())
        for r in row
    ]
    content = {
        "applications": problem.applications, "reviewers": problem.reviewers, "reviews_per_application": 3,
        "load_min": problem.load_min, "load_max": problem.load_max, "affinity": triples,
        "conflicts": [list(pair) for pair in problem.conflicts],
    }  # fmt: skip
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "call.json"
        path.write_text(json.dumps(content))
        with timed() as watch:
            program = "import sys; from shuniu.methods.cli import main; sys.exit(main(sys.argv[1:]))"
            subprocess.run(
                [sys.executable, "-c", program, "assign", str(path), "--json", *options],
                check=True, stdout=subprocess.DEVNULL, cwd=ROOT / "src",
            )  # fmt: skip
    return watch.seconds


def measure() -> Iterator[Measured]:
    yield Measured("1,000 random instances that differ from HiGHS by more than 1e-6", different(1_000), "", 0)
    with timed() as watch:
        machine.compiled()
        assign_random(call(400, 60, seed=9, low=10), cap=Fraction(1, 2), seed="warm")
    yield Measured("compiling or loading the kernel, once", watch.seconds, "s")
    for n, m, low, limit in ((2_000, 300, 0, 1.0), (2_000, 300, 10, 1.0), (10_000, 1_500, 0, 5.0)):
        problem = call(n, m, seed=1, low=low)
        size = f"{n:,} × {m:,} × 3"
        with timed() as watch:
            result = assign_total(problem)
        said, same = peer(problem, result.total)
        name = f"{size}, all pairs, load {low} to {MOST}"
        yield Measured(name, watch.seconds, "s", limit, peer=said, note=f"{same}; total {result.total}")
        if low:
            continue
        with timed() as watch:
            fair = assign_fair(problem)
        note = f"worst {result.worst} to {fair.worst}, total {fair.total - result.total:+f}"
        yield Measured(f"{size}, fair", watch.seconds, "s", note=note)
        with timed() as watch:
            drawn = assign_random(problem, cap=Fraction(1, 2), seed="2026-11-25")
        yield Measured(f"{size}, random, no pair above 1/2", watch.seconds, "s", note=f"expected {drawn.expected}")
        pairs = [(pair.application, pair.reviewer) for pair in result.pairs]
        with timed() as watch:
            fixed = repair(without(problem, frozenset({problem.reviewers[0]})), pairs)
        note = f"{result.loads[problem.reviewers[0]]} reviews lost, {len(fixed.added)} new pairs"
        yield Measured(f"{size}, repair after a drop-out", watch.seconds, "s", note=note)
    yield Measured(
        "whole command, 2,000 × 300, JSON with 120,000 affinities", command(call(2_000, 300, seed=1), []), "s"
    )
    yield Measured("peak memory of this process", peak_mib(), "MiB")
