from __future__ import annotations

import secrets
from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _

from shuniu.domain.oversight.actions import (
    answer_request,
    confirm_statement,
    file_request,
    remark_on_statement,
    save_statement,
    withdraw_request,
)  # fmt: skip
from shuniu.domain.oversight.forms import EvidenceForm, RequestForm, StatementForm
from shuniu.domain.oversight.models import CoordinationRequest, Statement
from shuniu.domain.oversight.queries import proofs_of, unit_lines
from shuniu.engines.indicators.queries import newest, scores_of, values_of
from shuniu.kernel.core.access import allowed
from shuniu.kernel.core.moments import local_date
from shuniu.kernel.core.policy import signed_in
from shuniu.kernel.norms.queries import applicable_units, why_not
from shuniu.kernel.orgs.models import Organization
from shuniu.kernel.orgs.queries import designation_of, holds, hubs_of, overseen_by
from shuniu.kernel.record.actions import add_evidence, attach, withdraw_evidence
from shuniu.kernel.record.kinds import record_sources
from shuniu.kernel.record.models import Evidence, QueryNumber
from shuniu.kernel.specification.indicators import indicators
from shuniu.kernel.specification.models import SIX, Element, Unit


def seen_hub(request: HttpRequest, code: str) -> Organization:
    """A hub of the person's own or one it oversees."""
    seen = hubs_of(request.user, request.at) | overseen_by(request.user, request.at)
    return get_object_or_404(seen, code=code)


def asked_year(request: HttpRequest) -> int:
    year = local_date(request.at).year
    text = request.GET.get("year", "")
    return int(text) if text.isdigit() and 2000 < int(text) <= year else year


@signed_in
def my_elements(request: HttpRequest) -> HttpResponse:
    hub = hubs_of(request.user, request.at).order_by("sort_key").first()
    if hub is None:
        raise Http404
    return redirect("oversight:hub", code=hub.code)


@signed_in
def hub(request: HttpRequest, code: str) -> HttpResponse:
    """One hub across the units: petals, duties without evidence, then ideas; printable as the year's report."""
    row = seen_hub(request, code)
    year = asked_year(request)
    lines = unit_lines(row, year=year, user=request.user, at=request.at)
    snapshot = newest()
    scores = scores_of([row.pk], snapshot)[row.pk]
    values = {value.code: value for value in values_of(row.pk, snapshot, request.at)} if snapshot else {}
    parts = []
    for element in [*SIX, Element.GENERAL]:
        found = [line for line in lines if line.applicable.unit.element == element.value]
        own = [
            {"indicator": one, "value": values.get(name)} for name, one in indicators if one.element == element.value
        ]
        parts.append({"element": element, "lines": found, "values": own})
    context = {
        "hub": row, "year": year, "parts": parts, "scores": scores, "snapshot": snapshot,
        "gaps": [line for line in lines if line.is_gap],
        "ideas": [line for line in lines if line.applicable.applies and not line.proofs
                  and line.applicable.unit.kind in ("recommended", "optional")],
        "weak": [score for score in scores if score["score"] is not None and score["score"] < 60],
        "mine": holds(request.user, row, at=request.at), "which": request.GET.get("which", "gaps"),
    }  # fmt: skip
    return render(request, "oversight/hub.html", context)


@signed_in
def statement(request: HttpRequest, code: str, unit: str) -> HttpResponse:
    """One unit of one hub: statement, evidence, confirmation, remark."""
    row = seen_hub(request, code)
    year = asked_year(request)
    designation = designation_of(row, request.at)
    one = next((a for a in applicable_units(designation) if a.unit.code == unit), None) if designation else None
    if one is None:
        raise Http404
    there = Statement.objects.visible_to(request.user, request.at).filter(hub=row, unit_code=unit, year=year).first()
    subject = there or Statement(hub=row, unit_code=unit, year=year)
    records = _records(row, unit, request)
    form = StatementForm(
        request.POST if request.POST.get("act") == "save" else None,
        initial={"text": subject.text, "degree": subject.degree, "version": subject.version},
    )
    proof = EvidenceForm(
        request.POST if request.POST.get("act") == "prove" else None, request.FILES or None, records=records
    )
    if request.method == "POST" and _act(request, row, subject, form, proof):
        return redirect(f"{reverse('oversight:statement', args=[code, unit])}?year={year}")
    rights = {
        name: allowed(request.user, f"oversight.{name}", subject, at=request.at)
        for name in ("save_statement", "confirm_statement", "remark_on_statement")
    }
    context = {
        "hub": row, "one": one, "unit": one.unit, "year": year, "statement": there, "form": form, "proof_form": proof,
        "may": rights, "proofs": proofs_of(there, user=request.user, at=request.at) if there else [],
        "declared": [i for _n, i in indicators if unit in i.units],
    }  # fmt: skip
    return render(request, "oversight/statement.html", context)


def _records(hub: Organization, unit: str, request: HttpRequest) -> list[tuple[str, str]]:
    found = []
    for name, source in record_sources:
        for line in source.candidates(hub=hub, unit_code=unit, at=request.at, limit=30):
            found.append((f"{name}:{line['id']}", f"{source.label} · {line['title']} · {line['on']}"))
    return found


