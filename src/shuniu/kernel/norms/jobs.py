"""Every morning: hubs under a superseded edition go on under the new one."""

from __future__ import annotations

from procrastinate.contrib.django import app

from shuniu.kernel.core.moments import daily, db_now
from shuniu.kernel.norms.actions import follow_editions
from shuniu.kernel.people.models import User


@app.periodic(cron=daily(0, 5))
@app.task(name="norms.follow_editions", queueing_lock="norms.follow_editions")
def editions(timestamp: int) -> None:
    follow_editions(by=User.objects.system("schedule"), at=db_now())
