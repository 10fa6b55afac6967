"""`shuniu methods calibrate`."""

from __future__ import annotations

import argparse
import json
from pathlib import Path
from typing import Any

from shuniu.methods.faults import BadInput
from shuniu.methods.words import Said, listed, say


def add_commands(subparsers: argparse._SubParsersAction[Any]) -> None:
    """The parser of `calibrate`."""
    calibrate = subparsers.add_parser("calibrate", help=say("看分数说明什么：平均分、校准分、区间、评审宽严"))
    calibrate.add_argument(
        "file", type=Path, metavar="FILE.csv", help=say("列：application（申请）、reviewer（评审）、score（分数）")
    )
    calibrate.add_argument("--places", type=int, metavar="N", help=say("名额：另报入选名单，以及去掉哪位评审会变"))
    calibrate.add_argument("--level", type=float, default=0.9, help=say("区间的把握（缺省 0.9）"))
    calibrate.add_argument(
        "--assignment",
        type=Path,
        metavar="RESULT.json",
        help=say("assign --json 的结果：没有指派的分数即为错误，缺的分数会提示"),
    )
    calibrate.add_argument("--json", action="store_true", help=say("只输出一个 JSON 对象"))
    calibrate.set_defaults(run=run)


def run(chosen: argparse.Namespace) -> int:
    """Read, calibrate, print."""
    from shuniu.methods.calibration import report
    from shuniu.methods.calibration.method import calibrate
    from shuniu.methods.calibration.reading import read_scores

    pairs = None if chosen.assignment is None else assigned(chosen.assignment)
    scores = read_scores(chosen.file, pairs=pairs)
    try:
        result = calibrate(scores, level=chosen.level, places=chosen.places)
    except BadInput as fault:
        field = {"level": "--level", "places": "--places"}.get(fault.field, fault.field)
        raise BadInput(fault.reason, file=str(chosen.file), field=field) from None
    lacking = sorted((pairs or set()) - {(one.application, one.reviewer) for one in scores})
    if chosen.json:
        content = report.as_json(result) | ({"missing": [list(pair) for pair in lacking]} if pairs is not None else {})
        print(json.dumps(content, ensure_ascii=False, separators=(",", ":")))
        return 0
    print("\n".join(report.as_text(result)))
    if lacking:
        pairs_text = listed([f"{a} × {r}" for a, r in lacking[:20]])
        print("\n" + say("还缺 {number} 个分数：{pairs}", number=len(lacking), pairs=pairs_text))
    return 0


def assigned(path: Path) -> set[tuple[str, str]]:
    """The pairs of an assignment's result."""
    try:
        content = json.loads(path.read_text(encoding="utf-8"))
        return {(str(one[0]), str(one[1])) for one in content["pairs"]}
    except json.JSONDecodeError as fault:
        raise BadInput(Said("不是完整的 JSON：{msg}", msg=fault.msg), file=str(path), line=fault.lineno) from None
    except (UnicodeDecodeError, KeyError, TypeError, IndexError):
        raise BadInput(Said("缺少 pairs（须是 assign --json 的结果）"), file=str(path), line=1, field="pairs") from None
