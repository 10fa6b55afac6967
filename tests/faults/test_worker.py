"""A worker is killed in the middle of an import: the job is taken up again, and everything has happened once."""

from __future__ import annotations

import signal
import time

from django.db import connection

from shuniu.domain.registry.actions import bring_roster, import_roster
from shuniu.domain.registry.models import RosterImport, RosterProgress
from shuniu.faces.cli.jobs import rescue_jobs
from shuniu.kernel.core.moments import db_now
from shuniu.kernel.orgs.models import Affiliation, Organization
from shuniu.kernel.record.models import Notice
from shuniu.kernel.trail.models import AuditEvent
from shuniu.methods.rosters import make_credit_code
from tests.worker import start_worker, work_off_jobs

ROWS = 6000


def started_import(city) -> RosterImport:
    lines = ["名称,统一社会信用代码,类型,是否会员"]
    for n in range(ROWS):
        lines.append(
            f"云州市第{n}试验服务中心,{make_credit_code('social_service', area='990107', serial=50_000 + n)},社会服务机构,是"
        )
    officer = city.user("hub.officer")
    roster = bring_roster(
        city.hub, file_name="名录.csv", content="\n".join(lines).encode(), by=officer, at=db_now()
    )  # fmt: skip
    return import_roster(roster, plan_version=roster.plan_version, by=officer, at=db_now())


def rows_done(roster: RosterImport) -> int:
    """How far the running import says it is; the import itself is one transaction, so nothing of it is there yet."""
    return RosterProgress.objects.filter(roster=roster).values_list("rows_done", flat=True).first() or 0


def job_states(roster: RosterImport) -> list[str]:
    """The queue's own tables are not emptied between stories: only this import's jobs are meant."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT status::text FROM procrastinate_jobs WHERE task_name = 'registry.import_roster'"
            " AND args->>'roster_id' = %s",
            [str(roster.pk)],
        )
        return [row[0] for row in cursor.fetchall()]


def kill_in_the_middle(roster: RosterImport) -> int:
    """Rows done when the worker was killed outright."""
    worker = start_worker("--one-shot")
    deadline = time.monotonic() + 300
    while rows_done(roster) == 0:
        assert worker.poll() is None
        assert time.monotonic() < deadline
        time.sleep(0.005)
    worker.send_signal(signal.SIGKILL)
    worker.wait()
    return rows_done(roster)


def some_time_passes() -> None:
    """The dead worker's last heartbeat grows old; nobody waits a minute for it here."""
    with connection.cursor() as cursor:
        cursor.execute("UPDATE procrastinate_workers SET last_heartbeat = last_heartbeat - interval '1 hour'")


def test_a_killed_worker_loses_nothing_and_does_nothing_twice(committed):
    roster = started_import(committed)
    at_the_kill = kill_in_the_middle(roster)
    assert 0 < at_the_kill <= ROWS
    assert not Organization.objects.filter(source=f"roster:{roster.pk}").exists()
    assert job_states(roster) == ["doing"]

    work_off_jobs()
    assert rows_done(roster) == at_the_kill, "a job that may still be running is not started a second time"

    some_time_passes()
    rescue_jobs.defer(timestamp=0)
    work_off_jobs()
    work_off_jobs()
    roster.refresh_from_db()
    assert (roster.state, set(job_states(roster))) == ("DONE", {"succeeded"})
    assert Organization.objects.filter(source=f"roster:{roster.pk}").count() == ROWS
    assert Affiliation.objects.filter(source=f"roster:{roster.pk}").count() == ROWS
    assert Notice.objects.filter(kind="roster_imported", key=f"roster:{roster.pk}").count() == 1
    assert AuditEvent.objects.filter(verb="registry.roster_imported", subject_id=roster.pk).count() == 1


def test_a_job_that_kills_its_worker_each_time_ends_as_failed(committed):
    roster = started_import(committed)
    with connection.cursor() as cursor:
        cursor.execute(
            "UPDATE procrastinate_jobs SET status = 'doing', attempts = 5 WHERE task_name = 'registry.import_roster'"
            " AND args->>'roster_id' = %s",
            [str(roster.pk)],
        )
    rescue_jobs.defer(timestamp=0)
    work_off_jobs()
    assert job_states(roster) == ["failed"]
    assert rows_done(roster) == 0
