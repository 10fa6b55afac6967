"""Every night: partners that were listed or penalized are suspended, terms that end soon are asked after."""

from __future__ import annotations

from procrastinate.contrib.django import app

from shuniu.domain.support.actions.exchange import watch_partnerships
from shuniu.kernel.core.moments import daily, db_now
from shuniu.kernel.people.models import User


@app.periodic(cron=daily(3, 55))
@app.task(name="support.watch_partnerships", queueing_lock="support.watch_partnerships")
def watched(timestamp: int) -> None:
    watch_partnerships(by=User.objects.system("schedule"), at=db_now())
