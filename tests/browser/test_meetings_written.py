"""What stands in the form is what goes on: nobody has to save first."""

from __future__ import annotations

from playwright.sync_api import expect

from shuniu.domain.meetings.models import MeetingReport, Minutes
from tests.browser.acts import press_and_stand_by_it


def test_the_head_files_what_stands_on_the_page_and_sees_it_filed(enter, live, live_city):
    report = live_city.drafted_report(on_roll=3)
    head = enter("hub.head")
    head.goto(f"{live}/desk/meetings/{report.meeting_id}/report/")
    head.get_by_label("成效").fill("三家已约定共用场地，下周一签字。")
    press_and_stand_by_it(head, "核对并报送")
    expect(head.locator("main")).to_contain_text("已报送")
    report = MeetingReport.objects.get(pk=report.pk)
    assert (report.state, report.effect) == ("FILED", "三家已约定共用场地，下周一签字。")


def test_the_officer_hands_the_head_what_stands_on_the_page(enter, live, live_city):
    meeting = live_city.begun()
    live_city.sign(meeting, 2)
    officer = enter("hub.officer")
    officer.goto(f"{live}/desk/meetings/{meeting.pk}/roll/")
    officer.get_by_role("button", name="会已开完").click()
    officer.wait_for_url("**/minutes/")
    officer.get_by_label("主持人").fill("闻一")
    officer.get_by_label("会议情况").fill("第一稿。")
    officer.get_by_role("button", name="保存纪要").click()
    expect(officer.locator("main")).to_contain_text("纪要已保存")
    officer.get_by_label("会议情况").fill("第二稿，没有先保存。")
    officer.get_by_role("button", name="送负责人审签").click()
    expect(officer.locator("main")).to_contain_text("待审签")
    minutes = Minutes.objects.get(meeting=meeting)
    assert (minutes.state, minutes.summary) == ("SUBMITTED", "第二稿，没有先保存。")
