"""How much of a file is read, and what is said of one that is not."""

from __future__ import annotations

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
MAX_LOOKS = 100_000_000  # cells that are walked over, all sheets together
CHUNK = 1 << 20
LONGEST = 4 * CHUNK  # between one tag and the next
MAX_OTHER_TAGS = 200_000  # tags of other names than cells have


class RosterError(ValueError):
    """The file as a whole cannot be read.

    `code` is empty, not_a_spreadsheet, damaged, encrypted, macros, too_large, too_many_rows, too_many_columns, too_heavy
    or no_heading; `params` hold the limit where there is one.
    """

    def __init__(self, code: str, **params: object) -> None:
        super().__init__(code)
        self.code = code
        self.params = params


class UnprovenError(Exception):
    pass
