"""The product started for real, from this clone, with data of its own in a folder that is thrown away."""

from __future__ import annotations

import os
import shutil
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path

import pytest

from shuniu.starter.postgres import Cluster

ROOT = Path(__file__).resolve().parents[2]


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@dataclass
class Running:
    """One `make run` (its script) and what it has printed so far."""

    process: subprocess.Popen[bytes]
    port: int
    log: Path
    stopped: bool = field(default=False)

    def told(self) -> str:
        return self.log.read_text(encoding="utf-8")

    def page(self, path: str = "/") -> int:
        try:
            with urllib.request.urlopen(f"http://127.0.0.1:{self.port}{path}", timeout=10) as answer:
                return int(answer.status)
        except urllib.error.HTTPError as error:
            return error.code

    def wait_until_started(self) -> Running:
        deadline = time.monotonic() + 600  # a busy machine is no failure; only one that stands still is
        while "枢纽已启动" not in self.told():
            assert self.process.poll() is None, self.told()
            assert time.monotonic() < deadline, self.told()
            time.sleep(0.1)
        return self

    def stop(self, sign: signal.Signals = signal.SIGTERM) -> int:
        self.process.send_signal(sign)
        return self.process.wait(60)


@dataclass
class Place:
    """A home folder for the data of `make run`, and the script started upon it."""

    var: Path
    started: list[Running] = field(default_factory=list)

    @cached_property
    def cluster(self) -> Cluster:
        return Cluster(self.var, "run")

    def run(self, *options: str, **environment: str) -> Running:
        port = free_port()
        log = self.var / f"run-{len(self.started)}.log"
        kept = {key: value for key, value in os.environ.items() if key not in {"DATABASE_URL", "SHUNIU_DEMO"}}
        with log.open("wb") as sink:
            process = subprocess.Popen(
                [sys.executable, "tools/run.py", *options], cwd=ROOT, stdout=sink, stderr=subprocess.STDOUT,
                env={**kept, "SHUNIU_VAR": str(self.var), "SHUNIU_DEMO_SIZE": "420", "PORT": str(port),
                     "WEB_WORKERS": "1", "PYTHONUTF8": "1"} | environment,
            )  # fmt: skip
        self.started.append(Running(process, port, log))
        return self.started[-1]


@pytest.fixture
def place(tmp_path: Path) -> Iterator[Place]:
    place = Place(tmp_path / "var")
    place.var.mkdir()
    yield place
    for running in place.started:
        if running.process.poll() is None:
            running.stop()
    place.cluster.stop()


@pytest.fixture(scope="session")
def filled(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The data folder of a demo that was started once and stopped: made once, copied for each story."""
    first = Place(tmp_path_factory.mktemp("filled") / "var")
    first.var.mkdir()
    first.run().wait_until_started().stop()
    return first.cluster.data


@pytest.fixture
def demo(place: Place, filled: Path) -> Place:
    """A place whose demo city is there already."""
    place.cluster.start()
    place.cluster.stop()
    shutil.rmtree(place.cluster.data)
    subprocess.run(["cp", "-a", str(filled), str(place.cluster.data)], check=True)
    return place


@pytest.fixture
def rows(place: Place) -> Callable[[str], list[tuple]]:
    """`rows("SELECT …")` straight from the demo's database, past the product."""
    import psycopg

    def ask(query: str) -> list[tuple]:
        with psycopg.connect(place.cluster.url) as connection:
            return connection.execute(query).fetchall()

    return ask
