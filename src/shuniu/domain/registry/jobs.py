"""The import's background part: a job enqueued in the transaction that decided it; dead ones are started again."""

from __future__ import annotations

from procrastinate.contrib.django import app

from shuniu.kernel.core.moments import daily, db_now
from shuniu.kernel.people.models import User


@app.task(name="registry.import_roster", retry=3)
def run_import(roster_id: int, user_id: int) -> None:
    from shuniu.domain.registry.actions.commit import import_rows  # the action enqueues this job: a circle otherwise

    import_rows(roster_id, by=User.objects.get(pk=user_id))


@app.task(name="registry.undo_roster", retry=3)
def run_undo(roster_id: int, user_id: int) -> None:
    from shuniu.domain.registry.actions.undo import take_rows_back  # as above

    take_rows_back(roster_id, by=User.objects.get(pk=user_id))


@app.periodic(cron="* * * * *")
@app.task(name="registry.resume_rosters", queueing_lock="registry.resume_rosters")
def resume(timestamp: int) -> None:
    from shuniu.domain.registry.actions.commit import resume_rosters  # as above

    resume_rosters(at=db_now())


@app.periodic(cron=daily(6, 40))
@app.task(name="registry.watch_terms", queueing_lock="registry.watch_terms")
def terms(timestamp: int) -> None:
    from shuniu.domain.registry.actions.liaison import close_left_accounts, watch_terms  # as above

    system, at = User.objects.system("schedule"), db_now()
    watch_terms(by=system, at=at)
    close_left_accounts(by=system, at=at)


def enqueue_import(roster_id: int, user_id: int) -> None:
    run_import.defer(roster_id=roster_id, user_id=user_id)


def enqueue_undo(roster_id: int, user_id: int) -> None:
    run_undo.defer(roster_id=roster_id, user_id=user_id)
