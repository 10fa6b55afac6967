"""Every morning: who has to hold this quarter's meeting, which mechanisms are due, who is invited soon."""

from __future__ import annotations

from procrastinate.contrib.django import app

from shuniu.domain.meetings.actions import owe_mechanism_runs, owe_quarterly_meetings, remind_invited
from shuniu.kernel.core.moments import daily, db_now
from shuniu.kernel.people.models import User


@app.periodic(cron=daily(6, 10))
@app.task(name="meetings.owe_quarterly_meetings", queueing_lock="meetings.owe_quarterly_meetings")
def quarterly_meetings(timestamp: int) -> None:
    owe_quarterly_meetings(by=User.objects.system("schedule"), at=db_now())


@app.periodic(cron=daily(6, 15))
@app.task(name="meetings.owe_mechanism_runs", queueing_lock="meetings.owe_mechanism_runs")
def mechanism_runs(timestamp: int) -> None:
    owe_mechanism_runs(by=User.objects.system("schedule"), at=db_now())


@app.periodic(cron=daily(8))
@app.task(name="meetings.remind_invited", queueing_lock="meetings.remind_invited")
def invited(timestamp: int) -> None:
    remind_invited(by=User.objects.system("schedule"), at=db_now())
