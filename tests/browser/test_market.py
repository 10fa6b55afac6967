"""A company offers a room from a phone, the hub screens it, an organization finds it, both agree, it is delivered and
confirmed (A08.4, A10.4). Nobody of them sees the other's telephone."""

from __future__ import annotations

import time
from datetime import timedelta

import pytest
from playwright.sync_api import expect

from shuniu.engines.exchange.actions import open_posting, post_offer
from shuniu.engines.exchange.models import Delivery, Match, Offer
from shuniu.engines.exchange.queries.finding import forget
from shuniu.kernel.core.moments import local_date
from tests.browser.acts import picture
from tests.exchange.conftest import GUEST


@pytest.fixture(autouse=True)
def anew():
    forget()
    yield
    forget()


@pytest.mark.acceptance("A08.4")
def test_a_company_offers_a_room_in_a_minute_and_a_half_and_contacts_are_no_price(enter, live, live_city):
    company = enter(None, width=390)
    begun = time.monotonic()
    company.goto(f"{live}/services/pool/")
    picture(company, "market-390")
    company.get_by_role("link", name="我有资源").first.click()
    company.get_by_label("类别").select_option("place")
    company.get_by_label("一句话").fill("顶楼露台周末可办市集")
    company.get_by_label("单位或姓名").fill("云州星桥商业有限公司")
    company.get_by_label("联系人").fill("岑女士")
    company.get_by_label("联系电话").fill("13800001111")
    company.get_by_label("由哪家枢纽帮忙").select_option(label=live_city.hub.name)
    company.locator("summary", has_text="写得越全").click()
    company.get_by_label("附带条件").fill("须提供会员通讯录")
    company.get_by_label("我确认").check()
    company.get_by_role("button", name="发布").click()
    expect(company.locator("[role=alert]")).to_contain_text("平台转达")
    picture(company, "offer-refused-390")
    expect(company.get_by_label("一句话")).to_have_value("顶楼露台周末可办市集")
    company.get_by_label("附带条件").fill("用完打扫干净")
    company.get_by_role("button", name="发布").click()
    expect(company.locator("main")).to_contain_text("请存好这个地址")
    assert time.monotonic() - begun < 90
    picture(company, "mine-390")
    offer = Offer.objects.get(title="顶楼露台周末可办市集")
    assert (offer.state, offer.posted_by) == ("waiting", None)
    officer = enter("hub.officer")
    officer.goto(f"{live}/desk/support/pool/offers/{offer.pk}/")
    officer.get_by_role("button", name="通过并公开").click()
    expect(officer.locator(".page-head")).to_contain_text("开放中")
    citizen = enter(None)
    citizen.goto(f"{live}/services/pool/offers/?q=周末办市集的地方")
    row = citizen.locator(".row", has_text="顶楼露台")
    expect(row).to_contain_text("合适度")
    expect(citizen.locator("body")).not_to_contain_text("13800001111")
    picture(citizen, "market-1440")
    citizen.goto(f"{live}/services/pool/booths/")
    picture(citizen, "booths-1440")
    officer.goto(f"{live}/desk/support/pool/")
    picture(officer, "pool-1440")


