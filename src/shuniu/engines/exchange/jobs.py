"""Every night: what ended yesterday is no longer shown. Every five minutes: the public search is asked as a visitor asks."""

from __future__ import annotations

from procrastinate.contrib.django import app

from shuniu.engines.exchange.actions import close_past, probe_search
from shuniu.kernel.core.moments import daily, db_now
from shuniu.kernel.people.models import User


@app.periodic(cron=daily(0, 20))
@app.task(name="exchange.close_past", queueing_lock="exchange.close_past")
def past(timestamp: int) -> None:
    close_past(by=User.objects.system("schedule"), at=db_now())


@app.periodic(cron="*/5 * * * *")
@app.task(name="exchange.probe_search", queueing_lock="exchange.probe_search")
def probed(timestamp: int) -> None:
    probe_search(by=User.objects.system("schedule"), at=db_now())
