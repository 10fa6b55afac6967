"""Two hundred clients want one slot at the same moment: exactly one gets it, the others are told so in words."""

from __future__ import annotations

import threading
from collections import Counter
from datetime import datetime, timedelta

from django.core.exceptions import ValidationError
from django.db import connections

from shuniu.engines.bookings.actions import book
from shuniu.engines.bookings.models import Booking
from shuniu.kernel.core.moments import db_now
from tests.bookings.places import room, weekday
from tests.faults.test_sixty_four import at_once

CLIENTS = 200
AT_ONCE = threading.BoundedSemaphore(80)  # as many as the private server lets in; the others stand in the queue


def test_two_hundred_clients_on_one_slot(committed):
    city = committed
    facility, starts, user = room(city), weekday(city) + timedelta(hours=10), city.user("org.secretary")
    told: Counter[str] = Counter()

    def want(n: int) -> None:
        """Half of them overlap the others only in part."""
        begin = starts + timedelta(minutes=30 * (n % 2))
        with AT_ONCE:
            told[asked(n, begin)] += 1
            connections.close_all()

    def asked(n: int, begin: datetime) -> str:
        try:
            book(
                facility, organization=city.member, starts_at=begin, ends_at=begin + timedelta(hours=2), purpose="排练",
                people=5, key=f"client{n}", by=user, at=db_now(),
            )  # fmt: skip
        except ValidationError as error:
            return " ".join(error.messages)
        return "won"

    assert at_once([lambda n=n: want(n) for n in range(CLIENTS)]) == []
    assert Booking.objects.filter(facility=facility).count() == 1
    assert told == {"won": 1, "这段时间已经有人订了，请换个时间。": CLIENTS - 1}
