"""What must not reach the reader: archives that unpack to gigabytes, and workbooks for which it would ask for more memory
than there is.

The reader (calamine) makes every cell of the rectangle that a sheet's filled cells span, and copies a shared text for each
cell that refers to it; memory it cannot get ends the process. So a workbook is read in this process only when a look at
its own bytes has proved that this needs little. The proof is strict: whatever is said in an unusual way proves nothing,
and such a file is read in a process of its own (`apart`).
"""

from __future__ import annotations

import io
import re
import zipfile
import zlib
from collections.abc import Iterator
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from shuniu.methods.archives import TAIL, directory_is_small

MAX_BYTES = 40 * 1024 * 1024
MAX_UNPACKED = 512 * 1024 * 1024
MAX_RATIO = 200
"""So many times its packed size may a large part of an archive unpack to: real sheets stay below thirty."""
MAX_ROWS = 200_000
MAX_COLUMNS = 200
MAX_CELLS = 6_000_000
"""Filled cells of all sheets together: thirty columns in each of the most rows that may come."""
FARTHEST_ROW = 2 * MAX_ROWS
"""Gaps between rows are read over, but a filled row beyond this is a slip of the hand or a trap."""
MAX_AREA = 16_000_000
"""Cells of the rectangle of one sheet, 24 bytes each, that this process makes at most."""
MAX_TEXT = 256 * 1024 * 1024
"""Bytes of shared texts, each counted as often as a cell may refer to it."""
_MAX_LOOKS = 100_000_000  # cells that are walked over, all sheets together
_CHUNK = 1 << 20
_LONGEST = 4 * _CHUNK  # between one tag and the next
_ODD = 200_000  # tags of other names than cells have


class RosterError(ValueError):
    """The file as a whole cannot be read.

    `code` is empty, not_a_spreadsheet, damaged, encrypted, macros, too_large, too_many_rows, too_many_columns, too_heavy
    or no_heading; `params` hold the limit where there is one.
    """

    def __init__(self, code: str, **params: object) -> None:
        super().__init__(code)
        self.code = code
        self.params = params


class _UnprovenError(Exception):
    pass


