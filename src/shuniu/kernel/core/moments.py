"""Moments, periods and working days. The clock is PostgreSQL's; the calendar is an argument."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from typing import Literal
from zoneinfo import ZoneInfo

from django.db import connection

CITY_TIME = ZoneInfo("Asia/Shanghai")

Calendar = Mapping[date, bool]
"""Days that differ from Monday-to-Friday: day → is it a working day (exchanged weekends included)."""

PeriodKind = Literal["M", "Q", "H", "Y", "R12"]


def db_now() -> datetime:
    """PostgreSQL's statement clock: the judge of lateness, read again after a lock was taken."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT clock_timestamp()")
        row = cursor.fetchone()
    assert row is not None
    return row[0]


def local_date(at: datetime) -> date:
    return at.astimezone(CITY_TIME).date()


def start_of_day(day: date) -> datetime:
    return datetime(day.year, day.month, day.day, tzinfo=CITY_TIME)


def daily(hour: int, minute: int = 0) -> str:
    """The cron line for every day at this hour of the city: the job runner reads cron lines as UTC."""
    moment = datetime(2026, 1, 1, hour, minute, tzinfo=CITY_TIME).astimezone(UTC)
    return f"{moment.minute} {moment.hour} * * *"


def is_working_day(day: date, calendar: Calendar) -> bool:
    return calendar.get(day, day.weekday() < 5)


def add_working_days(day: date, count: int, calendar: Calendar) -> date:
    """The `count`-th working day after `day` (before it when negative); 0 gives `day` itself."""
    step = timedelta(days=1 if count >= 0 else -1)
    left = abs(count)
    while left:
        day += step
        if is_working_day(day, calendar):
            left -= 1
    return day


def months_after(day: date, months: int) -> date:
    """The same day of the month so many months later, or that month's last one."""
    index = day.year * 12 + day.month - 1 + months
    year, month = index // 12, index % 12 + 1
    last = (date(year + month // 12, month % 12 + 1, 1) - timedelta(days=1)).day
    return date(year, month, min(day.day, last))


def working_days_between(first: date, last: date, calendar: Calendar) -> int:
    """Working days after `first` up to and including `last`; negative when `last` lies before."""
    if last < first:
        return -working_days_between(last, first, calendar)
    days = (last - first).days
    return sum(is_working_day(first + timedelta(days=n), calendar) for n in range(1, days + 1))


@dataclass(frozen=True, order=True)
class Period:
    """A closed-open span of days, `start` ≤ day < `end`."""

    start: date
    end: date
    kind: PeriodKind

    @property
    def last_day(self) -> date:
        return self.end - timedelta(days=1)

    @property
    def code(self) -> str:
        year = self.start.year
        if self.kind == "Q":
            return f"{year}Q{(self.start.month - 1) // 3 + 1}"
        if self.kind == "H":
            return f"{year}H{(self.start.month - 1) // 6 + 1}"
        if self.kind == "M":
            return f"{year}-{self.start.month:02d}"
        return f"{year}" if self.kind == "Y" else f"R12-{self.last_day.isoformat()}"

    @property
    def starts_at(self) -> datetime:
        return start_of_day(self.start)

    @property
    def ends_at(self) -> datetime:
        return start_of_day(self.end)

    def __contains__(self, day: date) -> bool:
        return self.start <= day < self.end

    def previous(self) -> Period:
        return period_of(self.kind, self.start - timedelta(days=1))

    def next(self) -> Period:
        return period_of(self.kind, self.end)


_MONTHS: dict[str, int] = {"M": 1, "Q": 3, "H": 6, "Y": 12}


def period_of(kind: PeriodKind, day: date) -> Period:
    """The period of `kind` that holds `day`; R12 is the twelve months ending with `day`."""
    if kind == "R12":
        end = day + timedelta(days=1)
        return Period(_years_back(end), end, "R12")
    months = _MONTHS[kind]
    first = (day.month - 1) // months * months
    start = date(day.year, first + 1, 1)
    index = day.year * 12 + first + months
    return Period(start, date(index // 12, index % 12 + 1, 1), kind)


def period_from_code(code: str) -> Period:
    """Reads `2026Q3`, `2026H1`, `2026-09`, `2026`. Raises ValueError on anything else."""
    read = re.fullmatch(r"((?:19|2\d)\d\d)(?:([QH-])(\d{1,2}))?", code, re.ASCII)
    if read is None:
        raise ValueError(code)
    kinds: dict[str | None, tuple[PeriodKind, int]] = {"Q": ("Q", 3), "H": ("H", 6), "-": ("M", 1), None: ("Y", 1)}
    kind, months = kinds[read[2]]
    return period_of(kind, date(int(read[1]), int(read[3] or 1) * months, 1))


def _years_back(day: date) -> date:
    try:
        return day.replace(year=day.year - 1)
    except ValueError:
        return day.replace(year=day.year - 1, day=28)
