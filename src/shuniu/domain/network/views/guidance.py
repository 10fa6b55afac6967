"""The guidance relation: all areas with their counterparts, one counterpart, naming, visits, own figures (A06)."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _

from shuniu.domain.network.actions import (
    confirm_counterpart,
    confirm_visit,
    decline_counterpart,
    end_counterpart,
    enter_figure,
    name_counterpart,
    record_visit,
)
from shuniu.domain.network.guidance import areas_below, covered, guiding_below, guiding_hubs, lines_of
from shuniu.domain.network.guidance_forms import CounterpartForm, FigureForm, VisitForm
from shuniu.domain.network.models import Counterpart, GuidanceVisit, LocalFigure
from shuniu.kernel.core.access import allowed
from shuniu.kernel.core.moments import local_date, period_of
from shuniu.kernel.core.policy import signed_in
from shuniu.kernel.core.reading import whole_number
from shuniu.kernel.orgs.models import Organization
from shuniu.kernel.orgs.queries import bodies_of
from shuniu.kernel.record.pages import sheet_response, show_errors

LEVELS = ("district", "subdistrict")


def own_side(request: HttpRequest) -> Any:
    """Counterpart relations in which the person works for the body below."""
    mine = bodies_of(request.user, request.at, "head", "officer", "clerk")
    return Counterpart.objects.filter(body__in=mine).select_related("hub", "area", "body").order_by("declined_at", "pk")


def looked_at_hub(request: HttpRequest) -> tuple[Organization | None, bool]:
    """The guiding hub the page is about (`?hub=`), and whether the person works for it."""
    own, below = guiding_hubs(request.user, request.at), guiding_below(request.user, request.at)
    code = request.GET.get("hub")
    if code:
        return (own.filter(code=code).first() or below.filter(code=code).first()), own.filter(code=code).exists()
    first = own.first()
    return (first, True) if first else (below.first(), False)


@signed_in
def guidance(request: HttpRequest) -> HttpResponse:
    """For the hub: every district and subdistrict with its counterpart. For a counterpart: its hubs and what is open."""
    hub, own = looked_at_hub(request)
    relations = list(own_side(request))
    if hub is None or (relations and not own):
        if not relations:
            raise Http404
        if len(relations) == 1:
            return redirect("network:counterpart", pk=relations[0].pk)
        return render(request, "network/relations.html", {"relations": relations})
    which = request.GET.get("level", "district")
    which = which if which in LEVELS else "district"
    lines = {level: lines_of(hub, level, request.at) for level in LEVELS}
    if not lines["district"] and "level" not in request.GET:
        which = "subdistrict"
    context = {
        "hub": hub, "own": own, "which": which, "counts": {level: covered(lines[level]) for level in LEVELS},
        "page": Paginator(lines[which], 40).get_page(request.GET.get("page")), "today": local_date(request.at),
        "hubs": list(guiding_below(request.user, request.at)) if not own else [], "relations": relations,
        "may_name": own and allowed(request.user, "network.name_counterpart", Counterpart(hub=hub), at=request.at),
    }  # fmt: skip
    return render(request, "network/guidance.html", context)


@signed_in
def guidance_export(request: HttpRequest) -> HttpResponse:
    """Both levels as one workbook: who is where, what is open, when it was visited."""
    hub, rows = counterparts_listed(request)
    heads = [_("区"), _("街道（乡镇）"), _("对应机构"), _("联系人"), _("职务"), _("状态"), _("确认日期"), _("在办"),
             _("上报待答"), _("最近走访")]  # fmt: skip
    return sheet_response(_("%(hub)s对应机构") % {"hub": hub.name}, heads, rows)


def counterparts_listed(request: HttpRequest) -> tuple[Organization, list[list[Any]]]:
    hub, own = looked_at_hub(request)
    if hub is None:
        raise Http404
    return hub, [_cells(line, own) for level in LEVELS for line in lines_of(hub, level, request.at)]


def _cells(line: dict[str, Any], own: bool) -> list[Any]:
    area, row = line["area"], line["counterpart"]
    place = [str(area), ""] if area.level == "district" else [str(area.parent), str(area)]
    if row is None or not (own or row.confirmed_at):
        return [*place, *[""] * 8]
    day = local_date(row.confirmed_at).isoformat() if row.confirmed_at else ""
    person = [row.contact, row.post] if own else ["", ""]
    visited = row.visited.isoformat() if row.visited else ""
    return [*place, row.body.name, *person, str(row.state_label), day, row.open_down, row.open_up, visited]


@signed_in
def counterpart_name(request: HttpRequest) -> HttpResponse:
    hub, own = looked_at_hub(request)
    if hub is None or not own:
        raise Http404
    if not allowed(request.user, "network.name_counterpart", Counterpart(hub=hub), at=request.at):
        raise PermissionDenied
    areas = [area for level in LEVELS for area in areas_below(hub, level)]
    seen = Organization.objects.visible_to(request.user, request.at)
    form = CounterpartForm(request.POST or None, areas=areas, seen=seen, initial={"area": request.GET.get("area", "")})
    if request.method == "POST" and form.is_valid():
        data = form.cleaned_data
        area = next(area for area in areas if area.code == data["area"])
        try:
            row = name_counterpart(
                hub, area=area, body=data["known"], body_name=data["body"], kind=data["kind"], contact=data["contact"],
                post=data["post"], email=data["email"], by=request.user, at=request.at,
            )  # fmt: skip
            messages.success(request, _("已提名，等对方自己确认。"))
            return redirect("network:counterpart", pk=row.pk)
        except ValidationError as error:
            show_errors(form, error)
    context = {"form": form, "heading": _("提名对应机构"), "context_line": hub.name, "verb": _("提名，请对方确认"),
               "back": reverse("network:guidance"), "back_label": _("工作对接")}  # fmt: skip
    return render(request, "ui/simple_form.html", context)


def seen_counterpart(request: HttpRequest, pk: int) -> Counterpart:
    rows = Counterpart.objects.visible_to(request.user, request.at)
    return get_object_or_404(rows.select_related("hub", "area", "body", "named_by", "confirmed_by"), pk=pk)


@signed_in
def counterpart(request: HttpRequest, pk: int) -> HttpResponse:
    """Both sides' page: tasks, requests, visits, the body's own figures."""
    row = seen_counterpart(request, pk)
    if request.method == "POST":
        try:
            _act(request, row)
        except ValidationError as error:
            for sentence in error.messages:
                messages.error(request, sentence)
        return redirect("network:counterpart", pk=pk)
    may = {name: allowed(request.user, f"network.{name}", row, at=request.at)
           for name in ("confirm_counterpart", "end_counterpart", "ask_up", "enter_figure")}  # fmt: skip
    may["send"] = allowed(request.user, "network.send_task", row, at=request.at)
    period = period_of("Q", local_date(request.at)).code
    figures = LocalFigure.objects.filter(
        body=row.body, period_code__in=[period, period_of("Q", local_date(request.at)).previous().code]
    )
    context = {
        "row": row, "may": may, "today": local_date(request.at), "period": period, "figures": list(figures),
        "page": Paginator(row.tasks.all(), 20).get_page(request.GET.get("page")), "visits": list(row.visits.all()[:20]),
        "figure_form": FigureForm(),
    }  # fmt: skip
    return render(request, "network/counterpart.html", context)


def _act(request: HttpRequest, row: Counterpart) -> None:
    who: dict[str, Any] = {"by": request.user, "at": request.at}
    act, post = request.POST.get("act", ""), request.POST
    if act == "confirm":
        confirm_counterpart(row, **who)
        messages.success(request, _("已确认担任对应机构。"))
    elif act == "decline":
        decline_counterpart(row, reason=post.get("reason", ""), **who)
        messages.success(request, _("已回复，枢纽会收到原因。"))
    elif act == "end":
        end_counterpart(row, **who)
        messages.success(request, _("对应关系已终止。"))
    elif act == "figure":
        enter_figure(row, title=post.get("title", ""), unit=post.get("unit", ""), value=post.get("value", ""), **who)
        messages.success(request, _("数据已记下，这一季度谁来要都先用它。"))
    elif act == "confirm_visit":
        visit = get_object_or_404(GuidanceVisit, counterpart=row, pk=whole_number(post.get("visit")))
        confirm_visit(visit, reply=post.get("reply", ""), **who)
        messages.success(request, _("已确认这次走访指导。"))


@signed_in
def visit_record(request: HttpRequest, pk: int) -> HttpResponse:
    row = seen_counterpart(request, pk)
    if not allowed(request.user, "network.record_visit", GuidanceVisit(counterpart=row), at=request.at):
        raise PermissionDenied
    form = VisitForm(
        request.POST or None, initial={"visited_on": local_date(request.at), "visitors": request.user.name}
    )
    if request.method == "POST" and form.is_valid():
        try:
            record_visit(row, **form.cleaned_data, by=request.user, at=request.at)
            messages.success(request, _("已登记，等对方确认。"))
            return redirect("network:counterpart", pk=pk)
        except ValidationError as error:
            show_errors(form, error)
    context = {"form": form, "heading": _("登记走访指导"), "context_line": row.body.name, "verb": _("登记这次走访"),
               "back": reverse("network:counterpart", args=[pk]), "back_label": row.body.name}  # fmt: skip
    return render(request, "ui/simple_form.html", context)
