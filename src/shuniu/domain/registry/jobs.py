"""The import's background part: a job enqueued in the transaction that decided it."""

from __future__ import annotations

from procrastinate.contrib.django import app

from shuniu.kernel.people.models import User


@app.task(name="registry.import_roster", retry=3, queueing_lock=None)
def run_import(roster_id: int, user_id: int) -> None:
    from shuniu.domain.registry.actions.commit import import_rows  # the action enqueues this job: a circle otherwise

    import_rows(roster_id, by=User.objects.get(pk=user_id))


def enqueue_import(roster_id: int, user_id: int) -> None:
    run_import.defer(roster_id=roster_id, user_id=user_id)
