"""Projects landing in communities (A10.3)."""

from __future__ import annotations

import secrets
from typing import Any

from django.core.exceptions import PermissionDenied, ValidationError
from django.db.models import Q, Sum
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _

from shuniu.domain.support.actions.growing import landing as acts
from shuniu.domain.support.forms.growing.landing import AcceptForm, LandingForm, ServedForm, YearForm
from shuniu.domain.support.models.growing import Landing
from shuniu.domain.support.views.common import may, page_of, tried
from shuniu.engines.exchange.models import Group, Need
from shuniu.kernel.core.moments import local_date
from shuniu.kernel.core.policy import signed_in
from shuniu.kernel.orgs.models import Organization
from shuniu.kernel.orgs.queries import bodies_of
from shuniu.kernel.orgs.rules import SPEAKS
from shuniu.kernel.record.pages import own_hub, sheet_response, show_errors


def _shown(request: HttpRequest) -> Any:
    rows = Landing.objects.visible_to(request.user, request.at).select_related(
        "community", "organization", "hub", "need"
    )
    state, text = request.GET.get("state", ""), request.GET.get("q", "").strip()
    if state in Landing.State.values:
        rows = rows.filter(state=state)
    if text:
        rows = rows.filter(
            Q(title__icontains=text) | Q(community__name__icontains=text) | Q(organization__name__icontains=text)
        )
    return rows.distinct().order_by("-proposed_at", "-pk")


def _needs(hub: Organization) -> Any:
    """Open needs that communities put down at this hub: the newest of them."""
    rows = Need.objects.filter(keeper=hub, asker="community", body__isnull=False, state="open")
    return Need.objects.filter(pk__in=list(rows.order_by("-posted_at").values_list("pk", flat=True)[:200])).order_by(
        "-posted_at"
    )


@signed_in
def landings(request: HttpRequest) -> HttpResponse:
    hub = own_hub(request)
    local = bodies_of(request.user, request.at, "officer", *SPEAKS).communities()
    context = {
        "may_post": hub is not None or local.exists(), "page": page_of(request, _shown(request)), "state": request.GET.get("state", ""), "text": request.GET.get("q", ""),
        "states": Landing.State.choices, "may_propose": hub is not None and may(request, "propose_landing", row=Landing(hub=hub))["propose_landing"],
    }  # fmt: skip
    return render(request, "support/growing/landings.html", context)


@signed_in
def landings_export(request: HttpRequest) -> HttpResponse:
    rows = (
        [row.title, row.community.name, row.organization.name, row.hub.name, row.need.title, row.get_state_display(),
         row.first_service_on or "", _("是") if row.first_confirmed_at else _("否"), row.served or 0, row.reason]
        for row in _shown(request).annotate(served=Sum("counts__persons"))
    )  # fmt: skip
    headings = [
        _("项目名称"),
        _("社区"),
        _("承接组织"),
        _("枢纽"),
        _("需求"),
        _("状态"),
        _("首次服务"),
        _("社区已确认"),
        _("服务人次"),
        _("原因"),
    ]
    return sheet_response(_("项目落地"), headings, rows)


@signed_in
def landing_propose(request: HttpRequest) -> HttpResponse:
    hub = own_hub(request)
    if hub is None:
        raise Http404
    if not may(request, "propose_landing", row=Landing(hub=hub))["propose_landing"]:
        raise PermissionDenied
    seen = Organization.objects.visible_to(request.user, request.at)
    initial = {"key": secrets.token_urlsafe(16), "need": request.GET.get("need")}
    form = LandingForm(request.POST or None, needs=_needs(hub), seen=seen, initial=initial)
    if request.method == "POST" and form.is_valid():
        try:
            made = acts.propose_landing(hub, by=request.user, at=request.at, **form.cleaned_data)
            return redirect("support:landing", pk=made.pk)
        except ValidationError as error:
            show_errors(form, error)
    context = {"form": form, "heading": _("提出一个落地项目"), "verb": _("请社区答复"), "draft_key": "landing",
               "context_line": _("社区自己登记的需求，社区自己答应不答应；谢绝没有任何后果。"),
               "back": reverse("support:landings"), "back_label": _("项目落地")}  # fmt: skip
    return render(request, "ui/simple_form.html", context)


@signed_in
def landing(request: HttpRequest, pk: int) -> HttpResponse:
    rows = Landing.objects.visible_to(request.user, request.at).distinct()
    row = get_object_or_404(
        rows.select_related("hub", "community", "organization", "need", "first_confirmed_by", "year_said_by"), pk=pk
    )

    def data(name: str) -> Any:
        return request.POST if request.POST.get("act") == name else None

    forms = {
        "accept": AcceptForm(data("accept"), auto_id="accept_%s"), "year": YearForm(data("year"), auto_id="year_%s"),
        "served": ServedForm(data("served"), initial={"served_on": local_date(request.at)}, auto_id="served_%s"),
    }  # fmt: skip
    if request.method == "POST" and _act(request, row, request.POST.get("act", ""), forms):
        return redirect("support:landing", pk=pk)
    totals = row.counts.values("group").annotate(persons=Sum("persons")).order_by("-persons")
    context = {
        "row": row, "forms": forms, "counts": row.counts.all()[:60], "totals": [(Group(one["group"]).label, one["persons"]) for one in totals],
        "serving": row.state in ("ACCEPTED", "RUNNING", "CONTINUED"), **may(request, "answer_landing", "count_served", "propose_landing", row=row),
    }  # fmt: skip
    return render(request, "support/growing/landing.html", context)


def _act(request: HttpRequest, row: Landing, act: str, forms: dict[str, Any]) -> bool:
    who, reason = {"by": request.user, "at": request.at}, request.POST.get("reason", "")
    if act in forms:
        form = forms[act]
        if not form.is_valid():
            return False
        data = form.cleaned_data
        deed = {
            "accept": lambda: acts.answer_landing(row, accept=True, **data, **who),
            "served": lambda: acts.count_served(row, **data, **who),
            "year": lambda: acts.say_after_a_year(row, **data, **who),
        }[act]
        return tried(request, deed, _("已记下。"), form=form)
    plain = {
        "decline": lambda: acts.answer_landing(row, accept=False, reason=reason, **who),
        "withdraw": lambda: acts.withdraw_landing(row, reason=reason, **who),
        "confirm": lambda: acts.confirm_first_service(row, **who),
    }
    if act not in plain:
        raise Http404
    return tried(request, plain[act], _("已记下。"))
