"""A quarter without a meeting: the hub's reason, the overseeing body's answer."""

from __future__ import annotations

from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _

from shuniu.domain.meetings.actions import answer_exception, file_exception
from shuniu.domain.meetings.forms import ExceptionForm
from shuniu.domain.meetings.models import MeetingException
from shuniu.kernel.core.access import allowed
from shuniu.kernel.core.moments import local_date, period_of
from shuniu.kernel.core.policy import signed_in
from shuniu.kernel.orgs.queries import holds, hubs_of, overseen_by
from shuniu.kernel.record.pages import show_errors


@signed_in
def exception_file(request: HttpRequest) -> HttpResponse:
    hub = hubs_of(request.user, request.at).order_by("sort_key").first()
    if hub is None:
        raise Http404
    if not holds(request.user, hub, "head", at=request.at):
        raise PermissionDenied(_("说明要由负责人提出。"))
    quarter = period_of("Q", local_date(request.at))
    form = ExceptionForm(request.POST or None, initial={"period_code": quarter.code})
    form.offer([quarter, quarter.previous()])
    if request.method == "POST" and form.is_valid():
        try:
            row = file_exception(hub, **form.cleaned_data, by=request.user, at=request.at)
            return redirect("meetings:exception", pk=row.pk)
        except ValidationError as error:
            show_errors(form, error)
    context = {"form": form, "heading": _("说明未开例会"), "context_line": hub.name, "verb": _("提出说明"),
               "back": reverse("meetings:list"), "back_label": _("秘书长例会")}  # fmt: skip
    return render(request, "ui/simple_form.html", context)


@signed_in
def exception(request: HttpRequest, pk: int) -> HttpResponse:
    seen = hubs_of(request.user, request.at) | overseen_by(request.user, request.at)
    row = get_object_or_404(MeetingException.objects.filter(host__in=seen).select_related("host"), pk=pk)
    may_answer = allowed(request.user, "meetings.answer_exception", row, at=request.at)
    if request.method == "POST":
        try:
            answer_exception(
                row, accepted=request.POST.get("answer") == "accept", reply=request.POST.get("reply", ""),
                by=request.user, at=request.at,
            )  # fmt: skip
        except ValidationError as error:
            messages.error(request, " ".join(error.messages))
        return redirect("meetings:exception", pk=pk)
    return render(request, "meetings/exception.html", {"exception": row, "may_answer": may_answer})
