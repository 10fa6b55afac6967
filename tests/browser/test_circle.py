"""The walking circle, through the browser, as the people it names would walk it."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Page, expect

from shuniu.domain.meetings.models import MeetingReport, SecretaryMeeting
from shuniu.domain.oversight.models import Statement
from shuniu.engines.indicators.actions import compute_snapshot
from shuniu.engines.indicators.models import Snapshot
from shuniu.kernel.core.moments import db_now, local_date, period_of
from shuniu.kernel.orgs.models import Organization
from shuniu.kernel.people.models import User
from tests.browser.acts import look_again, press_and_stand_by_it
from tests.browser.test_meetings import (
    approve_and_file,
    begin_now,
    hold_and_minute,
    plan_through_the_browser,
    sign_in_on_a_phone_with_a_weak_network,
)
from tests.browser.test_meetings_counted import open_list
from tests.browser.test_roster import upload
from tests.registry.rosters import code, line, read, slipped, workbook
from tests.worker import work_off_jobs


@pytest.mark.parametrize(("locale", "word"), [("zh-CN", "社会组织"), ("zh-TW", "社會組織"), ("en-US", "Organizations")])
def test_the_browsers_language_decides(enter, live, locale, word):
    page = enter(None, locale=locale)
    page.goto(f"{live}/")
    expect(page.locator(".p-nav")).to_contain_text(word)


@pytest.mark.acceptance("A01", "A02", "A03", "A04", "A14", "A14.4", "A16.1")
def test_a_newcomer_walks_the_whole_circle(enter, live, live_city):
    officer, head, over = enter("hub.officer"), enter("hub.head"), enter("office.officer")
    secretary = enter("org.secretary", width=390)
    bring_two_thousand_rows_in_and_correct_one(officer, live)
    meeting = call_a_meeting(officer, secretary, live)
    begin_now(meeting)
    sign_in_on_a_phone_with_a_weak_network(enter, live, meeting)
    hold_and_minute(officer, live, meeting)
    approve_and_file(head, live, meeting)
    return_supplement_and_accept(over, head, live, meeting)
    state_prove_and_confirm(officer, head, over, live, live_city.hub)
    from_the_element_to_the_record(over, live, live_city, meeting)
    citizen = enter(None, width=390)
    citizen.goto(f"{live}/specification/")
    citizen.get_by_role("link", name=re.compile("会后报送")).click()
    expect(citizen.locator("h1")).to_contain_text("第十四条（四）")
    expect(citizen.locator("#MEC-8")).to_contain_text(live_city.hub.name)


def bring_two_thousand_rows_in_and_correct_one(officer: Page, live: str) -> None:
    lines = [line(n) for n in range(2000)]
    lines[3] = line(3, code=slipped(code(3)))
    upload(officer, live, workbook(lines))
    expect(officer.locator("main")).to_contain_text("1 行需要核对")
    with officer.expect_download() as waiting:
        officer.get_by_role("link", name="下载需核对的行").click()
    (wrong,) = read(waiting.value.path().read_bytes())[2:]
    officer.get_by_role("button", name=re.compile("导入 1,?999 行")).click()
    work_off_jobs()
    look_again(officer)
    expect(officer.locator("main")).to_contain_text(re.compile("已导入：新增 1,?999 家"))
    wrong[2] = code(3)
    upload(officer, live, workbook([wrong[:-1]]), "改好.xlsx")
    officer.get_by_role("button", name="导入 1 行").click()
    work_off_jobs()
    look_again(officer)
    expect(officer.locator("main")).to_contain_text("已导入：新增 1 家")
    assert Organization.objects.filter(credit_code__in=[code(n) for n in range(2000)]).count() == 2000


def call_a_meeting(officer: Page, secretary: Page, live: str) -> SecretaryMeeting:
    """Topics called for and one taken, everybody invited, one answers."""
    meeting = plan_through_the_browser(officer, live)
    secretary.goto(f"{live}/desk/meetings/{meeting.pk}/topics/new/")
    secretary.get_by_label("议题").fill("场地共享")
    secretary.get_by_role("button", name="提交议题").click()
    officer.goto(f"{live}/desk/meetings/{meeting.pk}/agenda/")
    officer.get_by_role("button", name="列入议程").click()
    officer.goto(f"{live}/desk/meetings/{meeting.pk}/announce/")
    officer.get_by_role("button", name=re.compile("通知全部")).click()
    expect(officer.locator("main")).to_contain_text("会议通知已发出")
    secretary.goto(f"{live}/desk/meetings/{meeting.pk}/")
    secretary.get_by_role("button", name="本人参加").first.click()
    expect(secretary.locator("main")).to_contain_text("参加")
    return meeting


def return_supplement_and_accept(over: Page, head: Page, live: str, meeting: SecretaryMeeting) -> None:
    address = f"{live}/desk/meetings/{meeting.pk}/report/"
    over.goto(address)
    over.get_by_label("意见").fill("请补充成效")
    over.get_by_role("button", name="退回补充").click()
    head.goto(address)
    expect(head.locator("main")).to_contain_text("请补充成效")
    head.get_by_label("成效").fill("三家已约定共用场地。")
    press_and_stand_by_it(head, "核对并报送")
    over.reload()
    over.get_by_role("button", name="接收").click()
    expect(over.locator("main")).to_contain_text("已接收")
    report = MeetingReport.objects.get(meeting=meeting)
    assert (report.state, report.scale, report.times_returned) == ("ACCEPTED", 5, 1)


def state_prove_and_confirm(officer: Page, head: Page, over: Page, live: str, hub: Organization) -> None:
    """The accepted report itself is the proof; the body above opens it from the statement."""
    Statement.objects.filter(hub=hub, unit_code="A14.4", year=local_date(db_now()).year).delete()
    address = f"{live}/desk/oversight/hubs/{hub.code}/units/A14.4/"
    officer.goto(f"{address}?find=冬季")
    officer.get_by_label("做了什么").fill("冬季例会次日报送，补充一次后接收。")
    officer.get_by_label("做到程度").select_option("done")
    officer.get_by_role("button", name="保存自述").click()
    officer.goto(f"{address}?find=冬季")
    choices = officer.get_by_label("平台记录")
    choices.select_option(choices.locator("option", has_text="冬季秘书长例会").first.get_attribute("value"))
    officer.locator("form", has=choices).get_by_role("button", name="添加佐证").click()
    expect(officer.locator("main")).to_contain_text("佐证 1 份")
    head.goto(address)
    head.get_by_role("button", name="确认属实").click()
    over.goto(address)
    expect(over.locator("main")).to_contain_text("冬季例会次日报送")
    over.get_by_role("link", name=re.compile("冬季秘书长例会")).first.click()
    expect(over.locator("main")).to_contain_text("已接收")


def from_the_element_to_the_record(over: Page, live: str, city, meeting: SecretaryMeeting) -> None:
    quarter = period_of("Q", local_date(db_now()))
    Snapshot.objects.filter(period_code=quarter.code).update(closed_at=None)
    compute_snapshot(quarter, by=User.objects.system("schedule"), at=db_now())
    open_list(over, live, city, code="MEC-2", period=quarter)
    over.get_by_role("link", name="冬季秘书长例会").click()
    expect(over.locator("h1")).to_contain_text("冬季秘书长例会")
    assert over.url.endswith(f"/desk/meetings/{meeting.pk}/")
