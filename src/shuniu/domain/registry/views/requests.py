"""Data requests of one's body: the list, a new one, one request from draft to conclusion."""

from __future__ import annotations

import secrets
from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.core.paginator import Paginator
from django.db.models import Count, Q
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST

from shuniu.domain.registry.actions import (
    change_request,
    close_request,
    extend_request,
    make_request,
    reopen_request,
    withdraw_request,
)
from shuniu.domain.registry.asking import progress
from shuniu.domain.registry.merged import summary
from shuniu.domain.registry.models import DataRequest
from shuniu.domain.registry.request_forms import RequestForm
from shuniu.kernel.core.access import allowed
from shuniu.kernel.core.moments import local_date
from shuniu.kernel.core.policy import signed_in
from shuniu.kernel.core.reading import day_said, whole_number
from shuniu.kernel.core.versions import keep_typed
from shuniu.kernel.orgs.models import Designation, Organization
from shuniu.kernel.orgs.queries import bodies_of, hubs_at

TABS = {
    "open": gettext_lazy("填报中"), "draft": gettext_lazy("草稿"), "closed": gettext_lazy("已了结"), "all": gettext_lazy("全部"),
}  # fmt: skip
STATES = {"open": ["OPEN"], "draft": ["DRAFT"], "closed": ["CLOSED", "WITHDRAWN"]}


def own_askers(request: HttpRequest, *roles: str) -> list[Organization]:
    """Bodies of the person that may ask: hubs and bodies with hubs below."""
    may = Q(pk__in=hubs_at(request.at).values("pk"))
    may |= Q(pk__in=Designation.objects.valid(request.at).values("reports_to"))
    return list(bodies_of(request.user, request.at, *roles).filter(may).order_by("sort_key"))


def seen_request(request: HttpRequest, pk: int) -> DataRequest:
    rows = DataRequest.objects.visible_to(request.user, request.at).select_related("asker", "made_by", "sent_by")
    return get_object_or_404(rows, pk=pk)


def rights(request: HttpRequest, row: DataRequest) -> dict[str, bool]:
    """What the person may do to it, asked once for a page."""
    prepares = allowed(request.user, "registry.change_request", row, at=request.at)
    decides = prepares and allowed(request.user, "registry.send_request", row, at=request.at)
    return {"prepare": prepares, "decide": decides}


@signed_in
def requests(request: HttpRequest) -> HttpResponse:
    """What one's bodies ask of others, and what hubs below ask: with how much is in."""
    rows = DataRequest.objects.visible_to(request.user, request.at)
    askers = own_askers(request, "head", "officer", "clerk")
    if not askers:
        raise Http404
    which = request.GET.get("which", "open")
    which = which if which in TABS else "open"
    whose = "others" if request.GET.get("whose") == "others" else "own"
    rows = rows.filter(asker__in=askers) if whose == "own" else rows.exclude(asker__in=askers)
    if which in STATES:
        rows = rows.filter(state__in=STATES[which])
    if request.GET.get("q"):
        rows = rows.filter(title__icontains=request.GET["q"].strip())
    rows = (
        rows.select_related("asker")
        .annotate(asked=Count("answers"), filed=Count("answers", filter=Q(answers__state="FILED")))
        .order_by("-made_at", "-pk")
    )
    context = {
        "page": Paginator(rows, 30).get_page(request.GET.get("page")), "today": local_date(request.at), "which": which,
        "tabs": list(TABS.items()), "askers": askers, "whose": whose,
    }  # fmt: skip
    return render(request, "registry/requests.html", context)


