"""What becomes of a booking: used, missed, cancelled by whoever booked, taken back by the owner with reason and notice."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from shuniu.engines.bookings.models import Booking, BookingSeries, Facility
from shuniu.engines.bookings.pages import booking_url
from shuniu.engines.bookings.rules import CANCEL_HOURS, NOTICE_HOURS, USES
from shuniu.kernel.core.access import authorise
from shuniu.kernel.core.moments import CITY_TIME, db_now
from shuniu.kernel.norms.queries import setting_for
from shuniu.kernel.orgs.queries import holders
from shuniu.kernel.record.actions import notify
from shuniu.kernel.record.kinds import notice_kind
from shuniu.kernel.trail.actions import trace

notice_kind(
    "booking_displaced", text=gettext_lazy("%(owner)s收回了你单位 %(when)s 在“%(facility)s”的预订，原因：%(reason)s")
)
notice_kind(
    "booking_missed",
    text=gettext_lazy("%(when)s 在“%(facility)s”的预订登记为未到；如与事实不符，请与%(owner)s联系更正。"),
)
notice_kind(
    "booking_sublet",
    text=gettext_lazy(
        "%(when)s 在“%(facility)s”的预订登记为转给“%(used_by)s”用，暂停预订；如与事实不符，请与%(owner)s联系更正。"
    ),
)
notice_kind("booking_cancelled", text=gettext_lazy("%(body)s取消了 %(when)s 在“%(facility)s”的预订。"))


def _lock(booking: Booking) -> Booking:
    """The facility first, as everybody who takes or gives hours does."""
    Facility.objects.select_for_update(of=("self",)).get(pk=booking.facility_id)
    rows = Booking.objects.select_for_update(of=("self",)).select_related(
        "facility__hub", "facility__owner", "organization"
    )
    return rows.get(pk=booking.pk)


def _when(booking: Booking) -> str:
    return date_format(booking.starts_at.astimezone(CITY_TIME), "Y-m-d H:i")


def _end(booking: Booking, move: str, *, by: Any, at: datetime) -> None:
    booking.flow.apply(booking, move)
    booking.ended_at, booking.ended_by = at, by


@transaction.atomic
def cancel_booking(booking: Booking, *, reason: str = "", by: Any, at: datetime) -> Booking:
    """Give the hours back. In time it costs nothing; later it counts as not having come, for the hours stay empty."""
    booking = _lock(booking)
    authorise(by, "bookings.cancel", booking, at=at)
    at = db_now()
    if booking.state == Booking.State.CANCELLED:
        return booking
    if at >= booking.starts_at:
        raise ValidationError(_("已经开始了，不能再取消。没有用的话，请告诉产权单位登记。"))
    hours = float(setting_for(booking.hub, CANCEL_HOURS.key, at) or 0)
    _end(booking, "cancel", by=by, at=at)
    booking.cancelled_late = booking.starts_at - at < timedelta(hours=hours)
    # Hours taken a moment ago and given back at once kept nobody away.
    if at - booking.booked_at < timedelta(hours=1):
        booking.cancelled_late = False
    booking.reason = reason.strip()[:200]
    booking.save()
    trace(booking, "bookings.cancelled", by=by, at=at, late=booking.cancelled_late)
    if booking.organization_id != booking.facility.owner_id:
        for person in holders(booking.facility.owner, "head", "officer", "secretary_general", at=at):
            notify(person, "booking_cancelled", key=f"booking-cancelled:{booking.pk}", at=at, url=booking_url(booking.pk),
                   body=booking.organization.name, when=_when(booking), facility=booking.facility.name)  # fmt: skip
    return booking


@transaction.atomic
def cancel_series(series: BookingSeries, *, by: Any, at: datetime) -> int:
    """Give back what of a series has not begun. Returns how many."""
    rows = series.bookings.filter(state=Booking.State.BOOKED, starts_at__gt=at).order_by("starts_at")
    return len([cancel_booking(row, by=by, at=at) for row in rows])


@transaction.atomic
def displace_booking(booking: Booking, *, cause: str, reason: str, by: Any, at: datetime) -> Booking:
    """The owner takes hours back: with a reason, and for its own use only with due notice; the booker is told at once.

    Raises ValidationError without a reason, or when own use comes too late to be told in time.
    """
    booking = _lock(booking)
    authorise(by, "bookings.displace", booking, at=at)
    at = db_now()
    if booking.organization_id == booking.facility.owner_id:
        raise PermissionDenied(_("自己的预订直接取消就行。"))
    if booking.state == Booking.State.DISPLACED:
        return booking
    if cause not in Booking.Cause.values:
        raise ValidationError({"cause": _("请选择收回的原因。")})
    if not reason.strip():
        raise ValidationError({"reason": _("请写明原因，预订单位会看到。")})
    if at >= booking.starts_at:
        raise ValidationError(_("已经开始使用，不能收回。"))
    hours = float(setting_for(booking.hub, NOTICE_HOURS.key, at) or 0)
    if cause == Booking.Cause.OWN_USE and booking.starts_at - at < timedelta(hours=hours):
        raise ValidationError(
            _("自用收回要提前 %(hours)g 小时通知，现在已经来不及。请另找场地，或与对方商量由对方取消。")
            % {"hours": hours}
        )
    _end(booking, "displace", by=by, at=at)
    booking.cause, booking.reason = cause, reason.strip()[:200]
    booking.save()
    trace(booking, "bookings.displaced", by=by, at=at, cause=cause)
    for person in holders(booking.organization, *USES, at=at):
        notify(person, "booking_displaced", key=f"booking-displaced:{booking.pk}", at=at, url=booking_url(booking.pk), mail=True,
               owner=booking.facility.owner.name, when=_when(booking), facility=booking.facility.name, reason=booking.reason)  # fmt: skip
    return booking


@transaction.atomic
def record_use(booking: Booking, *, used: bool, by: Any, at: datetime) -> Booking:
    """The owner notes whether they came; a mistake is put right by noting the other. Nobody notes it for oneself."""
    booking = _lock(booking)
    authorise(by, "bookings.record_use", booking, at=at)
    at = db_now()
    if at < booking.starts_at:
        raise ValidationError(_("还没到时间，开始以后再登记。"))
    if booking.state == (Booking.State.USED if used else Booking.State.NO_SHOW):
        return booking
    if booking.state == Booking.State.SUBLET:
        booking.reason = ""
    _end(booking, "use" if used else "miss", by=by, at=at)
    booking.save()
    if used:
        trace(booking, "bookings.used", by=by, at=at)
        return booking
    trace(booking, "bookings.missed", by=by, at=at)
    for person in holders(booking.organization, *USES, at=at):
        notify(person, "booking_missed", key=f"booking-missed:{booking.pk}", at=at, url=booking_url(booking.pk),
               owner=booking.facility.owner.name, when=_when(booking), facility=booking.facility.name)  # fmt: skip
    return booking


@transaction.atomic
def report_sublet(booking: Booking, *, used_by: str, by: Any, at: datetime) -> Booking:
    """The owner saw somebody else use the hours: they count as nobody's use, and the body books no more for a while.

    A mistake is put right by noting that it came itself. Raises ValidationError before the hours begin or without a name.
    """
    booking = _lock(booking)
    authorise(by, "bookings.record_use", booking, at=at)
    at = db_now()
    if at < booking.starts_at:
        raise ValidationError(_("还没到时间，开始以后再登记。"))
    if booking.state == Booking.State.SUBLET:
        return booking
    if not used_by.strip():
        raise ValidationError({"used_by": _("请写实际是谁在用。")})
    _end(booking, "sublet", by=by, at=at)
    booking.reason = used_by.strip()[:200]
    booking.save()
    trace(booking, "bookings.sublet", by=by, at=at)
    for person in holders(booking.organization, *USES, at=at):
        notify(person, "booking_sublet", key=f"booking-sublet:{booking.pk}", at=at, url=booking_url(booking.pk), mail=True,
               owner=booking.facility.owner.name, when=_when(booking), facility=booking.facility.name, used_by=booking.reason)  # fmt: skip
    return booking


@transaction.atomic
def state_charge(booking: Booking, *, charged_fen: int, by: Any, at: datetime) -> Booking:
    """Whoever used it says what was really charged; more than was published shows at the hub and above it."""
    booking = _lock(booking)
    authorise(by, "bookings.state_charge", booking, at=at)
    if charged_fen < 0:
        raise ValidationError({"charged": _("金额不能是负数。")})
    if db_now() < booking.starts_at or booking.state in (Booking.State.CANCELLED, Booking.State.DISPLACED):
        raise ValidationError(_("用过以后再说明收费。"))
    if booking.charged_fen != charged_fen:
        booking.charged_fen = charged_fen
        booking.save(update_fields=["charged_fen"])
        trace(booking, "bookings.charge_stated", by=by, at=at, charged_fen=charged_fen)
    return booking
