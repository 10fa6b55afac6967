"""A real browser against the running product: the machine's Chromium or the locked one, the small city as it was filled for each story."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from django.conf import settings as project
from django.test import Client
from playwright.sync_api import Browser, Page, sync_playwright

from shuniu.kernel.people.models import User
from tests.city import City
from tests.kept import QUIET
from tools.needs import find_browser

ROOT = Path(__file__).resolve().parents[2]
FLAGS = [
    "--headless", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-sync",
    "--disable-background-networking", "--disable-component-update",
]  # fmt: skip


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    for item in items:
        if "tests/browser" in str(item.fspath):
            item.add_marker(pytest.mark.browser)


@pytest.fixture(scope="session")
def chromium() -> Iterator[Browser]:
    path = find_browser()
    assert path, "没有找到 Chromium：请安装 chromium，或用 SHUNIU_CHROMIUM 指明位置"
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path, args=FLAGS)
        yield browser
        browser.close()


@pytest.fixture
def live(live_server, settings) -> str:
    """The address of the running product with the city in its database."""
    settings.PUBLIC_URL = live_server.url
    settings.ALLOWED_HOSTS = ["*"]
    QUIET.put_back()
    return live_server.url


@pytest.fixture
def live_city(live: str) -> City:
    return City()


@pytest.fixture
def enter(live: str, chromium: Browser) -> Iterator[Callable[..., Page]]:
    """`enter("hub.head", width=390)`: a page of its own, signed in by the demo's one click (None: a citizen).

    A user in place of a name is somebody whom the demo's page does not offer.
    """
    contexts = []

    def open_page(who: str | User | None, *, width: int = 1440, locale: str = "zh-CN", dark: bool = False) -> Page:
        context = chromium.new_context(
            viewport={"width": width, "height": 900 if width > 600 else 844}, locale=locale,
            color_scheme="dark" if dark else "light",
        )  # fmt: skip
        contexts.append(context)
        page = context.new_page()
        page.set_default_timeout(30_000)
        if isinstance(who, User):
            client = Client()
            client.force_login(who)
            name = project.SESSION_COOKIE_NAME
            context.add_cookies([{"name": name, "value": client.cookies[name].value, "url": live}])
        elif who is not None:
            page.goto(f"{live}/demo/")
            page.locator(f'form:has(input[value="{who}"]) button').click()
            page.wait_for_url("**/desk/**" if not who.startswith(("office", "district")) else "**/cockpit/**")
        return page

    yield open_page
    for context in contexts:
        context.close()
