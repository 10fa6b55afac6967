"""The walking circle, through the browser, as the people it names would walk it."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import expect


@pytest.mark.acceptance("A03")
def test_a_unit_is_stated_proven_confirmed_and_remarked_on(enter, live, live_city):
    officer = enter("hub.officer")
    address = f"{live}/desk/oversight/hubs/{live_city.hub.code}/units/A14.2/"
    officer.goto(address)
    officer.get_by_label("做了什么").fill("三次联席会议，一次沙龙。")
    officer.get_by_label("做到程度").select_option("done")
    officer.get_by_role("button", name="保存自述").click()
    officer.get_by_label("平台记录").select_option(index=1)
    officer.locator("form", has=officer.get_by_label("平台记录")).get_by_role("button", name="添加佐证").click()
    expect(officer.locator("main")).to_contain_text("佐证已添加")
    head = enter("hub.head")
    head.goto(address)
    head.get_by_role("button", name="确认属实").click()
    over = enter("office.officer")
    over.goto(address)
    expect(over.locator("main")).to_contain_text("三次联席会议，一次沙龙。")
    over.get_by_label("批注").fill("请补沙龙照片")
    over.get_by_role("button", name="保存批注").click()
    officer.reload()
    expect(officer.locator("main")).to_contain_text("请补沙龙照片")


@pytest.mark.acceptance("A02")
def test_from_a_cell_of_the_heat_map_to_the_record_behind_the_figure(enter, live, live_city):
    page = enter("office.head")
    cell = page.locator(f'a[href="/cockpit/hubs/{live_city.hub.code}/mechanism/"]')
    expect(page.locator("thead")).not_to_contain_text("综合")
    cell.click()
    page.locator("tr", has_text="MEC-8").get_by_role("link", name="看名单").click()
    expect(page.locator(".page-head")).to_contain_text("例会情况按期报送率")
    page.goto(f"{live}/cockpit/hubs/{live_city.hub.code}/brand/")
    expect(page.locator("main")).to_contain_text("尚无计算指标")


@pytest.mark.acceptance("A01")
def test_a_visitor_opens_an_article_and_a_superseded_version_stays_readable(enter, live, live_city):
    from shuniu.kernel.specification.models import Edition  # planted: an older wording

    Edition.objects.create(
        code="city-2012", number="旧〔2012〕1号", title="旧规范", title_hant="舊規範", title_en="Old", issuer="旧办公室",
        issued_on="2012-01-01", valid_from="2012-01-01", valid_to="2016-07-01", published=True,
    )  # fmt: skip
    page = enter(None)
    page.goto(f"{live}/specification/")
    page.get_by_role("link", name=re.compile("会后报送")).click()
    expect(page.locator("main")).to_contain_text("MEC-8")
    expect(page.locator("main")).to_contain_text(live_city.hub.name)
    expect(page.locator("main")).to_contain_text("应尽")
    page.goto(f"{live}/specification/city-2012/")
    expect(page.locator("main")).to_contain_text("已于 2016-07-01 由新版本代替")


@pytest.mark.parametrize(("locale", "word"), [("zh-CN", "社会组织"), ("zh-TW", "社會組織"), ("en-US", "Organizations")])
def test_the_browsers_language_decides(enter, live, locale, word):
    page = enter(None, locale=locale)
    page.goto(f"{live}/")
    expect(page.locator(".p-nav")).to_contain_text(word)
