from __future__ import annotations

import secrets
from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.core.paginator import Paginator
from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from shuniu.domain.oversight.actions import (
    answer_request,
    ask_back,
    file_request,
    reply_to_question,
    withdraw_request,
)
from shuniu.domain.oversight.forms import RequestForm
from shuniu.domain.oversight.models import CoordinationRequest, RequestQuestion
from shuniu.domain.oversight.queries import files_of, requests_shown, works_for
from shuniu.kernel.core.access import allowed
from shuniu.kernel.core.moments import local_date
from shuniu.kernel.core.policy import signed_in
from shuniu.kernel.norms.queries import default_of, setting_for
from shuniu.kernel.orgs.queries import holds, hubs_of
from shuniu.kernel.record.actions import attach
from shuniu.kernel.record.models import QueryNumber
from shuniu.kernel.record.undo import offer_undo

TABS = {
    "open": gettext_lazy("待答复"),
    "late": gettext_lazy("逾期"),
    "answered": gettext_lazy("已答复"),
    "withdrawn": gettext_lazy("已撤回"),
    "all": gettext_lazy("全部"),
}
LIMIT = "oversight.coordination_working_days"


@signed_in
def requests(request: HttpRequest) -> HttpResponse:
    """The inbox of the body above and the hub's own requests; overdue shows at both ends."""
    today, which = local_date(request.at), request.GET.get("which", "open")
    which = which if which in TABS else "open"
    shown = requests_shown(request.user, request.at, which=which, today=today)
    page = Paginator(shown, 30).get_page(request.GET.get("page"))
    hub = hubs_of(request.user, request.at).order_by("sort_key").first()
    days = setting_for(hub, LIMIT, request.at) if hub else default_of(LIMIT)
    late = requests_shown(request.user, request.at, which="late", today=today).count()
    context = {
        "page": page, "today": today, "days": int(days or 0), "late": late, "which": which,
        "may_file": hub is not None and holds(request.user, hub, "head", "officer", at=request.at),
        "tabs": [{"key": key, "label": label, "current": key == which} for key, label in TABS.items()],
    }  # fmt: skip
    return render(request, "oversight/requests.html", context)


@signed_in
def request_file(request: HttpRequest) -> HttpResponse:
    row = hubs_of(request.user, request.at).order_by("sort_key").first()
    if row is None:
        raise Http404
    if not holds(request.user, row, "head", "officer", at=request.at):
        raise PermissionDenied
    form = RequestForm(request.POST or None, request.FILES or None, initial={"key": secrets.token_urlsafe(16)})
    if request.method == "POST" and form.is_valid():
        data = form.cleaned_data
        try:
            made = file_request(row, subject=data["subject"], detail=data["detail"], key=data["key"], by=request.user,
                                at=request.at)  # fmt: skip
            _attach(request, made)
            return redirect("oversight:request", pk=made.pk)
        except ValidationError as error:
            form.add_error(None, error)
    days = int(setting_for(row, LIMIT, request.at) or 0)
    line = _("%(hub)s · 上级 %(days)s 个工作日内答复") % {"hub": row.name, "days": days}
    context = {"form": form, "heading": _("提协调请求"), "context_line": line, "verb": _("提出请求"),
               "back": reverse("oversight:requests"), "back_label": _("协调请求"), "draft_key": "request"}  # fmt: skip
    return render(request, "ui/simple_form.html", context)


def _attach(request: HttpRequest, row: CoordinationRequest) -> None:
    """A file of whichever side the person works for."""
    upload = request.FILES.get("upload")
    if upload is None:
        return
    owner = row.hub if works_for(request.user, row.hub, request.at) else row.addressed_to
    try:
        attach(upload, owner=owner, subject=row, by=request.user, at=request.at)
    except ValidationError as error:
        messages.error(request, " ".join(error.messages))


@signed_in
def request_page(request: HttpRequest, pk: int) -> HttpResponse:
    """One request: what is asked, questions back and forth, files, the answer; late is late at both ends."""
    rows = CoordinationRequest.objects.visible_to(request.user, request.at)
    row = get_object_or_404(rows.select_related("hub", "addressed_to", "answered_by", "filed_by"), pk=pk)
    if request.method == "POST":
        try:
            _act(request, row)
        except ValidationError as error:
            messages.error(request, " ".join(error.messages))
        return redirect("oversight:request", pk=pk)
    number = QueryNumber.objects.filter(subject_type=row._meta.label_lower, subject_id=row.pk).first()
    questions = list(row.questions.select_related("asked_by", "replied_by"))
    speaks = allowed(request.user, "oversight.file_request", row, at=request.at)
    answers = allowed(request.user, "oversight.answer_request", row, at=request.at)
    context = {
        "row": row, "number": number, "today": local_date(request.at), "questions": questions, "files": files_of(row),
        "may_answer": answers, "may_withdraw": speaks, "may_attach": (speaks or answers) and row.state == "FILED",
        "open_question": next((one for one in questions if one.replied_at is None), None),
    }  # fmt: skip
    return render(request, "oversight/request.html", context)


def _act(request: HttpRequest, row: CoordinationRequest) -> None:
    act, who = request.POST.get("act"), {"by": request.user, "at": request.at}
    text: Any = request.POST.get("text", "")
    if act == "answer":
        answer_request(row, answer=text, **who)
        messages.success(request, _("已答复，枢纽会收到消息。"))
    elif act == "ask":
        ask_back(row, text=text, **who)
        messages.success(request, _("已请枢纽补充，答复期限不变。"))
    elif act == "supplement":
        question = get_object_or_404(RequestQuestion, request=row, replied_at__isnull=True)
        reply_to_question(question, reply=text, **who)
        messages.success(request, _("补充已送达上级。"))
    elif act == "withdraw":
        withdraw_request(row, **who)
        offer_undo(request, _("请求已撤回。"), "oversight.request_withdrawn", row)
    elif act == "attach" and row.state != "FILED":
        messages.error(request, _("这件请求已经办结，不再补充。"))
        return
    _attach(request, row)


@signed_in
def request_attachment(request: HttpRequest, pk: int, file: int) -> HttpResponse:
    """A file of a request, for both sides of it."""
    row = get_object_or_404(CoordinationRequest.objects.visible_to(request.user, request.at), pk=pk)
    found = next((one for one in files_of(row) if one.pk == file), None)
    if found is None:
        raise Http404
    return FileResponse(found.file.open("rb"), as_attachment=True, filename=found.name, content_type=found.media_type)
