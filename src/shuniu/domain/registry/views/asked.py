"""The asked side: one list of everything anybody asks of one's bodies, and the answer itself, on a phone too."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.core.paginator import Paginator
from django.db.models import Case, IntegerField, Q, Value, When
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from shuniu.domain.registry.actions import (
    file_answer,
    offer_facts,
    open_answer,
    return_answer,
    save_answer,
    take_back_answer,
)
from shuniu.domain.registry.asking import checked, facts_of, fault_text, grid_of
from shuniu.domain.registry.models import RequestAnswer, RequestColumn
from shuniu.domain.registry.request_rules import OFFERED
from shuniu.domain.registry.request_sheets import read_answer, template_workbook
from shuniu.domain.registry.views.common import download
from shuniu.kernel.core.access import allowed
from shuniu.kernel.core.moments import local_date
from shuniu.kernel.core.policy import signed_in
from shuniu.kernel.core.reading import whole_number
from shuniu.kernel.core.registries import panels
from shuniu.kernel.orgs.queries import bodies_of
from shuniu.kernel.record.models import QueryNumber

SPARE_ROWS = 5


@signed_in
def asked(request: HttpRequest) -> HttpResponse:
    """All open requests of all askers to all one's bodies, the nearest deadline first."""
    mine = bodies_of(request.user, request.at)
    rows = RequestAnswer.objects.filter(body__in=mine, request__sent_at__isnull=False)
    rows = rows.exclude(request__state="WITHDRAWN")
    waits = Q(request__state="OPEN") & ~Q(state="FILED")
    which = request.GET.get("which", "open")
    rows = rows.filter(~waits if which == "done" else waits)
    order = Case(When(state="RETURNED", then=Value(0)), default=Value(1), output_field=IntegerField())
    rows = rows.select_related("request__asker", "body")
    rows = rows.order_by("-filed_at", "-pk") if which == "done" else rows.order_by(order, "request__due_on", "pk")
    parts = [panel(request=request, which=which) for name, panel in panels if name.startswith("asked:")]
    context = {
        "page": Paginator(rows, 30).get_page(request.GET.get("page")), "today": local_date(request.at), "which": which,
        "many_bodies": len(mine) > 1, "parts": sorted((p for p in parts if p), key=lambda part: part["order"]),
    }  # fmt: skip
    return render(request, "registry/asked.html", context)


def seen_answer(request: HttpRequest, pk: int) -> RequestAnswer:
    rows = RequestAnswer.objects.visible_to(request.user, request.at)
    return get_object_or_404(rows.select_related("request__asker", "body__area", "filed_by", "opened_by"), pk=pk)


def typed_rows(request: HttpRequest, columns: list[RequestColumn]) -> list[list[str]]:
    """The rows of the form: `c<column>-<row>`."""
    count = min(whole_number(request.POST.get("rows"), 1), 1000)
    return [[request.POST.get(f"c{column.pk}-{n}", "") for column in columns] for n in range(count)]


@signed_in
def answer(request: HttpRequest, pk: int) -> HttpResponse:
    """Fill in, save, hand in; the asker reads the same page and may send it back."""
    row = seen_answer(request, pk)
    columns = list(row.request.columns.all())
    mine = allowed(request.user, "registry.save_answer", row, at=request.at)
    if mine and request.method == "GET":
        row = open_answer(row, by=request.user, at=request.at)
    typed: list[list[str]] | None = None
    if request.method == "POST":
        typed, done = _act(request, row, columns)
        if done:
            return redirect("registry:answer", pk=pk)
    row = seen_answer(request, pk)
    editable = mine and row.request.state == "OPEN" and row.state != "FILED"
    return render(
        request, "registry/answer.html", answer_context(request, row, columns, typed, mine=mine, editable=editable)
    )


def _act(request: HttpRequest, row: RequestAnswer, columns: list[RequestColumn]) -> tuple[list[list[str]] | None, bool]:
    """What was typed when the page has to be drawn again, and whether all is done."""
    act, who = request.POST.get("act", ""), {"by": request.user, "at": request.at}
    typed = None
    try:
        if act in ("save", "file", "more"):
            typed = typed_rows(request, columns)
            version = whole_number(request.POST.get("version"))
            saved = save_answer(row, rows=typed, version=version, **who)
            if act == "file":
                file_answer(saved, version=saved.version, **who)
                messages.success(request, _("已报送。发起单位会看到，回执在下面。"))
            elif act == "save":
                messages.success(request, _("草稿已保存，换一台设备也能接着填。"))
            return None, True
        if act == "upload":
            _upload(request, row, columns)
        elif act == "take_back":
            take_back_answer(row, **who)
            messages.success(request, _("已撤回，改好后请再报送。"))
        elif act == "return":
            return_answer(row, reason=request.POST.get("reason", ""), **who)
            messages.success(request, _("已退回，对方会收到理由。"))
        elif act == "offer":
            offer_facts(row, facts=request.POST.getlist("fact"), **who)
            messages.success(request, _("登记册已更新，来源是你单位自己，日期是今天。"))
    except ValidationError as error:
        if act == "file":
            request.problems = error.messages  # type: ignore[attr-defined]
            return typed, False
        for sentence in error.messages:
            messages.error(request, sentence)
        return typed, typed is None
    return None, True


