"""Tables in a web page or in the XML of Excel 2003, which many systems hand out under the name .xls.

Read tag by tag without a tree and only in a process of its own (`apart`): nothing is fetched, no entity is followed, a
script is no text, and what the tags would spread over too many cells is refused while it is read.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field

from lxml import etree

from shuniu.methods.rosters.limits import CHUNK, MAX_CELLS, MAX_COLUMNS, MAX_ROWS, RosterError

Table = tuple[str, list[tuple[int, list[str]]]]

_XML = re.compile(r"\s*<\?xml\b[^>]*?\?>")
_EXCEL = "urn:schemas-microsoft-com:office:spreadsheet"
_DAY = re.compile(r"^(\d{4}-\d\d-\d\d)T[\d:.]+$")
_UNSEEN = frozenset(("script", "style", "title", "select", "textarea", "noscript", "template", "comment"))
_BREAKS = frozenset(("br", "p", "div", "li"))
_DEEPEST = 40  # tables within tables
_ROW, _CELL = frozenset(("tr", "row")), frozenset(("td", "th", "cell"))


def tables_in(text: str) -> Iterator[Table]:
    """Every table with its rows, the number of a row counted from 1. Raises RosterError."""
    if "<!ENTITY" in text:
        raise RosterError("damaged")
    start = _XML.match(text)
    is_excel = start is not None and _EXCEL in text[:20_000]
    found = _Tables(is_excel)
    if is_excel:
        parser: etree.XMLParser | etree.HTMLParser = etree.XMLParser(
            target=found, resolve_entities=False, no_network=True, load_dtd=False, recover=True
        )
    else:
        parser = etree.HTMLParser(target=found, no_network=True, recover=True)
    text = text[start.end() :] if start else text
    try:
        for at in range(0, len(text), CHUNK):
            parser.feed(text[at : at + CHUNK])
        parser.close()
    except etree.LxmlError as error:
        raise RosterError("damaged") from error
    if not found.done:
        raise RosterError("not_a_spreadsheet")
    yield from ((table.name, table.rows) for table in found.done)


@dataclass
class _Table:
    name: str
    rows: list[tuple[int, list[str]]] = field(default_factory=list)
    number: int = 0
    row: list[str] | None = None
    cell: list[str] | None = None
    across: int = 1
    down: int = 1
    # Column → (how many rows below it still covers, what it says in each of them).
    held: dict[int, tuple[int, str]] = field(default_factory=dict)


class _Tables:
    """Hears the tags one after the other. A table within a cell is a table of its own, and no text of the cell's."""

    def __init__(self, is_excel: bool) -> None:
        self.is_excel = is_excel
        self.done: list[_Table] = []
        self.open: list[_Table] = []
        self.unseen: list[str] = []
        self.cells = 0

    def start(self, tag: str, attributes: dict[str, str]) -> None:
        name = _local(tag)
        if self.unseen or name in _UNSEEN:
            self.unseen.append(name)
            return
        said = {_local(key): value for key, value in attributes.items()}
        if name == ("worksheet" if self.is_excel else "table"):
            if len(self.open) >= _DEEPEST:
                raise RosterError("too_heavy")
            table = _Table(said.get("name", ""))
            self.open.append(table)
            self.done.append(table)
        elif self.open and name in _ROW:
            self._begin_row(self.open[-1], said)
        elif self.open and name in _CELL:
            self._begin_cell(self.open[-1], said)
        elif self.open and name in _BREAKS and self.open[-1].cell is not None:
            self.open[-1].cell.append("\n")

    def data(self, text: str) -> None:
        if self.open and not self.unseen and (cell := self.open[-1].cell) is not None:
            cell.append(text if self.is_excel else re.sub(r"[ \t\r\n]+", " ", text))

    def end(self, tag: str) -> None:
        name = _local(tag)
        if self.unseen:
            self.unseen.pop()
        elif not self.open:
            return
        elif name in _CELL:
            self._end_cell(self.open[-1])
        elif name in _ROW:
            self._end_row(self.open[-1])
        elif name == ("worksheet" if self.is_excel else "table"):
            self._end_row(self.open[-1])
            self.open.pop()

    def close(self) -> None:
        while self.open:
            self._end_row(self.open.pop())

    def _begin_row(self, table: _Table, said: dict[str, str]) -> None:
        self._end_row(table)
        at = _number(said.get("index", ""), 2 * MAX_ROWS) if self.is_excel else 0
        for _gap in range(max(table.number + 1, at) - table.number - 1) if table.held else ():
            table.number += 1
            table.row = []
            self._keep(table)
        table.number = max(table.number + 1, at)
        table.row = []

    def _begin_cell(self, table: _Table, said: dict[str, str]) -> None:
        self._end_cell(table)
        if table.row is None:
            table.number += 1
            table.row = []
        if self.is_excel:
            if at := _number(said.get("index", ""), MAX_COLUMNS + 1):
                self._reach(table, at - 1)
            table.across = 1 + _number(said.get("mergeacross", ""), MAX_COLUMNS)
            table.down = 1 + _number(said.get("mergedown", ""), MAX_ROWS)
        else:
            table.across = _number(said.get("colspan", ""), MAX_COLUMNS) or 1
            table.down = _number(said.get("rowspan", ""), MAX_ROWS) or 1
        table.cell = []

    def _end_cell(self, table: _Table) -> None:
        if table.cell is None or table.row is None:
            return
        text = re.sub(r"[^\S\n]*\n\s*", "\n", "".join(table.cell)).strip()
        if self.is_excel:
            text = _DAY.sub(r"\1", text)
        self._reach(table, len(table.row))
        at = len(table.row)
        table.row += [text, *[""] * (table.across - 1)]
        if len(table.row) > 50 * MAX_COLUMNS:
            raise RosterError("too_many_columns", limit=MAX_COLUMNS)
        for column in range(at, min(at + table.across, MAX_COLUMNS)) if table.down > 1 else ():
            # Merged over rows alone it says the same in each; merged over columns it is a title and stands once.
            table.held[column] = (table.down, text if table.across == 1 else "")
        table.cell = None
        self._count(table.across)

    def _reach(self, table: _Table, column: int) -> None:
        """Fill the row up to the column, and over what cells of rows above cover there."""
        row = table.row if table.row is not None else []
        while len(row) < column or (len(row) in table.held and len(row) <= MAX_COLUMNS):
            row.append(table.held[len(row)][1] if len(row) in table.held else "")
            self._count(1)

    def _end_row(self, table: _Table) -> None:
        self._end_cell(table)
        if table.row is not None:
            self._keep(table)

    def _keep(self, table: _Table) -> None:
        row = table.row or []
        table.row = row
        if table.held and any(row):  # what rows above hold at the right of this one's last cell
            self._reach(table, max(table.held) + 1)
        table.held = {column: (left - 1, text) for column, (left, text) in table.held.items() if left > 1}
        if any(row):
            table.rows.append((table.number, row))
        table.row = None

    def _count(self, cells: int) -> None:
        self.cells += cells
        if self.cells > MAX_CELLS:
            raise RosterError("too_heavy")


def _local(name: str) -> str:
    return name.rpartition("}")[2].rpartition(":")[2].lower()


def _number(said: str, most: int) -> int:
    return min(int(said), most) if said.isascii() and said.isdigit() and len(said) < 10 else 0
