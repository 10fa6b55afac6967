"""A gathering as a calendar file (RFC 5545)."""

from __future__ import annotations

from datetime import UTC, timedelta

from django.conf import settings
from icalendar import Alarm, Calendar, Event

from shuniu.engines.gatherings.models import Gathering

REMIND_BEFORE = timedelta(days=1)


def calendar_file(gathering: Gathering) -> bytes:
    """One event in UTC, so that no time zone has to be explained, with a reminder the day before.

    The same gathering keeps its UID, and every change of it counts SEQUENCE on: a moved one replaces the old entry,
    a cancelled one takes it away.
    """
    calendar = Calendar()
    calendar.add("prodid", "-//Shuniu//zh")
    calendar.add("version", "2.0")
    calendar.add("method", "PUBLISH")
    event = Event()
    event.add("uid", f"gathering-{gathering.pk}@{settings.PUBLIC_URL.split('//')[-1].split(':')[0]}")
    event.add("dtstamp", (gathering.revised_at or gathering.created_at).astimezone(UTC))
    event.add("sequence", gathering.revision)
    event.add("dtstart", gathering.starts_at.astimezone(UTC))
    event.add("dtend", gathering.ends_at.astimezone(UTC))
    event.add("summary", gathering.title)
    event.add("location", gathering.place)
    event.add("description", gathering.host.name)
    event.add("status", "CANCELLED" if gathering.called_off_at else "CONFIRMED")
    alarm = Alarm()
    alarm.add("action", "DISPLAY")
    alarm.add("description", gathering.title)
    alarm.add("trigger", -REMIND_BEFORE)
    event.add_component(alarm)
    calendar.add_component(event)
    return calendar.to_ical()
