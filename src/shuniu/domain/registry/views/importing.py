from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import timedelta
from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.core.paginator import Paginator
from django.db.models import Q, QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _

from shuniu.domain.registry.actions import bring_roster, correct_row, import_roster, plan_roster, undo_roster
from shuniu.domain.registry.actions.plan import LOOK, sheets_of
from shuniu.domain.registry.forms import BringForm, chosen_fields
from shuniu.domain.registry.models import RosterImport, RosterRow
from shuniu.domain.registry.planning import memory_of
from shuniu.domain.registry.rules import COLUMN_NAMES, CORRECTABLE, UNDO_HOURS
from shuniu.domain.registry.sheets import (
    SAMPLE,
    fact_label,
    failing_workbook,
    figures_workbook,
    problem_text,
    yuan_text,
)
from shuniu.domain.registry.suggesting import Suggestion, suggestions
from shuniu.domain.registry.views.common import download
from shuniu.kernel.core.access import allowed
from shuniu.kernel.core.policy import signed_in
from shuniu.kernel.core.reading import whole_number
from shuniu.kernel.norms.queries import setting_for
from shuniu.kernel.orgs.models import Area, Field, OrganizationKind, standing_text
from shuniu.kernel.record.pages import asked_hub
from shuniu.methods.rosters import Sheet, recognised_columns


@signed_in
def rosters(request: HttpRequest) -> HttpResponse:
    hub = asked_hub(request)
    rows = RosterImport.objects.visible_to(request.user, request.at).filter(hub=hub).select_related("uploaded_by")
    page = Paginator(rows, 20).get_page(request.GET.get("page"))
    return render(request, "registry/rosters.html", {"hub": hub, "page": page})


@signed_in
def roster_bring(request: HttpRequest) -> HttpResponse:
    hub = asked_hub(request)
    form = BringForm(request.POST or None, request.FILES or None)
    if request.method == "POST" and form.is_valid():
        upload = form.cleaned_data["file"]
        try:
            row = bring_roster(hub, file_name=upload.name, content=upload.read(), by=request.user, at=request.at)
            return redirect("registry:roster", pk=row.pk)
        except ValidationError as error:
            form.add_error("file", error)
    return render(request, "registry/roster_bring.html", {"form": form, "hub": hub})


def own_roster(request: HttpRequest, pk: int) -> RosterImport:
    rows = RosterImport.objects.visible_to(request.user, request.at).select_related(
        "hub", "progress", "uploaded_by", "default_field"
    )
    return get_object_or_404(rows, pk=pk)


def _tabs(row: RosterImport) -> list[tuple[str, str, int]]:
    tabs = [
        ("failing", _("需核对"), row.rows_failing), ("create", _("新增"), row.rows_new),
        ("update", _("更新"), row.rows_changed), ("same", _("没有变化"), row.rows_same), ("all", _("全部"), row.rows_total),
    ]  # fmt: skip
    if row.rows_members:
        tabs.insert(4, ("members", _("会员（待确认）"), row.rows_members))
    if row.rows_left:
        tabs.insert(0, ("left", _("没有写入"), row.rows_left))
    if row.rows_kept:
        tabs.insert(0, ("kept", _("撤销时保留"), row.rows_kept))
    return tabs


def _chosen(row: RosterImport, which: str) -> QuerySet[RosterRow]:
    rows = row.rows.all()
    if which in ("left", "kept"):
        return rows.filter(outcome="left") if which == "left" else rows.filter(kept_at_undo=True)
    if which == "members":
        return rows.filter(is_member=True).exclude(action="failing")
    if row.state in ("DONE", "UNDONE") and which in ("create", "update", "same"):
        outcomes = {"create": ["created"], "update": ["updated"], "same": ["same", "linked"]}
        return rows.filter(outcome__in=outcomes[which])
    return rows.filter(action=which) if which in RosterRow.Action.values else rows


