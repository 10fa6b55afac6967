from __future__ import annotations

from typing import Any
from urllib.parse import quote

from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _

from shuniu.domain.registry.actions import bring_roster, import_roster, plan_roster, undo_roster
from shuniu.domain.registry.actions.plan import sheets_of
from shuniu.domain.registry.forms import BringForm, ColumnsForm, FactsForm
from shuniu.domain.registry.models import RosterImport, RosterRow
from shuniu.domain.registry.queries import hub_list, statistics, ties_of
from shuniu.domain.registry.sheets import failing_workbook, list_workbook, problem_text, state_text
from shuniu.kernel.core.access import allowed
from shuniu.kernel.core.policy import signed_in
from shuniu.kernel.orgs.actions import save_facts
from shuniu.kernel.orgs.models import Affiliation, Area, Organization, OrganizationKind
from shuniu.kernel.orgs.queries import bodies_of, hubs_of, overseen_by

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


def chosen_hub(request: HttpRequest) -> Organization:
    """The hub asked for by `?hub=`, else the first of the person's hubs. 404 when there is none."""
    hubs = hubs_of(request.user, request.at) | overseen_by(request.user, request.at)
    code = request.GET.get("hub")
    found = hubs.filter(code=code).first() if code else hubs_of(request.user, request.at).order_by("sort_key").first()
    if found is None:
        raise Http404
    return found


def download(content: bytes, name: str) -> HttpResponse:
    response = HttpResponse(content, content_type=XLSX)
    response.headers["Content-Disposition"] = f"attachment; filename*=UTF-8''{quote(name)}"
    return response


@signed_in
def organizations(request: HttpRequest) -> HttpResponse:
    hub = chosen_hub(request)
    rows = hub_list(hub, filters=request.GET, at=request.at)
    page = Paginator(rows, 50).get_page(request.GET.get("page"))
    ties = ties_of(hub, list(page), request.at)
    table = [{"organization": org, "tie": ties.get(org.pk), "state": state_text(ties.get(org.pk))} for org in page]
    context = {
        "hub": hub, "page": page, "rows": table, "kinds": OrganizationKind.choices, "areas": Area.objects.filter(level="district"),
        "ties": [("confirmed", _("已确认")), ("claimed", _("待确认")), ("none", _("未联系"))],
        "may_import": hubs_of(request.user, request.at).filter(pk=hub.pk).exists(),
    }  # fmt: skip
    return render(request, "registry/organizations.html", context)


@signed_in
def organizations_export(request: HttpRequest) -> HttpResponse:
    hub = chosen_hub(request)
    rows = list(hub_list(hub, filters=request.GET, at=request.at)[:100_000])
    return download(list_workbook(rows, ties_of(hub, rows, request.at)), f"{hub.name}名录.xlsx")


@signed_in
def register_statistics(request: HttpRequest) -> HttpResponse:
    hub = chosen_hub(request)
    counts = statistics(hub_list(hub, filters=request.GET, at=request.at))
    parts = [
        ("kind", _("按类型"), counts["kind"]),
        ("field", _("按领域"), counts["field"]),
        ("area", _("按区域"), counts["area"]),
    ]
    return render(request, "registry/statistics.html", {"hub": hub, "parts": parts})


def visible_organization(request: HttpRequest, code: str) -> Organization:
    """For the desk page: own organization, one tied to or in the field of the person's hub, or overseen through it."""
    row = get_object_or_404(
        Organization.objects.visible_to(request.user, request.at).select_related("area", "field"), code=code
    )
    if not bodies_of(request.user, request.at).exists():
        raise Http404
    return row


@signed_in
def organization(request: HttpRequest, code: str) -> HttpResponse:
    row = visible_organization(request, code)
    mine = bodies_of(request.user, request.at).filter(pk=row.pk).exists()
    seen = hubs_of(request.user, request.at) | overseen_by(request.user, request.at)
    ties = Affiliation.objects.filter(organization=row).select_related("hub")
    if not mine:
        ties = ties.filter(hub__in=seen)
    context = {
        "organization": row, "mine": mine, "ties": [{"tie": tie, "state": state_text(tie)} for tie in ties],
        "may_edit": allowed(request.user, "orgs.save_facts", row, at=request.at),
    }  # fmt: skip
    return render(request, "registry/organization.html", context)


@signed_in
def facts(request: HttpRequest, code: str) -> HttpResponse:
    row = visible_organization(request, code)
    if not allowed(request.user, "orgs.save_facts", row, at=request.at):
        raise PermissionDenied(_("这家组织的资料由它自己维护。"))
    initial = {name: getattr(row, name) for name in FactsForm.base_fields}
    form = FactsForm(request.POST or None, initial=initial)
    if request.method == "POST" and form.is_valid():
        try:
            values = dict(form.cleaned_data)
            version = values.pop("version")
            save_facts(row, version=version, by=request.user, at=request.at, **values)
            messages.success(request, _("资料已保存。"))
            return redirect("registry:organization", code=row.code)
        except ValidationError as error:
            form.add_error(None, error)
    context = {"form": form, "heading": _("修改资料"), "context_line": row.name, "verb": _("保存资料"),
               "back": reverse("registry:organization", args=[code]), "back_label": row.name}  # fmt: skip
    return render(request, "ui/simple_form.html", context)


