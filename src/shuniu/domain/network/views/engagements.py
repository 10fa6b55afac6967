"""Working contact: one page to log it in three taps, one to confirm it, and the history both sides see."""

from __future__ import annotations

import secrets
from typing import Any

from django.conf import settings
from django.contrib import messages
from django.core.exceptions import ValidationError
from django.core.paginator import Paginator
from django.db.models import Q, QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _

from shuniu.domain.network.actions import answer_engagement, ask_again, log_engagement, withdraw_engagement
from shuniu.domain.network.archives import engagements_table
from shuniu.domain.network.forms_joining import EngagementForm
from shuniu.domain.network.models import Engagement
from shuniu.domain.network.models.engagement import STATES
from shuniu.domain.network.queries.joining import days_of, invitation_suggestions, recent_partners
from shuniu.domain.network.rules import ENGAGEMENT_DAYS, REPEATED
from shuniu.domain.network.views.common import file_response, may
from shuniu.kernel.core.moments import local_date
from shuniu.kernel.core.policy import public, signed_in
from shuniu.kernel.orgs.models import Organization
from shuniu.kernel.orgs.queries import bodies_of, holds, hubs_of
from shuniu.kernel.people.models import User
from shuniu.kernel.record.numbers import qr_svg
from shuniu.kernel.record.pages import Line, asked_hub, show_errors

PER_PAGE = 30


def address_of(row: Engagement) -> str:
    return f"{settings.PUBLIC_URL}/desk/network/contact/{row.token}/"


def engagements_listed(request: HttpRequest) -> QuerySet[Engagement]:
    rows = Engagement.objects.visible_to(request.user, request.at).select_related("hub", "organization").distinct()
    code, own = request.GET.get("hub", ""), hubs_of(request.user, request.at)
    if code:
        rows = rows.filter(hub__code=code)
    elif own.exists():  # what hubs below it did is asked for by name
        rows = rows.filter(Q(hub__in=own) | Q(organization__in=bodies_of(request.user, request.at)))
    which, type_, text = (request.GET.get(key, "").strip() for key in ("show", "type", "q"))
    rows = rows.in_state(which, local_date(request.at))
    if type_ in Engagement.Type.values:
        rows = rows.filter(type=type_)
    if text:
        rows = rows.filter(organization__in=Organization.objects.search(text))
    organization = request.GET.get("organization", "")
    if organization:
        rows = rows.filter(organization__code=organization)
    return rows.order_by("-happened_on", "-pk")


@signed_in
def engagements(request: HttpRequest) -> HttpResponse:
    """The history as both sides see it; for a hub also whom to invite."""
    today = local_date(request.at)
    page = Paginator(engagements_listed(request), PER_PAGE).get_page(request.GET.get("page"))
    hub = hubs_of(request.user, request.at).order_by("sort_key").first()
    least = days_of(hub, REPEATED.key, request.at) if hub else 0
    show = request.GET.get("show", "")
    context = {
        "hub": hub, "page": page, "today": today, "types": Engagement.Type.choices,
        "rows": [{"row": row, "state": row.state(today), "label": STATES[row.state(today)]} for row in page],
        "tabs": [{"key": key, "label": label, "current": key == show} for key, label in [("", _("全部")), *STATES.items()]],
        "suggestions": invitation_suggestions(hub, request.at, least=least, limit=5) if hub else [],
        "may_invite": hub is not None and holds(request.user, hub, "head", at=request.at),
        "filtered": any(request.GET.get(key) for key in ("show", "type", "q", "organization")),
    }  # fmt: skip
    return render(request, "network/engagements.html", context)


@signed_in
def engagements_export(request: HttpRequest) -> HttpResponse:
    return file_response(
        engagements_table(engagements_listed(request), local_date(request.at)), f"{_('工作联系')}.xlsx"
    )


