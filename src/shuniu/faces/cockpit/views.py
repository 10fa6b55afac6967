from __future__ import annotations

import io
from typing import Any
from urllib.parse import quote

import xlsxwriter
from django.contrib import messages
from django.core.exceptions import ValidationError
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from shuniu.domain.oversight.actions import remind_hub
from shuniu.domain.oversight.queries import unit_lines
from shuniu.engines.indicators.models import IndicatorValue, Snapshot
from shuniu.engines.indicators.queries import newest, scores_of, values_of
from shuniu.engines.indicators.scoring import balance
from shuniu.faces.cockpit.describe import describe_items
from shuniu.faces.cockpit.queries import HubLine, conclusion, lines_of, waiting_reports
from shuniu.kernel.core.moments import local_date, period_of
from shuniu.kernel.core.policy import signed_in
from shuniu.kernel.orgs.models import Organization
from shuniu.kernel.orgs.queries import hubs_of, overseeing_bodies, overseen_by
from shuniu.kernel.record.models import Duty
from shuniu.kernel.specification.indicators import indicators
from shuniu.kernel.specification.models import SIX

MEETING = {
    "accepted": (gettext_lazy("已接收"), "ok"),
    "filed": (gettext_lazy("已报送"), "info"),
    "returned": (gettext_lazy("退回补充"), "bad"),
    "held": (gettext_lazy("已召开，未报送"), "warn"),
    "planned": (gettext_lazy("筹备中"), ""),
    "excused": (gettext_lazy("已认可不开"), ""),
    "none": (gettext_lazy("未召开"), "bad"),
}


def overseeing(request: HttpRequest) -> Organization:
    """The body whose cockpit this is: `?body=` or the person's first. 404 for whoever oversees nobody."""
    bodies = overseeing_bodies(request.user, request.at)
    code = request.GET.get("body")
    found = next((body for body in bodies if body.code == code), None) if code else (bodies[0] if bodies else None)
    if found is None:
        raise Http404
    return found


def chosen_snapshot(request: HttpRequest) -> Snapshot | None:
    code = request.GET.get("period")
    return Snapshot.objects.filter(period_code=code).first() if code else newest()


def _lines(request: HttpRequest, body: Organization) -> tuple[list[HubLine], Snapshot | None]:
    snapshot = chosen_snapshot(request)
    today = local_date(request.at)
    lines = lines_of(
        body, snapshot=snapshot, period=period_of("Q", snapshot.starts_on if snapshot else today), at=request.at,
        year=snapshot.starts_on.year if snapshot else today.year, worst_first=request.GET.get("order") != "name",
    )  # fmt: skip
    return lines, snapshot


@signed_in
def home(request: HttpRequest) -> HttpResponse:
    body = overseeing(request)
    lines, snapshot = _lines(request, body)
    today = local_date(request.at)
    late = [line for line in lines if line.meeting in ("none", "planned")]
    unfiled = [line for line in lines if line.meeting in ("held", "returned")]
    reported = [line for line in lines if line.meeting in ("filed", "accepted")]
    duties = Duty.objects.visible_to(request.user, request.at).open().filter(body=body).select_related("body")
    context = {
        "body": body, "lines": lines, "snapshot": snapshot, "elements": SIX, "conclusion": conclusion(lines),
        "late": late, "unfiled": unfiled, "reported": reported, "meeting_names": MEETING,
        "quarter": period_of("Q", snapshot.starts_on if snapshot else today), "view": request.GET.get("view", "heat"),
        "waiting": waiting_reports([line.hub.pk for line in lines]).select_related("meeting__host", "meeting__gathering")[:6],
        "overdue": duties.filter(due_on__lt=today).count(), "snapshots": Snapshot.objects.filter(period_kind="Q")[:12],
        "failed": IndicatorValue.objects.filter(snapshot=snapshot, state="failed").count() if snapshot else 0,
    }  # fmt: skip
    return render(request, "cockpit/home.html", context)


