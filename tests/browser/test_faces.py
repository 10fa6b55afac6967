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


WITH_TABLES = {
    None: ["/specification/in-force/A14.4/"],
    "hub.officer": ["/desk/oversight/hubs/{hub}/", "/desk/oversight/hubs/{hub}/report/"],
    "office.officer": ["/cockpit/hubs/{hub}/mechanism/", "/cockpit/?view=table"],
}
SQUEEZED = """() => [...document.querySelectorAll("td, th")].filter(cell => {
    const style = getComputedStyle(cell), size = parseFloat(style.fontSize), words = cell.innerText.trim();
    const width = cell.clientWidth - parseFloat(style.paddingLeft) - parseFloat(style.paddingRight);
    return cell.clientWidth > 0 && words.length > 4 && width < 2.6 * size && cell.clientHeight > 6 * size;
}).map(cell => cell.innerText.trim().slice(0, 12))"""


@pytest.mark.parametrize("who", list(WITH_TABLES))
def test_no_table_on_a_phone_is_squeezed_to_one_character_a_line_or_wider_than_the_page(live, live_city, enter, who):
    page = enter(who, width=390)
    for path in WITH_TABLES[who]:
        page.goto(live + path.format(hub=live_city.hub.code))
        assert (path, page.evaluate(SQUEEZED)) == (path, [])
        assert (path, page.evaluate("document.documentElement.scrollWidth")) == (path, 390)


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


def test_a_long_part_of_the_menu_folds_and_the_place_one_is_at_stands_open(live, enter):
    page = enter("hub.officer")
    page.goto(f"{live}/desk/network/intents/")
    folded = page.locator(".side details.group")
    opened = folded.evaluate_all("all => all.map(one => one.open)")
    assert opened.count(True) == 1
    assert len(opened) == 8
    here = page.locator(".side details.group[open] a[aria-current]")
    assert here.get_attribute("href") == "/desk/network/intents/"
    lists = folded.filter(has=page.locator('a[href="/desk/registry/"]'))
    lists.locator("summary").focus()
    page.keyboard.press("Enter")
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    page.wait_for_url("**/desk/registry/")


@pytest.mark.parametrize("width", [768, 390])
def test_on_a_narrow_screen_the_menu_is_a_drawer(live, enter, width):
    page = enter("hub.officer", width=width)
    menu, button = page.locator("#menu"), page.locator(".menu-button")
    assert not menu.is_visible()
    button.focus()
    page.keyboard.press("Enter")
    assert menu.is_visible()
    assert "#" not in page.url
    page.keyboard.press("Escape")
    assert not menu.is_visible()
    assert button.evaluate("one => one === document.activeElement")
    button.click()
    page.mouse.click(width - 10, 400)  # beside the drawer
    assert not menu.is_visible()
    button.click()
    menu.locator('a[href="/desk/oversight/requests/"]').click()
    page.wait_for_url("**/desk/oversight/requests/")
    assert not menu.is_visible()


def test_without_script_the_drawer_opens_by_its_address(live, chromium, live_city):
    context = chromium.new_context(viewport={"width": 768, "height": 900}, java_script_enabled=False)
    page = context.new_page()
    page.goto(f"{live}/demo/")
    page.locator('form:has(input[value="hub.officer"]) button').click()
    page.wait_for_url("**/desk/**")
    page.locator(".menu-button").click()
    assert page.locator("#menu").is_visible()
    page.locator("#menu summary").first.click()
    assert page.locator('#menu a[href="/desk/registry/"]').is_visible()
    page.locator(".side-close").click(position={"x": 5, "y": 5})
    assert not page.locator("#menu").is_visible()
    context.close()
