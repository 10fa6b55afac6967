"""Which meetings count, looked at as the body above looks at them: from the closed year down to the meeting (A14, A14.2)."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Page, expect

from shuniu.domain.meetings.models import SecretaryMeeting
from shuniu.engines.gatherings.models import Gathering
from shuniu.engines.indicators.actions import compute_snapshot
from shuniu.engines.indicators.models import Snapshot
from shuniu.kernel.core.moments import Period, db_now, local_date, period_of
from shuniu.kernel.people.models import User
from tests.browser.test_meetings import begin_now
from tests.city import City


def plan(page: Page, live: str, *, title: str, form: str = "联席会议", agenda: str = "") -> SecretaryMeeting:
    """The officer plans a meeting some days ahead, with one item on its agenda or with none."""
    page.goto(f"{live}/desk/meetings/new/")
    page.get_by_label("会议名称").fill(title)
    page.get_by_label("会议形式").select_option(label=form)
    page.get_by_label("日期", exact=True).fill(period_of("Y", local_date(db_now())).next().start.isoformat())
    page.get_by_label("地点").fill("三楼会议室")
    page.get_by_role("button", name="建立例会").click()
    page.wait_for_url("**/agenda/")
    meeting = SecretaryMeeting.objects.get(gathering__title=title)
    if agenda:
        page.locator(f"#id_form-{meeting.agenda.count()}-title").fill(agenda)
        page.get_by_role("button", name="保存议程").last.click()
        expect(page.locator("main")).to_contain_text("议程已保存")
    return meeting


def hold(page: Page, live: str, meeting: SecretaryMeeting, *, people: list[str]) -> None:
    begin_now(meeting)
    page.goto(f"{live}/desk/meetings/{meeting.pk}/roll/")
    for number, name in enumerate(people, start=1):
        page.get_by_label("姓名", exact=True).fill(name)
        page.get_by_role("button", name="登记", exact=True).click()
        expect(page.locator(".page-head")).to_contain_text(f"出席 {number} 人")
    page.get_by_role("button", name="会已开完").click()
    page.wait_for_url("**/minutes/")


def without_other_meetings(city: City) -> None:
    """The hub has met nobody yet this year, and nothing of before returns to its next agenda."""
    for meeting in SecretaryMeeting.objects.filter(host=city.hub):
        meeting.resolutions.all().delete()
    SecretaryMeeting.objects.filter(host=city.hub).update(state="CALLED_OFF")


def close(period: Period) -> None:
    Snapshot.objects.filter(period_code=period.code).update(closed_at=None)
    snapshot = compute_snapshot(period, by=User.objects.system("schedule"), at=period.ends_at, close=True)
    assert snapshot.closed_at is not None


def open_list(page: Page, live: str, city: City, *, code: str, period: Period) -> None:
    """From the heat map to the cell, from the cell to the list behind one figure."""
    page.goto(f"{live}/cockpit/?period={period.code}")
    page.locator(f'table.heat a[href^="/cockpit/hubs/{city.hub.code}/mechanism/"]').click()
    page.locator("tr", has_text=re.compile(rf"{code}\b")).get_by_role("link", name="看名单").click()
    expect(page.locator(".page-head")).to_contain_text(code)


@pytest.mark.acceptance("A14")
def test_when_the_year_is_closed_a_meeting_without_agenda_or_sign_in_is_listed_and_not_counted(enter, live, live_city):
    without_other_meetings(live_city)
    officer = enter("hub.officer")
    hold(officer, live, plan(officer, live, title="无人签到的会", agenda="解读政策"), people=[])
    hold(officer, live, plan(officer, live, title="没有议程的会"), people=["甲一", "乙二"])
    officer.goto(f"{live}/desk/meetings/")
    here = officer.locator(".strip li", has_text=period_of("Q", local_date(db_now())).code)
    expect(here).to_contain_text("没有签到，列出但不计入")
    expect(here).not_to_contain_text("已召开")
    year = period_of("Y", local_date(db_now()))
    close(year)
    over = enter("office.officer")
    open_list(over, live, live_city, code="MEC-2", period=year)
    expect(over.locator(".page-head")).to_contain_text("= 0 / 2")
    expect(over.locator(".page-head")).to_contain_text("已结账，不再变动")
    for title, why in (("无人签到的会", "没有签到，列出但不计入"), ("没有议程的会", "没有议程，列出但不计入")):
        line = over.locator("tr", has_text=title)
        expect(line).to_contain_text("未计入")
        expect(line).to_contain_text(why)
    over.get_by_role("link", name="无人签到的会").click()
    expect(over.locator("h1")).to_have_text("无人签到的会")


@pytest.mark.acceptance("A14.2")
def test_a_salon_with_agenda_and_sign_in_counts_for_the_quarter_like_any_other_form(enter, live, live_city):
    without_other_meetings(live_city)
    officer = enter("hub.officer")
    meeting = plan(officer, live, title="下午茶沙龙", form="工作沙龙", agenda="交流经验")
    quarter, year = (period_of(kind, local_date(db_now())) for kind in ("Q", "Y"))
    here = officer.locator(".strip li", has_text=quarter.code)
    officer.goto(f"{live}/desk/meetings/")
    expect(here).to_contain_text("前召开")
    hold(officer, live, meeting, people=["甲一", "乙二"])
    officer.goto(f"{live}/desk/meetings/")
    expect(here).to_contain_text("已召开")
    close(year)
    over = enter("office.officer")
    open_list(over, live, live_city, code="MEC-3", period=year)
    line = over.locator("tr", has_text="下午茶沙龙")
    expect(line).to_contain_text("计入")
    expect(line).not_to_contain_text("未计入")
    open_list(over, live, live_city, code="MEC-5", period=year)
    expect(over.locator("table", has_text="记录")).to_contain_text("下午茶沙龙")
    assert Gathering.objects.get(title="下午茶沙龙").secretary_meeting.form == "salon"
