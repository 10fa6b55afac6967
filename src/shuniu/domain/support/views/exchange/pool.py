"""The ledger of a hub and an organization's own postings: what is offered, asked for, brought together, delivered (A08)."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from shuniu.domain.support.actions.exchange import enter_offer
from shuniu.domain.support.forms.common import departments
from shuniu.domain.support.forms.exchange.posting import LedgerForm, PostingChangeForm, ShareForm
from shuniu.domain.support.models.exchange import Opportunity
from shuniu.domain.support.queries.exchange.forms import open_departments
from shuniu.domain.support.queries.exchange.pool import SIDES, delivered, exposure, seen_by_others
from shuniu.domain.support.queries.exchange.reasons import sentences
from shuniu.domain.support.views.common import new_key, spoken_for
from shuniu.engines.exchange.actions import (
    agree_share,
    change_posting,
    close_posting,
    introduce,
    open_posting,
    propose_share,
    refuse_posting,
    reopen_posting,
    set_source,
    withdraw_posting,
)
from shuniu.engines.exchange.models import Need, Offer, OfferShare, PostingState, Source
from shuniu.engines.exchange.queries.finding import needs_for, offers_for
from shuniu.engines.exchange.rules import decides_for_the_keeper, posted_it
from shuniu.kernel.core.access import allowed
from shuniu.kernel.core.moments import local_date, period_of
from shuniu.kernel.core.money import yuan
from shuniu.kernel.core.policy import signed_in
from shuniu.kernel.core.reading import whole_number
from shuniu.kernel.orgs.naming import name_key
from shuniu.kernel.orgs.queries import hubs_of, overseen_by
from shuniu.kernel.record.pages import asked_hub, sheet_response, show_errors

TABS = {"offers": gettext_lazy("资源"), "needs": gettext_lazy("需求"), "exposure": gettext_lazy("各家被看到的次数")}


def _rows(request: HttpRequest, side: str) -> Any:
    """Of the person's hubs and bodies, and of hubs below; what is public of others stands in the market."""
    user, at = request.user, request.at
    rows = SIDES[side].objects.filter(keeper__in=hubs_of(user, at)) | SIDES[side].objects.filter(
        body__in=spoken_for(request, "officer")
    )
    rows = rows | SIDES[side].objects.filter(keeper__in=overseen_by(user, at))
    state, text, source = (request.GET.get(name, "") for name in ("state", "q", "source"))
    if state in PostingState.values:
        rows = rows.filter(state=state)
    if side == "offers" and source in Source.values:
        rows = rows.filter(source=source)
    if text.strip():
        rows = rows.filter(title__icontains=text.strip()[:80])
    return rows.select_related("body", "keeper", "area").order_by("-posted_at", "-pk")


@signed_in
def pool(request: HttpRequest, side: str = "offers") -> HttpResponse:
    if side not in TABS or not (spoken_for(request, "officer") or _hubs(request)):
        raise Http404
    hubs = _hubs(request)
    year = period_of("R12", local_date(request.at))
    context: dict[str, Any] = {
        "side": side, "tabs": TABS.items() if hubs else list(TABS.items())[:2], "states": PostingState.choices,
        "sources": Source.choices, "may_enter": hubs_of(request.user, request.at).exists(), "hubs": hubs,
    }  # fmt: skip
    if side == "exposure":
        if not hubs:
            raise Http404
        context["page"] = Paginator(exposure([one.pk for one in hubs], request.at), 50).get_page(
            request.GET.get("page")
        )
    else:
        context["page"] = Paginator(_rows(request, side), 30).get_page(request.GET.get("page"))
        labels = dict(Source.choices)
        context["delivered"] = [
            {**row, "label": labels[row["source"]]}
            for row in delivered([one.pk for one in hubs], year.starts_at, request.at)
        ]  # fmt: skip
    return render(request, "support/exchange/pool.html", context)


def _hubs(request: HttpRequest) -> list[Any]:
    user, at = request.user, request.at
    return list((hubs_of(user, at) | overseen_by(user, at)).distinct().order_by("sort_key"))


@signed_in
def pool_export(request: HttpRequest, side: str) -> HttpResponse:
    """The same rows as on the page, all pages; no contacts."""
    if side not in SIDES:
        raise Http404
    rows = (
        [row.title, row.get_kind_display(), row.who, row.get_source_display() if side == "offers" else row.get_asker_display(),
         row.area or _("全市"), row.get_state_display(), yuan(row.value_fen) if row.value_fen else "",
         local_date(row.posted_at), row.keeper.name]
        for row in _rows(request, side)
    )  # fmt: skip
    headings = [
        _("标题"),
        _("类别"),
        _("单位"),
        _("来源"),
        _("地域"),
        _("状态"),
        _("金额（元）"),
        _("发布日期"),
        _("枢纽"),
    ]
    return sheet_response(str(TABS[side]), headings, rows)


@signed_in
def pool_enter(request: HttpRequest) -> HttpResponse:
    """An officer enters what was won. A grant another hub has is named, with the way to a split beside it."""
    hub = asked_hub(request)
    hubs = hubs_of(request.user, request.at).order_by("sort_key")
    form = LedgerForm(request.POST or None, hubs=hubs, bodies=[], units=open_departments(hub),
                      initial={"key": new_key(), "keeper": hub.code})  # fmt: skip
    first = None
    if request.method == "POST" and form.is_valid():
        facts = form.facts()
        try:
            row = enter_offer(facts.pop("keeper"), **facts, by=request.user, at=request.at)
            messages.success(request, _("已登记。"))
            return redirect("support:pool-offer", pk=row.pk)
        except ValidationError as error:
            if getattr(error, "code", "") == "duplicate":
                first = Offer.objects.get(pk=error.params["first"])
            show_errors(form, error)
    return render(request, "support/exchange/pool_enter.html", {"form": form, "first": first, "hub": hub})


