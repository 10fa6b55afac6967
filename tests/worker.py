"""What the worker process does, once: a real one, beside the test, upon the test's database."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path
from urllib.parse import urlsplit, urlunsplit

from django.db import connection

ROOT = Path(__file__).resolve().parents[1]


def worker_environment() -> dict[str, str]:
    """The environment of a process of the product that works upon this test's database."""
    url = urlsplit(os.environ["DATABASE_URL"])
    there = urlunsplit(url._replace(path=f"/{connection.settings_dict['NAME']}"))
    return {**os.environ, "DATABASE_URL": there, "PYTHONPATH": str(ROOT / "src"), "SHUNIU_DEMO": "1"}


def start_worker(*options: str) -> subprocess.Popen[bytes]:
    return subprocess.Popen(
        [sys.executable, "manage.py", "procrastinate", "worker", *options], cwd=ROOT, env=worker_environment(),
        stdout=subprocess.DEVNULL, stderr=subprocess.PIPE,
    )  # fmt: skip


def work_off_jobs() -> None:
    """Every job that is waiting is done when this returns."""
    worker = start_worker("--one-shot")
    try:
        _out, told = worker.communicate(timeout=120)
    finally:
        worker.kill()
    assert worker.returncode == 0, told.decode()
