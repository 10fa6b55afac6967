"""The four ways to assign: highest total, fair, random, and repair after a change. Each is exact."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterable
from decimal import Decimal
from fractions import Fraction
from typing import Any

import numpy as np
from numpy.typing import NDArray

from shuniu.methods.assignment.frame import Layout, layout
from shuniu.methods.assignment.lottery import draw
from shuniu.methods.assignment.model import Assignment, Infeasible, Pair, PairKey, Problem
from shuniu.methods.assignment.network import Bounds, Flow, NoFlow, best, feasible, within
from shuniu.methods.assignment.shortage import explain
from shuniu.methods.assignment.tables import Tables, tables
from shuniu.methods.faults import BadInput
from shuniu.methods.words import Said

TIE_BITS = 24
TIE_ROUNDS = 3
MOST_PARTS = 10_000
Objective = Callable[[], NDArray[np.int64]]


def assign_total(problem: Problem) -> Assignment:
    """The assignment of highest total affinity that keeps every rule; ties by `tie_numbers`.

    Raises BadInput, and Infeasible with the reason in words.
    """
    given = tables(problem)
    plan = layout(given)
    start = _start(given, plan)
    return _result("total", given, *best_of(plan, plan.bounds, [lambda: given.worth], given, start))


def assign_fair(problem: Problem) -> Assignment:
    """As `assign_total`, among the assignments whose worst free pair is as good as it can be."""
    given = tables(problem)
    plan = layout(given)
    start = _start(given, plan)
    bar, start = highest_bar(given, plan, start)
    bounds = _above(plan.bounds, given.worth, bar)
    start = within(bounds, start)
    return _result("fair", given, *best_of(plan, bounds, [lambda: given.worth], given, start))


def assign_random(problem: Problem, *, cap: Fraction, seed: str) -> Assignment:
    """Probabilities of highest expected affinity, none above `cap` (fixed pairs aside), and one draw by `seed`.

    Jecmen et al., NeurIPS 2020 (arXiv 2006.16437): the linear program over the pairs' probabilities, here in units of
    1/denominator of the cap and therefore solved exactly as a flow; then `lottery.draw`.
    """
    if not 0 < cap <= 1 or cap.denominator > MOST_PARTS:
        raise BadInput(
            Said("概率上限须在 0 与 1 之间，分母至多 {most_parts}，现为 {cap}", most_parts=MOST_PARTS, cap=cap),
            field="probability_cap",
        )
    if not seed:
        raise BadInput(Said("随机方式须有公布的种子"), field="seed")
    given = tables(problem)
    parts = cap.denominator
    plan = layout(given, cap=cap.numerator, parts=parts)
    start = _start(given, plan, cap)
    bounds, flow, unique = best_of(plan, plan.bounds, [lambda: given.worth], given, start)
    amounts = on_all_pairs(bounds, flow)
    chances = {given.name(pair): Fraction(int(units), parts) for pair, units in amounts.items()}
    expected = sum(int(given.worth.flat[pair]) * int(units) for pair, units in amounts.items())
    drawn = draw(plan.frame, flow.on_frame, amounts, parts, seed)
    digits = 12  # expected totals are rationals; shown rounded half even
    value = round(Decimal(expected) / Decimal(parts * 10**given.digits), digits)
    return _assignment(
        "random", given, drawn, unique=unique, seed=seed, cap=cap, probabilities=chances, expected=value.normalize()
    )


def repair(problem: Problem, previous: Iterable[PairKey]) -> Assignment:
    """The assignment that keeps as many of the previous pairs as possible; among those the highest total.

    `problem` is the changed one: reviewers dropped (`model.without`), conflicts that came to light, new applications.
    Previous pairs of ids that are gone count as removed.
    """
    given = tables(problem)
    plan = layout(given)
    row = {one: place for place, one in enumerate(given.applications)}
    column = {one: place for place, one in enumerate(given.reviewers)}
    before = sorted(set(previous))
    flat = [row[a] * len(column) + column[r] for a, r in before if a in row and r in column]
    worth = np.zeros(given.worth.shape, np.int64)
    worth.flat[flat] = 1
    start = _start(given, plan)
    bounds, flow, unique = best_of(plan, plan.bounds, [lambda: worth, lambda: given.worth], given, start)
    pairs = [given.name(pair) for pair in on_all_pairs(bounds, flow)]
    old, new = set(before), set(pairs)
    return _result(
        "repair", given, bounds, flow, unique,
        kept=tuple(pair for pair in before if pair in new),
        removed=tuple(pair for pair in before if pair not in new),
        added=tuple(pair for pair in pairs if pair not in old),
    )  # fmt: skip


def best_of(plan: Layout, bounds: Bounds, aims: list[Objective], given: Tables, start: Flow) -> Any:
    """Bounds, flow and whether it is the only one, by the aims and then the tie rule."""
    ties: list[Objective] = [lambda level=level: -tie_numbers(given, level) for level in range(TIE_ROUNDS)]
    return best(plan.frame, bounds, [*aims, *ties], start)


def tie_numbers(given: Tables, level: int = 0) -> NDArray[np.int64]:
    """The tie rule: of equally good assignments the one with the smallest sum of these numbers, 24 bits a pair.

    A pair's number is the top 24 bits of mix(A + R + level × 0x9E3779B97F4A7C15), where A and R are the first 8 bytes
    (big endian) of SHA-256 of "application:" and the id, "reviewer:" and the id, all modulo 2^64, and mix is the
    finalizer of SplitMix64 (Steele, Lea, Flood, OOPSLA 2014). Depends on nothing but the two ids, favours none.
    If two sums are still the same, the next level decides.
    """

    def hashed(kind: str, ids: tuple[str, ...]) -> NDArray[np.uint64]:
        digests = [hashlib.sha256(f"{kind}:{one}".encode()).digest()[:8] for one in ids]
        return np.array([int.from_bytes(one, "big") for one in digests], np.uint64)

    bits = hashed("application", given.applications)[:, None] + hashed("reviewer", given.reviewers)[None, :]
    bits += np.uint64(level * 0x9E3779B97F4A7C15 % (1 << 64))
    bits = (bits ^ (bits >> np.uint64(30))) * np.uint64(0xBF58476D1CE4E5B9)
    bits = (bits ^ (bits >> np.uint64(27))) * np.uint64(0x94D049BB133111EB)
    bits ^= bits >> np.uint64(31)
    return (bits >> np.uint64(64 - TIE_BITS)).astype(np.int64)


def highest_bar(given: Tables, plan: Layout, start: Flow) -> tuple[int, Flow]:
    """The highest bar that all free pairs of some assignment reach, and one that does (repeated maximum flow).

    When a bar is too high, the minimum cut lacks `short` pairs: at least that many of the pairs that cross it and lie
    below the bar must come in, so the `short`-th best of them bounds the answer. Bounds and halving close the gap.
    """
    used = given.worth.flat[start.pairs[start.on_pairs > 0]]
    if not used.size:
        return int(given.worth.min(initial=0)), start  # every review is fixed
    low, flow, high = int(used.min()), start, _first_bound(given)
    halve = False
    while low < high:
        bar = (low + high + 1) // 2 if halve else high
        try:
            flow = feasible(plan.frame, _above(plan.bounds, given.worth, bar), given.worth)
            low = max(bar, int(given.worth.flat[flow.pairs[flow.on_pairs > 0]].min()))
        except NoFlow as cut:
            high = min(bar - 1, _bound_of_cut(given, plan, cut, bar))
        halve = not halve
    return low, flow


def _first_bound(given: Tables) -> int:
    """No bar can be above the worst application's last needed pair, each application for itself."""
    need = given.reviews - np.bincount(given.fixed // len(given.reviewers), minlength=given.reviews.size)
    bound = int(given.worth.max(initial=0))
    for a in np.flatnonzero(need > 0):
        values = np.sort(given.worth[a][given.open[a]])
        if values.size >= need[a]:
            bound = min(bound, int(values[-need[a]]))
    return bound


def _bound_of_cut(given: Tables, plan: Layout, cut: NoFlow, bar: int) -> int:
    inside, outside = cut.reach[plan.frame.leaf], ~cut.reach[plan.frame.root]
    crossing = given.worth[given.open & inside & outside & (given.worth < bar)]
    if crossing.size < cut.short:
        return bar - 1
    return int(np.partition(crossing, -cut.short)[-cut.short])


def _above(bounds: Bounds, worth: NDArray[np.int64], bar: int) -> Bounds:
    return Bounds(bounds.open & (worth >= bar), bounds.forced, bounds.units, bounds.lower, bounds.upper, bounds.cap)


def _start(given: Tables, plan: Layout, cap: Fraction | None = None) -> Flow:
    try:
        return feasible(plan.frame, plan.bounds, given.worth)
    except NoFlow as cut:
        raise Infeasible(explain(given, plan, cut, cap)) from None


def on_all_pairs(bounds: Bounds, flow: Flow) -> dict[int, int]:
    """Units on every pair that carries some, forced ones included, in canonical order."""
    amounts = {int(pair): int(units) for pair, units in zip(bounds.forced, bounds.units, strict=True)}
    for pair, units in zip(flow.pairs, flow.on_pairs, strict=True):
        if units:
            amounts[int(pair)] = int(units)
    return dict(sorted(amounts.items()))


def _result(mode: Any, given: Tables, bounds: Bounds, flow: Flow, unique: bool, **more: Any) -> Assignment:
    return _assignment(mode, given, list(on_all_pairs(bounds, flow)), unique=unique, **more)


def _assignment(mode: Any, given: Tables, flat: list[int], **more: Any) -> Assignment:
    worths = [int(given.worth.flat[pair]) for pair in flat]
    fixed = set(given.fixed.tolist())
    free = [worth for pair, worth in zip(flat, worths, strict=True) if pair not in fixed]
    loads = np.bincount(np.array(flat, np.int64) % len(given.reviewers), minlength=len(given.reviewers))
    return Assignment(
        mode=mode,
        pairs=tuple(Pair(*given.name(pair), given.decimal(w)) for pair, w in zip(flat, worths, strict=True)),
        total=given.decimal(sum(worths)),
        worst=given.decimal(min(free)) if free else None,
        loads=dict(zip(given.reviewers, loads.tolist(), strict=True)),
        digits=given.digits,
        **more,
    )
