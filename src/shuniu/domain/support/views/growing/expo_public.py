"""What a visitor opens without an account: the fair, its exhibitors, registering, one's own page with meetings (A10.1)."""

from __future__ import annotations

import secrets

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _

from shuniu.domain.support.actions.growing import expo as acts
from shuniu.domain.support.forms.growing.expo import AskForm, VisitorForm
from shuniu.domain.support.models.growing import Expo, FairMeeting, Visitor
from shuniu.domain.support.views.common import page_of, tried
from shuniu.kernel.core.moments import CITY_TIME
from shuniu.kernel.core.policy import public
from shuniu.kernel.core.reading import whole_number
from shuniu.kernel.record.pages import show_errors


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
    if request.method == "POST" and _act(request, row, form):
        return redirect("services:visit", token=token)
    meetings = row.meetings.exclude(state="CANCELLED").select_related("booth__organization")
    gathering = row.expo.gathering
    context = {"row": row, "form": form, "meetings": meetings, "gathering": gathering, "typed": request.POST.get("code", ""),
               "door": gathering.sign_in_opens_at <= request.at <= gathering.sign_in_closes_at}  # fmt: skip
    return render(request, "support/growing/visit.html", context)


def _act(request: HttpRequest, row: Visitor, form: AskForm) -> bool:
    act = request.POST.get("act")
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
