"""What the documents point at is there: files, tests, pages of each other."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
DOCUMENTS = sorted([*ROOT.glob("*.md"), *ROOT.glob("docs/**/*.md")])
SOURCES = "\n".join(path.read_text(encoding="utf-8") for path in ROOT.glob("tests/**/*.py"))
PLACES = (ROOT, ROOT / "src", ROOT / "src" / "shuniu")


@pytest.mark.parametrize("document", DOCUMENTS, ids=lambda path: path.name)
def test_files_tests_and_links_of_a_document_exist(document):
    text = document.read_text(encoding="utf-8")
    files = re.findall(
        r"`((?:domain|kernel|engines|faces|methods|tests|docs|tools|src|benchmarks)/[\w./-]+\.\w+)`", text
    )
    missing = [name for name in files if not any((place / name).exists() for place in PLACES)]
    tests = {name.removesuffix(".py") for name in re.findall(r"`(test_\w+(?:\.py)?)(?:`|…)", text)}
    missing += [name for name in tests if name not in SOURCES and not any(ROOT.glob(f"tests/**/{name}.py"))]
    for target in re.findall(r"\]\((?!https?:|mailto:|#)([^)#\s]+)", text):
        missing += [] if (document.parent / target).exists() else [target]
    assert missing == []
