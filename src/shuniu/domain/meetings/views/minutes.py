"""After the meeting: the minutes, their approval, and the resolutions."""

from __future__ import annotations

from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _

from shuniu.domain.meetings.actions import (
    approve_minutes,
    close_resolution,
    record_resolution,
    reopen_minutes,
    reopen_resolution,
    save_minutes,
    send_minutes_back,
    submit_minutes,
    withdraw_minutes,
)
from shuniu.domain.meetings.forms import CloseResolutionForm, MinutesForm, ResolutionForm
from shuniu.domain.meetings.models import Minutes, Resolution, SecretaryMeeting
from shuniu.domain.meetings.views.common import may, show_errors, staffed_meeting, steps
from shuniu.domain.meetings.views.hold import bodies_invited
from shuniu.engines.gatherings.queries import count_roll
from shuniu.kernel.core.access import allowed
from shuniu.kernel.core.moments import local_date
from shuniu.kernel.core.policy import signed_in
from shuniu.kernel.orgs.models import Organization


@signed_in
def minutes(request: HttpRequest, pk: int) -> HttpResponse:
    row = staffed_meeting(request, pk)
    there: Minutes | None = getattr(row, "minutes", None)
    initial = (
        {"chair": there.chair, "recorder": there.recorder, "summary": there.summary, "effect": there.effect,
         "version": there.version}
        if there else {"version": 0, "recorder": request.user.name}
    )  # fmt: skip
    written = request.POST.get("act") in ("save", "submit", "approve") and "summary" in request.POST
    form = MinutesForm(request.POST if written else None, initial=initial)
    if request.method == "POST" and _minutes_act(request, row, there, form):
        return redirect("meetings:minutes", pk=pk)
    subject = there or Minutes(meeting=row)
    context = {
        "meeting": row, "steps": steps(row), "minutes": there, "form": form, "count": count_roll(row.gathering),
        "resolutions": row.resolutions.select_related("owner"),
        "agenda": row.agenda.select_related("proposer"),
        "may": may(request, "save_minutes", "submit_minutes", "approve_minutes", "withdraw_minutes", "reopen_minutes",
                   "reopen_resolution", row=subject),
    }  # fmt: skip
    return render(request, "meetings/minutes.html", context)


def _minutes_act(request: HttpRequest, row: SecretaryMeeting, there: Minutes | None, form: MinutesForm) -> bool:
    """True when it is done and the page can be drawn anew."""
    act = request.POST.get("act", "")
    try:
        if act == "save" and form.is_valid():
            save_minutes(row, **form.cleaned_data, by=request.user, at=request.at)
            messages.success(request, _("纪要已保存。"))
        elif form.is_bound and not form.is_valid():
            return False
        elif act == "submit" and there:
            with transaction.atomic():  # what stands in the form is what goes to the head
                submit_minutes(_as_written(row, there, form, request), by=request.user, at=request.at)
            messages.success(request, _("已送负责人审签。"))
        elif act == "approve" and there:
            with transaction.atomic():
                approve_minutes(_as_written(row, there, form, request), by=request.user, at=request.at)
            messages.success(request, _("纪要已审签，可以起草报告。"))
        elif act == "send_back" and there:
            send_minutes_back(there, remark=request.POST.get("remark", ""), by=request.user, at=request.at)
            messages.success(request, _("已退回修改。"))
        elif act == "withdraw" and there:
            withdraw_minutes(there, by=request.user, at=request.at)
            messages.success(request, _("已撤回，可以继续修改。"))
        elif act == "reopen" and there:
            reopen_minutes(there, by=request.user, at=request.at)
            messages.success(request, _("已撤回审签，可以继续修改。"))
        else:
            return False
    except ValidationError as error:
        if form.is_bound:
            show_errors(form, error)
            return False
        messages.error(request, " ".join(error.messages))
    return True


def _as_written(row: SecretaryMeeting, there: Minutes, form: MinutesForm, request: HttpRequest) -> Minutes:
    """The minutes with what was typed beside the button; already handed on in the same words, they stay as they are."""
    words = ("chair", "recorder", "summary", "effect")
    if not form.is_bound or all(form.cleaned_data[name] == getattr(there, name) for name in words):
        return there
    return save_minutes(row, **form.cleaned_data, by=request.user, at=request.at)


@signed_in
def resolution_record(request: HttpRequest, pk: int) -> HttpResponse:
    row = staffed_meeting(request, pk)
    form = ResolutionForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        facts = dict(form.cleaned_data)
        body = facts.pop("owner_body").strip()
        owner = Organization.objects.filter(name=body).first() if body else None
        try:
            if body and owner is None:
                raise ValidationError({"owner_body": _("名录里没有这个单位，请核对名称，或留空。")})
            record_resolution(row, **facts, owner=owner, by=request.user, at=request.at)
            messages.success(request, _("决议已记下，没办结会回到下次议程。"))
            return redirect("meetings:minutes", pk=pk)
        except ValidationError as error:
            show_errors(form, error)
    context = {"form": form, "meeting": row, "bodies": bodies_invited(row.gathering)[:1000]}
    return render(request, "meetings/resolution_record.html", context)


@signed_in
def resolution_close(request: HttpRequest, pk: int) -> HttpResponse:
    row = get_object_or_404(Resolution.objects.select_related("meeting__host", "meeting__gathering"), pk=pk)
    staffed_meeting(request, row.meeting_id)
    if not allowed(request.user, "meetings.close_resolution", row, at=request.at):
        raise PermissionDenied
    form = CloseResolutionForm(request.POST or None, initial={"closed_on": local_date(request.at)})
    if request.method == "POST" and form.is_valid():
        try:
            close_resolution(row, **form.cleaned_data, by=request.user, at=request.at)
            messages.success(request, _("决议已办结。"))
            return redirect("meetings:meeting", pk=row.meeting_id)
        except ValidationError as error:
            show_errors(form, error)
    context = {"form": form, "heading": _("办结决议"), "context_line": row.text, "verb": _("办结"),
               "back": reverse("meetings:meeting", args=[row.meeting_id]), "back_label": row.meeting.gathering.title}  # fmt: skip
    return render(request, "ui/simple_form.html", context)


@signed_in
def resolution_reopen(request: HttpRequest, pk: int) -> HttpResponse:
    row = get_object_or_404(Resolution.objects.select_related("meeting__host", "meeting__gathering"), pk=pk)
    staffed_meeting(request, row.meeting_id)
    if request.method == "POST":
        reopen_resolution(row, by=request.user, at=request.at)
        messages.success(request, _("已撤回办结，决议回到办理中。"))
    return redirect("meetings:meeting", pk=row.meeting_id)
