"""Every night the running quarter is computed anew; a quarter that ended is computed once more and closed."""

from __future__ import annotations

from datetime import datetime

from procrastinate.contrib.django import app

from shuniu.engines.indicators.actions import compute_snapshot
from shuniu.engines.indicators.models import Snapshot
from shuniu.kernel.core.moments import db_now, local_date, period_of
from shuniu.kernel.people.models import User


def keep_snapshots(*, at: datetime) -> list[str]:
    """Close the last quarter when it is over, compute the running one; returns the codes of what was computed."""
    system = User.objects.system("schedule")
    running = period_of("Q", local_date(at))
    before = running.previous()
    done = []
    if not Snapshot.objects.filter(period_code=before.code, closed_at__isnull=False).exists():
        compute_snapshot(before, by=system, at=at, close=True)
        done.append(before.code)
    compute_snapshot(running, by=system, at=at)
    return [*done, running.code]


@app.periodic(cron="20 0 * * *")
@app.task(name="indicators.keep_snapshots", queueing_lock="indicators.keep_snapshots")
def nightly(timestamp: int) -> None:
    keep_snapshots(at=db_now())
