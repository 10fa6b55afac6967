"""What a visitor opens without an account: the fair, its exhibitors, registering, one's own page with meetings (A10.1)."""

from __future__ import annotations

import secrets
from functools import partial

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.db.models import Count, F, Q, Value
from django.db.models.functions import Abs, Extract
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _

from shuniu.domain.support.actions.growing import deals as deal_acts
from shuniu.domain.support.actions.growing import fair as acts
from shuniu.domain.support.forms.growing.expo import AskForm, EnterDealForm, VisitorForm
from shuniu.domain.support.models.growing import Expo, FairMeeting, Visitor
from shuniu.domain.support.views.common import page_of, tried
from shuniu.kernel.core.moments import CITY_TIME, local_date
from shuniu.kernel.core.policy import public
from shuniu.kernel.core.reading import whole_number
from shuniu.kernel.record.pages import show_errors


@public
def expos(request: HttpRequest) -> HttpResponse:
    """Fairs to come, the nearest first, then those that are over."""
    text = request.GET.get("q", "").strip()
    rows = Expo.objects.select_related("hub", "gathering").annotate(
        given=Count("booths", filter=Q(booths__state="GIVEN")), over=Q(gathering__ends_at__lt=request.at),
        nearness=Abs(Extract(F("gathering__starts_at") - Value(request.at), "epoch")),
    )  # fmt: skip
    if text:
        rows = rows.filter(
            Q(gathering__title__icontains=text) | Q(hub__name__icontains=text) | Q(theme__icontains=text)
        )
    context = {
        "page": page_of(request, rows.order_by("over", "nearness", "pk"), 20),
        "text": text,
        "today": local_date(request.at),
    }
    return render(request, "support/growing/expos_public.html", context)


@public
def expo(request: HttpRequest, pk: int) -> HttpResponse:
    """Cards of all exhibitors, and a form without telephone and mail."""
    row = get_object_or_404(Expo.objects.select_related("hub", "gathering"), pk=pk)
    over = row.gathering.ends_at <= request.at or row.gathering.called_off_at is not None
    form = VisitorForm(request.POST or None, initial={"key": secrets.token_urlsafe(16)})
    if request.method == "POST" and form.is_valid():
        try:
            visitor = acts.register_visitor(row, at=request.at, **form.cleaned_data)
            return redirect("services:visit", token=visitor.token)
        except ValidationError as error:
            show_errors(form, error)
    booths = row.booths.filter(state="GIVEN").select_related("organization").order_by("number")
    if text := request.GET.get("q", "").strip():
        booths = (
            booths.filter(shows__icontains=text)
            | booths.filter(looks_for__icontains=text)
            | booths.filter(organization__name__icontains=text)
        )
    context = {
        "row": row,
        "form": form,
        "over": over,
        "page": page_of(request, booths, 60),
        "text": request.GET.get("q", ""),
    }
    return render(request, "support/growing/expo_public.html", context)


@public
def visit(request: HttpRequest, token: str) -> HttpResponse:
    """A visitor's own page: ask for meetings, see the day's plan, sign in at the door."""
    row = get_object_or_404(Visitor.objects.select_related("expo__gathering", "expo__hub"), token=token)
    booths = row.expo.booths.filter(state="GIVEN").select_related("organization").order_by("number")
    times = [
        (one.isoformat(), f"{one.astimezone(CITY_TIME):%H:%M}") for one in acts.slots(row.expo) if one > request.at
    ]
    form = AskForm(request.POST if request.POST.get("act") == "ask" else None, booths=booths, times=times)
    deal = EnterDealForm(
        request.POST if request.POST.get("act") == "deal" else None,
        booths=booths,
        initial={"key": secrets.token_urlsafe(16)},
        auto_id="deal_%s",
    )
    if request.method == "POST" and _act(request, row, form, deal):
        return redirect("services:visit", token=token)
    meetings = row.meetings.exclude(state="CANCELLED").select_related("booth__organization")
    gathering = row.expo.gathering
    context = {"row": row, "form": form, "meetings": meetings, "gathering": gathering, "typed": request.POST.get("code", ""),
               "deal": deal, "deals": row.deals.select_related("booth__organization"), "begun": gathering.starts_at <= request.at,
               "door": gathering.sign_in_opens_at <= request.at <= gathering.sign_in_closes_at}  # fmt: skip
    return render(request, "support/growing/visit.html", context)


def _deal_act(request: HttpRequest, row: Visitor, act: str, form: EnterDealForm) -> bool:
    """The other side of an intent: enters it, says that it was delivered, or that it was not."""
    if act == "deal":
        if not form.is_valid():
            return False
        data = dict(form.cleaned_data)
        booth = data.pop("booth")
        deed = partial(deal_acts.enter_deal, booth, row, at=request.at, **data)
        return tried(request, deed, _("已登记，展商会看到；满三、六、十二个月由它说明进展。"), form=form)
    one = get_object_or_404(row.deals.all(), pk=whole_number(request.POST.get("part")))
    deed = partial(
        deal_acts.judge_delivery, one, row, received=act == "received", note=request.POST.get("note", ""), at=request.at
    )
    return tried(request, deed, _("已记下。"))


def _act(request: HttpRequest, row: Visitor, form: AskForm, deal: EnterDealForm) -> bool:
    act = request.POST.get("act")
    if act in ("deal", "received", "missing"):
        return _deal_act(request, row, act, deal)
    if act == "ask":
        if not form.is_valid():
            return False
        data = form.cleaned_data
        return tried(request, lambda: acts.ask_meeting(data["booth"], row, starts_at=data["starts_at"], at=request.at), _("已请展商答复。"), form=form)  # fmt: skip
    if act == "cancel":
        meeting = get_object_or_404(FairMeeting, visitor=row, pk=whole_number(request.POST.get("part")))
        return tried(request, lambda: acts.cancel_meeting(meeting, row, at=request.at), _("已取消，时间空出来了。"))
    if act == "come":
        return tried(
            request,
            lambda: acts.check_in_visitor(row, code=request.POST.get("code", ""), at=request.at),
            _("签到成功。"),
        )
    messages.error(request, _("请重新打开页面再试。"))
    return False
