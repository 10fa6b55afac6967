"""Does the database still fit the code? Until 1.0 an app's one migration is regenerated, so its name says nothing.

The digests of the migrations that made the database are kept with it, as the comment of Django's own table of
migrations: no table of ours is needed to read it, and a dump carries it along.
"""

from __future__ import annotations

import hashlib
import json
from pathlib import Path

from django.apps import apps
from django.db import connection
from django.db.migrations.executor import MigrationExecutor
from django.db.migrations.recorder import MigrationRecorder

TABLE = "django_migrations"


def digests() -> dict[str, str]:
    """`app.name` → digest of each of our migrations in the code, with the SQL it imports from its app."""
    found = {}
    for config in apps.get_app_configs():
        folder = Path(config.path) / "migrations"
        if not config.name.startswith("shuniu."):
            continue
        sql = Path(config.path) / "sql.py"
        extra = sql.read_bytes() if sql.exists() else b""
        for path in sorted(folder.glob("[0-9]*.py")):
            found[f"{config.label}.{path.stem}"] = hashlib.sha256(path.read_bytes() + extra).hexdigest()[:16]
    return found


def kept() -> dict[str, str]:
    """What `keep` stored; empty in a new database and in one made before digests were kept."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT obj_description(to_regclass(%s), 'pg_class')", [TABLE])
        row = cursor.fetchone()
    try:
        return dict(json.loads(row[0])) if row and row[0] else {}
    except ValueError:
        return {}


def keep() -> None:
    """Store the digests of those of our migrations that are applied."""
    ours, applied = digests(), MigrationRecorder(connection).applied_migrations()
    made = {f"{app}.{name}": ours[f"{app}.{name}"] for app, name in applied if f"{app}.{name}" in ours}
    with connection.cursor() as cursor:
        cursor.execute("SELECT format('COMMENT ON TABLE %%I IS %%L', %s::text, %s::text)", [TABLE, json.dumps(made)])
        cursor.execute(cursor.fetchone()[0])


def changed() -> list[str]:
    """Applied migrations of ours that the code no longer has in the form in which they were applied.

    New migrations are no change: they are still to be applied, which `migrate` does.
    """
    labels = {config.label for config in apps.get_app_configs() if config.name.startswith("shuniu.")}
    ours, then = digests(), kept()
    applied = [f"{app}.{name}" for app, name in MigrationRecorder(connection).applied_migrations() if app in labels]
    return sorted(name for name in applied if then.get(name) is None or then[name] != ours.get(name))


def complete() -> bool:
    """Every migration of the code is applied, ours in the very form of today, and `migrate` came to its end."""
    executor = MigrationExecutor(connection)
    return not executor.migration_plan(executor.loader.graph.leaf_nodes()) and not changed()
