"""An assignment as a person reads it, and as JSON."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from decimal import Decimal
from fractions import Fraction
from typing import Any

from shuniu.methods.assignment.model import Assignment, PairKey, Problem, Shortage

TITLES = {"total": "匹配度总和最高", "fair": "最差一对尽量好", "random": "按公布的种子抽取", "repair": "改动最少"}


def plain(value: Decimal) -> str:
    return f"{value:f}"


def as_json(problem: Problem, result: Assignment) -> dict[str, Any]:
    """Exact numbers: decimals as numbers where a double holds them, probabilities as fractions in text."""
    out: dict[str, Any] = {
        "mode": result.mode,
        "pairs": [[pair.application, pair.reviewer, float(pair.affinity)] for pair in result.pairs],
        "total": float(result.total),
        "worst": None if result.worst is None else float(result.worst),
        "loads": dict(result.loads),
        "digits": result.digits,
        "unique": result.unique,
        "conflicts": [[*pair, why] for pair, why in sorted(problem.conflicts.items())],
    }
    if result.mode == "random":
        out |= {"seed": result.seed, "probability_cap": str(result.cap), "expected": float(result.expected or 0)}
        out["probabilities"] = [[*pair, str(chance)] for pair, chance in result.probabilities.items()]
    if result.mode == "repair":
        out |= {name: [list(pair) for pair in getattr(result, name)] for name in ("kept", "removed", "added")}
    return out


def shortage_json(shortage: Shortage) -> dict[str, Any]:
    return {
        "feasible": False,
        "reason": {
            "kind": shortage.kind, "applications": list(shortage.applications), "reviewers": list(shortage.reviewers),
            "need": shortage.need, "capacity": shortage.capacity, "quotas": list(shortage.quotas),
            "zh": shortage.zh, "en": shortage.en,
        },
    }  # fmt: skip


def as_text(problem: Problem, result: Assignment) -> Iterator[str]:
    """Line by line: what was decided, each application's reviewers, each reviewer's load, who had to stand aside."""
    yield f"评审指派：{TITLES[result.mode]}"
    yield f"{len(problem.applications)} 份申请，{len(problem.reviewers)} 位评审，{len(result.pairs)} 次评审"
    yield f"匹配度合计 {plain(result.total)}" + (
        f"，最差一对 {plain(result.worst)}" if result.worst is not None else ""
    )
    if result.mode == "random":
        yield f"种子 {result.seed}，每对概率至多 {result.cap}，期望合计 {plain(result.expected or Decimal())}"
    if result.mode == "repair":
        yield f"保留 {len(result.kept)} 对，撤下 {len(result.removed)} 对，新增 {len(result.added)} 对"
        yield from (f"  撤下 {a} × {r}" for a, r in result.removed)
        yield from (f"  新增 {a} × {r}" for a, r in result.added)
    yield ""
    yield "申请 → 评审（匹配度）"
    mine: dict[str, list[str]] = {}
    for pair in result.pairs:
        chance = _chance(result, (pair.application, pair.reviewer))
        mine.setdefault(pair.application, []).append(f"{pair.reviewer}（{plain(pair.affinity)}{chance}）")
    yield from (f"  {application} → {'、'.join(names)}" for application, names in mine.items())
    yield ""
    yield "评审的负荷"
    yield from (f"  {reviewer}：{load}" for reviewer, load in result.loads.items())
    if problem.conflicts:
        yield ""
        yield f"回避 {len(problem.conflicts)} 对"
        yield from _stood_aside(problem.conflicts.items())


def _chance(result: Assignment, pair: PairKey) -> str:
    chance: Fraction | None = result.probabilities.get(pair)
    return "" if chance is None else f"，概率 {chance}"


def _stood_aside(conflicts: Iterable[tuple[PairKey, str]]) -> Iterator[str]:
    for (application, reviewer), why in sorted(conflicts):
        yield f"  {application} × {reviewer}" + (f"：{why}" if why else "")
