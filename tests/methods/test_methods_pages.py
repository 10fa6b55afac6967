"""The worked examples in docs/methods are what the commands print, word for word."""

from __future__ import annotations

import re
import shlex
import sys
from pathlib import Path

import pytest

from shuniu.methods.cli import main
from shuniu_verify.command import main as verify

ROOT = Path(__file__).resolve().parents[2]
CONSOLE = re.compile(r"```console\n\$ (?P<command>shuniu[^\n]+)\n(?P<printed>.*?)```", re.DOTALL)


@pytest.mark.parametrize("page", ["allocation", "assignment", "calibration"])
def test_the_example_prints_what_the_page_shows(page, tmp_path, monkeypatch, capsys):
    (tmp_path / "docs").symlink_to(ROOT / "docs")  # a page may write a result beside
    monkeypatch.chdir(tmp_path)
    text = (ROOT / "docs" / "methods" / f"{page}.md").read_text(encoding="utf-8")
    examples = list(CONSOLE.finditer(text))
    assert examples
    for example in examples:
        words = shlex.split(example["command"])
        monkeypatch.setattr(sys, "argv", words)
        assert (verify() if words[0] == "shuniu-verify" else main(words[2:])) == 0
        assert capsys.readouterr().out == example["printed"]


def test_the_example_in_python_runs():
    text = (ROOT / "docs" / "methods" / "allocation.md").read_text(encoding="utf-8")
    (program,) = re.findall(r"```python\n(.*?)```", text, re.DOTALL)
    exec(compile(program, "allocation.md", "exec"), {})


@pytest.mark.parametrize("page", ["assignment", "calibration"])
def test_links_and_pictures_of_the_page_are_there(page):
    folder = ROOT / "docs" / "methods"
    linked = [
        target
        for name in (page, f"{page}-research")
        for target in re.findall(r"\]\(([^)]+)\)", (folder / f"{name}.md").read_text(encoding="utf-8"))
    ]
    assert f"pictures/{page}.svg" in linked
    assert [target for target in linked if not (folder / target).exists()] == []
