"""The hub proposes, the community accepts on a phone, the organization enters numbers, the community confirms (A10.3)."""

from __future__ import annotations

import pytest
from playwright.sync_api import expect

from shuniu.domain.support.models.growing import Landing
from shuniu.engines.exchange.models import Need


@pytest.mark.acceptance("A10.3")
def test_a_project_lands_only_with_the_communitys_word(enter, live, live_city):
    community = enter("subdistrict.officer", width=390)
    community.goto(f"{live}/desk/support/landings/")
    community.get_by_role("link", name="登记本社区的需求").click()
    community.get_by_label("类别").select_option("people")
    community.get_by_label("一句话").fill("傍晚没人照看的孩子")
    community.get_by_label("联系电话").fill("13800002222")
    community.get_by_label("由哪家枢纽帮忙").select_option(label=live_city.hub.name)
    community.get_by_role("button", name="发布").click()
    expect(community.locator("main")).to_contain_text("请存好这个地址")
    need = Need.objects.get(title="傍晚没人照看的孩子", posted_by__username="subdistrict.officer")
    assert need.asker == "community"

    officer = enter("hub.officer")
    officer.goto(f"{live}/desk/support/pool/needs/{need.pk}/")
    officer.get_by_role("button", name="通过并公开").click()
    officer.goto(f"{live}/desk/support/landings/")
    officer.get_by_role("link", name="提出一个落地项目").click()
    officer.get_by_label("哪个社区的哪条需求").select_option(str(need.pk))
    officer.get_by_label("承接的组织").fill(live_city.member.name)
    officer.get_by_label("项目名称").fill("傍晚小屋")
    officer.get_by_label("打算怎么做").fill("每天放学后两小时，两名志愿者。")
    officer.get_by_role("button", name="请社区答复").click()
    expect(officer.locator(".page-head")).to_contain_text("待社区答复")
    address = officer.url

    community.goto(address)
    community.locator("summary", has_text="接纳").click()
    community.get_by_label("社区联系人职务").fill("服务站站长")
    community.get_by_label("社区提供").fill("二楼活动室")
    community.get_by_role("button", name="接纳这个项目").click()
    expect(community.locator(".page-head")).to_contain_text("社区接纳")
    assert community.evaluate("document.documentElement.scrollWidth") <= 390

    member = enter("org.secretary")
    member.goto(address)
    member.locator("summary", has_text="登记服务人次").click()
    member.get_by_label("服务对象").select_option("minors")
    member.get_by_label("人次", exact=True).fill("18")
    member.get_by_role("button", name="登记", exact=True).click()
    expect(member.locator("main")).to_contain_text("社区未确认，不算落地")
    assert Landing.objects.get(title="傍晚小屋").state == "ACCEPTED"

    community.goto(f"{live}/desk/duties/")
    community.locator(".row", has_text="傍晚小屋").get_by_role("link", name="去确认").click()
    community.get_by_role("button", name="确认首次服务").click()
    expect(community.locator(".page-head")).to_contain_text("已落地")
    assert Landing.objects.get(title="傍晚小屋").first_confirmed_by.username == "subdistrict.officer"
