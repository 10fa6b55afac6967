"""The hub's side of the intake: the list, one case with its checklist and clock, the published conditions (A05.5)."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.core.paginator import Paginator
from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from shuniu.domain.network.actions import (
    accept_file,
    decide_intake,
    judge_condition,
    pass_to_registrar,
    publish_intake_conditions,
    record_registration,
    tell_missing,
)
from shuniu.domain.network.documents import decision_document
from shuniu.domain.network.forms_intake import (
    ConditionFormSet,
    DecisionForm,
    PassForm,
    RegistrationForm,
    lines_of,
    missing_of,
)
from shuniu.domain.network.models import IntakeCheck, SupervisionApplication
from shuniu.domain.network.queries.intake import applications_shown, conditions_of, hubs_that_take_in
from shuniu.domain.network.views.common import document_response
from shuniu.kernel.core.access import allowed
from shuniu.kernel.core.moments import local_date
from shuniu.kernel.core.policy import signed_in
from shuniu.kernel.core.reading import whole_number
from shuniu.kernel.orgs.models import Organization
from shuniu.kernel.orgs.queries import hubs_of, overseen_by
from shuniu.kernel.record.pages import sheet_response, show_errors

TABS = {
    "": gettext_lazy("全部"), "check": gettext_lazy("待核对材料"), "review": gettext_lazy("审核中"), "late": gettext_lazy("逾期"),
    "decided": gettext_lazy("已决定"), "registrar": gettext_lazy("等登记结果"),
}  # fmt: skip


def _own_hub(request: HttpRequest) -> Organization | None:
    return hubs_that_take_in(request.at).filter(pk__in=hubs_of(request.user, request.at).values("pk")).first()


def _shown(request: HttpRequest) -> Any:
    return applications_shown(
        request.user, request.at, which=request.GET.get("which", ""), text=request.GET.get("q", ""),
        today=local_date(request.at),
    )  # fmt: skip


def intakes_listed(request: HttpRequest) -> Any:
    """The rows of the page, all pages; 404 for whom they do not concern."""
    if _own_hub(request) is None and not overseen_by(request.user, request.at).exists():
        raise Http404
    return _shown(request)


@signed_in
def intakes(request: HttpRequest) -> HttpResponse:
    own = _own_hub(request)
    if own is None and not overseen_by(request.user, request.at).exists():
        raise Http404
    page = Paginator(_shown(request), 30).get_page(request.GET.get("page"))
    today = local_date(request.at)
    context = {
        "page": page, "today": today, "tabs": TABS.items(), "which": request.GET.get("which", ""), "own": own,
        "text": request.GET.get("q", ""),
        "late": applications_shown(request.user, request.at, which="late", today=today).count(),
        "may_publish": own is not None and allowed(request.user, "network.publish_intake_conditions", own, at=request.at),
    }  # fmt: skip
    return render(request, "network/intakes.html", context)


@signed_in
def intakes_export(request: HttpRequest) -> HttpResponse:
    rows = (
        [row.name, row.get_kind_display(), row.hub.name, row.get_state_display(), local_date(row.filed_at), row.complete_on,
         row.due_on, local_date(row.decided_at) if row.decided_at else "", _("是") if row.is_late(request.at) else _("否")]
        for row in intakes_listed(request)
    )  # fmt: skip
    headings = [_("拟用名称"), _("拟登记类型"), _("枢纽"), _("状态"), _("申请日期"), _("材料齐全日期"), _("决定期限"),
                _("决定日期"), _("逾期")]  # fmt: skip
    return sheet_response(_("受理申请"), headings, rows)


def _seen(request: HttpRequest, pk: int) -> SupervisionApplication:
    rows = SupervisionApplication.objects.visible_to(request.user, request.at).select_related(
        "hub", "matter", "decided_by"
    )
    return get_object_or_404(rows.distinct(), pk=pk)


@signed_in
def intake(request: HttpRequest, pk: int) -> HttpResponse:
    row = _seen(request, pk)
    matter = getattr(row, "matter", None)
    act, today = request.POST.get("act", ""), local_date(request.at)
    forms = {
        "decide": DecisionForm(request.POST if act == "decide" else None),
        "pass": PassForm(request.POST if act == "pass" else None, initial={"passed_on": today}),
        "register": RegistrationForm(
            request.POST if act == "register" else None, initial={"outcome_on": today},
            seen=Organization.objects.visible_to(request.user, request.at),
        ),
    }  # fmt: skip
    if request.method == "POST":
        try:
            if _act(request, row, forms):
                return redirect("network:intake", pk=pk)
        except ValidationError as error:
            if act in forms:
                show_errors(forms[act], error)
            else:
                messages.error(request, " ".join(error.messages))
    checks = list(row.checks.select_related("condition", "paper"))
    typed = missing_of(request.POST)
    context = {
        "row": row, "matter": matter, "forms": forms, "today": today, "late": row.is_late(request.at),
        "checks": [(one, typed.get(one.pk, "")) for one in checks], "open": any(one.met is None for one in checks),
        "works": allowed(request.user, "network.check_intake", row, at=request.at),
        "decides": allowed(request.user, "network.decide_intake", row, at=request.at),
    }  # fmt: skip
    return render(request, "network/intake.html", context)


def _act(request: HttpRequest, row: SupervisionApplication, forms: dict[str, Any]) -> bool:
    act, who = request.POST.get("act", ""), {"by": request.user, "at": request.at}
    form: Any = forms.get(act)
    if form is not None and not form.is_valid():
        return False
    if act == "missing":
        tell_missing(row, missing=missing_of(request.POST), **who)
        messages.success(request, _("已一次告知，申请人会收到消息。"))
    elif act == "accept":
        accept_file(row, **who)
        messages.success(request, _("材料已齐，决定期限从齐全之日起算。"))
    elif act == "judge":
        wanted = request.POST.get("check", "")
        check = get_object_or_404(IntakeCheck, application=row, pk=whole_number(wanted))
        judge_condition(check, met=request.POST.get("met") == "yes", note=request.POST.get("note", ""), **who)
    elif act == "decide":
        data = dict(form.cleaned_data)
        decide_intake(row, **{**data, "admit": data["admit"] == "yes"}, **who)
        messages.success(request, _("决定已作出，申请人会收到消息。"))
    elif act == "pass":
        pass_to_registrar(row, **form.cleaned_data, **who)
        messages.success(request, _("已记下转送登记管理机关。"))
    elif act == "register":
        record_registration(row.matter, **form.cleaned_data, **who)
        messages.success(request, _("登记结果已记下。"))
    return True


@signed_in
def intake_paper(request: HttpRequest, pk: int, check: int) -> HttpResponse:
    row = _seen(request, pk)
    found = get_object_or_404(row.checks.select_related("paper"), pk=check, paper__isnull=False)
    file = found.paper
    response = FileResponse(file.file.open("rb"), as_attachment=True, filename=file.name, content_type=file.media_type)
    response["X-Content-Type-Options"] = "nosniff"
    return response


@signed_in
def intake_letter(request: HttpRequest, pk: int, form: str) -> HttpResponse:
    row = _seen(request, pk)
    if not row.is_decided:
        raise Http404
    return document_response(decision_document(row), _("受理决定书"), form)


@signed_in
def intake_conditions(request: HttpRequest) -> HttpResponse:
    """The list that applicants see; publishing a new one leaves cases under way to the list they were filed under."""
    hub = _own_hub(request)
    if hub is None:
        raise Http404
    if not allowed(request.user, "network.publish_intake_conditions", hub, at=request.at):
        raise PermissionDenied
    present = [{"title": one.title, "ground": one.ground, "paper": one.paper} for one in conditions_of(hub, request.at)]
    formset, problem = ConditionFormSet(request.POST or None, initial=present), ""
    if request.method == "POST" and formset.is_valid():
        try:
            publish_intake_conditions(hub, lines=lines_of(formset), by=request.user, at=request.at)
            messages.success(request, _("条件清单已公布。"))
            return redirect("network:intakes")
        except ValidationError as error:
            problem = " ".join(error.messages)
    return render(request, "network/intake_conditions.html", {"hub": hub, "formset": formset, "problem": problem})