def check_archive(content: bytes) -> bool:
    """Whether it is proved that the workbook can be read with little memory.

    Raises RosterError for what is refused at once: sizes it states itself, macros, a filled cell far out.
    """
    if not directory_is_small(content[-TAIL:]):
        raise RosterError("too_large", limit=MAX_BYTES // 1024 // 1024)
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            parts = archive.infolist()
    except (zipfile.BadZipFile, ValueError, OSError, NotImplementedError) as error:
        raise RosterError("damaged") from error
    names = {part.filename for part in parts}
    if not any(name.startswith(("xl/", "content.xml")) for name in names):
        raise RosterError("not_a_spreadsheet")
    if any(name.lower().endswith("vbaproject.bin") for name in names):
        raise RosterError("macros")
    bombs = [p for p in parts if p.file_size > 16 * _CHUNK and p.file_size > MAX_RATIO * p.compress_size]
    if bombs or sum(part.file_size for part in parts) > MAX_UNPACKED:
        raise RosterError("too_large", limit=MAX_BYTES // 1024 // 1024)
    try:
        _prove(content, parts)
    except _UnprovenError:
        return False
    except zlib.error as error:
        raise RosterError("damaged") from error
    return True


_TARGET = re.compile(rb"<Relationship\s[^<>]*?\bTarget\s*=\s*[\"']([^\"'<>&]*)[\"']")
_RELATION = re.compile(rb"<(?:[^\s<>/!?]*:)?Relationship[\s/>]")
_SHEET = re.compile(rb"<(?:[^\s<>/!?]*:)?sheet[\s/>]")


def _prove(content: bytes, parts: list[zipfile.ZipInfo]) -> None:
    """Raises _UnprovenError, or RosterError for a filled cell that lies too far out."""
    by_name = {part.filename.lower(): part for part in parts}
    if len(by_name) < len(parts) or content.count(b"PK\x05\x06") != 1:
        raise _UnprovenError  # two parts of one name, two directories: readers differ about which one holds

    def small(name: str) -> bytes:
        part = by_name.get(name)
        if part is None or part.file_size > _CHUNK:
            raise _UnprovenError
        return b"".join(_unpacked(content, part))

    if _targets(small("_rels/.rels")) & {b"/xl/workbook.xml", b"xl/workbook.xml"} == set():
        raise _UnprovenError
    sheets = len(_SHEET.findall(small("xl/workbook.xml")))
    reached = {_path(target) for target in _targets(small("xl/_rels/workbook.xml.rels"))} | {"xl/styles.xml"}
    lengths = np.zeros(0, dtype=np.int64)
    if "xl/sharedstrings.xml" in by_name:
        lengths = _lengths(_unpacked(content, by_name["xl/sharedstrings.xml"]))
    widest = 0
    for name in sorted(reached - {"xl/sharedstrings.xml"}):
        if name not in by_name:
            if name == "xl/styles.xml":
                continue
            raise _UnprovenError
        widest = max(widest, _Extent(lengths).follow(_unpacked(content, by_name[name])))
    if sheets * widest > _MAX_LOOKS:
        raise _UnprovenError


def _targets(relations: bytes) -> set[bytes]:
    found = _TARGET.findall(relations)
    if len(found) != len(_RELATION.findall(relations)):
        raise _UnprovenError
    return set(found)


def _path(target: bytes) -> str:
    """Where the reader looks for a part that the workbook names."""
    name = target.decode("ascii", errors="replace").lower()
    if "\ufffd" in name or "%" in name or ".." in name or "\\" in name:
        raise _UnprovenError
    return name[1:] if name.startswith("/xl/") else name if name.startswith("xl/") else f"xl/{name}"


def _unpacked(content: bytes, part: zipfile.ZipInfo) -> Iterator[bytes]:
    """The part piece by piece, as long as it really is: a reader need not stop at the size that the directory states."""
    head = content[part.header_offset : part.header_offset + 30]
    if len(head) < 30 or head[:4] != b"PK\x03\x04" or part.flag_bits & 1:
        raise _UnprovenError
    start = part.header_offset + 30 + int.from_bytes(head[26:28], "little") + int.from_bytes(head[28:30], "little")
    packed, size = content[start : start + part.compress_size], 0
    if part.compress_type == zipfile.ZIP_STORED:
        pieces: Iterator[bytes] = (packed[at : at + _CHUNK] for at in range(0, len(packed), _CHUNK))
    elif part.compress_type == zipfile.ZIP_DEFLATED:
        pieces = _inflated(packed)
    else:
        raise _UnprovenError
    for piece in pieces:
        size += len(piece)
        if size > part.file_size:
            raise _UnprovenError
        yield piece
    if size != part.file_size:
        raise _UnprovenError


def _inflated(packed: bytes) -> Iterator[bytes]:
    engine, at = zlib.decompressobj(-15), 0
    while not engine.eof:
        rest = engine.unconsumed_tail or packed[at : at + _CHUNK]
        at += 0 if engine.unconsumed_tail else _CHUNK
        if not rest:
            raise zlib.error("cut off")
        if piece := engine.decompress(rest, _CHUNK):
            yield piece


# A tag by its first two characters: what it may be of all that decides where cells are.
_REST, _CELL, _VALUE, _TEXT, _FORMULA, _ROW, _END, _END_FORMULA, _SHUT, _STRING = range(10)
_KINDS = np.zeros(1 << 16, dtype=np.uint8)


def _mark(kind: int, first: str, seconds: str) -> None:
    for second in seconds:
        _KINDS[ord(first) << 8 | ord(second)] = kind


_AFTER, _ANY = " \t\r\n>/", "".join(map(chr, range(256)))
for _kind, _first in ((_CELL, "c"), (_VALUE, "v"), (_FORMULA, "f"), (_SHUT, "t"), (_SHUT, "r")):
    _mark(_kind, _first, _AFTER)
for _kind, _name in ((_TEXT, "is"), (_ROW, "ro"), (_STRING, "si")):
    _mark(_kind, _name[0], _name[1])
for _kind, _first, _seconds in ((_SHUT, "!", _ANY), (_SHUT, "?", _ANY), (_END, "/", _ANY), (_SHUT, "/", "cvti"),
                                (_END_FORMULA, "/", "f")):  # fmt: skip
    _mark(_kind, _first, _seconds)
# What the third must be, where the two only promise something, and what the tag is otherwise.
_THIRD, _ELSE = np.zeros(1 << 16, dtype=np.uint8), np.zeros(1 << 16, dtype=np.uint8)
for _name, _third, _kind in (("is", ">", _REST), ("ro", "w", _REST), ("/c", ">", _END), ("/v", ">", _END), ("/t", ">", _END),
                             ("/f", ">", _END), ("/i", "s", _END)):  # fmt: skip
    _pair = ord(_name[0]) << 8 | ord(_name[1])
    _THIRD[_pair], _ELSE[_pair] = ord(_third), _kind
_END_TEXT = ord("/") << 8 | ord("i")
_ENDS_NAME = np.zeros(256, dtype=np.bool_)
_ENDS_NAME[[ord(sign) for sign in _AFTER]] = True
_BLANK = np.zeros(256, dtype=np.bool_)
_BLANK[[ord(sign) for sign in " \t\r\n"]] = True
_NAME = re.compile(rb"<([^\s<>/]*)")
_DECIDE = {b"c", b"row", b"v", b"is", b"f", b"si"}
_PAD = 32  # so far behind a tag's beginning something is looked at
Signs = NDArray[np.uint8]
Places = NDArray[np.int64]
Kinds = NDArray[np.uint8]


def _tags(pieces: Iterator[bytes]) -> Iterator[tuple[bytes, Signs, Places, Kinds]]:
    """Tags in order, each once: the bytes they stand in, the same with room behind, where they begin, and the kinds of
    these and of up to three that follow.
    """
    kept = b""
    for piece in pieces:
        kept += piece
        signs, at, kinds = _looked(kept)
        if len(at) > 3:
            end = int(at[-3])
            yield kept[:end], signs, at[:-3], kinds
            kept = kept[end:]
        if len(kept) > _LONGEST:
            raise _UnprovenError
    signs, at, kinds = _looked(kept)
    yield kept, signs, at, kinds


def _looked(kept: bytes) -> tuple[Signs, Places, Kinds]:
    signs = np.frombuffer(kept + b"\0" * _PAD, dtype=np.uint8)
    at = np.flatnonzero(signs[: len(kept)] == ord("<"))
    pairs = signs[at + 1].astype(np.uint16) << 8 | signs[at + 2]
    kinds, third, must = _KINDS[pairs], signs[at + 3], _THIRD[pairs]
    other = np.flatnonzero((must != 0) & (third != must))
    kinds[other] = _ELSE[pairs[other]]
    ends = np.flatnonzero(pairs == _END_TEXT)
    kinds[ends[signs[at[ends] + 4] != ord(">")]] = _END
    for kind, place in ((_ROW, 4), (_STRING, 3)):
        chosen = np.flatnonzero(kinds == kind)
        kinds[chosen[~_ENDS_NAME[signs[at[chosen] + place]]]] = _REST
    return signs, at, kinds


def _check_names(piece: bytes, at: Places, before: int) -> int:
    """Tags of other names: none of them may be a cell under a prefix. Returns how many there were so far."""
    if before + len(at) > _ODD:
        raise _UnprovenError
    for start in at.tolist():
        match = _NAME.match(piece, start)
        if match is None or match[1].rpartition(b":")[2] in _DECIDE:
            raise _UnprovenError
    return before + len(at)


def _lengths(pieces: Iterator[bytes]) -> Places:
    """How many bytes each shared text takes at most, in order."""
    starts, done, odd = [], 0, 0
    for piece, _signs, at, all_kinds in _tags(pieces):
        kinds = all_kinds[: len(at)]
        odd = _check_names(piece, at[kinds == _REST], odd)
        starts.append(at[kinds == _STRING] + done)
        done += len(piece)
    return np.diff(np.concatenate([*starts, np.array([done])]))


def _number(signs: Signs, at: Places, *, letters: bool) -> tuple[Places, Places]:
    """What is written from each place on, in figures or as a column in letters, and where it ends."""
    base, first, size, longest = (26, 64, 26, 4) if letters else (10, 48, 10, 9)
    value, end = np.zeros(len(at), dtype=np.int64), at.copy()
    lowest = 1 if letters else 0
    for _place in range(longest):
        digit = signs[end].astype(np.int64) - first
        goes_on = (digit >= lowest) & (digit < lowest + size)
        if not goes_on.any():
            break
        value = np.where(goes_on, value * base + digit, value)
        end += goes_on
    return value, end


def _says_where(signs: Signs, at: Places, place: int) -> NDArray[np.bool_]:
    """Whether the first attribute, `place` signs into the tag, is r."""
    quote = signs[at + place + 2]
    is_quoted = (quote == ord('"')) | (quote == ord("'"))
    return (
        _BLANK[signs[at + place - 1]]
        & (signs[at + place] == ord("r"))
        & (signs[at + place + 1] == ord("="))
        & is_quoted
    )


def _places_said(piece: bytes, signs: Signs) -> int:
    """How many attributes r there may be, wherever they stand."""
    equals = np.flatnonzero(signs[: len(piece)] == ord("="))
    before = signs[equals - 1]
    loose = equals[_BLANK[before]].tolist()
    if len(loose) > _CHUNK >> 10 or any(piece[max(0, at - 64) : at].rstrip()[-1:] in (b"r", b"") for at in loose):
        raise _UnprovenError
    return int((_BLANK[signs[equals - 2]] & (before == ord("r"))).sum())


@dataclass
class _Extent:
    """How far the filled cells of one sheet reach and what their texts weigh, its tags seen one after the other."""

    lengths: Places
    row: int = 0
    column: int = 0
    cells: int = 0
    texts: int = 0
    odd: int = 0
    has_cells: bool = False
    said_elsewhere: bool = False  # a place further on in a tag, or twice
    # Cells that do not say where they are stand behind the last one: the most that any of them can be at.
    has_silent: bool = False
    said_row: int = 0
    said_column: int = 0
    ends: int = 0
    run: int = 0
    longest_run: int = 0
    before: Kinds = field(default_factory=lambda: np.zeros(3, dtype=np.uint8))

    def follow(self, pieces: Iterator[bytes]) -> int:
        """Cells of the rectangle. Raises RosterError beyond the rows and columns that may be, else _UnprovenError."""
        heaviest = int(self.lengths.max(initial=0))
        for piece, signs, at, all_kinds in _tags(pieces):
            kinds = all_kinds[: len(at)]
            self.odd = _check_names(piece, at[kinds == _REST], self.odd)
            self._check_contents(kinds)
            self._reach(piece, signs, at, all_kinds)
            if self.cells * heaviest <= MAX_TEXT // 4:
                self.texts = self.cells * heaviest
            else:
                self._weigh(signs, at[kinds == _VALUE])
        rows, columns = self.row, self.column
        if self.has_silent:
            rows, columns = max(rows, self.said_row + self.ends + 1), max(columns, self.said_column + self.longest_run)
        if self.has_cells and self.said_elsewhere:
            raise _UnprovenError
        if self.cells > MAX_CELLS or rows * columns > MAX_AREA or self.texts > MAX_TEXT:
            raise _UnprovenError
        return rows * columns

    def _check_contents(self, kinds: Kinds) -> None:
        """A value, a text or a formula stands in a cell that was seen: a cell that looks empty is empty."""
        run = np.concatenate([self.before, kinds])
        places = np.flatnonzero((kinds == _VALUE) | (kinds == _TEXT) | (kinds == _FORMULA))
        third, second, first = run[places], run[places + 1], run[places + 2]
        closed = (first == _END_FORMULA) & (second == _FORMULA) & (third == _CELL)
        behind = (kinds[places] == _VALUE) & (closed | ((first == _FORMULA) & (second == _CELL)))
        if not ((first == _CELL) | behind).all():
            raise _UnprovenError
        self.before = run[-3:]

    def _reach(self, piece: bytes, signs: Signs, at: Places, all_kinds: Kinds) -> None:
        kinds = all_kinds[: len(at)]
        places = np.flatnonzero(kinds == _CELL)
        following = np.append(all_kinds, np.uint8(_REST))[places + 1]
        filled = (following == _VALUE) | (following == _TEXT) | (following == _FORMULA)
        cells, rows = at[places], at[kinds == _ROW]
        says, row_says = _says_where(signs, cells, 3), _says_where(signs, rows, 5)
        self.cells += int(filled.sum())
        columns, row_numbers = self._said(signs, cells[says] + 6)
        self.said_column = max(self.said_column, int(columns.max(initial=0)))
        numbers, ends = _number(signs, rows[row_says] + 8, letters=False)
        if (signs[ends] != signs[rows[row_says] + 7]).any():
            raise _UnprovenError
        self.said_row = max(self.said_row, int(numbers.max(initial=0)))
        self.ends += int((kinds == _END).sum())
        self._runs(signs, at, kinds, places, is_silent=not says.all())
        self.has_silent |= not says.all()
        self.has_cells |= len(cells) > 0
        self.said_elsewhere |= _places_said(piece, signs) != int(says.sum() + row_says.sum())
        held = filled[says]
        self.column = max(self.column, int(columns[held].max(initial=0)))
        self.row = max(self.row, int(row_numbers[held].max(initial=0)))
        if self.column > MAX_COLUMNS:
            raise RosterError("too_many_columns", limit=MAX_COLUMNS)
        if self.row > FARTHEST_ROW:
            raise RosterError("too_many_rows", limit=MAX_ROWS)

    def _said(self, signs: Signs, at: Places) -> tuple[Places, Places]:
        columns, ends = _number(signs, at, letters=True)
        rows, ends = _number(signs, ends, letters=False)
        if (signs[ends] != signs[at - 1]).any() or (columns == 0).any() or (rows == 0).any():
            raise _UnprovenError
        return columns, rows

    def _runs(self, signs: Signs, at: Places, kinds: Kinds, cells: Places, *, is_silent: bool) -> None:
        """The most cells between two ends of rows, where some do not say where they are."""
        if not is_silent:
            self.run = 0
            return
        closing = np.flatnonzero(kinds == _END)
        for place, sign in enumerate(b"row>", start=2):
            closing = closing[signs[at[closing] + place] == sign]
        counts = np.diff(np.searchsorted(cells, closing), prepend=0)
        left = len(cells) - int(counts.sum())
        if len(counts):
            counts[0] += self.run
            self.run = left
            self.longest_run = max(self.longest_run, int(counts.max()))
        else:
            self.run += left
        self.longest_run = max(self.longest_run, self.run)

    def _weigh(self, signs: Signs, values: Places) -> None:
        """Every number in a cell may be that of a shared text."""
        if (signs[values + 2] != ord(">")).any():
            raise _UnprovenError
        numbers, _ends = _number(signs, values + 3, letters=False)
        numbers = numbers[numbers < len(self.lengths)]
        self.texts += int(self.lengths[numbers].sum())
