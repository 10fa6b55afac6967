"""SUP-7, SUP-8, SUP-34: departments whose rooms are used, hours used of hours opened, hours used by others."""

from __future__ import annotations

from datetime import timedelta

import pytest

from shuniu.domain.support.indicators.growing.facilities import departments_used, hours_by_others, hours_used
from shuniu.domain.support.models.exchange import InternalDepartment
from shuniu.engines.bookings.models import Booking, Closure, Facility, OpenHours
from shuniu.engines.indicators.actions.lists import sums_of
from shuniu.kernel.core.moments import local_date, period_of
from shuniu.kernel.core.sql import fetch
from tests.bookings.places import room, take, weekday
from tests.bookings.test_bookings import shift


@pytest.fixture(autouse=True)
def nothing(city):
    Booking.objects.all().delete()
    Closure.objects.all().delete()
    Facility.objects.all().delete()


@pytest.fixture
def last(city):
    """The last quarter, all of it open on weekdays from nine to six: the room was there before."""
    quarter = period_of("Q", local_date(city.now)).previous()
    room(city)
    OpenHours.objects.update(valid_from=quarter.start - timedelta(days=200))
    Facility.objects.update(listed_at=quarter.starts_at - timedelta(days=200), closed_on_holidays=False)
    return quarter


def used(city, facility, quarter, *, key="u", body=None, by="org.secretary"):
    booking = take(city, facility, key=key, body=body, by=by)
    booking = shift(booking, days=(quarter.start - booking.starts_at.date()).days + 14 - (quarter.start - booking.starts_at.date()).days % 7)  # fmt: skip
    Booking.objects.filter(pk=booking.pk).update(state="USED", ended_at=booking.ends_at)
    return booking


def weekdays(quarter) -> int:
    days = (quarter.end - quarter.start).days
    return sum((quarter.start + timedelta(days=n)).weekday() < 5 for n in range(days))


def test_hours_used_of_hours_opened_without_what_was_closed(city, last):
    facility = Facility.objects.get()
    used(city, facility, last)
    found = sums_of(hours_used(hubs=[city.hub.pk], period=last, at=city.now))[city.hub.pk]
    assert (found.numerator, found.denominator) == (2, 9 * weekdays(last))
    monday = weekday(city, 0) - timedelta(days=((weekday(city, 0).date() - last.start).days // 7) * 7)
    for _twice in range(2):
        Closure.objects.create(facility=facility, starts_at=monday, ends_at=monday + timedelta(days=1), reason="检修",
                               entered_by=city.user("hub.officer"), entered_at=monday)  # fmt: skip
    found = sums_of(hours_used(hubs=[city.hub.pk], period=last, at=city.now))[city.hub.pk]
    assert found.denominator == 9 * (weekdays(last) - 1)


def test_holidays_are_not_hours_opened(city, last):
    whole = sums_of(hours_used(hubs=[city.hub.pk], period=last, at=city.now))[city.hub.pk].denominator
    Facility.objects.update(closed_on_holidays=True)
    free = fetch("SELECT count(*) FROM norms_holiday WHERE NOT is_working AND day >= %(a)s AND day < %(b)s AND extract(isodow FROM day) < 6",
                 {"a": last.start, "b": last.end})[0][0]  # fmt: skip
    fewer = sums_of(hours_used(hubs=[city.hub.pk], period=last, at=city.now))[city.hub.pk].denominator
    assert fewer == whole - 9 * free


def test_only_use_by_others_counts_for_department_and_hours(city, last):
    facility, year = Facility.objects.get(), period_of("R12", local_date(city.now))
    InternalDepartment.objects.filter(hub=city.hub).delete()
    for name in ("组织联络部", "宣传培训部"):
        InternalDepartment.objects.create(
            hub=city.hub, name=name, opened_on=last.start, entered_by=city.user("hub.officer")
        )
    room(city, key="second", name="讲堂", unit_name="宣传培训部")
    share = {"hubs": [city.hub.pk], "period": year, "at": city.now}
    booking = used(city, facility, last)
    found = sums_of(departments_used(**share))[city.hub.pk]
    assert (found.numerator, found.denominator) == (1, 2)
    assert hours_by_others(hubs=[city.hub.pk], period=last, at=city.now)[city.hub.pk].numerator == 2
    Booking.objects.filter(pk=booking.pk).update(organization=city.hub)
    assert sums_of(departments_used(**share))[city.hub.pk].numerator == 0
    assert hours_by_others(hubs=[city.hub.pk], period=last, at=city.now) == {}
    Booking.objects.filter(pk=booking.pk).update(organization=city.member, state="BOOKED")
    assert sums_of(departments_used(**share))[city.hub.pk].numerator == 0, "a booking alone is no use"