def _lines(rows: Any, offered: dict[int, list[Suggestion]]) -> list[dict[str, Any]]:
    """Plan rows in words: what is wrong, what one click may put right, what a new organization comes in with, what
    changes from what to what.
    """
    areas, fields = list(Area.objects.all()), list(Field.objects.all())
    names = {("area", a.code): str(a) for a in areas} | {("field", f.code): str(f) for f in fields}
    by_id = {("area_id", a.pk): str(a) for a in areas} | {("field_id", f.pk): str(f) for f in fields}
    names |= {("kind", value): str(label) for value, label in OrganizationKind.choices}
    names |= {("membership", "claimed"): _("待组织确认")}
    lines = []
    for row in rows:
        lines.append({
            "row": row, "problems": [(severity, problem_text([severity, field, code, params]))
                                     for severity, field, code, params in row.problems],
            "suggestions": offered.get(row.pk, []),
            "facts": _read(row, by_id) if row.action == RosterRow.Action.CREATE and not row.outcome else [],
            "changes": [(fact_label(key), *(standing_text(text) if key == "standing" else names.get((key, text), text)
                                            for text in pair)) for key, pair in row.changes.items()],
        })  # fmt: skip
    return lines


def _read(row: RosterRow, names: dict[tuple[str, int], str]) -> list[tuple[str, str]]:
    """What was read from the cells of a new organization: the day, the amount and the place as they will be written."""
    capital = "" if row.capital_fen is None else yuan_text(row.capital_fen)
    facts = [
        ("kind", str(row.get_kind_display())), ("area", names.get(("area_id", row.area_id or 0), "")),
        ("field", names.get(("field_id", row.field_id or 0), "")), ("registered_on", row.registered_on),
        ("legal_representative", row.legal_representative), ("staff_count", row.staff_count),
        ("member_count", row.member_count), ("capital_fen", capital), ("address", row.address),
        ("standing", standing_text(f"{row.ending} {row.ended_on}") if row.ending else ""),
    ]  # fmt: skip
    return [(fact_label(key), str(said)) for key, said in facts if said not in ("", None)]


def rows_listed(request: HttpRequest, row: RosterImport) -> Iterator[tuple[RosterRow, str]]:
    """The rows of the page, all of its pages, each with what is wrong."""
    for one in _searched(request, _chosen(row, request.GET.get("which") or "all")).iterator():
        yield one, _("；").join(problem_text(problem) for problem in one.problems)


def _searched(request: HttpRequest, rows: QuerySet[RosterRow]) -> QuerySet[RosterRow]:
    text = request.GET.get("q", "").strip()
    return rows.filter(Q(name__contains=text) | Q(credit_code__contains=text.upper())) if text else rows


@signed_in
def roster(request: HttpRequest, pk: int) -> HttpResponse:
    """The preview as a stored plan, then its progress, then what came of it."""
    row = own_roster(request, pk)
    tabs = _tabs(row)
    which = request.GET.get("which") or next((key for key, _label, n in tabs if n), "all")
    text = request.GET.get("q", "").strip()
    rows = _chosen(row, which).select_related("organization").defer("cells", "purpose", "activities", "search_text")
    rows = _searched(request, rows)
    page = Paginator(rows, 50).get_page(request.GET.get("page"))
    hours = setting_for(row.hub, UNDO_HOURS.key, request.at) or 0
    ends = row.finished_at + timedelta(hours=hours) if row.finished_at else None
    done = min(row.progress.rows_done, row.goods)
    context = {
        "roster": row, "page": page, "rows": _lines(page, suggestions(page, user=request.user, at=request.at) if row.state == "PLANNED" else {}), "tabs": tabs, "which": which, "text": text, "done": done,
        "percent": round(100 * done / row.goods) if row.goods else 0, "undo_until": ends,
        "may_import": allowed(request.user, "registry.import_roster", row, at=request.at),
        "may_undo": ends is not None and ends > request.at and row.state == "DONE"
        and allowed(request.user, "registry.undo_roster", row, at=request.at),
        "recognised": len(row.columns), "columns": len(row.headings),
    }  # fmt: skip
    return render(request, "registry/roster.html", context)


def _sheet(sheets: list[Sheet], name: str) -> Sheet:
    return next((one for one in sheets if one.name == name), sheets[0])


