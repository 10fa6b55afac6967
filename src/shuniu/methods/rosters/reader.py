"""Bytes into sheets of cells: the kind of file by its content, the heading row found below title rows."""

from __future__ import annotations

import csv
import io
import re
import unicodedata
from bisect import bisect_right
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import date, datetime, time
from itertools import islice

from python_calamine import CalamineError, CalamineWorkbook, PasswordError, SheetVisibleEnum

from shuniu.methods.rosters.apart import read_apart
from shuniu.methods.rosters.columns import field_of, heading_score, in_ten_thousands, known_heading
from shuniu.methods.rosters.guard import check_archive
from shuniu.methods.rosters.limits import MAX_BYTES, MAX_CELLS, MAX_COLUMNS, MAX_ROWS, RosterError

_LOOK = 20
_ENCODINGS = ("utf-8-sig", "gb18030")
_OLE, _ZIP = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", b"PK\x03\x04"
_OTHERS = (b"%PDF", b"\x89PNG", b"\xff\xd8\xff", b"GIF8", b"Rar!", b"7z\xbc\xaf", b"{\\rtf", b"\x1f\x8b")
_MARKUP = re.compile(
    r"\s*(?:<!--(?:(?!-->).)*-->\s*)*<(?:!doctype\s+html|html|head|meta|style|body|div|center|table|\?xml)\b",
    re.I | re.S,
)
_BIG5 = re.compile(rb"charset\s*=\s*[\"']?\s*big5", re.I)
_NOTES = ("注", "备注：", "備註：", "备注:", "说明", "說明", "填表", "合计", "合計", "制表", "製表", "总计", "总數", "總計", "审核", "審核",
          "填报", "填報", "单位负责人", "联系人：", "联系人:", "以上", "本表", "（以下", "以下空白", "共计", "小计", "※", "*注", "截止", "截至")  # fmt: skip
_TOTAL = re.compile(r"^.{0,14}(?:合计|小计|总计|共计|合計|小計|總計|共計)(?:[（(].{0,8}[）)])?[:：]?$")
_SECTION = re.compile(
    r"^(?:[一二三四五六七八九十]{1,3}[、.．:：]|[（(][一二三四五六七八九十]{1,3}[）)]|第[一二三四五六七八九十]{1,3}(?:部分|类|類|章))"
)
_SIGNED = re.compile(
    r"^(?:单位|填表|制表|填报|审核|复核|经办|分管|主要|领导|單位|填表|製表|填報|審核)?"
    r"(?:负责人|領導|领导|人|日期|时间|單位|负责同志)?(?:签字|簽字|签名|盖章|蓋章|电话)?(?:[（(].{0,6}[）)])?[:：]"
)
_UNITS = re.compile(r"^[（(]?(?:单位[:：])?(?:人民币)?(?:万元|元|万|人|名|个|家|平方米)[）)]?$")
_IN_TEN_THOUSANDS = re.compile(r"单位[:：]?(?:人民币)?万元|金额[:：]?万元")

Rows = list[tuple[int, list[str]]]
Tables = list[tuple[str, Rows]]


@dataclass(frozen=True)
class Sheet:
    """One sheet: its name, what stands above the heading, the headings, and the rows below with their number (from 1).

    `aside` are the rows below the heading that are none of a body: notes, totals, sections, the heading once more.
    """

    name: str
    heading_row: int
    headings: list[str]
    rows: list[tuple[int, list[str]]]
    above: list[list[str]] = field(default_factory=list)
    aside: list[tuple[int, list[str]]] = field(default_factory=list)


def read_workbook(content: bytes, file_name: str = "") -> list[Sheet]:
    """Sheets with a recognisable heading, those with most rows first. Raises RosterError when there is none.

    The content decides what the file is; `file_name` only helps where the content does not say.
    """
    tables = read_tables(content, file_name)
    sheets = [sheet for name, rows in tables if (sheet := _sheet(name, rows)) is not None]
    if not sheets:
        raise RosterError("no_heading" if any(rows for _name, rows in tables) else "empty")
    return sorted(sheets, key=lambda sheet: -len(sheet.rows))


