"""Who is to be supervised finds the hubs that take in, their conditions and one form; and follows its own case (A05.5)."""

from __future__ import annotations

import secrets
from typing import Any

from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _

from shuniu.domain.network.actions import file_intake, supplement_intake
from shuniu.domain.network.documents import decision_document
from shuniu.domain.network.forms_intake import ApplicationForm, SupplementForm
from shuniu.domain.network.models import SupervisionApplication
from shuniu.domain.network.queries.intake import conditions_of, hubs_that_take_in
from shuniu.domain.network.rules import INTAKE_CHECK_DAYS, INTAKE_DECIDE_DAYS
from shuniu.domain.network.views.common import document_response
from shuniu.kernel.core.moments import local_date
from shuniu.kernel.core.policy import public
from shuniu.kernel.norms.queries import setting_for
from shuniu.kernel.record.open_forms import admit
from shuniu.kernel.record.pages import show_errors


@public
def hubs(request: HttpRequest) -> HttpResponse:
    rows = [{"hub": hub, "conditions": conditions_of(hub, request.at)} for hub in hubs_that_take_in(request.at)]
    return render(request, "network/intake_hubs.html", {"rows": rows})


@public
def apply_here(request: HttpRequest, code: str) -> HttpResponse:
    """The published conditions and the one form; nothing beyond them is ever asked."""
    hub = get_object_or_404(hubs_that_take_in(request.at), code=code)
    conditions = conditions_of(hub, request.at)
    form = ApplicationForm(
        request.POST or None, request.FILES or None, conditions=conditions, initial={"key": secrets.token_urlsafe(16)}
    )
    if request.method == "POST" and form.is_valid():
        try:
            admit(request, "intake", hub)
            row = file_intake(
                hub, facts=form.facts(), papers=form.papers(), key=form.cleaned_data["key"], at=request.at
            )
            return redirect("intake:case", token=row.token)
        except ValidationError as error:
            show_errors(form, error)
    context = {
        "hub": hub, "conditions": conditions, "form": form,
        "check_days": int(setting_for(hub, INTAKE_CHECK_DAYS.key, request.at) or 0),
        "days": int(setting_for(hub, INTAKE_DECIDE_DAYS.key, request.at) or 0),
    }  # fmt: skip
    return render(request, "network/intake_apply.html", context)


def _case(token: str) -> SupervisionApplication:
    return get_object_or_404(SupervisionApplication.objects.select_related("hub", "matter"), token=token)


@public
def case(request: HttpRequest, token: str) -> HttpResponse:
    """The applicant's own page: how far, what is missing (all of it), until when, the decision, what the registrar said."""
    row, problem = _case(token), ""
    checks = list(row.checks.select_related("condition", "paper"))
    asked = [one for one in checks if one.missing]
    form = SupplementForm(request.POST or None, request.FILES or None, checks=asked) if row.state == "MISSING" else None
    if request.method == "POST" and form is not None and form.is_valid():
        try:
            supplement_intake(row, papers=form.papers(), words=form.words(), at=request.at)
            return redirect("intake:case", token=token)
        except ValidationError as error:
            problem = " ".join(error.messages)
    context: dict[str, Any] = {
        "row": row, "checks": checks, "asked": asked, "form": form, "problem": problem, "late": row.is_late(request.at),
        "today": local_date(request.at), "matter": getattr(row, "matter", None),
    }  # fmt: skip
    return render(request, "network/intake_case.html", context)


@public
def case_letter(request: HttpRequest, token: str, form: str) -> HttpResponse:
    """The decision in writing, as DOCX or PDF; there is none before it was made."""
    row = get_object_or_404(SupervisionApplication.objects.select_related("hub"), token=token, decided_at__isnull=False)
    return document_response(decision_document(row), _("受理决定书"), form)