def _act(request: HttpRequest, hub: Organization, row: Statement, form: StatementForm, proof: EvidenceForm) -> bool:
    act, who = request.POST.get("act", ""), {"by": request.user, "at": request.at}
    try:
        if act == "save" and form.is_valid():
            save_statement(hub, unit_code=row.unit_code, year=row.year, **form.cleaned_data, **who)
            messages.success(request, _("自查已保存。"))
        elif act == "prove" and row.pk and proof.is_valid():
            _prove(row, hub, proof, request)
            messages.success(request, _("佐证已添加。"))
        elif act == "withdraw" and row.pk:
            found = get_object_or_404(Evidence.objects.of(row), pk=request.POST.get("evidence"))
            withdraw_evidence(found, **who)
            messages.success(request, _("佐证已撤下。"))
        elif act == "confirm" and row.pk:
            confirm_statement(row, version=int(request.POST.get("version") or 0), **who)
            messages.success(request, _("已确认，上级可以看到。"))
        elif act == "remark" and row.pk:
            remark_on_statement(row, remark=request.POST.get("remark", ""), **who)
            messages.success(request, _("批注已保存，枢纽会收到消息。"))
        else:
            return False
    except ValidationError as error:
        if act in ("save", "prove"):
            (form if act == "save" else proof).add_error(None, error)
            return False
        messages.error(request, " ".join(error.messages))
    return True


def _prove(row: Statement, hub: Organization, proof: EvidenceForm, request: HttpRequest) -> None:
    data = proof.cleaned_data
    who: dict[str, Any] = {"by": request.user, "at": request.at}
    if data["record"]:
        name, _colon, pk = data["record"].partition(":")
        found = record_sources[name].describe(ids=[int(pk)], user=request.user, at=request.at)[int(pk)]
        add_evidence(row, owner=hub, form="record", title=found["title"], happened_on=found["on"], record_type=name,
                     record_id=int(pk), **who)  # fmt: skip
    elif data.get("upload"):
        kept = attach(data["upload"], owner=hub, subject=row, **who)
        add_evidence(row, owner=hub, form="file", title=data["title"], happened_on=data["happened_on"],
                     attachment=kept, **who)  # fmt: skip
    else:
        add_evidence(row, owner=hub, form="link", title=data["title"], happened_on=data["happened_on"],
                     link=data["link"], **who)  # fmt: skip


@signed_in
def unit(request: HttpRequest, code: str) -> HttpResponse:
    """One unit across all hubs the person may see, by name: statement, proofs, what does not apply and why."""
    seen = (hubs_of(request.user, request.at) | overseen_by(request.user, request.at)).order_by("sort_key").distinct()
    year = asked_year(request)
    if not seen.exists():
        raise Http404
    statements = {
        row.hub_id: row
        for row in Statement.objects.visible_to(request.user, request.at).filter(unit_code=code, year=year)
    }
    rows, shown, editions = [], None, {}
    for one_hub in seen.prefetch_related("designations"):
        designation = next((d for d in one_hub.designations.all() if d.valid_to is None), None)
        if designation is None:
            continue
        edition = designation.edition_code
        if edition not in editions:
            editions[edition] = Unit.objects.filter(edition__code=edition, code=code).select_related("edition").first()
        found = editions[edition]
        if found is not None:
            shown = found
            reason = why_not(found, designation)
            rows.append({"hub": one_hub, "reason": reason, "statement": statements.get(one_hub.pk)})
    if shown is None:
        raise Http404
    return render(request, "oversight/unit.html", {"unit": shown, "rows": rows, "year": year})


@signed_in
def requests(request: HttpRequest) -> HttpResponse:
    rows = CoordinationRequest.objects.visible_to(request.user, request.at).select_related("hub", "addressed_to")
    page = Paginator(rows, 30).get_page(request.GET.get("page"))
    may_file = hubs_of(request.user, request.at).exists()
    return render(
        request, "oversight/requests.html", {"page": page, "today": local_date(request.at), "may_file": may_file}
    )


@signed_in
def request_file(request: HttpRequest) -> HttpResponse:
    row = hubs_of(request.user, request.at).order_by("sort_key").first()
    if row is None:
        raise Http404
    if not holds(request.user, row, "head", "officer", at=request.at):
        raise PermissionDenied
    form = RequestForm(request.POST or None, initial={"key": secrets.token_urlsafe(16)})
    if request.method == "POST" and form.is_valid():
        try:
            made = file_request(row, **form.cleaned_data, by=request.user, at=request.at)
            return redirect("oversight:request", pk=made.pk)
        except ValidationError as error:
            form.add_error(None, error)
    context = {"form": form, "heading": _("提协调请求"), "context_line": row.name, "verb": _("提出请求"),
               "back": reverse("oversight:requests"), "back_label": _("协调请求"), "draft_key": "request"}  # fmt: skip
    return render(request, "ui/simple_form.html", context)


@signed_in
def request_page(request: HttpRequest, pk: int) -> HttpResponse:
    rows = CoordinationRequest.objects.visible_to(request.user, request.at).select_related("hub", "addressed_to")
    row = get_object_or_404(rows, pk=pk)
    if request.method == "POST":
        try:
            if request.POST.get("act") == "answer":
                answer_request(row, answer=request.POST.get("answer", ""), by=request.user, at=request.at)
            elif request.POST.get("act") == "withdraw":
                withdraw_request(row, by=request.user, at=request.at)
            messages.success(request, _("已办理。"))
        except ValidationError as error:
            messages.error(request, " ".join(error.messages))
        return redirect("oversight:request", pk=pk)
    number = QueryNumber.objects.filter(subject_type=row._meta.label_lower, subject_id=row.pk).first()
    context = {
        "row": row, "number": number, "today": local_date(request.at),
        "may_answer": allowed(request.user, "oversight.answer_request", row, at=request.at),
        "may_withdraw": allowed(request.user, "oversight.withdraw_request", row, at=request.at),
    }  # fmt: skip
    return render(request, "oversight/request.html", context)