def read_tables(content: bytes, file_name: str = "") -> Tables:
    """Every sheet as (name, rows with their number), whatever its headings. Raises RosterError for a file as a whole."""
    if not content.strip(b"\x00 \r\n\t\xef\xbb\xbf"):
        raise RosterError("empty")
    if len(content) > MAX_BYTES:
        raise RosterError("too_large", limit=MAX_BYTES // 1024 // 1024)
    if content.startswith(_OTHERS):
        raise RosterError("not_a_spreadsheet")
    return _spreadsheet(content) if content.startswith((_OLE, _ZIP)) else _csv(content)


def _spreadsheet(content: bytes) -> Tables:
    is_proved = False
    if content.startswith(_ZIP):
        is_proved = check_archive(content)
    elif "EncryptedPackage".encode("utf-16-le") in content:
        raise RosterError("encrypted")
    elif "_VBA_PROJECT".encode("utf-16-le") in content:
        raise RosterError("macros")
    return tables_of(content) if is_proved else read_apart(content)


def tables_of(content: bytes) -> Tables:
    """Every sheet of a workbook or a page of tables in this process, whatever memory that takes."""
    if not content.startswith((_OLE, _ZIP)):
        from shuniu.methods.rosters.markup import tables_in  # only the process apart needs its parser

        return [
            (name, _bounded((number, [tidy(cell) for cell in cells]) for number, cells in rows))
            for name, rows in tables_in(_decode(content))
        ]
    try:
        with CalamineWorkbook.from_filelike(io.BytesIO(content)) as book:
            budget = [MAX_CELLS]
            return _seen(book, [(name, _cells(book, name, budget)) for name in book.sheet_names])
    except RosterError:
        raise
    except PasswordError as error:
        raise RosterError("encrypted") from error
    except (CalamineError, ValueError, OSError) as error:
        said = str(error).lower()
        if "password" in said or "encrypt" in said:
            raise RosterError("encrypted") from error
        raise RosterError("not_a_spreadsheet" if content.startswith(_OLE) else "damaged") from error
    except BaseException as error:
        if type(error).__name__ == "PanicException":  # the reader's own fault, which is no Exception
            raise RosterError("damaged") from error
        raise


def _seen(book: CalamineWorkbook, tables: Tables) -> Tables:
    """Without the sheets that the workbook hides, such as last year's list: nobody who sends it sees them. All of them
    where nothing else holds a table.
    """
    shown = {one.name for one in book.sheets_metadata if one.visible == SheetVisibleEnum.Visible}
    seen = [(name, rows) for name, rows in tables if name in shown]
    return seen if any(len(cells) > 1 for _name, rows in seen for _number, cells in rows) else tables


def _cells(book: CalamineWorkbook, name: str, budget: list[int]) -> Rows:
    """Rows that hold something, by the cells that are really there and not by the size the sheet claims."""
    sheet = book.get_sheet_by_name(name)
    merged = sheet.merged_cell_ranges or []
    kept = _bounded(
        # What most cells are is said here and not in a call: a big sheet has millions of them.
        (number, [cell.strip() if type(cell) is str and cell.isprintable() else cell_text(cell) for cell in row])
        for number, row in enumerate(sheet.iter_rows(), start=1)
    )
    budget[0] -= sum(len(cells) for _number, cells in kept)
    if budget[0] < 0:
        raise RosterError("too_heavy")
    if merged:
        _fill_down(kept, merged)
    return kept


def _fill_down(rows: Rows, merged: Iterable[tuple[tuple[int, int], tuple[int, int]]]) -> None:
    """A cell merged over several rows says the same for each of them; merged titles across columns stay where they are."""
    at, numbers = dict(rows), [number for number, _cells in rows]
    done: dict[int, int] = {}  # column → the row up to which it is filled: merged cells do not overlap in a true file
    for (top, left), (bottom, right) in sorted(merged):
        first = at.get(top + 1)
        if left != right or top == bottom or first is None or left >= len(first) or not first[left]:
            continue
        begin = max(top + 1, done.get(left, 0))
        done[left] = max(bottom + 1, begin)
        for number in numbers[bisect_right(numbers, begin) : bisect_right(numbers, bottom + 1)]:
            cells = at[number]
            cells.extend([""] * (left + 1 - len(cells)))
            cells[left] = cells[left] or first[left]


def _bounded(rows: Iterable[tuple[int, list[str]]]) -> Rows:
    kept = []
    for number, cells in rows:
        while cells and not cells[-1]:
            cells.pop()
        if not cells:
            continue
        if len(cells) > MAX_COLUMNS:
            raise RosterError("too_many_columns", limit=MAX_COLUMNS)
        kept.append((number, cells))
        if len(kept) > MAX_ROWS:
            raise RosterError("too_many_rows", limit=MAX_ROWS)
    return kept


def _csv(content: bytes) -> Tables:
    text = _decode(content)
    head = text[:4000]
    if _MARKUP.match(head):  # what many systems hand out under the name .xls
        return read_apart(content)
    delimiter = max(",;\t，", key=head.count)
    if not head.count(delimiter) and "\n" not in head.strip() and field_of(head.strip()) is None:
        raise RosterError("not_a_spreadsheet")
    if delimiter == "，":
        text, delimiter = text.replace("，", ","), ","
    try:
        return [("", _bounded(_lines(text, delimiter)))]
    except csv.Error as error:
        raise RosterError("damaged") from error


def _lines(text: str, delimiter: str) -> Iterator[tuple[int, list[str]]]:
    for line in io.StringIO(text):
        if line.count(delimiter) > 50 * MAX_COLUMNS:  # refused before a million cells are made of one line
            raise RosterError("too_many_columns", limit=MAX_COLUMNS)
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter)
    for row in reader:
        if len(row) > MAX_COLUMNS and any(cell.strip() for cell in row[MAX_COLUMNS:]):
            raise RosterError("too_many_columns", limit=MAX_COLUMNS)
        yield reader.line_num, [tidy(cell) for cell in row[:MAX_COLUMNS]]


