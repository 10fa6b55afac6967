"""Programs to compare with, each in an environment of its own outside the lock (`var/peers/`), never a dependency."""

from __future__ import annotations

import json
import subprocess
import sys
import venv
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[1]


def environment(name: str, packages: list[str]) -> Path | None:
    """The Python of the peer's environment, made on first use; None when it cannot be installed."""
    home = ROOT / "var" / "peers" / name
    python, stamp = home / "bin" / "python", home / ".packages"
    if stamp.exists() and stamp.read_text() == " ".join(packages):
        return python
    venv.create(home, with_pip=True, clear=True)
    command = [str(python), "-m", "pip", "install", "--quiet", "--only-binary", ":all:", *packages]
    if subprocess.run(command, check=False, capture_output=True).returncode:
        return None
    stamp.write_text(" ".join(packages))
    return python


def ask(python: Path | None, program: Path, *arguments: str, timeout: float) -> dict[str, Any] | None:
    """What the program prints as one JSON object; None without the peer, `{"late": seconds}` when it was stopped."""
    if python is None:
        return None
    try:
        done = subprocess.run(
            [str(python), str(program), *arguments], capture_output=True, text=True, timeout=timeout, check=False
        )
    except subprocess.TimeoutExpired:
        return {"late": timeout}
    if done.returncode:
        print(done.stderr[-400:], file=sys.stderr)
        return None
    found: dict[str, Any] = json.loads(done.stdout.splitlines()[-1])
    return found
