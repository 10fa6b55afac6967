"""What keeps a slip from costing anything: a question before what cannot be taken back, drafts, headings that stay."""

from __future__ import annotations

from playwright.sync_api import expect

from shuniu.domain.meetings.models import MeetingReport
from shuniu.engines.gatherings.models import RollEntry
from tests.browser.acts import press_and_stand_by_it


def test_a_report_goes_up_only_after_a_second_look(enter, live, live_city):
    report = live_city.drafted_report(on_roll=3)
    head = enter("hub.head", width=390)
    head.goto(f"{live}/desk/meetings/{report.meeting_id}/report/")
    head.get_by_label("成效").fill("三家已约定共用场地。")
    head.get_by_role("button", name="核对并报送").click()
    expect(head.get_by_role("dialog")).to_contain_text("报送以后自己不能撤回")
    head.keyboard.press("Escape")
    expect(head.get_by_role("dialog")).to_be_hidden()
    assert MeetingReport.objects.get(pk=report.pk).state == "DRAFT"
    expect(head.get_by_label("成效")).to_have_value("三家已约定共用场地。")
    press_and_stand_by_it(head, "核对并报送")
    expect(head.locator("main")).to_contain_text("已报送")
    report = MeetingReport.objects.get(pk=report.pk)
    assert (report.state, report.effect) == ("FILED", "三家已约定共用场地。")


def test_a_name_entered_by_mistake_is_taken_back_at_once_and_the_offer_goes_after_ten_seconds(enter, live, live_city):
    meeting = live_city.begun()
    clerk = enter("hub.clerk", width=390)
    clerk.goto(f"{live}/desk/meetings/{meeting.pk}/roll/")

    def write(name: str) -> None:
        clerk.get_by_label("姓名").first.fill(name)
        clerk.get_by_role("button", name="登记", exact=True).click()
        expect(clerk.get_by_role("status").first).to_contain_text(name)

    write("陈立新")
    box = clerk.get_by_role("button", name="撤销").bounding_box()
    assert box is not None
    assert min(box["width"], box["height"]) >= 24
    clerk.get_by_role("button", name="撤销").click()
    expect(clerk.get_by_role("status").first).to_contain_text("已撤销")
    assert not RollEntry.objects.filter(gathering=meeting.gathering, removed_at=None).exists()
    write("王桂兰")
    clerk.mouse.move(0, 0)
    expect(clerk.get_by_role("button", name="撤销")).to_have_count(0, timeout=13_000)
    assert RollEntry.objects.filter(gathering=meeting.gathering, removed_at=None).count() == 1


def test_what_one_types_on_a_shared_computer_is_not_shown_to_the_next(enter, live, live_city):
    """The same window: the officer types, signs out, the head signs in, then the officer comes back."""
    page = enter("hub.officer")

    def sign_in(who: str) -> None:
        page.get_by_label("我的账号").or_(page.locator("details.who summary")).first.click()
        page.get_by_role("button", name="退出登录").click()
        page.goto(f"{live}/demo/")
        page.locator(f'form:has(input[value="{who}"]) button').click()
        page.wait_for_url("**/desk/**")

    address = f"{live}/desk/oversight/hubs/{live_city.hub.code}/units/A15.2/"
    page.goto(address)
    page.get_by_label("做了什么").fill("只有经办人知道的半句话")
    expect(page.locator("[data-draft-note]").first).to_contain_text("草稿已存在这台设备上")
    sign_in("hub.head")
    page.goto(address)
    expect(page.get_by_label("做了什么")).not_to_have_value("只有经办人知道的半句话")
    sign_in("hub.officer")
    page.goto(address)
    expect(page.get_by_label("做了什么")).to_have_value("只有经办人知道的半句话")


def test_the_heading_of_a_long_table_stays_in_sight(enter, live, live_city):
    page = enter("hub.officer")
    page.goto(f"{live}/desk/registry/")
    page.set_viewport_size({"width": 1200, "height": 520})
    wrap = page.locator(".table-wrap").last
    wrap.scroll_into_view_if_needed()
    wrap.evaluate("one => { one.scrollTop = one.scrollHeight; }")
    gap = wrap.evaluate(
        "one => one.querySelector('thead th').getBoundingClientRect().top - one.getBoundingClientRect().top"
    )
    assert wrap.evaluate("one => one.scrollTop") > 0
    assert 0 <= gap <= 3
