from __future__ import annotations

from collections.abc import Iterable
from typing import Any
from urllib.parse import quote

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _

from shuniu.domain.oversight.actions import as_confirmed, confirm_statement, copy_last_year
from shuniu.domain.oversight.documents import year_document
from shuniu.domain.oversight.models import Statement
from shuniu.domain.oversight.queries import UnitLine, proofs_of_many, unit_lines, works_for
from shuniu.domain.oversight.views.common import asked_filter, asked_snapshot, asked_year, filter_tabs, seen_hub
from shuniu.engines.indicators.queries import figures_by_element, scores_of, snapshot_of_year
from shuniu.engines.indicators.scoring import weak_elements
from shuniu.kernel.core.access import allowed
from shuniu.kernel.core.moments import local_date
from shuniu.kernel.core.policy import signed_in
from shuniu.kernel.core.reading import whole_number
from shuniu.kernel.norms.queries import setting_for
from shuniu.kernel.orgs.models import Organization
from shuniu.kernel.orgs.queries import hubs_of
from shuniu.kernel.record.undo import offer_undo
from shuniu.kernel.specification.models import SIX, Element
from shuniu.methods.gongwen import render_docx

DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"


@signed_in
def my_elements(request: HttpRequest) -> HttpResponse:
    hub = hubs_of(request.user, request.at).order_by("sort_key").first()
    if hub is None:
        raise Http404
    return redirect("oversight:hub", code=hub.code)


@signed_in
def hub(request: HttpRequest, code: str) -> HttpResponse:
    """One hub across the units: petals, duties without evidence, then ideas; every unit with its state."""
    row, year, which = seen_hub(request, code), asked_year(request), asked_filter(request)
    if request.method == "POST":
        _act(request, row, year)
        return redirect(f"{reverse('oversight:hub', args=[code])}?year={year}&which={which}")
    lines = unit_lines(row, year=year, user=request.user, at=request.at)
    snapshot = asked_snapshot(request, year)
    scores = scores_of([row.pk], snapshot)[row.pk]
    figures = figures_by_element(row.pk, snapshot)
    subject = Statement(hub=row, year=year)
    parts = [
        {"element": element, "figures": figures.get(element.value, []),
         "lines": [one for one in lines if one.unit.element == element.value and one.matches(which)]}
        for element in [*SIX, Element.GENERAL]
    ]  # fmt: skip
    context = {
        "hub": row, "year": year, "scores": scores, "snapshot": snapshot, "which": which,
        "tabs": filter_tabs(lines, which), "progress": _progress(lines), "years": _years(request, row),
        "parts": parts, "shown": {part["element"].value for part in parts if part["lines"] or which == "all"},
        "gaps": [line for line in lines if line.is_gap], "ideas": [line for line in lines if line.is_idea],
        "weak": weak_elements(scores, share=float(setting_for(row, "indicator.GEN-2.threshold", request.at) or 0)), "mine": works_for(request.user, row, request.at),
        "may_confirm": which == "unconfirmed"
        and allowed(request.user, "oversight.confirm_statement", subject, at=request.at),
    }  # fmt: skip
    return render(request, "oversight/hub.html", context)


def _years(request: HttpRequest, hub: Organization) -> list[int]:
    present = local_date(request.at).year
    seen = Statement.objects.visible_to(request.user, request.at).filter(hub=hub)
    return sorted({present, present - 1, *seen.values_list("year", flat=True).distinct()}, reverse=True)


def _progress(lines: Iterable[UnitLine]) -> list[dict[str, Any]]:
    """For each element: applicable units, written, proven, confirmed, remarks without an answer."""
    rows = []
    for element in [*SIX, Element.GENERAL]:
        own = [line for line in lines if line.unit.element == element.value and line.applicable.applies]
        written = [line for line in own if line.told.text.strip()]
        rows.append(
            {
                "element": element.value, "label": element.label, "units": len(own), "written": len(written),
                "proven": sum(line.told.proofs > 0 for line in own),
                "confirmed": sum(line.told.confirmed for line in written),
                "remarked": sum(line.told.open_remarks > 0 for line in own),
            }
        )  # fmt: skip
    return rows


def _act(request: HttpRequest, hub: Organization, year: int) -> None:
    who: dict[str, Any] = {"by": request.user, "at": request.at}
    try:
        if request.POST.get("act") == "copy":
            made = copy_last_year(hub, year=year, **who)
            messages.success(request, _("已带入去年的自述 %(n)s 条，都是草稿，请逐条核对。") % {"n": made})
        elif request.POST.get("act") == "confirm":
            done = _confirm(request, hub, year, who)
            said = _("已确认 %(n)s 条，上级可以看到。") % {"n": len(done)}
            if done:
                offer_undo(request, said, "oversight.statements_confirmed", rows=done)
            elif not request.POST.getlist("statement"):
                messages.error(request, _("请先勾选要确认的条款。"))
    except ValidationError as error:
        messages.error(request, " ".join(error.messages))


def _confirm(request: HttpRequest, hub: Organization, year: int, who: dict[str, Any]) -> list[tuple[int, int, Any]]:
    """Each chosen statement in the version the head was looking at; what changed since is named and left."""
    chosen = dict(pair.split(":", 1) for pair in request.POST.getlist("statement") if ":" in pair)
    done = []
    for row in Statement.objects.visible_to(request.user, request.at).filter(hub=hub, year=year):
        version = whole_number(chosen.get(str(row.pk)), -1)
        if version >= 0:
            try:
                before = as_confirmed(row)
                confirmed = confirm_statement(row, version=version, **who)
                done.append((row.pk, confirmed.version, before))
            except ValidationError as error:
                messages.error(request, f"{row.unit_code}{_('：')}{' '.join(error.messages)}")
    return done


def _report(request: HttpRequest, code: str) -> dict[str, Any]:
    row, year = seen_hub(request, code), asked_year(request)
    lines = unit_lines(row, year=year, user=request.user, at=request.at)
    snapshot = snapshot_of_year(year)
    proofs = proofs_of_many([line.told.statement for line in lines if line.told.statement])
    figures = figures_by_element(row.pk, snapshot)
    parts = [
        {
            "element": element, "figures": figures.get(element.value, []),
            "lines": [
                {"line": line, "proofs": proofs.get(line.told.statement.pk, []) if line.told.statement else []}
                for line in lines if line.unit.element == element.value
            ],
        }
        for element in [*SIX, Element.GENERAL]
    ]  # fmt: skip
    scores = scores_of([row.pk], snapshot)[row.pk]
    return {"hub": row, "year": year, "parts": parts, "scores": scores, "snapshot": snapshot,
            "today": local_date(request.at)}  # fmt: skip


@signed_in
def report(request: HttpRequest, code: str) -> HttpResponse:
    """The year's self-assessment on paper: every unit, its statement, its proofs, beside them the year's figures."""
    return render(request, "oversight/report.html", _report(request, code))


@signed_in
def report_docx(request: HttpRequest, code: str) -> HttpResponse:
    """The same as an official document (GB/T 9704-2012)."""
    context = _report(request, code)
    content = render_docx(
        year_document(
            context["hub"], context["year"], context["parts"], scores=context["scores"], snapshot=context["snapshot"],
            on=context["today"],
        )
    )  # fmt: skip
    response = HttpResponse(content, content_type=DOCX)
    name = _("%(year)s年六要素自查报告") % {"year": context["year"]}
    response.headers["Content-Disposition"] = f"attachment; filename*=UTF-8''{quote(name)}.docx"
    return response
