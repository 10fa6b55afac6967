"""Bytes and a file name into sheets of cells; the heading row found below title rows."""

from __future__ import annotations

import csv
import io
from dataclasses import dataclass
from datetime import date, datetime, time

from python_calamine import CalamineError, CalamineWorkbook

from shuniu.methods.rosters.columns import heading_score

MAX_ROWS = 200_000
_ENCODINGS = ("utf-8-sig", "gb18030", "utf-16")


class RosterError(ValueError):
    """The file as a whole cannot be read: `code` is empty, unreadable, encrypted, too_many_rows or no_heading."""

    def __init__(self, code: str, **params: object) -> None:
        super().__init__(code)
        self.code = code
        self.params = params


@dataclass(frozen=True)
class Sheet:
    """One sheet: its name, the headings, and the rows below with their number in the file (from 1)."""

    name: str
    heading_row: int
    headings: list[str]
    rows: list[tuple[int, list[str]]]


def read_workbook(content: bytes, file_name: str) -> list[Sheet]:
    """Sheets with a recognisable heading, in order. Raises RosterError when there is none."""
    if not content:
        raise RosterError("empty")
    tables = _csv(content) if file_name.lower().endswith((".csv", ".txt")) else _spreadsheet(content)
    sheets = [sheet for name, rows in tables if (sheet := _sheet(name, rows)) is not None]
    if not sheets:
        raise RosterError("no_heading")
    return sheets


def _spreadsheet(content: bytes) -> list[tuple[str, list[list[str]]]]:
    try:
        book = CalamineWorkbook.from_filelike(io.BytesIO(content))
        tables = []
        for name in book.sheet_names:
            rows = book.get_sheet_by_name(name).to_python(skip_empty_area=False)
            if len(rows) > MAX_ROWS:
                raise RosterError("too_many_rows", limit=MAX_ROWS)
            tables.append((name, [[cell_text(cell) for cell in row] for row in rows]))
        return tables
    except RosterError:
        raise
    except (CalamineError, ValueError, OSError) as error:
        raise RosterError("encrypted" if "assword" in str(error) else "unreadable") from error


def _csv(content: bytes) -> list[tuple[str, list[list[str]]]]:
    encodings = ("utf-16",) if content[:2] in (b"\xff\xfe", b"\xfe\xff") else _ENCODINGS
    for encoding in encodings:
        try:
            text = content.decode(encoding)
            break
        except UnicodeError:
            continue
    else:
        raise RosterError("unreadable")
    first = text[:4000]
    delimiter = max(",;\t，", key=first.count)
    if delimiter == "，":
        text, delimiter = text.replace("，", ","), ","
    rows = [[cell.strip() for cell in row] for row in csv.reader(io.StringIO(text), delimiter=delimiter)]
    if len(rows) > MAX_ROWS:
        raise RosterError("too_many_rows", limit=MAX_ROWS)
    return [("", rows)]


def cell_text(cell: object) -> str:
    """A cell as its reader sees it: whole numbers without .0, dates as 2019-03-05, no stray spaces."""
    if isinstance(cell, bool):
        return "是" if cell else "否"
    if isinstance(cell, float):
        return str(int(cell)) if cell.is_integer() and abs(cell) < 1e18 else repr(cell)
    if isinstance(cell, datetime):
        return cell.date().isoformat()
    if isinstance(cell, date | time):
        return cell.isoformat()
    return str(cell).replace("\u3000", " ").strip() if cell is not None else ""


def _sheet(name: str, rows: list[list[str]]) -> Sheet | None:
    """The heading is the row among the first twenty whose cells look most like headings; title rows lie above."""
    best = max(range(min(20, len(rows))), key=lambda i: (heading_score(rows[i]), -i), default=None)
    if best is None or heading_score(rows[best]) < 1:
        return None
    headings = [cell.replace("\n", "").strip() for cell in rows[best]]
    width = len(headings)
    body = []
    for number, row in enumerate(rows[best + 1 :], start=best + 2):
        cells = (row + [""] * width)[:width]
        if any(cells) and not _is_note(cells):
            body.append((number, cells))
    return Sheet(name, best + 1, headings, body)


def _is_note(cells: list[str]) -> bool:
    """填表说明, 合计 and the like below the table: one filled cell that begins so."""
    filled = [cell for cell in cells if cell]
    return len(filled) <= 2 and filled[0].startswith(("注", "备注：", "说明", "填表", "合计", "制表", "总计"))
