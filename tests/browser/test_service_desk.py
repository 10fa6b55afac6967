"""The one-stop desk through the browser: a grassroots leader on a phone, an officer clearing a morning's queue by keyboard."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import expect

from shuniu.domain.support.actions import desk
from shuniu.domain.support.models.desk import RequestRating, ServiceRequest
from shuniu.kernel.core.moments import add_working_days, local_date
from shuniu.kernel.norms.queries import working_calendar
from tests.support.desk import answered, file, publish, unit

PDF = {"name": "名单.pdf", "mimeType": "application/pdf", "buffer": b"%PDF-1.4 paper"}
SUBJECT = "社区团队怎样领用公益事业捐赠票据"


def asks_on_a_phone(phone, live, city) -> str:
    """Five fields, no account. Returns the address of the applicant's own page."""
    phone.goto(f"{live}/")
    phone.locator(".doors").get_by_role("link", name="找服务").click()
    phone.get_by_label("要办什么，或枢纽名称").fill("财税和票据")
    phone.get_by_role("button", name="筛选").click()
    phone.locator(".row", has_text=city.hub.name).get_by_role("link", name="财税和票据").first.click()
    phone.get_by_role("link", name="申请这项服务").click()
    phone.get_by_label("组织或团队名称").fill("梧桐里邻里互助队")
    phone.get_by_label("联系人").fill("王桂兰")
    phone.get_by_label("联系电话").fill("13800000011")
    phone.get_by_label("要办什么事").fill(f"{SUBJECT}\n我们没有登记，有企业要捐图书。")
    assert phone.locator("form.form .field").count() == 5
    phone.get_by_role("button", name="送出申请").click()
    expect(phone.locator("h1")).to_have_text(SUBJECT)
    return phone.url


def test_a_grassroots_leader_asks_on_a_phone_and_follows_it_to_the_rating(enter, live, live_city):
    phone = enter(None, width=390)
    own_page = asks_on_a_phone(phone, live, live_city)
    expect(phone.locator("main")).to_contain_text("FW-")
    officer = enter("hub.officer")
    officer.goto(f"{live}/desk/support/requests/?which=new")
    officer.get_by_role("link", name=SUBJECT).click()
    officer.get_by_text("一次告知要补的", exact=True).click()
    officer.get_by_label("要补什么，一次写全").fill("团队名单")
    officer.get_by_role("button", name="告知申请人").click()
    expect(officer.locator("main")).to_contain_text("待申请人补充")
    phone.reload()
    expect(phone.locator("main")).to_contain_text("团队名单")
    phone.get_by_label("补充的情况").fill("名单在这里")
    phone.get_by_label("其他文件").set_input_files(PDF)
    phone.get_by_role("button", name="送出").click()
    officer.reload()
    officer.get_by_label("答复内容").fill("可以由街道枢纽代开，已办好。")
    officer.get_by_role("button", name="答复", exact=True).click()
    phone.goto(own_page)
    phone.get_by_role("button", name="还没有办好").click()
    expect(phone.locator("[role=alert]")).to_contain_text("还差什么")
    phone.get_by_role("button", name="办好了", exact=True).click()
    phone.get_by_label("非常满意").check()
    phone.get_by_role("button", name="送出评价").click()
    expect(phone.locator("main")).to_contain_text("您的评价：非常满意")
    assert (ServiceRequest.objects.get(subject=SUBJECT).closing, RequestRating.objects.latest("pk").grade) == (
        "consent",
        5,
    )


@pytest.mark.acceptance("A07")
def test_a_rating_link_opened_by_an_account_of_the_hub_is_refused_and_ratings_show_in_groups_of_five(
    enter, live, live_city
):
    guide = publish(live_city, title="志愿者保险咨询")
    rows = []
    for n in range(5):
        row = answered(live_city, file(live_city, guide, key=f"b{n}", phone=f"1371111000{n}"))
        rows.append(desk.judge_answer(row, done=True, text="", opened_by=None, at=live_city.now))
    officer = enter("hub.officer")
    for n, row in enumerate(rows):
        officer.goto(f"{live}/services/case/{row.token}/")
        expect(officer.get_by_role("button", name="送出评价")).to_have_count(0)
        expect(officer.locator("main")).to_contain_text("不能代为确认和评价")
        sent = officer.request.post(
            officer.url, headers={"Referer": officer.url},
            form={"act": "rate", "grade": "5", "csrfmiddlewaretoken": _token(officer)},
        )  # fmt: skip
        assert (sent.ok, RequestRating.objects.filter(request=row).exists()) == (True, False)
        officer.goto(f"{live}/desk/support/guides/")
        expect(officer.locator(".row", has_text="志愿者保险咨询").locator(".figure")).to_have_count(0)
        phone = enter(None, width=390)
        phone.goto(f"{live}/services/case/{row.token}/")
        phone.get_by_label("满意", exact=True).check()
        phone.get_by_role("button", name="送出评价").click()
        expect(phone.locator("main")).to_contain_text("您的评价")
        assert RequestRating.objects.filter(request__guide=guide).count() == n + 1
    officer.reload()
    expect(officer.locator(".row", has_text="志愿者保险咨询").locator(".figure")).to_have_text("4")


def _token(page) -> str:
    return next(cookie["value"] for cookie in page.context.cookies() if cookie["name"] == "csrftoken")


