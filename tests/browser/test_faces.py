"""The faces around every page: language, dark, large type, keyboard, narrow screens, no script, one-click sign-in."""

from __future__ import annotations

import pytest

MAIN_PAGES = {
    None: ("/", "/specification/", "/organizations/", "/hubs/", "/query/", "/demo/"),
    "hub.officer": ("/desk/", "/desk/registry/", "/desk/meetings/", "/desk/oversight/", "/desk/duties/"),
    "office.officer": ("/cockpit/",),
}


def test_the_browsers_language_decides_and_the_switch_overrides_and_stays(live, enter):
    page = enter(None, locale="zh-TW")
    page.goto(f"{live}/")
    assert page.locator("html").get_attribute("lang") == "zh-Hant"
    page.locator('button[name="language"][value="en"]').first.click()
    page.wait_for_load_state()
    assert page.locator("html").get_attribute("lang") == "en"
    page.goto(f"{live}/hubs/")
    assert page.locator("html").get_attribute("lang") == "en"
    assert page.locator('button[name="language"][value="en"]').first.get_attribute("aria-current") == "true"


def test_dark_and_large_type_are_kept_on_the_device(live, enter):
    page = enter(None)
    page.goto(f"{live}/")
    usual = page.evaluate("parseFloat(getComputedStyle(document.documentElement).fontSize)")
    page.locator('button[name="large"]').click()
    page.wait_for_load_state()
    page.goto(f"{live}/specification/")
    assert page.evaluate("parseFloat(getComputedStyle(document.documentElement).fontSize)") == usual * 1.25
    page.locator('button[name="theme"]').click()
    page.wait_for_load_state()
    page.goto(f"{live}/")
    assert page.locator("html").get_attribute("data-theme") == "dark"
    assert page.evaluate("getComputedStyle(document.body).backgroundColor") == "rgb(11, 27, 46)"


def test_the_keyboard_reaches_search_shortcuts_and_content(live, enter):
    page = enter("hub.officer")
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.className") == "skip"
    page.keyboard.press("Control+k")
    assert page.evaluate("document.activeElement.name") == "q"
    page.keyboard.press("Escape")
    page.evaluate("document.activeElement.blur()")
    page.keyboard.press("?")
    assert page.locator("dialog#shortcuts").is_visible()
    page.keyboard.press("Escape")
    assert not page.locator("dialog#shortcuts").is_visible()


@pytest.mark.parametrize("who", list(MAIN_PAGES))
def test_nothing_is_wider_than_a_small_phone(live, enter, who):
    page = enter(who, width=320)
    wide = {}
    for path in MAIN_PAGES[who]:
        page.goto(f"{live}{path}")
        width = page.evaluate("document.documentElement.scrollWidth")
        if width > 320:
            wide[path] = width
    assert wide == {}


def test_without_script_a_form_reads_and_submits(live, chromium, live_city):
    context = chromium.new_context(java_script_enabled=False, locale="zh-CN")
    page = context.new_page()
    page.goto(f"{live}/demo/")
    page.locator('form:has(input[value="hub.officer"]) button').click()
    page.goto(f"{live}/desk/profile/")
    page.locator('input[name="compact_tables"]').check()
    page.locator("main form button").first.click()
    page.goto(f"{live}/desk/profile/")
    assert page.locator('input[name="compact_tables"]').is_checked()
    context.close()


def test_every_demo_account_enters_with_one_click(live, client):
    """All accounts of the page, each on its own desk or cockpit: by request, a browser for each would add nothing."""
    import re

    names = re.findall(r'name="username"\s+value="([^"]+)"', client.get("/demo/").content.decode())
    assert len(names) > 12
    for name in names:
        client.post("/demo/", {"username": name})
        answer = client.get("/desk/", follow=True)
        assert (name, answer.status_code) == (name, 200)
        client.logout()
