"""A gathering as a calendar file (RFC 5545)."""

from __future__ import annotations

from django.conf import settings
from icalendar import Calendar, Event

from shuniu.engines.gatherings.models import Gathering


def calendar_file(gathering: Gathering) -> bytes:
    calendar = Calendar()
    calendar.add("prodid", "-//Shuniu//zh")
    calendar.add("version", "2.0")
    event = Event()
    event.add("uid", f"gathering-{gathering.pk}@{settings.PUBLIC_URL.split('//')[-1]}")
    event.add("dtstamp", gathering.created_at)
    event.add("dtstart", gathering.starts_at)
    event.add("dtend", gathering.ends_at)
    event.add("summary", gathering.title)
    event.add("location", gathering.place)
    calendar.add_component(event)
    return calendar.to_ical()
