"""The walking circle, through the browser, as the people it names would walk it."""

from __future__ import annotations

import io
import re
from datetime import timedelta

import openpyxl
import pytest
from playwright.sync_api import Page, expect

from shuniu.domain.meetings.models import MeetingReport, SecretaryMeeting
from shuniu.domain.registry.models import RosterImport
from shuniu.engines.gatherings.models import Gathering
from shuniu.kernel.core.moments import db_now
from shuniu.kernel.orgs.models import Affiliation, Organization
from shuniu.methods.rosters import make_credit_code
from tests.worker import work_off_jobs


def roster(rows: int) -> bytes:
    """A hub's own sheet: title row, Chinese headings, two faults."""
    book = openpyxl.Workbook()
    sheet = book.active
    sheet.append(["职工服务类社会组织名录"])
    sheet.append(["序号", "单位名称", "统一社会信用代码", "组织类型", "成立时间", "是否会员"])
    for n in range(rows):
        code = make_credit_code("social_service", area="990102", serial=70_000_000 + n)
        if n == 3:
            code = code[:17] + ("0" if code[17] != "0" else "1")
        sheet.append(
            [n + 1, f"云州市新来{n}号服务中心", code, "基金会" if n == 5 else "社会服务机构", "2020-05-01", "是"]
        )
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


@pytest.mark.acceptance("A04")
def test_a_hub_brings_its_roster_in_corrects_it_and_an_organization_confirms(enter, live, live_city):
    page: Page = enter("hub.officer")
    page.goto(f"{live}/desk/registry/rosters/new/")
    file = {"name": "名录.xlsx", "mimeType": "application/octet-stream", "buffer": roster(200)}
    page.set_input_files("input[type=file]", file)
    page.get_by_role("button", name="上传并预览").click()
    expect(page.locator("main")).to_contain_text("2 行需要核对")
    expect(page.locator("table")).to_contain_text("第 18 位校验不符")
    page.get_by_role("button", name=re.compile("导入 198 行")).click()
    expect(page.locator("main")).to_contain_text("正在导入")
    work_off_jobs()
    page.reload()
    expect(page.locator("main")).to_contain_text("已导入：新增 198 家")
    new = Organization.objects.get(name="云州市新来0号服务中心")
    tie = Affiliation.objects.get(organization=new)
    assert (tie.hub, tie.confirmed_at) == (live_city.hub, None)
    page.goto(f"{live}/desk/network/ties/{tie.pk}/")
    page.get_by_role("button", name="生成确认链接").click()
    address = page.locator("#address").text_content()
    page.goto(address)
    page.get_by_role("button", name="确认属实").click()
    expect(page.locator("[role=alert]")).to_contain_text("枢纽自己不能代为确认")
    phone = enter(None, width=390)
    phone.goto(address)
    phone.get_by_role("button", name="确认属实").click()
    expect(phone.locator("main")).to_contain_text("已确认")
    page.goto(f"{live}/desk/registry/?q=新来&tie=confirmed")
    expect(page.locator("tbody tr")).to_have_count(1)
    page.goto(f"{live}/desk/registry/rosters/{RosterImport.objects.get().pk}/")
    page.get_by_role("button", name="撤销导入").click()
    expect(page.locator("main")).to_contain_text("其中 1 行")
    assert Organization.objects.filter(name__startswith="云州市新来").count() == 1


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


@pytest.mark.parametrize(("locale", "word"), [("zh-CN", "社会组织"), ("zh-TW", "社會組織"), ("en-US", "Organizations")])
def test_the_browsers_language_decides(enter, live, locale, word):
    page = enter(None, locale=locale)
    page.goto(f"{live}/")
    expect(page.locator(".p-nav")).to_contain_text(word)
