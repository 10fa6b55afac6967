"""How far the filled cells of a sheet reach, read from its tags without building a cell.

Office Open XML (ISO/IEC 29500-1, 18.3.1) leaves many ways to write a sheet; only the usual ones prove anything here.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from shuniu.methods.rosters.limits import (
    CHUNK,
    FARTHEST_ROW,
    LONGEST,
    MAX_AREA,
    MAX_CELLS,
    MAX_COLUMNS,
    MAX_OTHER_TAGS,
    MAX_ROWS,
    MAX_TEXT,
    RosterError,
    UnprovenError,
)

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
        if len(kept) > LONGEST:
            raise UnprovenError
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
    if before + len(at) > MAX_OTHER_TAGS:
        raise UnprovenError
    for start in at.tolist():
        match = _NAME.match(piece, start)
        if match is None or match[1].rpartition(b":")[2] in _DECIDE:
            raise UnprovenError
    return before + len(at)


def text_lengths(pieces: Iterator[bytes]) -> Places:
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
    if len(loose) > CHUNK >> 10 or any(piece[max(0, at - 64) : at].rstrip()[-1:] in (b"r", b"") for at in loose):
        raise UnprovenError
    return int((_BLANK[signs[equals - 2]] & (before == ord("r"))).sum())


@dataclass
class Extent:
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
        """Cells of the rectangle. Raises RosterError beyond the rows and columns that may be, else UnprovenError."""
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
            raise UnprovenError
        if self.cells > MAX_CELLS or rows * columns > MAX_AREA or self.texts > MAX_TEXT:
            raise UnprovenError
        return rows * columns

    def _check_contents(self, kinds: Kinds) -> None:
        """A value, a text or a formula stands in a cell that was seen: a cell that looks empty is empty."""
        run = np.concatenate([self.before, kinds])
        places = np.flatnonzero((kinds == _VALUE) | (kinds == _TEXT) | (kinds == _FORMULA))
        third, second, first = run[places], run[places + 1], run[places + 2]
        closed = (first == _END_FORMULA) & (second == _FORMULA) & (third == _CELL)
        behind = (kinds[places] == _VALUE) & (closed | ((first == _FORMULA) & (second == _CELL)))
        if not ((first == _CELL) | behind).all():
            raise UnprovenError
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
            raise UnprovenError
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
            raise UnprovenError
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
            raise UnprovenError
        numbers, _ends = _number(signs, values + 3, letters=False)
        numbers = numbers[numbers < len(self.lengths)]
        self.texts += int(self.lengths[numbers].sum())
