"""The applicant's own page, behind its own address: how far, whose days, what is asked, the answer, the rating (A09, A07)."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _

from shuniu.domain.support.actions.desk import (
    judge_answer,
    rate_request,
    reply_request,
    separate_request,
    withdraw_request,
)
from shuniu.domain.support.actions.desk.steps import address_of, is_of_the_desk
from shuniu.domain.support.forms.desk import RatingForm
from shuniu.domain.support.models.desk import RequestRating, ServiceRequest
from shuniu.domain.support.queries.desk.history import told
from shuniu.kernel.core.moments import local_date
from shuniu.kernel.core.policy import public
from shuniu.kernel.record.numbers import qr_svg
from shuniu.kernel.record.pages import show_errors


@public
def case(request: HttpRequest, token: str) -> HttpResponse:
    rows = ServiceRequest.objects.select_related("hub", "guide", "unit", "organization", "reopens")
    row = get_object_or_404(rows, token=token)
    act, form, problem = request.POST.get("act", ""), RatingForm(), ""
    if act == "rate":
        form = RatingForm(request.POST)
    if request.method == "POST":
        try:
            if _act(request, row, form):
                return redirect("services:case", token=token)
        except ValidationError as error:
            if act == "rate":
                show_errors(form, error)
            else:
                problem = " ".join(error.messages)
    context = {
        "row": row, "problem": problem, "today": local_date(request.at), "form": form, "address": address_of(row),
        "qr": qr_svg(address_of(row), scale=3), "own": not is_of_the_desk(request.user, row, request.at),
        "rated": RequestRating.objects.filter(request=row).first(), "papers": row.guide.papers.all(),
        "given": row.papers.all(), "typed": request.POST.get("text", ""), **told(row, request.at),
    }  # fmt: skip
    return render(request, "support/desk/case.html", context)


def _act(request: HttpRequest, row: ServiceRequest, form: Any) -> bool:
    act, text = request.POST.get("act", ""), request.POST.get("text", "")
    who = {"opened_by": request.user, "at": request.at}
    if act == "reply":
        papers = {name.removeprefix("paper:") or upload.name: upload for name, upload in request.FILES.items()}
        reply_request(row, text=text, papers=papers, **who)
        messages.success(request, _("已送到，承办的人会接着办。"))
    elif act in ("done", "not_done"):
        judge_answer(row, done=act == "done", text=text, **who)
        messages.success(request, _("已办结，谢谢。") if act == "done" else _("已退回去接着办，用过的天数照算。"))
    elif act == "separate":
        separate_request(row, **who)
        messages.success(request, _("已单独计时，从这一件提交的那天算起。"))
    elif act == "withdraw":
        withdraw_request(row, text=text, **who)
        messages.success(request, _("已撤回。"))
    elif act == "rate":
        if not form.is_valid():
            return False
        rate_request(row, **form.cleaned_data, **who)
        messages.success(request, _("谢谢您的评价。"))
    return True
