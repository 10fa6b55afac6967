"""Before 1.0 each app keeps one readable 0001_initial: this writes them anew, with the SQL a model cannot say.

python tools/regenerate_migrations.py            every app
python tools/regenerate_migrations.py meetings   only the apps named
"""

from __future__ import annotations

import os
import subprocess
import sys
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


def draw_once(app: str) -> None:
    """The tables of an empty database in one go: see `Initial`."""
    (path,) = ROOT.glob(f"src/shuniu/*/{app}/migrations/0001_initial.py")
    text = path.read_text()
    text = text.replace(
        "class Migration(migrations.Migration):\n\n    initial = True\n", "class Migration(Initial):\n", 1
    )
    path.write_text("from shuniu.kernel.core.migrating import Initial\n" + text)


def main(apps: list[str]) -> int:
    olds = [old for old in ROOT.glob("src/shuniu/*/*/migrations/0*.py") if not apps or old.parts[-3] in apps]
    chosen = sorted({old.parts[-3] for old in olds} | set(apps))
    for old in olds:
        old.unlink()
    environment = {**os.environ, "PYTHONPATH": str(ROOT / "src")}
    command = [sys.executable, "manage.py", "makemigrations", "--no-header", *chosen]
    subprocess.run(command, cwd=ROOT, check=True, env=environment)
    for app in chosen:
        draw_once(app)
    for app, constant in SQL:
        if app in chosen:
            add_sql(app, constant)
    return 0


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))
