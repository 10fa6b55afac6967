"""Issues made of appeals, for departments: everybody signed in reads them, and learns nothing of who raised what."""

from __future__ import annotations

import secrets

from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _

from shuniu.domain.network.actions import (
    answer_issue,
    pass_issue_on,
    publish_issue,
    publish_values,
    save_issue,
    write_issue,
)
from shuniu.domain.network.confidential import confidential, handled_by
from shuniu.domain.network.documents import issue_document
from shuniu.domain.network.forms_appeal import IssueForm, ValuesForm
from shuniu.domain.network.models import Issue, ValueStatement
from shuniu.domain.network.queries.appeal import issues_shown, merged_counts
from shuniu.domain.network.views.common import document_response
from shuniu.kernel.core.access import allowed
from shuniu.kernel.core.policy import signed_in
from shuniu.kernel.core.versions import keep_typed
from shuniu.kernel.orgs.models import Organization
from shuniu.kernel.orgs.queries import hubs_of
from shuniu.kernel.record.pages import sheet_response, show_errors


def issues_listed(request: HttpRequest):
    return issues_shown(
        request.user, request.at, state=request.GET.get("state", ""), hub=request.GET.get("hub", ""),
        text=request.GET.get("q", ""),
    )  # fmt: skip


@signed_in
@confidential
def issues(request: HttpRequest) -> HttpResponse:
    page = Paginator(issues_listed(request), 30).get_page(request.GET.get("page"))
    counts = merged_counts([row.pk for row in page], request.user, request.at)
    context = {
        "page": page, "lines": [(row, counts.get(row.pk)) for row in page], "state": request.GET.get("state", ""),
        "states": Issue.State.choices, "text": request.GET.get("q", ""), "handles": bool(handled_by(request.user, request.at)),
    }  # fmt: skip
    return render(request, "network/issues.html", context)


@signed_in
def issues_export(request: HttpRequest) -> HttpResponse:
    rows = ([row.title, row.hub.name, row.department, row.get_state_display(), row.published_on, row.passed_on,
             row.answered_on, row.answer] for row in issues_listed(request))  # fmt: skip
    headings = [
        _("议题名称"),
        _("枢纽"),
        _("请哪个部门研究"),
        _("状态"),
        _("公开日期"),
        _("转送日期"),
        _("答复日期"),
        _("部门答复"),
    ]
    return sheet_response(_("诉求议题"), headings, rows)


def _own_hub(request: HttpRequest) -> Organization:
    mine = handled_by(request.user, request.at)
    if not mine:
        if hubs_of(request.user, request.at).exists():
            raise PermissionDenied
        raise Http404
    return Organization.objects.filter(pk__in=mine).order_by("sort_key")[0]


@signed_in
def issue_write(request: HttpRequest) -> HttpResponse:
    hub = _own_hub(request)
    form = IssueForm(request.POST or None, initial={"key": secrets.token_urlsafe(16), "version": 0})
    if request.method == "POST" and form.is_valid():
        data = dict(form.cleaned_data)
        data.pop("version")
        try:
            made = write_issue(hub, **data, by=request.user, at=request.at)
            messages.success(request, _("议题已起草。把诉求并进来，再公开、转送。"))
            return redirect("network:issue", pk=made.pk)
        except ValidationError as error:
            show_errors(form, error)
    context = {"form": form, "heading": _("起草议题"), "context_line": hub.name, "verb": _("保存议题"),
               "back": reverse("network:issues"), "back_label": _("诉求议题")}  # fmt: skip
    return render(request, "ui/simple_form.html", context)


@signed_in
@confidential
def issue(request: HttpRequest, pk: int) -> HttpResponse:
    row = get_object_or_404(Issue.objects.visible_to(request.user, request.at).select_related("hub"), pk=pk)
    works = allowed(request.user, "network.write_issue", row, at=request.at)
    if request.method == "POST":
        try:
            _act(request, row)
            return redirect("network:issue", pk=pk)
        except ValidationError as error:
            messages.error(request, " ".join(error.messages))
    context = {
        "row": row, "works": works, "decides": allowed(request.user, "network.decide_issue", row, at=request.at),
        "merged": merged_counts([row.pk], request.user, request.at).get(row.pk, 0) if works else None,
        "typed": request.POST,
    }  # fmt: skip
    return render(request, "network/issue.html", context)


def _act(request: HttpRequest, row: Issue) -> None:
    act, who = request.POST.get("act"), {"by": request.user, "at": request.at}
    if act == "publish":
        publish_issue(row, **who)
        messages.success(request, _("议题已公开。"))
    elif act == "pass":
        pass_issue_on(row, **who)
        messages.success(request, _("已记下转送日期。函件可以下载。"))
    elif act == "answer":
        answer_issue(row, answer=request.POST.get("answer", ""), conclude=request.POST.get("conclude") == "1", **who)
        messages.success(request, _("部门答复已记下。"))


@signed_in
def issue_change(request: HttpRequest, pk: int) -> HttpResponse:
    row = get_object_or_404(Issue.objects.visible_to(request.user, request.at).select_related("hub"), pk=pk)
    if not allowed(request.user, "network.write_issue", row, at=request.at):
        raise PermissionDenied
    initial = {
        "title": row.title,
        "text": row.text,
        "department": row.department,
        "version": row.version,
        "key": row.key,
    }
    form = IssueForm(request.POST or None, initial=initial)
    if request.method == "POST" and form.is_valid():
        data = dict(form.cleaned_data)
        data.pop("key")
        try:
            save_issue(row, **data, by=request.user, at=request.at)
            return redirect("network:issue", pk=pk)
        except ValidationError as error:
            keep_typed(form, error)
            show_errors(form, error)
    context = {"form": form, "heading": _("修改议题"), "context_line": row.hub.name, "verb": _("保存议题"),
               "back": reverse("network:issue", args=[pk]), "back_label": row.title}  # fmt: skip
    return render(request, "ui/simple_form.html", context)


@signed_in
def issue_letter(request: HttpRequest, pk: int, form: str) -> HttpResponse:
    """The letter to the department: the issue's own words and nothing of the appeals in it."""
    row = get_object_or_404(Issue.objects.visible_to(request.user, request.at).select_related("hub"), pk=pk)
    if not allowed(request.user, "network.write_issue", row, at=request.at):
        raise PermissionDenied
    return document_response(issue_document(row, request.at), _("转送议题函"), form)


@signed_in
def values_publish(request: HttpRequest) -> HttpResponse:
    """A new version of the hub's value statement; the versions before stay readable."""
    hub = hubs_of(request.user, request.at).order_by("sort_key").first()
    if hub is None:
        raise Http404
    if not allowed(request.user, "network.publish_values", hub, at=request.at):
        raise PermissionDenied
    newest = ValueStatement.objects.filter(hub=hub).first()
    form = ValuesForm(request.POST or None, initial={"title": newest.title, "text": newest.text} if newest else {})
    if request.method == "POST" and form.is_valid():
        publish_values(hub, **form.cleaned_data, by=request.user, at=request.at)
        messages.success(request, _("新的一版已公布，请各组织认同。"))
        return redirect("appeals:values", code=hub.code)
    context = {"form": form, "heading": _("公布价值主张"), "context_line": hub.name, "verb": _("公布新版"),
               "back": reverse("appeals:values", args=[hub.code]), "back_label": _("价值主张"), "draft_key": "values"}  # fmt: skip
    return render(request, "ui/simple_form.html", context)
