"""Titles of questions: which ask for the same thing, and which column of a sheet answers which."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

LOOK = 20
NEAR = 0.6
"""From this likeness on two questions are near enough that a person has to say how they differ."""

_UNITS = "人|名|个|家|次|项|份|元|万元|千元|平方米|小时|天|年|月|日|%|场|件|处|户|台|辆|选填|必填|可选|是/否|单选"
_BRACKETS = re.compile(rf"[（(\[【](?:单位[:：]?)?(?:{_UNITS})[)）\]】]")
_HEADS = re.compile(r"^(?:本单位|贵单位|你单位|目前|现有|截至目前|截至|全部|本季度|本季|当前)+")
_TAILS = re.compile(r"(?:的)?(?:总数|数量|人数|个数|家数|总量|合计|数)$")
_TRADITIONAL = str.maketrans(
    "單專兼設經費資訓練實際體參與團隊補組織機構類屬領區時間員數會業圍開動證號負責職從願級總縣現個萬項額電話標題點臺處務",
    "单专兼设经费资训练实际体参与团队补组织机构类属领区时间员数会业围开动证号负责职从愿级总县现个万项额电话标题点台处务",
)


def question_key(title: str) -> str:
    """Two spellings of one question give one key: width, script, units in brackets, 本季度 … 数 do not count.

    What narrows the question stays: 志愿者（党员） is not 志愿者.
    """
    text = unicodedata.normalize("NFKC", title).lower().translate(_TRADITIONAL)
    text = re.sub(r"[^\w%]", "", _BRACKETS.sub("", text))
    for pattern in (_HEADS, _TAILS):
        shorter = pattern.sub("", text)
        text = shorter if len(shorter) >= 2 else text
    return text[:80]


def _pairs(key: str) -> set[str]:
    return {key[n : n + 2] for n in range(len(key) - 1)} or {key}


def likeness(one: str, other: str) -> float:
    """0…1 between two keys: shared pairs of characters (Dice); one that holds the other whole is at least `NEAR`."""
    if not one or not other:
        return 0.0
    a, b = _pairs(one), _pairs(other)
    share = 2 * len(a & b) / (len(a) + len(b))
    inside = len(min(one, other, key=len)) >= 3 and (one in other or other in one)
    return max(share, NEAR) if inside else share


def match_headings(titles: Mapping[str, str], headings: Sequence[str]) -> dict[str, int]:
    """Column key → index of the heading that asks the same, each heading once; exact ones before near ones."""
    wanted = {key: question_key(title) for key, title in titles.items()}
    given = {n: question_key(heading) for n, heading in enumerate(headings) if heading}
    found: dict[str, int] = {}
    for key, question in wanted.items():
        place = next((n for n, text in given.items() if text == question and n not in found.values()), None)
        if place is not None:
            found[key] = place
    for key, question in wanted.items():
        if key in found:
            continue
        free = {n: likeness(question, text) for n, text in given.items() if n not in found.values()}
        best = max(free, key=lambda n: free[n], default=None)
        if best is not None and free[best] >= 0.75:
            found[key] = best
    return found


@dataclass(frozen=True)
class FoundTable:
    """Where the asked columns stand in a sheet, the rows below the heading by their number, and what is missing."""

    sheet: str
    columns: dict[str, int]
    rows: list[tuple[int, list[str]]]
    missing: list[str]

    def cells(self, order: Sequence[str]) -> list[list[str]]:
        """Rows as texts in the given order of column keys; a column that is not there is empty."""
        return [
            [row[place] if (place := self.columns.get(key, -1)) >= 0 and place < len(row) else "" for key in order]
            for _number, row in self.rows
        ]


def find_table(
    tables: Sequence[tuple[str, Sequence[tuple[int, list[str]]]]], titles: Mapping[str, str]
) -> FoundTable | None:
    """The sheet and heading row (of the first twenty) that answer most columns; None when none answers any."""
    best: tuple[int, str, dict[str, int], list[tuple[int, list[str]]]] | None = None
    for name, rows in tables:
        for n, (_number, cells) in enumerate(rows[:LOOK]):
            columns = match_headings(titles, cells)
            if columns and (best is None or len(columns) > best[0]):
                best = (len(columns), name, columns, list(rows[n + 1 :]))
    if best is None:
        return None
    _count, name, columns, below = best
    used = set(columns.values())
    kept = [(number, row) for number, row in below if any(n < len(row) and row[n] for n in used)]
    return FoundTable(name, columns, kept, [key for key in titles if key not in columns])
