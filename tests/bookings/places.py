"""A room of the first hub and one of a member, for the stories."""

from __future__ import annotations

from datetime import datetime, time, timedelta

from shuniu.engines.bookings.actions import book, list_facility
from shuniu.engines.bookings.models import Booking, Facility
from shuniu.engines.bookings.slots import moment
from shuniu.kernel.core.moments import local_date

NINE, SIX = time(9), time(18)
WEEKDAYS = [(weekday, NINE, SIX) for weekday in range(5)]


def room(city, *, by="hub.officer", owner=None, key="room", hours=None, **more) -> Facility:
    facts = {
        "name": "三楼会议室", "kind": "meeting", "place": "工人路 8 号三楼", "capacity": 40, "open_to": "field",
        "closed_on_holidays": False, "unit_name": "组织联络部",
    } | more  # fmt: skip
    return list_facility(city.hub, owner or city.hub, hours=WEEKDAYS if hours is None else hours, key=key, by=city.user(by), at=city.now, **facts)  # fmt: skip


def weekday(city, weekday: int = 1, *, after: int = 7) -> datetime:
    """Midnight of the first such weekday at least `after` days from now."""
    day = local_date(city.now) + timedelta(days=after)
    while day.weekday() != weekday:
        day += timedelta(days=1)
    return moment(day, time())


def take(city, facility, *, by="org.secretary", body=None, day=None, at=10, hours=2, key="booking", **more) -> Booking:
    starts = (day or weekday(city)) + timedelta(hours=at)
    facts = {"purpose": "骨干碰头会", "people": 12} | more
    return book(
        facility, organization=body or city.member, starts_at=starts, ends_at=starts + timedelta(hours=hours), key=key,
        by=city.user(by), at=city.now, **facts,
    )  # fmt: skip