def _decode(content: bytes) -> str:
    """UTF-8 with or without mark, UTF-16 with mark or by its zero bytes, else the GB family; binary is no roster.

    Chinese of UTF-16 without a mark has few zero bytes and is known by its headings; one spoilt character in a file of
    UTF-8 spoils no other.
    """
    if content.lstrip()[:1] == b"<" and _BIG5.search(content[:4000]):  # its bytes are other characters of GB
        return content.decode("big5hkscs", errors="replace")
    if content[:2] in (b"\xff\xfe", b"\xfe\xff"):
        return content.decode("utf-16", errors="replace")
    head = content[:2000]
    if head[1::2].count(0) > len(head) // 5:
        return content.decode("utf-16-le", errors="replace")
    if head[::2].count(0) > len(head) // 5:
        return content.decode("utf-16-be", errors="replace")
    for encoding in _ENCODINGS:
        try:
            text = content.decode(encoding)
        except UnicodeError:
            continue
        if sum(unicodedata.category(c) == "Cc" and c not in "\r\n\t" for c in text[:2000]) > 2:
            break
        return text
    for encoding in ("utf-16-le", "utf-16-be", "utf-8"):
        text = content.decode(encoding, errors="replace")
        if text.count("\ufffd") <= len(text) // 1000 + 1 and _reads_like_a_table(text):
            return text
    raise RosterError("not_a_spreadsheet")


def _reads_like_a_table(text: str) -> bool:
    return any(heading_score(re.split(r"[,;\t，]", line)) > 1 for line in text[:20_000].splitlines()[:_LOOK])


def cell_text(cell: object) -> str:
    """A cell as its reader sees it: whole numbers without .0, dates as 2019-03-05, no stray spaces."""
    if isinstance(cell, str):
        return tidy(cell)
    if isinstance(cell, bool):
        return "是" if cell else "否"
    if isinstance(cell, float):
        return str(int(cell)) if cell.is_integer() and abs(cell) < 1e15 else repr(cell)
    if isinstance(cell, datetime):
        return cell.date().isoformat()
    if isinstance(cell, date | time):
        return cell.isoformat()
    return "" if cell is None else tidy(str(cell))


def tidy(text: str) -> str:
    if text.isprintable():  # most cells: none of the characters below is in it
        return text.strip()
    return text.replace("\x00", "").replace("\u3000", " ").replace("\ufeff", "").replace("\xa0", " ").strip()


