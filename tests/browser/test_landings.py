"""The hub proposes, the community accepts on a phone, the organization enters numbers, the community confirms (A10.3)."""

from __future__ import annotations

import pytest
from playwright.sync_api import expect

from shuniu.domain.support.models.growing import Landing
from shuniu.engines.exchange.models import Need


@pytest.mark.acceptance("A10.3")
def test_a_project_lands_only_with_the_communitys_word(enter, live, live_city):
    body = live_city.user("subdistrict.officer").appointments.get().organization
    need = Need.objects.create(
        keeper=live_city.hub, body=body, body_name=body.name, asker="community", kind="people", title="傍晚没人照看的孩子",
        posted_at=live_city.now, changed_at=live_city.now, state="open", token="landing-need", key="landing-need",
    )  # fmt: skip
    officer = enter("hub.officer")
    officer.goto(f"{live}/desk/support/landings/")
    officer.get_by_role("link", name="提出一个落地项目").click()
    officer.get_by_label("哪个社区的哪条需求").select_option(str(need.pk))
    officer.get_by_label("承接的组织").fill(live_city.member.name)
    officer.get_by_label("项目", exact=True).fill("傍晚小屋")
    officer.get_by_label("打算怎么做").fill("每天放学后两小时，两名志愿者。")
    officer.get_by_role("button", name="请社区答复").click()
    expect(officer.locator(".page-head")).to_contain_text("待社区答复")
    address = officer.url

    community = enter("subdistrict.officer", width=390)
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
