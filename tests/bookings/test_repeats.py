"""Repeating bookings never overlap themselves nor others, whatever is asked for."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta
from itertools import combinations, pairwise

from hypothesis import given
from hypothesis import strategies as st

from shuniu.engines.bookings.actions.book import series_spans
from shuniu.engines.bookings.slots import free, is_inside, joined, moment, overlaps, repeat_days

DAYS = st.dates(date(2020, 1, 1), date(2040, 12, 31))
EVERY = st.sampled_from(["day", "week", "fortnight", "month"])
QUARTERS = st.integers(0, 95)


@given(DAYS, EVERY, st.integers(2, 60), QUARTERS, QUARTERS)
def test_a_series_never_overlaps_itself(day, every, count, one, other):
    first, last = sorted((one, other))
    starts = moment(day, time()) + timedelta(minutes=15 * first)
    ends = moment(day, time()) + timedelta(minutes=15 * last + 15)
    if ends.date() != day:
        ends = moment(day, time(23, 59))
    spans = series_spans(starts, ends, every, count)
    assert len(spans) == count
    assert not any(overlaps(a, b) for a, b in combinations(spans, 2))
    assert all(a[0] < a[1] for a in spans)


@given(DAYS, EVERY, st.integers(2, 60))
def test_the_days_of_a_series_go_forward_and_begin_with_the_first(day, every, count):
    days = repeat_days(day, every, count)
    assert days[0] == day
    assert all(a < b for a, b in pairwise(days))


spans = st.lists(st.tuples(st.integers(0, 500), st.integers(1, 90)), max_size=12)


def at(n: int) -> datetime:
    return moment(date(2026, 9, 22), time()) + timedelta(minutes=n)


@given(spans, spans)
def test_what_is_free_is_open_and_not_taken_and_nothing_else_is_left(windows, taken):
    opened, used = [[(at(a), at(a + long)) for a, long in rows] for rows in (windows, taken)]
    left = free(opened, used)
    for one in left:
        assert is_inside(one, opened)
        assert not any(overlaps(one, other) for other in used)
    for minute in range(0, 600, 7):
        dot = (at(minute), at(minute + 1))
        wanted = is_inside(dot, opened) and not any(overlaps(dot, other) for other in used)
        assert is_inside(dot, joined(left)) == wanted
