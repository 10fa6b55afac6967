"""The officer notes and nominates, the head cannot approve without an earlier need, then does (A05.4)."""

from __future__ import annotations

from datetime import timedelta

import pytest
from playwright.sync_api import expect

from shuniu.domain.support.models.growing import Cultivation
from shuniu.engines.exchange.models import Need


@pytest.mark.acceptance("A05.4")
def test_a_nomination_waits_for_a_need_recorded_before_the_choice(enter, live, live_city):
    at = live_city.now - timedelta(days=90)
    Need.objects.create(
        keeper=live_city.hub, body_name="柳岸社区", asker="community", kind="people", title="傍晚没人照看的孩子", posted_at=at,
        changed_at=at, state="open", token="browser-need", key="browser-need",
    )  # fmt: skip
    officer = enter("hub.officer")
    officer.goto(f"{live}/desk/support/scouting/")
    officer.get_by_role("link", name="记一家有潜力的组织").click()
    officer.get_by_label("组织", exact=True).fill(live_city.member.name)
    officer.get_by_label("好在哪里，还缺什么").fill("三名骨干，放学后照看二十个孩子；缺账目。")
    officer.get_by_role("button", name="记下").click()
    officer.get_by_label("提名理由").fill("三年没有断过服务")
    officer.get_by_role("button", name="提名").click()
    expect(officer.locator("main")).to_contain_text("不能审定通过")
    address = officer.url

    head = enter("hub.head", width=390)
    head.goto(f"{live}/desk/duties/")
    head.locator(".row", has_text="审定培育提名").get_by_role("link", name="去审定").first.click()
    head.goto(address)
    head.get_by_label("审定意见").fill("同意培育")
    head.get_by_role("button", name="审定通过").click()
    expect(head.locator("[role=alert]")).to_contain_text("先有需求，再选组织")
    expect(head.get_by_label("审定意见")).to_have_value("同意培育")
    assert head.evaluate("document.documentElement.scrollWidth") <= 390

    officer.locator("summary", has_text="关联需求").click()
    officer.get_by_label("为哪条需求").select_option(label=f"{at:%Y-%m-%d} 傍晚没人照看的孩子")
    officer.get_by_role("button", name="关联", exact=True).click()
    expect(officer.locator("main")).to_contain_text("才注意到这家组织")
    head.get_by_role("button", name="审定通过").click()
    expect(head.locator(".page-head")).to_contain_text("已审定")
    head.locator("summary", has_text="转入孵化或辅导").click()
    head.get_by_label("转入").select_option("coaching")
    head.get_by_label("辅导人").fill("周静")
    head.get_by_label("辅导安排").fill("每月两次，先把账目理清。")
    head.get_by_role("button", name="转入", exact=True).click()
    expect(head.locator(".page-head")).to_contain_text("已转入培育")
    assert Cultivation.objects.get(organization=live_city.member, state="HANDED").coach == "周静"
