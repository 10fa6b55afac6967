"""Every morning: who has to hold this quarter's meeting."""

from __future__ import annotations

from procrastinate.contrib.django import app

from shuniu.domain.meetings.actions.remind import owe_quarterly_meetings
from shuniu.kernel.core.moments import db_now
from shuniu.kernel.people.models import User


@app.periodic(cron="10 6 * * *")
@app.task(name="meetings.owe_quarterly_meetings", queueing_lock="meetings.owe_quarterly_meetings")
def quarterly_meetings(timestamp: int) -> None:
    owe_quarterly_meetings(by=User.objects.system("schedule"), at=db_now())
