"""An organization raises an appeal on a phone, unnamed; the hub answers; others read the issue and learn nothing (A05.3)."""

from __future__ import annotations

import pytest
from playwright.sync_api import expect

from shuniu.domain.network.confidential import opened
from shuniu.domain.network.models import Appeal


def write(page, *, subject: str) -> None:
    page.get_by_label("联系人").fill("暗号联系三六九")
    page.get_by_label("联系电话").fill("19912345678")
    page.get_by_label("诉求事项").fill(subject)
    page.get_by_label("情况和要求").fill("活动室五点就关门，希望开到九点。")


@pytest.mark.acceptance("A05.3")
def test_an_anonymous_appeal_is_followed_to_its_end_and_names_nobody(enter, live, live_city):
    phone = enter("org.secretary", width=390)
    phone.goto(f"{live}/appeals/?hub={live_city.hub.code}")
    write(phone, subject="夜间场地难找（暗号一四七）")
    phone.get_by_label("匿名").check()
    phone.get_by_role("button", name="送出诉求").click()
    expect(phone.locator("h1")).to_have_text("诉求已收到")
    number = phone.locator("#number").inner_text()
    officer = enter("hub.officer")
    officer.goto(f"{live}/desk/network/issues/new/")
    officer.get_by_label("议题名称").fill("晚间场地不足")
    officer.get_by_label("共性情况和建议").fill("多家组织反映晚间没有场地，建议错时开放。")
    officer.get_by_label("请哪个部门研究").fill("街道办事处")
    officer.get_by_role("button", name="保存议题").click()
    issue = officer.url
    officer.goto(f"{live}/desk/duties/")
    officer.locator(".row", has_text="首次答复一件诉求").first.get_by_role("link", name="去答复").click()
    expect(officer.locator("main")).to_contain_text("暗号联系三六九")
    officer.get_by_label("并入哪个议题").select_option(label="晚间场地不足")
    officer.get_by_role("button", name="保存归属").click()
    officer.get_by_role("button", name="写明结果并办结").click()
    expect(officer.locator("#text:invalid")).to_have_count(1)  # the browser itself asks for words
    officer.locator("#text").evaluate("field => field.removeAttribute('required')")
    officer.get_by_role("button", name="写明结果并办结").click()
    expect(officer.locator("main")).to_contain_text("没有答复内容，不能办结")
    officer.get_by_label("写给反映人").fill("已与街道商定，每周二、四开到九点。")
    officer.get_by_role("button", name="写明结果并办结").click()
    expect(officer.locator(".page-head")).to_contain_text("待反映人评价")
    head = enter("hub.head")
    head.goto(issue)
    head.get_by_role("button", name="公开议题").click()
    for who in ("org.head", "org.liaison", "second.head", "hub.clerk"):
        other = enter(who)
        other.goto(f"{live}/desk/network/issues/?q=晚间场地")
        other.get_by_role("link", name="晚间场地不足").click()
        for word in ("暗号", "19912345678", live_city.member.name, "诉求附件"):
            expect(other.locator("main")).not_to_contain_text(word)
        other.context.close()
    citizen = enter(None, width=390)
    citizen.goto(f"{live}/appeals/follow/#{number}")
    expect(citizen.get_by_label("查询编号")).to_have_value(number)
    citizen.get_by_role("button", name="查询", exact=True).click()
    expect(citizen.locator("main")).to_contain_text("每周二、四开到九点")
    citizen.get_by_label("基本满意").check()
    citizen.get_by_role("button", name="评价并办结").click()
    expect(citizen.locator("[role=status]")).to_contain_text("谢谢您")
    with opened(hubs=[live_city.hub.pk]):
        row = Appeal.objects.get(subject="夜间场地难找（暗号一四七）")
    assert (row.state, row.view, row.organization) == ("CLOSED", "partly", None)


def test_a_group_without_an_account_raises_one_and_loses_nothing_by_a_mistake(enter, live, live_city):
    page = enter(None)
    page.goto(f"{live}/")
    page.locator(".doors").get_by_role("link", name="反映诉求").click()
    page.get_by_label("向哪家枢纽反映").select_option(live_city.hub.code)
    write(page, subject="志愿者保险买不起")
    page.set_input_files(
        "input[type=file]", {"name": "王桂兰.doc", "mimeType": "application/msword", "buffer": b"\xd0\xcf\x11\xe0 old"}
    )
    page.get_by_role("button", name="送出诉求").click()
    expect(page.locator("[role=alert]")).to_contain_text("请填写这一项")
    expect(page.get_by_label("诉求事项")).to_have_value("志愿者保险买不起")
    page.get_by_label("组织或团队名称").fill("夕照里邻里合唱队")
    page.set_input_files(
        "input[type=file]", {"name": "王桂兰.txt", "mimeType": "text/plain", "buffer": "说明".encode()}
    )
    page.get_by_role("button", name="送出诉求").click()
    expect(page.locator("h1")).to_have_text("诉求已收到")
    expect(page.locator("#number")).to_contain_text("SQ-")
