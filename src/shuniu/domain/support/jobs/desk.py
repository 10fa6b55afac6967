"""Once a night: requests whose applicant was asked or answered and has not been heard of until the day that was named."""

from __future__ import annotations

from procrastinate.contrib.django import app

from shuniu.domain.support.actions.desk import lapse_requests
from shuniu.kernel.core.moments import daily, db_now
from shuniu.kernel.people.models import User


@app.periodic(cron=daily(6, 35))
@app.task(name="support.lapse_requests", queueing_lock="support.lapse_requests")
def silent_applicants(timestamp: int) -> None:
    lapse_requests(by=User.objects.system("schedule"), at=db_now())
