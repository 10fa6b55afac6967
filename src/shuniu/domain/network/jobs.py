"""Once a night: drafts of applications that nobody filed, contacts that nobody confirmed in their days, replies to
appeals that nobody judged, files that nobody checked, decisions that are late."""

from __future__ import annotations

from procrastinate.contrib.django import app

from shuniu.domain.network.actions import (
    close_unconfirmed,
    close_unjudged_appeals,
    count_files_complete,
    drop_drafts,
    tell_delays,
)
from shuniu.kernel.core.moments import daily, db_now
from shuniu.kernel.people.models import User


@app.periodic(cron=daily(6, 20))
@app.task(name="network.close_unjudged_appeals", queueing_lock="network.close_unjudged_appeals")
def unjudged_appeals(timestamp: int) -> None:
    close_unjudged_appeals(by=User.objects.system("schedule"), at=db_now())


@app.periodic(cron=daily(3, 20))
@app.task(name="network.drop_drafts", queueing_lock="network.drop_drafts")
def old_drafts(timestamp: int) -> None:
    drop_drafts(by=User.objects.system("schedule"), at=db_now())


@app.periodic(cron=daily(3, 25))
@app.task(name="network.close_unconfirmed", queueing_lock="network.close_unconfirmed")
def unconfirmed(timestamp: int) -> None:
    close_unconfirmed(by=User.objects.system("schedule"), at=db_now())


@app.periodic(cron=daily(6, 25))
@app.task(name="network.count_files_complete", queueing_lock="network.count_files_complete")
def unchecked_files(timestamp: int) -> None:
    count_files_complete(by=User.objects.system("schedule"), at=db_now())


@app.periodic(cron=daily(6, 30))
@app.task(name="network.tell_delays", queueing_lock="network.tell_delays")
def delays(timestamp: int) -> None:
    tell_delays(by=User.objects.system("schedule"), at=db_now())
