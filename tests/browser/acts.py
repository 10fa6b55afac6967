"""What a person does in more than one story."""

from __future__ import annotations

import os

from playwright.sync_api import Error, Page


def press_and_stand_by_it(page: Page, name: str) -> None:
    """An act that cannot be taken back: its button, and once more the same in the dialog that asks."""
    page.get_by_role("button", name=name).click()
    page.get_by_role("dialog").get_by_role("button", name=name).click()


def picture(page: Page, name: str) -> None:
    """Kept where SHUNIU_PICTURES says, to be looked at."""
    if folder := os.environ.get("SHUNIU_PICTURES"):
        page.screenshot(path=f"{folder}/{name}.png", full_page=True)


def look_again(page: Page) -> None:
    """Reload. A page that shows an import's progress may just be loading itself anew, which calls this off: then that
    is waited for.
    """
    try:
        page.reload()
    except Error:
        page.wait_for_load_state()
