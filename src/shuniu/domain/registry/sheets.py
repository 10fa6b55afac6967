"""Spreadsheets that go out: the list with its columns, the failing rows as the user's own workbook."""

from __future__ import annotations

import io
from collections.abc import Iterable

import xlsxwriter
from django.utils.translation import gettext as _

from shuniu.domain.registry.models import RosterImport, RosterRow
from shuniu.domain.registry.rules import PROBLEMS
from shuniu.kernel.orgs.models import Affiliation, Organization


def problem_text(problem: list) -> str:
    _severity, field, code, params = problem
    return str(PROBLEMS[field, code]) % params


def state_text(tie: Affiliation | None) -> str:
    if tie is None:
        return _("未联系")
    return {"confirmed": _("已确认"), "claimed": _("待确认"), "declined": _("组织未认可")}[tie.state]


HEADINGS = (
    "名称",
    "统一社会信用代码",
    "类型",
    "领域",
    "所在区域",
    "成立（登记）日期",
    "法定代表人",
    "专职人员",
    "联系状态",
)


def list_workbook(rows: Iterable[Organization], ties: dict[int, Affiliation]) -> bytes:
    """The list as xlsx with the same columns as on screen; headings stay Chinese so that it can be brought in again."""
    out = io.BytesIO()
    book = xlsxwriter.Workbook(out, {"constant_memory": True, "in_memory": True})
    sheet = book.add_worksheet("名录")
    bold = book.add_format({"bold": True})
    text = book.add_format({"num_format": "@"})
    for column, heading in enumerate(HEADINGS):
        sheet.write_string(0, column, heading, bold)
    sheet.set_column(0, 0, 34)
    sheet.set_column(1, 1, 22)
    for number, org in enumerate(rows, start=1):
        cells = (
            org.name, org.credit_code or "", org.get_kind_display(), org.field.name if org.field else "",
            org.area.name if org.area else "", org.registered_on.isoformat() if org.registered_on else "",
            org.legal_representative, "" if org.staff_count is None else str(org.staff_count),
            state_text(ties.get(org.pk)),
        )  # fmt: skip
        for column, cell in enumerate(cells):
            sheet.write_string(number, column, str(cell), text)
    book.close()
    return out.getvalue()


def failing_workbook(roster: RosterImport, headings: list[str]) -> bytes:
    """The user's own rows that failed, with their columns in their order and the reasons in front."""
    out = io.BytesIO()
    book = xlsxwriter.Workbook(out, {"in_memory": True})
    sheet = book.add_worksheet((roster.sheet or "需核对")[:31])
    bold, reason = book.add_format({"bold": True}), book.add_format({"font_color": "#B42318", "text_wrap": True})
    text = book.add_format({"num_format": "@"})
    for column, heading in enumerate(["原行号", "需核对的原因", *headings]):
        sheet.write_string(0, column, heading, bold)
    sheet.set_column(1, 1, 48)
    for number, row in enumerate(roster.rows.filter(action=RosterRow.Action.FAILING), start=1):
        sheet.write_number(number, 0, row.number)
        sheet.write_string(number, 1, "；".join(problem_text(problem) for problem in row.problems), reason)
        for column, cell in enumerate(row.cells, start=2):
            sheet.write_string(number, column, cell, text)
    book.close()
    return out.getvalue()
