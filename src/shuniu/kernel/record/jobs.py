"""Reminders once a day, the outbox every minute."""

from __future__ import annotations

from django.conf import settings
from procrastinate.contrib.django import app

from shuniu.kernel.core.moments import daily, db_now
from shuniu.kernel.norms.queries import working_calendar
from shuniu.kernel.record.actions import remind, send_outbox
from shuniu.kernel.record.kinds import duty_title


@app.periodic(cron=daily(7, 30))
@app.task(name="record.remind", queueing_lock="record.remind")
def daily_reminders(timestamp: int) -> None:
    remind(calendar=working_calendar(), at=db_now(), titles=duty_title)


@app.periodic(cron="* * * * *")
@app.task(name="record.send_outbox", queueing_lock="record.send_outbox")
def outbox(timestamp: int) -> None:
    """Without a mail server mails stay in the outbox page."""
    if settings.EMAIL_HOST:
        send_outbox(at=db_now())
