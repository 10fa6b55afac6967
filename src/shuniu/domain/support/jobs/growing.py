"""Every night: stays whose term is over without an exit review free their place."""

from __future__ import annotations

from procrastinate.contrib.django import app

from shuniu.domain.support.actions.growing.stay import end_lapsed_stays
from shuniu.kernel.core.moments import daily, db_now
from shuniu.kernel.people.models import User


@app.periodic(cron=daily(3, 40))
@app.task(name="support.end_lapsed_stays", queueing_lock="support.end_lapsed_stays")
def lapsed_stays(timestamp: int) -> None:
    end_lapsed_stays(by=User.objects.system("schedule"), at=db_now())
