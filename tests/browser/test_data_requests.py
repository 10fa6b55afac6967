"""A body asks sixty others for a table by Thursday, through the browser: asked, filled in on a phone, chased, merged (A06)."""

from __future__ import annotations

import io
import re
from datetime import timedelta

import openpyxl
from playwright.sync_api import Page, expect

from shuniu.domain.registry import actions
from shuniu.domain.registry.asking import askable
from shuniu.domain.registry.models import DataRequest, RequestAnswer
from shuniu.kernel.core.moments import local_date
from shuniu.kernel.record.models import Duty
from tests.browser.acts import press_and_stand_by_it

SIXTY = 60


def fill_in(page: Page, live: str, row: DataRequest, texts: dict[str, str]) -> None:
    """From the one list of everything asked, by name, to the form."""
    page.goto(f"{live}/desk/registry/asked/")
    page.get_by_role("link", name=row.title, exact=True).click()
    for label, text in texts.items():
        field = page.get_by_label(label)
        if field.evaluate("one => one.tagName") == "SELECT":
            field.select_option(text)
        else:
            field.fill(text)


def test_the_office_asks_sixty_bodies_for_a_table(enter, live, live_city):
    office = enter("office.officer")
    office.goto(f"{live}/desk/registry/requests/new/")
    office.get_by_label("填报什么").fill("冬季值守安排")
    office.get_by_label("用途和填报说明").fill("安排春节值守，按本月底的情况填。")
    office.get_by_label("期限").fill((local_date(live_city.now) + timedelta(days=12)).isoformat())
    office.get_by_role("button", name="下一步：定列").click()
    office.get_by_label("一行一个列名").fill("值守站点数（个）\n其中通宵（个）\n是否有值班电话\n专职人员")
    office.get_by_role("button", name="加这些列").click()
    expect(office.locator("main")).to_contain_text("已加 4 列")
    office.get_by_role("link", name="其中通宵（个）").click()
    office.get_by_label("不大于另一列").select_option(label="值守站点数")
    office.get_by_role("button", name="保存这一列").click()
    names = list(
        askable(live_city.office, live_city.now)
        .exclude(pk=live_city.hub.pk)
        .values_list("name", flat=True)[: SIXTY - 2]
    )
    office.get_by_role("link", name="下一步：选对象").click()
    office.get_by_label("一行一家").fill("\n".join([live_city.hub.name, live_city.member.name, *names, "查无此会"]))
    office.get_by_role("button", name="认一认").click()
    expect(office.locator("[role=alert]")).to_contain_text("查无此会")
    row = DataRequest.objects.get(title="冬季值守安排")
    asked = row.answers.count()
    assert asked >= SIXTY - 1
    office.get_by_role("link", name="下一步：核对并发出").click()
    office.get_by_role("button", name=f"向 {asked} 家发出").click()
    expect(office.locator("main")).to_contain_text(f"已向 {asked} 家发出")
    assert (
        Duty.objects.filter(verb="answer_data_request", settled_at=None, subject_type="registry.requestanswer").count()
        == asked
    )

    phone = enter("hub.officer", width=390)
    fill_in(
        phone, live, row, {"值守站点数（个）": "七", "其中通宵（个）": "3", "是否有值班电话": "是", "专职人员": "12"}
    )
    press_and_stand_by_it(phone, "核对并报送")
    expect(phone.locator("[role=alert]")).to_contain_text("“值守站点数”填的“七”不是数字")
    expect(phone.get_by_label("其中通宵（个）")).to_have_value("3")
    phone.get_by_label("值守站点数（个）").fill("2")
    press_and_stand_by_it(phone, "核对并报送")
    expect(phone.locator("[role=alert]")).to_contain_text("不应大于“值守站点数”")
    phone.get_by_label("值守站点数（个）").fill("7")
    press_and_stand_by_it(phone, "核对并报送")
    expect(phone.locator("main")).to_contain_text(re.compile(r"回执编号 TB"))

    member = enter("org.secretary", width=390)
    fill_in(
        member, live, row, {"值守站点数（个）": "4", "其中通宵（个）": "1", "是否有值班电话": "否", "专职人员": "5"}
    )
    member.get_by_role("button", name="先存草稿").click()
    expect(member.locator("main")).to_contain_text("草稿已保存")

    office.goto(f"{live}/desk/registry/requests/{row.pk}/")
    expect(office.locator("main")).to_contain_text(f"1 / {asked}")
    office.get_by_role("link", name="催办还没报的").click()
    office.get_by_role("button", name="催办还没报的").click()
    expect(office.locator("main")).to_contain_text(f"已催办 {asked - 1} 家")
    office.goto(f"{live}/desk/registry/requests/{row.pk}/chase/?stage=drafted")
    expect(office.locator("main")).to_contain_text(live_city.member.name)

    press_and_stand_by_it(member, "核对并报送")
    expect(member.locator("main")).to_contain_text("要不要更新登记册")
    member.get_by_role("button", name="更新登记册").click()
    live_city.member.refresh_from_db()
    assert live_city.member.staff_count == 5

    office.goto(f"{live}/desk/registry/requests/{row.pk}/table/")
    expect(office.locator("tfoot")).to_contain_text("11")
    office.get_by_role("link", name=live_city.member.name).click()
    office.get_by_label("哪里要改").fill("站点数与上季度差得多，请核对")
    office.get_by_role("button", name="退回这一份").click()
    member.goto(f"{live}/desk/registry/asked/")
    expect(member.locator("main")).to_contain_text("站点数与上季度差得多")
    with office.expect_download() as load:
        office.goto(f"{live}/desk/registry/requests/{row.pk}/")
        office.get_by_role("link", name="Excel").click()
    book = openpyxl.load_workbook(io.BytesIO(load.value.path().read_bytes()))
    assert (book["汇总表"].max_row, book["未填报单位"].max_row) == (3, asked)
    office.locator("summary", has_text="了结").click()
    office.get_by_label("小结").fill("其余单位下周补报。")
    office.get_by_role("button", name="了结填报任务").click()
    expect(office.locator("main")).to_contain_text("已了结")
    assert RequestAnswer.objects.filter(request=row, state="FILED").count() == 1


