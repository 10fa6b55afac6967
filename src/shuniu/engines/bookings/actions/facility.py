"""Opening a facility to others: what it is, its hours, when it cannot be used."""

from __future__ import annotations

import secrets
from collections.abc import Sequence
from datetime import date, datetime, time, timedelta
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from shuniu.engines.bookings.calendar import busy_spans
from shuniu.engines.bookings.models import Booking, Closure, Facility, OpenHours
from shuniu.engines.bookings.rules import is_hub, lending_checks
from shuniu.kernel.core.access import authorise
from shuniu.kernel.core.moments import CITY_TIME, db_now, local_date
from shuniu.kernel.core.versions import check_version
from shuniu.kernel.orgs.models import Organization
from shuniu.kernel.trail.actions import trace

Hours = Sequence[tuple[int, time, time]]
"""(weekday from 0, opens, closes) of each span"""
FACTS = ("name", "kind", "place", "capacity", "equipment", "conditions", "contact", "open_to", "closed_on_holidays")
CALENDAR_DAYS = 366


def _lock(facility: Facility) -> Facility:
    return Facility.objects.select_for_update(of=("self",)).select_related("hub", "owner").get(pk=facility.pk)


def _check(facts: dict[str, Any], hours: Hours) -> None:
    wrong: dict[str, str] = {}
    for name in ("name", "place"):
        if not str(facts.get(name) or "").strip():
            wrong[name] = _("请填写这一项。")
    if not facts.get("capacity"):
        wrong["capacity"] = _("请写能容纳几个人。")
    if not hours:
        wrong["hours"] = _("请至少写一段开放时间，写不出时间的不要上架。")
    for weekday, opens, closes in hours:
        if closes <= opens:
            wrong["hours"] = _("开放时间的结束要晚于开始。")
        if any(w == weekday and o < closes and opens < c for w, o, c in hours if (w, o, c) != (weekday, opens, closes)):
            wrong["hours"] = _("同一天的几段开放时间重叠了，请合并。")
    if wrong:
        raise ValidationError(wrong)


@transaction.atomic
def list_facility(
    hub: Organization, owner: Organization, *, unit_name: str = "", fee_fen: int = 0, hours: Hours, key: str, by: Any,
    at: datetime, **facts: Any,
) -> Facility:  # fmt: skip
    """Open a facility to others under its published conditions. Of a hub's own the department that lends it is named.

    Raises ValidationError without hours (nothing unusable is listed), for hours that overlap, or an internal one
    without its department.
    """
    draft = Facility(hub=hub, owner=owner)
    authorise(by, "bookings.list_facility", draft, at=at)
    Organization.objects.select_for_update(of=("self",)).get(pk=owner.pk)
    there = Facility.objects.filter(key=key, owner=owner).first()
    if there is not None:
        return there
    _check(facts, hours)
    if owner.pk == hub.pk and not unit_name.strip():
        raise ValidationError({"unit_name": _("本枢纽自己的设施，请写明由哪个内设部门开放。")})
    if not is_hub(hub, at):
        raise ValidationError(_("设施要挂在一家枢纽名下，请先与枢纽建立联系。"))
    _refuse_lending_on(owner, str(facts["name"]), str(facts["place"]), at)
    row = Facility.objects.create(
        hub=hub, owner=owner, unit_name=unit_name.strip(), fee_fen=fee_fen, feed_token=secrets.token_urlsafe(18),
        listed_at=at, listed_by=by, key=key, **{name: facts[name] for name in FACTS if name in facts},
    )  # fmt: skip
    _write_hours(row, hours, local_date(at))
    trace(row, "bookings.facility_listed", by=by, at=at, owner=owner, hub=hub)
    return row


