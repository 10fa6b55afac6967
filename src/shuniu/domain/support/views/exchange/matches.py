"""Matches: the list with its stages, one with relay, answers and deliveries."""

from __future__ import annotations

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.core.paginator import Paginator
from django.http import FileResponse, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _

from shuniu.domain.support.forms.exchange.posting import DeliveryForm, MessageForm
from shuniu.domain.support.queries.exchange.pool import matches_shown
from shuniu.domain.support.queries.exchange.reasons import kept_sentences
from shuniu.domain.support.views.common import new_key
from shuniu.domain.support.views.exchange.acts import act_on_match
from shuniu.engines.exchange.models import Match
from shuniu.engines.exchange.rules import stands_on_the_needs_side, stands_on_the_offers_side, works_for_the_hub
from shuniu.kernel.core.moments import local_date
from shuniu.kernel.core.policy import signed_in
from shuniu.kernel.record.pages import paper_response, sheet_response, show_errors


@signed_in
def matches(request: HttpRequest) -> HttpResponse:
    state, text = request.GET.get("state", ""), request.GET.get("q", "").strip()[:80]
    page = Paginator(matches_shown(request.user, request.at, state=state, text=text), 30).get_page(
        request.GET.get("page")
    )
    context = {"page": page, "state": state, "text": text, "states": Match.State.choices}
    return render(request, "support/exchange/matches.html", context)


@signed_in
def matches_export(request: HttpRequest) -> HttpResponse:
    rows = (
        [row.need.title, row.need.who, row.offer.title, row.offer.who, row.fit, row.get_state_display(),
         local_date(row.introduced_at), local_date(row.accepted_at) if row.accepted_at else "", row.hub.name]
        for row in matches_shown(request.user, request.at, state=request.GET.get("state", ""), text=request.GET.get("q", ""))
    )  # fmt: skip
    headings = [
        _("需求"),
        _("需求方"),
        _("供给"),
        _("供给方"),
        _("合适度"),
        _("状态"),
        _("牵线日期"),
        _("答应日期"),
        _("枢纽"),
    ]
    return sheet_response(_("供需对接"), headings, rows)


@signed_in
def match(request: HttpRequest, pk: int) -> HttpResponse:
    user, at = request.user, request.at
    rows = Match.objects.visible_to(user, at).select_related(
        "offer__body", "offer__keeper", "need__body", "need__keeper", "hub"
    )
    row = get_object_or_404(rows.distinct(), pk=pk)
    act = request.POST.get("act", "")
    say = MessageForm(request.POST if act == "say" else None, initial={"key": new_key()})
    deliver = DeliveryForm(
        request.POST if act == "deliver" else None, initial={"key": new_key(), "is_cash": row.offer.is_cash}
    )
    if request.method == "POST":
        try:
            if act_on_match(request, row, say=say, deliver=deliver):
                return redirect("support:match", pk=pk)
        except ValidationError as error:
            bound = next((form for form in (say, deliver) if form.is_bound), None)
            if bound is None:
                messages.error(request, " ".join(error.messages))
                return redirect("support:match", pk=pk)
            show_errors(bound, error)
    offers, needs, hub = (
        rule(user, row, at) for rule in (stands_on_the_offers_side, stands_on_the_needs_side, works_for_the_hub)
    )
    context = {
        "row": row, "say": say, "deliver": deliver, "why": kept_sentences(row.reasons), "back": reverse("support:matches"),
        "side": "need" if needs else "offer" if offers else "hub",
        "may_answer": row.state == Match.State.INTRODUCED
        and ((offers and row.offer_accepted_at is None) or (needs and row.need_accepted_at is None)),
        "may_deliver": (offers or (hub and not needs)) and row.state == Match.State.ACCEPTED, "may_confirm": needs,
        "may_end": (offers or needs or hub) and row.state in (Match.State.INTRODUCED, Match.State.ACCEPTED),
        "may_cover": hub, "may_keep_receipt": hub and row.need.body_id is None, "may_say": offers or needs or hub, "lines": row.messages.all(), "parts": row.deliveries.select_related("receipt"),
        "shell_page": "desk.html",
    }  # fmt: skip
    return render(request, "support/exchange/match.html", context)


@signed_in
def match_receipt(request: HttpRequest, pk: int, part: int) -> FileResponse:
    """The sheet that the receiver signed."""
    row = get_object_or_404(Match.objects.visible_to(request.user, request.at).distinct(), pk=pk)
    found = get_object_or_404(row.deliveries.select_related("receipt"), pk=part, receipt__isnull=False)
    return paper_response(found.receipt)