@signed_in
def engagement_log(request: HttpRequest) -> HttpResponse:
    """With whom, which of the six, done."""
    hub = asked_hub(request)
    seen = Organization.objects.visible_to(request.user, request.at).exclude(pk=hub.pk).select_related("area")
    wanted = request.POST.get("organization") or request.GET.get("organization", "")
    chosen = seen.filter(code=wanted).first() if wanted else None
    initial = {"happened_on": local_date(request.at), "key": secrets.token_urlsafe(16)}
    form = EngagementForm(request.POST if request.method == "POST" else None, initial=initial)
    if request.method == "POST":
        if chosen is None:
            form.add_error(None, _("请先选一家组织。"))
        elif form.is_valid():
            try:
                row = log_engagement(hub, organization=chosen, by=request.user, at=request.at, **form.cleaned_data)
                messages.success(request, _("已记下，等对方确认。"))
                return redirect("network:engagement", pk=row.pk)
            except ValidationError as error:
                show_errors(form, error)
    text = request.GET.get("q", "").strip()
    found = list(seen.search(text).ranked(text)[:12]) if text else recent_partners(hub, request.at)
    if chosen is not None and chosen not in found:
        found = [chosen, *found]
    context = {"hub": hub, "form": form, "found": found, "chosen": chosen, "text": text,
               "days": days_of(hub, ENGAGEMENT_DAYS.key, request.at)}  # fmt: skip
    return render(request, "network/engagement_log.html", context)


@signed_in
def engagement(request: HttpRequest, pk: int) -> HttpResponse:
    rows = Engagement.objects.visible_to(request.user, request.at).select_related("hub", "organization", "entered_by")
    row = get_object_or_404(rows.distinct(), pk=pk)
    if request.method == "POST":
        try:
            _act(request, row)
        except ValidationError as error:
            messages.error(request, " ".join(error.messages))
        return redirect("network:engagement", pk=pk)
    state = row.state(local_date(request.at))
    works = holds(request.user, row.hub, at=request.at)
    shown = works and state == "waiting"
    others = Engagement.objects.visible_to(request.user, request.at).filter(hub=row.hub, organization=row.organization)
    context = {
        "row": row, "state": state, "label": STATES[state], "works": works,
        "address": address_of(row) if shown else "", "qr": qr_svg(address_of(row)) if shown else "",
        "others": [_line(one) for one in others.exclude(pk=row.pk).distinct()[:10]], "today": local_date(request.at),
        **may(request, "answer_engagement", "ask_again", "withdraw_engagement", row=row),
    }  # fmt: skip
    return render(request, "network/engagement.html", context)


def _line(row: Engagement) -> Line:
    confirmed = (_("已确认"), "ok") if row.confirmed_at else ("", "")
    url = reverse("network:engagement", args=[row.pk])
    return Line(row.title, f"{row.happened_on} · {row.get_type_display()}", url, *confirmed)


def _act(request: HttpRequest, row: Engagement) -> None:
    act, who = request.POST.get("act"), {"by": request.user, "at": request.at}
    if act in ("yes", "no"):
        answer_engagement(
            row, yes=act == "yes", opened_by=request.user, reason=request.POST.get("reason", ""),
            as_contact=bool(request.POST.get("as_contact")), **who,
        )  # fmt: skip
        messages.success(request, _("已答复，谢谢。"))
    elif act == "again":
        ask_again(row, **who)
        messages.success(request, _("已再请对方确认。"))
    elif act == "withdraw":
        withdraw_engagement(row, **who)
        messages.success(request, _("登记已撤回。"))


@public
def contact(request: HttpRequest, token: str) -> HttpResponse:
    """What the organization sees behind link or QR: what the hub wrote down, yes or no; no account needed."""
    row = get_object_or_404(Engagement.objects.select_related("hub", "organization"), token=token)
    problem = ""
    if request.method == "POST":
        try:
            answer_engagement(
                row, yes=request.POST.get("answer") == "yes", opened_by=request.user,
                answered_by=request.POST.get("answered_by", ""), reason=request.POST.get("reason", ""),
                as_contact=bool(request.POST.get("as_contact")), by=User.objects.system("confirmation-link"), at=request.at,
            )  # fmt: skip
            return redirect("network:contact", token=token)
        except ValidationError as error:
            problem = " ".join(error.messages)
    own = request.user.is_authenticated and holds(request.user, row.hub, at=request.at)
    context: dict[str, Any] = {
        "row": row, "problem": problem, "own": own, "state": row.state(local_date(request.at)),
        "name": request.POST.get("answered_by", row.answered_by),
    }  # fmt: skip
    return render(request, "network/contact.html", context)
