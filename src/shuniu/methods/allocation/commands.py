"""`shuniu methods allocate` and `shuniu methods explain`."""

from __future__ import annotations

import argparse
import json
from fractions import Fraction
from pathlib import Path
from typing import TYPE_CHECKING, Any

from shuniu.methods.faults import BadInput
from shuniu.methods.words import Said, say

if TYPE_CHECKING:
    from shuniu.methods.allocation.model import Call, Election

RULES = (
    "score-line",
    "greedy",
    "greedy-ratio",
    "equal-shares",
    "exact-equal-shares",
    "phragmen",
    "bounded-overspending",
)
SATISFACTIONS = ("cost", "cardinality", "score")
COMPLETIONS = ("none", "add1-exhaustive", "add1-overspend", "add1-utilitarian", "jump")


def add_commands(subparsers: argparse._SubParsersAction[Any]) -> None:
    """The parsers of this package."""
    allocate = subparsers.add_parser("allocate", help=say("按规则分配一个 .pb 文件的预算"))
    _call(allocate)
    allocate.add_argument("--payments", action="store_true", help=say("列出谁付了多少"))
    allocate.add_argument("--result", metavar="OUT", help=say("写出可独立核验的结果文件"))
    allocate.set_defaults(run=_allocate)
    explain = subparsers.add_parser("explain", help=say("说明项目为何入选或落选"))
    _call(explain)
    explain.add_argument("projects", nargs="+", metavar="PROJECT")
    explain.set_defaults(run=_explain)


def _call(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("file", metavar="FILE.pb")
    parser.add_argument("--rule", choices=RULES, default="equal-shares")
    parser.add_argument(
        "--satisfaction", choices=SATISFACTIONS, help=say("缺省：分数线与从高到低为 score，其余为 cost")
    )
    parser.add_argument("--completion", choices=COMPLETIONS, default="none")
    parser.add_argument("--step", metavar="N", default="1", help=say("Add1 每步给每位投票人加多少（货币单位，缺省 1）"))
    parser.add_argument("--places", type=int, metavar="N", help=say("score-line 的名额"))
    parser.add_argument("--electorate-shares", metavar="NAME=SHARE,…", help=say("各选民团的份额，和为 1"))
    parser.add_argument("--full-marks", metavar="NAME=N,…", help=say("各选民团打分的满分，未写的为 1"))
    parser.add_argument("--compare", choices=("greedy",), help=say("与从高到低比较，取更多人更满意者"))
    parser.add_argument("--floor", action="append", default=[], metavar="DISTRICT=N", help=say("地区至少入选 N 项"))
    parser.add_argument("--cap", action="append", default=[], metavar="THEME=AMOUNT", help=say("主题最多金额"))
    parser.add_argument("--one-per-organization", action="store_true", help=say("一家组织至多一项"))
    parser.add_argument("--json", action="store_true", help=say("在标准输出给出一个 JSON 对象"))


def _number(text: str, field: str) -> Fraction:
    try:
        if not text.isascii() or len(text) > 40 or "e" in text.lower():
            raise ValueError(text)
        return Fraction(text)
    except (ValueError, ZeroDivisionError):
        raise BadInput(Said("应为数字：{text}", text=text), field=field) from None


def _pairs(texts: list[str], field: str) -> dict[str, Fraction]:
    found: dict[str, Fraction] = {}
    for text in texts:
        name, equals, number = text.rpartition("=")
        if not equals or name in found:
            raise BadInput(Said("应写作 NAME=NUMBER，每个名称一次：{text}", text=text), field=field)
        found[name] = _number(number, field)
    return found


def _read(chosen: argparse.Namespace) -> tuple[Election, Call]:
    from shuniu.methods.allocation.model import Call, Completion, Portfolio, RuleName, Satisfaction
    from shuniu.methods.allocation.pabulib import read_pb

    plain = chosen.rule in ("score-line", "greedy", "greedy-ratio")
    shares = _pairs(chosen.electorate_shares.split(","), "electorate-shares") if chosen.electorate_shares else None
    marks = _pairs(chosen.full_marks.split(","), "full-marks") if chosen.full_marks else {}
    if any(number.denominator > 1 or number < 1 for number in marks.values()):
        raise BadInput(Said("满分应为正整数"), field="full-marks")
    floors, caps = _pairs(chosen.floor, "floor"), _pairs(chosen.cap, "cap")
    if any(number.denominator > 1 for number in floors.values()):
        raise BadInput(Said("地区下限应为整数"), field="floor")
    step = _number(chosen.step, "step")
    call = Call(  # refuses what does not belong together before a large file is read
        RuleName(chosen.rule),
        Satisfaction(chosen.satisfaction or ("score" if plain else "cost")),
        Completion(chosen.completion),
        step,
        chosen.places,
        bool(chosen.compare),
    )
    election = read_pb(chosen.file, shares=shares, marks={name: int(full) for name, full in marks.items()})
    if not (floors or caps or chosen.one_per_organization):
        return election, call
    units = {theme: int(cap * election.scale) for theme, cap in caps.items()}
    portfolio = Portfolio({name: int(n) for name, n in floors.items()}, units, chosen.one_per_organization)
    return election, Call(call.rule, call.satisfaction, call.completion, step, call.places, call.compare, portfolio)


def _named(chosen: argparse.Namespace, fault: BadInput) -> BadInput:
    return BadInput(fault.reason, file=fault.file or chosen.file, line=fault.line, field=fault.field)


def _allocate(chosen: argparse.Namespace) -> int:
    from shuniu.methods.allocation import report
    from shuniu.methods.allocation.result import result_text
    from shuniu.methods.allocation.rules import allocate

    election, call = _read(chosen)
    try:
        outcome = allocate(election, call)
    except BadInput as fault:
        raise _named(chosen, fault) from fault
    if chosen.result:
        Path(chosen.result).write_text(result_text(outcome, Path(chosen.file).read_bytes()), encoding="utf-8")
    if chosen.json:
        print(json.dumps(report.as_json(election, outcome, paid=chosen.payments), ensure_ascii=False))
    else:
        print(report.as_text(election, outcome, paid=chosen.payments))
    return 0


def _explain(chosen: argparse.Namespace) -> int:
    from shuniu.methods.allocation.explain import explain

    election, call = _read(chosen)
    try:
        found = explain(election, call, chosen.projects)
    except BadInput as fault:
        raise _named(chosen, fault) from fault
    print(json.dumps(found.as_json(), ensure_ascii=False) if chosen.json else found.as_text())
    return 0
