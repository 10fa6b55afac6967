"""Reads rosters as they really are: xlsx, xls, csv with title rows and Chinese headings; checks every row; plans.

Faults are typed codes with parameters (`Problem`); whoever shows them words them.
"""

from shuniu.methods.rosters.columns import FIELDS, recognise
from shuniu.methods.rosters.credit_code import check_credit_code, kind_of_code, make_credit_code
from shuniu.methods.rosters.reader import RosterError, Sheet, read_workbook
from shuniu.methods.rosters.rows import Problem, RosterRow, check_row, name_key

__all__ = [
    "FIELDS", "Problem", "RosterError", "RosterRow", "Sheet", "check_credit_code", "check_row", "kind_of_code",
    "make_credit_code", "name_key", "read_workbook", "recognise",
]  # fmt: skip
