"""A hub asks for confirmations; organizations confirm, signed in, in batches, through a link or on paper."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.core.paginator import Paginator
from django.db.models import Count, Q
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST

from shuniu.domain.registry.actions import (
    answer_card_link,
    ask_for_cards,
    check_confirmation,
    close_campaign,
    confirm_cards,
    enter_signed_sheet,
    remind_of_cards,
    withdraw_confirmation,
)
from shuniu.domain.registry.card_facts import card_facts
from shuniu.domain.registry.forms_cards import AskForm, ChosenAskForm, SheetForm
from shuniu.domain.registry.models import CardAsk, CardCampaign, CardConfirmation
from shuniu.domain.registry.queries_cards import confirmed_since, whom_to_ask
from shuniu.domain.registry.rules import works_for_hub_or_above
from shuniu.domain.registry.sheets import fact_label, figures_workbook
from shuniu.domain.registry.views.common import download
from shuniu.kernel.core.access import allowed
from shuniu.kernel.core.moments import local_date
from shuniu.kernel.core.policy import public, signed_in
from shuniu.kernel.orgs.models import Organization
from shuniu.kernel.orgs.queries import bodies_of
from shuniu.kernel.orgs.rules import SPEAKS
from shuniu.kernel.record.numbers import qr_svg
from shuniu.kernel.record.pages import asked_hub

PER_PAGE = 50


def address_of(ask: CardAsk) -> str:
    return f"{settings.PUBLIC_URL}{reverse('registry:card-link', args=[ask.token])}"


@signed_in
def campaigns(request: HttpRequest) -> HttpResponse:
    """What the hub asked, how far it came, and how many cards are confirmed in time."""
    hub = asked_hub(request)
    rows = (
        CardCampaign.objects.filter(hub=hub)
        .order_by("-asked_at", "-pk")
        .annotate(n=Count("asks"), done=Count("asks", filter=Q(asks__confirmed_at__isnull=False)))
    )
    every = whom_to_ask(hub, "tied", (), request.at).count()
    stale = whom_to_ask(hub, "stale", (), request.at).count()
    context = {
        "hub": hub, "page": Paginator(rows, PER_PAGE).get_page(request.GET.get("page")), "every": every, "stale": stale,
        "fresh": every - stale, "since": confirmed_since(hub, request.at),
        "may_ask": allowed(request.user, "registry.ask_for_cards", hub, at=request.at),
    }  # fmt: skip
    return render(request, "registry/campaigns.html", context)


@signed_in
def campaign_new(request: HttpRequest) -> HttpResponse:
    hub = asked_hub(request)
    if not allowed(request.user, "registry.ask_for_cards", hub, at=request.at):
        raise PermissionDenied
    codes = request.GET.getlist("organization")
    chosen = list(Organization.objects.filter(code__in=codes).values_list("pk", flat=True))
    form = (ChosenAskForm if codes else AskForm)(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            row = ask_for_cards(hub, **form.cleaned_data, chosen=chosen, by=request.user, at=request.at)
            messages.success(request, _("已发出，对方的待办里能看到；打印带二维码的信或发链接，不用账号也能确认。"))
            return redirect("registry:campaign", pk=row.pk)
        except ValidationError as error:
            form.add_error(None, error)
    context = {"form": form, "heading": _("请组织核对资料"), "context_line": hub.name, "verb": _("发出核对"),
               "back": reverse("registry:campaigns"), "back_label": _("资料核对")}  # fmt: skip
    return render(request, "ui/simple_form.html", context)


def _seen(request: HttpRequest, pk: int) -> CardCampaign:
    rows = CardCampaign.objects.visible_to(request.user, request.at).select_related("hub", "asked_by")
    return get_object_or_404(rows, pk=pk)


@signed_in
def campaign(request: HttpRequest, pk: int) -> HttpResponse:
    """Progress, the chase list, what was said to be wrong, and spot checks of what came on paper."""
    row = _seen(request, pk)
    acts = {"remind": remind_of_cards, "close": close_campaign}
    if request.method == "POST" and request.POST.get("act") in acts:
        try:
            done = acts[request.POST["act"]](row, by=request.user, at=request.at)
            messages.success(
                request,
                ngettext("已提醒 %(n)s 家。", "已提醒 %(n)s 家。", done) % {"n": done}
                if isinstance(done, int)
                else _("已结束这次核对。"),
            )
        except ValidationError as error:
            messages.error(request, " ".join(error.messages))
        return redirect("registry:campaign", pk=pk)
    which = request.GET.get("which", "open")
    tests = {
        "open": Q(confirmed_at=None),
        "done": Q(confirmed_at__isnull=False),
        "wrong": Q(remarked_at__isnull=False, confirmed_at=None),
    }
    counts = row.asks.aggregate(**{key: Count("pk", filter=test) for key, test in tests.items()})
    asks = (
        row.asks.filter(tests.get(which, tests["open"]))
        .select_related("organization")
        .prefetch_related("confirmations")
    )
    checks = CardConfirmation.objects.filter(sheet__campaign=row, to_check=True).select_related(
        "organization", "sheet", "checked_by"
    )
    context = {
        "campaign": row, "which": which, "page": Paginator(asks, PER_PAGE).get_page(request.GET.get("page")),
        "tabs": [("open", _("还没有确认"), counts["open"]), ("wrong", _("说有不对的"), counts["wrong"]), ("done", _("已确认"), counts["done"])],
        "n": sum((counts["open"], counts["done"])), "done": counts["done"], "checks": list(checks[:200]),
        "may": allowed(request.user, "registry.remind_of_cards", row, at=request.at) and row.closed_at is None,
        "may_close": allowed(request.user, "registry.close_campaign", row, at=request.at) and row.closed_at is None,
    }  # fmt: skip
    return render(request, "registry/campaign.html", context)


@signed_in
def campaign_letters(request: HttpRequest, pk: int) -> HttpResponse:
    """One page with QR for each organization that has not confirmed; for the hub's own people only."""
    row = _seen(request, pk)
    if not allowed(request.user, "registry.remind_of_cards", row, at=request.at) or row.closed_at is not None:
        raise Http404
    asks = row.asks.filter(confirmed_at=None).select_related("organization")
    if request.GET.get("organization"):
        asks = asks.filter(organization__code=request.GET["organization"])
    page = Paginator(asks, PER_PAGE).get_page(request.GET.get("page"))
    letters = [{"ask": ask, "address": address_of(ask), "qr": qr_svg(address_of(ask))} for ask in page]
    return render(request, "registry/campaign_letters.html", {"campaign": row, "page": page, "letters": letters})


