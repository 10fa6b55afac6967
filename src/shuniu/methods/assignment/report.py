"""An assignment as a person reads it, and as JSON."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from decimal import Decimal
from fractions import Fraction
from typing import Any

from shuniu.methods.assignment.model import Assignment, PairKey, Problem, Shortage
from shuniu.methods.words import listed, marked, say, spoken

TITLES = {
    "total": marked("匹配度总和最高"),
    "fair": marked("最差一对尽量好"),
    "random": marked("按公布的种子抽取"),
    "repair": marked("改动最少"),
}


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


def shortage_text(shortage: Shortage) -> str:
    """Why nothing fits; in English alone where English is spoken, else with the English sentence below."""
    if spoken() == "en":
        return f"No assignment keeps all rules. {shortage.en}"
    return say("没有合规的指派。") + f"{shortage.zh}\n{shortage.en}"


def as_text(problem: Problem, result: Assignment) -> Iterator[str]:
    """Line by line: what was decided, each application's reviewers, each reviewer's load, who had to stand aside."""
    yield say("评审指派：{mode}", mode=say(TITLES[result.mode]))
    size = {
        "applications": len(problem.applications),
        "reviewers": len(problem.reviewers),
        "reviews": len(result.pairs),
    }
    yield say("{applications} 份申请，{reviewers} 位评审，{reviews} 次评审", **size)
    if result.worst is None:
        yield say("匹配度合计 {total}", total=plain(result.total))
    else:
        yield say("匹配度合计 {total}，最差一对 {worst}", total=plain(result.total), worst=plain(result.worst))
    if result.mode == "random":
        expected = plain(result.expected or Decimal())
        words = marked("种子 {seed}，每对概率至多 {cap}，期望合计 {expected}")
        yield say(words, seed=result.seed, cap=result.cap, expected=expected)
    if result.mode == "repair":
        moved = {"kept": len(result.kept), "removed": len(result.removed), "added": len(result.added)}
        yield say("保留 {kept} 对，撤下 {removed} 对，新增 {added} 对", **moved)
        yield from ("  " + say("撤下 {a} × {r}", a=a, r=r) for a, r in result.removed)
        yield from ("  " + say("新增 {a} × {r}", a=a, r=r) for a, r in result.added)
    yield ""
    yield say("申请 → 评审（匹配度）")
    mine: dict[str, list[str]] = {}
    for pair in result.pairs:
        mine.setdefault(pair.application, []).append(_pair(result, pair))
    yield from (f"  {application} → {listed(names)}" for application, names in mine.items())
    yield ""
    yield say("评审的负荷")
    yield from ("  " + say("{reviewer}：{load}", reviewer=r, load=load) for r, load in result.loads.items())
    if problem.conflicts:
        yield ""
        yield say("回避 {number} 对", number=len(problem.conflicts))
        yield from _stood_aside(problem.conflicts.items())


def _pair(result: Assignment, pair: Any) -> str:
    chance: Fraction | None = result.probabilities.get((pair.application, pair.reviewer))
    shown = {"reviewer": pair.reviewer, "affinity": plain(pair.affinity)}
    if chance is None:
        return say("{reviewer}（{affinity}）", **shown)
    return say("{reviewer}（{affinity}，概率 {chance}）", **shown, chance=chance)


def _stood_aside(conflicts: Iterable[tuple[PairKey, str]]) -> Iterator[str]:
    for (application, reviewer), why in sorted(conflicts):
        yield f"  {application} × {reviewer}" + (say("：") + why if why else "")
