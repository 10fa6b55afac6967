"""The draft of a data request: its columns, its bodies, and the last look before it goes out."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.core.paginator import Paginator
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from shuniu.domain.registry.actions import (
    add_bodies,
    add_columns,
    change_column,
    drop_bodies,
    drop_column,
    move_column,
    send_request,
)
from shuniu.domain.registry.asking import Pasted, askable, asked_already, progress, read_pasted, readable
from shuniu.domain.registry.models import DataRequest, RequestColumn
from shuniu.domain.registry.queries import register, standpoint
from shuniu.domain.registry.request_forms import ColumnForm
from shuniu.domain.registry.views.requests import rights, seen_request
from shuniu.kernel.core.moments import local_date
from shuniu.kernel.core.policy import signed_in
from shuniu.kernel.core.reading import whole_number
from shuniu.kernel.orgs.models import Area, Field, Organization, OrganizationKind
from shuniu.kernel.orgs.queries import hubs_below
from shuniu.kernel.record.asking import audiences
from shuniu.kernel.record.models import SavedView

FILTERS = ("group", "kind", "area", "field", "q", "view")


def own_draft(request: HttpRequest, pk: int) -> DataRequest:
    """For pages that change a draft: who only sees it is refused, a sent one is shown elsewhere."""
    row = seen_request(request, pk)
    if not rights(request, row)["prepare"]:
        raise PermissionDenied
    return row


def _show(request: HttpRequest, error: ValidationError) -> None:
    for sentence in error.messages:
        messages.error(request, sentence)


@signed_in
def request_columns(request: HttpRequest, pk: int) -> HttpResponse:
    """The columns: pasted headings become columns at once; each is moved, changed, taken out."""
    row, typed = own_draft(request, pk), ""
    if request.method == "POST":
        typed = request.POST.get("headings", "")
        try:
            _column_act(request, row, typed)
            return redirect("registry:request-columns", pk=pk)
        except ValidationError as error:
            _show(request, error)
    context = {"row": row, "columns": list(row.columns.select_related("not_above")), "typed": typed, "tab": "columns",
               "count": progress(row), "may": rights(request, row), "today": local_date(request.at)}  # fmt: skip
    return render(request, "registry/request_columns.html", context)


def _column_act(request: HttpRequest, row: DataRequest, typed: str) -> None:
    who: dict[str, Any] = {"by": request.user, "at": request.at}
    act = request.POST.get("act", "")
    if act == "add":
        headings = [part.strip() for line in typed.splitlines() for part in line.split("\t")]
        made = add_columns(row, headings=[part for part in headings if part], **who)
        messages.success(
            request,
            ngettext(
                "已加 %(n)s 列，类型和单位按列名猜好了，请看一遍。",
                "已加 %(n)s 列，类型和单位按列名猜好了，请看一遍。",
                len(made),
            )
            % {"n": len(made)},
        )
        return
    column = get_object_or_404(row.columns, pk=whole_number(request.POST.get("column")))
    if act == "drop":
        drop_column(column, **who)
    elif act in ("up", "down"):
        move_column(column, up=act == "up", **who)


@signed_in
def request_column(request: HttpRequest, pk: int, column: int) -> HttpResponse:
    row = own_draft(request, pk)
    found = get_object_or_404(row.columns, pk=column)
    form = ColumnForm(request.POST or None, request=row, column=found)
    if request.method == "POST" and form.is_valid():
        try:
            change_column(found, by=request.user, at=request.at, **form.facts())
            return redirect("registry:request-columns", pk=pk)
        except ValidationError as error:
            form.add_error(None, error)
    context = {"form": form, "heading": found.title, "context_line": row.title, "verb": _("保存这一列"),
               "back": reverse("registry:request-columns", args=[pk]), "back_label": _("列")}  # fmt: skip
    return render(request, "ui/simple_form.html", context)


def _groups(row: DataRequest, request: HttpRequest) -> list[dict[str, Any]]:
    found = []
    for name, audience in audiences:
        bodies = audience.bodies(body=row.asker, at=request.at)
        if bodies is not None:
            found.append({"name": name, "label": audience.label, "bodies": bodies})
    return found


def _chosen(row: DataRequest, request: HttpRequest, query: Any) -> QuerySet[Organization]:
    """The bodies that the filters or a saved view of the register mean, as far as they may be asked."""
    rows = askable(row.asker, request.at)
    group = next((one for one in _groups(row, request) if one["name"] == query.get("group")), None)
    if group is not None:
        rows = rows.filter(pk__in=group["bodies"].values("pk"))
    if query.get("kind") in OrganizationKind.values:
        rows = rows.filter(kind=query["kind"])
    for key in ("area", "field"):
        if query.get(key):
            rows = rows.filter(**{f"{key}__code": query[key]})
    if query.get("q"):
        rows = rows.search(query["q"])
    view = SavedView.objects.filter(user=request.user, page="registry.list", pk=whole_number(query.get("view"))).first()
    here = standpoint(request.user, request.at, None) if view else None
    if view is not None and here is not None:
        listed = register(here, filters=QueryDict(view.query), user=request.user, at=request.at)
        rows = rows.filter(pk__in=listed.values("pk"))
    return rows


@signed_in
def request_bodies(request: HttpRequest, pk: int) -> HttpResponse:
    """Who is asked: a group, filters, a saved view of the register, or a pasted list."""
    row, pasted, typed = own_draft(request, pk), Pasted(), ""
    if request.method == "POST":
        typed = request.POST.get("names", "") if request.POST.get("act") == "paste" else ""
        try:
            pasted = _body_act(request, row, typed)
            if not (pasted.unknown or pasted.strangers):
                return redirect(f"{reverse('registry:request-bodies', args=[pk])}#listed")
        except ValidationError as error:
            _show(request, error)
    asked = any(request.GET.get(key) for key in (*FILTERS, "look"))
    chosen = _chosen(row, request, request.GET) if asked else None
    page = Paginator(row.answers.select_related("body__area").order_by("body__sort_key"), 50)
    context = {
        "row": row, "page": page.get_page(request.GET.get("page")), "pasted": pasted, "groups": _groups(row, request),
        "asked": asked, "found": chosen.count() if chosen is not None else 0, "typed": typed, "tab": "bodies",
        "examples": list(chosen.order_by("sort_key")[:5]) if chosen is not None else [], "count": progress(row),
        "kinds": OrganizationKind.choices, "areas": Area.objects.standing().exclude(level="city"), "fields": Field.objects.all(),
        "views": SavedView.objects.filter(user=request.user, page="registry.list").order_by("name"),
        "may": rights(request, row), "today": local_date(request.at), "query": request.GET.urlencode(),
    }  # fmt: skip
    return render(request, "registry/request_bodies.html", context)


def _body_act(request: HttpRequest, row: DataRequest, typed: str) -> Pasted:
    who: dict[str, Any] = {"by": request.user, "at": request.at}
    act, pasted = request.POST.get("act", ""), Pasted()
    if act == "filter":
        ids = _chosen(row, request, QueryDict(request.POST.get("query", ""))).values_list("pk", flat=True)
        made = add_bodies(row, bodies=ids, **who)
        messages.success(request, _("已加 %(n)s 家。") % {"n": made})
    elif act == "paste":
        pasted = read_pasted(row, typed, user=request.user, at=request.at)
        made = add_bodies(row, bodies=[body.pk for body in pasted.found], **who)
        messages.success(request, _("认出 %(found)s 家，新加 %(n)s 家。") % {"found": len(pasted.found), "n": made})
    elif act == "drop":
        drop_bodies(row, bodies=[whole_number(request.POST.get("body"))], **who)
    elif act == "clear":
        drop_bodies(row, **who)
    return pasted


@signed_in
def request_send(request: HttpRequest, pk: int) -> HttpResponse:
    """The last look: what goes to whom, and every question whose answer is there already, with the answer."""
    row = own_draft(request, pk)
    if row.state != "DRAFT":
        return redirect("registry:request", pk=pk)
    if request.method == "POST":
        try:
            if _send_act(request, row):
                return redirect("registry:request", pk=pk)
            return redirect("registry:request-send", pk=pk)
        except ValidationError as error:
            _show(request, error)
    columns = list(row.columns.all())
    blocks = asked_already(row, columns, at=request.at)
    below = hubs_below([row.asker_id], request.at)
    shown = [
        {"block": block, "answers": [one for one in block.match.known[:10] if readable(one, row.asker, below)],
         "kept": sum(not readable(one, row.asker, below) for one in block.match.known),
         "more": max(0, len(block.match.known) - 10)}
        for block in blocks
    ]  # fmt: skip
    context = {"row": row, "columns": columns, "count": progress(row), "blocks": shown, "tab": "send",
               "stopped": any(block.blocks for block in blocks), "may": rights(request, row),
               "today": local_date(request.at)}  # fmt: skip
    return render(request, "registry/request_send.html", context)


def _send_act(request: HttpRequest, row: DataRequest) -> bool:
    """True once it is sent; otherwise a column was taken over, told apart, or taken out."""
    who: dict[str, Any] = {"by": request.user, "at": request.at}
    act = request.POST.get("act", "")
    if act == "send":
        sent = send_request(row, **who)
        messages.success(
            request,
            ngettext(
                "已向 %(n)s 家发出，每家都收到了消息和待办。",
                "已向 %(n)s 家发出，每家都收到了消息和待办。",
                sent.answers.count(),
            )
            % {"n": sent.answers.count()},
        )
        return True
    column: RequestColumn = get_object_or_404(row.columns, pk=whole_number(request.POST.get("column")))
    if act == "drop":
        drop_column(column, **who)
    elif act == "reuse":
        change_column(column, reuses=True, **who)
    elif act == "differ":
        text = request.POST.get("differs", "").strip()
        if not text:
            raise ValidationError(_("请写明这一列与已有的那一项有什么不同。"))
        change_column(column, differs=text[:120], **who)
    return False
