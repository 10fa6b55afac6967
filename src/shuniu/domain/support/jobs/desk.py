"""Once a night: applicants who were not heard of until the day that was named; agreements whose term is over."""

from __future__ import annotations

from procrastinate.contrib.django import app

from shuniu.domain.support.actions.desk import end_lapsed_agreements, lapse_requests
from shuniu.kernel.core.moments import daily, db_now
from shuniu.kernel.people.models import User


@app.periodic(cron=daily(6, 35))
@app.task(name="support.lapse_requests", queueing_lock="support.lapse_requests")
def silent_applicants(timestamp: int) -> None:
    lapse_requests(by=User.objects.system("schedule"), at=db_now())


@app.periodic(cron=daily(0, 20))
@app.task(name="support.end_lapsed_agreements", queueing_lock="support.end_lapsed_agreements")
def lapsed_agreements(timestamp: int) -> None:
    end_lapsed_agreements(by=User.objects.system("schedule"), at=db_now())
