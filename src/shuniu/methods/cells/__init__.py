"""What people type into a table that was sent to them: read by the column's kind, checked cell by cell.

`read_cell` turns typed text into a number, a day, an amount in fen; `check_rows` checks whole answers, columns against
each other too; `match_headings` and `find_table` find the asked columns in a sheet that came back; `question_key` and
`likeness` say whether two questions ask for the same thing. Faults are typed codes with parameters, worded elsewhere.
"""

from shuniu.methods.cells.headings import FoundTable, find_table, likeness, match_headings, question_key
from shuniu.methods.cells.read import Cell, Column, Fault, check_rows, read_cell

__all__ = [
    "Cell", "Column", "Fault", "FoundTable", "check_rows", "find_table", "likeness", "match_headings", "question_key",
    "read_cell",
]  # fmt: skip
