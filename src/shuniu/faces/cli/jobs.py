"""What keeps the queue itself in order: jobs of workers that died, and jobs that are long done."""

from __future__ import annotations

from procrastinate import JobContext, builtin_tasks
from procrastinate.contrib.django import app
from procrastinate.jobs import Status

from shuniu.kernel.core.moments import daily

SILENT_SECONDS = 60  # six heartbeats missed: the worker is gone, not busy
ATTEMPTS = 5  # a job that takes its worker down each time must not do so for ever
KEPT_HOURS = 24 * 14


@app.periodic(cron="* * * * *")
@app.task(name="cli.rescue_jobs", queueing_lock="cli.rescue_jobs", pass_context=True)
async def rescue_jobs(context: JobContext, timestamp: int) -> None:
    """Jobs whose worker died go back into the queue; every action they call has one effect however often it runs."""
    manager = context.app.job_manager
    for job in await manager.get_stalled_jobs(seconds_since_heartbeat=SILENT_SECONDS):
        if job.attempts < ATTEMPTS:
            await manager.retry_job(job)
        elif job.id is not None:
            await manager.finish_job_by_id_async(job.id, status=Status.FAILED, delete_job=False)


@app.periodic(cron=daily(3, 40))
@app.task(name="cli.clear_jobs", queueing_lock="cli.clear_jobs", pass_context=True)
async def clear_jobs(context: JobContext, timestamp: int) -> None:
    """A minute's job leaves 1,440 rows a day; those that failed stay to be looked at."""
    await builtin_tasks.remove_old_jobs(context, max_hours=KEPT_HOURS, remove_failed=False)