def _refuse_lending_on(owner: Organization, name: str, place: str, at: datetime) -> None:
    """Nobody lists what somebody else lends, nor a place that is only lent to it (A09.1, A10.5: subletting)."""
    twin = Facility.objects.listed().filter(place=place.strip(), name=name.strip()).exclude(owner=owner).first()
    if twin is not None:
        raise ValidationError(
            {"place": _("这处设施已由%(owner)s开放，借来的不能再转借。") % {"owner": twin.owner.name}}
        )
    for _name, why_not in lending_checks:
        if why := why_not(owner=owner, place=place.strip(), at=at):
            raise ValidationError({"place": why})


@transaction.atomic
def update_facility(
    facility: Facility, *, version: int, unit_name: str = "", fee_fen: int = 0, by: Any, at: datetime, **facts: Any
) -> Facility:
    """Change what is published. A new fee holds for later bookings only: each keeps the one it was made under."""
    facility = _lock(facility)
    authorise(by, "bookings.change_facility", facility, at=at)
    changed = {name: facts[name] for name in FACTS if name in facts}
    changed |= {"unit_name": unit_name.strip(), "fee_fen": fee_fen}
    if facility.version == version + 1 and all(getattr(facility, name) == value for name, value in changed.items()):
        return facility
    check_version(facility, version)
    hours = [(row.weekday, row.opens, row.closes) for row in _present(facility, local_date(at))]
    _check({"name": facility.name, "place": facility.place, "capacity": facility.capacity} | facts, hours)
    said = {"name": facility.name, "place": facility.place} | facts
    _refuse_lending_on(facility.owner, str(said["name"]), str(said["place"]), at)
    for name, value in changed.items():
        setattr(facility, name, value)
    facility.version = version + 1
    facility.save()
    trace(facility, "bookings.facility_changed", by=by, at=at)
    return facility


def _present(facility: Facility, day: date) -> list[OpenHours]:
    return [row for row in facility.hours.all() if row.valid_to is None or row.valid_to > day]


def _write_hours(facility: Facility, hours: Hours, day: date) -> None:
    OpenHours.objects.bulk_create(
        OpenHours(facility=facility, weekday=weekday, opens=opens, closes=closes, valid_from=day)
        for weekday, opens, closes in hours
    )


@transaction.atomic
def set_hours(facility: Facility, *, hours: Hours, by: Any, at: datetime) -> list[Booking]:
    """New hours from today; what was open before stays on record. Returns the bookings that lie outside the new hours:
    they stand, only `displace_booking` takes one away.
    """
    facility = _lock(facility)
    authorise(by, "bookings.change_facility", facility, at=at)
    _check({"name": facility.name, "place": facility.place, "capacity": facility.capacity}, hours)
    day = local_date(at)
    present = _present(facility, day)
    if sorted((row.weekday, row.opens, row.closes) for row in present) != sorted(hours):
        facility.hours.filter(valid_from=day).delete()
        facility.hours.filter(valid_to__isnull=True).update(valid_to=day)
        _write_hours(facility, hours, day)
        trace(facility, "bookings.hours_set", by=by, at=at, count=len(hours))
    return _outside(facility, hours, at)


def _outside(facility: Facility, hours: Hours, at: datetime) -> list[Booking]:
    rows = facility.bookings.filter(state=Booking.State.BOOKED, starts_at__gt=at).select_related("organization")
    found = []
    for row in rows:
        day, opens, closes = local_date(row.starts_at), _clock(row.starts_at), _clock(row.ends_at)
        if not any(w == day.weekday() and o <= opens and closes <= c for w, o, c in hours):
            found.append(row)
    return found


def _clock(at: datetime) -> time:
    return at.astimezone(CITY_TIME).time()


@transaction.atomic
def withdraw_facility(facility: Facility, *, reason: str, by: Any, at: datetime) -> Facility:
    """No new bookings; those made stand until each is cancelled or displaced with its own reason."""
    facility = _lock(facility)
    authorise(by, "bookings.withdraw_facility", facility, at=at)
    if facility.withdrawn_at is not None:
        return facility
    if not reason.strip():
        raise ValidationError(_("请写明为什么下架。"))
    facility.withdrawn_at, facility.withdraw_reason = at, reason.strip()[:200]
    facility.save(update_fields=["withdrawn_at", "withdraw_reason"])
    trace(facility, "bookings.facility_withdrawn", by=by, at=at)
    return facility


