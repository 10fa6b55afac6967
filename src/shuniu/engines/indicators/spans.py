"""Which days a figure looks at, and what was known then. Pure functions."""

from __future__ import annotations

from datetime import date, datetime, timedelta

from shuniu.kernel.core.moments import Period, PeriodKind, local_date, period_of

MONTHS: dict[PeriodKind, int] = {"M": 1, "Q": 3, "H": 6, "Y": 12, "R12": 12}


def span_of(declared: PeriodKind, period: Period, day: date) -> Period:
    """The days an indicator declared for `declared` looks at in a snapshot of `period`, as of `day`.

    The period itself, or the declared length ending with it where that is longer: a yearly figure in a quarter is
    that of the twelve months up to the quarter's end. R12 ends with `day`.
    """
    if declared == "R12":
        return period_of("R12", day)
    if MONTHS[declared] <= MONTHS[period.kind]:
        return period
    index = period.end.year * 12 + period.end.month - 1 - MONTHS[declared]
    return Period(date(index // 12, index % 12 + 1, 1), period.end, declared)


def knowledge(period: Period, at: datetime) -> datetime:
    """What is entered from this moment on is not in the period's figures."""
    return min(at, period.ends_at)


def day_of(period: Period, at: datetime) -> date:
    """The day as of which tie, field and designation are read: today, or the last day of a period that ended."""
    return min(local_date(at), period.last_day)


def noon_before(period: Period, at: datetime) -> datetime:
    """A moment on `day_of`, for questions that take a moment."""
    return at if at < period.ends_at else period.ends_at - timedelta(hours=12)
