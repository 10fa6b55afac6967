"""Facilities to be shared: the list, one facility's week, opening it, its hours and unusable times (A08.2, A10.5)."""

from __future__ import annotations

import secrets
from datetime import timedelta
from typing import Any

from django.conf import settings
from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _

from shuniu.domain.support.actions.exchange import enter_departments
from shuniu.domain.support.forms.growing.facilities import CloseForm, FacilityForm
from shuniu.domain.support.queries.exchange.forms import open_departments
from shuniu.domain.support.queries.growing.facilities import facilities_shown, monday_of, week
from shuniu.domain.support.views.common import bodies, may, page_of, tried
from shuniu.engines.bookings.actions import (
    close_times,
    list_facility,
    read_busy_times,
    relist_facility,
    reopen_times,
    set_hours,
    update_facility,
    withdraw_facility,
)
from shuniu.engines.bookings.calendar import LARGEST, calendar_feed
from shuniu.engines.bookings.models import Booking, Closure, Facility
from shuniu.engines.bookings.queries import missed
from shuniu.engines.bookings.rules import USES
from shuniu.kernel.core.moments import local_date
from shuniu.kernel.core.money import yuan
from shuniu.kernel.core.policy import public, signed_in
from shuniu.kernel.core.reading import whole_number
from shuniu.kernel.orgs.models import Affiliation, Organization
from shuniu.kernel.orgs.queries import hubs_at
from shuniu.kernel.orgs.rules import SPEAKS
from shuniu.kernel.record.pages import own_hub, sheet_response, show_errors

LENDS = ("head", "officer", *[role for role in SPEAKS if role != "head"])


@signed_in
def facilities(request: HttpRequest) -> HttpResponse:
    page = page_of(request, facilities_shown(request.user, request.at, request.GET))
    context = {
        "page": page, "kinds": Facility.Kind.choices, "kind": request.GET.get("kind", ""), "text": request.GET.get("q", ""),
        "people": request.GET.get("people", ""), "show": request.GET.get("show", ""), "may_open": bool(bodies(request, *LENDS)),
    }  # fmt: skip
    return render(request, "support/growing/facilities.html", context)


@signed_in
def facilities_export(request: HttpRequest) -> HttpResponse:
    rows = (
        [row.name, row.get_kind_display(), row.owner_label, row.place, row.capacity, yuan(row.fee_fen),
         row.get_open_to_display(), row.conditions, row.hub.name]
        for row in facilities_shown(request.user, request.at, request.GET)
    )  # fmt: skip
    headings = [
        _("名称"),
        _("类别"),
        _("产权单位"),
        _("地点"),
        _("容纳人数"),
        _("每小时收费（元）"),
        _("谁可以使用"),
        _("使用条件"),
        _("枢纽"),
    ]
    return sheet_response(_("共享设施"), headings, rows)


def _seen(request: HttpRequest, pk: int) -> Facility:
    rows = Facility.objects.visible_to(request.user, request.at).select_related("owner", "hub")
    return get_object_or_404(rows, pk=pk)


@signed_in
def facility(request: HttpRequest, pk: int) -> HttpResponse:
    """What it is, for whom, and its week: free hours lead to the form, taken ones name the body only to whom it concerns."""
    row = _seen(request, pk)
    monday = monday_of(request.GET.get("week", ""), request.at)
    seen = set(Booking.objects.visible_to(request.user, request.at).filter(facility=row).values_list("pk", flat=True))
    mine = bodies(request, *USES)
    year = request.at - timedelta(days=365)
    counts = {state: row.bookings.filter(state=state, starts_at__gt=year).count() for state in ("USED", "DISPLACED")}
    context = {
        "row": row, "week": week(row, monday, seen=seen, at=request.at), "monday": monday, "today": local_date(request.at),
        "before": monday - timedelta(days=7), "after": monday + timedelta(days=7), "counts": counts,
        "hours": [one for one in row.hours.all() if one.holds_on(local_date(request.at))],
        "may_book": bool(mine) and row.withdrawn_at is None,
        "missed": max((missed(body, row.hub, request.at) for body in mine[:1]), default=(0, 0)),
        **may(request, "bookings.change_facility", "bookings.close_times", row=row),
    }  # fmt: skip
    return render(request, "support/growing/facility.html", context)


def _hub_for(request: HttpRequest, owner: Organization) -> Organization:
    """A hub lists what is its own; an organization's facility is listed at the hub it is tied to."""
    hubs = hubs_at(request.at)
    if hubs.filter(pk=owner.pk).exists():
        return owner
    ties = Affiliation.objects.confirmed(request.at).filter(organization=owner).order_by("-is_main", "pk")
    found = hubs.filter(pk__in=ties.values("hub")).order_by("sort_key").first()
    if found is None:
        raise ValidationError(_("设施要挂在一家枢纽名下，请先与枢纽建立联系。"))
    return found


def _units(owners: list[Organization]) -> list[str]:
    """Names to pick from: the departments of the hubs among the owners."""
    return [name for owner in owners for name in open_departments(owner)]


def _list_unit(request: HttpRequest, owner: Organization, name: str) -> None:
    """A department that lends a room stands in the hub's list of departments."""
    if name.strip() and hubs_at(request.at).filter(pk=owner.pk).exists():
        enter_departments(owner, names=name, by=request.user, at=request.at)


