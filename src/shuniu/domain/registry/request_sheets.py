"""Workbooks of a data request: the template that goes out, the sheet that comes back, the merged table."""

from __future__ import annotations

import tempfile
from collections.abc import Iterable
from typing import IO, Any

import xlsxwriter
from django.db.models import QuerySet
from django.utils.translation import gettext as _

from shuniu.domain.registry.asking import facts_of
from shuniu.domain.registry.merged import filed_rows, lines_of, shown, sorted_rows
from shuniu.domain.registry.models import AnswerRow, DataRequest, RequestAnswer, RequestColumn
from shuniu.domain.registry.rules import FILE_PROBLEMS, FileProblem
from shuniu.kernel.core.moments import local_date
from shuniu.methods.cells import FoundTable, find_table
from shuniu.methods.rosters import RosterError
from shuniu.methods.rosters.reader import read_tables

LINES = 200
CHUNK = 500


def _book(memory: bool = True) -> tuple[IO[bytes], xlsxwriter.Workbook]:
    file = tempfile.TemporaryFile(suffix=".xlsx")  # noqa: SIM115  handed on; the response closes it
    return file, xlsxwriter.Workbook(file, {"constant_memory": memory})


def template_workbook(answer: RequestAnswer, columns: list[RequestColumn], rows: list[list[str]]) -> IO[bytes]:
    """The table to fill in: title, hints as cell notes, choices as drop-downs, what is known already filled in.

    Headings are Chinese as the asker wrote them, so that the sheet is recognised when it comes back.
    """
    file, book = _book(memory=False)
    sheet = book.add_worksheet(_("填报表"))
    title = book.add_format({"bold": True, "font_size": 14})
    head = book.add_format(
        {"bold": True, "bg_color": "#EBF0F5", "text_wrap": True, "border": 1, "border_color": "#B8C4D0"}
    )
    text = book.add_format({"num_format": "@"})
    sheet.write_string(0, 0, answer.request.title, title)
    sheet.write_string(
        1,
        0,
        _("填报单位：%(body)s　期限：%(day)s　带 * 的必填") % {"body": answer.body.name, "day": answer.request.due_on},
    )
    for index, column in enumerate(columns):
        sheet.set_column(index, index, max(14, min(40, 2 * len(column.heading) + 4)), text)
        sheet.write_string(2, index, column.heading + ("*" if column.required else ""), head)
        if column.hint:
            sheet.write_comment(2, index, column.hint)
        choices = column.choices if column.kind == "choice" else ["是", "否"] if column.kind == "yes_no" else []
        if choices and len(",".join(choices)) < 255:
            sheet.data_validation(3, index, 3 + LINES, index, {"validate": "list", "source": choices})
    known = facts_of(answer.body, columns)
    first = [known.get(column.pk, {}).get("text", "") for column in columns]
    for line, row in enumerate(rows or ([first] if not answer.request.many_rows else []), start=3):
        for index, value in enumerate(row):
            sheet.write_string(line, index, value, text)
    sheet.freeze_panes(3, 0)
    book.close()
    file.seek(0)
    return file


def read_answer(content: bytes, file_name: str, columns: list[RequestColumn]) -> FoundTable:
    """The asked columns in a workbook or csv that came back. Raises FileProblem in the user's words."""
    try:
        tables = read_tables(content, file_name)
    except RosterError as error:
        raise FileProblem(FILE_PROBLEMS[error.code] % error.params, code=error.code) from error
    found = find_table(tables, {str(column.pk): column.title for column in columns})
    if found is None:
        raise FileProblem(_("表里没有找到这次要填的列名。请下载样表，填好再传；列的顺序不要紧。"))
    if not found.rows:
        raise FileProblem(_("列名下面没有数据，请填好再传。"))
    return found


def merged_workbook(
    request: DataRequest, columns: list[RequestColumn], rows: QuerySet[AnswerRow], sums: dict[int, str]
) -> IO[bytes]:
    """What was filed, one line a row, figures as figures; a second sheet names who has not answered."""
    file, book = _book()
    bold, text = book.add_format({"bold": True, "bg_color": "#EBF0F5"}), book.add_format({"num_format": "@"})
    sheet = book.add_worksheet(_("汇总表")[:31])
    heads = [_("单位"), _("所在区域"), *(column.heading for column in columns), _("报送时间"), _("是否逾期")]
    sheet.set_column(0, 0, 36)
    sheet.set_column(1, len(heads) - 1, 16)
    for index, heading in enumerate(heads):
        sheet.write_string(0, index, heading, bold)
    line = 0
    for chunk in _chunks(sorted_rows(rows, columns, "")):
        for told in lines_of(chunk, columns):
            line += 1
            _write_line(sheet, line, told, text)
    if sums:
        sheet.write_string(line + 1, 0, _("合计"), bold)
        for index, column in enumerate(columns, start=2):
            if column.pk in sums:
                sheet.write_number(line + 1, index, float(sums[column.pk]), bold)
    _missing(book, request, bold)
    book.close()
    file.seek(0)
    return file


def _chunks(rows: QuerySet[AnswerRow]) -> Iterable[list[AnswerRow]]:
    chunk: list[AnswerRow] = []
    for row in rows.iterator(chunk_size=CHUNK):
        chunk.append(row)
        if len(chunk) == CHUNK:
            yield chunk
            chunk = []
    yield chunk


def _write_line(sheet: Any, line: int, told: dict[str, Any], text: Any) -> None:
    answer = told["answer"]
    sheet.write_string(line, 0, answer.body.name, text)
    sheet.write_string(line, 1, str(answer.body.area or ""), text)
    for index, (column, cell) in enumerate(told["cells"], start=2):
        if cell is None or cell.text == "":
            continue
        figure = shown(column, number=cell.number, fen=cell.fen) if column.is_number else ""
        if figure:
            sheet.write_number(line, index, float(figure))
        else:
            sheet.write_string(line, index, cell.text, text)
    last = 2 + len(told["cells"])
    sheet.write_string(line, last, local_date(answer.filed_at).isoformat(), text)
    sheet.write_string(line, last + 1, _("逾期") if answer.is_late else "", text)


def _missing(book: xlsxwriter.Workbook, request: DataRequest, bold: Any) -> None:
    sheet = book.add_worksheet(_("未填报单位")[:31])
    sheet.set_column(0, 0, 36)
    for index, heading in enumerate((_("单位"), _("情况"), _("催办次数"))):
        sheet.write_string(0, index, heading, bold)
    rows = request.answers.exclude(state="FILED").select_related("body").order_by("body__sort_key")
    stages = {"unopened": _("还没打开"), "opened": _("打开过"), "drafted": _("写了草稿"), "returned": _("退回修改")}
    for line, row in enumerate(rows.iterator(chunk_size=CHUNK), start=1):
        sheet.write_string(line, 0, row.body.name)
        sheet.write_string(line, 1, stages[row.stage])
        sheet.write_number(line, 2, row.times_reminded)


def whole_workbook(request: DataRequest, columns: list[RequestColumn], sums: dict[int, str]) -> IO[bytes]:
    return merged_workbook(request, columns, filed_rows(request), sums)
