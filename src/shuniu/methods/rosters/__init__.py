"""Reads rosters as they really are: xlsx, xls, csv with title rows and Chinese headings; checks every row.

`open_book` turns bytes into sheets, `recognise` says which column is which, `check_row` gives typed values and what is
wrong with them, `mark_repeats` finds what occurs twice. Faults are typed codes with parameters (`Problem`, `RosterError`);
whoever shows them words them. Nothing here knows a database; memory is bounded by the cells that are really there.
"""

from shuniu.methods.rosters.columns import FIELDS, Column, field_of, recognise, recognised_columns
from shuniu.methods.rosters.credit_code import (
    candidates,
    check_credit_code,
    kind_of_code,
    make_credit_code,
    right_codes,
)
from shuniu.methods.rosters.reader import MAX_BYTES, MAX_COLUMNS, MAX_ROWS, RosterError, Sheet, read_workbook
from shuniu.methods.rosters.rows import Problem, RosterRow, check_row, check_rows, mark_repeats, name_key
from shuniu.methods.rosters.values import days_in

__all__ = [
    "FIELDS", "MAX_BYTES", "MAX_COLUMNS", "MAX_ROWS", "Column", "Problem", "RosterError", "RosterRow", "Sheet",
    "candidates", "check_credit_code", "check_row", "check_rows", "days_in", "field_of", "kind_of_code", "make_credit_code", "mark_repeats",
    "name_key", "read_workbook", "recognise", "recognised_columns", "right_codes",
]  # fmt: skip
