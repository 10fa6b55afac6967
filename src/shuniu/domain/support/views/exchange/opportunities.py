"""What was asked of departments, what was won, and that everybody eligible hears of it at once (A08.1)."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from shuniu.domain.support.actions.exchange import (
    change_opportunity,
    propose_to_department,
    publish_opportunity,
    record_opportunity,
    record_reply,
    withdraw_opportunity,
)
from shuniu.domain.support.forms.exchange.raising import OpportunityChangeForm, OpportunityForm, ProposalForm, ReplyForm
from shuniu.domain.support.models.exchange import DepartmentProposal, Opportunity
from shuniu.domain.support.queries.exchange.raised import not_told
from shuniu.domain.support.rules.exchange import LEAST_DAYS
from shuniu.domain.support.views.common import new_key
from shuniu.kernel.core.access import allowed
from shuniu.kernel.core.moments import local_date, working_days_between
from shuniu.kernel.core.policy import signed_in
from shuniu.kernel.norms.queries import setting_for, working_calendar
from shuniu.kernel.orgs.queries import hubs_of
from shuniu.kernel.record.pages import asked_hub, sheet_response, show_errors

TABS = {
    "": gettext_lazy("机会"),
    "late": gettext_lazy("公布时不足期限的"),
    "proposals": gettext_lazy("向部门提出的建议"),
}


def _rows(request: HttpRequest) -> Any:
    tab, text = request.GET.get("tab", ""), request.GET.get("q", "").strip()[:80]
    if tab == "proposals":
        rows = DepartmentProposal.objects.visible_to(request.user, request.at).select_related("hub", "department")
        return rows.filter(subject__icontains=text) if text else rows
    rows = Opportunity.objects.visible_to(request.user, request.at).select_related("hub", "department")
    if tab == "late":
        rows = rows.filter(is_late=True)
    return rows.filter(title__icontains=text) if text else rows


@signed_in
def opportunities(request: HttpRequest) -> HttpResponse:
    context = {
        "page": Paginator(_rows(request), 30).get_page(request.GET.get("page")), "tabs": TABS.items(),
        "tab": request.GET.get("tab", ""), "text": request.GET.get("q", ""),
        "may_enter": hubs_of(request.user, request.at).exists(),
    }  # fmt: skip
    return render(request, "support/exchange/opportunities.html", context)


@signed_in
def opportunities_export(request: HttpRequest) -> HttpResponse:
    if request.GET.get("tab") == "proposals":
        heads = [_("建议事项"), _("党政部门"), _("提出日期"), _("结果"), _("部门答复"), _("枢纽")]
        rows = (
            [row.subject, row.department.name, row.made_on, row.get_result_display(), row.reply, row.hub.name]
            for row in _rows(request)
        )
        return sheet_response(_("向部门提出的建议"), heads, rows)
    heads = [
        _("机会名称"),
        _("党政部门"),
        _("取得日期"),
        _("申请截止"),
        _("公布时还剩的工作日"),
        _("为什么剩下的时间不多"),
        _("枢纽"),
    ]
    lines = (
        [row.title, row.department.name, row.obtained_on, row.deadline, "" if row.days_left is None else row.days_left, row.late_reason,
         row.hub.name] for row in _rows(request)
    )  # fmt: skip
    return sheet_response(_("机会"), heads, lines)


def _form_page(request: HttpRequest, form: Any, heading: str, verb: str, draft: str, line: str = "") -> HttpResponse:
    context = {"form": form, "heading": heading, "verb": verb, "back": reverse("support:opportunities"), "draft_key": draft,
               "back_label": _("党政部门支持"), "context_line": line}  # fmt: skip
    return render(request, "ui/simple_form.html", context)


@signed_in
def proposal_make(request: HttpRequest) -> HttpResponse:
    hub = asked_hub(request)
    form = ProposalForm(request.POST or None, initial={"key": new_key()})
    if request.method == "POST" and form.is_valid():
        try:
            row = propose_to_department(hub, **form.cleaned_data, by=request.user, at=request.at)
            return redirect("support:proposal", pk=row.pk)
        except ValidationError as error:
            show_errors(form, error)
    return _form_page(request, form, _("登记向部门提出的建议"), _("登记"), "proposal", hub.name)


@signed_in
def proposal(request: HttpRequest, pk: int) -> HttpResponse:
    row = get_object_or_404(
        DepartmentProposal.objects.visible_to(request.user, request.at).select_related("hub", "department").distinct(),
        pk=pk,
    )
    form = ReplyForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            record_reply(row, **form.cleaned_data, by=request.user, at=request.at)
            messages.success(request, _("已登记部门答复。"))
            return redirect("support:proposal", pk=pk)
        except ValidationError as error:
            show_errors(form, error)
    may = row.result == "waiting" and allowed(request.user, "support.record_reply", row, at=request.at)
    context = {"row": row, "form": form, "may_reply": may, "won": row.opportunities.all()}
    return render(request, "support/exchange/proposal.html", context)


@signed_in
def opportunity_record(request: HttpRequest) -> HttpResponse:
    hub = asked_hub(request)
    form = OpportunityForm(request.POST or None, initial={"key": new_key(), "proposal": request.GET.get("proposal")})
    form.fields["proposal"].queryset = DepartmentProposal.objects.filter(hub=hub).exclude(result="refused")
    if request.method == "POST" and form.is_valid():
        try:
            row = record_opportunity(hub, **form.cleaned_data, by=request.user, at=request.at)
            return redirect("support:opportunity", pk=row.pk)
        except ValidationError as error:
            show_errors(form, error)
    return _form_page(request, form, _("登记争取到的机会"), _("登记"), "opportunity", hub.name)


@signed_in
def opportunity(request: HttpRequest, pk: int) -> HttpResponse:
    rows = Opportunity.objects.visible_to(request.user, request.at).select_related(
        "hub", "department", "proposal", "offer", "published_by", "withdrawn_by"
    )
    row = get_object_or_404(rows.distinct(), pk=pk)
    reason, problem = request.POST.get("late_reason", ""), ""
    if request.method == "POST":
        try:
            if request.POST.get("act") == "withdraw":
                withdraw_opportunity(row, reason=request.POST.get("reason", ""), by=request.user, at=request.at)
                messages.success(request, _("已撤销，符合条件的组织和主管单位都收到消息。"))
            else:
                done = publish_opportunity(row, late_reason=reason, by=request.user, at=request.at)
                messages.success(request, _("已向 %(n)s 家组织同时公布。") % {"n": done.eligible})
            return redirect("support:opportunity", pk=pk)
        except ValidationError as error:
            problem = " ".join(error.messages)
    works = row.withdrawn_at is None and allowed(request.user, "support.publish_opportunity", row, at=request.at)
    left = working_days_between(local_date(request.at), row.deadline, working_calendar())
    least = int(setting_for(row.hub, LEAST_DAYS.key, request.at) or 0)
    context = {
        "row": row, "left": left, "least": least, "short": left < least, "typed": reason, "problem": problem,
        "may_publish": row.published_at is None and works, "may_change": works, "passed": row.deadline < local_date(request.at),
        "may_withdraw": row.withdrawn_at is None and allowed(request.user, "support.withdraw_opportunity", row, at=request.at),
    }  # fmt: skip
    return render(request, "support/exchange/opportunity.html", context)


def _own(request: HttpRequest, pk: int) -> Opportunity:
    """One that the person works on; others see it, and do nothing with it."""
    rows = Opportunity.objects.visible_to(request.user, request.at).select_related("hub", "department", "offer")
    row: Opportunity = get_object_or_404(rows.distinct(), pk=pk)
    if not allowed(request.user, "support.publish_opportunity", row, at=request.at):
        raise PermissionDenied
    return row


@signed_in
def opportunity_change(request: HttpRequest, pk: int) -> HttpResponse:
    row = _own(request, pk)
    form = OpportunityChangeForm.of(row, request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            done = change_opportunity(row, **form.cleaned_data, by=request.user, at=request.at)
            if done.published_at is not None and done.version != row.version:
                messages.success(request, _("已改好，并告诉了符合条件的组织。"))
            else:
                messages.success(request, _("已改好。"))
            return redirect("support:opportunity", pk=pk)
        except ValidationError as error:
            show_errors(form, error)
    context = {"form": form, "heading": _("改机会"), "verb": _("保存"), "back": reverse("support:opportunity", args=[pk]),
               "back_label": row.title, "context_line": row.department.name}  # fmt: skip
    return render(request, "ui/simple_form.html", context)


@signed_in
def opportunity_untold(request: HttpRequest, pk: int) -> HttpResponse:
    """Whom the notice could not reach: eligible, and nobody of them has an account here."""
    row = _own(request, pk)
    rows = ([one.name, one.code, one.area or ""] for one in not_told(row, request.at).select_related("area"))
    return sheet_response(_("还要另行告知的组织"), [_("组织"), _("编号"), _("地域")], rows)