def _upload(request: HttpRequest, row: RequestAnswer, columns: list[RequestColumn]) -> None:
    """A filled-in sheet becomes the draft; what it lacks is told, nothing is handed in yet."""
    rows, missing = read_upload(request, row, columns)
    save_answer(row, rows=rows, version=whole_number(request.POST.get("version")), by=request.user, at=request.at)
    tell_upload(request, len(rows), missing)


def read_upload(
    request: HttpRequest, row: RequestAnswer, columns: list[RequestColumn]
) -> tuple[list[list[str]], list[str]]:
    """The rows of the sheet that came, and the titles of the columns it lacks. Raises ValidationError."""
    upload: Any = request.FILES.get("sheet")
    if upload is None:
        raise ValidationError(_("请选一个 xlsx、xls 或 csv 文件。"))
    found = read_answer(upload.read(), upload.name or "", columns)
    rows = found.cells([str(column.pk) for column in columns])
    if not row.request.many_rows and len(rows) > 1:
        raise ValidationError(_("这张表每家只填一行，文件里有 %(n)s 行，请留下你单位的那一行。") % {"n": len(rows)})
    titles = {str(column.pk): column.title for column in columns}
    return rows, [titles[key] for key in found.missing]


def tell_upload(request: HttpRequest, n: int, missing: list[str]) -> None:
    told = ngettext("读入 %(n)s 行，存成草稿，请核对后报送。", "读入 %(n)s 行，存成草稿，请核对后报送。", n)
    messages.success(request, told % {"n": n})
    if missing:
        columns = _("、").join(missing)
        messages.warning(request, _("文件里没有这几列，请在页面上补：%(columns)s") % {"columns": columns})


def answer_context(
    request: HttpRequest, row: RequestAnswer, columns: list[RequestColumn], typed: list[list[str]] | None, *, mine: bool,
    editable: bool,
) -> dict[str, Any]:  # fmt: skip
    texts, cells = grid_of(row, columns)
    known = facts_of(row.body, columns)
    rows = typed if typed is not None else texts
    if not rows and editable and not row.request.many_rows:
        rows = [[known.get(column.pk, {}).get("text", "") for column in columns]]
    told = row.saved_at is not None or typed is not None
    read = checked(columns, rows)
    spare = SPARE_ROWS if row.request.many_rows and editable else 0 if rows else 1
    width = range(len(columns))
    grid = []
    for n in range(len(rows) + spare):
        line = rows[n] if n < len(rows) else [""] * len(columns)
        stored = cells[n] if n < len(cells) else {}
        grid.append([
            {"column": columns[i], "text": line[i], "name": f"c{columns[i].pk}-{n}", "known": known.get(columns[i].pk) if n == 0 else None,
             "problem": fault_text(columns[i], read[n][i]) if told and editable and n < len(rows) else "",
             "origin": stored.get(columns[i].pk)}
            for i in width
        ])  # fmt: skip
    number = QueryNumber.objects.filter(subject_type=row._meta.label_lower, subject_id=row.pk).first()
    return {
        "row": row, "columns": columns, "grid": grid, "mine": mine, "editable": editable, "number": number,
        "problems": [cell for line in grid for cell in line if cell["problem"]], "today": local_date(request.at),
        "late": row.late_at(request.at), "refused": getattr(request, "problems", []),
        "may_file": editable and allowed(request.user, "registry.file_answer", row, at=request.at),
        "may_take_back": mine and row.state == "FILED" and row.request.state == "OPEN"
        and allowed(request.user, "registry.take_back_answer", row, at=request.at),
        "may_return": row.state == "FILED" and row.request.state == "OPEN"
        and allowed(request.user, "registry.return_answer", row, at=request.at),
        "offers": _offers(request, row, columns, cells),
    }  # fmt: skip


def _offers(
    request: HttpRequest, row: RequestAnswer, columns: list[RequestColumn], cells: list[dict[int, Any]]
) -> list[dict[str, Any]]:
    """Facts that were filed otherwise than the register has them: the organization may bring the register up to date."""
    if row.state != "FILED" or not cells or not allowed(request.user, "registry.offer_facts", row, at=request.at):
        return []
    known, found = facts_of(row.body, columns), []
    for column in columns:
        cell = cells[0].get(column.pk)
        if column.fact in OFFERED and cell is not None and cell.text and cell.text != known[column.pk]["text"]:
            found.append(
                {
                    "fact": column.fact,
                    "label": known[column.pk]["label"],
                    "old": known[column.pk]["text"],
                    "new": cell.text,
                }
            )
    return found


@signed_in
def answer_template(request: HttpRequest, pk: int) -> HttpResponse:
    """The table as a workbook, with what is known already filled in."""
    row = seen_answer(request, pk)
    columns = list(row.request.columns.all())
    texts, _cells = grid_of(row, columns)
    return download(template_workbook(row, columns, texts), f"{row.request.title}.xlsx")
