"""Cooperation intents: the list, recording, both parties' word, what became of them (A05.3)."""

from __future__ import annotations

import secrets
from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.core.paginator import Paginator
from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from shuniu.domain.network.actions import (
    confirm_intent,
    confirm_outcome,
    decline_intent,
    record_intent,
    state_outcome,
)
from shuniu.domain.network.forms import IntentForm, OutcomeForm
from shuniu.domain.network.models import CooperationIntent, IntentOutcome
from shuniu.domain.network.queries.intent import intents_shown, possible_outcomes
from shuniu.domain.network.rules import signs_for
from shuniu.kernel.core.access import allowed
from shuniu.kernel.core.moments import local_date
from shuniu.kernel.core.policy import signed_in
from shuniu.kernel.core.reading import whole_number
from shuniu.kernel.orgs.models import Affiliation, Organization
from shuniu.kernel.orgs.queries import bodies_of, holds, hubs_at, hubs_of
from shuniu.kernel.orgs.rules import SPEAKS
from shuniu.kernel.record.actions import attach
from shuniu.kernel.record.pages import sheet_response, show_errors

TABS = {
    "": gettext_lazy("全部"), "waiting": gettext_lazy("待双方确认"), "confirmed": gettext_lazy("等结果"),
    "led": gettext_lazy("已有结果"), "declined": gettext_lazy("一方不认可"),
}  # fmt: skip


def intents_listed(request: HttpRequest) -> Any:
    return intents_shown(
        request.user, request.at, state=request.GET.get("state", ""), year=request.GET.get("year", ""),
        text=request.GET.get("q", ""),
    )  # fmt: skip


@signed_in
def intents(request: HttpRequest) -> HttpResponse:
    page = Paginator(intents_listed(request), 30).get_page(request.GET.get("page"))
    this_year = local_date(request.at).year
    context = {
        "page": page, "state": request.GET.get("state", ""), "year": request.GET.get("year", ""),
        "text": request.GET.get("q", ""), "tabs": TABS.items(), "years": range(this_year, this_year - 4, -1),
        "may_record": hubs_of(request.user, request.at).exists()
        or bodies_of(request.user, request.at, *SPEAKS).exists(),
    }  # fmt: skip
    return render(request, "network/intents.html", context)


@signed_in
def intents_export(request: HttpRequest) -> HttpResponse:
    """The same rows as on the page, all pages."""
    rows = (
        [row.subject, row.first.name, row.second.name, row.signed_on, row.ends_on, row.state_label,
         _("是") if row.led else _("否"), row.hub.name]
        for row in intents_listed(request)
    )  # fmt: skip
    headings = [_("签署事项"), _("甲方"), _("乙方"), _("签署日期"), _("有效期至"), _("状态"), _("已有结果"), _("枢纽")]
    return sheet_response(_("合作意向"), headings, rows)


def _where(request: HttpRequest) -> tuple[Organization | None, list[Organization]]:
    """The person's hub, or else the organizations the person may bind."""
    hub = hubs_of(request.user, request.at).order_by("sort_key").first()
    if hub is not None:
        return hub, []
    return None, list(bodies_of(request.user, request.at, *SPEAKS).order_by("sort_key"))


def _kept_at(first: Organization, second: Organization, request: HttpRequest) -> Organization:
    """The hub among the parties, else a hub that one of them is tied to."""
    hubs = hubs_at(request.at)
    own = hubs.filter(pk__in=[first.pk, second.pk]).order_by("sort_key").first()
    if own is None:
        ties = Affiliation.objects.confirmed(request.at).filter(organization__in=[first.pk, second.pk])
        own = hubs.filter(pk__in=ties.values("hub")).order_by("sort_key").first()
    if own is None:
        raise ValidationError(_("双方都还没有联系的枢纽。请先与枢纽建立联系，或写枢纽为一方。"))
    return own


@signed_in
def intent_record(request: HttpRequest) -> HttpResponse:
    hub, bodies = _where(request)
    if hub is None and not bodies:
        raise Http404
    if hub is not None and not holds(request.user, hub, "head", "officer", "clerk", at=request.at):
        raise PermissionDenied
    seen = Organization.objects.visible_to(request.user, request.at)
    initial = {"key": secrets.token_urlsafe(16), "first": (hub or bodies[0]).name}
    form = IntentForm(request.POST or None, request.FILES or None, seen=seen, initial=initial)
    if request.method == "POST" and form.is_valid():
        made = _record(request, form, hub, bodies)
        if made is not None:
            return redirect("network:intent", pk=made.pk)
    tied = Affiliation.objects.confirmed(request.at).filter(hub=hub).values("organization") if hub else []
    context = {
        "form": form, "hub": hub, "bodies": bodies,
        "known": seen.filter(pk__in=tied).order_by("sort_key")[:300] if hub else hubs_at(request.at),
    }  # fmt: skip
    return render(request, "network/intent_record.html", context)


