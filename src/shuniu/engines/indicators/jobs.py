"""Every night the running quarter, half-year and year are computed anew; each that ended is computed and closed."""

from __future__ import annotations

from datetime import datetime

from procrastinate.contrib.django import app

from shuniu.engines.indicators.actions import compute_snapshot
from shuniu.engines.indicators.models import Snapshot
from shuniu.kernel.core.moments import Period, PeriodKind, daily, db_now, local_date, period_of
from shuniu.kernel.orgs.models import Designation
from shuniu.kernel.people.models import User

KINDS: tuple[PeriodKind, ...] = ("Q", "H", "Y")
LOOK_BACK = 8


def ended_and_open(kind: PeriodKind, running: Period) -> list[Period]:
    """Periods of the kind that ended, are not closed and had hubs, oldest first: a worker that slept catches up."""
    found: list[Period] = []
    period = running.previous()
    for _step in range(LOOK_BACK):
        closed = Snapshot.objects.filter(period_code=period.code, closed_at__isnull=False).exists()
        if closed or not Designation.objects.filter(valid_from__lt=period.end).exists():
            break
        found.insert(0, period)
        if not Snapshot.objects.filter(period_kind=kind, starts_on__lt=period.end).exists():
            break
        period = period.previous()
    return found


def keep_snapshots(*, at: datetime) -> list[str]:
    """Close what ended, compute what runs; returns the codes of what was computed."""
    system = User.objects.system("schedule")
    done = []
    for kind in KINDS:
        running = period_of(kind, local_date(at))
        for period in ended_and_open(kind, running):
            compute_snapshot(period, by=system, at=at, close=True)
            done.append(period.code)
        compute_snapshot(running, by=system, at=at)
        done.append(running.code)
    return done


@app.periodic(cron=daily(0, 20))
@app.task(name="indicators.keep_snapshots", queueing_lock="indicators.keep_snapshots")
def nightly(timestamp: int) -> None:
    keep_snapshots(at=db_now())
