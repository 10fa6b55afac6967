"""A quarter from the warning to the meeting that counts: warned, planned, answered, signed in, met (A14.1)."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest
from playwright.sync_api import expect

from shuniu.domain.meetings.actions import owe_quarterly_meetings
from shuniu.domain.meetings.models import SecretaryMeeting
from shuniu.kernel.core.moments import db_now, local_date, period_of, start_of_day
from shuniu.kernel.people.models import User
from shuniu.kernel.record.models import Duty
from tests.browser.test_meetings import begin_now, plan_through_the_browser


def morning_of_week(number: int):
    """The first morning of a week of the running quarter."""
    return start_of_day(period_of("Q", local_date(db_now())).start + timedelta(weeks=number - 1)) + timedelta(hours=6)


@pytest.mark.acceptance("A14.1")
def test_a_quarter_is_warned_of_in_week_eight_and_met_by_a_meeting_that_secretaries_signed_in_to(
    enter, live, live_city
):
    quarter, system = period_of("Q", local_date(db_now())), User.objects.system("schedule")
    SecretaryMeeting.objects.filter(host=live_city.hub).update(state="CALLED_OFF")
    Duty.objects.filter(verb=f"hold_meeting:{quarter.code}").delete()
    duties = Duty.objects.open().filter(verb=f"hold_meeting:{quarter.code}", body=live_city.hub)
    owe_quarterly_meetings(by=system, at=morning_of_week(8) - timedelta(days=1))
    assert not duties.exists()
    for _morning in range(2):
        owe_quarterly_meetings(by=system, at=morning_of_week(8))
    assert duties.count() == 1
    officer = enter("hub.officer")
    officer.goto(f"{live}/desk/duties/?which=all")
    officer.locator(".row", has_text=f"召开{quarter.code}秘书长例会").get_by_role("link", name="去筹备").click()
    officer.wait_for_url("**/meetings/new/")
    meeting = plan_through_the_browser(officer, live)
    officer.locator(f"#id_form-{meeting.agenda.count()}-title").fill("通报情况")
    officer.get_by_role("button", name="保存议程").last.click()
    officer.goto(f"{live}/desk/meetings/{meeting.pk}/announce/")
    officer.get_by_role("button", name=re.compile("通知全部")).click()
    expect(officer.locator("main")).to_contain_text("会议通知已发出")
    secretary = enter("org.secretary", width=390)
    secretary.goto(f"{live}/desk/meetings/{meeting.pk}/")
    secretary.get_by_role("button", name="本人参加").first.click()
    expect(secretary.locator("main")).to_contain_text("参加")
    begin_now(meeting)
    officer.goto(f"{live}/desk/meetings/")
    here = officer.locator(".strip li", has_text=quarter.code)
    expect(here).to_contain_text("前召开")
    secretary.goto(f"{live}/desk/meetings/door/{meeting.gathering.door_token}/")
    secretary.get_by_label("姓名", exact=True).fill("秘书长本人")
    secretary.get_by_role("button", name="签到").click()
    expect(secretary.locator("[data-queue-state]")).to_contain_text("签到已全部上传")
    officer.goto(f"{live}/desk/meetings/{meeting.pk}/roll/")
    expect(officer.locator(".page-head")).to_contain_text("出席 1 人")
    officer.get_by_role("button", name="会已开完").click()
    officer.wait_for_url("**/minutes/")
    officer.goto(f"{live}/desk/meetings/")
    expect(here).to_contain_text("已召开")
    owe_quarterly_meetings(by=system, at=quarter.ends_at - timedelta(hours=1))
    assert not duties.exists()
    officer.goto(f"{live}/desk/duties/?which=all")
    expect(officer.locator("main")).not_to_contain_text(f"召开{quarter.code}秘书长例会")
