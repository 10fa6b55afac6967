"""The same actions as commands: `shuniu setup`, `shuniu roster`, `shuniu spec coverage`, `shuniu demo`."""

from __future__ import annotations

import os
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[4]


def main() -> int:
    """Entry of the `shuniu` script. Without DATABASE_URL it means the project's private PostgreSQL."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "shuniu.config.settings")
    if "DATABASE_URL" not in os.environ:
        from shuniu.starter.postgres import Cluster  # only where no server is named

        home = Path(os.environ.get("SHUNIU_VAR", ROOT / "var"))
        os.environ["DATABASE_URL"] = Cluster(home, "run").start()
        os.environ.setdefault("SHUNIU_DEMO", "1")
    from django.core.management import execute_from_command_line  # after the environment is complete

    execute_from_command_line(["shuniu", *sys.argv[1:]])
    return 0
