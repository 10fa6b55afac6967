"""A problem as checked arrays in canonical order: applications and reviewers sorted by id, affinities as integers."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

import numpy as np
from numpy.typing import NDArray

from shuniu.methods.assignment.model import PairKey, Problem, Quota
from shuniu.methods.faults import BadInput
from shuniu.methods.words import Said

MOST_PAIRS = 60_000_000
MOST_DIGITS = 12
ROOM = 1 << 62
HUGE = 1e300


@dataclass(frozen=True)
class Tables:
    """`worth[a, r]` is the affinity times 10^digits; `open` are the pairs that are neither fixed nor forbidden."""

    applications: tuple[str, ...]
    reviewers: tuple[str, ...]
    worth: NDArray[np.int64]
    digits: int
    open: NDArray[np.bool_]
    fixed: NDArray[np.int64]
    reviews: NDArray[np.int64]
    load_min: NDArray[np.int64]
    load_max: NDArray[np.int64]
    quotas: tuple[Quota, ...]

    def name(self, flat: int) -> PairKey:
        a, r = divmod(int(flat), len(self.reviewers))
        return self.applications[a], self.reviewers[r]

    def decimal(self, whole: int) -> Decimal:
        return Decimal(int(whole)).scaleb(-self.digits)


def tables(problem: Problem) -> Tables:
    """Check everything and put it in order; raises BadInput with the field, such as `affinity[17][1]`."""
    rows, columns = _order("applications", problem.applications), _order("reviewers", problem.reviewers)
    if len(rows) * len(columns) > MOST_PAIRS:
        raise BadInput(Said("至多 {most_pairs} 对", most_pairs=MOST_PAIRS), field="applications")
    reviews = _numbers("reviews_per_application", problem.reviews, rows, 0)
    load_min = _numbers("load_min", problem.load_min, columns, 0)
    load_max = _numbers("load_max", len(rows) if problem.load_max is None else problem.load_max, columns, 0)
    for r, name in enumerate(sorted(columns)):
        if load_min[r] > load_max[r]:
            raise BadInput(
                Said(
                    "{name} 的下限 {load_min} 大于上限 {load_max}",
                    name=name,
                    load_min=load_min[r],
                    load_max=load_max[r],
                ),
                field="load_min",
            )
    values, listed = _affinity(problem, rows, columns)
    worth, digits = _whole(values, len(rows) + len(columns) + 2)
    open_pair = np.ones(worth.shape, np.bool_) if problem.unlisted == "allowed" else listed
    conflicts = _pairs("conflicts", problem.conflicts, rows, columns)
    open_pair.flat[conflicts] = False
    fixed = _fixed(problem, rows, columns, conflicts)
    open_pair.flat[fixed] = False
    for a in np.flatnonzero(reviews > len(columns)):
        raise BadInput(
            Said(
                "{rows} 要 {reviews} 位评审，名单上只有 {columns} 位",
                rows=sorted(rows)[a],
                reviews=reviews[a],
                columns=len(columns),
            ),
            field="reviewers",
        )
    return Tables(
        tuple(sorted(rows)), tuple(sorted(columns)), worth, digits, open_pair, fixed, reviews, load_min, load_max,
        _quotas(problem.quotas, rows, columns),
    )  # fmt: skip


def _order(field: str, ids: Sequence[str]) -> dict[str, int]:
    """Each id with its place in sorted order."""
    if not ids:
        raise BadInput(Said("不能为空"), field=field)
    seen: dict[str, int] = {}
    for i, one in enumerate(ids):
        if not isinstance(one, str) or not one.strip():
            raise BadInput(Said("编号须是非空的文字"), field=f"{field}[{i}]")
        if one in seen:
            raise BadInput(Said("{one} 重复", one=one), field=f"{field}[{i}]")
        seen[one] = i
    return {one: place for place, one in enumerate(sorted(seen))}


def _place(field: str, order: Mapping[str, int], one: Any) -> int:
    try:
        return order[one]
    except (KeyError, TypeError):
        raise BadInput(Said("名单上没有 {one!r}", one=one), field=field) from None


def _number(field: str, value: Any, least: int) -> int:
    if isinstance(value, bool) or not isinstance(value, int | np.integer):
        raise BadInput(Said("须是整数，现为 {value!r}", value=value), field=field)
    if not least <= value < 1 << 31:
        raise BadInput(
            Said("须在 {least} 与 {value} 之间，现为 {value_2}", least=least, value=(1 << 31) - 1, value_2=value),
            field=field,
        )
    return int(value)


def _numbers(field: str, value: int | Mapping[str, int], order: Mapping[str, int], least: int) -> NDArray[np.int64]:
    if not isinstance(value, Mapping):
        return np.full(len(order), _number(field, value, least), np.int64)
    lacking = sorted(set(order) - set(value))
    if lacking:
        raise BadInput(Said("缺 {lacking}", lacking=lacking[0]), field=field)
    out = np.empty(len(order), np.int64)
    for one, number in value.items():
        out[_place(f"{field}.{one}", order, one)] = _number(f"{field}.{one}", number, least)
    return out


def _affinity(problem: Problem, rows: Mapping[str, int], columns: Mapping[str, int]) -> tuple[Any, Any]:
    """Affinities in canonical order and which pairs were listed."""
    if isinstance(problem.affinity, np.ndarray):
        if problem.affinity.shape != (len(rows), len(columns)):
            raise BadInput(Said("矩阵须是 {rows} × {columns}", rows=len(rows), columns=len(columns)), field="affinity")
        order_a = np.argsort([rows[a] for a in problem.applications])
        order_r = np.argsort([columns[r] for r in problem.reviewers])
        values = np.asarray(problem.affinity, np.float64)
        if (np.diff(order_a) < 0).any() or (np.diff(order_r) < 0).any():
            values = values[order_a[:, None], order_r[None, :]]
        if not np.isfinite(values).all():
            raise BadInput(Said("须是有限的数"), field="affinity")
        return values, np.ones(values.shape, np.bool_)
    flat, values = _triples(problem.affinity, rows, columns)
    matrix, listed = np.zeros((len(rows), len(columns))), np.zeros((len(rows), len(columns)), np.bool_)
    matrix.flat[flat], listed.flat[flat] = values, True
    return matrix, listed


def _triples(triples: Sequence[Any], rows: Mapping[str, int], columns: Mapping[str, int]) -> tuple[Any, Any]:
    """Flat positions and values; the slow look for the faulty one only when there is one."""
    try:
        flat = np.fromiter((rows[a] * len(columns) + columns[r] for a, r, _ in triples), np.int64, len(triples))
        numbers = {bool, int, float}
        kinds = {type(value) for _, _, value in triples}
        values = np.fromiter((value for _, _, value in triples), np.float64, len(triples))
        good = kinds <= numbers - {bool} and np.isfinite(values).all() and np.unique(flat).size == flat.size
    except (KeyError, TypeError, ValueError, OverflowError):
        good = False
    if not good:
        _blame(triples, rows, columns)
    return flat, values


def _blame(triples: Sequence[Any], rows: Mapping[str, int], columns: Mapping[str, int]) -> None:
    seen: dict[PairKey, int] = {}
    for i, one in enumerate(triples):
        field = f"affinity[{i}]"
        if not isinstance(one, list | tuple) or len(one) != 3:
            raise BadInput(Said("须是 [申请, 评审, 数值]"), field=field)
        _place(f"{field}[0]", rows, one[0])
        _place(f"{field}[1]", columns, one[1])
        if isinstance(one[2], bool) or not isinstance(one[2], int | float) or not abs(one[2]) < HUGE:
            raise BadInput(Said("须是有限的数，现为 {one!r}", one=one[2]), field=f"{field}[2]")
        if (one[0], one[1]) in seen:
            raise BadInput(
                Said("{one} 与 {one_2} 已在 affinity[{seen}]", one=one[0], one_2=one[1], seen=seen[one[0], one[1]]),
                field=field,
            )
        seen[one[0], one[1]] = i
    raise BadInput(Said("须是 [申请, 评审, 数值] 的列表"), field="affinity")


def _whole(values: NDArray[np.float64], nodes: int) -> tuple[NDArray[np.int64], int]:
    """Integers and their decimals: as many as hold every value exactly, or as the machine's integers have room for."""
    top = float(np.abs(values).max(initial=0))
    room = ROOM // (4 * nodes * nodes)
    if top >= room:
        raise BadInput(Said("数值过大：{top}", top=top), field="affinity")
    most = max(d for d in range(MOST_DIGITS + 1) if d == 0 or top * 10.0**d < room)
    some, digits = values.ravel()[:: max(1, values.size // 1000)], 0
    while digits < most and not (_hold(some, digits) and _hold(values, digits)):
        digits += 1
    return np.rint(values * 10.0**digits).astype(np.int64), digits


def _hold(values: NDArray[np.float64], digits: int) -> bool:
    """Whether every value is a decimal with so many digits."""
    return bool((np.rint(values * 10.0**digits) / 10.0**digits == values).all())


def _pairs(field: str, pairs: Iterable[PairKey], rows: Mapping[str, int], columns: Mapping[str, int]) -> Any:
    out = []
    for i, one in enumerate(pairs):
        if not isinstance(one, list | tuple) or len(one) != 2:
            raise BadInput(Said("须是 [申请, 评审]"), field=f"{field}[{i}]")
        row, column = _place(f"{field}[{i}][0]", rows, one[0]), _place(f"{field}[{i}][1]", columns, one[1])
        out.append(row * len(columns) + column)
    return np.array(out, np.int64)


def _fixed(problem: Problem, rows: Mapping[str, int], columns: Mapping[str, int], conflicts: Any) -> Any:
    fixed = _pairs("fixed", problem.fixed, rows, columns)
    for i, pair in enumerate(problem.fixed):
        if fixed[i] in fixed[:i]:
            raise BadInput(Said("{pair} 与 {pair_2} 重复", pair=pair[0], pair_2=pair[1]), field=f"fixed[{i}]")
        if fixed[i] in conflicts:
            why = problem.conflicts[pair[0], pair[1]]
            raise BadInput(
                Said(
                    "{pair} 与 {pair_2} 须回避{value}，不能指定",
                    pair=pair[0],
                    pair_2=pair[1],
                    value=f"（{why}）" if why else "",
                ),
                field=f"fixed[{i}]",
            )
    return np.sort(fixed)


def _quotas(quotas: Sequence[Quota], rows: Mapping[str, int], columns: Mapping[str, int]) -> tuple[Quota, ...]:
    names = [quota.name for quota in quotas]
    for i, quota in enumerate(quotas):
        field = f"quotas[{i}]"
        if names.index(quota.name) != i:
            raise BadInput(Said("配额 {name} 重名", name=quota.name), field=f"{field}.name")
        _number(f"{field}.min", quota.at_least, 0)
        if quota.at_most is not None and _number(f"{field}.max", quota.at_most, 0) < quota.at_least:
            raise BadInput(
                Said("下限 {at_least} 大于上限 {at_most}", at_least=quota.at_least, at_most=quota.at_most),
                field=f"{field}.max",
            )
        inner, outer = (columns, rows) if quota.per == "application" else (rows, columns)
        for one in sorted(quota.members - set(inner)):
            raise BadInput(Said("名单上没有 {one!r}", one=one), field=field)
        for one in sorted((quota.among or frozenset()) - set(outer)):
            raise BadInput(Said("名单上没有 {one!r}", one=one), field=field)
    return tuple(sorted(quotas, key=lambda quota: quota.name))
