"""Bookings go out as a calendar; busy times come in and never overwrite a booking."""

from __future__ import annotations

from datetime import UTC, timedelta

import pytest
from django.core.exceptions import ValidationError
from icalendar import Calendar

from shuniu.engines.bookings.actions import cancel_booking, read_busy_times
from shuniu.engines.bookings.calendar import busy_spans, calendar_feed
from shuniu.engines.bookings.models import Closure
from tests.bookings.places import room, take, weekday


def ics(*events: str) -> bytes:
    body = "".join(f"BEGIN:VEVENT\r\n{event}\r\nEND:VEVENT\r\n" for event in events)
    return f"BEGIN:VCALENDAR\r\nVERSION:2.0\r\nPRODID:-//x//\r\n{body}END:VCALENDAR\r\n".encode()


def stamp(at) -> str:
    return at.astimezone(UTC).strftime("%Y%m%dT%H%M%SZ")


def test_the_feed_names_the_booked_hours_and_drops_what_was_given_up(city):
    facility = room(city)
    one, two = take(city, facility), take(city, facility, at=14, key="two")
    two = cancel_booking(two, by=city.user("org.secretary"), at=city.now)
    events = Calendar.from_ical(calendar_feed("三楼会议室", [one, two], at=city.now, named=True)).walk("VEVENT")
    assert [str(event["status"]) for event in events] == ["CONFIRMED", "CANCELLED"]
    assert "骨干碰头会" in str(events[0]["summary"])
    plain = calendar_feed("三楼会议室", [one], at=city.now, named=False).decode()
    assert "骨干碰头会" not in plain
    assert city.member.name not in plain


def test_busy_times_of_another_calendar_close_hours_and_replace_those_read_before(city):
    facility, officer = room(city), city.user("hub.officer")
    booking = take(city, facility)
    start = weekday(city)
    repeated = f"UID:a\r\nDTSTART:{stamp(start + timedelta(hours=9))}\r\nDTEND:{stamp(start + timedelta(hours=11))}\r\nRRULE:FREQ=WEEKLY;COUNT=3"
    count, met = read_busy_times(facility, content=ics(repeated), by=officer, at=city.now)
    assert (count, met) == (3, [booking])
    booking.refresh_from_db()
    assert booking.state == "BOOKED"
    with pytest.raises(ValidationError, match="不能使用"):
        take(city, facility, day=start + timedelta(days=7), at=10, key="busy")
    count, met = read_busy_times(facility, content=ics(), by=officer, at=city.now)
    assert (count, met, Closure.objects.filter(facility=facility, lifted_at__isnull=True).count()) == (0, [], 0)
    take(city, facility, day=start + timedelta(days=7), at=10, key="busy")


def test_free_cancelled_and_past_events_are_left_out_and_days_are_whole(city):
    start = weekday(city)
    day = f"{start:%Y%m%d}"
    events = [
        f"UID:free\r\nTRANSP:TRANSPARENT\r\nDTSTART;VALUE=DATE:{day}",
        f"UID:off\r\nSTATUS:CANCELLED\r\nDTSTART;VALUE=DATE:{day}",
        f"UID:past\r\nDTSTART:{stamp(city.now - timedelta(days=9))}\r\nDURATION:PT1H",
        f"UID:day\r\nDTSTART;VALUE=DATE:{day}",
    ]
    found = busy_spans(ics(*events), since=city.now, until=city.now + timedelta(days=60))
    assert found == [(start, start + timedelta(days=1), "day")]


@pytest.mark.parametrize(
    "content", [b"", b"\x00\xff\xfe", "这不是日历".encode(), b"BEGIN:VCALENDAR\r\nBEGIN:VEVENT\r\n"]
)
def test_what_is_no_calendar_is_refused_in_words(city, content):
    with pytest.raises(ValidationError, match=r"\.ics"):
        busy_spans(content, since=city.now, until=city.now + timedelta(days=60))


def test_an_endless_calendar_ends(city):
    start = stamp(weekday(city))
    with pytest.raises(ValidationError, match="太多"):
        busy_spans(ics(f"UID:a\r\nDTSTART:{start}\r\nDURATION:PT1M\r\nRRULE:FREQ=MINUTELY"), since=city.now, until=city.now + timedelta(days=366))  # fmt: skip


def test_a_series_that_began_years_ago_is_busy_today_too(city):
    """Two thousand times lie behind us: only those asked for count towards the most."""
    since, until = weekday(city), weekday(city) + timedelta(days=7)
    begun = since - timedelta(days=2600) + timedelta(hours=9)
    daily = f"UID:d\r\nDTSTART:{stamp(begun)}\r\nDURATION:PT1H\r\nRRULE:FREQ=DAILY"
    found = busy_spans(ics(daily), since=since, until=until)
    assert [one[0] for one in found] == [since + timedelta(days=n, hours=9) for n in range(7)]


def test_one_time_of_a_series_that_was_moved_or_cancelled_leaves_its_old_hours_free(city):
    since = weekday(city)
    start = since + timedelta(hours=9)
    weekly = f"UID:w\r\nDTSTART:{stamp(start)}\r\nDURATION:PT1H\r\nRRULE:FREQ=WEEKLY;COUNT=3"
    second, third = start + timedelta(days=7), start + timedelta(days=14)
    moved = f"UID:w\r\nRECURRENCE-ID:{stamp(second)}\r\nDTSTART:{stamp(second + timedelta(days=1))}\r\nDURATION:PT2H"
    gone = f"UID:w\r\nRECURRENCE-ID:{stamp(third)}\r\nSTATUS:CANCELLED\r\nDTSTART:{stamp(third)}\r\nDURATION:PT1H"
    found = busy_spans(ics(weekly, moved, gone), since=since, until=since + timedelta(days=30))
    assert [(one[0], one[1] - one[0]) for one in found] == [
        (start, timedelta(hours=1)), (second + timedelta(days=1), timedelta(hours=2))
    ]  # fmt: skip