@signed_in
def export(request: HttpRequest) -> HttpResponse:
    """The heat map as a table: what goes into the report."""
    body = overseeing(request)
    lines, snapshot = _lines(request, body)
    out = io.BytesIO()
    book = xlsxwriter.Workbook(out, {"in_memory": True})
    sheet = book.add_worksheet(snapshot.period_code if snapshot else "—")
    headings = ["枢纽", "层级", "经由"]
    for element in SIX:
        headings += [f"{element.label}（计算）", f"{element.label}（自述）"]
    sheet.write_row(0, 0, [*headings, "例会"])
    for number, line in enumerate(lines, start=1):
        cells: list[Any] = [line.hub.name, line.designation.get_level_display(), line.through]
        for cell in line.cells:
            cells += ["—" if cell["score"] is None else round(cell["score"], 1), f"{cell['stated']}/{cell['units']}"]
        for column, value in enumerate([*cells, str(MEETING[line.meeting][0])]):
            sheet.write(number, column, value)
    book.close()
    response = HttpResponse(
        out.getvalue(), content_type="application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
    )
    name = f"六要素-{snapshot.period_code if snapshot else ''}.xlsx"
    response.headers["Content-Disposition"] = f"attachment; filename*=UTF-8''{quote(name)}"
    return response


@signed_in
def remind(request: HttpRequest) -> HttpResponse:
    """Remind one hub, or all that are late, in two clicks."""
    body = overseeing(request)
    if request.method == "POST":
        hubs = overseen_by(request.user, request.at).filter(code__in=request.POST.getlist("hub"))
        period = request.POST.get("period", period_of("Q", local_date(request.at)).code)
        try:
            for hub in hubs:
                remind_hub(hub, matter=request.POST.get("matter", "meeting"), period_code=period[:16], by=request.user,
                           at=request.at)  # fmt: skip
            messages.success(request, _("已催办 %(n)s 家，负责人和经办人会收到消息和邮件。") % {"n": hubs.count()})
        except ValidationError as error:
            messages.error(request, " ".join(error.messages))
    return redirect(f"/cockpit/?body={body.code}")


@signed_in
def cell(request: HttpRequest, code: str, element: str) -> HttpResponse:
    """One cell opened: the figures that make the score, each with its list, and the hub's own statements beside."""
    seen = hubs_of(request.user, request.at) | overseen_by(request.user, request.at)
    hub = get_object_or_404(seen, code=code)
    chosen = next((one for one in SIX if one.value == element), None)
    if chosen is None:
        raise Http404
    snapshot = chosen_snapshot(request)
    values = {value.code: value for value in values_of(hub.pk, snapshot, request.at)} if snapshot else {}
    rows = [{"indicator": one, "value": values.get(name)} for name, one in indicators if one.element == element]
    scores = scores_of([hub.pk], snapshot)[hub.pk]
    year = snapshot.starts_on.year if snapshot else local_date(request.at).year
    lines = unit_lines(hub, year=year, user=request.user, at=request.at)
    context = {
        "hub": hub, "element": chosen, "snapshot": snapshot, "rows": rows, "year": year,
        "score": next(score for score in scores if score["element"] == element),
        "balance": balance(score["score"] for score in scores),
        "lines": [line for line in lines if line.applicable.unit.element == element],
    }  # fmt: skip
    return render(request, "cockpit/cell.html", context)


@signed_in
def value(request: HttpRequest, pk: int) -> HttpResponse:
    """One figure: numerator, denominator, and the list behind it, line by line to the record."""
    rows = IndicatorValue.objects.select_related("snapshot", "hub")
    seen = hubs_of(request.user, request.at) | overseen_by(request.user, request.at)
    row = get_object_or_404(rows.filter(hub__in=seen), pk=pk)
    declared = dict(indicators).get(row.code)
    if declared is None:
        raise Http404
    items = row.items.order_by("-counted", "pk")
    which = request.GET.get("which")
    if which in ("counted", "rest"):
        items = items.filter(counted=which == "counted")
    page = Paginator(items, 50).get_page(request.GET.get("page"))
    context = {
        "value": row, "indicator": declared, "page": page, "which": which or "all",
        "lines": describe_items(list(page), user=request.user, at=request.at),
    }  # fmt: skip
    return render(request, "cockpit/value.html", context)
