"""Before 1.0 each app keeps one readable 0001_initial: this writes them anew, with the SQL a model cannot say.

python tools/regenerate_migrations.py            every app
python tools/regenerate_migrations.py meetings   only the apps named
"""

from __future__ import annotations

import os
import subprocess
import sys
from importlib import import_module
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
SQL = [("trail", "APPEND_ONLY"), ("people", "CACHE_TABLE"), ("orgs", "CODE_SEQUENCE"),
       ("record", "QUERY_NUMBER_SEQUENCE"), ("record", "OPEN_FORM_COUNTS"), ("network", "CONFIDENTIAL_APPEALS")]  # fmt: skip


def add_sql(app: str, constant: str) -> None:
    (path,) = ROOT.glob(f"src/shuniu/*/{app}/migrations/0001_initial.py")
    text = path.read_text()
    text = text.replace(
        "from django.db import migrations",
        f"from shuniu.{path.parts[-4]}.{app}.sql import {constant}\nfrom django.db import migrations",
        1,
    )
    end = text.rindex("    ]")
    path.write_text(text[:end] + f"        migrations.RunSQL(*{constant}),\n    ]\n")


def fold(app: str) -> None:
    """Indexes and constraints into the `CreateModel` of their model, where all its columns stand there.

    Each operation of its own makes Django draw the whole graph of models anew: with four hundred of them an empty
    database takes a minute longer to set up. The schema is the same.
    """
    from django.db import migrations
    from django.db.migrations.operations.base import Operation
    from django.db.migrations.writer import MigrationWriter

    (path,) = ROOT.glob(f"src/shuniu/*/{app}/migrations/0001_initial.py")
    module = import_module(".".join(path.relative_to(ROOT / "src").with_suffix("").parts))
    migration = module.Migration("0001_initial", app)
    made = {op.name.lower(): op for op in migration.operations if isinstance(op, migrations.CreateModel)}
    later = {op.model_name.lower() for op in migration.operations if isinstance(op, migrations.AddField)}
    kept: list[Operation] = []
    for op in migration.operations:
        is_index, is_constraint = isinstance(op, migrations.AddIndex), isinstance(op, migrations.AddConstraint)
        name = op.model_name.lower() if is_index or is_constraint else ""
        if not name or name not in made or name in later:
            kept.append(op)
            continue
        part, options = ("indexes", op.index) if is_index else ("constraints", op.constraint)
        made[name].options.setdefault(part, []).append(options)
    migration.operations = kept
    path.write_text(MigrationWriter(migration, include_header=False).as_string())


def main(apps: list[str]) -> int:
    olds = [old for old in ROOT.glob("src/shuniu/*/*/migrations/0*.py") if not apps or old.parts[-3] in apps]
    chosen = sorted({old.parts[-3] for old in olds} | set(apps))
    for old in olds:
        old.unlink()
    environment = {**os.environ, "PYTHONPATH": str(ROOT / "src")}
    command = [sys.executable, "manage.py", "makemigrations", "--no-header", *chosen]
    subprocess.run(command, cwd=ROOT, check=True, env=environment)
    os.environ.update(environment, DJANGO_SETTINGS_MODULE="shuniu.config.settings")
    sys.path.insert(0, environment["PYTHONPATH"])
    import django

    django.setup()
    for app in chosen:
        fold(app)
    for app, constant in SQL:
        if app in chosen:
            add_sql(app, constant)
    return 0


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))
