"""Expos at the hub's desk: opened, booths given by the rule, cards, meetings, deals followed (A10.1)."""

from __future__ import annotations

import secrets
from typing import Any

from django.core.exceptions import PermissionDenied, ValidationError
from django.db.models import Count, Q
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _

from shuniu.domain.support.actions.growing import deals as deal_acts
from shuniu.domain.support.actions.growing import expo as acts
from shuniu.domain.support.actions.growing import fair as fair_acts
from shuniu.domain.support.forms.growing.expo import (
    BodyDealForm,
    BoothForm,
    CheckForm,
    DealForm,
    ExpoChangeForm,
    ExpoForm,
)
from shuniu.domain.support.models.growing import Booth, Deal, Expo, FairMeeting
from shuniu.domain.support.queries.growing.expos import figures_of
from shuniu.domain.support.views.common import bodies, may, page_of, tried
from shuniu.kernel.core.moments import CITY_TIME, local_date
from shuniu.kernel.core.money import yuan
from shuniu.kernel.core.policy import signed_in
from shuniu.kernel.core.reading import whole_number
from shuniu.kernel.orgs.models import Organization
from shuniu.kernel.orgs.queries import bodies_of
from shuniu.kernel.orgs.rules import SPEAKS
from shuniu.kernel.record.pages import own_hub, sheet_response, show_errors

SHOWS = ("head", "officer", *[role for role in SPEAKS if role != "head"])


@signed_in
def expos(request: HttpRequest) -> HttpResponse:
    hub, text = own_hub(request), request.GET.get("q", "").strip()
    rows = Expo.objects.select_related("hub", "gathering").annotate(
        given=Count("booths", filter=Q(booths__state="GIVEN"), distinct=True)
    )
    if text:
        rows = rows.filter(Q(gathering__title__icontains=text) | Q(hub__name__icontains=text))
    page = page_of(request, rows.order_by("-gathering__starts_at", "-pk"))
    figures = figures_of([row.pk for row in page], request.at)
    for row in page:
        row.figures = figures[row.pk]
    context = {
        "page": page, "text": text, "today": request.at,
        "may_open": hub is not None and may(request, "open_expo", row=Expo(hub=hub))["open_expo"],
    }  # fmt: skip
    return render(request, "support/growing/expos.html", context)


@signed_in
def expo_open(request: HttpRequest) -> HttpResponse:
    hub = own_hub(request)
    if hub is None:
        raise Http404
    if not may(request, "open_expo", row=Expo(hub=hub))["open_expo"]:
        raise PermissionDenied
    form = ExpoForm(
        request.POST or None, initial={"key": secrets.token_urlsafe(16), "begins": "09:00", "ends": "17:00"}
    )
    if request.method == "POST" and form.is_valid():
        try:
            made = acts.open_expo(hub, by=request.user, at=request.at, **form.facts())
            return redirect("support:expo", pk=made.pk)
        except ValidationError as error:
            show_errors(form, error)
    context = {"form": form, "heading": _("办一场展会"), "context_line": hub.name, "verb": _("公布"), "draft_key": "expo",
               "back": reverse("support:expos"), "back_label": _("展会")}  # fmt: skip
    return render(request, "ui/simple_form.html", context)


def _expo(pk: int) -> Expo:
    return get_object_or_404(Expo.objects.select_related("hub", "gathering"), pk=pk)


@signed_in
def expo(request: HttpRequest, pk: int) -> HttpResponse:
    """The fair: its rule, booths and cards; for whom it concerns how many came and what became of the intents."""
    row = _expo(pk)
    rights = may(request, "open_expo", row=row)
    if request.method == "POST" and _expo_act(request, row):
        return redirect("support:expo", pk=pk)
    mine = list(
        row.booths.filter(organization__in=bodies_of(request.user, request.at))
        .exclude(state="WITHDRAWN")
        .select_related("organization")
    )
    deals = Deal.objects.visible_to(request.user, request.at).filter(booth__expo=row)
    counts = dict(deals.values_list("state").annotate(n=Count("pk", distinct=True)).order_by())
    context = {
        "row": row, "mine": mine, "today": local_date(request.at), "page": page_of(request, _booths(row), 60),
        "deals": [(label, counts.get(value, 0)) for value, label in Deal.State.choices], "signed": sum(counts.values()),
        "confirmed": deals.filter(confirmed_at__isnull=False).distinct().count(),
        "visitors": row.visitors.count(), "came": row.visitors.filter(checked_in_at__isnull=False).count(),
        "waiting": row.booths.filter(state="WAITING").count(), "applied": row.booths.exclude(state="WITHDRAWN").count(),
        "may_apply": not mine and row.allocated_at is None and not row.gathering.called_off_at and local_date(request.at) <= row.apply_until and bool(bodies(request, *SHOWS)),
        "public": reverse("services:expo", args=[row.pk]), "figures": figures_of([row.pk], request.at)[row.pk],
        "coming": row.gathering.called_off_at is None and row.gathering.starts_at > request.at,
        "begun": row.gathering.starts_at <= request.at, "may_enter_deal": _may_enter_deal(request, row, mine), **rights,
    }  # fmt: skip
    return render(request, "support/growing/expo.html", context)