def test_an_officer_clears_a_mornings_queue_with_the_keyboard(enter, live, live_city):
    guide = publish(live_city, title="早上的事")
    desk.save_answer_template(
        live_city.hub, name="约时间", text="请周三上午来窗口。", by=live_city.user("hub.officer"), at=live_city.now
    )
    for n in range(3):
        file(live_city, guide, key=f"q{n}", phone=f"1372222000{n}", text=f"早上第 {n} 件")
    officer = enter("hub.officer")
    officer.goto(f"{live}/desk/support/requests/?guide={guide.slug}")
    expect(officer.locator("[data-row]")).to_have_count(3)
    officer.keyboard.press("j")
    officer.keyboard.press("x")
    officer.keyboard.press("j")
    officer.keyboard.press("x")
    expect(officer.locator("[data-row] input:checked")).to_have_count(2)
    officer.keyboard.press("k")
    officer.keyboard.press("o")
    expect(officer.locator("h1")).to_have_text("早上第 0 件")
    officer.keyboard.press("r")
    expect(officer.locator("main")).to_contain_text("已受理")
    for n in range(3):
        expect(officer.locator("h1")).to_have_text(f"早上第 {n} 件")
        officer.keyboard.press("t")
        for _n in range(3):
            officer.keyboard.press("ArrowDown")
        officer.keyboard.press("Control+Enter")
        expect(officer.locator(".message.success")).to_contain_text(f"早上第 {n} 件")
    officer.keyboard.press("u")
    expect(officer.locator("[data-row]")).to_have_count(3)
    expect(officer.locator("[data-row]").first).to_contain_text("待申请人确认")
    rows = ServiceRequest.objects.filter(guide=guide)
    assert {row.state for row in rows} == {"ANSWERED"}
    assert {row.answer for row in rows} == {"请周三上午来窗口。"}


def test_the_keyboard_sends_on_asks_and_takes_a_slip_back(enter, live, live_city):
    guide, other = publish(live_city, title="早上的事"), unit(live_city)
    row = file(live_city, guide, key="q", phone="13722220000", text="早上的一件")
    officer = enter("hub.officer")
    officer.goto(f"{live}/desk/support/requests/{row.pk}/")
    officer.keyboard.press("a")
    officer.keyboard.type("答错了地方")
    officer.keyboard.press("Control+Enter")
    expect(officer.locator(".message.success")).to_contain_text("已答复")
    officer.get_by_role("button", name="撤销").click()
    expect(officer.locator(".message.success")).to_contain_text("已撤销")
    row.refresh_from_db()
    assert (row.state, row.answer) == ("FILED", "")
    officer.goto(f"{live}/desk/support/requests/{row.pk}/")
    officer.keyboard.press("s")
    expect(officer.get_by_label("转给", exact=True)).to_be_focused()
    officer.keyboard.press("Tab")
    officer.keyboard.type("归他们办")
    officer.keyboard.press("Control+Enter")
    expect(officer.locator(".message.success")).to_contain_text("已转办")
    officer.keyboard.press("b")
    officer.keyboard.type("团队名单")
    officer.keyboard.press("Control+Enter")
    expect(officer.locator("main")).to_contain_text("待申请人补充")
    row.refresh_from_db()
    assert (row.state, row.missing) == ("MISSING", "团队名单")
    assert row.history.filter(kind="move").exists()
    officer.get_by_text("申请人来窗口或电话补了材料").click()
    officer.get_by_label("补了什么").fill("送来名单")
    officer.get_by_label("扫描件或照片").set_input_files(PDF)
    officer.get_by_role("button", name="收下").click()
    expect(officer.locator("main")).to_contain_text("窗口代收：送来名单")
    assert other.hub_id == row.hub_id


@pytest.mark.acceptance("A09")
def test_a_request_moved_between_three_units_shows_every_share_and_one_clock(enter, live, live_city):
    guide = publish(live_city, title="转办的事")
    unit(live_city, "场地中心")
    unit(live_city, "第二专委会", "committee")
    row = file(live_city, guide, key="moves", phone="13733330000", text="要转两次的事")
    officer = enter("hub.officer")
    for name in ("场地中心", "第二专委会"):
        officer.goto(f"{live}/desk/support/requests/{row.pk}/")
        officer.get_by_text("转给别的单元").click()
        officer.get_by_label("转给", exact=True).select_option(label=name)
        officer.get_by_label("为什么转").fill("那里管")
        officer.get_by_role("button", name="转办，计时不变").click()
        expect(officer.locator(".page-head")).to_contain_text("办理中")
    row.refresh_from_db()
    assert row.due_on == add_working_days(local_date(row.filed_at), 10, working_calendar())
    phone = enter(None, width=390)
    phone.goto(f"{live}/services/case/{row.token}/")
    expect(phone.locator(".shares .tag", has_text=re.compile("综合窗口 0"))).to_have_count(1)
    expect(phone.locator(".shares .tag")).to_have_count(2)
    expect(phone.locator(".timeline")).to_contain_text("第二专委会")


def test_an_officer_enters_a_request_at_the_counter_and_prints_the_receipt(enter, live, live_city):
    publish(live_city, title="窗口的事")
    clerk = enter("hub.clerk")
    clerk.goto(f"{live}/desk/support/requests/new/")
    clerk.get_by_label("要办的服务").select_option(label="窗口的事")
    clerk.get_by_label("组织或团队名称").fill("河湾晨跑队")
    clerk.get_by_label("联系电话").fill("13744440000")
    clerk.get_by_label("要办什么事").fill("场地换时间")
    clerk.get_by_role("button", name="登记并打印回执").click()
    clerk.get_by_label("联系人").fill("李春生")
    clerk.get_by_role("button", name="登记并打印回执").click()
    expect(clerk.locator("main")).to_contain_text("/services/case/")
    row = ServiceRequest.objects.get(subject="场地换时间")
    clerk.goto(f"{live}/desk/support/requests/{row.pk}/receipt/")
    expect(clerk.locator("main")).to_contain_text("FW-")
    expect(clerk.locator("main")).not_to_contain_text("/services/case/")
