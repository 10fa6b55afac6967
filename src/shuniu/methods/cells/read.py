"""One cell: text into its typed value, or what is wrong with it."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from decimal import Decimal, InvalidOperation
from typing import Literal

from shuniu.methods.rosters.values import is_nothing, read_date

Kind = Literal["text", "number", "date", "choice", "yes_no", "money"]
LONGEST = 2000
_LARGEST = Decimal(10) ** 13
_TIMES = {"": 1, "千": 1000, "万": 10_000, "萬": 10_000, "百万": 1_000_000, "亿": 100_000_000, "億": 100_000_000}
_NUMBER = re.compile(r"^[约約]?([+-]?\d+(?:\.\d+)?)(百万|千|万|萬|亿|億)?(.{0,4})$")
_YES = frozenset(("是", "有", "对", "已", "yes", "y", "true", "1", "√", "✓", "✔", "是的"))
_NO = frozenset(("否", "无", "無", "没有", "沒有", "未", "不", "no", "n", "false", "0", "×", "✗", "x", "不是"))
_MONEY = {"元": 1, "圆": 1, "块": 1, "人民币": 1}


@dataclass(frozen=True)
class Column:
    """One asked column. `least` and `most` bound numbers and amounts (in the column's unit).

    `not_above` is the key of the column whose number this one may not exceed (其中 … 人).
    """

    key: str
    title: str
    kind: Kind = "text"
    unit: str = ""
    required: bool = False
    choices: tuple[str, ...] = ()
    least: Decimal | None = None
    most: Decimal | None = None
    not_above: str = ""


@dataclass(frozen=True)
class Fault:
    """`code`: missing, not_a_number, not_a_day, not_a_choice, not_yes_or_no, below, above, too_long, above_column."""

    code: str
    params: dict[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class Cell:
    """Typed text and its value: `number` (yes 1, no 0), `day`, or `fen`; `text` is tidied when it could be read."""

    text: str
    number: Decimal | None = None
    day: date | None = None
    fen: int | None = None
    fault: Fault | None = None


def read_cell(column: Column, text: str) -> Cell:
    """Never raises: what cannot be read keeps its text and says why in `fault`."""
    text = text.replace("\x00", "").strip()
    if not text or (column.kind not in ("text", "choice", "yes_no") and is_nothing(text)):
        return Cell("", fault=Fault("missing") if column.required else None)
    return _READERS[column.kind](column, text)


def check_rows(columns: Sequence[Column], rows: Sequence[Sequence[str]]) -> list[list[Cell]]:
    """Every row's cells in the columns' order; a number above the column it is part of is at fault too."""
    place = {column.key: n for n, column in enumerate(columns)}
    checked = []
    for row in rows:
        cells = [read_cell(column, row[n] if n < len(row) else "") for n, column in enumerate(columns)]
        for n, column in enumerate(columns):
            whole = place.get(column.not_above)
            if whole is None or cells[n].fault or (part := _amount(cells[n])) is None:
                continue
            most = _amount(cells[whole])
            if most is not None and part > most:
                cells[n] = replace(cells[n], fault=Fault("above_column", {"other": columns[whole].title}))
        checked.append(cells)
    return checked


def _amount(cell: Cell) -> Decimal | None:
    return Decimal(cell.fen) if cell.fen is not None else cell.number


def plain(number: Decimal) -> str:
    """`12.50` → `12.5`, `1E+3` → `1000`."""
    text = f"{number:f}"
    return text.rstrip("0").rstrip(".") if "." in text else text


def _digits(text: str) -> tuple[Decimal, str] | None:
    """The number with its 万 or 亿 worked in, and what stands behind it."""
    found = _NUMBER.match(re.sub(r"[\s,，]", "", unicodedata.normalize("NFKC", text)))
    if found is None:
        return None
    try:
        number = Decimal(found[1]) * _TIMES[found[2] or ""]
    except InvalidOperation:
        return None
    return (number, found[3]) if abs(number) < _LARGEST else None


def _bounded(column: Column, number: Decimal, cell: Cell) -> Cell:
    if column.least is not None and number < column.least:
        return replace(cell, fault=Fault("below", {"limit": plain(column.least)}))
    if column.most is not None and number > column.most:
        return replace(cell, fault=Fault("above", {"limit": plain(column.most)}))
    return cell


def _number(column: Column, text: str) -> Cell:
    read = _digits(text)
    if read is None or (
        read[1] and read[1] not in (column.unit, "人", "名", "个", "家", "次", "项", "份", "%", "小时")
    ):
        return Cell(text, fault=Fault("not_a_number", {"value": text[:20]}))
    number = read[0].quantize(Decimal("0.0001")).normalize()
    return _bounded(column, number, Cell(plain(number), number=number))


def _money(column: Column, text: str) -> Cell:
    """A bare number is in the column's unit (元 or 万元); one that names its own unit is turned into it."""
    read = _digits(text)
    if read is None or (read[1] and read[1] not in _MONEY):
        return Cell(text, fault=Fault("not_a_number", {"value": text[:20]}))
    each = Decimal(10_000 if column.unit.startswith(("万", "萬")) else 1)
    named = bool(read[1]) or any(sign in unicodedata.normalize("NFKC", text) for sign in "万萬亿億")
    yuan = read[0] if named else read[0] * each
    fen = int((yuan * 100).to_integral_value())
    shown = yuan / each
    return _bounded(column, shown, Cell(plain(shown), fen=fen))


def _day(column: Column, text: str) -> Cell:
    read = read_date(text)
    if read is None:
        return Cell(text, fault=Fault("not_a_day", {"value": text[:20]}))
    return Cell(read, day=date.fromisoformat(read))


def _fold(text: str) -> str:
    return re.sub(r"\s", "", unicodedata.normalize("NFKC", text)).lower()


def _choice(column: Column, text: str) -> Cell:
    found = next((choice for choice in column.choices if _fold(choice) == _fold(text)), None)
    if found is None:
        return Cell(text, fault=Fault("not_a_choice", {"value": text[:20], "choices": "、".join(column.choices)}))
    return Cell(found)


def _yes_no(column: Column, text: str) -> Cell:
    word = _fold(text)
    if word in _YES or word in _NO:
        return Cell("是" if word in _YES else "否", number=Decimal(int(word in _YES)))
    return Cell(text, fault=Fault("not_yes_or_no", {"value": text[:20]}))


def _text(column: Column, text: str) -> Cell:
    if len(text) > LONGEST:
        return Cell(text, fault=Fault("too_long", {"limit": str(LONGEST)}))
    return Cell(text)


_READERS: dict[str, Callable[[Column, str], Cell]] = {
    "text": _text, "number": _number, "money": _money, "date": _day, "choice": _choice, "yes_no": _yes_no,
}  # fmt: skip
