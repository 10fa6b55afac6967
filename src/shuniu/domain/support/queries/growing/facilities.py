"""A facility's week as pieces of time, and the lists of facilities and bookings."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from django.db.models import F, Q

from shuniu.engines.bookings.models import Booking, Facility
from shuniu.engines.bookings.queries import booked, closed_spans, day_limits, holidays, opened
from shuniu.engines.bookings.slots import free
from shuniu.kernel.core.moments import local_date, start_of_day
from shuniu.kernel.core.reading import whole_number
from shuniu.kernel.orgs.queries import bodies_of, hubs_of


@dataclass(frozen=True)
class Piece:
    """A stretch of one day: free, taken or closed; `booking` where the reader may open it."""

    kind: str
    starts_at: datetime
    ends_at: datetime
    label: str = ""
    booking: Booking | None = None


def week(facility: Facility, monday: date, *, seen: set[int], at: datetime) -> list[tuple[date, list[Piece]]]:
    """Seven days with their pieces in order. Whoever does not see a booking learns only that the hours are taken."""
    since, until = start_of_day(monday), start_of_day(monday + timedelta(days=7))
    off, hours = holidays(monday, monday + timedelta(days=6)), list(facility.hours.all())
    closed, rows = closed_spans(facility, since, until), list(booked(facility, since, until))
    days = []
    for n in range(7):
        day = monday + timedelta(days=n)
        first, last = day_limits(day)
        shut = [(max(a, first), min(b, last)) for a, b in closed if a < last and b > first]
        taken = [row for row in rows if row.starts_at < last and row.ends_at > first]
        left = free(opened(facility, day, off=off, hours=hours), [*shut, *((r.starts_at, r.ends_at) for r in taken)])
        pieces = [Piece("free", a, b) for a, b in left if b > at]
        pieces += [Piece("closed", a, b) for a, b in shut]
        pieces += [
            Piece("taken", row.starts_at, row.ends_at, row.organization.name if row.pk in seen else "", row if row.pk in seen else None)
            for row in taken
        ]  # fmt: skip
        days.append((day, sorted(pieces, key=lambda one: one.starts_at)))
    return days


def facilities_shown(user: Any, at: datetime, query: Any) -> Any:
    """What is listed, narrowed by kind, room for so many, words, or one's own."""
    rows = Facility.objects.visible_to(user, at).select_related("owner", "hub")
    if query.get("show") == "own":
        rows = rows.filter(Q(owner__in=bodies_of(user, at)) | Q(hub__in=hubs_of(user, at)))
    else:
        rows = rows.listed()
    if query.get("kind") in Facility.Kind.values:
        rows = rows.filter(kind=query["kind"])
    if least := whole_number(query.get("people")):
        rows = rows.filter(capacity__gte=least)
    if text := query.get("q", "").strip():
        rows = rows.filter(Q(name__icontains=text) | Q(place__icontains=text) | Q(owner__name__icontains=text))
    return rows.order_by("name", "pk")


def bookings_shown(user: Any, at: datetime, query: Any) -> Any:
    """Bookings the person has to do with, by tab: to come, to be noted, over; of one's own bodies or at one's places."""
    rows = Booking.objects.visible_to(user, at).select_related("facility__owner", "facility__hub", "organization")
    mine = bodies_of(user, at)
    if query.get("side") == "ours":
        rows = rows.filter(facility__owner__in=mine)
    elif query.get("side") == "hub":
        rows = rows.filter(facility__hub__in=hubs_of(user, at))
    else:
        rows = rows.filter(organization__in=mine)
    state = query.get("state", "")
    if state == "to-note":
        rows = rows.filter(state=Booking.State.BOOKED, ends_at__lt=at)
    elif state == "over":
        rows = rows.exclude(state=Booking.State.BOOKED)
    elif state == "charged":
        rows = rows.filter(charged_fen__gt=F("fee_fen"))
    else:
        rows = rows.filter(state=Booking.State.BOOKED, ends_at__gte=at)
    if text := query.get("q", "").strip():
        rows = rows.filter(
            Q(purpose__icontains=text) | Q(facility__name__icontains=text) | Q(organization__name__icontains=text)
        )
    back = state in ("over", "to-note")
    return rows.order_by("-starts_at" if back else "starts_at", "pk").distinct()


def monday_of(text: str, at: datetime) -> date:
    """The Monday of the week asked for, of this week for anything unreadable."""
    try:
        day = date.fromisoformat(text)
    except ValueError:
        day = local_date(at)
    if abs((day - local_date(at)).days) > 3660:
        day = local_date(at)
    return day - timedelta(days=day.weekday())
