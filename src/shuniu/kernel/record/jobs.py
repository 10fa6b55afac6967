"""Reminders once a day, the outbox every minute, after midnight the salt of the day before is thrown away."""

from __future__ import annotations

from django.conf import settings
from procrastinate.contrib.django import app

from shuniu.kernel.core.moments import daily, db_now
from shuniu.kernel.norms.queries import working_calendar
from shuniu.kernel.record.actions import forget_senders, remind, send_outbox
from shuniu.kernel.record.kinds import duty_title


@app.periodic(cron=daily(7, 30))
@app.task(name="record.remind", queueing_lock="record.remind")
def daily_reminders(timestamp: int) -> None:
    remind(calendar=working_calendar(), at=db_now(), titles=duty_title)


@app.periodic(cron=daily(0, 2))
@app.task(name="record.forget_senders", queueing_lock="record.forget_senders")
def forget(timestamp: int) -> None:
    forget_senders(at=db_now())


@app.periodic(cron="* * * * *")
@app.task(name="record.send_outbox", queueing_lock="record.send_outbox")
def outbox(timestamp: int) -> None:
    """Without a mail server mails stay in the outbox page."""
    if settings.EMAIL_HOST:
        send_outbox(at=db_now())
