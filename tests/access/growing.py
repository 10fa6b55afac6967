"""Addresses of the growing room: bookings, scouting, incubation, the social-enterprise track, fairs, landings, consortia."""

from __future__ import annotations

from typing import Any

from shuniu.engines.bookings.models import Booking, Facility
from tests.city import City

GROWING = (
    "support:facilities", "support:facilities-export", "support:facility-open", "support:bookings", "support:bookings-export",
)  # fmt: skip


def growing_addresses(city: City) -> dict[str, list[Any]]:
    """`app:name` → arguments of an object of the first hub, booked by the member whose secretary is asked."""
    room = Facility.objects.filter(owner=city.hub).order_by("pk").first()
    booking = Booking.objects.filter(facility__owner=city.hub, organization=city.member).latest("starts_at")
    return {
        **{f"support:facility{step}": [room.pk] for step in ("", "-change", "-times", "-book")},
        "support:booking": [booking.pk], "services:facility-feed": [room.feed_token],
    }  # fmt: skip
