"""The cockpit as workbooks: every picture's table, and the list behind a figure."""

from __future__ import annotations

import io
from collections.abc import Iterable
from datetime import datetime
from typing import Any
from urllib.parse import quote

import xlsxwriter
from django.http import HttpResponse
from django.utils.translation import gettext as _

from shuniu.engines.indicators.models import IndicatorValue, Snapshot
from shuniu.faces.cockpit.describe import describe_items
from shuniu.faces.cockpit.numbers import shares_of, tiles_of
from shuniu.faces.cockpit.queries import HubLine
from shuniu.kernel.orgs.models import Organization
from shuniu.kernel.record.pages import XLSX
from shuniu.kernel.specification.indicators import Indicator, indicators
from shuniu.kernel.specification.models import SIX, unit_label

CHUNK = 2000


def _answer(out: io.BytesIO, name: str) -> HttpResponse:
    response = HttpResponse(out.getvalue(), content_type=XLSX)
    response.headers["Content-Disposition"] = f"attachment; filename*=UTF-8''{quote(name)}.xlsx"
    return response


def _sheet(book: Any, name: str, headings: list[Any], rows: Iterable[list[Any]]) -> None:
    sheet = book.add_worksheet(name[:31])
    bold = book.add_format({"bold": True})
    sheet.write_row(0, 0, [str(heading) for heading in headings], bold)
    sheet.freeze_panes(1, 1)
    sheet.set_column(0, 0, 34)
    for number, row in enumerate(rows, start=1):
        sheet.write_row(number, 0, row)


def heat_book(
    lines: list[HubLine], snapshot: Snapshot | None, body: Organization, meeting_names: dict[str, Any]
) -> HttpResponse:
    """Sheets: six elements (computed and self-stated in columns of their own), indicators, districts."""
    out = io.BytesIO()
    book = xlsxwriter.Workbook(out, {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False})
    _sheet(book, _("六要素"), *heat_sheet(lines, meeting_names))
    _sheet(
        book, _("指标"), [_("枢纽"), _("指标"), _("名称"), _("对应条款"), _("分子"), _("分母"), _("数值"), _("参考值"), _("状态")],
        _values(lines, snapshot),
    )  # fmt: skip
    areas = [
        [str(one["area"] or _("未注明区域")), one["above"], one["below"]]
        for one in tiles_of(snapshot, shares_of(body.pk, snapshot)[1])
    ]
    _sheet(book, _("分区覆盖"), [_("区"), _("有活跃联系的组织"), _("已知的组织")], areas)
    book.close()
    return _answer(out, f"{_('六要素')}-{snapshot.period_code if snapshot else ''}")


def heat_sheet(lines: list[HubLine], meeting_names: dict[str, Any]) -> tuple[list[Any], list[list[Any]]]:
    """Headings and rows of the heat map, one row a hub."""
    headings: list[Any] = [_("枢纽"), _("层级"), _("经由")]
    for element in SIX:
        headings += [
            str(element.label) + _("（%(words)s）") % {"words": words}
            for words in (_("计算"), _("自述条数"), _("适用条数"))
        ]
    rows = []
    for line in lines:
        row: list[Any] = [line.hub.name, str(line.designation.get_level_display()), line.through]
        for cell in line.cells:
            score = "—" if cell["score"] is None else round(cell["score"], 1)
            row += [score, cell["stated"].done, cell["stated"].units]
        rows.append([*row, str(meeting_names[line.meeting][0])])
    return [*headings, _("例会")], rows


def _values(lines: list[HubLine], snapshot: Snapshot | None) -> list[list[Any]]:
    if snapshot is None:
        return []
    names = {line.hub.pk: line.hub.name for line in lines}
    declared = dict(indicators)
    values = IndicatorValue.objects.filter(snapshot=snapshot, hub__in=names).order_by("code", "hub__sort_key")
    return [
        [names[row.hub_id], row.code, *_named(declared.get(row.code)),
         *("—" if number is None else number for number in (row.numerator, row.denominator, row.value, row.threshold)),
         str(row.get_state_display())]
        for row in values
    ]  # fmt: skip


def _named(indicator: Indicator | None) -> list[str]:
    """Title and clauses; empty for a figure of an indicator that is no longer declared."""
    if indicator is None:
        return ["", ""]
    return [str(indicator.title), _("、").join(unit_label(code) for code in indicator.units)]


def list_book(value: IndicatorValue, declared: Indicator, items: Any, *, user: Any, at: datetime) -> HttpResponse:
    """The list behind one figure, as frozen in its snapshot."""
    out = io.BytesIO()
    book = xlsxwriter.Workbook(out, {"constant_memory": True, "in_memory": True, "strings_to_formulas": False,
                                     "strings_to_urls": False})  # fmt: skip
    rows = items_told(items, user=user, at=at)
    _sheet(book, value.code, [_("记录"), _("计入分子"), _("补录"), _("说明")], rows)
    book.close()
    return _answer(out, f"{value.code}-{value.hub.name}-{value.snapshot.period_code}")


def items_told(items: Any, *, user: Any, at: datetime) -> Iterable[list[Any]]:
    """A line a record, some at a time."""
    chunk: list[Any] = []
    for item in items.iterator(chunk_size=CHUNK):
        chunk.append(item)
        if len(chunk) == CHUNK:
            yield from _described(chunk, user, at)
            chunk = []
    yield from _described(chunk, user, at)


def _described(items: list[Any], user: Any, at: datetime) -> list[list[Any]]:
    return [
        [line["title"], _("是") if line["item"].counted else _("否"), _("是") if line["item"].late_entry else "",
         line["note"]]
        for line in describe_items(items, user=user, at=at)
    ]  # fmt: skip
