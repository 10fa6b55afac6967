"""The desk's clock: a hand-drawn history, and what holds for every history (A09)."""

from __future__ import annotations

from collections import Counter
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shuniu.kernel.core.moments import add_working_days, is_working_day, working_days_between
from shuniu.methods.workclock import Clock, Event, Kind, Mode, Pause, WorkingDays, may_follow, replay

# National Day 2026: seven days off, two Saturdays worked.
CALENDAR = {date(2026, 10, 1) + timedelta(days=n): False for n in range(7)} | {
    date(2026, 9, 26): True,
    date(2026, 10, 10): True,
}
WORKING = WorkingDays(CALENDAR)
MONDAY = date(2026, 9, 14)


def day(n: int) -> date:
    return MONDAY + timedelta(days=n)


@st.composite
def histories(draw):
    """Any history that can be: each event one that may follow, up to twelve days after the one before."""
    events, mode, on = [Event(Kind.SUBMIT, day(draw(st.integers(0, 30))), "hall")], Mode.RUNNING, None
    for _n in range(draw(st.integers(0, 14))):
        on = events[-1].on + timedelta(days=draw(st.integers(0, 12)))
        kind = draw(st.sampled_from([kind for kind in Kind if kind != Kind.SUBMIT and may_follow(mode, kind)]))
        unit = draw(st.sampled_from(["hall", "centre", "committee"])) if kind in (Kind.MOVE, Kind.REOPEN) else None
        events.append(Event(kind, on, unit))
        mode = replay(events, limit=10, working=WORKING).mode
    return events


def by_hand(events: list[Event], limit: int, last: date) -> tuple[Counter, date | None]:
    """Day by day: whom each working day belonged to, and the day on which the last one in time was used."""
    owners: Counter = Counter()
    used, due, mode, unit, left = 0, None, "", None, list(events)
    today = events[0].on
    while today <= last:
        if mode and today > events[0].on and is_working_day(today, CALENDAR):
            owner = {Mode.ASKED: "paused", Mode.ANSWERED: "paused", Mode.CLOSED: "closed"}.get(mode, unit)
            owners[owner] += 1
            if owner not in ("paused", "closed"):
                used += 1
                if used == limit:
                    due = today
        while left and left[0].on == today:
            event = left.pop(0)
            was, mode = mode, replay(events[: len(events) - len(left)], limit=limit, working=WORKING).mode
            if mode == Mode.RUNNING and was not in ("", mode) and used == limit:
                due = today
            unit = event.unit or unit
        today += timedelta(days=1)
    return owners, due


@given(st.integers(-400, 400), st.integers(0, 200))
def test_counting_agrees_with_the_kernels_arithmetic(start, count):
    first = date(2026, 9, 1) + timedelta(days=start)
    found = WORKING.after(first, count)
    assert found == add_working_days(first, count, CALENDAR)
    assert WORKING.between(first, found + timedelta(days=3)) == working_days_between(
        first, found + timedelta(days=3), CALENDAR
    )


def test_a_request_moved_between_three_units_keeps_its_clock():
    events = [Event("submit", day(0), "hall"), Event("move", day(1), "centre"), Event("move", day(4), "committee")]
    clock = replay(events, limit=10, working=WORKING)
    assert clock.due_on == add_working_days(day(0), 10, CALENDAR)
    assert clock.seen(day(9)).shares == {"hall": 1, "centre": 3, "committee": 3}
    assert clock.seen(day(9)).left == 3


def test_the_clock_stands_still_while_the_applicant_is_asked():
    events = [Event("submit", day(0), "hall"), Event("ask", day(1)), Event("reply", day(7))]
    asked = replay(events[:2], limit=10, working=WORKING)
    assert (asked.due_on, asked.mode, asked.left) == (None, "asked", 9)
    clock = replay(events, limit=10, working=WORKING)
    assert clock.due_on == add_working_days(day(7), 9, CALENDAR)
    assert (clock.paused, clock.pauses) == (4, [Pause(day(1), day(7), "asked")])


def test_closing_without_the_applicant_gains_no_time():
    events = [
        Event("submit", day(0), "hall"),
        Event("answer", day(2)),
        Event("lapse", day(18)),
        Event("reopen", day(23)),
    ]
    clock = replay(events, limit=10, working=WORKING)
    assert clock.shares == {"hall": 2 + working_days_between(day(18), day(23), CALENDAR)}


@given(histories(), st.integers(1, 15), st.integers(0, 40))
def test_every_working_day_has_one_owner_as_counted_by_hand(events, limit, more):
    last = events[-1].on + timedelta(days=more)
    seen = replay(events, limit=limit, working=WORKING).seen(last)
    owners, due = by_hand(events, limit, last)
    found = Counter(seen.shares) + Counter({"paused": seen.paused, "closed": seen.closed})
    assert found == owners
    assert sum(seen.shares.values()) == seen.used
    if due is not None and not (seen.mode == Mode.ASKED and seen.used == limit):
        assert seen.due_on == due


@given(histories(), st.integers(1, 15))
def test_moves_never_move_the_due_date(events, limit):
    without = [event for event in events if event.kind != Kind.MOVE]
    one, other = (replay(rows, limit=limit, working=WORKING) for rows in (events, without))
    # The last event may have been a move: the dates are the same, however many days were counted.
    assert one.seen(events[-1].on).due_on == other.seen(events[-1].on).due_on


@given(histories(), st.integers(1, 15))
def test_one_by_one_gives_what_all_at_once_gives_and_no_clock_is_set_anew(events, limit):
    clock = Clock(limit, WORKING)
    for event in events:
        clock.step(event)
    assert clock == replay(events, limit=limit, working=WORKING)
    if clock.due_on is not None:
        pauses = clock.paused + clock.closed
        assert limit <= WORKING.between(events[0].on, clock.due_on) <= limit + pauses


@pytest.mark.parametrize(
    "events",
    [
        [Event("move", day(0), "centre")],
        [Event("submit", day(0), "hall"), Event("submit", day(1), "hall")],
        [Event("submit", day(3), "hall"), Event("move", day(1), "centre")],
        [Event("submit", day(0), "hall"), Event("consent", day(1))],
        [Event("submit", day(0), "hall"), Event("reopen", day(1))],
        [Event("submit", day(0), "hall"), Event("lapse", day(1))],
    ],
)
def test_an_impossible_history_is_refused(events):
    with pytest.raises(ValueError, match=r"before|cannot|order"):
        replay(events, limit=10, working=WORKING)