@signed_in
def campaign_export(request: HttpRequest, pk: int) -> HttpResponse:
    """Who was asked and who confirmed, as a workbook: the chase list to work through elsewhere."""
    row = _seen(request, pk)
    lines: list[list[Any]] = [[_("名称"), _("编号"), _("已确认"), _("提醒次数"), _("哪里不对")]]
    return download(figures_workbook([(row.title, lines + asks_listed(request, pk))]), f"{row.title}.xlsx")


def asks_listed(request: HttpRequest, pk: int) -> list[list[Any]]:
    rows = []
    for ask in _seen(request, pk).asks.select_related("organization"):
        day = local_date(ask.confirmed_at).isoformat() if ask.confirmed_at else ""
        rows.append([ask.organization.name, ask.organization.code, day, ask.reminders, ask.remark])
    return rows


@signed_in
def campaign_sheet(request: HttpRequest, pk: int) -> HttpResponse:
    """The signed list in one grid: tick who signed, write who it was, keep the scan."""
    row = _seen(request, pk)
    if not allowed(request.user, "registry.enter_signed_sheet", row, at=request.at) or row.closed_at is not None:
        raise Http404
    form = SheetForm(request.POST or None, request.FILES or None, initial={"signed_on": local_date(request.at)})
    asks = list(row.asks.filter(confirmed_at=None).select_related("organization"))
    ticked = {int(key) for key in request.POST.getlist("signed") if key.isdecimal()}
    names = {ask.organization_id: request.POST.get(f"by-{ask.organization_id}", "") for ask in asks}
    if request.method == "POST" and form.is_valid():
        try:
            signed = {pk: names[pk] for pk in ticked if pk in names}
            sheet = enter_signed_sheet(row, **form.cleaned_data, signed=signed, by=request.user, at=request.at)
            drawn = sheet.confirmations.filter(to_check=True).count()
            messages.success(
                request,
                _("已登记 %(n)s 家，抽出 %(drawn)s 家由另一位同事回访。")
                % {"n": sheet.confirmations.count(), "drawn": drawn},
            )
            return redirect("registry:campaign", pk=pk)
        except ValidationError as error:
            form.add_error(None, error)
    grid = [{"ask": ask, "ticked": ask.organization_id in ticked, "by": names[ask.organization_id]} for ask in asks]
    return render(request, "registry/campaign_sheet.html", {"campaign": row, "form": form, "grid": grid})


