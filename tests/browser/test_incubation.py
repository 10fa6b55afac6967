"""From a published round to a graduation: an organization applies on a phone, the head admits, a mentor coaches, the review ends it."""

from __future__ import annotations

import pytest
from playwright.sync_api import expect

from shuniu.domain.support.models.growing import Incubation


@pytest.mark.acceptance("A09.1")
def test_an_organization_applies_is_admitted_coached_and_graduates(enter, live, live_city):
    member = enter("org.secretary", width=390)
    member.goto(f"{live}/desk/support/incubation/")
    member.locator(".row", has_text="秋季招募").get_by_role("link", name="看标准").click()
    member.get_by_role("link", name="申请孵化").click()
    member.get_by_label("方式").select_option("virtual")
    member.get_by_label("在做什么、服务谁").fill("两个社区的独居老人陪伴")
    member.get_by_label("眼下最难的是什么").fill("账目没人会记")
    member.get_by_label("希望孵化期内做到什么").fill("完成登记，账目公开")
    member.get_by_label("团队人数").fill("6")
    member.get_by_role("button", name="提交申请").click()
    expect(member.locator(".page-head")).to_contain_text("待决定")
    assert member.evaluate("document.documentElement.scrollWidth") <= 390

    head = enter("hub.head")
    head.goto(member.url)
    head.get_by_label("理由").fill("三条标准都符合")
    head.get_by_role("button", name="入选", exact=True).click()
    head.get_by_role("link", name="看孵化进展").click()
    stay = head.url
    head.locator("summary", has_text="请一位导师").click()
    head.get_by_label("导师的登录邮箱").fill("nobody@demo.invalid")
    head.get_by_role("button", name="请为导师").click()
    expect(head.locator("[role=alert]")).to_contain_text("没有用这个邮箱的账号")
    head.get_by_label("导师的登录邮箱").fill("org.liaison@demo.invalid")
    head.get_by_role("button", name="请为导师").click()

    mentor = enter("org.liaison")
    mentor.goto(f"{live}/desk/notices/")
    expect(mentor.locator("main")).to_contain_text("孵化导师")
    mentor.goto(stay)
    mentor.locator("summary", has_text="记一次辅导").click()
    mentor.get_by_label("主题").fill("第一本账")
    mentor.get_by_label("建议和下一步").fill("每周五记一次，下次带来。")
    mentor.get_by_role("button", name="记下", exact=True).click()
    expect(mentor.locator("main")).to_contain_text("待组织确认")
    member.goto(stay)
    member.get_by_role("button", name="确认属实").click()
    expect(member.locator("main")).to_contain_text("组织确认 1.0 小时")
    assert member.evaluate("document.documentElement.scrollWidth") <= 390

    head.goto(stay)
    head.locator("summary", has_text="出壳评审").click()
    head.get_by_label("评审人").fill("周静（社工协会）")
    head.get_by_label("评审意见").fill("材料和账目逐条看过。")
    for choice in head.locator("select[id^=exit_met_]").all():
        choice.select_option("yes")
    head.get_by_role("button", name="报出评审结果").click()
    expect(head.locator(".page-head")).to_contain_text("出壳")
    assert Incubation.objects.get(organization=live_city.member).state == "GRADUATED"
