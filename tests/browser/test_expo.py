"""An exhibitor applies, booths are given by the rule, a visitor books a meeting on a phone, an intent is signed and followed (A10.1)."""

from __future__ import annotations

from datetime import timedelta

import pytest
from playwright.sync_api import expect

from shuniu.domain.support.models.growing import Deal, Expo
from shuniu.engines.gatherings.models import Gathering
from shuniu.kernel.core.moments import local_date
from tests.browser.acts import picture, press_and_stand_by_it


@pytest.mark.acceptance("A10.1")
def test_from_a_booth_to_an_intent_that_is_followed(enter, live, live_city):
    officer = enter("hub.officer")
    officer.goto(f"{live}/desk/support/expos/")
    officer.get_by_role("link", name="办一场展会").first.click()
    day = local_date(live_city.now) + timedelta(days=40)
    officer.get_by_label("名称").fill("邻里服务集市展")
    officer.get_by_label("日期", exact=True).fill(day.isoformat())
    officer.get_by_label("地点").fill("文化广场")
    officer.get_by_label("展什么、给谁看").fill("社区服务，给街道和居民看。")
    officer.get_by_label("展位数").fill("3")
    officer.get_by_label("展位申请截止").fill(day.isoformat())
    officer.get_by_role("button", name="公布").click()
    expect(officer.locator("[role=alert]")).to_contain_text("开展之前")
    officer.get_by_label("展位申请截止").fill((day - timedelta(days=20)).isoformat())
    officer.get_by_role("button", name="公布").click()
    address = officer.url

    exhibitor = enter("org.secretary")
    exhibitor.goto(address)
    exhibitor.get_by_role("link", name="申请展位").click()
    exhibitor.get_by_label("展示什么").fill("工间照护")
    exhibitor.get_by_label("名片：做什么、做成过什么").fill("三个园区，两年没断。")
    exhibitor.get_by_label("想找谁、要什么").fill("新的园区")
    exhibitor.get_by_role("button", name="申请", exact=True).click()
    expect(exhibitor.locator(".page-head")).to_contain_text("已申请")
    booth = exhibitor.url
    Expo.objects.filter(gathering__title="邻里服务集市展").update(
        apply_until=local_date(live_city.now) - timedelta(days=1)
    )
    officer.goto(address)
    officer.get_by_role("button", name="按办法分配展位").click()
    expect(officer.locator("main")).to_contain_text("工间照护")

    fair = Expo.objects.get(gathering__title="邻里服务集市展")
    visitor = enter(None, width=390)
    visitor.goto(f"{live}/services/expos/{fair.pk}/")
    visitor.get_by_label("姓名").fill("李文")
    visitor.get_by_label("单位").fill("柳岸园区")
    visitor.get_by_label("想看什么、想买什么服务").fill("员工照护")
    visitor.get_by_role("button", name="登记").click()
    visitor.locator("summary", has_text="约一家展商").click()
    visitor.get_by_label("约哪一家").select_option(index=1)
    visitor.get_by_label("什么时间").select_option(label="10:00")
    visitor.get_by_role("button", name="请它答复").click()
    expect(visitor.locator("main")).to_contain_text("待展商答复")
    assert visitor.evaluate("document.documentElement.scrollWidth") <= 390
    exhibitor.goto(booth)
    exhibitor.get_by_role("button", name="见", exact=True).click()
    expect(exhibitor.locator("main")).to_contain_text("约好了")

    starts = live_city.now - timedelta(days=200)
    Gathering.objects.filter(expo=fair).update(starts_at=starts, ends_at=starts + timedelta(hours=6))
    exhibitor.goto(booth)
    exhibitor.locator("summary", has_text="登记一条意向").click()
    exhibitor.get_by_label("对方").fill("柳岸园区")
    exhibitor.get_by_label("约定做什么").fill("每周两次工间照护")
    exhibitor.get_by_label("签约日期").fill(local_date(starts).isoformat())
    exhibitor.get_by_role("button", name="登记", exact=True).click()
    exhibitor.get_by_role("link", name="每周两次工间照护").click()
    exhibitor.locator("summary", has_text="说明进展").click()
    exhibitor.get_by_label("第几个月").select_option("6")
    exhibitor.get_by_label("进展").select_option("DELIVERED")
    exhibitor.get_by_label("情况").fill("已做十二次")
    exhibitor.get_by_role("button", name="记下").click()
    expect(exhibitor.locator("main")).to_contain_text("枢纽核对或对方确认以后才计入兑现")
    officer.goto(exhibitor.url)
    officer.get_by_role("button", name="核对属实，计入兑现").click()
    expect(officer.locator("main")).to_contain_text("枢纽已核对")
    assert Deal.objects.get(subject="每周两次工间照护").confirmed_by.username == "hub.officer"


