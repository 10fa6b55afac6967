"""The walking circle, through the browser, as the people it names would walk it."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest
from playwright.sync_api import Page, expect

from shuniu.domain.meetings.models import MeetingReport, SecretaryMeeting
from shuniu.engines.gatherings.models import Gathering
from shuniu.kernel.core.moments import db_now


def begin_now(meeting: SecretaryMeeting) -> None:
    """The story goes on while the meeting runs: its hour is moved to now."""
    now = db_now()
    Gathering.objects.filter(pk=meeting.gathering_id).update(
        starts_at=now - timedelta(minutes=10), ends_at=now + timedelta(hours=1),
        sign_in_opens_at=now - timedelta(hours=2), sign_in_closes_at=now + timedelta(hours=3),
    )  # fmt: skip
    SecretaryMeeting.objects.filter(pk=meeting.pk).update(created_at=now - timedelta(days=9))


def plan_through_the_browser(page: Page, live: str) -> SecretaryMeeting:
    page.goto(f"{live}/desk/meetings/new/")
    page.get_by_label("会议名称").fill("冬季秘书长例会")
    day = (db_now() + timedelta(days=6)).date()
    page.get_by_label("日期").fill(day.isoformat())
    page.get_by_label("地点").fill("三楼会议室")
    page.get_by_label("征题截止").fill((day - timedelta(days=2)).isoformat())
    page.get_by_role("button", name="建立例会").click()
    page.wait_for_url("**/agenda/")
    return SecretaryMeeting.objects.get(gathering__title="冬季秘书长例会")


@pytest.mark.acceptance("A14", "A14.3", "A14.4")
def test_a_meeting_from_the_call_for_topics_to_the_accepted_report(enter, live, live_city):
    officer = enter("hub.officer")
    meeting = plan_through_the_browser(officer, live)
    secretary = enter("org.secretary", width=390)
    secretary.goto(f"{live}/desk/meetings/{meeting.pk}/topics/new/")
    secretary.get_by_label("议题").fill("场地共享")
    secretary.get_by_role("button", name="提交议题").click()
    officer.goto(f"{live}/desk/meetings/{meeting.pk}/agenda/")
    officer.get_by_role("button", name="列入议程").click()
    officer.goto(f"{live}/desk/meetings/{meeting.pk}/announce/")
    officer.get_by_role("button", name=re.compile("通知全部")).click()
    expect(officer.locator("main")).to_contain_text("会议通知已发出")
    secretary.goto(f"{live}/desk/meetings/{meeting.pk}/")
    expect(secretary.locator("main")).to_contain_text("已列入议程")
    secretary.get_by_role("button", name="本人参加").first.click()
    expect(secretary.locator("main")).to_contain_text("参加")
    begin_now(meeting)
    sign_in_on_a_phone_with_a_weak_network(enter, live, meeting)
    hold_and_minute(officer, live, meeting)
    head = enter("hub.head")
    approve_and_file(head, live, meeting)
    over = enter("office.officer")
    over.goto(f"{live}/desk/meetings/{meeting.pk}/report/")
    over.get_by_label("意见").fill("请补充成效")
    over.get_by_role("button", name="退回补充").click()
    head.goto(f"{live}/desk/meetings/{meeting.pk}/report/")
    expect(head.locator("main")).to_contain_text("请补充成效")
    head.get_by_label("成效").fill("三家已约定共用场地。")
    head.get_by_role("button", name="保存报告").click()
    head.get_by_role("button", name="核对并报送").click()
    over.reload()
    over.get_by_role("button", name="接收").click()
    expect(over.locator("main")).to_contain_text("已接收")
    report = MeetingReport.objects.get(meeting=meeting)
    assert (report.state, report.scale, report.late_entries, report.times_returned) == ("ACCEPTED", 5, 0, 1)


def sign_in_on_a_phone_with_a_weak_network(enter, live, meeting: SecretaryMeeting) -> None:
    """Two phones; the network goes in between; nobody is counted twice or lost."""
    door = f"{live}/desk/meetings/door/{meeting.gathering.door_token}/"
    phones = [enter(None, width=390), enter(None, width=390)]
    for phone in phones:
        phone.goto(door)
    for name in ("甲一", "乙二"):
        phones[0].get_by_label("姓名", exact=True).fill(name)
        phones[0].get_by_role("button", name="签到").click()
    expect(phones[0].locator("[data-queue-state]")).to_contain_text("签到已全部上传")
    phones[1].context.set_offline(True)
    for name in ("丙三", "丁四", "甲一"):
        phones[1].get_by_label("姓名", exact=True).fill(name)
        phones[1].get_by_role("button", name="签到").click()
    expect(phones[1].locator("[data-queue-state]")).to_contain_text("等待上传： 3")
    phones[1].context.set_offline(False)
    expect(phones[1].locator("[data-queue-state]")).to_contain_text("签到已全部上传", timeout=15_000)
    assert meeting.gathering.roll.count() == 4


def hold_and_minute(officer: Page, live: str, meeting: SecretaryMeeting) -> None:
    officer.goto(f"{live}/desk/meetings/{meeting.pk}/roll/")
    officer.get_by_label("姓名", exact=True).fill("戊五")
    officer.get_by_role("button", name="登记", exact=True).click()
    expect(officer.locator(".page-head")).to_contain_text("出席 5 人")
    officer.get_by_role("button", name="会已开完").click()
    officer.wait_for_url("**/minutes/")
    officer.get_by_label("主持人").fill("赵示一")
    officer.get_by_label("会议情况").fill("讨论了场地共享。")
    officer.get_by_role("button", name="保存纪要").click()
    officer.get_by_role("link", name="记决议").click()
    officer.get_by_label("决议").fill("建立共享场地清单")
    officer.get_by_label("完成期限").fill((db_now() + timedelta(days=30)).date().isoformat())
    officer.get_by_role("button", name="记下决议").click()
    officer.get_by_role("button", name="送负责人审签").click()
    expect(officer.locator("main")).to_contain_text("待审签")


def approve_and_file(head: Page, live: str, meeting: SecretaryMeeting) -> None:
    head.goto(f"{live}/desk/meetings/{meeting.pk}/minutes/")
    head.get_by_role("button", name="审签", exact=True).click()
    head.get_by_role("link", name="去报送").click()
    head.get_by_role("button", name="起草报告").click()
    expect(head.get_by_label("议题")).to_have_value(re.compile("场地共享"))
    expect(head.get_by_label("决议")).to_have_value(re.compile("建立共享场地清单"))
    head.get_by_role("button", name="核对并报送").click()
    expect(head.locator("main")).to_contain_text("已报送")


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
