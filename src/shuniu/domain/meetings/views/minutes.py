"""After the meeting: the minutes and their approval."""

from __future__ import annotations

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from shuniu.domain.meetings.actions import (
    approve_minutes,
    reopen_minutes,
    save_minutes,
    send_minutes_back,
    submit_minutes,
    withdraw_minutes,
)
from shuniu.domain.meetings.forms import MinutesForm
from shuniu.domain.meetings.models import Minutes, SecretaryMeeting
from shuniu.domain.meetings.views.common import may, staffed_meeting, steps
from shuniu.engines.gatherings.queries import count_roll
from shuniu.kernel.core.policy import signed_in
from shuniu.kernel.record.pages import show_errors
from shuniu.kernel.record.undo import offer_undo


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
        "meeting": row, "steps": steps(row, request.at), "minutes": there, "form": form, "count": count_roll(row.gathering),
        "resolutions": row.resolutions.select_related("owner"),
        "agenda": row.agenda.select_related("proposer"),
        "may": may(request, "save_minutes", "submit_minutes", "approve_minutes", "withdraw_minutes", "reopen_minutes", row=subject),
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
            offer_undo(request, _("已送负责人审签。"), "meetings.minutes_submitted", there)
        elif act == "approve" and there:
            with transaction.atomic():
                approve_minutes(_as_written(row, there, form, request), by=request.user, at=request.at)
            offer_undo(request, _("纪要已审签，可以起草报告。"), "meetings.minutes_approved", there)
        elif act == "send_back" and there:
            send_minutes_back(there, remark=request.POST.get("remark", ""), by=request.user, at=request.at)
            back = {"remark": there.remark, "version": there.version}
            offer_undo(request, _("已退回修改。"), "meetings.minutes_sent_back", there, **back)
        elif act == "withdraw" and there:
            withdraw_minutes(there, by=request.user, at=request.at)
            offer_undo(request, _("已撤回，可以继续修改。"), "meetings.minutes_withdrawn", there)
        elif act == "reopen" and there:
            reopen_minutes(there, by=request.user, at=request.at)
            offer_undo(request, _("已撤回审签，可以继续修改。"), "meetings.minutes_reopened", there)
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