def _may_enter_deal(request: HttpRequest, row: Expo, mine: list[Booth]) -> bool:
    """Who signs for a body without a booth here may say what it agreed with one that has."""
    begun = row.gathering.called_off_at is None and row.gathering.starts_at <= request.at
    return begun and not mine and row.booths.filter(state="GIVEN").exists() and bool(bodies(request, *SHOWS))


def _expo_act(request: HttpRequest, row: Expo) -> bool:
    who: dict[str, Any] = {"by": request.user, "at": request.at}
    if request.POST.get("act") == "allocate":
        return tried(request, lambda: acts.allocate_booths(row, **who), _("已按办法分配，各家会收到结果。"))
    if request.POST.get("act") == "off":
        reason = request.POST.get("reason", "")
        return tried(request, lambda: acts.call_off_expo(row, reason=reason, **who), _("已取消，展商都会收到通知。"))
    raise Http404


@signed_in
def expo_change(request: HttpRequest, pk: int) -> HttpResponse:
    row = _expo(pk)
    if not may(request, "open_expo", row=row)["open_expo"]:
        raise PermissionDenied
    held = row.gathering
    starts, ends = held.starts_at.astimezone(CITY_TIME), held.ends_at.astimezone(CITY_TIME)
    initial = {
        "title": held.title, "day": starts.date(), "begins": f"{starts:%H:%M}", "ends": f"{ends:%H:%M}", "place": held.place,
        "theme": row.theme, "booths_offered": row.booths_offered, "apply_until": row.apply_until, "version": row.version,
    }  # fmt: skip
    form = ExpoChangeForm(request.POST or None, initial=initial)
    if request.method == "POST" and form.is_valid():
        done = _("已保存，展商都会收到通知。")
        if tried(
            request, lambda: acts.change_expo(row, by=request.user, at=request.at, **form.facts()), done, form=form
        ):
            return redirect("support:expo", pk=pk)
    context = {"form": form, "heading": _("修改展会"), "context_line": held.title, "verb": _("保存并告知展商"),
               "back": reverse("support:expo", args=[pk]), "back_label": held.title}  # fmt: skip
    return render(request, "ui/simple_form.html", context)


def _booths(row: Expo) -> Any:
    return row.booths.filter(state="GIVEN").select_related("organization").order_by("number")


@signed_in
def booth_apply(request: HttpRequest, pk: int) -> HttpResponse:
    row, mine = _expo(pk), bodies(request, *SHOWS)
    if not mine:
        raise PermissionDenied
    form = BoothForm(request.POST or None, bodies=mine)
    if request.method == "POST" and form.is_valid():
        try:
            made = acts.apply_booth(
                row, form.cleaned_data["organization"], by=request.user, at=request.at, **form.words()
            )
            return redirect("support:booth", pk=made.pk)
        except ValidationError as error:
            show_errors(form, error)
    context = {"form": form, "heading": _("申请展位"), "verb": _("申请"), "draft_key": f"booth-{pk}",
               "context_line": f"{row.gathering.title} · {row.get_rule_display()}",
               "back": reverse("support:expo", args=[pk]), "back_label": row.gathering.title}  # fmt: skip
    return render(request, "ui/simple_form.html", context)


@signed_in
def booth(request: HttpRequest, pk: int) -> HttpResponse:
    """One exhibitor: its card, who asked to meet it, its intents."""
    row = get_object_or_404(Booth.objects.select_related("expo__hub", "expo__gathering", "organization"), pk=pk)
    rights = may(request, "apply_booth", "sign_deal", row=row) | may(request, "open_expo", row=row.expo)
    if not any(rights.values()):
        raise Http404
    card = BoothForm(
        request.POST if request.POST.get("act") == "card" else None, bodies=[row.organization], instance=row
    )
    initial = {"key": secrets.token_urlsafe(16), "signed_on": local_date(request.at)}
    deal = DealForm(
        request.POST if request.POST.get("act") == "deal" else None, initial=initial, auto_id="deal_%s", booth=row,
        seen=Organization.objects.visible_to(request.user, request.at),
    )  # fmt: skip
    if request.method == "POST" and _booth_act(request, row, card, deal):
        return redirect("support:booth", pk=pk)
    context = {
        "row": row, "card": card, "deal": deal, "deals": row.deals.all(), "begun": row.expo.gathering.starts_at <= request.at,
        "off": row.expo.gathering.called_off_at,
        "meetings": row.meetings.select_related("visitor").exclude(state="CANCELLED"), **rights,
    }  # fmt: skip
    return render(request, "support/growing/booth.html", context)


