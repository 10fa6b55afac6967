"""One leads, another agrees on a phone: without task and budget it does not count, with a task it does (A10.5)."""

from __future__ import annotations

import pytest
from playwright.sync_api import expect

from shuniu.domain.support.models.growing import Consortium


@pytest.mark.acceptance("A10.5")
def test_a_partner_counts_with_a_task_and_its_own_yes(enter, live, live_city):
    lead = enter("org.secretary")
    lead.goto(f"{live}/desk/support/consortia/")
    lead.get_by_role("link", name="发起组团").click()
    lead.get_by_label("项目", exact=True).fill("一刻钟服务圈")
    lead.get_by_label("一起做什么、为谁").fill("三个社区的老人和孩子")
    lead.get_by_label("牵头单位自己的任务").fill("总协调")
    lead.get_by_label("总预算（元）").fill("1000")
    lead.get_by_role("button", name="发起").click()
    address = lead.url
    hub = live_city.hub
    lead.locator("summary", has_text="请一家，或改分工").click()
    lead.get_by_label("伙伴").fill(hub.name)
    lead.get_by_role("button", name="请它答复").click()

    partner = enter("hub.officer", width=390)
    partner.goto(f"{live}/desk/duties/")
    partner.locator(".row", has_text="一刻钟服务圈").get_by_role("link", name="去答复").click()
    partner.get_by_role("button", name="同意加入").click()
    expect(partner.locator("main")).to_contain_text("没有任务也没有预算，不算")
    assert partner.evaluate("document.documentElement.scrollWidth") <= 390

    lead.goto(address)
    lead.get_by_role("button", name="组成", exact=True).click()
    expect(lead.locator("main")).to_contain_text("没有任务也没有预算的不算")
    lead.locator("summary", has_text="请一家，或改分工").click()
    lead.get_by_label("伙伴").fill(hub.name)
    lead.get_by_label("承担的任务", exact=True).fill("场地和培训")
    lead.get_by_role("button", name="请它答复").click()
    partner.goto(address)
    partner.get_by_role("button", name="同意加入").click()
    expect(partner.locator("main")).to_contain_text("2 家真正承担")
    lead.goto(address)
    lead.get_by_role("button", name="组成", exact=True).click()
    expect(lead.locator(".page-head")).to_contain_text("已组成")
    assert Consortium.objects.get(title="一刻钟服务圈").partners.real().count() == 2
