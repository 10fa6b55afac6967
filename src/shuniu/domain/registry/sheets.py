"""Spreadsheets that go out: the list with its columns, figures, the failing rows as the user's own workbook."""

from __future__ import annotations

import tempfile
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import IO, Any

import xlsxwriter
from django.utils import translation
from django.utils.translation import gettext as _

from shuniu.domain.registry.areas import area_texts
from shuniu.domain.registry.columns import ListColumn, state_text
from shuniu.domain.registry.models import RosterImport, RosterRow
from shuniu.domain.registry.rules import PROBLEMS
from shuniu.kernel.core.money import yuan
from shuniu.kernel.orgs.models import Organization
from shuniu.methods.rosters.writer import write_table

REASON = "需核对的原因"
NUMBER = (
    "登记册编号"  # what finds the row again when the list comes back: names are not unique, and not all have a code
)
SAMPLE = ["单位名称", "统一社会信用代码", "类型", "领域", "所在区域", "成立日期", "法定代表人", "专职人员", "会员数",
          "开办资金（万元）", "地址", "业务主管单位", "登记管理机关",
          "业务范围", "主要活动", "是否会员"]  # fmt: skip


def problem_text(problem: list) -> str:
    _severity, field, code, params = problem
    return str(PROBLEMS[field, code]) % params


def reason_text(row: RosterRow) -> str:
    """What keeps the row out, and only that."""
    return _("；").join(problem_text(problem) for problem in row.problems if problem[0] == "error")


def _workbook() -> tuple[IO[bytes], xlsxwriter.Workbook]:
    """A workbook that goes to a temporary file row by row: bounded memory for a hundred thousand rows."""
    file = tempfile.TemporaryFile(suffix=".xlsx")  # noqa: SIM115  handed on; the response closes it
    return file, xlsxwriter.Workbook(file, {"constant_memory": True})


def list_workbook(
    rows: Iterable[Organization], ties: Mapping[int, Any], columns: Sequence[ListColumn], *, with_ties: bool
) -> IO[bytes]:
    """The list as xlsx with the columns on screen; Chinese throughout and as text, so that it can be brought in again."""
    file = tempfile.TemporaryFile(suffix=".xlsx")  # noqa: SIM115  handed on; the response closes it
    headings = ["名称", *(column.heading for column in columns), *(["联系状态"] if with_ties else []), NUMBER]
    widths = [36, *(column.width for column in columns), *([14] if with_ties else []), 12]
    with translation.override("zh-hans"):
        write_table(file, "名录", headings, _list_cells(rows, ties, columns, with_ties=with_ties), widths=widths)
    file.seek(0)
    return file


def _list_cells(
    rows: Iterable[Organization], ties: Mapping[int, Any], columns: Sequence[ListColumn], *, with_ties: bool
) -> Iterator[list[str | int]]:
    areas = area_texts()
    for row in rows:
        cells = [areas.get(row.area_id, "") if column.key == "area" else column.text(row) for column in columns]
        if with_ties:
            cells.append(state_text(ties.get(row.pk)))
        cells.append(row.code)
        yield [row.name, *(cell if isinstance(cell, int) else str(cell) for cell in cells)]


def figures_workbook(tables: Iterable[tuple[str, list[list[Any]]]]) -> IO[bytes]:
    """Each table of figures on a sheet of its own; the first row is its heading."""
    file, book = _workbook()
    bold = book.add_format({"bold": True, "bg_color": "#EBF0F5"})
    for title, rows in tables:
        sheet = book.add_worksheet(title[:31])
        sheet.set_column(0, 0, 26)
        for number, row in enumerate(rows):
            for index, cell in enumerate(row):
                if isinstance(cell, int | float):
                    sheet.write_number(number, index, cell)
                else:
                    sheet.write_string(number, index, str(cell), bold if number == 0 else None)
    book.close()
    file.seek(0)
    return file


def failing_workbook(roster: RosterImport) -> IO[bytes]:
    """The user's own rows that failed: title rows, columns and order as they came, the reason in a column at the end.

    The cell at fault is tinted. Corrected and brought in again, it touches only these rows.
    """
    file, book = _workbook()
    sheet = book.add_worksheet((roster.sheet or "需核对")[:31])
    bold, text = book.add_format({"bold": True, "bg_color": "#EBF0F5"}), book.add_format({"num_format": "@"})
    wrong = book.add_format({"num_format": "@", "bg_color": "#FDECEA"})
    reason = book.add_format({"font_color": "#B42318", "text_wrap": True})
    headings = [*roster.headings] if REASON in roster.headings else [*roster.headings, REASON]
    last = headings.index(REASON)
    for index, heading in enumerate(headings):
        sheet.set_column(index, index, min(36, max(10, 2 * len(heading) + 2)))
    sheet.set_column(last, last, 60)
    line = 0
    for cells in roster.above:
        for index, cell in enumerate(cells):
            sheet.write_string(line, index, cell)
        line += 1
    for index, heading in enumerate(headings):
        sheet.write_string(line, index, heading, bold)
    for row in roster.rows.filter(action=RosterRow.Action.FAILING).only("cells", "problems").iterator():
        line += 1
        at_fault = {
            roster.columns.get(field) for severity, field, _code, _params in row.problems if severity == "error"
        }
        for index, cell in enumerate(row.cells):
            if index != last and (cell or index in at_fault):
                sheet.write_string(line, index, cell, wrong if index in at_fault else text)
        sheet.write_string(line, last, reason_text(row), reason)
    book.close()
    file.seek(0)
    return file


def yuan_text(fen: int) -> str:
    return _("%(amount)s 元") % {"amount": yuan(fen)}


def fact_label(key: str) -> str:
    """The word for a fact in the active language."""
    return {
        "name": _("名称"), "kind": _("类型"), "credit_code": _("统一社会信用代码"), "area": _("所在区域"), "field": _("领域"),
        "registered_on": _("成立（登记）日期"), "legal_representative": _("法定代表人"), "staff_count": _("专职人员"),
        "member_count": _("会员（志愿者）数"), "capital_fen": _("开办（注册）资金"),
        "address": _("地址"), "supervising_unit": _("业务主管单位"),
        "registration_authority": _("登记管理机关"), "purpose": _("宗旨和业务范围"),
        "activities": _("主要活动"), "membership": _("会员"), "standing": _("状态"),
    }.get(key, key)  # fmt: skip
