"""Every morning: replies that nobody judged in time."""

from __future__ import annotations

from procrastinate.contrib.django import app

from shuniu.domain.network.actions import close_unjudged_appeals
from shuniu.kernel.core.moments import daily, db_now
from shuniu.kernel.people.models import User


@app.periodic(cron=daily(6, 20))
@app.task(name="network.close_unjudged_appeals", queueing_lock="network.close_unjudged_appeals")
def unjudged_appeals(timestamp: int) -> None:
    close_unjudged_appeals(by=User.objects.system("schedule"), at=db_now())
