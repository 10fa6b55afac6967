"""The desk's clock: a million events replayed, all at once and one by one in another order, to the same due dates (A09)."""

from __future__ import annotations

import os
import random
from collections.abc import Iterator
from datetime import date, timedelta

from benchmarks import Measured, timed

EVENTS = int(os.environ.get("BENCH_DESK_EVENTS", "1000000"))
LIMIT = 10


def histories(count: int, calendar: dict[date, bool]) -> list[list]:
    """Possible histories of requests until they hold `count` events: moves, questions, answers, closings, reopenings."""
    from shuniu.methods.workclock import Event, Kind, Mode, may_follow

    kinds = [kind for kind in Kind if kind != Kind.SUBMIT]
    after = {mode: [kind for kind in kinds if may_follow(mode, kind)] for mode in Mode}
    ahead = {Kind.ASK: Mode.ASKED, Kind.ANSWER: Mode.ANSWERED, Kind.CONSENT: Mode.CLOSED, Kind.WITHDRAW: Mode.CLOSED,
             Kind.LAPSE: Mode.LAPSED}  # fmt: skip
    chance, made, first = random.Random(9), 0, date(2019, 1, 1)
    rows = []
    while made < count:
        on, mode = first + timedelta(days=chance.randrange(2800)), Mode.RUNNING
        events = [Event(Kind.SUBMIT, on, "hall")]
        for _n in range(min(chance.randrange(3, 12), count - made - 1)):
            on += timedelta(days=chance.randrange(0, 6))
            kind = chance.choice(after[mode])
            events.append(Event(kind, on, chance.choice("abc") if kind in (Kind.MOVE, Kind.REOPEN) else None))
            mode = mode if kind == Kind.MOVE else ahead.get(kind, Mode.RUNNING)
        rows.append(events)
        made += len(events)
    return rows


def measure() -> Iterator[Measured]:
    from shuniu.methods.workclock import Clock, WorkingDays, replay

    calendar = {date(year, 10, 1) + timedelta(days=n): False for year in range(2019, 2028) for n in range(7)}
    working, rows = WorkingDays(calendar), histories(EVENTS, calendar)
    total = sum(len(events) for events in rows)
    with timed() as watch:
        due = [replay(events, limit=LIMIT, working=working).due_on for events in rows]
    clocks = [Clock(LIMIT, working) for _events in rows]
    arrivals = sorted((event.on, n, k) for n, events in enumerate(rows) for k, event in enumerate(events))
    for _on, n, k in arrivals:
        clocks[n].step(rows[n][k])
    same = sum(clock.due_on == day for clock, day in zip(clocks, due, strict=True))
    note = f"{total:,} 个事件，{len(rows):,} 件申请"
    yield Measured("服务台计时，重放全部事件", watch.seconds, "s", limit=30, note=note)
    yield Measured("逐个到达与一次重放，到期日相同的申请", same / len(rows), "", limit=1.0, at_least=True, note=note)
