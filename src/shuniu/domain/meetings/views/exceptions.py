"""A quarter without a meeting: the hub's reason, the overseeing body's answer."""

from __future__ import annotations

from contextlib import suppress

from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.text import Truncator
from django.utils.translation import gettext as _

from shuniu.domain.meetings.actions import answer_exception, file_exception
from shuniu.domain.meetings.forms import ExceptionForm
from shuniu.domain.meetings.models import MeetingException
from shuniu.kernel.core.access import allowed
from shuniu.kernel.core.moments import Period, local_date, period_from_code, period_of
from shuniu.kernel.core.policy import signed_in
from shuniu.kernel.orgs.queries import holds, hubs_of, overseen_by
from shuniu.kernel.record.pages import Line, asked_hub, show_errors
from shuniu.kernel.record.undo import offer_undo


@signed_in
def exception_file(request: HttpRequest) -> HttpResponse:
    hub = asked_hub(request)
    if not holds(request.user, hub, "head", at=request.at):
        raise PermissionDenied(_("说明要由负责人提出。"))
    quarter = period_of("Q", local_date(request.at))
    form = ExceptionForm(request.POST or None, initial={"period_code": request.GET.get("period") or quarter.code})
    form.offer(_quarters(quarter, request.GET.get("period", "")))
    if request.method == "POST" and form.is_valid():
        try:
            row = file_exception(hub, **form.cleaned_data, by=request.user, at=request.at)
            messages.success(request, _("说明已提出，上级答复后会收到消息。"))
            return redirect("meetings:exception", pk=row.pk)
        except ValidationError as error:
            show_errors(form, error)
    context = {"form": form, "heading": _("说明未开例会"), "context_line": hub.name, "verb": _("提出说明"),
               "back": reverse("meetings:list"), "back_label": _("秘书长例会"),
               "draft_key": f"exception-{hub.code}"}  # fmt: skip
    return render(request, "ui/simple_form.html", context)


def _quarters(running: Period, asked: str) -> list[Period]:
    """The running quarter, the one before, and an older one whose explanation was refused and is written anew."""
    quarters = [running, running.previous()]
    with suppress(ValueError):
        older = period_from_code(asked)
        if older.kind == "Q" and older.end < running.previous().end:
            quarters.append(older)
    return quarters


def _line(row: MeetingException) -> Line:
    said = [f"{local_date(row.filed_at)}", *([row.reply] if row.reply else [])]
    url = reverse("meetings:exception", args=[row.pk])
    return Line(Truncator(row.reason).chars(80), " · ".join(said), url, row.get_state_display())


@signed_in
def exception(request: HttpRequest, pk: int) -> HttpResponse:
    """The reason and the answer; what was refused before stands below, and the head explains anew from here."""
    seen = hubs_of(request.user, request.at) | overseen_by(request.user, request.at)
    rows = MeetingException.objects.filter(host__in=seen).select_related("host")
    row = get_object_or_404(rows, pk=pk)
    may_answer = allowed(request.user, "meetings.answer_exception", row, at=request.at)
    problem = ""
    if request.method == "POST":
        if not may_answer:
            raise PermissionDenied
        answer = request.POST.get("answer")
        try:
            if answer not in ("accept", "refuse"):
                raise ValidationError(_("请选择认可或不认可。"))
            answer_exception(
                row, accepted=answer == "accept", reply=request.POST.get("reply", ""), by=request.user, at=request.at
            )
            if row.state == row.State.FILED:
                offer_undo(request, _("已答复，枢纽会收到消息。"), "meetings.exception_answered", row)
            else:
                messages.success(request, _("已答复，枢纽会收到消息。"))
            return redirect("meetings:exception", pk=pk)
        except ValidationError as error:
            problem = " ".join(error.messages)
    same = rows.filter(host=row.host, period_code=row.period_code).distinct()
    last = same.last()
    context = {
        "exception": row, "may_answer": may_answer, "problem": problem, "typed": request.POST.get("reply", ""),
        "others": [_line(one) for one in same.exclude(pk=row.pk)],
        "may_again": last is not None and last.state == MeetingException.State.REFUSED
        and holds(request.user, row.host, "head", at=request.at),
    }  # fmt: skip
    return render(request, "meetings/exception.html", context)
