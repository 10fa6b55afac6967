"""`make run` as a newcomer meets it: from the clone to the first page, and the second start."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
import tempfile
import time
import urllib.request
from collections.abc import Iterator
from pathlib import Path

from benchmarks import Measured, timed

ROOT = Path(__file__).resolve().parents[1]
PATIENCE = 600


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def answers(address: str) -> bool:
    try:
        with urllib.request.urlopen(address, timeout=30) as page:
            return bool(page.status == 200)
    except OSError:
        return False


def start_and_stop(clone: Path) -> float:
    """Seconds until /healthz and the portal's page answer; stopped again when this returns."""
    port = free_port()
    log = clone.parent / "log"
    kept = {key: value for key, value in os.environ.items() if not key.startswith(("SHUNIU_", "DATABASE_", "PYTHON"))}
    patient_until = time.monotonic() + PATIENCE
    with timed() as watch, log.open("w") as sink:
        process = subprocess.Popen(
            ["make", "run", f"PYTHON={getattr(sys, '_base_executable', sys.executable)}"], cwd=clone,
            env={**kept, "PORT": str(port)}, stdout=sink, stderr=sink, start_new_session=True,
        )  # fmt: skip
        while not (answers(f"http://127.0.0.1:{port}/healthz") and answers(f"http://127.0.0.1:{port}/")):
            if process.poll() is not None or time.monotonic() > patient_until:
                raise RuntimeError(log.read_text())
            time.sleep(0.05)
    os.killpg(process.pid, signal.SIGTERM)
    process.wait(60)
    return watch.seconds


def measure() -> Iterator[Measured]:
    with tempfile.TemporaryDirectory(prefix="shuniu-start-") as folder:
        clone = Path(folder) / "shuniu"
        with timed() as cloning:
            subprocess.run(["git", "clone", "--quiet", str(ROOT), str(clone)], check=True)
        first = cloning.seconds + start_and_stop(clone)
        again = [start_and_stop(clone) for _ in range(3)]
    note = "package caches as they were; 3,000 organizations filled"
    yield Measured("make run: clone to first page", first, "s", limit=90, note=note)
    yield Measured("make run: second start to first page", sorted(again)[1], "s", limit=6, note="median of 3")
