"""The wheel installed alone: the methods and the verifier work from a bare environment, without Django."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
TOWN = ROOT / "docs/methods/xinghe.pb"


@pytest.fixture(scope="module")
def bare(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A new environment with the built wheel and what its base install requires, and nothing else."""
    work = tmp_path_factory.mktemp("wheel")
    source, place, uv = work / "source", work / "bare", [sys.executable, "-m", "uv"]
    shutil.copytree(ROOT / "src", source / "src", ignore=shutil.ignore_patterns("__pycache__"))
    for name in ("pyproject.toml", "README.md", "LICENSE"):
        shutil.copy(ROOT / name, source / name)
    subprocess.run([*uv, "build", "-q", "--wheel", "--out-dir", str(work), str(source)], check=True)
    subprocess.run([*uv, "venv", "-q", "--python", sys.executable, str(place)], check=True)
    wheel, python = next(work.glob("*.whl")), str(place / "bin/python")
    subprocess.run([*uv, "pip", "install", "-q", "--only-binary", ":all:", "--python", python, str(wheel)], check=True)
    return place


def run(bare: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    environment = {"PATH": os.environ["PATH"], "HOME": str(bare), "NUMBA_CACHE_DIR": str(bare / "cache")}
    return subprocess.run(arguments, cwd=bare, env=environment, capture_output=True, text=True, check=False)


def test_a_bare_install_allocates_explains_and_verifies(bare):
    result = str(bare / "result.json")
    call = ["--completion", "add1-overspend"]
    done = run(bare, "bin/shuniu", "methods", "allocate", str(TOWN), *call, "--json", "--result", result)
    assert (done.returncode, done.stderr) == (0, "")
    assert '"winners": ["p1", "p3", "p6"]' in done.stdout
    assert run(bare, "bin/shuniu-verify", "allocation", result, str(TOWN)).returncode == 0
    assert "落选" in run(bare, "bin/shuniu", "methods", "explain", str(TOWN), "p4").stdout


def test_a_bare_install_assigns_and_calibrates(bare):
    calls, scores = (ROOT / "docs/methods/examples" / name for name in ("calls.json", "scores.csv"))
    done = run(bare, "bin/shuniu", "methods", "assign", str(calls), "--json")
    assert (done.returncode, done.stderr, '"total":4.9' in done.stdout) == (0, "", True)
    done = run(bare, "bin/shuniu", "methods", "calibrate", str(scores), "--places", "2")
    assert (done.returncode, done.stderr, "p = 0.0003" in done.stdout) == (0, "", True)


def test_a_bare_install_has_no_django_and_says_what_other_commands_need(bare):
    assert run(bare, "bin/python", "-c", "import django").returncode != 0
    done = run(bare, "bin/shuniu", "demo")
    assert (done.returncode, done.stdout, done.stderr.count("\n")) == (2, "", 1)
    assert "shuniu[server]" in done.stderr
