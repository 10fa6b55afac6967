"""The walking circle, through the browser, as the people it names would walk it."""

from __future__ import annotations

import pytest
from playwright.sync_api import expect


@pytest.mark.parametrize(("locale", "word"), [("zh-CN", "社会组织"), ("zh-TW", "社會組織"), ("en-US", "Organizations")])
def test_the_browsers_language_decides(enter, live, locale, word):
    page = enter(None, locale=locale)
    page.goto(f"{live}/")
    expect(page.locator(".p-nav")).to_contain_text(word)
