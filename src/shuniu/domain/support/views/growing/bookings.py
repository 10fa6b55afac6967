"""Booking hours of a facility, and what becomes of a booking (A08.2, A10.5)."""

from __future__ import annotations

import secrets
from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from shuniu.domain.support.forms.common import YuanField
from shuniu.domain.support.forms.growing.facilities import BookForm, DisplaceForm
from shuniu.domain.support.queries.growing.facilities import bookings_shown
from shuniu.domain.support.views.common import bodies, may, page_of, tried
from shuniu.engines.bookings.actions import (
    book,
    book_repeating,
    cancel_booking,
    cancel_series,
    displace_booking,
    record_use,
    report_sublet,
    state_charge,
)
from shuniu.engines.bookings.models import Booking, Facility
from shuniu.engines.bookings.rules import USES
from shuniu.kernel.core.moments import CITY_TIME
from shuniu.kernel.core.money import yuan
from shuniu.kernel.core.policy import signed_in
from shuniu.kernel.record.pages import own_hub, sheet_response, show_errors

STATES = {"": gettext_lazy("未到时间"), "to-note": gettext_lazy("待登记使用"), "over": gettext_lazy("已结束")}


@signed_in
def facility_book(request: HttpRequest, pk: int) -> HttpResponse:
    """One form for one time or many; free hours clicked in the week come filled in."""
    row = get_object_or_404(Facility.objects.visible_to(request.user, request.at).select_related("owner", "hub"), pk=pk)
    mine = bodies(request, *USES)
    if not mine:
        raise PermissionDenied
    hub = own_hub(request)
    initial = {name: request.GET.get(name, "") for name in ("day", "begins", "ends")}
    initial |= {"key": secrets.token_urlsafe(16), "organization": (hub or mine[0]).pk}
    form = BookForm(request.POST or None, bodies=mine, initial=initial)
    if request.method == "POST" and form.is_valid():
        try:
            return _book(request, row, form)
        except ValidationError as error:
            show_errors(form, error)
    return render(request, "support/growing/facility_book.html", {"row": row, "form": form})


def _book(request: HttpRequest, row: Facility, form: BookForm) -> HttpResponse:
    data = form.cleaned_data
    starts, ends = form.span()
    facts = {"organization": data["organization"], "starts_at": starts, "ends_at": ends, "purpose": data["purpose"],
             "people": data["people"], "key": data["key"], "by": request.user, "at": request.at}  # fmt: skip
    if not data["every"]:
        made = book(row, **facts)
        messages.success(request, _("订好了，按规则即时确认，不用再等。"))
        return redirect("support:booking", pk=made.pk)
    rows, told = book_repeating(
        row, every=data["every"], count=data["count"], only_possible=data["only_possible"], **facts
    )
    messages.success(request, _("订好了 %(count)s 次。") % {"count": len(rows)})
    for span, why in told[:20]:
        messages.warning(request, f"{span[0].astimezone(CITY_TIME):%Y-%m-%d %H:%M} {why}")
    return redirect("support:booking", pk=rows[0].pk)


@signed_in
def bookings(request: HttpRequest) -> HttpResponse:
    page = page_of(request, bookings_shown(request.user, request.at, request.GET))
    sides = {"": _("我们订的"), "ours": _("订我们的")}
    if own_hub(request):
        sides["hub"] = _("本枢纽名下全部")
    context = {
        "page": page, "tabs": STATES.items(), "state": request.GET.get("state", ""), "sides": sides.items(),
        "side": request.GET.get("side", ""), "text": request.GET.get("q", ""),
    }  # fmt: skip
    return render(request, "support/growing/bookings.html", context)


@signed_in
def bookings_export(request: HttpRequest) -> HttpResponse:
    rows = (
        [row.facility.name, row.organization.name, row.purpose, row.people, f"{row.starts_at.astimezone(CITY_TIME):%Y-%m-%d %H:%M}",
         f"{row.ends_at.astimezone(CITY_TIME):%H:%M}", row.get_state_display(), yuan(row.fee_fen), row.reason]
        for row in bookings_shown(request.user, request.at, request.GET)
    )  # fmt: skip
    headings = [
        _("设施"),
        _("预订单位"),
        _("用途"),
        _("人数"),
        _("开始"),
        _("结束"),
        _("状态"),
        _("费用（元）"),
        _("原因"),
    ]
    return sheet_response(_("设施预订"), headings, rows)


@signed_in
def booking(request: HttpRequest, pk: int) -> HttpResponse:
    rows = Booking.objects.visible_to(request.user, request.at).distinct()
    row = get_object_or_404(
        rows.select_related("facility__owner", "facility__hub", "organization", "series", "booked_by", "ended_by"),
        pk=pk,
    )
    form = DisplaceForm(request.POST if request.POST.get("act") == "displace" else None)
    if request.method == "POST" and _act(request, row, form):
        return redirect("support:booking", pk=pk)
    rights = may(
        request, "bookings.cancel", "bookings.displace", "bookings.record_use", "bookings.state_charge", row=row
    )
    begun, open_ = request.at >= row.starts_at, row.state == Booking.State.BOOKED
    context = {
        "row": row, "form": form, "fee": yuan(row.fee_fen), "charged": None if row.charged_fen is None else yuan(row.charged_fen),
        "may_cancel": rights["cancel"] and open_ and not begun,
        "may_displace": rights["displace"] and open_ and not begun and row.organization_id != row.facility.owner_id,
        "may_note": rights["record_use"] and begun and row.state in ("BOOKED", "USED", "NO_SHOW", "SUBLET"),
        "may_charge": rights["state_charge"] and begun and row.state in ("BOOKED", "USED"),
        "rest": row.series.bookings.filter(state=Booking.State.BOOKED, starts_at__gt=request.at).count() if row.series else 0,
        "concerned": rights["cancel"] or rights["record_use"], "typed": request.POST.get("charged", ""),
    }  # fmt: skip
    return render(request, "support/growing/booking.html", context)


def _act(request: HttpRequest, row: Booking, form: DisplaceForm) -> bool:
    act, who = request.POST.get("act"), {"by": request.user, "at": request.at}
    if act == "displace":
        return form.is_valid() and tried(
            request,
            lambda: displace_booking(row, **form.cleaned_data, **who),
            _("已收回，预订单位马上会收到消息。"),
            form=form,
        )
    if act == "cancel":
        return tried(request, lambda: cancel_booking(row, reason=request.POST.get("reason", ""), **who), _("已取消，时段空出来了。"))  # fmt: skip
    if act == "cancel-series" and row.series is not None:
        series = row.series
        return tried(request, lambda: cancel_series(series, **who), _("后面的几次都取消了。"))
    if act in ("used", "missed"):
        return tried(request, lambda: record_use(row, used=act == "used", **who), _("已登记。"))
    if act == "sublet":
        return tried(request, lambda: report_sublet(row, used_by=request.POST.get("used_by", ""), **who), _("已登记，预订单位会收到通知。"))  # fmt: skip
    return act == "charge" and tried(request, lambda: _charge(row, request.POST.get("charged", ""), who), _("已记下实际收费。"))  # fmt: skip


def _charge(row: Booking, typed: str, who: dict[str, Any]) -> None:
    state_charge(row, charged_fen=YuanField(required=False).clean(typed), **who)
