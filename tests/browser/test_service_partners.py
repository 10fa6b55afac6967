"""Experts, platform organizations and entrusted services through the browser, each side on its own page."""

from __future__ import annotations

from datetime import timedelta

import pytest
from playwright.sync_api import expect

from shuniu.domain.support.actions import desk
from shuniu.domain.support.models.desk import Consultation, EntrustedService, PlatformService
from shuniu.kernel.core.moments import db_now, local_date
from shuniu.kernel.orgs.interests import tied
from shuniu.kernel.orgs.models import Organization
from shuniu.kernel.record.payments import why_not_paid


@pytest.mark.acceptance("A09.3")
def test_an_expert_answers_and_is_then_left_out_when_that_organization_is_judged(enter, live, live_city):
    head = enter("hub.head")
    head.goto(f"{live}/desk/support/committees/")
    head.get_by_label("专委会名称").fill("法律专委会")
    head.get_by_label("做什么").fill("答复法律问题")
    head.get_by_role("button", name="设立", exact=True).click()
    head.get_by_label("专委会", exact=True).select_option(label="法律专委会")
    head.get_by_label("专家的账号").fill("second.head")
    head.get_by_label("专长领域").fill("劳动关系")
    head.get_by_role("button", name="聘请", exact=True).click()
    expect(head.locator(".card", has_text="法律专委会").first).to_contain_text("劳动关系")
    asker = enter("org.secretary", width=390)
    asker.goto(f"{live}/desk/support/consultations/new/")
    asker.get_by_label("专委会", exact=True).select_option(label=f"法律专委会 · {live_city.hub.name}")
    asker.get_by_label("问题").fill("兼职要不要签合同")
    asker.get_by_role("button", name="送出问题").click()
    expect(asker.locator("h1")).to_have_text("兼职要不要签合同")
    expert = enter("second.head")
    expert.goto(f"{live}/desk/support/consultations/?which=open")
    expert.get_by_role("link", name="兼职要不要签合同").click()
    expert.get_by_label("意见和依据").fill("每周固定到岗的要签。")
    expert.get_by_role("button", name="答复", exact=True).click()
    asker.reload()
    expect(asker.locator("main")).to_contain_text("每周固定到岗的要签。")
    row = Consultation.objects.get(subject="兼职要不要签合同")
    pair = (row.answered_by.person_id, row.organization_id)
    assert tied([pair[0]], [pair[1]], live_city.now + timedelta(hours=1)) == {pair}


@pytest.mark.acceptance("A09.4")
def test_a_platform_organization_cannot_take_a_fee_on_what_the_hub_pays_for(enter, live, live_city):
    today = local_date(live_city.now)
    row = desk.propose_agreement(
        live_city.hub, organization=live_city.member, tasks="代办登记", area="全市", valid_from=today,
        valid_to=today + timedelta(days=365), by=live_city.user("hub.officer"), at=live_city.now,
    )  # fmt: skip
    secretary = enter("org.secretary")
    secretary.goto(f"{live}/desk/support/platforms/{row.pk}/")
    secretary.get_by_role("button", name="同意承担").click()
    secretary.get_by_label("服务名称").fill("登记代办")
    secretary.get_by_label("由枢纽出资").check()
    secretary.get_by_label("收费（元）").fill("50")
    secretary.get_by_role("button", name="登记服务").click()
    expect(secretary.locator("[role=alert]")).to_contain_text("不能再向组织收费")
    assert not PlatformService.objects.filter(agreement=row).exists()
    secretary.get_by_label("收费（元）").fill("0")
    secretary.get_by_role("button", name="登记服务").click()
    expect(secretary.locator("main")).to_contain_text("枢纽出资，不收费")


@pytest.mark.acceptance("A09.2")
def test_nothing_is_paid_before_the_client_confirms_the_milestone(enter, live, live_city):
    provider = Organization.objects.get(appointments__person__username="secretary01.org")
    officer = enter("hub.officer")
    officer.goto(f"{live}/desk/support/entrusted/new/")
    officer.get_by_label("客户", exact=True).fill(live_city.member.name)
    officer.get_by_label("承办组织").fill(provider.name)
    officer.get_by_label("客户的需求").fill("没有专职会计")
    officer.get_by_label("服务范围").fill("代理记账")
    end = local_date(live_city.now) + timedelta(days=90)
    officer.get_by_label("服务期至").fill(end.isoformat())
    officer.get_by_label("里程碑").fill(f"{end.isoformat()} 建好账册")
    officer.get_by_role("button", name="送给双方").click()
    expect(officer.locator(".page-head")).to_contain_text("待客户同意")
    address = officer.url
    helper, client = enter(None), enter("org.secretary", width=390)
    helper.goto(f"{live}/demo/")
    helper.locator("details").evaluate_all("all => all.forEach(one => one.open = true)")
    helper.locator('form:has(input[value="secretary01.org"]) button').click()
    helper.wait_for_url("**/desk/**")
    helper.goto(address)
    helper.get_by_role("button", name="声明不掌管客户的印章、账户和表决权").click()
    client.goto(address)
    client.get_by_role("button", name="同意服务范围").click()
    officer.reload()
    officer.get_by_label("能力得分（0–100）").fill("40")
    officer.get_by_label("依据").fill("账册不全")
    officer.get_by_role("button", name="记下评价").click()
    helper.reload()
    expect(helper.get_by_role("button", name="记下评价")).to_have_count(0)
    helper.get_by_label("完成情况").fill("账册已建")
    helper.get_by_label("谁做的").fill("会计甲")
    day = local_date(live_city.now)
    helper.get_by_label("从", exact=True).fill(f"{day.isoformat()}T09:00")
    helper.get_by_label("到", exact=True).fill(f"{day.isoformat()}T11:00")
    helper.get_by_role("button", name="报完成").click()
    expect(helper.locator("main")).to_contain_text("待客户确认")
    expect(helper.get_by_role("button", name="确认完成")).to_have_count(0)
    row = EntrustedService.objects.latest("pk")
    assert "不能拨付" in unpaid(row)
    client.reload()
    client.get_by_role("button", name="确认完成").click()
    expect(client.locator("main")).to_contain_text("客户已确认")
    assert unpaid(row) == ""


def unpaid(row) -> str:
    milestone = row.milestones.get()
    return why_not_paid("support.servicemilestone", [milestone.pk], db_now()).get(milestone.pk, "")