def test_a_body_without_an_account_scans_and_answers_on_a_phone(enter, live, live_city):
    """From the asker's letter to the merged table, nobody signed in on the other side."""
    officer = live_city.user("hub.officer")
    row = actions.make_request(
        live_city.hub, title="联合市集报名", purpose="定摊位用。", due_on=local_date(live_city.now) + timedelta(days=12),
        many_rows=False, key="market", by=officer, at=live_city.now,
    )  # fmt: skip
    actions.add_columns(row, headings=["可派志愿者（人）", "是否自带帐篷"], by=officer, at=live_city.now)
    actions.add_bodies(row, bodies=[live_city.member.pk], by=officer, at=live_city.now)
    actions.send_request(row, by=officer, at=live_city.now)

    desk = enter("hub.officer")
    desk.goto(f"{live}/desk/registry/requests/{row.pk}/chase/")
    desk.get_by_role("link", name="填报函和二维码").click()
    desk.get_by_role("button", name="给还没报的 1 家备好链接").click()
    expect(desk.locator(".letter .qr svg")).to_be_visible()
    path = desk.locator(".letter .address").inner_text().split("/desk/", 1)[1]

    phone = enter(None, width=390)
    phone.goto(f"{live}/desk/{path}")
    expect(phone.locator("h1")).to_have_text("联合市集报名")
    phone.get_by_label("可派志愿者（人）").fill("七")
    phone.get_by_label("是否自带帐篷").select_option("是")
    press_and_stand_by_it(phone, "核对并报送")
    expect(phone.locator("[role=alert]")).to_contain_text("“可派志愿者”填的“七”不是数字")
    phone.get_by_label("可派志愿者（人）").fill("7")
    phone.get_by_label("您的姓名和职务").fill("王桂兰，会长")
    press_and_stand_by_it(phone, "核对并报送")
    expect(phone.locator("main")).to_contain_text("王桂兰，会长于")
    expect(phone.locator("main")).to_contain_text("回执编号")
    assert phone.evaluate("document.documentElement.scrollWidth <= innerWidth")
    answer = RequestAnswer.objects.get(request=row)
    assert (answer.state, answer.said_by) == ("FILED", "王桂兰，会长")
    small = enter("hub.officer", width=390)
    small.goto(f"{live}/desk/registry/requests/{row.pk}/table/")
    name = small.locator("table.merged tbody td").first.bounding_box()
    assert name is not None
    assert (name["width"] >= 100, name["height"] <= 160) == (True, True), "the table scrolls, its names stay readable"
    assert small.evaluate("document.documentElement.scrollWidth") <= 390
    desk.goto(f"{live}/desk/registry/requests/{row.pk}/table/")
    expect(desk.locator("main")).to_contain_text("7")