@signed_in
def request_make(request: HttpRequest) -> HttpResponse:
    askers = own_askers(request, "head", "officer", "clerk")
    if not askers:
        raise Http404
    like = None
    if request.GET.get("like"):
        like = seen_request(request, whole_number(request.GET["like"]))
    initial: dict[str, Any] = {"key": secrets.token_urlsafe(12)}
    if like is not None:
        initial |= {"title": like.title, "purpose": like.purpose, "many_rows": like.many_rows}
    form = RequestForm(request.POST or None, askers=askers, initial=initial)
    if request.method == "POST" and form.is_valid():
        data = form.cleaned_data
        asker = next((one for one in askers if one.code == data.get("asker")), askers[0])
        try:
            made = make_request(
                asker, title=data["title"], purpose=data["purpose"], due_on=data["due_on"], many_rows=data["many_rows"],
                key=data["key"] or secrets.token_urlsafe(12), like=like, by=request.user, at=request.at,
            )  # fmt: skip
            return redirect("registry:request-columns" if like is None else "registry:request", pk=made.pk)
        except ValidationError as error:
            form.add_error(None, error)
    context = {
        "form": form, "heading": _("新的填报任务"), "context_line": _("先写清要什么、做什么用，再定列和对象，最后核对发出"),
        "verb": _("下一步：定列"), "back": reverse("registry:requests"), "back_label": _("填报任务"), "draft_key": "data-request",
    }  # fmt: skip
    return render(request, "ui/simple_form.html", context)


@signed_in
def request_change(request: HttpRequest, pk: int) -> HttpResponse:
    row = seen_request(request, pk)
    if not rights(request, row)["prepare"] or row.state != "DRAFT":
        raise PermissionDenied(_("任务已经发出，不能再改。"))
    initial = {name: getattr(row, name) for name in ("title", "purpose", "due_on", "many_rows", "version")}
    form = RequestForm(request.POST or None, askers=[row.asker], initial=initial)
    if request.method == "POST" and form.is_valid():
        data = {name: form.cleaned_data[name] for name in ("title", "purpose", "due_on", "many_rows")}
        try:
            change_request(row, **data, version=form.cleaned_data["version"] or 0, by=request.user, at=request.at)
            return redirect("registry:request", pk=pk)
        except ValidationError as error:
            keep_typed(form, error)
            form.add_error(None, error)
    context = {"form": form, "heading": _("修改填报任务"), "context_line": row.title, "verb": _("保存任务"),
               "back": reverse("registry:request", args=[pk]), "back_label": row.title}  # fmt: skip
    return render(request, "ui/simple_form.html", context)


@signed_in
def request_page(request: HttpRequest, pk: int) -> HttpResponse:
    """A draft: what is ready and what is missing. Under way: how much is in, partial results, what to do next."""
    row = seen_request(request, pk)
    columns = list(row.columns.all())
    told = summary(row, columns) if row.sent_at else []
    context = {
        "row": row, "columns": columns, "count": progress(row), "today": local_date(request.at), "summary": told,
        "may": rights(request, row), "tab": "request",
    }  # fmt: skip
    return render(request, "registry/request.html", context)


@signed_in
@require_POST
def request_act(request: HttpRequest, pk: int) -> HttpResponse:
    """Put off, close, reopen, withdraw."""
    row, who = seen_request(request, pk), {"by": request.user, "at": request.at}
    act = request.POST.get("act", "")
    day = day_said(request.POST.get("due_on")) if act == "extend" else None
    try:
        if act == "extend":
            if day is None:
                raise ValidationError(_("请选一个新的期限。"))
            extend_request(row, due_on=day, **who)
            messages.success(request, _("期限已延，还没报的单位会收到消息。"))
        elif act == "close":
            close_request(row, conclusion=request.POST.get("conclusion", ""), **who)
            messages.success(request, _("填报任务已了结，可以导出汇总表和公文。"))
        elif act == "reopen":
            reopen_request(row, **who)
            messages.success(request, _("已重新开放填报。"))
        elif act == "withdraw":
            withdraw_request(row, **who)
            messages.success(request, _("填报任务已撤回。"))
    except ValidationError as error:
        messages.error(request, " ".join(error.messages))
    return redirect("registry:request", pk=pk)
