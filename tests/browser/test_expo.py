"""An exhibitor applies, booths are given by the rule, a visitor books a meeting on a phone, an intent is signed and followed (A10.1)."""

from __future__ import annotations

from datetime import timedelta

import pytest
from playwright.sync_api import expect

from shuniu.domain.support.models.growing import Deal, Expo
from shuniu.engines.gatherings.models import Gathering
from shuniu.kernel.core.moments import local_date


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
    expect(exhibitor.locator("main")).to_contain_text("枢纽核对以后才计入兑现")
    officer.goto(exhibitor.url)
    officer.get_by_role("button", name="核对属实，计入兑现").click()
    expect(officer.locator("main")).to_contain_text("枢纽已核对")
    assert Deal.objects.get(subject="每周两次工间照护").confirmed_by.username == "hub.officer"
