"""Where register and registrar differ, fact by fact, and what is done about it."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST

from shuniu.domain.registry.actions import (
    compare_with_registrar,
    remark_on_difference,
    take_registrar_value,
    tell_of_difference,
)
from shuniu.domain.registry.forms_cards import CompareForm
from shuniu.domain.registry.models import RegistrarList, RegistrarValue, RosterImport
from shuniu.domain.registry.queries import standpoint
from shuniu.domain.registry.queries_cards import differences, whom_to_ask
from shuniu.domain.registry.sheets import fact_label, figures_workbook
from shuniu.domain.registry.views.common import download
from shuniu.kernel.core.access import allowed
from shuniu.kernel.core.moments import local_date
from shuniu.kernel.core.policy import signed_in
from shuniu.kernel.orgs.models import Area, Organization, OrganizationKind
from shuniu.kernel.orgs.queries import bodies_of
from shuniu.kernel.orgs.rules import SPEAKS
from shuniu.kernel.record.pages import Line

KEYS = ("name", "kind", "area", "registered_on", "legal_representative", "address", "supervising_unit",
        "registration_authority")  # fmt: skip


def _concerned(request: HttpRequest) -> tuple[str, list[int] | None, Organization | None]:
    """Whose differences: of one's own organizations, of the hub's, or (for an overseeing body) of all."""
    mine = bodies_of(request.user, request.at, *SPEAKS)
    code = request.GET.get("organization", "")
    if code and mine.filter(code=code).exists():
        row = mine.get(code=code)
        return row.name, [row.pk], None
    here = standpoint(request.user, request.at, request.GET.get("hub"))
    if here is not None and here.hub is not None:
        rows = whom_to_ask(here.hub, "tied", (), request.at)
        rows = rows.filter(code=code) if code else rows
        return here.hub.name, list(rows.values_list("pk", flat=True)), here.hub if here.own else None
    if here is not None:
        return here.body.name, None, None
    if mine.exists():
        return mine[0].name, list(mine.values_list("pk", flat=True)), None
    raise Http404


def _in_words(rows: list[dict[str, Any]]) -> list[dict[str, Any]]:
    kinds, areas = dict(OrganizationKind.choices), {area.code: str(area) for area in Area.objects.all()}
    names = {"kind": kinds, "area": areas}
    said = RegistrarValue.objects.select_related("organization", "remarked_by").in_bulk([row["id"] for row in rows])
    return [
        {**row, "said": said[row["id"]], "label": fact_label(row["key"]),
         "theirs": names.get(row["key"], {}).get(row["theirs"], row["theirs"]),
         "ours": names.get(row["key"], {}).get(row["ours"], row["ours"])}
        for row in rows
    ]  # fmt: skip


def _found(request: HttpRequest, organizations: list[int] | None) -> list[dict[str, Any]]:
    key = request.GET.get("key", "")
    return differences(organizations=organizations, key=key if key in KEYS else "", at=request.at)


def _lines(found: list[dict[str, Any]]) -> list[list[str]]:
    return [
        [row["said"].organization.name, row["label"], row["ours"], row["theirs"], row["as_of"].isoformat(), row["said"].remark]
        for row in _in_words(found)
    ]  # fmt: skip


def differences_listed(request: HttpRequest) -> list[list[str]]:
    """As on the page, all of its pages."""
    return _lines(_found(request, _concerned(request)[1]))


@signed_in
def registrar(request: HttpRequest) -> HttpResponse:
    """Differences listed per fact; exported with `?export=1`."""
    name, organizations, hub = _concerned(request)
    key = request.GET.get("key", "")
    found = _found(request, organizations)
    if request.GET.get("export"):
        head = [_("名称"), _("资料项"), _("登记册"), _("登记机关"), _("登记机关资料日期"), _("说明")]
        lines = _lines(found)
        return download(figures_workbook([(_("与登记机关不同"), [head, *lines])]), f"{name}{_('与登记机关不同')}.xlsx")
    page = Paginator(found, 50).get_page(request.GET.get("page"))
    lists = RegistrarList.objects.visible_to(request.user, request.at).select_related("roster", "hub")[:5]
    lines = [Line(one.roster.file_name, f"{one.hub.name} · {one.as_of}") for one in lists]
    mine = set(bodies_of(request.user, request.at, *SPEAKS).values_list("pk", flat=True))
    context = {
        "name": name, "hub": hub, "page": page, "rows": _in_words(list(page)), "key": key, "lists": lines, "mine": mine,
        "keys": [(one, fact_label(one)) for one in KEYS], "organizations": len({row["organization"] for row in found}),
    }  # fmt: skip
    return render(request, "registry/registrar.html", context)


@signed_in
@require_POST
def registrar_act(request: HttpRequest, pk: int) -> HttpResponse:
    """Take the registrar's value, say why it differs, or ask the organization to look."""
    _name, organizations, hub = _concerned(request)
    rows = RegistrarValue.objects.select_related("organization")
    row = get_object_or_404(rows if organizations is None else rows.filter(organization__in=organizations), pk=pk)
    act = request.POST.get("act")
    try:
        if act == "take":
            take_registrar_value(row, by=request.user, at=request.at)
            messages.success(request, _("已按登记机关的资料更正，原值留在记录里。"))
        elif act == "tell" and hub is not None:
            n = len(differences(organizations=[row.organization_id], key="", at=request.at))
            told = tell_of_difference(row.organization, hub=hub, n=n, by=request.user, at=request.at)
            messages.success(
                request, ngettext("已请对方 %(n)s 人核对。", "已请对方 %(n)s 人核对。", told) % {"n": told}
            )
        elif act == "remark":
            remark_on_difference(row, remark=request.POST.get("remark", ""), by=request.user, at=request.at)
            messages.success(request, _("已记下说明。"))
    except ValidationError as error:
        messages.error(request, " ".join(error.messages))
    return redirect(f"{reverse('registry:registrar')}?{request.GET.urlencode()}")


@signed_in
def roster_compare(request: HttpRequest, pk: int) -> HttpResponse:
    """A roster from the registrar: compare instead of importing."""
    row = get_object_or_404(RosterImport.objects.visible_to(request.user, request.at), pk=pk)
    if not allowed(request.user, "registry.compare_with_registrar", row, at=request.at):
        raise Http404
    form = CompareForm(request.POST or None, initial={"as_of": local_date(request.at)})
    if request.method == "POST" and form.is_valid():
        try:
            compare_with_registrar(row, **form.cleaned_data, by=request.user, at=request.at)
            messages.success(request, _("比对完成，登记册没有改动；不同之处列在下面。"))
            return redirect("registry:registrar")
        except ValidationError as error:
            form.add_error(None, error)
    context = {"form": form, "heading": _("作为登记机关的名单比对"), "context_line": row.file_name, "verb": _("比对"),
               "back": reverse("registry:roster", args=[pk]), "back_label": row.file_name}  # fmt: skip
    return render(request, "ui/simple_form.html", context)