@signed_in
def roster_columns(request: HttpRequest, pk: int) -> HttpResponse:
    """Every column with heading, samples and the field it is taken for, to be corrected in one place."""
    row = own_roster(request, pk)
    try:
        sheets = sheets_of(row)
    except ValidationError as error:
        messages.error(request, " ".join(error.messages))
        return redirect("registry:roster", pk=pk)
    chosen = _sheet(sheets, request.POST.get("sheet") or request.GET.get("sheet") or row.sheet)
    problem, picked = "", None
    if request.method == "POST":
        picked, problem = chosen_fields(request.POST, len(chosen.headings))
        if not problem:
            try:
                plan_roster(row, columns=picked, sheet=chosen.name, by=request.user, at=request.at,
                            default_field=Field.objects.filter(code=request.POST.get("default_field", "")).first(),
                            plan_version=whole_number(request.POST.get("plan_version"), -1))  # fmt: skip
                messages.success(request, _("已按新的对应重新核对；下次遇到同样的列名会照此识别。"))
                return redirect("registry:roster", pk=pk)
            except ValidationError as error:
                problem = " ".join(error.messages)
    samples = [cells for _number, cells in chosen.rows[:LOOK]]
    shown = recognised_columns(chosen.headings, samples, memory_of(row.hub))
    if picked is None and chosen.name == row.sheet:
        picked = row.columns
    at_index = {index: field for field, index in picked.items()} if picked is not None else None
    lines = [
        {"column": column, "field": column.field if at_index is None else at_index.get(column.index, "")}
        for column in shown
    ]
    context = {"roster": row, "sheets": sheets, "sheet": chosen, "lines": lines, "fields": COLUMN_NAMES.items(),
               "problem": problem, "every_field": Field.objects.all()}  # fmt: skip
    return render(request, "registry/roster_columns.html", context)


def _act(request: HttpRequest, pk: int, act: Callable[[], Any], done: str) -> HttpResponse:
    if request.method == "POST":
        try:
            act()
            messages.success(request, done)
        except ValidationError as error:
            messages.error(request, " ".join(error.messages))
    return redirect("registry:roster", pk=pk)


@signed_in
def roster_correct(request: HttpRequest, pk: int) -> HttpResponse:
    """One click on a suggestion; back to the same page of the preview."""
    row = own_roster(request, pk)
    version = whole_number(request.POST.get("plan_version"), -1)
    field = next((name for name in CORRECTABLE if name in request.POST), "")
    said = {"field": field, "value": request.POST.get(field, "")[:120]}
    answer = _act(
        request, pk, lambda: correct_row(row, number=whole_number(request.POST.get("number"), -1), plan_version=version,
                                         by=request.user, at=request.at, **said),
        _("已改正这一行，预览按改正后的列出。"),
    )  # fmt: skip
    if request.GET:
        answer["Location"] += f"?{request.GET.urlencode()}"
    return answer


@signed_in
def roster_import(request: HttpRequest, pk: int) -> HttpResponse:
    row = own_roster(request, pk)
    version = whole_number(request.POST.get("plan_version"), -1)
    return _act(
        request, pk, lambda: import_roster(row, plan_version=version, by=request.user, at=request.at),
        _("已开始导入，可以离开这一页，导完会通知你。"),
    )  # fmt: skip


@signed_in
def roster_undo(request: HttpRequest, pk: int) -> HttpResponse:
    row = own_roster(request, pk)
    return _act(
        request,
        pk,
        lambda: undo_roster(row, by=request.user, at=request.at),
        _("已开始撤销，可以离开这一页，撤完会通知你。"),
    )


@signed_in
def roster_sample(request: HttpRequest) -> HttpResponse:
    """An empty sheet with the headings that are recognised, for who has none yet."""
    asked_hub(request)
    return download(figures_workbook([("名录", [SAMPLE])]), "名录样表.xlsx")


@signed_in
def roster_failing(request: HttpRequest, pk: int) -> HttpResponse:
    """The failing rows in the user's own workbook, to be corrected and brought in again."""
    row = own_roster(request, pk)
    if row.forgotten_at is not None:
        raise Http404
    name = row.file_name.rpartition(".")[0] or row.file_name
    return download(failing_workbook(row), _("需核对") + f"-{name}.xlsx")
