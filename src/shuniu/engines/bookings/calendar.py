"""Bookings as a calendar that others subscribe to, and busy times out of other calendars (RFC 5545)."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import UTC, date, datetime, time, timedelta
from typing import Any

from dateutil.rrule import rruleset, rrulestr
from django.conf import settings
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from icalendar import Calendar, Event

from shuniu.engines.bookings.models import Booking
from shuniu.kernel.core.moments import CITY_TIME

LARGEST = 1_000_000
MOST_SPANS = 2_000


def calendar_feed(name: str, bookings: Iterable[Booking], *, at: datetime, named: bool) -> bytes:
    """One event in UTC for each booking, given-up ones as cancelled so that subscribers drop them.

    Without `named` nobody learns who comes and what for.
    """
    calendar = Calendar()
    calendar.add("prodid", "-//Shuniu//zh")
    calendar.add("version", "2.0")
    calendar.add("method", "PUBLISH")
    calendar.add("x-wr-calname", name)
    place = settings.PUBLIC_URL.split("//")[-1].split(":")[0]
    for row in bookings:
        event = Event()
        event.add("uid", f"booking-{row.pk}@{place}")
        event.add("dtstamp", at.astimezone(UTC))
        event.add("dtstart", row.starts_at.astimezone(UTC))
        event.add("dtend", row.ends_at.astimezone(UTC))
        event.add("summary", f"{row.organization.name} · {row.purpose}" if named else _("已订"))
        event.add("location", f"{row.facility.name} {row.facility.place}")
        gone = row.state in (Booking.State.CANCELLED, Booking.State.DISPLACED)
        event.add("status", "CANCELLED" if gone else "CONFIRMED")
        calendar.add_component(event)
    return calendar.to_ical()


Span = tuple[datetime, datetime, str]


def busy_spans(content: bytes, *, since: datetime, until: datetime) -> list[Span]:
    """(start, end, UID) of every busy event between the two moments, repeats written out, free and cancelled left out.

    Raises ValidationError when it is no calendar, or one without end.
    """
    if len(content) > LARGEST:
        raise ValidationError(_("日历文件超过 1 MB，请只导出这处设施的日历。"))
    try:
        calendar = Calendar.from_ical(content)
    except (ValueError, IndexError, KeyError) as error:
        raise ValidationError(_("这不是日历文件，请从日历软件导出 .ics 文件。")) from error
    found: list[Span] = []
    moved = _moved(calendar)
    for event in calendar.walk("VEVENT"):
        if str(event.get("status", "")).upper() == "CANCELLED" or str(event.get("transp", "")).upper() == "TRANSPARENT":
            continue
        try:
            found += [one for one in _times(event, since, until, moved) if one[1] > since and one[0] < until]
        except (ValueError, TypeError, AttributeError) as error:
            raise ValidationError(
                _("日历里有一条读不懂的日程：%(name)s") % {"name": str(event.get("summary", ""))[:40]}
            ) from error
        if len(found) > MOST_SPANS:
            raise ValidationError(_("日历里的日程太多，请只导出这处设施的日历。"))
    return sorted(found)


def _moment(value: Any) -> datetime:
    if isinstance(value, datetime):
        return value if value.tzinfo else value.replace(tzinfo=CITY_TIME)
    assert isinstance(value, date)
    return datetime.combine(value, time(), tzinfo=CITY_TIME)


def _moved(calendar: Any) -> set[tuple[str, datetime]]:
    """(UID, moment) of each time of a series that has an event of its own: moved, changed or cancelled this once."""
    rows = [one for one in calendar.walk("VEVENT") if "recurrence-id" in one]
    return {(str(one.get("uid", "")), _moment(one.decoded("recurrence-id"))) for one in rows}


def _times(event: Any, since: datetime, until: datetime, moved: set[tuple[str, datetime]]) -> Iterable[Span]:
    starts = _moment(event.decoded("dtstart"))
    if "dtend" in event:
        long = _moment(event.decoded("dtend")) - starts
    else:
        long = event.decoded("duration") if "duration" in event else timedelta(days=1)
    uid = str(event.get("uid", ""))
    if long <= timedelta():
        return []
    if "rrule" not in event:
        return [(starts, starts + long, uid)]
    repeats = rruleset()
    repeats.rrule(rrulestr(event["rrule"].to_ical().decode(), dtstart=starts))
    left_out = event.get("exdate", [])
    for part in left_out if isinstance(left_out, list) else [left_out]:
        for day in part.dts:
            repeats.exdate(_moment(day.dt))
    found = []
    # A series may have begun years ago: only what lies in the time asked for counts towards the most.
    for one in repeats.xafter(since - long, inc=True):
        if one > until or len(found) > MOST_SPANS:
            break
        if (uid, one) not in moved:
            found.append((one, one + long, uid))
    return found