def _sheet(name: str, rows: list[tuple[int, list[str]]]) -> Sheet | None:
    """The heading is the row among the first twenty whose cells look most like headings; title rows lie above."""
    looked = list(islice(rows, _LOOK))
    best = max(range(len(looked)), key=lambda i: (heading_score(looked[i][1]), -i), default=None)
    if best is None or heading_score(looked[best][1]) < 1:
        return None
    if best and _first_heading(looked[best - 1][1], looked[best][1]):
        best -= 1
    headings = ["".join(cell.split()) for cell in looked[best][1]]
    below = best + 1
    if below < len(looked) and _second_heading(headings, looked[below][1]):
        headings = _joined(headings, looked[below][1])
        below += 1
    above = [cells for _number, cells in looked[:best]]
    headings = _with_units(headings, above)
    width = max([len(headings), *(len(cells) for _number, cells in rows[below : below + 200])])
    headings += [""] * (width - len(headings))
    body, aside = [], []
    for number, cells in rows[below:]:
        if _is_aside(cells, headings):
            aside.append((number, cells))
        else:
            body.append((number, cells if len(cells) == width else (cells + [""] * width)[:width]))
    return Sheet(name, looked[below - 1][0], headings, body, above, aside)


def _with_units(headings: list[str], above: list[list[str]]) -> list[str]:
    """单位：万元 above the table belongs to the amounts whose own heading names no unit."""
    if not any(_IN_TEN_THOUSANDS.search("".join(cell.split())) for cells in above for cell in cells):
        return headings
    return [
        f"{heading}（万元）"
        if field_of(heading) == "capital" and "元" not in heading and "万" not in heading
        else heading
        for heading in headings
    ]


def _first_heading(upper: list[str], lower: list[str]) -> bool:
    """The row above the one that names most fields is a heading too: it names one where that row is empty."""
    return sum(map(bool, upper)) > 1 and any(
        known_heading(cell) and (n >= len(lower) or not lower[n])
        for n, cell in enumerate(upper)
        if cell and len(cell) <= 30
    )


def _second_heading(first: list[str], second: list[str]) -> bool:
    """A second heading row names fields below gaps or merged cells of the first, or units, and holds no figures."""
    said = ["".join(cell.split()) for cell in second]
    own = [cell for n, cell in enumerate(said) if cell and (n >= len(first) or cell != first[n])]
    if own and all(map(_UNITS.match, own)):
        return True
    return any(
        cell and known_heading(cell) and (n >= len(first) or not first[n] or field_of(first[n]) is None)
        for n, cell in enumerate(second)
    ) and not any(any(c.isdigit() for c in cell) and field_of(cell) is None for cell in second)


def _joined(first: list[str], second: list[str]) -> list[str]:
    """The lower heading where it says what the column is, else the upper; a unit that either states is kept."""
    width = max(len(first), len(second))
    first, second = first + [""] * (width - len(first)), second + [""] * (width - len(second))
    joined, over = [], ""
    for upper, lower in zip(first, second, strict=True):
        over = upper or (over if lower else "")  # a heading merged over several columns stands in the first of them
        heading = lower if lower and (not upper or field_of(lower)) else upper
        says = field_of(heading) == "capital" and not in_ten_thousands(heading)
        joined.append(f"{heading}（万元）" if says and (in_ten_thousands(over) or in_ten_thousands(lower)) else heading)
    return joined


def _is_aside(cells: list[str], headings: list[str]) -> bool:
    """No body: a note or sign-off below the table, a total, the title of a section, the heading printed once more."""
    at, first = next((n, cell) for n, cell in enumerate(cells) if cell)
    if first.isdigit():  # a numbered row, as most are
        return False
    filled = len(cells) - cells.count("")
    if filled <= 2 and first.startswith(_NOTES):
        return True
    said = "".join(first.split())
    if filled == 1 and _SECTION.match(said):
        return True
    if (":" in said or "：" in said) and _SIGNED.match(said):
        return True
    if said[-1] in "计計:：)）" and _TOTAL.match(said):
        return True
    if at < len(headings) and said == headings[at]:
        same = sum(bool(c) and "".join(c.split()) == h for c, h in zip(cells, headings, strict=False))
        return same > 1 and 2 * same >= filled
    return False
