from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import Any

from django.db.models import Q

from shuniu.engines.bookings.models import Booking, Facility
from shuniu.engines.bookings.rules import NO_SHOW_DAYS, NO_SHOWS
from shuniu.engines.bookings.slots import Span, moment
from shuniu.kernel.core.moments import start_of_day
from shuniu.kernel.norms.models import Holiday
from shuniu.kernel.norms.queries import setting_for
from shuniu.kernel.orgs.models import Affiliation, Organization


def holidays(first: date, last: date) -> set[date]:
    """Days off by the working calendar; ordinary weekends are a matter of the facility's own hours."""
    return set(Holiday.objects.filter(day__range=(first, last), is_working=False).values_list("day", flat=True))


def opened(facility: Facility, day: date, *, off: set[date], hours: list[Any]) -> list[Span]:
    """The opened hours of one day, closures not yet taken out."""
    if facility.closed_on_holidays and day in off:
        return []
    rows = [row for row in hours if row.weekday == day.weekday() and row.holds_on(day)]
    return [(moment(day, row.opens), moment(day, row.closes)) for row in rows]


def closed_spans(facility: Facility, since: datetime, until: datetime) -> list[Span]:
    rows = facility.closures.filter(lifted_at__isnull=True, starts_at__lt=until, ends_at__gt=since)
    return list(rows.values_list("starts_at", "ends_at"))


def booked(facility: Facility, since: datetime, until: datetime) -> Any:
    """What takes up hours in between, with whom."""
    rows = facility.bookings.standing().filter(starts_at__lt=until, ends_at__gt=since)
    return rows.select_related("organization").order_by("starts_at")


def missed(organization: Organization, hub: Organization, at: datetime) -> tuple[int, int]:
    """How often the body stayed away (or cancelled too late) at facilities of this hub lately, and how often is too often."""
    days = int(setting_for(hub, NO_SHOW_DAYS.key, at) or 0)
    rows = Booking.objects.filter(
        Q(state=Booking.State.NO_SHOW) | Q(state=Booking.State.CANCELLED, cancelled_late=True),
        organization=organization, facility__hub=hub, starts_at__gt=at - timedelta(days=days),
    )  # fmt: skip
    return rows.count(), int(setting_for(hub, NO_SHOWS.key, at) or 0)


def sublet_lately(organization: Organization, hub: Organization, at: datetime) -> bool:
    """Whether the body passed hours at facilities of this hub on to somebody else lately: once is enough."""
    days = int(setting_for(hub, NO_SHOW_DAYS.key, at) or 0)
    rows = Booking.objects.filter(state=Booking.State.SUBLET, organization=organization, facility__hub=hub)
    return rows.filter(starts_at__gt=at - timedelta(days=days)).exists()


def is_eligible(facility: Facility, body: Organization, at: datetime) -> bool:
    """By the rule published with the facility; the owner and the hub use what is theirs by the same bookings."""
    if body.pk in (facility.owner_id, facility.hub_id) or facility.open_to == Facility.OpenTo.EVERYONE:
        return True
    ties = Affiliation.objects.confirmed(at).filter(hub=facility.hub, organization=body)
    if facility.open_to == Facility.OpenTo.MEMBERS:
        return ties.filter(kind__in=[Affiliation.Kind.MEMBERSHIP, Affiliation.Kind.SUPERVISED]).exists()
    return ties.exists() or (body.field_id is not None and body.field_id == facility.hub.field_id)


def day_limits(day: date) -> Span:
    return start_of_day(day), start_of_day(day + timedelta(days=1))
