"""A workbook read in a process of its own, with as much memory and time as it may have: a file of which nobody can say
beforehand what it takes (old formats, unusual writers, traps) ends that process and nothing else.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
from contextlib import suppress
from pathlib import Path

from shuniu.methods.rosters.limits import RosterError

MEMORY = 1 << 30
SECONDS = 60
_ROOT = Path(__file__).resolve().parents[3]


def read_apart(content: bytes) -> list[tuple[str, list[tuple[int, list[str]]]]]:
    """Every sheet as (name, rows with their number). Raises RosterError; `too_heavy` when it took more than it may have.

    The process sees the file and nothing of this one: no settings, no connections, no environment.
    """
    environment = {"PYTHONPATH": str(_ROOT), "PYTHONUTF8": "1", "OPENBLAS_NUM_THREADS": "1"}
    if "SYSTEMROOT" in os.environ:  # without it Windows starts nothing
        environment["SYSTEMROOT"] = os.environ["SYSTEMROOT"]
    try:
        run = subprocess.run(
            [sys.executable, "-P", "-m", "shuniu.methods.rosters.apart"], input=content, capture_output=True,
            env=environment, timeout=2 * SECONDS, check=False,
        )  # fmt: skip
    except subprocess.TimeoutExpired as error:
        raise RosterError("too_heavy") from error
    if run.returncode:
        raise RosterError("too_heavy")
    answer = json.loads(run.stdout)
    if isinstance(answer, dict):
        raise RosterError(answer["code"], **answer["params"])
    return [(name, [(number, cells) for number, cells in rows]) for name, rows in answer]


def _bound() -> None:
    """From here on this process gets no more than it may have."""
    try:
        import resource  # not there on every system; such a one has no worker to protect
    except ImportError:
        return
    used = 0
    with suppress(OSError):
        used = int(Path("/proc/self/statm").read_text().split()[0]) * resource.getpagesize()
    resource.setrlimit(resource.RLIMIT_AS, (used + MEMORY, used + MEMORY))
    resource.setrlimit(resource.RLIMIT_CPU, (SECONDS, SECONDS))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))


def main() -> None:
    from shuniu.methods.rosters.reader import tables_of  # only this process needs it, and it needs this module

    content = sys.stdin.buffer.read()
    _bound()
    try:
        answer: object = tables_of(content)
    except RosterError as error:
        answer = {"code": error.code, "params": error.params}
    sys.stdout.buffer.write(json.dumps(answer, ensure_ascii=False).encode("utf-8", errors="replace"))


if __name__ == "__main__":
    main()
