"""A district counterpart and a city hub, through the browser: tasks, figures asked once, requests up (A06)."""

from __future__ import annotations

from datetime import timedelta

import pytest
from playwright.sync_api import Page, expect

from shuniu.domain.network.models import Counterpart, LocalFigure, VerticalTask
from shuniu.kernel.core.moments import local_date


def draft_task(page: Page, live: str, city, *, title: str, figures: str, to: list[str]) -> None:
    page.goto(f"{live}/desk/network/guidance/tasks/new/")
    page.get_by_label("事项").fill(title)
    page.get_by_label("类型").select_option("figures")
    page.get_by_label("内容").fill("用于安排冬季物资，只要这一项。")
    page.get_by_label("依据").fill("年度物资计划")
    page.get_by_label("期限").fill((local_date(city.now) + timedelta(days=9)).isoformat())
    page.get_by_label("要哪几项数据").fill(figures)
    for name in to:
        page.get_by_label(name).check()
    page.get_by_role("button", name="下达任务").click()


@pytest.mark.acceptance("A06")
def test_a_figure_the_subdistrict_entered_is_shown_and_the_duplicate_question_blocked(enter, live, live_city):
    rows = Counterpart.objects.select_related("body", "area")
    street = rows.get(body__appointments__person__username="subdistrict.officer")
    district = rows.get(body__appointments__person__username="counterpart.officer")
    below = enter("subdistrict.officer", width=390)
    below.goto(f"{live}/desk/network/guidance/")
    below.locator("summary", has_text="记一项数据").click()
    below.get_by_label("数据项").fill("夜间值守人员")
    below.get_by_label("数值").fill("12")
    below.get_by_label("单位").fill("人")
    below.get_by_role("button", name="记下").click()
    expect(below.locator("main")).to_contain_text("谁来要都先用它")

    hub = enter("hub.officer")
    names = [f"{street.area} · {street.body.name}", f"{district.area} · {district.body.name}"]
    draft_task(hub, live, live_city, title="报夜间值守人员", figures="夜间值守人员数（人）", to=names)
    expect(hub.locator("#known")).to_contain_text(f"{street.body.name}：夜间值守人员 12 人")
    expect(hub.locator("[role=alert]")).to_contain_text("不再问一遍")
    assert not VerticalTask.objects.filter(title="报夜间值守人员").exists()
    hub.get_by_role("button", name="只问还没有的").click()
    expect(hub.locator("main")).to_contain_text("已发给 1 家")
    assert [task.counterpart for task in VerticalTask.objects.filter(title="报夜间值守人员")] == [district]

    other = enter("counterpart.officer", width=390)
    other.goto(f"{live}/desk/registry/asked/")
    other.get_by_role("link", name="报夜间值守人员", exact=True).click()
    other.get_by_label("夜间值守人员").fill("很多")
    other.get_by_role("button", name="反馈给枢纽").click()
    expect(other.locator("main")).to_contain_text("请填一个数字")
    other.get_by_label("夜间值守人员").fill("20")
    other.get_by_role("button", name="反馈给枢纽").click()
    expect(other.locator("main")).to_contain_text("已反馈")
    assert LocalFigure.objects.get(body=district.body, title="夜间值守人员数").value == 20

    hub.goto(f"{live}/desk/network/guidance/{district.pk}/")
    hub.get_by_role("link", name="报夜间值守人员").click()
    hub.get_by_role("button", name="办结").click()
    expect(hub.locator("main")).to_contain_text("已办结")


def test_a_district_counterpart_confirms_a_visit_and_asks_for_help(enter, live, live_city):
    district = Counterpart.objects.get(body__appointments__person__username="counterpart.officer")
    hub = enter("hub.officer")
    hub.goto(f"{live}/desk/network/guidance/{district.pk}/visits/new/")
    hub.get_by_label("主题").fill("夜班排班")
    hub.get_by_label("指导内容").fill("两站合排，试一个月。")
    hub.get_by_role("button", name="登记这次走访").click()
    expect(hub.locator("main")).to_contain_text("待对方确认")
    phone = enter("counterpart.officer", width=390)
    phone.goto(f"{live}/desk/network/guidance/")
    phone.get_by_label("对方意见").fill("模板好用")
    phone.get_by_role("button", name="确认来过").click()
    expect(phone.locator("main")).to_contain_text("对方已确认")
    phone.get_by_role("link", name="上报请求").click()
    phone.get_by_label("事项").fill("申请急救包")
    phone.get_by_label("情况和请求").fill("三个站点到期。")
    phone.get_by_role("button", name="上报").click()
    expect(phone.locator("main")).to_contain_text("待答复")
    hub.goto(f"{live}/desk/duties/")
    hub.get_by_text("答复上报的请求：").first.wait_for()
    task = VerticalTask.objects.get(title="申请急救包")
    hub.goto(f"{live}/desk/network/guidance/tasks/{task.pk}/")
    hub.get_by_label("答复").fill("本月 15 日送到。")
    hub.get_by_role("button", name="答复请求").click()
    phone.reload()
    expect(phone.locator("main")).to_contain_text("本月 15 日送到。")
