from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from shuniu.domain.oversight.actions import remind_hub
from shuniu.domain.oversight.actions.reminders import MATTERS
from shuniu.domain.oversight.queries import unit_lines
from shuniu.engines.indicators.models import IndicatorValue, Snapshot
from shuniu.engines.indicators.queries import figures_by_element, scores_of, snapshot_for
from shuniu.engines.indicators.scoring import balance, weak_elements
from shuniu.faces.cockpit.attention import concerns_of
from shuniu.faces.cockpit.describe import describe_items
from shuniu.faces.cockpit.export import heat_book, heat_sheet, items_told, list_book
from shuniu.faces.cockpit.numbers import cards_of, shares_of, tiles_of
from shuniu.faces.cockpit.queries import (
    HubLine,
    conclusion,
    last_reminders,
    late_for,
    lines_of,
    means_of,
    meetings_by_kind,
    recipients,
)
from shuniu.kernel.core.moments import Period, local_date, period_of
from shuniu.kernel.core.policy import signed_in
from shuniu.kernel.norms.queries import setting_for
from shuniu.kernel.orgs.models import Organization
from shuniu.kernel.orgs.queries import hubs_of, overseeing_bodies, overseen_by
from shuniu.kernel.specification.indicators import indicators
from shuniu.kernel.specification.models import SIX

MEETING = {
    "accepted": (gettext_lazy("已接收"), "ok"),
    "filed": (gettext_lazy("已报送"), "info"),
    "returned": (gettext_lazy("退回补充"), "bad"),
    "held": (gettext_lazy("已开未报"), "warn"),
    "uncounted": (gettext_lazy("开了不计入"), "bad"),
    "planned": (gettext_lazy("筹备中"), ""),
    "excused": (gettext_lazy("已认可不开"), ""),
    "none": (gettext_lazy("未召开"), "bad"),
}
STACK_LABELS = {
    "reported": gettext_lazy("已报送"),
    "unfiled": gettext_lazy("已开未报"),
    "excused": gettext_lazy("已认可不开"),
    "open": gettext_lazy("未开"),
}


def overseeing(request: HttpRequest) -> tuple[Organization, list[Organization]]:
    """The body whose cockpit this is, `?body=` or the person's first, and all of them. 404 for who oversees nobody."""
    bodies = overseeing_bodies(request.user, request.at)
    code = request.GET.get("body")
    found = next((body for body in bodies if body.code == code), None) if code else (bodies[0] if bodies else None)
    if found is None:
        raise Http404
    return found, bodies


class Situation:
    """What every page of the cockpit begins with: body, period, quarter, year, lines."""

    def __init__(self, request: HttpRequest) -> None:
        self.body, self.bodies = overseeing(request)
        self.snapshot = snapshot_for(request.GET.get("period"))
        self.today = local_date(request.at)
        last = min(self.snapshot.ends_on, self.today) if self.snapshot else self.today
        self.quarter: Period = period_of("Q", max(last, self.snapshot.starts_on) if self.snapshot else last)
        if self.snapshot and self.snapshot.ends_on <= self.today:
            self.quarter = period_of("Q", self.snapshot.ends_on).previous()
        self.year = self.snapshot.starts_on.year if self.snapshot else self.today.year
        self.lines: list[HubLine] = lines_of(
            self.body, snapshot=self.snapshot, quarter=self.quarter, year=self.year, at=request.at,
            by_name=request.GET.get("order") == "name",
        )  # fmt: skip


@signed_in
def home(request: HttpRequest) -> HttpResponse:
    here = Situation(request)
    kinds = meetings_by_kind(here.lines, STACK_LABELS)
    periods, shares = shares_of(here.body.pk, here.snapshot)
    context = {
        "body": here.body, "bodies": here.bodies, "lines": here.lines, "snapshot": here.snapshot, "elements": SIX,
        "quarter": here.quarter, "conclusion": conclusion(here.lines), "means": means_of(here.lines),
        "cards": cards_of(here.lines, here.snapshot, periods, shares), "tiles": tiles_of(here.snapshot, shares),
        "concerns": concerns_of(here.body, here.lines, snapshot=here.snapshot, quarter=here.quarter, year=here.year,
                                user=request.user, at=request.at),
        "kinds": kinds, "most": max((row["n"] for row in kinds), default=0), "stack_labels": STACK_LABELS,
        "reported": sum(line.meeting in ("filed", "accepted") for line in here.lines), "meeting_names": MEETING,
        "snapshots": Snapshot.objects.order_by("-starts_on", "period_kind")[:18],
        "view": "table" if request.GET.get("view") == "table" else "heat",
        "wall": request.GET.get("screen") == "wall",
    }  # fmt: skip
    return render(request, "cockpit/wall.html" if context["wall"] else "cockpit/home.html", context)


@signed_in
def export(request: HttpRequest) -> HttpResponse:
    """The heat map and every figure as tables: what goes into the report."""
    here = Situation(request)
    return heat_book(here.lines, here.snapshot, here.body, MEETING)


@signed_in
def remind(request: HttpRequest) -> HttpResponse:
    """First click opens this list: who is late, who gets the reminder, when last reminded; the second sends it."""
    here = Situation(request)
    matter = request.GET.get("matter", "meeting")
    if matter not in MATTERS:
        raise Http404
    code = str(here.year) if matter == "statement" else here.quarter.code
    late = late_for(matter, here.lines)
    if request.method == "POST":
        _remind(request, here, late, matter, code)
        return redirect(f"{request.path}?{request.GET.urlencode()}")
    ids = [line.hub.pk for line in late]
    last, names = last_reminders(ids, matter, code), recipients(ids, request.at)
    rows = [
        {
            "hub": line.hub, "names": names.get(line.hub.pk, []), "last": last.get(line.hub.pk),
            "today": line.hub.pk in last and local_date(last[line.hub.pk]) == here.today,
        }
        for line in late
    ]  # fmt: skip
    context = {"rows": rows, "matter": MATTERS[matter], "code": code, "body": here.body,
               "fresh": sum(not row["today"] for row in rows)}  # fmt: skip
    return render(request, "cockpit/remind.html", context)


