"""A clock in working days for one matter: from its events to its due date, each holder's share, and every pause.

The clock starts with the first submission and is never set anew: moving the matter changes who holds it, not when it is
due, and a matter taken up again keeps the days it has used. It stands still only while the applicant is asked, while an
answer waits for the applicant's word, and between a closing that the applicant agreed to and taking the matter up again.

A working day belongs to whoever held the matter when that day began, so every working day after the first submission
has exactly one owner and the shares, the pauses and the closed days add up to the whole. Reading the same events gives
the same dates, all at once or one by one; `today` adds to the shares and never moves a date.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Hashable, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum
from typing import NamedTuple


class Kind(StrEnum):
    SUBMIT = "submit"
    MOVE = "move"
    ASK = "ask"
    REPLY = "reply"
    ANSWER = "answer"
    DISAGREE = "disagree"
    CONSENT = "consent"
    LAPSE = "lapse"
    WITHDRAW = "withdraw"
    REOPEN = "reopen"


class Mode(StrEnum):
    RUNNING = "running"
    ASKED = "asked"
    ANSWERED = "answered"
    CLOSED = "closed"
    LAPSED = "lapsed"


class Event(NamedTuple):
    """`unit` is who holds the matter from now on (of `submit`, `move`, `reopen`); other kinds leave it as it is."""

    kind: str
    on: date
    unit: Hashable = None


class WorkingDays:
    """Counts Monday to Friday with the exceptions of a calendar (day → is it worked), without a table of all days."""

    def __init__(self, exceptions: Mapping[date, bool]) -> None:
        differing = sorted(day for day, worked in exceptions.items() if worked != (day.weekday() < 5))
        self._days = [day.toordinal() for day in differing]
        self._sums = [0]
        for day in differing:
            self._sums.append(self._sums[-1] + (1 if exceptions[day] else -1))

    def _until(self, ordinal: int) -> int:
        weeks, rest = divmod(ordinal, 7)  # ordinal 1 was a Monday
        return 5 * weeks + min(rest, 5) + self._sums[bisect_right(self._days, ordinal)]

    def between(self, first: date, last: date) -> int:
        """Working days after `first` up to and including `last`."""
        return self._until(last.toordinal()) - self._until(first.toordinal())

    def after(self, day: date, count: int) -> date:
        """The `count`-th working day after `day`; 0 gives `day` itself."""
        if count <= 0:
            return day
        ordinal = day.toordinal()
        target, found = self._until(ordinal) + count, ordinal + count + 2 * (count // 5)
        while self._until(found) < target:
            found += 1
        while self._until(found - 1) >= target:
            found -= 1
        return date.fromordinal(found)


class Pause(NamedTuple):
    """The clock stood still after `since`, up to and including `until` (None: it still does)."""

    since: date
    until: date | None
    kind: str


_NEXT: dict[str, tuple[frozenset[str], str]] = {
    Kind.MOVE: (frozenset({Mode.RUNNING, Mode.ASKED}), ""),
    Kind.ASK: (frozenset({Mode.RUNNING}), Mode.ASKED),
    Kind.REPLY: (frozenset({Mode.ASKED}), Mode.RUNNING),
    Kind.ANSWER: (frozenset({Mode.RUNNING}), Mode.ANSWERED),
    Kind.DISAGREE: (frozenset({Mode.ANSWERED}), Mode.RUNNING),
    Kind.CONSENT: (frozenset({Mode.ANSWERED}), Mode.CLOSED),
    Kind.LAPSE: (frozenset({Mode.ASKED, Mode.ANSWERED}), Mode.LAPSED),
    Kind.WITHDRAW: (frozenset({Mode.RUNNING, Mode.ASKED, Mode.ANSWERED}), Mode.CLOSED),
    Kind.REOPEN: (frozenset({Mode.CLOSED, Mode.LAPSED}), Mode.RUNNING),
}
"""Kind → (modes it may happen in, the mode after it; "" keeps the mode)."""


@dataclass
class Clock:
    """Folds the events of one matter in their order; `limit` counts working days.

    After a lapse the days go on counting for whoever held the matter: closing without the applicant gains nobody time.
    """

    limit: int
    working: WorkingDays
    mode: str = ""
    unit: Hashable = None
    first_on: date | None = None
    since: date | None = None
    used: int = 0
    reached_on: date | None = None
    shares: dict[Hashable, int] = field(default_factory=dict)
    pauses: list[Pause] = field(default_factory=list)
    paused: int = 0
    closed: int = 0

    def step(self, event: Event) -> None:
        """Raises ValueError for an event before the last one, or one that cannot follow it."""
        if not self.mode:
            if event.kind != Kind.SUBMIT:
                raise ValueError(f"{event.kind} before the submission")
            self.mode, self.unit, self.first_on, self.since = Mode.RUNNING, event.unit, event.on, event.on
            if self.limit <= 0:
                self.reached_on = event.on
            return
        assert self.since is not None
        if event.kind not in _NEXT or self.mode not in _NEXT[event.kind][0]:
            raise ValueError(f"{event.kind} cannot follow in {self.mode}")
        if event.on < self.since:
            raise ValueError("events must come in their order")
        self._count(event.on)
        self._turn(event)

    def _turn(self, event: Event) -> None:
        then = _NEXT[event.kind][1] or self.mode
        if event.kind in (Kind.MOVE, Kind.REOPEN) and event.unit is not None:
            self.unit = event.unit
        if then != self.mode:
            if self.pauses and self.pauses[-1].until is None:
                last = self.pauses[-1]
                if last.since == event.on:
                    self.pauses.pop()
                else:
                    self.pauses[-1] = Pause(last.since, event.on, last.kind)
            if then in (Mode.ASKED, Mode.ANSWERED):
                self.pauses.append(Pause(event.on, None, then))
            if then == Mode.RUNNING and self.used == self.limit:
                self.reached_on = (
                    event.on
                )  # the last day was used before the pause: the day of the reply is still in time
        self.mode = then

    def _count(self, day: date) -> None:
        """Give the working days after the last event up to `day` to whoever they belong to."""
        assert self.since is not None
        days = self.working.between(self.since, day)
        if self.mode in (Mode.RUNNING, Mode.LAPSED):
            if self.used < self.limit <= self.used + days:
                self.reached_on = self.working.after(self.since, self.limit - self.used)
            self.used += days
            self.shares[self.unit] = self.shares.get(self.unit, 0) + days
        elif self.mode == Mode.CLOSED:
            self.closed += days
        else:
            self.paused += days
        self.since = day

    @property
    def due_on(self) -> date | None:
        """The last day in time; None while the applicant is asked in time, for it moves with the reply."""
        if self.used > self.limit:
            return self.reached_on
        if self.since is None or self.mode == Mode.ASKED:
            return None
        if self.used == self.limit:
            return self.reached_on
        return self.working.after(self.since, self.limit - self.used)

    @property
    def left(self) -> int:
        """Working days left; negative when it is late."""
        return self.limit - self.used

    def seen(self, today: date) -> Clock:
        """A copy with the days up to `today` counted: what a page shows."""
        copy = Clock(self.limit, self.working, self.mode, self.unit, self.first_on, self.since, self.used, self.reached_on,
                     dict(self.shares), list(self.pauses), self.paused, self.closed)  # fmt: skip
        if copy.since is not None and today > copy.since:
            copy._count(today)
        return copy


def replay(events: Iterable[Event], *, limit: int, working: WorkingDays) -> Clock:
    """The clock after all events, in their order. Raises ValueError for a history that cannot be."""
    clock = Clock(limit, working)
    for event in events:
        clock.step(event)
    return clock


def may_follow(mode: str, kind: str) -> bool:
    """Whether an event of this kind can happen in this mode."""
    return kind == Kind.SUBMIT if not mode else kind in _NEXT and mode in _NEXT[kind][0]