@pytest.mark.acceptance("A10.4")
def test_an_organization_asks_for_it_and_both_talk_agree_deliver_and_confirm(enter, live, live_city):
    at, officer_user = live_city.now, live_city.user("hub.officer")
    offer = post_offer(live_city.hub, source="company", body_name="云州星桥商业有限公司", kind="place", groups=["youth"], area=None,
                       title="顶楼露台周末可办市集", details="露天广场，可摆四十个摊位", key="terrace", by=GUEST, at=at)  # fmt: skip
    open_posting(offer, by=officer_user, at=at)
    secretary = enter("org.secretary", width=390)
    secretary.goto(f"{live}/services/pool/need/")
    secretary.get_by_label("类别").select_option("place")
    secretary.get_by_label("一句话").fill("年轻人想办二手书集市，缺块空地")
    secretary.get_by_label("联系电话").fill("13900002222")
    secretary.get_by_label("由哪家枢纽帮忙").select_option(label=live_city.hub.name)
    secretary.get_by_role("button", name="发布").click()
    expect(secretary.locator("main")).to_contain_text("正在审核")
    need = live_city.member.needs.get(title="年轻人想办二手书集市，缺块空地")
    officer = enter("hub.officer")
    officer.goto(f"{live}/desk/support/pool/needs/{need.pk}/")
    officer.get_by_role("button", name="通过并公开").click()
    row = officer.locator(".row", has_text="顶楼露台").first
    expect(row).to_contain_text("同类")
    picture(officer, "need-1440")
    row.get_by_role("button", name="牵线").click()
    match = Match.objects.get(need=need, offer=offer)
    secretary.goto(f"{live}/desk/support/matches/{match.pk}/")
    secretary.get_by_role("button", name="答应", exact=True).click()
    secretary.get_by_label("留言").fill("下周六可以吗")
    secretary.get_by_role("button", name="转达给对方").click()
    company = enter(None, width=390)
    company.goto(f"{live}/services/pool/mine/{offer.token}/{match.pk}/")
    expect(company.locator("main")).to_contain_text("下周六可以吗")
    expect(company.locator("body")).not_to_contain_text("13900002222")
    company.get_by_role("button", name="答应", exact=True).click()
    company.locator("summary", has_text="登记一笔交付").click()
    company.get_by_label("交付了什么").fill("露台一天")
    company.get_by_label("交付日期").fill(local_date(at).isoformat())
    company.get_by_label("金额或折合金额").fill("3000")
    company.get_by_role("button", name="登记并请受方确认").click()
    expect(company.locator("main")).to_contain_text("待受方确认")
    secretary.reload()
    secretary.get_by_role("button", name="确认收到").click()
    expect(secretary.locator("main")).to_contain_text("受方已确认")
    secretary.get_by_label("办成以后写一句致谢").fill("谢谢星桥")
    secretary.get_by_role("button", name="办成了，办结").click()
    expect(secretary.locator("main")).to_contain_text("谢谢星桥")
    picture(secretary, "match-390")
    assert Delivery.objects.get(match=match).value_fen == 300_000


@pytest.mark.acceptance("A08.3")
@pytest.mark.acceptance("A08.1")
def test_an_opportunity_is_published_late_with_a_reason_and_a_partnership_approved(enter, live, live_city):
    day = local_date(live_city.now)
    officer = enter("hub.officer")
    officer.goto(f"{live}/desk/support/opportunities/")
    picture(officer, "opportunities-1440")
    officer.get_by_role("link", name="登记机会").click()
    officer.get_by_label("党政部门").fill("云州市民政局")
    officer.get_by_label("机会名称").fill("助老服务补贴")
    officer.get_by_label("内容、条件和怎样申请").fill("每家不超过五万元")
    officer.get_by_label("取得日期").fill(day.isoformat())
    officer.get_by_label("申请截止").fill((day + timedelta(days=7)).isoformat())
    officer.get_by_role("button", name="登记").click()
    officer.get_by_role("button", name="向所有组织同时公布").click()
    expect(officer.locator("[role=alert]")).to_contain_text("请写明原因")
    officer.get_by_label("为什么剩下的时间不多").fill("部门昨天才通知")
    officer.get_by_role("button", name="向所有组织同时公布").click()
    expect(officer.locator("main")).to_contain_text("同时看得到")
    picture(officer, "opportunity-1440")
    officer.get_by_role("link", name="改内容或截止日期").click()
    officer.get_by_label("申请截止").fill((day + timedelta(days=40)).isoformat())
    officer.get_by_label("为什么改").fill("部门同意延期")
    officer.get_by_role("button", name="保存").click()
    expect(officer.locator("main")).to_contain_text("部门同意延期")
    officer.goto(f"{live}/desk/support/partnerships/new/")
    officer.get_by_label("合作伙伴").fill(live_city.member.name)
    officer.get_by_label("合作事项").fill("共用督导")
    officer.get_by_label("咨询").check()
    officer.get_by_label("起始日期").fill(day.isoformat())
    officer.get_by_label("终止日期").fill((day + timedelta(days=300)).isoformat())
    officer.get_by_label("利害关系声明").fill("无")
    officer.get_by_label("交付 1：交付什么").fill("督导二十人次")
    officer.get_by_role("button", name="提交负责人批准").click()
    expect(officer.locator("h1")).to_have_text("共用督导")
    partner = enter("org.secretary", width=390)
    partner.goto(f"{live}/desk/support/partnerships/")
    partner.get_by_role("link", name="共用督导").click()
    partner.get_by_label("你单位的利害关系声明").fill("无")
    partner.get_by_role("button", name="同意并签").click()
    expect(partner.locator("main")).to_contain_text("已签")
    picture(partner, "partnership-signed-390")
    head = enter("hub.head")
    head.goto(officer.url)
    head.get_by_role("button", name="批准", exact=True).click()
    expect(head.locator(".page-head")).to_contain_text("已生效")
    picture(head, "partnership-1440")
