"""The methods speak the source's language in tests, whatever the machine's locale says."""

from __future__ import annotations

import pytest

from shuniu.methods import words


@pytest.fixture(autouse=True)
def the_source_language(monkeypatch: pytest.MonkeyPatch):
    for name in (words.SETTING, "LC_ALL", "LC_MESSAGES", "LANG"):
        monkeypatch.delenv(name, raising=False)
    yield
    words.speak(words.SOURCE)
