"""The import's background part: a job enqueued in the transaction that decided it; dead ones are started again."""

from __future__ import annotations

from procrastinate.contrib.django import app

from shuniu.kernel.core.moments import daily, db_now
from shuniu.kernel.orgs.actions import follow_late_rows
from shuniu.kernel.people.models import User


@app.task(name="registry.import_roster", retry=3)
def run_import(roster_id: int, user_id: int) -> None:
    from shuniu.domain.registry.actions.commit import (  # the action enqueues this job: a circle otherwise
        import_rows,
        sort_search_index,
    )

    import_rows(roster_id, by=User.objects.get(pk=user_id))
    sort_search_index()


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
    from shuniu.domain.registry.actions.cards import watch_half_years
    from shuniu.domain.registry.actions.liaison import close_left_accounts, watch_terms  # as above

    system, at = User.objects.system("schedule"), db_now()
    watch_terms(by=system, at=at)
    watch_half_years(by=system, at=at)
    close_left_accounts(by=system, at=at)


@app.periodic(cron=daily(2, 20))
@app.task(name="registry.forget_rosters", queueing_lock="registry.forget_rosters")
def forget(timestamp: int) -> None:
    from shuniu.domain.registry.actions.forget import forget_rosters  # as above

    forget_rosters(by=User.objects.system("schedule"), at=db_now())


@app.periodic(cron="* * * * *")
@app.task(name="registry.look_for_duplicates", queueing_lock="registry.look_for_duplicates", lock="registry.duplicates")
def compare(timestamp: int) -> None:
    """What is new or changed is compared with the register; equal codes are one; late rows follow their merge."""
    from shuniu.domain.registry.actions.duplicates import look_for_duplicates, merge_equal_codes  # as above

    system = User.objects.system("registry")
    merge_equal_codes(by=system, at=db_now())
    follow_late_rows(by=system, at=db_now())
    look_for_duplicates(by=system, at=db_now())


def enqueue_import(roster_id: int, user_id: int) -> None:
    run_import.defer(roster_id=roster_id, user_id=user_id)


def enqueue_undo(roster_id: int, user_id: int) -> None:
    run_undo.defer(roster_id=roster_id, user_id=user_id)
