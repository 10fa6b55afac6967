"""The same actions as commands: `shuniu setup`, `shuniu roster`, `shuniu spec coverage`, `shuniu demo`.

`shuniu methods …` needs nothing but the base install; every other command needs the `server` extra.
"""

from __future__ import annotations

import atexit
import importlib.util
import os
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[4]


def main() -> int:
    """Entry of the `shuniu` script. Without DATABASE_URL it means the project's private PostgreSQL."""
    if sys.argv[1:2] == ["methods"]:
        from shuniu.methods.cli import main as methods  # alone in the base install: no Django is imported

        return methods(sys.argv[2:])
    if importlib.util.find_spec("django") is None:
        print(
            '此命令需要服务器组件，请先安装：pip install "shuniu[server]"；方法命令为 shuniu methods', file=sys.stderr
        )
        return 2
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "shuniu.config.settings")
    if "DATABASE_URL" not in os.environ:
        from shuniu.starter.postgres import Cluster, StarterError, home_folder  # only where no server is named

        try:
            cluster = Cluster(home_folder(ROOT), "run")
            os.environ["DATABASE_URL"] = cluster.start()
        except StarterError as error:
            raise SystemExit(str(error)) from error
        atexit.register(cluster.stop)
        os.environ.setdefault("SHUNIU_DEMO", "1")
    from django.core.management import execute_from_command_line  # after the environment is complete

    execute_from_command_line(["shuniu", *sys.argv[1:]])
    return 0