def _booth_act(request: HttpRequest, row: Booth, card: BoothForm, deal: DealForm) -> bool:
    act, who = request.POST.get("act", ""), {"by": request.user, "at": request.at}
    if act == "card":
        fresh = Booth.objects.get(pk=row.pk)
        return card.is_valid() and tried(
            request, lambda: acts.save_card(fresh, **card.words(), **who), _("名片已保存。"), form=card
        )
    if act == "deal":
        return deal.is_valid() and tried(
            request,
            lambda: deal_acts.sign_deal(row, **deal.cleaned_data, **who),
            _("已登记，满三个月会请你说明进展。"),
            form=deal,
        )
    if act == "withdraw":
        return tried(request, lambda: acts.withdraw_booth(row, **who), _("已退出，展位给候补的单位。"))
    if act in ("agree", "decline"):
        meeting = get_object_or_404(FairMeeting, booth=row, pk=whole_number(request.POST.get("part")))
        return tried(request, lambda: fair_acts.answer_meeting(meeting, agree=act == "agree", **who), _("已答复。"))
    raise Http404


@signed_in
def deal_enter(request: HttpRequest, pk: int) -> HttpResponse:
    """What a body of the register agreed with an exhibitor, entered by the body itself."""
    row, mine = _expo(pk), bodies(request, *SHOWS)
    if not mine:
        raise PermissionDenied
    booths = _booths(row).exclude(organization__in=mine)
    form = BodyDealForm(request.POST or None, bodies=mine, booths=booths, initial={"key": secrets.token_urlsafe(16)})
    if request.method == "POST" and form.is_valid():
        data = dict(form.cleaned_data)
        place, body = data.pop("booth"), data.pop("organization")
        try:
            made = deal_acts.enter_deal(place, body=body, by=request.user, at=request.at, **data)
            return redirect("support:deal", pk=made.pk)
        except ValidationError as error:
            show_errors(form, error)
    context = {"form": form, "heading": _("登记一条谈成的意向"), "verb": _("登记"), "draft_key": f"deal-{pk}", "context_line": row.gathering.title,
               "back": reverse("support:expo", args=[pk]), "back_label": row.gathering.title}  # fmt: skip
    return render(request, "ui/simple_form.html", context)


@signed_in
def deal(request: HttpRequest, pk: int) -> HttpResponse:
    rows = Deal.objects.visible_to(request.user, request.at).distinct()
    row = get_object_or_404(
        rows.select_related("booth__expo__hub", "booth__expo__gathering", "booth__organization", "body", "confirmed_by"), pk=pk
    )  # fmt: skip
    left = deal_acts.months_open(row, local_date(request.at))
    form = CheckForm(request.POST if request.POST.get("act") == "check" else None, months=left)
    who = {"by": request.user, "at": request.at}
    if request.method == "POST":
        if request.POST.get("act") == "confirm":
            done = tried(request, lambda: deal_acts.confirm_deal(row, **who), _("已核对，计入兑现。"))
        elif request.POST.get("act") in ("received", "missing"):
            said = {"received": request.POST["act"] == "received", "note": request.POST.get("note", "")}
            done = tried(request, lambda: deal_acts.judge_delivery(row, **said, **who), _("已记下。"))
        else:
            done = form.is_valid() and tried(
                request, lambda: deal_acts.check_deal(row, **form.cleaned_data, **who), _("已记下。"), form=form
            )
        if done:
            return redirect("support:deal", pk=pk)
    context = {"row": row, "form": form, "checks": row.checks.select_related("said_by"), "left": left,
               **may(request, "confirm_deal", "receive_deal", row=row), **may(request, "sign_deal", row=row.booth)}  # fmt: skip
    return render(request, "support/growing/deal.html", context)


def _deals(request: HttpRequest) -> Any:
    rows = Deal.objects.visible_to(request.user, request.at).select_related(
        "booth__organization", "booth__expo__gathering"
    )
    if expo := whole_number(request.GET.get("expo")):
        rows = rows.filter(booth__expo=expo)
    if request.GET.get("state") in Deal.State.values:
        rows = rows.filter(state=request.GET["state"])
    return rows.distinct().order_by("signed_on", "pk")


@signed_in
def deals(request: HttpRequest) -> HttpResponse:
    context = {"page": page_of(request, _deals(request)), "state": request.GET.get("state", ""), "states": Deal.State.choices,
               "expo": request.GET.get("expo", "")}  # fmt: skip
    return render(request, "support/growing/deals.html", context)


@signed_in
def deals_export(request: HttpRequest) -> HttpResponse:
    rows = (
        [row.booth.expo.gathering.title, row.booth.organization.name, row.partner, row.subject, yuan(row.value_fen), row.signed_on,
         row.get_state_display(), row.ended_on or "", _("是") if row.confirmed_at else _("否"), row.note]
        for row in _deals(request)
    )  # fmt: skip
    headings = [
        _("展会"),
        _("展商"),
        _("对方"),
        _("约定做什么"),
        _("约定金额（元）"),
        _("签约日期"),
        _("进展"),
        _("兑现或终止"),
        _("已核对"),
        _("情况"),
    ]
    return sheet_response(_("展会意向"), headings, rows)
