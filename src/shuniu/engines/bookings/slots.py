"""Times of a facility, without a database: repeats, opened hours of a day, what of them is free."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date, datetime, time, timedelta

from shuniu.kernel.core.moments import CITY_TIME, months_after

Span = tuple[datetime, datetime]
LONGEST_SERIES = 60
STEPS = {"day": 1, "week": 7, "fortnight": 14}


def moment(day: date, clock: time) -> datetime:
    """A clock time of the city; a city's wall clock is what people book by."""
    return datetime.combine(day, clock, tzinfo=CITY_TIME)


def repeat_days(first: date, every: str, count: int) -> list[date]:
    """The days of a series, `first` included, each later than the one before.

    Monthly repeats count from the first day, so that the 31st comes back after a short month.
    """
    if every == "month":
        return [months_after(first, n) for n in range(count)]
    return [first + timedelta(days=STEPS[every] * n) for n in range(count)]


def overlaps(one: Span, other: Span) -> bool:
    return one[0] < other[1] and other[0] < one[1]


def is_inside(span: Span, windows: Iterable[Span]) -> bool:
    """Whether the span lies in opened hours; hours that touch (9–12, 12–17) are one."""
    starts, ends = span
    return any(opens <= starts and ends <= closes for opens, closes in joined(windows))


def joined(windows: Iterable[Span]) -> list[Span]:
    found: list[Span] = []
    for opens, closes in sorted(windows):
        if found and opens <= found[-1][1]:
            found[-1] = (found[-1][0], max(found[-1][1], closes))
        else:
            found.append((opens, closes))
    return found


def free(windows: Iterable[Span], taken: Sequence[Span]) -> list[Span]:
    """What of the opened hours is left, in order."""
    left: list[Span] = []
    for opens, closes in joined(windows):
        begin = opens
        for starts, ends in sorted(taken):
            if ends <= begin or starts >= closes:
                continue
            if starts > begin:
                left.append((begin, starts))
            begin = max(begin, ends)
        if begin < closes:
            left.append((begin, closes))
    return left
