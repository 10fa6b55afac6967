"""A member books a free slot of the hub's room on a phone and has it at once; the hub takes it back only with reason and notice."""

from __future__ import annotations

from datetime import time, timedelta

import pytest
from playwright.sync_api import expect

from shuniu.engines.bookings.models import Booking
from shuniu.engines.bookings.slots import moment
from shuniu.kernel.core.moments import local_date
from tests.bookings.places import weekday


@pytest.mark.acceptance("A08.2")
def test_a_member_books_a_free_slot_at_once_and_no_insider_displaces_it_unasked(enter, live, live_city):
    officer = enter("hub.officer")
    officer.goto(f"{live}/desk/support/facilities/")
    officer.get_by_role("link", name="开放一处设施").click()
    officer.get_by_label("名称").fill("夜校教室")
    officer.get_by_label("地点").fill("工人路 8 号二楼")
    officer.get_by_label("容纳人数").fill("30")
    officer.get_by_role("button", name="开放预订").click()
    expect(officer.locator("[role=alert]")).to_contain_text("由哪个内设部门开放")
    expect(officer.get_by_label("名称")).to_have_value("夜校教室")
    officer.get_by_label("内设部门").fill("宣传培训部")
    officer.get_by_label("法定假日不开放").uncheck()
    officer.get_by_role("button", name="开放预订").click()
    expect(officer.locator("h1")).to_have_text("夜校教室")
    room = officer.url

    day = weekday(live_city, 2)
    member = enter("org.secretary", width=390)
    member.goto(f"{live}/desk/support/facilities/?q=夜校教室")
    member.get_by_role("link", name="看空档").click()
    member.goto(f"{room}?week={day:%Y-%m-%d}")
    member.locator(".week > li").nth(2).get_by_role("link", name="空").click()
    expect(member.get_by_label("日期")).to_have_value(f"{day:%Y-%m-%d}")
    member.get_by_label("开始").fill("14:00")
    member.get_by_label("结束").fill("16:00")
    member.get_by_label("用途").fill("骨干培训")
    member.get_by_label("人数").fill("31")
    member.get_by_role("button", name="预订").click()
    expect(member.locator("[role=alert]")).to_contain_text("最多容纳 30 人")
    member.get_by_label("人数").fill("20")
    member.get_by_role("button", name="预订").click()
    expect(member.locator("main")).to_contain_text("按规则即时确认")
    expect(member.locator(".page-head")).to_contain_text("已订")
    assert member.evaluate("document.documentElement.scrollWidth") <= 390

    officer.goto(f"{room}?week={day:%Y-%m-%d}")
    officer.get_by_role("link", name=f"14:00–16:00 {live_city.member.name}").click()
    officer.locator("summary", has_text="收回这次预订").click()
    officer.get_by_role("button", name="收回并通知对方").click()
    expect(officer.locator("h1")).to_have_text("骨干培训")
    assert Booking.objects.get(purpose="骨干培训").state == "BOOKED", "never without a reason"
    Booking.objects.filter(purpose="骨干培训").update(
        starts_at=live_city.now + timedelta(hours=20), ends_at=live_city.now + timedelta(hours=22)
    )
    officer.locator("#id_reason").fill("承办全市培训")
    officer.get_by_role("button", name="收回并通知对方").click()
    expect(officer.locator("[role=alert]")).to_contain_text("提前 72 小时")
    Booking.objects.filter(purpose="骨干培训").update(
        starts_at=moment(local_date(day), time(14)), ends_at=moment(local_date(day), time(16))
    )
    officer.get_by_role("button", name="收回并通知对方").click()
    expect(officer.locator(".page-head")).to_contain_text("被收回")
    member.goto(f"{live}/desk/notices/")
    expect(member.locator("main")).to_contain_text("承办全市培训")


def test_every_week_is_booked_where_it_can_be_and_the_rest_is_told(enter, live, live_city):
    room = Booking.objects.filter(facility__owner=live_city.hub).first().facility
    room.bookings.filter(state="BOOKED").delete()
    member = enter("org.secretary")
    member.goto(f"{live}/desk/support/facilities/{room.pk}/book/")
    member.get_by_label("日期").fill(f"{local_date(live_city.now + timedelta(days=7)):%Y-%m-%d}")
    member.get_by_label("开始").fill("13:30")
    member.get_by_label("结束").fill("15:00")
    member.get_by_label("用途").fill("春天合唱团排练")
    member.get_by_label("人数").fill("20")
    member.get_by_label("重复").select_option("day")
    member.get_by_label("一共几次").fill("14")
    member.get_by_role("button", name="预订").click()
    expect(member.locator("[role=alert]")).to_contain_text("一次都没有订")
    member.get_by_label("有几次订不上时，把能订的先订下").check()
    member.get_by_role("button", name="预订").click()
    expect(member.locator("main")).to_contain_text("订好了")
    expect(member.locator("main")).to_contain_text("不在开放时间内")
    assert 1 <= Booking.objects.filter(purpose="春天合唱团排练").count() < 14
    member.goto(f"{live}/desk/support/bookings/?q=春天合唱团")
    member.locator(".row .title").first.click()
    member.get_by_role("button", name="取消预订").click()
    expect(member.locator(".page-head")).to_contain_text("已取消")
