"""What whoever posted without an account opens: the address of the posting is the key to it."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _

from shuniu.domain.support.forms.exchange.posting import DeliveryForm, MessageForm, PostingChangeForm
from shuniu.domain.support.queries.exchange.pool import seen_by_others
from shuniu.domain.support.queries.exchange.reasons import kept_sentences, sentences
from shuniu.domain.support.views.common import new_key
from shuniu.domain.support.views.exchange.acts import act_on_match
from shuniu.engines.exchange.actions import change_posting, close_posting, introduce, reopen_posting, withdraw_posting
from shuniu.engines.exchange.models import Match, Need, Offer, PostingState
from shuniu.engines.exchange.queries.finding import needs_for, offers_for
from shuniu.kernel.core.policy import public
from shuniu.kernel.core.reading import whole_number
from shuniu.kernel.record.numbers import qr_svg
from shuniu.kernel.record.pages import show_errors


def _row(token: str) -> Any:
    for model in (Offer, Need):
        row = model.objects.select_related("keeper", "body", "area").filter(token=token).first()
        if row is not None:
            return row
    raise Http404


def _unkept(response: HttpResponse) -> HttpResponse:
    response.headers["Cache-Control"] = "private, no-store"
    return response


@public
def mine(request: HttpRequest, token: str) -> HttpResponse:
    """The receipt, and later the place to answer, to write, to deliver and to confirm."""
    row = _row(token)
    if request.method == "POST":
        try:
            _act(request, row, token)
        except ValidationError as error:
            messages.error(request, " ".join(error.messages))
        return redirect("services:pool-mine", token=token)
    offers = isinstance(row, Offer)
    fits = []
    if row.state == PostingState.OPEN:
        fits = needs_for(row, first=5, at=request.at) if offers else offers_for(row, first=5, at=request.at)
    known = {one.need_id if offers else one.offer_id for one in row.matches.all()}
    context = {
        "row": row, "is_offer": offers, "seen": seen_by_others(row, request.at) if offers else None, "address": f"{settings.PUBLIC_URL}{request.path}",
        "qr": qr_svg(f"{settings.PUBLIC_URL}{request.path}", scale=3),
        "fits": [(one.row, one.match.fit, sentences(one.match.reasons)) for one in fits if one.row.pk not in known],
        "matches": [
            (one, kept_sentences(one.reasons))
            for one in row.matches.select_related("offer__body", "need__body").order_by("-introduced_at")
        ],
    }  # fmt: skip
    return _unkept(render(request, "support/exchange/mine.html", context))


def _act(request: HttpRequest, row: Any, token: str) -> None:
    who = {"by": request.user, "at": request.at, "opened_with": token}
    act = request.POST.get("act", "")
    if act == "withdraw":
        withdraw_posting(row, **who)
        messages.success(request, _("已撤回，不再公开。要恢复，点“恢复”。"))
    elif act == "reopen":
        reopen_posting(row, **who)
        messages.success(request, _("已恢复，枢纽审核以后公开。"))
    elif act == "close":
        close_posting(row, **who)
        messages.success(request, _("已结束，不再公开。"))
    elif act == "introduce":
        number = request.POST.get("other", "")
        model: Any = Need if isinstance(row, Offer) else Offer
        other = get_object_or_404(model.objects.public(), pk=whole_number(number))
        offer, need = (row, other) if isinstance(row, Offer) else (other, row)
        introduce(offer, need, hub=row.keeper, **who)
        messages.success(request, _("已替你牵线，对方收到消息，答复以后这里看得到。"))


@public
def mine_change(request: HttpRequest, token: str) -> HttpResponse:
    """Other words, dates or numbers; the hub looks at it again before it is public."""
    row = _row(token)
    form = PostingChangeForm(row, request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            change_posting(row, **form.facts(), by=request.user, at=request.at, opened_with=token)
            messages.success(request, _("已改好，枢纽看过以后公开。"))
            return redirect("services:pool-mine", token=token)
        except ValidationError as error:
            show_errors(form, error)
    context = {"form": form, "heading": _("改内容"), "name": token[:8], "row": row}
    return _unkept(render(request, "support/exchange/mine_change.html", context))


@public
def mine_match(request: HttpRequest, token: str, pk: int) -> HttpResponse:
    """One match of this posting: the relay, the answer, the deliveries."""
    row = _row(token)
    rows = row.matches.select_related("offer__body", "offer__keeper", "need__body", "need__keeper", "hub")
    match: Match = get_object_or_404(rows, pk=pk)
    act = request.POST.get("act", "")
    say = MessageForm(request.POST if act == "say" else None, initial={"key": new_key()})
    deliver = DeliveryForm(
        request.POST if act == "deliver" else None, initial={"key": new_key(), "is_cash": match.offer.is_cash}
    )
    if request.method == "POST":
        try:
            if act_on_match(request, match, say=say, deliver=deliver, opened_with=token):
                return redirect("services:pool-mine-match", token=token, pk=pk)
        except ValidationError as error:
            bound = next((form for form in (say, deliver) if form.is_bound), None)
            if bound is None:
                messages.error(request, " ".join(error.messages))
                return redirect("services:pool-mine-match", token=token, pk=pk)
            show_errors(bound, error)
    offers = isinstance(row, Offer)
    context = {
        "row": match, "say": say, "deliver": deliver, "why": kept_sentences(match.reasons),
        "side": "offer" if offers else "need", "back": reverse("services:pool-mine", args=[token]),
        "may_answer": match.state == Match.State.INTRODUCED
        and (match.offer_accepted_at if offers else match.need_accepted_at) is None,
        "may_deliver": offers and match.state == Match.State.ACCEPTED, "may_confirm": not offers,
        "may_end": match.state in (Match.State.INTRODUCED, Match.State.ACCEPTED), "lines": match.messages.all(),
        "parts": match.deliveries.all(), "shell_page": "portal.html",
    }  # fmt: skip
    return _unkept(render(request, "support/exchange/match.html", context))
