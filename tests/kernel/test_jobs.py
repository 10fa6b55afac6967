"""What runs on a schedule: each job is known to the worker, has its hour, and calls one action that stands repetition."""

from __future__ import annotations

import ast
from datetime import timedelta
from pathlib import Path

import pytest
from django.contrib.sessions.models import Session
from procrastinate.contrib.django import app

import shuniu
from shuniu.engines.indicators.models import Snapshot
from shuniu.kernel.record.models import Duty, Notice, OutgoingMail

# Cron lines are read as UTC: 7:30 in the city is 23:30 the day before.
SCHEDULE = {
    "record.remind": "30 23 * * *",
    "record.send_outbox": "* * * * *",
    "people.sweep": "40 19 * * *",
    "norms.follow_editions": "5 16 * * *",
    "indicators.keep_snapshots": "20 16 * * *",
    "meetings.owe_quarterly_meetings": "10 22 * * *",
}


def periodic() -> dict[str, str]:
    return {task.task.name: task.cron for task in app.periodic_registry.periodic_tasks.values()}


def test_every_scheduled_job_is_registered_with_its_hour():
    assert {name: periodic().get(name) for name in SCHEDULE} == SCHEDULE


def test_every_jobs_module_is_found_by_the_worker():
    """A task in a `jobs` module that the worker does not import would never run."""
    named = set()
    for path in Path(shuniu.__file__).parent.rglob("jobs.py"):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Call) and ast.unparse(node.func) == "app.task":
                named |= {k.value.value for k in node.keywords if k.arg == "name" and isinstance(k.value, ast.Constant)}
    assert named
    assert named <= set(app.tasks)


@pytest.mark.parametrize("name", sorted(SCHEDULE))
def test_each_job_runs_twice_without_a_second_effect(city, name, settings):
    settings.EMAIL_HOST, settings.DELIVERY_BACKEND = "mail.invalid", "django.core.mail.backends.locmem.EmailBackend"
    counts = []
    for _run in range(2):
        app.tasks[name].func(timestamp=0)
        counts.append(
            (Duty.objects.count(), Notice.objects.count(), OutgoingMail.objects.count(), Snapshot.objects.count())
        )
    assert counts[0] == counts[1]


def test_sessions_that_ended_are_swept_and_others_stay(city, client):
    client.force_login(city.user("hub.head"))
    kept = client.session.session_key
    Session.objects.create(session_key="old", session_data="x", expire_date=city.now - timedelta(days=1))
    app.tasks["people.sweep"].func(timestamp=0)
    assert set(Session.objects.values_list("session_key", flat=True)) & {"old", kept} == {kept}
