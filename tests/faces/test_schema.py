"""A start migrates when there is something to do, and only then."""

from __future__ import annotations

import pytest
from django.core.management import call_command
from django.db import connection
from django.db.migrations.recorder import MigrationRecorder

from shuniu.faces.cli import schema
from shuniu.faces.cli.management.commands import start_up


@pytest.fixture
def asked(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The commands that `start_up` calls, not carried out."""
    found: list[str] = []
    monkeypatch.setattr(start_up, "call_command", lambda name, **_options: found.append(name))
    return found


def test_a_start_upon_what_fits_migrates_nothing(city, asked):
    schema.keep()
    call_command("start_up")
    assert asked == []


def test_a_start_upon_a_migration_that_is_not_applied_migrates(city, asked):
    schema.keep()
    MigrationRecorder(connection).record_unapplied("support", "0001_initial")
    call_command("start_up")
    assert asked == ["migrate"]


def test_a_start_after_a_migrate_that_did_not_come_to_its_end_migrates(city, asked):
    """All tables are there, but nothing says by which migrations: the digests are kept last."""
    schema.keep()
    with connection.cursor() as cursor:
        cursor.execute("COMMENT ON TABLE django_migrations IS NULL")
    call_command("start_up")
    assert asked == ["migrate"]
