"""Every night: what was typed wrong at the doors is forgotten."""

from __future__ import annotations

from procrastinate.contrib.django import app

from shuniu.engines.gatherings.actions import clear_door_tries
from shuniu.kernel.core.moments import daily, db_now
from shuniu.kernel.people.models import User


@app.periodic(cron=daily(3, 50))
@app.task(name="gatherings.clear_door_tries", queueing_lock="gatherings.clear_door_tries")
def door_tries(timestamp: int) -> None:
    clear_door_tries(by=User.objects.system("schedule"), at=db_now())