@pytest.mark.acceptance("A10.1")
def test_the_other_side_enters_what_was_agreed_and_says_whether_it_came(enter, live, live_city):
    """An exhibitor's and a visitor's day: changed once, agreed at the booth, disputed, delivered, confirmed by who got it."""
    fair = Expo.objects.filter(hub=live_city.hub).latest("gathering__starts_at")
    booth = fair.booths.filter(state="GIVEN").first()
    fair.booths.filter(pk=booth.pk).update(organization=live_city.member)
    officer = enter("hub.officer")
    officer.goto(f"{live}/desk/support/expos/{fair.pk}/")
    officer.get_by_role("link", name="修改").click()
    officer.get_by_label("地点").fill("会展中心二号馆")
    officer.get_by_label("变动说明").fill("换到二号馆，时间不变")
    officer.get_by_role("button", name="保存并告知展商").click()
    expect(officer.locator("main")).to_contain_text("换到二号馆，时间不变")
    exhibitor = enter("org.secretary")
    exhibitor.goto(f"{live}/desk/notices/")
    expect(exhibitor.locator("main")).to_contain_text("换到二号馆，时间不变")

    visitor = enter(None, width=390)
    visitor.goto(f"{live}/")
    visitor.get_by_role("link", name="看展会、找孵化").click()
    visitor.get_by_role("link", name=fair.gathering.title).click()
    expect(visitor.locator("main")).to_contain_text("会展中心二号馆")
    visitor.get_by_label("姓名").fill("方琴")
    visitor.get_by_label("单位").fill("石榴巷社区")
    visitor.get_by_label("想看什么、想买什么服务").fill("老人午餐")
    visitor.get_by_role("button", name="登记").click()
    picture(visitor, "visit-390")
    page = visitor.url
    starts = live_city.now - timedelta(days=100)
    Gathering.objects.filter(expo=fair).update(starts_at=starts, ends_at=starts + timedelta(hours=6))
    visitor.goto(page)
    visitor.locator("summary", has_text="登记一条谈成的意向").click()
    visitor.get_by_label("和哪一家").select_option(str(booth.pk))
    visitor.get_by_label("约定做什么").fill("石榴巷每周午餐三次")
    visitor.get_by_label("约定金额").fill("12000")
    visitor.locator(".apply").get_by_role("button", name="登记", exact=True).click()
    expect(visitor.locator("main")).to_contain_text("进行中")
    assert visitor.evaluate("document.documentElement.scrollWidth") <= 390

    def delivered() -> None:
        deal = Deal.objects.get(subject="石榴巷每周午餐三次")
        exhibitor.goto(f"{live}/desk/support/expos/deals/{deal.pk}/")
        exhibitor.locator("summary", has_text="说明进展").click()
        exhibitor.get_by_label("进展").select_option("DELIVERED")
        exhibitor.get_by_label("情况").fill("每周送到")
        exhibitor.get_by_role("button", name="记下").click()
        expect(exhibitor.locator(".page-head")).to_contain_text("已兑现")

    delivered()
    visitor.goto(page)
    visitor.get_by_label("还没有的话，差什么").fill("只来了一次")
    visitor.get_by_role("button", name="还没有").click()
    expect(visitor.locator("main")).to_contain_text("只来了一次")
    delivered()
    visitor.goto(page)
    visitor.get_by_role("button", name="收到了").click()
    expect(visitor.locator("main")).to_contain_text("已确认兑现")
    exhibitor.reload()
    expect(exhibitor.locator("main")).to_contain_text("对方已确认")


def test_a_fair_is_called_off_after_a_second_thought(enter, live, live_city):
    fair = Expo.objects.filter(hub=live_city.hub).latest("gathering__starts_at")
    officer = enter("hub.officer")
    officer.goto(f"{live}/desk/support/expos/{fair.pk}/")
    officer.locator("summary", has_text="取消这场展会").click()
    officer.get_by_label("原因").fill("场馆检修")
    press_and_stand_by_it(officer, "取消展会")
    expect(officer.locator("main")).to_contain_text("这场展会已经取消")
    citizen = enter(None, width=390)
    citizen.goto(f"{live}/services/expos/")
    expect(citizen.locator(".row", has_text=fair.gathering.title)).to_contain_text("已取消")


@pytest.mark.acceptance("A10.1")
def test_a_body_of_the_register_is_the_other_side(enter, live, live_city):
    """The exhibitor writes its full name; at its own desk, on a phone, it says whether it came, and enters one itself."""
    fair = Expo.objects.filter(hub=live_city.hub).latest("gathering__starts_at")
    starts = live_city.now - timedelta(days=100)
    Gathering.objects.filter(expo=fair).update(starts_at=starts, ends_at=starts + timedelta(hours=6))
    fair.booths.filter(organization=live_city.member).delete()
    booth = fair.booths.filter(state="GIVEN").first()
    officer = enter("hub.officer")
    officer.goto(f"{live}/desk/support/expos/{fair.pk}/")
    expect(officer.locator("main")).to_contain_text("签下的意向")
    member = enter("org.secretary", width=390)
    member.goto(f"{live}/desk/support/expos/{fair.pk}/")
    member.get_by_role("link", name="登记谈成的意向").click()
    member.get_by_label("和哪一家").select_option(str(booth.pk))
    member.get_by_label("约定做什么").fill("合办周末课堂")
    member.get_by_label("约定金额").fill("6000")
    picture(member, "deal-enter-390")
    member.get_by_role("button", name="登记", exact=True).click()
    expect(member.locator(".page-head")).to_contain_text("6,000 元")
    assert member.evaluate("document.documentElement.scrollWidth") <= 390
    deal = Deal.objects.get(subject="合办周末课堂")
    assert deal.body == live_city.member
    Deal.objects.filter(pk=deal.pk).update(state="DELIVERED", ended_on=local_date(live_city.now))
    member.reload()
    expect(member.locator(".page-head")).to_contain_text("展商说已兑现，待核对")
    member.get_by_label("还没有的话，差什么").fill("还差两次")
    member.get_by_role("button", name="还没有").click()
    expect(member.locator(".page-head")).to_contain_text("进行中")
    Deal.objects.filter(pk=deal.pk).update(state="DELIVERED", ended_on=local_date(live_city.now))
    member.reload()
    member.get_by_role("button", name="收到了").click()
    expect(member.locator("main")).to_contain_text("对方已确认")
    member.goto(f"{live}/desk/support/expos/deals/")
    expect(member.locator("main")).to_contain_text("合办周末课堂")
