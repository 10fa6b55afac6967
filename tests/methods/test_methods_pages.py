"""The worked examples in docs/methods are what the commands print, word for word."""

from __future__ import annotations

import re
import shlex
from pathlib import Path

import pytest

from shuniu.methods.cli import main

ROOT = Path(__file__).resolve().parents[2]
CONSOLE = re.compile(r"```console\n\$ shuniu methods (?P<command>[^\n]+)\n(?P<printed>.*?)```", re.DOTALL)


@pytest.mark.parametrize("page", ["assignment", "calibration"])
def test_the_example_prints_what_the_page_shows(page, monkeypatch, capsys):
    monkeypatch.chdir(ROOT)
    text = (ROOT / "docs" / "methods" / f"{page}.md").read_text(encoding="utf-8")
    examples = list(CONSOLE.finditer(text))
    assert examples
    for example in examples:
        assert main(shlex.split(example["command"])) == 0
        assert capsys.readouterr().out == example["printed"]


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