def _seen(request: HttpRequest, model: Any, pk: int) -> Any:
    rows = model.objects.visible_to(request.user, request.at).select_related("keeper", "body", "area")
    return get_object_or_404(rows.distinct(), pk=pk)


@signed_in
def pool_offer(request: HttpRequest, pk: int) -> HttpResponse:
    return _one(request, _seen(request, Offer, pk), "support:pool-offer")


@signed_in
def pool_need(request: HttpRequest, pk: int) -> HttpResponse:
    return _one(request, _seen(request, Need, pk), "support:pool-need")


@signed_in
def pool_offer_change(request: HttpRequest, pk: int) -> HttpResponse:
    return _change(request, _seen(request, Offer, pk), "support:pool-offer")


@signed_in
def pool_need_change(request: HttpRequest, pk: int) -> HttpResponse:
    return _change(request, _seen(request, Need, pk), "support:pool-need")


def _change(request: HttpRequest, row: Any, name: str) -> HttpResponse:
    if not allowed(request.user, "exchange.change_posting", row, at=request.at):
        raise PermissionDenied
    form = PostingChangeForm(row, request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            change_posting(row, **form.facts(), by=request.user, at=request.at)
            messages.success(request, _("已改好。"))
            return redirect(name, pk=row.pk)
        except ValidationError as error:
            show_errors(form, error)
    context = {"form": form, "heading": _("改内容"), "verb": _("保存"), "back": reverse(name, args=[row.pk]),
               "back_label": row.title, "context_line": row.who}  # fmt: skip
    return render(request, "ui/simple_form.html", context)


def _one(request: HttpRequest, row: Any, name: str) -> HttpResponse:
    offers, user, at = isinstance(row, Offer), request.user, request.at
    share = ShareForm(request.POST if request.POST.get("act") == "share" else None)
    if request.method == "POST":
        try:
            if _act(request, row, share):
                return redirect(name, pk=row.pk)
        except ValidationError as error:
            if share.is_bound:
                show_errors(share, error)
            else:
                messages.error(request, " ".join(error.messages))
    fits = []
    if row.state == PostingState.OPEN:
        fits = needs_for(row, first=10, at=at) if offers else offers_for(row, first=10, at=at)
    matches = list(row.matches.select_related("offer__body", "need__body"))
    known = {one.need_id if offers else one.offer_id for one in matches}
    decides, own = decides_for_the_keeper(user, row, at), posted_it(user, row, at)
    own_hub = hubs_of(user, at).first()
    context = {
        "row": row, "is_offer": offers, "decides": decides, "own": own, "matches": matches,
        "seen": seen_by_others(row, at) if offers and (own or decides) else None,
        "fits": [(one.row, one.match.fit, sentences(one.match.reasons)) for one in fits if one.row.pk not in known],
        "shares": row.shares.select_related("hub") if offers else [], "share": share, "sources": Source.choices,
        "kept": Opportunity.objects.visible_to(user, at).filter(offer=row).first() if offers else None,
        "may_share": offers and own_hub is not None and own_hub.pk != row.keeper_id and row.value_fen,
    }  # fmt: skip
    return render(request, "support/exchange/posting.html", context)


def _act(request: HttpRequest, row: Any, share: ShareForm) -> bool:
    act, who = request.POST.get("act", ""), {"by": request.user, "at": request.at}
    plain = {"open": open_posting, "withdraw": withdraw_posting, "reopen": reopen_posting, "close": close_posting}
    if act in plain:
        plain[act](row, **who)
        messages.success(request, _("已办理。"))
    elif act == "refuse":
        refuse_posting(row, reason=request.POST.get("reason", ""), **who)
        messages.success(request, _("已退回，发布的人看得到原因。"))
    elif act == "source" and isinstance(row, Offer) and request.POST.get("source") in Source.values:
        changed = set_source(row, source=request.POST["source"], department=_department(request), **who)
        if changed.source != request.POST["source"]:
            messages.error(request, _("这份资源由部门出资，来源只能是财政，没有改。"))
    elif act == "introduce":
        _introduce(request, row, who)
    elif act == "share" and isinstance(row, Offer):
        if not share.is_valid():
            return False
        hub = get_object_or_404(hubs_of(request.user, request.at).exclude(pk=row.keeper_id)[:1])
        propose_share(row, hub=hub, share_fen=share.cleaned_data["share"], **who)
        messages.success(request, _("已提出分计，先登记的枢纽同意以后各计各的。"))
    elif act == "agree" and isinstance(row, Offer):
        number = request.POST.get("share", "")
        agree_share(get_object_or_404(OfferShare, offer=row, pk=whole_number(number)), **who)
        messages.success(request, _("已同意分计。"))
    return True


def _department(request: HttpRequest) -> Any:
    name = request.POST.get("department", "").strip()
    return departments().filter(name_key=name_key(name)).order_by("pk").first() if name else None


def _introduce(request: HttpRequest, row: Any, who: dict[str, Any]) -> None:
    number = request.POST.get("other", "")
    model: Any = Need if isinstance(row, Offer) else Offer
    other = get_object_or_404(model.objects.public().select_related("keeper"), pk=whole_number(number))
    hub = hubs_of(request.user, request.at).filter(pk__in=[row.keeper_id, other.keeper_id]).first() or row.keeper
    offer, need = (row, other) if isinstance(row, Offer) else (other, row)
    introduce(offer, need, hub=hub, **who)
    messages.success(request, _("已牵线，双方都收到消息。"))
