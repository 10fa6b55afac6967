"""Every night: sessions and rate-limit entries that have ended are swept."""

from __future__ import annotations

from procrastinate.contrib.django import app

from shuniu.kernel.core.moments import daily, db_now
from shuniu.kernel.people.actions import sweep
from shuniu.kernel.people.models import User


@app.periodic(cron=daily(3, 40))
@app.task(name="people.sweep", queueing_lock="people.sweep")
def nightly(timestamp: int) -> None:
    sweep(by=User.objects.system("schedule"), at=db_now())
