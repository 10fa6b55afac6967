"""A year by route: how organizations came to the hub, to read, to print, to take along."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _

from shuniu.domain.network.models import CooperationIntent
from shuniu.domain.network.routes import yearly_report
from shuniu.kernel.core.moments import local_date
from shuniu.kernel.core.policy import signed_in
from shuniu.kernel.orgs.models import Organization
from shuniu.kernel.orgs.queries import designation_of, hubs_of, overseen_by
from shuniu.kernel.record.pages import sheet_response

YEARS_BACK = 5


def _looked_at(request: HttpRequest) -> tuple[Organization, int]:
    """The own hub, or one overseen when it is named; and the year."""
    own, code = hubs_of(request.user, request.at), request.GET.get("hub", "")
    seen = own | overseen_by(request.user, request.at)
    hub = (
        seen.filter(code=code).first()
        if code
        else own.order_by("sort_key").first() or seen.order_by("sort_key").first()
    )
    if hub is None:
        raise Http404
    this = local_date(request.at).year
    asked = request.GET.get("year", "")
    year = int(asked) if asked.isdecimal() and this - YEARS_BACK <= int(asked) <= this else this
    return hub, year


def _report(request: HttpRequest) -> dict[str, Any]:
    hub, year = _looked_at(request)
    start, end = date(year, 1, 1), date(year + 1, 1, 1)
    lines = yearly_report(
        hub, designation_of(hub, request.at), start=start, end=end, at=request.at, today=local_date(request.at)
    )
    linked = CooperationIntent.objects.filter(hub=hub, signed_on__gte=start, signed_on__lt=end).exclude(
        happening_type=""
    )
    return {"hub": hub, "year": year, "lines": lines, "linked": linked.count()}


@signed_in
def routes(request: HttpRequest) -> HttpResponse:
    report = _report(request)
    applicable = [line for line in report["lines"] if line["route"] and line["applies"]]
    this = local_date(request.at).year
    context = {
        **report, "alive": sum(line["alive"] for line in applicable), "applicable": len(applicable),
        "years": range(this, this - YEARS_BACK, -1), "own": hubs_of(request.user, request.at).filter(pk=report["hub"].pk).exists(),
    }  # fmt: skip
    return render(request, "network/routes.html", context)


@signed_in
def routes_export(request: HttpRequest) -> HttpResponse:
    report = _report(request)
    headings = [_("途径"), _("新建联系"), _("至今仍在"), _("完成的记录"), _("联系到的组织"), _("说明")]
    rows = [
        [line["route"].label if line["route"] else _("名录导入（未定途径）"), line["ties"], line["held"], line["done"],
         line["reached"], "；".join(f"{one['label']} {one['count']}" for one in line["records"]) if line["applies"] else _("不适用")]
        for line in report["lines"]
    ]  # fmt: skip
    return sheet_response(
        _("%(hub)s %(year)s 年途径报告") % {"hub": report["hub"].name, "year": report["year"]}, headings, rows
    )
