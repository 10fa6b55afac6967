"""The quarterly meeting through the browser: from the call for topics to the accepted report, on phones too."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest
from playwright.sync_api import Page, expect

from shuniu.domain.meetings.models import Mechanism, MeetingReport, SecretaryMeeting, TopicCall
from shuniu.engines.gatherings.models import Gathering, Invitee
from shuniu.kernel.core.moments import db_now, local_date, period_of
from tests.browser.acts import press_and_stand_by_it


def begin_now(meeting: SecretaryMeeting) -> None:
    """The story goes on while the meeting runs: its hour is moved to now."""
    now = db_now()
    Gathering.objects.filter(pk=meeting.gathering_id).update(
        starts_at=now - timedelta(minutes=10), ends_at=now + timedelta(hours=1),
        sign_in_opens_at=now - timedelta(hours=2), sign_in_closes_at=now + timedelta(hours=3),
    )  # fmt: skip
    SecretaryMeeting.objects.filter(pk=meeting.pk).update(created_at=now - timedelta(days=9))
    meeting.agenda.update(entered_at=now - timedelta(days=8))


def plan_through_the_browser(page: Page, live: str) -> SecretaryMeeting:
    page.goto(f"{live}/desk/meetings/new/")
    page.get_by_label("会议名称").fill("冬季秘书长例会")
    day = local_date(db_now()) + timedelta(days=6)
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
    officer.get_by_role("button", name="发出征题").click()
    expect(officer.locator("main")).to_contain_text("家组织征题")
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
    over.reload()
    expect(over.locator("main")).to_contain_text("重新报送以后才会变")
    expect(over.locator("main")).not_to_contain_text("三家已约定共用场地")
    press_and_stand_by_it(head, "核对并报送")
    over.reload()
    expect(over.locator("main")).to_contain_text("三家已约定共用场地")
    expect(over.locator("details", has_text="第 1 次")).to_be_visible()
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
    # Once the page was opened, its worker keeps it: it opens again without a network.
    phones[1].wait_for_function("navigator.serviceWorker.ready.then(() => true)")
    phones[1].reload()
    phones[1].wait_for_load_state("networkidle")
    phones[1].context.set_offline(True)
    for name in ("丙三", "丁四", "甲一"):
        phones[1].get_by_label("姓名", exact=True).fill(name)
        phones[1].get_by_role("button", name="签到").click()
    expect(phones[1].locator("[data-queue-state]")).to_contain_text("恢复后自动上传： 3")
    phones[1].reload()
    expect(phones[1].locator("[data-queue-state]")).to_contain_text("恢复后自动上传： 3")
    phones[1].context.set_offline(False)
    phones[1].context.set_offline(True)
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
    press_and_stand_by_it(head, "核对并报送")
    expect(head.locator("main")).to_contain_text("已报送")


@pytest.mark.acceptance("A13")
def test_a_run_entered_late_is_kept_with_its_day_of_entry_and_counts_as_late(enter, live, live_city):
    page = enter("hub.officer")
    page.goto(f"{live}/desk/meetings/mechanisms/new/")
    page.get_by_label("机制名称").fill("轮值走访")
    page.get_by_label("责任人").fill("赵示一")
    page.get_by_label("开始日期").fill((local_date(db_now()) - timedelta(days=400)).isoformat())
    page.get_by_role("button", name="列入清单").click()
    page.wait_for_url(re.compile(r"/mechanisms/\d+/$"))
    page.get_by_label("发生日期").fill((local_date(db_now()) - timedelta(days=45)).isoformat())
    page.get_by_label("做了什么").fill("走访三家")
    page.get_by_role("button", name="登记运行").click()
    row = page.locator("tbody tr", has_text="走访三家")
    expect(row).to_contain_text(local_date(db_now()).isoformat())
    expect(row).to_contain_text("登记太晚，按逾期计")
    over = enter("office.officer")
    over.goto(f"{live}/desk/meetings/mechanisms/{Mechanism.objects.get(name='轮值走访').pk}/")
    expect(over.locator("main")).to_contain_text("登记太晚")
    expect(over.get_by_role("button", name="登记运行")).to_have_count(0)


@pytest.mark.acceptance("A14.3")
def test_an_organization_without_an_account_proposes_on_its_phone_and_sees_why_not(enter, live, live_city):
    officer = enter("hub.officer")
    meeting = plan_through_the_browser(officer, live)
    officer.get_by_role("button", name="发出征题").click()
    call = TopicCall.objects.filter(meeting=meeting).last()
    address = f"{live}/desk/meetings/topics/link/{call.token}/"
    phone = enter(None, width=390)
    phone.goto(address)
    phone.get_by_label("议题", exact=True).fill("联合采购")
    phone.get_by_label("您的姓名和职务").fill("王桂兰，会长")
    phone.get_by_role("button", name="提交议题").click()
    expect(phone.locator("main")).to_contain_text("待答复")
    # The convener cannot put words into an organization's mouth, not even through its link.
    officer.goto(address)
    officer.get_by_label("议题", exact=True).fill("代提的")
    officer.get_by_label("您的姓名和职务").fill("赵示一，经办人")
    officer.get_by_role("button", name="提交议题").click()
    expect(officer.locator("[role=alert]")).to_contain_text("召集单位不能代为提议题")
    officer.goto(f"{live}/desk/meetings/{meeting.pk}/agenda/")
    officer.get_by_placeholder("不列入时写理由").fill("留到下一次讨论")
    officer.get_by_role("button", name="本次不列入").click()
    phone.reload()
    expect(phone.locator("main")).to_contain_text("留到下一次讨论")
    expect(phone.locator("main")).to_contain_text("本次未列入")


def test_the_agenda_is_put_in_order_without_a_script(enter, live, live_city, chromium):
    officer = enter("hub.officer")
    meeting = plan_through_the_browser(officer, live)
    for title in ("甲题", "乙题"):
        officer.locator(f"#id_form-{meeting.agenda.count()}-title").fill(title)
        officer.get_by_role("button", name="保存议程").last.click()
        expect(officer.locator("main")).to_contain_text("议程已保存")
    place = meeting.agenda.count()
    officer.get_by_role("button", name=f"第 {place} 项上移").press("Enter")
    expect(officer.locator("main")).to_contain_text("议程已保存")
    assert list(meeting.agenda.values_list("title", flat=True))[-2:] == ["乙题", "甲题"]


def test_an_invitation_is_answered_through_its_link_by_a_named_deputy(enter, live, live_city):
    officer = enter("hub.officer")
    meeting = plan_through_the_browser(officer, live)
    officer.locator(f"#id_form-{meeting.agenda.count()}-title").fill("通报情况")
    officer.get_by_role("button", name="保存议程").last.click()
    officer.goto(f"{live}/desk/meetings/{meeting.pk}/announce/")
    officer.get_by_role("button", name=re.compile("通知全部")).click()
    invitee = Invitee.objects.filter(gathering=meeting.gathering).last()
    phone = enter(None, width=390)
    phone.goto(f"{live}/desk/meetings/answer/{invitee.token}/")
    assert phone.evaluate("document.documentElement.scrollWidth") <= 390
    phone.get_by_text("委派他人参加").click()
    phone.get_by_role("button", name="委派他人").click()
    expect(phone.locator("[role=alert]")).to_contain_text("请填写代为参会的人")
    phone.get_by_label("参会人（委派他人时填写）").fill("钱代")
    phone.get_by_label("已授权代为表态").check()
    phone.get_by_role("button", name="委派他人").click()
    expect(phone.get_by_role("status")).to_contain_text("钱代")
    invitee.refresh_from_db()
    assert (invitee.answer, invitee.attendee_name, invitee.mandate) == ("substitute", "钱代", True)


@pytest.mark.acceptance("A14.4")
def test_a_paper_sheet_is_pasted_into_the_grid_and_its_faults_stay_on_the_page(enter, live, live_city):
    officer = enter("hub.officer")
    meeting = plan_through_the_browser(officer, live)
    begin_now(meeting)
    officer.goto(f"{live}/desk/meetings/{meeting.pk}/roll/sheet/")
    officer.get_by_text("从 Excel 整块粘贴").click()
    officer.get_by_label("每行一人").fill(f"甲一\t{live_city.member.name}\t秘书长\n乙二\t没有这家单位\t")
    officer.get_by_role("button", name="填进表格").click()
    officer.get_by_role("button", name="登记这张签到表").click()
    expect(officer.locator("tr.wrong")).to_contain_text("名录里没有这个单位")
    expect(officer.locator("#id_form-0-name")).to_have_value("甲一")
    assert meeting.gathering.roll.count() == 0
    officer.locator("#id_form-1-body").fill("")
    officer.get_by_role("button", name="登记这张签到表").click()
    expect(officer.locator("main")).to_contain_text("已登记 2 人")
    assert sorted(meeting.gathering.roll.values_list("name", "way")) == [("乙二", "paper"), ("甲一", "paper")]


@pytest.mark.acceptance("A14.4")
def test_sixty_of_them_twenty_two_later_and_a_reason_before_acceptance(enter, live, live_city):
    report = live_city.drafted_report(on_roll=38, late=22)
    address = f"{live}/desk/meetings/{report.meeting_id}/report/"
    head, over = enter("hub.head"), enter("office.officer")
    head.goto(address)
    press_and_stand_by_it(head, "核对并报送")
    over.goto(address)
    expect(over.locator(".kpi")).to_contain_text("60")
    expect(over.locator("main")).to_contain_text("其中会后补录 22 人")
    over.get_by_role("button", name="接收").click()
    expect(over.locator("main")).to_contain_text("还没有写补录原因，请先退回补充")
    over.get_by_label("意见").fill("请写补录原因")
    over.get_by_role("button", name="退回补充").click()
    head.goto(address)
    head.get_by_label("补录原因").fill("会场断网，用纸质表签到")
    head.get_by_role("button", name="保存报告").click()
    press_and_stand_by_it(head, "核对并报送")
    over.goto(address)
    expect(over.locator("main")).to_contain_text("会场断网，用纸质表签到")
    over.get_by_role("button", name="接收").click()
    expect(over.locator("main")).to_contain_text("已接收")


@pytest.mark.acceptance("A14.3")
def test_the_owner_closes_its_resolution_on_the_phone_after_the_host_corrected_its_day(enter, live, live_city):
    meeting, today = live_city.begun(), local_date(db_now())
    officer = enter("hub.officer")
    officer.goto(f"{live}/desk/meetings/{meeting.pk}/resolutions/new/")
    officer.get_by_label("决议").fill("建立共享场地清单")
    officer.get_by_label("承办单位").fill(live_city.member.name)
    officer.get_by_label("完成期限").fill((today + timedelta(days=3)).isoformat())
    officer.get_by_role("button", name="记下决议").click()
    officer.goto(f"{live}/desk/meetings/{meeting.pk}/")
    officer.get_by_role("link", name="建立共享场地清单").click()
    officer.get_by_role("link", name="更正承办和期限").click()
    later = (today + timedelta(days=30)).isoformat()
    officer.get_by_label("完成期限").fill(later)
    officer.get_by_role("button", name="保存更正").click()
    expect(officer.locator("main")).to_contain_text(f"期限由 {(today + timedelta(days=3)).isoformat()} 改为 {later}")
    phone = enter("org.secretary", width=390)
    phone.goto(f"{live}/desk/duties/")
    row = phone.locator(".row", has_text="建立共享场地清单")
    row.get_by_role("link", name="看决议").click()
    assert phone.evaluate("document.documentElement.scrollWidth") <= 390
    expect(phone.get_by_role("link", name="更正承办和期限")).to_have_count(0)
    phone.get_by_role("link", name="写办理情况").click()
    phone.get_by_label("办理情况").fill("已列七处")
    phone.get_by_role("button", name="保存办理情况").click()
    phone.get_by_role("link", name="办结").click()
    expect(phone.get_by_label("办理结果")).to_have_value("已列七处")
    phone.get_by_label("办理结果").fill("九处已开放")
    phone.get_by_role("button", name="办结").click()
    expect(phone.locator("main")).to_contain_text("按期办结")
    officer.reload()
    expect(officer.locator("main")).to_contain_text("九处已开放")
    expect(officer.get_by_role("button", name="撤回办结")).to_be_visible()


@pytest.mark.acceptance("A14.1")
def test_a_meeting_entered_after_its_day_shows_its_entry_and_leaves_the_quarter_open(enter, live, live_city):
    SecretaryMeeting.objects.filter(host=live_city.hub).update(state="CALLED_OFF")
    officer = enter("hub.officer")
    officer.goto(f"{live}/desk/meetings/new/")
    officer.get_by_label("会议名称").fill("补记的例会")
    quarter = period_of("Q", local_date(db_now())).previous()
    officer.get_by_label("日期", exact=True).fill(quarter.last_day.isoformat())
    officer.get_by_label("地点").fill("三楼会议室")
    officer.get_by_role("button", name="建立例会").click()
    officer.wait_for_url("**/agenda/")
    officer.goto(f"{live}/desk/meetings/")
    row = officer.locator(".row", has_text="补记的例会")
    expect(row).to_contain_text(f"{local_date(db_now()).isoformat()} 补录，不计入季度")
    expect(officer.locator(".strip li", has_text=quarter.code)).to_contain_text("未召开")
