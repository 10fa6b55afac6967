"""Tasks down and requests up: sent to many, shown to both ends, with what is known already instead of asking twice (A06)."""

from __future__ import annotations

import secrets
from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _

from shuniu.domain.network.actions import (
    answer_upward,
    ask_up,
    close_task,
    decline_task,
    report_task,
    send_back_task,
    send_tasks,
    withdraw_task,
)
from shuniu.domain.network.actions.tasks import AskedAlready
from shuniu.domain.network.guidance_forms import TaskForm, UpwardForm
from shuniu.domain.network.models import Counterpart, VerticalTask
from shuniu.domain.network.views.guidance import looked_at_hub, seen_counterpart
from shuniu.kernel.core.access import allowed
from shuniu.kernel.core.moments import local_date
from shuniu.kernel.core.policy import signed_in
from shuniu.kernel.core.reading import whole_number
from shuniu.kernel.record.pages import show_errors

RIGHTS = ("report_task", "decline_task", "close_task", "withdraw_task", "answer_upward")


@signed_in
def task_send(request: HttpRequest) -> HttpResponse:
    """One task to the chosen counterparts. Figures that are there are shown with their value, and not asked."""
    hub, own = looked_at_hub(request)
    if hub is None or not own:
        raise Http404
    if not allowed(request.user, "network.send_task", VerticalTask(hub=hub), at=request.at):
        raise PermissionDenied
    rows = Counterpart.objects.confirmed(local_date(request.at)).filter(hub=hub).select_related("body", "area")
    initial = {"key": secrets.token_urlsafe(12), "counterparts": request.GET.getlist("to")}
    form = TaskForm(request.POST or None, counterparts=list(rows.order_by("area__code")), initial=initial)
    found: list[Any] = []
    if request.method == "POST" and form.is_valid():
        data = form.facts()
        act = request.POST.get("act", "")
        try:
            made = send_tasks(hub, **data, skip_known=act == "rest", by=request.user, at=request.at)
            messages.success(request, _("已发给 %(n)s 家，每家都收到了消息和待办。") % {"n": len(made)})
            return redirect("network:guidance")
        except AskedAlready as error:
            form.add_error("figures", ValidationError(error.messages))
            found = error.found
        except ValidationError as error:
            show_errors(form, error)
    context = {"hub": hub, "form": form, "found": found, "same": any(match.same for _title, match in found)}
    return render(request, "network/task_send.html", context)


@signed_in
def task_ask(request: HttpRequest, pk: int) -> HttpResponse:
    """The counterpart asks the hub for something."""
    row = seen_counterpart(request, pk)
    if not allowed(request.user, "network.ask_up", row, at=request.at):
        raise PermissionDenied
    form = UpwardForm(request.POST or None, initial={"key": secrets.token_urlsafe(12)})
    if request.method == "POST" and form.is_valid():
        try:
            made = ask_up(row, **form.cleaned_data, by=request.user, at=request.at)
            messages.success(request, _("已上报，%(day)s 前答复。") % {"day": made.due_on})
            return redirect("network:task", pk=made.pk)
        except ValidationError as error:
            show_errors(form, error)
    context = {"form": form, "heading": _("上报请求"), "context_line": row.hub.name, "verb": _("上报"), "draft_key": "upward",
               "back": reverse("network:counterpart", args=[pk]), "back_label": row.hub.name}  # fmt: skip
    return render(request, "ui/simple_form.html", context)


@signed_in
def task(request: HttpRequest, pk: int) -> HttpResponse:
    """One task or request, for both ends and whoever oversees the hub."""
    rows = VerticalTask.objects.visible_to(request.user, request.at)
    row = get_object_or_404(
        rows.select_related("hub", "counterpart__body", "counterpart__area", "asked_by", "reported_by"), pk=pk
    )
    typed: Any = {}
    if request.method == "POST":
        try:
            _act(request, row)
            return redirect("network:task", pk=pk)
        except ValidationError as error:
            typed = request.POST
            for sentence in error.messages:
                messages.error(request, sentence)
    may = {name: allowed(request.user, f"network.{name}", row, at=request.at) for name in RIGHTS}
    figures = [
        {"row": figure, "typed": typed.get(f"f{figure.pk}", "")} for figure in row.figures.select_related("figure")
    ]
    context = {"row": row, "may": may, "figures": figures, "typed": typed, "today": local_date(request.at)}
    return render(request, "network/task.html", context)


def _act(request: HttpRequest, row: VerticalTask) -> None:
    who: dict[str, Any] = {"by": request.user, "at": request.at}
    act, post = request.POST.get("act", ""), request.POST
    if act == "report":
        values = {figure.pk: post.get(f"f{figure.pk}", "") for figure in row.figures.all()}
        report_task(row, result=post.get("result", ""), values=values, version=whole_number(post.get("version")), **who)
        messages.success(request, _("已反馈，枢纽看过后办结。"))
    elif act == "decline":
        decline_task(row, reason=post.get("reason", ""), **who)
        messages.success(request, _("已回复没有接受，枢纽和它的上级都看得到原因。"))
    elif act == "close":
        close_task(row, reply=post.get("reply", ""), **who)
        messages.success(request, _("已办结。"))
    elif act == "send_back":
        send_back_task(row, reply=post.get("reply", ""), **who)
        messages.success(request, _("已请对方补充。"))
    elif act == "withdraw":
        withdraw_task(row, **who)
        messages.success(request, _("已撤回，对方会收到消息。"))
    elif act == "answer":
        answer_upward(row, reply=post.get("reply", ""), **who)
        messages.success(request, _("已答复，对方会收到消息。"))
