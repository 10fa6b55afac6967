"""`shuniu methods assign`."""

from __future__ import annotations

import argparse
import json
from fractions import Fraction
from pathlib import Path
from typing import Any

from shuniu.methods.faults import BadInput
from shuniu.methods.words import Said, say

NOTHING_FITS = 1


def add_commands(subparsers: argparse._SubParsersAction[Any]) -> None:
    """The parser of `assign`."""
    assign = subparsers.add_parser(
        "assign", help=say("把申请分给评审"), description=say("把申请分给评审；没有办法时说明原因（退出码 1）")
    )
    assign.add_argument("file", type=Path, metavar="FILE.json")
    assign.add_argument("--mode", choices=("total", "fair", "random"), default="total")
    assign.add_argument("--seed", default="", help=say("随机方式：事先公布的种子（也可写在文件里）"))
    assign.add_argument(
        "--cap", default="", metavar="SHARE", help=say("随机方式：每对的概率上限，如 0.5 或 1/2（缺省 1/2）")
    )
    assign.add_argument("--repair", type=Path, metavar="RESULT.json", help=say("在以前的结果（--json）上改动最少"))
    assign.add_argument("--without", default="", metavar="ID,…", help=say("退出的评审"))
    assign.add_argument("--json", action="store_true", help=say("只输出一个 JSON 对象"))
    assign.set_defaults(run=run)


def run(chosen: argparse.Namespace) -> int:
    """Read, assign, print; 0, or 1 when nothing fits."""
    from shuniu.methods.assignment import reading, report
    from shuniu.methods.assignment.model import Infeasible, without
    from shuniu.methods.assignment.tables import tables

    source = reading.open_json(chosen.file)
    problem = reading.within(source, lambda: reading.read_problem(source))
    gone = frozenset(one for one in chosen.without.split(",") if one)
    for one in sorted(gone - set(problem.reviewers)):
        raise BadInput(Said("名单上没有 {one!r}", one=one), file=str(chosen.file), field="--without")
    if gone:
        reading.within(source, lambda: tables(problem))  # faults are named by their place in the whole file
        problem = without(problem, gone)
    try:
        result = reading.within(source, lambda: _solve(chosen, problem, source))
    except Infeasible as fault:
        shortage = fault.shortage
        print(_dump(report.shortage_json(shortage)) if chosen.json else report.shortage_text(shortage))
        return NOTHING_FITS
    print(_dump(report.as_json(problem, result)) if chosen.json else "\n".join(report.as_text(problem, result)))
    return 0


def _dump(content: dict[str, Any]) -> str:
    return json.dumps(content, ensure_ascii=False, separators=(",", ":"))


def _solve(chosen: argparse.Namespace, problem: Any, source: Any) -> Any:
    from shuniu.methods.assignment import solve

    if chosen.repair:
        if chosen.mode != "total":
            raise BadInput(Said("--repair 不与 --mode 同用"), file=str(chosen.file), field="--repair")
        return solve.repair(problem, _previous(chosen.repair))
    if chosen.mode == "random":
        cap = chosen.cap or source.content.get("probability_cap", "1/2")
        return solve.assign_random(problem, cap=_share(cap), seed=chosen.seed or str(source.content.get("seed", "")))
    return (solve.assign_fair if chosen.mode == "fair" else solve.assign_total)(problem)


def _share(text: Any) -> Fraction:
    try:
        return Fraction(str(text))
    except (ValueError, ZeroDivisionError):
        raise BadInput(Said("须是 0 与 1 之间的数，现为 {text!r}", text=text), field="probability_cap") from None


def _previous(path: Path) -> list[tuple[str, str]]:
    from shuniu.methods.assignment import reading

    source = reading.open_json(path)
    pairs = source.content.get("pairs")
    if not isinstance(pairs, list):
        raise BadInput(Said("缺少 pairs（须是 --json 的结果）"), file=str(path), line=1, field="pairs")
    for i, one in enumerate(pairs):
        if not isinstance(one, list) or len(one) < 2 or not all(isinstance(part, str) for part in one[:2]):
            raise source.at(BadInput(Said("须是 [申请, 评审, …]"), field=f"pairs[{i}]"))
    return [(one[0], one[1]) for one in pairs]
