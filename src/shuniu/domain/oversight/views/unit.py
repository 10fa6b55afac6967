from __future__ import annotations

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render

from shuniu.domain.oversight.queries import told_of_unit
from shuniu.domain.oversight.views.common import asked_filter, asked_year, filter_tabs
from shuniu.kernel.core.policy import signed_in
from shuniu.kernel.norms.queries import why_not
from shuniu.kernel.orgs.models import Designation, Organization
from shuniu.kernel.orgs.queries import hubs_of, overseen_by
from shuniu.kernel.specification.models import Unit


@signed_in
def unit(request: HttpRequest, code: str) -> HttpResponse:
    """One unit across all hubs the person may see, by name: statement, proofs, what does not apply and why."""
    seen = (hubs_of(request.user, request.at) | overseen_by(request.user, request.at)).distinct()
    designations = (
        Designation.objects.valid(request.at)
        .filter(organization__in=seen)
        .select_related("organization")
        .order_by("organization__sort_key")
    )
    units = {row.edition.code: row for row in Unit.objects.filter(code=code).select_related("edition")}
    pairs: list[tuple[Organization, Any]] = []
    shown = None
    for designation in designations:
        found = units.get(designation.edition_code)
        if found is not None:
            shown = shown or found
            pairs.append((designation.organization, why_not(found, designation)))
    if shown is None:
        raise Http404
    year, which = asked_year(request), asked_filter(request)
    rows = told_of_unit(pairs, unit_code=code, year=year, user=request.user, at=request.at)
    around = Unit.objects.filter(edition=shown.edition, position__in=[shown.position - 1, shown.position + 1])
    neighbours = {one.position - shown.position: one for one in around}
    context = {
        "unit": shown, "rows": [row for row in rows if row.matches(which)], "year": year, "which": which,
        "tabs": filter_tabs(rows, which), "before": neighbours.get(-1), "after": neighbours.get(1),
        "stated": sum(bool(row.told.text.strip()) for row in rows if not row.reason),
        "applicable": sum(not row.reason for row in rows),
    }  # fmt: skip
    return render(request, "oversight/unit.html", context)