@signed_in
def rosters(request: HttpRequest) -> HttpResponse:
    hub = chosen_hub(request)
    page = Paginator(RosterImport.objects.visible_to(request.user, request.at).filter(hub=hub), 20).get_page(
        request.GET.get("page")
    )
    return render(request, "registry/rosters.html", {"hub": hub, "page": page})


@signed_in
def roster_bring(request: HttpRequest) -> HttpResponse:
    hub = chosen_hub(request)
    form = BringForm(request.POST or None, request.FILES or None)
    if request.method == "POST" and form.is_valid():
        upload = form.cleaned_data["file"]
        try:
            row = bring_roster(hub, file_name=upload.name, content=upload.read(), by=request.user, at=request.at)
            return redirect("registry:roster", pk=row.pk)
        except ValidationError as error:
            form.add_error("file", error)
    context = {"form": form, "heading": _("导入名录"), "context_line": hub.name, "verb": _("上传并预览"),
               "back": reverse("registry:list"), "back_label": _("成员名录")}  # fmt: skip
    return render(request, "ui/simple_form.html", context)


def own_roster(request: HttpRequest, pk: int) -> RosterImport:
    return get_object_or_404(RosterImport.objects.visible_to(request.user, request.at).select_related("hub"), pk=pk)


@signed_in
def roster(request: HttpRequest, pk: int) -> HttpResponse:
    """The preview as a stored plan, then its progress, then what came of it."""
    row = own_roster(request, pk)
    which = request.GET.get("which", "failing" if row.rows_failing else "create")
    rows = row.rows.filter(action=which) if which in RosterRow.Action.values else row.rows.all()
    if request.GET.get("which") == "kept":
        rows = row.rows.filter(kept_at_undo=True)
    page = Paginator(rows.select_related("organization"), 50).get_page(request.GET.get("page"))
    table = [{"row": line, "problems": [problem_text(p) for p in line.problems]} for line in page]
    tabs = [
        ("failing", _("需核对"), row.rows_failing), ("create", _("新增"), row.rows_new),
        ("update", _("更新"), row.rows_changed), ("same", _("已有"), row.rows_same),
    ]  # fmt: skip
    if row.rows_kept:
        tabs.append(("kept", _("撤销时保留"), row.rows_kept))
    context = {"roster": row, "page": page, "rows": table, "tabs": tabs, "which": which,
               "goods": row.rows_total - row.rows_failing,
               "may_import": allowed(request.user, "registry.import_roster", row, at=request.at)}  # fmt: skip
    return render(request, "registry/roster.html", context)


@signed_in
def roster_columns(request: HttpRequest, pk: int) -> HttpResponse:
    row = own_roster(request, pk)
    sheets = sheets_of(row)
    chosen = next((s for s in sheets if s.name == row.sheet), sheets[0])
    form = ColumnsForm(
        request.POST or None, headings=chosen.headings, columns=row.columns, sheets=[s.name for s in sheets]
    )
    if request.method == "POST" and form.is_valid():
        try:
            sheet = form.cleaned_data.get("sheet", row.sheet)
            plan_roster(row, columns=form.columns(), sheet=sheet, by=request.user, at=request.at)
            return redirect("registry:roster", pk=pk)
        except ValidationError as error:
            form.add_error(None, error)
    context = {"form": form, "heading": _("核对列的对应"), "context_line": row.file_name, "verb": _("按此重新预览"),
               "back": reverse("registry:roster", args=[pk]), "back_label": _("预览")}  # fmt: skip
    return render(request, "ui/simple_form.html", context)


def _act(request: HttpRequest, pk: int, act: Any, done: str) -> HttpResponse:
    if request.method == "POST":
        try:
            act()
            messages.success(request, done)
        except ValidationError as error:
            messages.error(request, " ".join(error.messages))
    return redirect("registry:roster", pk=pk)


@signed_in
def roster_import(request: HttpRequest, pk: int) -> HttpResponse:
    row = own_roster(request, pk)
    version = int(request.POST.get("plan_version") or -1)
    return _act(
        request, pk, lambda: import_roster(row, plan_version=version, by=request.user, at=request.at),
        _("已开始导入，可以离开这一页，导完会通知你。"),
    )  # fmt: skip


@signed_in
def roster_undo(request: HttpRequest, pk: int) -> HttpResponse:
    row = own_roster(request, pk)
    return _act(request, pk, lambda: undo_roster(row, by=request.user, at=request.at), _("导入已撤销。"))


@signed_in
def roster_failing(request: HttpRequest, pk: int) -> HttpResponse:
    row = own_roster(request, pk)
    sheets = sheets_of(row)
    chosen = next((s for s in sheets if s.name == row.sheet), sheets[0])
    return download(failing_workbook(row, chosen.headings), f"需核对-{row.file_name.rpartition('.')[0]}.xlsx")