def _remind(request: HttpRequest, here: Situation, late: list[HubLine], matter: str, code: str) -> None:
    """Only hubs that are late, only those chosen, each once a day."""
    chosen = set(request.POST.getlist("hub"))
    sent = before = 0
    try:
        for line in late:
            if line.hub.code in chosen:
                _row, made = remind_hub(
                    line.hub, matter=matter, period_code=code, body=here.body, by=request.user, at=request.at
                )
                sent, before = sent + made, before + (not made)
    except ValidationError as error:
        messages.error(request, " ".join(error.messages))
        return
    if sent:
        text = ngettext(
            "已催办 %(n)s 家，负责人和经办人会收到消息和邮件。",
            "已催办 %(n)s 家，负责人和经办人会收到消息和邮件。",
            sent,
        )
        messages.success(request, text % {"n": sent})
    if before:
        messages.warning(request, _("%(n)s 家今天已经催办过，没有重复发送。") % {"n": before})


@signed_in
def cell(request: HttpRequest, code: str, element: str) -> HttpResponse:
    """One cell opened: the figures that make the score, each with its list, and the hub's own statements beside."""
    seen = hubs_of(request.user, request.at) | overseen_by(request.user, request.at)
    hub = get_object_or_404(seen.distinct(), code=code)
    chosen = next((one for one in SIX if one.value == element), None)
    if chosen is None:
        raise Http404
    snapshot = snapshot_for(request.GET.get("period"))
    scores = scores_of([hub.pk], snapshot)[hub.pk]
    year = snapshot.starts_on.year if snapshot else local_date(request.at).year
    lines = unit_lines(hub, year=year, user=request.user, at=request.at)
    least = float(setting_for(hub, "indicator.GEN-2.threshold", request.at) or 0)
    context = {
        "hub": hub, "element": chosen, "snapshot": snapshot, "year": year, "scores": scores,
        "rows": figures_by_element(hub.pk, snapshot).get(element, []),
        "score": next(score for score in scores if score["element"] == element),
        "balance": balance(score["score"] for score in scores), "least": least,
        "weak": {row["element"] for row in weak_elements(scores, share=least)},
        "lines": [line for line in lines if line.unit.element == element],
    }  # fmt: skip
    return render(request, "cockpit/cell.html", context)


def _seen_values(request: HttpRequest) -> Any:
    seen = hubs_of(request.user, request.at) | overseen_by(request.user, request.at)
    return IndicatorValue.objects.select_related("snapshot", "hub").filter(hub__in=seen)


def _items(request: HttpRequest, row: IndicatorValue) -> Any:
    which, items = request.GET.get("which"), row.items.order_by("-counted", "pk")
    if which in ("counted", "rest"):
        return items.filter(counted=which == "counted")
    return items.filter(late_entry=True) if which == "late" else items


def items_listed(request: HttpRequest, pk: int) -> Any:
    """The lines behind one figure as its page narrows them, in words."""
    row = get_object_or_404(_seen_values(request), pk=pk)
    return items_told(_items(request, row), user=request.user, at=request.at)


def hubs_listed(request: HttpRequest) -> tuple[list[Any], list[list[Any]]]:
    """Headings and rows of the heat map as its page shows it."""
    return heat_sheet(Situation(request).lines, MEETING)


@signed_in
def value(request: HttpRequest, pk: int) -> HttpResponse:
    """One figure: numerator, denominator, its course, and the list behind it, line by line to the record."""
    row = get_object_or_404(_seen_values(request), pk=pk)
    declared = dict(indicators).get(row.code)
    if declared is None:
        raise Http404
    which, items = request.GET.get("which"), _items(request, row)
    if request.GET.get("format") == "xlsx":
        return list_book(row, declared, items, user=request.user, at=request.at)
    page = Paginator(items, 50).get_page(request.GET.get("page"))
    course = _seen_values(request).filter(
        hub=row.hub, code=row.code, snapshot__period_kind=row.snapshot.period_kind,
        snapshot__starts_on__lte=row.snapshot.starts_on,
    ).order_by("-snapshot__starts_on")[:8]  # fmt: skip
    context = {
        "value": row, "indicator": declared, "page": page, "which": which or "all", "course": list(course)[::-1],
        "lines": describe_items(list(page), user=request.user, at=request.at),
    }  # fmt: skip
    return render(request, "cockpit/value.html", context)


@signed_in
def failed(request: HttpRequest) -> HttpResponse:
    """Figures whose computation failed, with the reason: failed is never shown as zero."""
    here = Situation(request)
    hubs = [line.hub.pk for line in here.lines]
    rows = IndicatorValue.objects.filter(snapshot=here.snapshot, hub__in=hubs, state="failed").select_related("hub")
    declared = dict(indicators)
    page = Paginator(rows.order_by("code", "hub__sort_key"), 50).get_page(request.GET.get("page"))
    found = [{"value": row, "indicator": declared.get(row.code)} for row in page]
    context = {"page": page, "rows": found, "body": here.body, "snapshot": here.snapshot}
    return render(request, "cockpit/failed.html", context)
