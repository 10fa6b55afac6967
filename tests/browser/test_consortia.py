"""Three carry one project: a partner with neither task nor budget does not count, and the page says so (A10.5)."""

from __future__ import annotations

from datetime import timedelta

import pytest
from playwright.sync_api import expect

from shuniu.kernel.core.moments import local_date
from shuniu.kernel.orgs.models import Organization


@pytest.mark.acceptance("A10.5")
def test_a_partner_without_task_and_budget_does_not_count(enter, live, live_city):
    day = local_date(live_city.now)
    other = Organization.objects.get(appointments__person__username="org.liaison")
    lead = enter("org.secretary")
    lead.goto(f"{live}/desk/support/consortia/")
    lead.get_by_role("link", name="发起联合体").click()
    lead.get_by_label("项目名称").fill("夜间照护试点")
    lead.get_by_label("要解决什么、做成什么样").fill("三家轮值，夜里有人应门。")
    lead.get_by_label("牵头组织自己做什么").fill("总协调，管账。")
    lead.get_by_label("起始日期").fill(f"{day:%Y-%m-%d}")
    lead.get_by_label("结束日期").fill(f"{day:%Y-%m-%d}")
    lead.get_by_role("button", name="建好，去邀请成员").click()
    expect(lead.locator("[role=alert]")).to_contain_text("结束日期要在开始日期以后")
    expect(lead.get_by_label("项目名称")).to_have_value("夜间照护试点")
    lead.get_by_label("结束日期").fill(f"{day + timedelta(days=300):%Y-%m-%d}")
    lead.get_by_role("button", name="建好，去邀请成员").click()
    expect(lead.locator("h1")).to_have_text("夜间照护试点")
    page = lead.url
    lead.get_by_label("邀请哪家组织").fill(other.name)
    lead.get_by_role("button", name="邀请成员", exact=True).click()

    partner = enter("org.liaison", width=390)
    partner.goto(page)
    partner.get_by_role("button", name="同意加入").click()
    expect(partner.locator("body")).to_contain_text("没有任务也没有预算，不算成员")

    lead.goto(page)
    lead.get_by_role("button", name="启动联合体").click()
    expect(lead.locator("body")).to_contain_text("承担任务或预算的成员现在是 1 家，至少要 2 家")
    lead.locator(".row", has_text=other.name).get_by_role("link", name="任务和预算").click()
    lead.get_by_label("预算").fill("专业服务 两万四")
    lead.get_by_role("button", name="保存").click()
    expect(lead.locator("[role=alert]")).to_contain_text("看不出金额")
    lead.get_by_label("预算").fill("专业服务 24,000")
    lead.get_by_role("button", name="保存").click()

    partner.goto(page)
    expect(partner.locator("body")).to_contain_text("24,000")
    partner.get_by_role("button", name="同意加入").click()
    lead.goto(page)
    expect(lead.locator("body")).to_contain_text("2 家算作成员")
    lead.get_by_role("button", name="启动联合体").click()
    expect(lead.locator("main")).to_contain_text("进行中")