def _record(
    request: HttpRequest, form: IntentForm, hub: Organization | None, bodies: list[Organization]
) -> CooperationIntent | None:
    data = dict(form.cleaned_data)
    upload = data.pop("upload")
    try:
        kept = hub or _kept_at(data["first"], data["second"], request)
        owner = hub or next((one for one in bodies if one.pk in (data["first"].pk, data["second"].pk)), None)
        if owner is None:
            raise ValidationError({"first": _("一方要是你自己的单位。")})
        paper = attach(upload, owner=owner, subject=None, by=request.user, at=request.at) if upload else None
        made = record_intent(kept, **data, paper=paper, by=request.user, at=request.at)
        messages.success(request, _("合作意向已登记，还没有确认的一方会收到消息。"))
    except ValidationError as error:
        show_errors(form, error)
        return None
    return made


def _seen(request: HttpRequest, pk: int) -> CooperationIntent:
    rows = CooperationIntent.objects.visible_to(request.user, request.at).select_related(
        "hub", "first", "second", "paper", "recorded_by", "first_confirmed_by", "second_confirmed_by", "declined_by"
    )
    return get_object_or_404(rows.distinct(), pk=pk)


@signed_in
def intent(request: HttpRequest, pk: int) -> HttpResponse:
    """One intent: content, both confirmations, what became of it."""
    row = _seen(request, pk)
    found = possible_outcomes(row, request.at) if row.state == "confirmed" else []
    records = [(f"{one['type']}:{one['id']}", f"{one['label']} · {one['title']} {one['on']}") for one in found]
    form = OutcomeForm(request.POST if request.POST.get("act") == "outcome" else None, records=records)
    if request.method == "POST":
        try:
            if _act(request, row, form):
                return redirect("network:intent", pk=pk)
        except ValidationError as error:
            if form.is_bound:
                show_errors(form, error)
            else:
                messages.error(request, " ".join(error.messages))
    mine = [one for one in (row.first, row.second) if signs_for(request.user, one, request.at)]
    outcomes = list(row.outcomes.select_related("stated_by", "stated_for", "confirmed_by"))
    context = {
        "row": row, "form": form, "outcomes": outcomes,
        "sides": [(row.first, row.first_signatory, row.first_confirmed_at, row.first_confirmed_by),
                  (row.second, row.second_signatory, row.second_confirmed_at, row.second_confirmed_by)],
        "may_answer": row.state == "waiting" and any(not row.is_confirmed_for(one) for one in mine),
        "may_state": row.state == "confirmed" and allowed(request.user, "network.state_outcome", row, at=request.at),
        "waiting": [one.pk for one in outcomes if not one.confirmed_at and one.stated_by_id != request.user.pk
                    and any(party.pk != one.stated_for_id for party in mine)],
        "typed": request.POST.get("reason", ""),
    }  # fmt: skip
    return render(request, "network/intent.html", context)


def _act(request: HttpRequest, row: CooperationIntent, form: OutcomeForm) -> bool:
    act, who = request.POST.get("act"), {"by": request.user, "at": request.at}
    if act == "confirm":
        confirm_intent(row, **who)
        messages.success(request, _("已确认。"))
    elif act == "decline":
        decline_intent(row, reason=request.POST.get("reason", ""), **who)
        messages.success(request, _("已记下不认可的原因，对方会收到消息。"))
    elif act == "outcome":
        if not form.is_valid():
            return False
        data: dict[str, Any] = dict(form.cleaned_data)
        kind, _colon, number = data.pop("record").partition(":")
        state_outcome(row, **data, record_type=kind, record_id=int(number) if number else None, **who)
        messages.success(request, _("结果已记下。"))
    elif act == "confirm-outcome":
        wanted = request.POST.get("outcome", "")
        one = get_object_or_404(IntentOutcome, intent=row, pk=whole_number(wanted))
        confirm_outcome(one, **who)
        messages.success(request, _("已确认。"))
    return True


@signed_in
def intent_paper(request: HttpRequest, pk: int) -> HttpResponse:
    """The signed paper, for everybody who sees the intent."""
    row = _seen(request, pk)
    if row.paper is None:
        raise Http404
    file = row.paper
    return FileResponse(file.file.open("rb"), as_attachment=True, filename=file.name, content_type=file.media_type)