@signed_in
def facility_open(request: HttpRequest) -> HttpResponse:
    owners = bodies(request, *LENDS)
    if not owners:
        raise PermissionDenied if bodies(request) else Http404
    hub = own_hub(request)
    initial = {
        "key": secrets.token_urlsafe(16),
        "owner": (hub or owners[0]).pk,
        "closed_on_holidays": True,
        "kind": "meeting",
    }
    form = FacilityForm(request.POST or None, owners=owners, units=_units(owners), initial=initial)
    if request.method == "POST" and form.is_valid():
        owner = form.cleaned_data["owner"]
        try:
            _list_unit(request, owner, form.cleaned_data["unit_name"])
            made = list_facility(
                _hub_for(request, owner), owner, hours=form.hours(), key=form.cleaned_data["key"] or secrets.token_urlsafe(16),
                by=request.user, at=request.at, **form.facts(),
            )  # fmt: skip
            messages.success(request, _("已开放，别的单位现在就能订。"))
            return redirect("support:facility", pk=made.pk)
        except ValidationError as error:
            show_errors(form, error)
    context = {"form": form, "heading": _("开放一处设施"), "context_line": _("写清楚给谁用、什么时候、收不收费；订的人按这些即时确认。"),
               "verb": _("开放预订"), "back": reverse("support:facilities"), "back_label": _("共享设施"), "draft_key": "facility"}  # fmt: skip
    return render(request, "ui/simple_form.html", context)


@signed_in
def facility_change(request: HttpRequest, pk: int) -> HttpResponse:
    row = _seen(request, pk)
    if not may(request, "bookings.change_facility", row=row)["change_facility"]:
        raise PermissionDenied
    form = FacilityForm(request.POST or None, owners=[row.owner], units=_units([row.owner]), instance=row)
    if request.method == "POST" and form.is_valid():
        fresh = _seen(request, pk)
        try:
            _list_unit(request, row.owner, form.cleaned_data["unit_name"])
            update_facility(
                fresh, version=form.cleaned_data["version"] or 0, by=request.user, at=request.at, **form.facts()
            )
            outside = set_hours(fresh, hours=form.hours(), by=request.user, at=request.at)
        except ValidationError as error:
            show_errors(form, error)
        else:
            messages.success(request, _("已保存。"))
            if outside:
                messages.warning(
                    request,
                    _("有 %(count)s 次已订的在新时间以外，仍然有效；要收回的请逐次写明原因。")
                    % {"count": len(outside)},
                )
            return redirect("support:facility", pk=pk)
    context = {"form": form, "heading": _("修改设施"), "context_line": row.name, "verb": _("保存"),
               "back": reverse("support:facility", args=[pk]), "back_label": row.name}  # fmt: skip
    return render(request, "ui/simple_form.html", context)


@signed_in
def facility_times(request: HttpRequest, pk: int) -> HttpResponse:
    """Unusable times by hand or out of a calendar file, the address of its own calendar, taking it off the list."""
    row = _seen(request, pk)
    rights = may(request, "bookings.close_times", "bookings.withdraw_facility", row=row)
    if not any(rights.values()):
        raise PermissionDenied
    form = CloseForm(request.POST if request.POST.get("act") == "close" else None)
    if request.method == "POST" and _times_act(request, row, form):
        return redirect("support:facility-times", pk=pk)
    closures = row.closures.filter(lifted_at__isnull=True, ends_at__gt=request.at).select_related("entered_by")
    context = {
        "row": row, "form": form, "page": page_of(request, closures), **rights,
        "feed": f"{settings.PUBLIC_URL}{reverse('services:facility-feed', args=[row.feed_token])}",
    }  # fmt: skip
    return render(request, "support/growing/facility_times.html", context)


def _times_act(request: HttpRequest, row: Facility, form: CloseForm) -> bool:
    act, who = request.POST.get("act"), {"by": request.user, "at": request.at}
    if act == "close":
        if not form.is_valid():
            return False
        starts, ends = form.span()
        reason = form.cleaned_data["reason"]
        return tried(request, lambda: close_times(row, starts_at=starts, ends_at=ends, reason=reason, **who), _("已登记，这段时间不能订。"), form=form)  # fmt: skip
    if act == "reopen":
        wanted = request.POST.get("closure", "")
        closure = get_object_or_404(Closure, facility=row, pk=whole_number(wanted))
        return tried(request, lambda: reopen_times(closure, **who), _("这段时间又可以订了。"))
    if act == "calendar":
        return _read_calendar(request, row, who)
    if act == "withdraw":
        return tried(request, lambda: withdraw_facility(row, reason=request.POST.get("reason", ""), **who), _("已下架，已订的仍然有效。"))  # fmt: skip
    if act == "relist":
        return tried(request, lambda: relist_facility(row, **who), _("又可以预订了。"))
    raise Http404


def _read_calendar(request: HttpRequest, row: Facility, who: dict[str, Any]) -> bool:
    upload = request.FILES.get("file")
    if upload is None:
        messages.error(request, _("请选择从日历软件导出的 .ics 文件。"))
        return False
    try:
        count, met = read_busy_times(row, content=upload.read(LARGEST + 1), **who)
    except ValidationError as error:
        messages.error(request, " ".join(error.messages))
        return False
    messages.success(request, _("读入 %(count)s 段占用，替换了上次读入的。") % {"count": count})
    for one in met[:5]:
        messages.warning(request, _("日历与“%(body)s”已订的 %(day)s 重叠，预订仍然有效，请双方商定。") % {
            "body": one.organization.name, "day": local_date(one.starts_at)})  # fmt: skip
    return True


@public
def facility_feed(request: HttpRequest, token: str) -> HttpResponse:
    """The calendar to subscribe to: whoever has the secret address sees what is taken, not by whom nor what for."""
    row = get_object_or_404(Facility, feed_token=token)
    since = request.at - timedelta(days=60)
    rows = row.bookings.filter(ends_at__gt=since).select_related("facility", "organization").order_by("starts_at")
    response = HttpResponse(
        calendar_feed(row.name, rows, at=request.at, named=False), content_type="text/calendar; charset=utf-8"
    )
    response["Cache-Control"] = "private, max-age=300"
    return response