@signed_in
@require_POST
def confirmation_check(request: HttpRequest, pk: int) -> HttpResponse:
    row = get_object_or_404(CardConfirmation.objects.select_related("sheet"), pk=pk, sheet__isnull=False)
    assert row.sheet is not None
    _seen(request, row.sheet.campaign_id)
    check_confirmation(row, holds=request.POST.get("holds") == "yes", by=request.user, at=request.at)
    messages.success(request, _("已记下回访结果。"))
    return redirect(reverse("registry:campaign", args=[row.sheet.campaign_id]) + "#checks")


@signed_in
@require_POST
def confirmation_withdraw(request: HttpRequest, pk: int) -> HttpResponse:
    """The organization: we did not confirm that."""
    mine = bodies_of(request.user, request.at)
    row = get_object_or_404(
        CardConfirmation.objects.filter(organization__in=mine).select_related("organization"), pk=pk
    )
    withdraw_confirmation(row, by=request.user, at=request.at)
    messages.success(request, _("已撤回这次确认。"))
    return redirect("registry:organization", code=row.organization.code)


@signed_in
def cards_mine(request: HttpRequest) -> HttpResponse:
    """All cards that the person may confirm, whoever asked: one by one or ticked together."""
    mine = bodies_of(request.user, request.at, *SPEAKS).select_related("area", "field").order_by("sort_key", "pk")
    if not mine.exists():
        raise Http404
    if request.method == "POST":
        chosen = list(mine.filter(code__in=request.POST.getlist("organization")))
        n = confirm_cards(chosen, by=request.user, at=request.at)
        (messages.success if n else messages.error)(
            request,
            ngettext("已确认 %(n)s 家的资料。", "已确认 %(n)s 家的资料。", n) % {"n": n}
            if n
            else _("请先勾选核对过的组织。"),
        )
        return redirect("registry:cards-mine")
    page = Paginator(mine, 20).get_page(request.GET.get("page"))
    asked: dict[int, list[CardAsk]] = {}
    open_now = CardAsk.objects.filter(
        organization__in=[row.pk for row in page], confirmed_at=None, campaign__closed_at=None
    )
    for ask in open_now.select_related("campaign__hub"):
        asked.setdefault(ask.organization_id, []).append(ask)
    last: dict[int, CardConfirmation] = {}
    for one in CardConfirmation.objects.filter(organization__in=[row.pk for row in page], withdrawn_at=None):
        last.setdefault(one.organization_id, one)
    rows = [
        {"organization": row, "asks": asked.get(row.pk, []), "last": last.get(row.pk), "facts": labelled(row)}
        for row in page
    ]
    return render(request, "registry/cards_mine.html", {"page": page, "rows": rows})


def labelled(row: Organization) -> list[tuple[str, str]]:
    return [(fact_label(key), value) for key, value in card_facts(row).items()]


@public
def card_link(request: HttpRequest, token: str) -> HttpResponse:
    """What an organization sees behind link or QR: its card, right or not; no account needed."""
    rows = CardAsk.objects.select_related("campaign__hub", "organization__area", "organization__field")
    ask, problem = get_object_or_404(rows, token=token), ""
    if request.method == "POST":
        try:
            answer_card_link(
                ask, right=request.POST.get("answer") == "right", said_by=request.POST.get("said_by", ""),
                remark=request.POST.get("remark", ""), opened_by=request.user, at=request.at,
            )  # fmt: skip
            return redirect("registry:card-link", token=token)
        except ValidationError as error:
            problem = " ".join(error.messages)
    campaign = ask.campaign
    context = {
        "ask": ask, "facts": labelled(ask.organization), "problem": problem, "typed": request.POST,
        "own": works_for_hub_or_above(request.user, campaign.hub, request.at),
        "ended": campaign.closed_at is not None or campaign.ends_on < local_date(request.at),
    }  # fmt: skip
    return render(request, "registry/card_link.html", context)
