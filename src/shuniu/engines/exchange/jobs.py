"""Every night: what ended yesterday is no longer shown."""

from __future__ import annotations

from procrastinate.contrib.django import app

from shuniu.engines.exchange.actions import close_past
from shuniu.kernel.core.moments import daily, db_now
from shuniu.kernel.people.models import User


@app.periodic(cron=daily(0, 20))
@app.task(name="exchange.close_past", queueing_lock="exchange.close_past")
def past(timestamp: int) -> None:
    close_past(by=User.objects.system("schedule"), at=db_now())
