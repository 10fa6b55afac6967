"""Working days and periods: the laws they keep, whatever the calendar."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st
from procrastinate.contrib.django import app

from shuniu.kernel.core.moments import (
    CITY_TIME,
    add_working_days,
    db_now,
    is_working_day,
    local_date,
    period_from_code,
    period_of,
    start_of_day,
    working_days_between,
)
from shuniu.kernel.norms.calendar import published_years

DAYS = st.dates(date(2024, 1, 1), date(2026, 12, 31))
CALENDARS = st.dictionaries(DAYS, st.booleans(), max_size=40)
OFFICIAL = {day: works for year in published_years() for day, works, _name in year["days"]}


@given(DAYS, st.integers(1, 60), CALENDARS)
def test_the_nth_working_day_is_a_working_day_and_n_working_days_away(day, count, calendar):
    later = add_working_days(day, count, calendar)
    assert is_working_day(later, calendar)
    assert working_days_between(day, later, calendar) == count


@given(DAYS, st.integers(1, 60), CALENDARS)
def test_from_a_working_day_forth_and_back_comes_home(day, count, calendar):
    start = add_working_days(day, 1, calendar)
    assert add_working_days(add_working_days(start, count, calendar), -count, calendar) == start


@given(DAYS, st.integers(0, 30), st.integers(0, 30), CALENDARS)
def test_steps_add_up(day, first, second, calendar):
    start = add_working_days(day, 1, calendar)
    once = add_working_days(start, first + second, calendar)
    assert add_working_days(add_working_days(start, first, calendar), second, calendar) == once


@given(DAYS, DAYS, DAYS, CALENDARS)
def test_spans_join_and_turn_round(one, two, three, calendar):
    a, b, c = sorted((one, two, three))
    whole = working_days_between(a, c, calendar)
    assert working_days_between(a, b, calendar) + working_days_between(b, c, calendar) == whole
    assert working_days_between(c, a, calendar) == -whole


@given(DAYS, CALENDARS)
def test_no_step_stays_on_the_day(day, calendar):
    assert add_working_days(day, 0, calendar) == day
    assert working_days_between(day, day, calendar) == 0


@pytest.mark.parametrize(
    ("day", "works"),
    [
        (date(2024, 2, 9), True),   # New Year's Eve was left to the units
        (date(2024, 2, 18), True),  # a Sunday worked in exchange
        (date(2025, 1, 28), False),
        (date(2025, 9, 28), True),
        (date(2026, 2, 16), False),
        (date(2026, 2, 28), True),
        (date(2026, 10, 8), True),
        (date(2026, 10, 10), True),
        (date(2026, 10, 11), False),
    ],
)  # fmt: skip
def test_the_announced_calendars_say_which_day_is_worked(day, works):
    assert is_working_day(day, OFFICIAL) is works


def test_the_days_off_of_each_year_are_as_many_as_announced():
    """Days off in the announcements: 2024 1+8+3+5+1+3+7, 2025 1+8+3+5+3+8, 2026 3+9+3+5+3+3+7."""
    off = {y["year"]: sum(not works for _day, works, _name in y["days"]) for y in published_years()}
    exchanged = {y["year"]: sum(works for _day, works, _name in y["days"]) for y in published_years()}
    assert (off, exchanged) == ({2024: 28, 2025: 28, 2026: 33}, {2024: 8, 2025: 5, 2026: 6})


def test_a_weekend_worked_in_exchange_is_a_weekend():
    assert [day for day, works in OFFICIAL.items() if works and day.weekday() < 5] == []


def test_five_working_days_over_the_spring_festival_of_2026():
    assert add_working_days(date(2026, 2, 13), 5, OFFICIAL) == date(2026, 2, 27)


@given(DAYS, st.sampled_from("MQHY"))
def test_periods_tile_the_calendar_and_their_codes_read_back(day, kind):
    period = period_of(kind, day)
    assert day in period
    assert period.next().start == period.end
    assert period.previous().end == period.start
    assert period_from_code(period.code) == period


@given(DAYS)
def test_the_last_twelve_months_end_with_the_day(day):
    period = period_of("R12", day)
    assert period.last_day == day
    assert period.end - period.start in (timedelta(days=365), timedelta(days=366))


@pytest.mark.parametrize("code", ["2026Q5", "2026Q0", "x", "2026-13", ""])
def test_a_code_that_is_none_is_refused(code):
    with pytest.raises(ValueError, match=r".*"):
        period_from_code(code)


def test_a_day_begins_at_midnight_in_the_city():
    assert local_date(datetime(2026, 9, 30, 16, 30, tzinfo=UTC)) == date(2026, 10, 1)
    assert start_of_day(date(2026, 10, 1)) == datetime(2026, 10, 1, tzinfo=CITY_TIME)


def test_the_clock_is_postgresqls_and_goes_on_inside_a_transaction(db):
    assert db_now() < db_now()


@pytest.mark.parametrize(
    ("task", "hour", "minute"),
    [("record.remind", 7, 30), ("indicators.keep_snapshots", 0, 20), ("meetings.remind_invited", 8, 0),
     ("norms.follow_editions", 0, 5)],
)  # fmt: skip
def test_what_runs_every_day_runs_at_its_hour_of_the_city(task, hour, minute):
    found = next(one for (name, _id), one in app.periodic_registry.periodic_tasks.items() if name == task)
    moment = datetime.fromtimestamp(found.croniter.get_next(ret_type=float, start_time=1_790_000_000.0), CITY_TIME)
    assert (moment.hour, moment.minute) == (hour, minute)
