"""Invited on a phone; away and stood in for; leaving with a hand-over."""

from __future__ import annotations

import re
from datetime import timedelta

from playwright.sync_api import expect

from shuniu.kernel.core.moments import db_now, local_date
from shuniu.kernel.orgs.queries import holds
from shuniu.kernel.people.models import User
from shuniu.kernel.record.actions import owe
from shuniu.kernel.record.models import Duty


def test_a_head_invites_and_the_colleague_joins_on_a_phone(enter, live, live_city):
    page = enter("hub.head")
    page.goto(f"{live}/desk/staff/")
    page.get_by_role("link", name="邀请人员").click()
    page.get_by_label("姓名").fill("辛仁")
    page.get_by_label("职责").select_option("clerk")
    page.get_by_role("button", name="发出邀请").click()
    expect(page.locator(".qr svg")).to_be_visible()
    address = page.locator("#address").text_content()
    page.emulate_media(media="print")
    expect(page.locator(".qr svg")).to_be_visible()
    expect(page.get_by_role("button", name="撤回邀请")).to_be_hidden()

    phone = enter(None, width=390)
    phone.goto(address)
    assert phone.evaluate("document.documentElement.scrollWidth") <= 390
    phone.get_by_label("用户名").fill("xin.ren")
    phone.get_by_label("手机号").fill("13900000009")
    phone.get_by_label("密码").fill("long enough 1")
    phone.get_by_role("button", name="接受邀请").click()
    phone.wait_for_url("**/desk/")
    expect(phone.locator("main")).to_contain_text("欢迎，你已加入")
    assert holds(User.objects.get(username="xin.ren"), live_city.hub, "clerk", at=db_now())

    late = enter(None, width=390)
    late.goto(address)
    expect(late.locator("main")).to_contain_text("这个邀请已经用过了")


def test_somebody_leaves_and_the_open_duties_go_to_a_colleague(enter, live, live_city):
    officer = live_city.user("hub.officer")
    owe(live_city.hub, "story", body=live_city.hub, roles=["officer"], due_on=local_date(db_now()) + timedelta(days=3),
        url="/desk/", at=db_now(), label="整理会员档案", person=officer)  # fmt: skip
    page = enter("hub.head")
    page.goto(f"{live}/desk/staff/")
    page.get_by_role("link", name=re.compile(f"离任交接.*{officer.name}")).first.click()
    expect(page.locator("main")).to_contain_text("整理会员档案")
    page.get_by_label("接手人", exact=True).select_option(label=live_city.user("hub.clerk").name)
    page.get_by_label("接手人同时接任他的职责").check()
    page.get_by_label("交接说明").fill("档案在二号柜。")
    page.get_by_role("button", name="完成交接").click()
    expect(page.locator("main")).to_contain_text("已交接，1 件待办转给接手人")
    assert Duty.objects.get(verb="story").person == live_city.user("hub.clerk")
    colleague = enter("hub.clerk", width=390)
    colleague.goto(f"{live}/desk/notices/")
    expect(colleague.locator("main")).to_contain_text(f"{officer.name}已离任，1 件待办转给你")
    colleague.locator("summary", has_text="复制为微信文字").first.click()
    expect(colleague.locator("textarea.copy").first).to_have_value(re.compile("【枢纽】.*办理：http", re.S))
    colleague.get_by_role("button", name="去看看").first.click()
    expect(colleague.locator("main")).to_contain_text("整理会员档案")
    assert colleague.evaluate("document.documentElement.scrollWidth") <= 390


def test_a_head_is_away_and_the_officer_stands_in(enter, live, live_city):
    page = enter("hub.head")
    page.goto(f"{live}/desk/staff/")
    today = local_date(db_now())
    page.get_by_role("link", name=re.compile(f"请人代理.*{live_city.user('hub.head').name}")).first.click()
    page.get_by_label("代理人").select_option(label=live_city.user("hub.officer").name)
    page.get_by_label("事由").fill("出差")
    page.get_by_label("代理至").fill((today + timedelta(days=4)).isoformat())
    page.get_by_role("button", name="登记代理").click()
    expect(page.locator("main")).to_contain_text(f"{live_city.user('hub.officer').name}代理")
    assert holds(live_city.user("hub.officer"), live_city.hub, "head", at=db_now())
    page.get_by_role("button", name="结束代理").click()
    expect(page.locator("main")).to_contain_text("代理已结束")
