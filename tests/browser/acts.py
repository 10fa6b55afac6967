"""What a person does in more than one story."""

from __future__ import annotations

from playwright.sync_api import Page


def press_and_stand_by_it(page: Page, name: str) -> None:
    """An act that cannot be taken back: its button, and once more the same in the dialog that asks."""
    page.get_by_role("button", name=name).click()
    page.get_by_role("dialog").get_by_role("button", name=name).click()
