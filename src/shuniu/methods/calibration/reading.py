"""Reads scores from CSV: columns application, reviewer, score (or 申请, 评审, 分数), in any order, others ignored."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Collection
from decimal import Decimal, InvalidOperation
from pathlib import Path

from shuniu.methods.calibration.model import Score
from shuniu.methods.faults import BadInput
from shuniu.methods.words import Said

COLUMNS = {"application": ("application", "申请"), "reviewer": ("reviewer", "评审"), "score": ("score", "分数")}


def read_scores(path: Path, *, pairs: Collection[tuple[str, str]] | None = None) -> list[Score]:
    """The scores of a file; `pairs`: the assigned ones, any other is a fault. Raises BadInput with line and field."""
    try:
        text = path.read_bytes().decode("utf-8-sig")
    except UnicodeDecodeError as fault:
        line = 1 + path.read_bytes()[: fault.start].count(b"\n")
        raise BadInput(Said("不是 UTF-8 文字"), file=str(path), line=line) from None
    rows = csv.reader(io.StringIO(text, newline=""), strict=True)
    scores: list[Score] = []
    lines: dict[tuple[str, str], int] = {}
    applications, reviewers = {a for a, _ in pairs or ()}, {r for _, r in pairs or ()}
    try:
        places = _places(next(rows, []), path)
        width = max(places.values())
        for row in rows:
            if not any(cell.strip() for cell in row):
                continue
            if len(row) <= width:
                raise BadInput(
                    Said("这一行只有 {row} 列", row=len(row)),
                    file=str(path),
                    line=rows.line_num,
                    field=_lacking(places, row),
                )
            cells = {name: row[place].strip() for name, place in places.items()}
            one = Score(cells["application"], cells["reviewer"], _value(cells["score"], path, rows.line_num))
            for name, known in (("application", applications), ("reviewer", reviewers)):
                if not cells[name]:
                    raise BadInput(Said("缺少"), file=str(path), line=rows.line_num, field=name)
                if pairs is not None and cells[name] not in known:
                    raise BadInput(
                        Said("指派里没有 {cells!r}", cells=cells[name]), file=str(path), line=rows.line_num, field=name
                    )
            _once(one, lines, pairs, path, rows.line_num)
            scores.append(one)
    except csv.Error as fault:
        raise BadInput(Said("不是完整的 CSV：{fault}", fault=fault), file=str(path), line=rows.line_num) from None
    if not scores:
        raise BadInput(Said("没有分数"), file=str(path), line=1, field="score")
    return scores


def _places(header: list[str], path: Path) -> dict[str, int]:
    names = [cell.strip().lower() for cell in header]
    places = {}
    for name, known in COLUMNS.items():
        there = [i for i, cell in enumerate(names) if cell in known]
        if len(there) != 1:
            reason = Said("这一列重复（或写作“{known}”）", known=known[1])
            if not there:
                reason = Said("缺少这一列（或写作“{known}”）", known=known[1])
            raise BadInput(reason, file=str(path), line=1, field=name)
        places[name] = there[0]
    return places


def _lacking(places: dict[str, int], row: list[str]) -> str:
    return next(name for name, place in places.items() if place >= len(row))


PLAIN = re.compile(r"[+-]?(\d+(\.\d*)?|\.\d+)", re.ASCII)


def _value(text: str, path: Path, line: int) -> Decimal:
    if not text:
        raise BadInput(Said("缺少"), file=str(path), line=line, field="score")
    try:
        if not PLAIN.fullmatch(text):
            raise InvalidOperation
        return Decimal(text)
    except InvalidOperation:
        raise BadInput(Said("须是数，现为 {text!r}", text=text), file=str(path), line=line, field="score") from None


def _once(
    one: Score, lines: dict[tuple[str, str], int], pairs: Collection[tuple[str, str]] | None, path: Path, line: int
) -> None:
    key = (one.application, one.reviewer)
    if pairs is not None and key not in pairs:
        raise BadInput(
            Said("{key} 没有指派给 {key_2}", key=key[0], key_2=key[1]), file=str(path), line=line, field="reviewer"
        )
    first = lines.setdefault(key, line)
    if first != line:
        reason = Said("{key} 对 {key_2} 已有一个分数（第 {first} 行）", key=key[1], key_2=key[0], first=first)
        raise BadInput(reason, file=str(path), line=line, field="reviewer")
