"""A hub and an organization sign; the officer records it, the other party confirms on a phone, the result follows (A05.3)."""

from __future__ import annotations

from datetime import timedelta

from playwright.sync_api import expect

from shuniu.domain.network.models import CooperationIntent
from shuniu.kernel.core.moments import local_date


def test_an_intent_is_recorded_confirmed_on_a_phone_and_followed_to_its_result(enter, live, live_city):
    day = local_date(live_city.now)
    officer = enter("hub.officer")
    officer.goto(f"{live}/desk/network/intents/")
    officer.get_by_role("link", name="登记意向").click()
    officer.get_by_label("乙方", exact=True).fill("没有这家")
    officer.get_by_label("签署事项").fill("共建夜间休息点")
    officer.get_by_label("各方做什么").fill("枢纽出设备，对方出场地。")
    officer.get_by_label("签署日期").fill((day - timedelta(days=2)).isoformat())
    officer.get_by_label("有效期至").fill((day + timedelta(days=300)).isoformat())
    officer.get_by_label("甲方签署人").fill("苏明远")
    officer.get_by_label("乙方签署人").fill("王桂兰")
    officer.get_by_role("button", name="登记并请对方确认").click()
    expect(officer.locator("[role=alert]")).to_contain_text("没有找到这家组织")
    expect(officer.get_by_label("签署事项")).to_have_value("共建夜间休息点")
    officer.get_by_label("乙方", exact=True).fill(live_city.member.name)
    officer.get_by_role("button", name="登记并请对方确认").click()
    expect(officer.locator("h1")).to_have_text("共建夜间休息点")
    address = officer.url
    secretary = enter("org.secretary", width=390)
    secretary.goto(f"{live}/desk/duties/")
    secretary.locator(".row", has_text="共建夜间休息点").get_by_role("link", name="去确认").click()
    secretary.get_by_role("button", name="确认属实").click()
    expect(secretary.locator(".page-head")).to_contain_text("双方已确认")
    officer.goto(address)
    officer.locator("summary", has_text="说明结果").click()
    officer.locator("#id_kind").select_option("project")
    officer.get_by_label("具体是什么").fill("休息点开门")
    officer.locator("#id_happened_on").fill(day.isoformat())
    officer.get_by_role("button", name="记下结果").click()
    expect(officer.locator("main")).to_contain_text("待另一方确认")
    secretary.reload()
    secretary.locator(".row", has_text="休息点开门").get_by_role("button", name="确认属实").click()
    officer.goto(f"{live}/desk/network/intents/?state=led&q=休息点")
    expect(officer.locator("main")).to_contain_text("共建夜间休息点")
    assert (
        CooperationIntent.objects.get(subject="共建夜间休息点").outcomes.get().confirmed_by.username == "org.secretary"
    )