@transaction.atomic
def relist_facility(facility: Facility, *, by: Any, at: datetime) -> Facility:
    facility = _lock(facility)
    authorise(by, "bookings.withdraw_facility", facility, at=at)
    if facility.withdrawn_at is not None:
        facility.withdrawn_at, facility.withdraw_reason = None, ""
        facility.save(update_fields=["withdrawn_at", "withdraw_reason"])
        trace(facility, "bookings.facility_relisted", by=by, at=at)
    return facility


@transaction.atomic
def close_times(
    facility: Facility, *, starts_at: datetime, ends_at: datetime, reason: str, by: Any, at: datetime
) -> Closure:
    """Say when it cannot be used. Never over a booking: that one is displaced first, with its reason and notice."""
    facility = _lock(facility)
    authorise(by, "bookings.close_times", facility, at=at)
    if ends_at <= starts_at:
        raise ValidationError({"ends_at": _("结束要晚于开始。")})
    if not reason.strip():
        raise ValidationError({"reason": _("请写明为什么不能用。")})
    same = facility.closures.filter(starts_at=starts_at, ends_at=ends_at, lifted_at__isnull=True).first()
    if same is not None:
        return same
    met = facility.bookings.filter(state=Booking.State.BOOKED, starts_at__lt=ends_at, ends_at__gt=starts_at).first()
    if met is not None:
        raise ValidationError(
            _("这段时间里“%(body)s”已经订了。先按规定收回那次预订，再登记不能使用。") % {"body": met.organization.name}
        )
    row = Closure.objects.create(
        facility=facility,
        starts_at=starts_at,
        ends_at=ends_at,
        reason=reason.strip()[:120],
        entered_by=by,
        entered_at=at,
    )
    trace(facility, "bookings.times_closed", by=by, at=at)
    return row


@transaction.atomic
def reopen_times(closure: Closure, *, by: Any, at: datetime) -> Closure:
    facility = _lock(closure.facility)
    authorise(by, "bookings.close_times", facility, at=at)
    closure = Closure.objects.select_for_update().get(pk=closure.pk)
    if closure.lifted_at is None:
        closure.lifted_at = at
        closure.save(update_fields=["lifted_at"])
        trace(facility, "bookings.times_reopened", by=by, at=at)
    return closure


@transaction.atomic
def read_busy_times(facility: Facility, *, content: bytes, by: Any, at: datetime) -> tuple[int, list[Booking]]:
    """Busy times of another calendar (RFC 5545) take the place of those read before; a booking is never overwritten.

    Returns how many spans were read and the bookings that meet one: to be settled by people.
    """
    facility = _lock(facility)
    authorise(by, "bookings.close_times", facility, at=at)
    now = db_now()
    spans = busy_spans(content, since=now, until=now + timedelta(days=CALENDAR_DAYS))
    facility.closures.filter(source=Closure.Source.CALENDAR, ends_at__gt=now, lifted_at__isnull=True).update(
        lifted_at=now
    )
    Closure.objects.bulk_create(
        Closure(
            facility=facility, starts_at=starts, ends_at=ends, reason=_("日历占用"), source=Closure.Source.CALENDAR,
            uid=uid[:200], entered_by=by, entered_at=at,
        )
        for starts, ends, uid in spans
    )  # fmt: skip
    trace(facility, "bookings.busy_times_read", by=by, at=at, count=len(spans))
    future = facility.bookings.filter(state=Booking.State.BOOKED, ends_at__gt=now).select_related("organization")
    return len(spans), [row for row in future if any(s < row.ends_at and row.starts_at < e for s, e, _uid in spans)]


def rename_unit(hub: Organization, before: str, name: str) -> int:
    """The hub's department that lends them has another name (called by the action that renames it)."""
    return Facility.objects.filter(owner=hub, unit_name=before).update(unit_name=name)
