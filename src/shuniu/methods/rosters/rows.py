"""One row of a roster: its values, and what is wrong with it."""

from __future__ import annotations

import dataclasses
import re
import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Literal

from shuniu.methods.rosters.credit_code import check_credit_code, kind_of_code, normalise

_KINDS = (
    ("基金会", "foundation"),
    ("民办非", "social_service"),
    ("民非", "social_service"),
    ("社会服务机构", "social_service"),
    ("服务机构", "social_service"),
    ("社会团体", "social_association"),
    ("社团", "social_association"),
    ("团体", "social_association"),
    ("社区社会组织", "grassroots"),
    ("草根", "grassroots"),
    ("未登记", "grassroots"),
    ("备案", "grassroots"),
)
_DATE = re.compile(r"^(\d{4})[-./年](\d{1,2})(?:[-./月](\d{1,2})日?|月)?$")
_YES = ("是", "会员", "√", "y", "yes", "1", "有", "单位会员", "理事", "常务理事", "会长单位")


@dataclass(frozen=True)
class Problem:
    """`code` is what is wrong in `field`; errors keep the row out, warnings only show."""

    severity: Literal["error", "warning"]
    field: str
    code: str
    params: Mapping[str, str] = dataclasses.field(default_factory=dict)


@dataclass
class RosterRow:
    """The row's number in the file, its typed values (dates as ISO text), its problems."""

    number: int
    values: dict[str, str | int]
    problems: list[Problem]
    is_member: bool

    @property
    def fails(self) -> bool:
        return any(problem.severity == "error" for problem in self.problems)


def name_key(name: str) -> str:
    """Two spellings of one name give one key: width, case, spaces, quotes and brackets do not count."""
    folded = unicodedata.normalize("NFKC", name).lower()
    return re.sub(r"[\s·“”\"'‘’]", "", folded)[:120]


def read_kind(text: str) -> str | None:
    return next((kind for word, kind in _KINDS if word in text), None)


def read_date(text: str) -> str | None:
    """`2019-3-5`, `2019年3月`, `2019.3.1`, an Excel serial; None when it is no date between 1900 and today."""
    text = unicodedata.normalize("NFKC", text).strip().split(" ")[0]
    if re.fullmatch(r"\d{5}", text):
        return (date(1899, 12, 30) + timedelta(days=int(text))).isoformat()
    if re.fullmatch(r"\d{8}", text):
        text = f"{text[:4]}-{text[4:6]}-{text[6:]}"
    match = _DATE.match(text)
    if not match:
        return None
    try:
        return date(int(match[1]), int(match[2]), int(match[3] or 1)).isoformat()
    except ValueError:
        return None


def check_row(number: int, cells: Sequence[str], columns: Mapping[str, int]) -> RosterRow:
    """Typed values and problems of one row; never raises."""
    text = {field: cells[index].strip() for field, index in columns.items() if index < len(cells)}
    row = RosterRow(number, {}, [], text.get("membership", "").lower() in _YES)
    name = unicodedata.normalize("NFKC", text.get("name", "")).strip().replace("(", "（").replace(")", "）")
    if not name:
        row.problems.append(Problem("error", "name", "missing"))
    elif len(name) < 3 or len(name) > 120:
        row.problems.append(Problem("error", "name", "length"))
    row.values["name"] = name
    _code_and_kind(row, text)
    _date(row, text)
    for key in ("staff_count", "member_count"):
        _count(row, key, text.get(key, ""))
    for key in ("legal_representative", "address", "purpose", "activities", "area", "field"):
        if text.get(key):
            row.values[key] = text[key]
    return row


def _code_and_kind(row: RosterRow, text: Mapping[str, str]) -> None:
    code = normalise(text.get("credit_code", ""))
    kind = read_kind(text.get("kind", ""))
    if text.get("kind") and kind is None:
        row.problems.append(Problem("warning", "kind", "unknown", {"value": text["kind"][:20]}))
    if code:
        fault = "scientific" if re.fullmatch(r"[\d.]+E\+?\d+", code) else check_credit_code(code)
        if fault:
            row.problems.append(Problem("error", "credit_code", fault, {"value": code[:20]}))
        said = kind_of_code(code)
        if not fault and said and kind and kind != said:
            row.problems.append(Problem("error", "kind", "contradicts_code", {"value": text["kind"][:20]}))
        kind = said or kind
        row.values["credit_code"] = code
    elif kind not in (None, "grassroots"):
        row.problems.append(Problem("error", "credit_code", "missing"))
    row.values["kind"] = kind or ("grassroots" if not code else "other")


def _date(row: RosterRow, text: Mapping[str, str]) -> None:
    if not text.get("registered_on"):
        return
    read = read_date(text["registered_on"])
    if read is None:
        row.problems.append(Problem("error", "registered_on", "not_a_date", {"value": text["registered_on"][:20]}))
    else:
        row.values["registered_on"] = read


def _count(row: RosterRow, key: str, text: str) -> None:
    digits = re.sub(r"[人名个,，\s]", "", unicodedata.normalize("NFKC", text))
    if not digits:
        return
    if digits.isdigit() and int(digits) < 10_000_000:
        row.values[key] = int(digits)
    else:
        row.problems.append(Problem("warning", key, "not_a_number", {"value": text[:20]}))
