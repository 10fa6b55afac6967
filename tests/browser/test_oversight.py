"""Six elements, through the browser: a hub states and proves, the body above sees, reminds, answers (A01–A03)."""

from __future__ import annotations

import io
import re
from datetime import timedelta

import openpyxl
import pytest
from playwright.sync_api import Page, expect

from shuniu.domain.oversight.models import CoordinationRequest, Reminder, Statement
from shuniu.engines.indicators.actions import compute_snapshot
from shuniu.engines.indicators.models import ElementScore, Snapshot
from shuniu.engines.indicators.queries import newest
from shuniu.kernel.core.moments import db_now, local_date, period_of
from shuniu.kernel.people.models import User
from shuniu.kernel.record.models import Duty
from shuniu.kernel.specification.models import Edition
from tests.browser.acts import press_and_stand_by_it

PDF = {"name": "沙龙照片.pdf", "mimeType": "application/pdf", "buffer": b"%PDF-1.4 photo"}


def write_and_go_on(page: Page, text: str) -> None:
    page.get_by_label("做了什么").fill(text)
    page.get_by_label("做到程度").select_option("done")
    page.get_by_label("做了什么").press("Control+Enter")


@pytest.mark.acceptance("A03")
def test_a_unit_is_stated_proven_confirmed_remarked_on_and_answered(enter, live, live_city):
    Statement.objects.filter(hub=live_city.hub, year=local_date(live_city.now).year).delete()
    officer = enter("hub.officer")
    address = f"{live}/desk/oversight/hubs/{live_city.hub.code}/units/A14.2/"
    officer.goto(address)
    write_and_go_on(officer, "三次联席会议，一次沙龙。")
    expect(officer.locator("h1")).to_contain_text("第十四条（三）")
    officer.go_back()
    officer.goto(address)
    officer.get_by_label("平台记录").select_option(index=1)
    officer.locator("form", has=officer.get_by_label("平台记录")).get_by_role("button", name="添加佐证").click()
    expect(officer.locator("main")).to_contain_text("佐证 1 份")
    officer.locator("summary", has_text="添加佐证").click()
    officer.set_input_files("input[type=file]", PDF)
    officer.get_by_label("名称").fill("沙龙照片")
    officer.get_by_label("发生日期").fill(local_date(live_city.now).isoformat())
    officer.locator("form", has=officer.get_by_label("平台记录")).get_by_role("button", name="添加佐证").click()
    expect(officer.locator("main")).to_contain_text("佐证 2 份")
    over = enter("office.officer")
    over.goto(address)
    expect(over.locator("main")).to_contain_text("枢纽还没有确认这一条的自述")
    head = enter("hub.head")
    head.goto(address)
    head.get_by_role("button", name="确认属实").click()
    over.reload()
    expect(over.locator("main")).to_contain_text("三次联席会议，一次沙龙。")
    over.get_by_label("批注").fill("请补沙龙照片")
    over.get_by_role("button", name="保存批注").click()
    officer.reload()
    officer.get_by_label("答复").fill("已补")
    officer.get_by_role("button", name="答复批注").click()
    over.reload()
    expect(over.locator("main")).to_contain_text("已补")


def test_two_editors_and_nothing_typed_is_lost(enter, live, live_city):
    address = f"{live}/desk/oversight/hubs/{live_city.hub.code}/units/A13/"
    officer, head = enter("hub.officer"), enter("hub.head")
    for page in (officer, head):
        page.goto(address)
    officer.get_by_label("做了什么").fill("经办人写的")
    officer.get_by_role("button", name="保存自述").click()
    head.get_by_label("做了什么").fill("负责人写的")
    head.get_by_role("button", name="保存自述").click()
    expect(head.locator("[role=alert]")).to_contain_text("刚被别人保存过")
    expect(head.get_by_label("做了什么")).to_have_value("负责人写的")
    expect(head.locator("main")).to_contain_text("经办人写的")
    head.get_by_role("button", name="保存自述").click()
    expect(head.locator("main")).to_contain_text("自述已保存")
    assert (
        Statement.objects.get(hub=live_city.hub, unit_code="A13", year=local_date(live_city.now).year).text
        == "负责人写的"
    )


@pytest.mark.acceptance("A03")
def test_a_request_unanswered_after_15_working_days_is_overdue_at_both_ends_and_counts_in_gen_4(enter, live, live_city):
    officer = enter("hub.officer")
    officer.goto(f"{live}/desk/oversight/requests/new/")
    officer.get_by_label("事项").fill("协调市体育馆场地")
    officer.get_by_label("情况和请求").fill("十二月的运动会缺场地。")
    officer.set_input_files("input[type=file]", {**PDF, "name": "场地需求.pdf"})
    officer.get_by_role("button", name="提出请求").click()
    expect(officer.locator("main")).to_contain_text("XT")
    row = CoordinationRequest.objects.get(subject="协调市体育馆场地")
    let_the_deadline_pass(row)
    officer.goto(f"{live}/desk/oversight/requests/?which=late")
    expect(officer.locator("main")).to_contain_text("协调市体育馆场地")
    expect(officer.locator(".row", has_text="协调市体育馆场地")).to_contain_text("逾期 1 天")
    over = enter("office.officer", width=390)
    over.goto(f"{live}/desk/duties/?which=late")
    expect(over.locator("main")).to_contain_text("协调市体育馆场地")
    quarter = period_of("Q", row.due_on)
    Snapshot.objects.filter(period_code=quarter.code).update(closed_at=None)
    compute_snapshot(quarter, by=User.objects.system("schedule"), at=db_now())
    value = Snapshot.objects.get(period_code=quarter.code).values.get(hub=live_city.hub, code="GEN-4")
    over.goto(f"{live}/cockpit/values/{value.pk}/?which=rest")
    expect(over.locator("table", has_text="记录")).to_contain_text("协调市体育馆场地")
    over.get_by_role("link", name=re.compile("协调市体育馆场地")).click()
    over.get_by_label("答复", exact=True).fill("已与体育馆商定。")
    press_and_stand_by_it(over, "答复请求")
    expect(over.locator(".page-head")).to_contain_text("超期答复")
    officer.goto(f"{live}/desk/oversight/requests/{row.pk}/")
    expect(officer.locator("main")).to_contain_text("已与体育馆商定。")


def let_the_deadline_pass(row: CoordinationRequest) -> None:
    """Time goes by: the request and its duties were filed long enough ago to have been due yesterday."""
    yesterday = local_date(db_now()) - timedelta(days=1)
    filed = db_now() - timedelta(days=30)
    CoordinationRequest.objects.filter(pk=row.pk).update(due_on=yesterday, filed_at=filed)
    Duty.objects.filter(subject_type="oversight.coordinationrequest", subject_id=row.pk).update(due_on=yesterday)
    row.refresh_from_db()


@pytest.mark.acceptance("A02")
def test_a_hub_with_0_in_brand_and_95_elsewhere_six_scores_side_by_side_brand_flagged_no_total(enter, live, live_city):
    snapshot = newest()
    ElementScore.objects.filter(snapshot=snapshot, score__lt=50).update(score=50)  # nobody else is as weak
    ElementScore.objects.filter(snapshot=snapshot, hub=live_city.hub).update(score=95)
    ElementScore.objects.filter(snapshot=snapshot, hub=live_city.hub, element="brand").update(score=0)
    page = enter("office.head")
    first = page.locator("table.heat tbody tr", has=page.locator(f'th a[title="{live_city.hub.name}"]'))
    lowest = page.locator("table.heat tbody tr th a").evaluate_all("all => all.map(one => one.title)")
    assert lowest[0] == live_city.hub.name
    expect(first.locator("td a")).to_have_count(6)
    for text in ("综合", "总分", "排名"):
        expect(page.locator("table.heat")).not_to_contain_text(text)
    first.locator("td a").nth(5).click()
    expect(page.locator(".six a")).to_have_count(6)
    expect(page.locator(".six a", has_text="品牌化特征")).to_contain_text("需要帮助")
    expect(page.locator(".six a", has_text="需要帮助")).to_have_count(1)
    expect(page.locator(".page-head")).to_contain_text("六要素均衡 0 %")
    own = enter("hub.head")
    own.goto(f"{live}/desk/oversight/hubs/{live_city.hub.code}/")
    expect(own.locator("main")).to_contain_text("“品牌化特征”需要帮助")


@pytest.mark.acceptance("A02")
def test_from_a_cell_of_the_heat_map_to_the_record_behind_the_figure(enter, live, live_city):
    page = enter("office.head")
    page.locator(f'a[href^="/cockpit/hubs/{live_city.hub.code}/open/"]').click()
    page.locator("tr", has_text=re.compile(r"OPN-1\b")).get_by_role("link", name="看名单").click()
    expect(page.locator(".page-head")).to_contain_text("覆盖率")
    name = page.locator("main table").last.get_by_role("link").first.text_content()
    page.locator("main table").last.get_by_role("link").first.click()
    expect(page.locator("h1")).to_contain_text(name)
    page.goto(f"{live}/cockpit/hubs/{live_city.hub.code}/brand/")
    expect(page.locator("main")).to_contain_text("尚无计算指标")


def test_every_picture_has_its_table_and_the_workbook_holds_the_same_figures(enter, live, live_city):
    page = enter("office.head")
    page.get_by_role("link", name="表格", exact=True).click()
    expect(page.locator("table.heat")).to_be_hidden()
    table = page.locator(".as-table table").first
    rows = table.locator("tbody tr").count()
    with page.expect_download() as caught:
        page.get_by_role("link", name="导出").click()
    book = openpyxl.load_workbook(io.BytesIO(caught.value.path().read_bytes()))
    assert book.sheetnames == ["六要素", "指标", "分区覆盖"]
    assert book["六要素"].max_row == rows + 1
    assert book["六要素"].max_column == 3 + 18 + 1


def test_reminding_takes_two_clicks_names_who_gets_it_and_happens_once_a_day(enter, live, live_city):
    page = enter("office.officer")
    page.locator(".row", has_text="家本季度还没开例会").get_by_role("link").click()
    expect(page.locator("main")).to_contain_text("收件人：")
    expect(page.locator("main")).to_contain_text("还没有催办过")
    page.get_by_role("button", name="催办所选").click()
    expect(page.locator("main")).to_contain_text("今天已催办")
    expect(page.get_by_role("button", name="催办所选")).to_be_disabled()
    reminded = Reminder.objects.filter(matter="meeting").count()
    assert reminded > 0


def test_on_a_phone_the_twelve_that_need_help_come_first(enter, live, live_city):
    page = enter("office.head", width=390)
    total = page.locator("table.heat tbody tr").count()
    shown = page.locator("table.heat tbody tr:visible").count()
    assert shown == min(12, total)
    assert page.evaluate("document.documentElement.scrollWidth") == 390


@pytest.mark.acceptance("A01")
def test_a_visitor_opens_an_article_with_gloss_kind_indicators_and_each_hub_s_values(enter, live, live_city):
    page = enter(None)
    page.goto(f"{live}/specification/")
    page.get_by_role("link", name=re.compile("会后报送")).click()
    expect(page.locator("main")).to_contain_text("MEC-8")
    expect(page.locator("main")).to_contain_text(live_city.hub.name)
    expect(page.locator("main")).to_contain_text("应尽")
    figure = page.locator("#MEC-8")
    expect(figure).to_contain_text("会后期限内报送的例会 ÷ 应报送的例会")
    expect(figure).to_contain_text("每季度")
    expect(figure.locator("tr", has_text=live_city.hub.name).locator("td.number").first).to_have_text(
        re.compile(r"\d|—")
    )
    page.goto(f"{live}/specification/city-2016/A16.2/")
    expect(page.locator("h1")).to_contain_text("第十六条（二）")
    expect(page.locator("main")).to_contain_text("还没有载入原文，这里是我们的简要说明")


@pytest.mark.acceptance("A01")
def test_a_superseded_edition_and_each_of_its_articles_stay_readable_under_their_date(enter, live, live_city):
    old, today = Edition.objects.get(code="city-2016"), local_date(db_now())
    words = old.units.get(code="A16.2").summary
    head = enter("office.head")
    head.goto(f"{live}/desk/norms/text/city-2016/amend/")
    head.get_by_label("文号").fill("云社发〔2026〕9号")
    for label in ("发布日期", "施行日期"):
        head.get_by_label(label).fill(today.isoformat())
    head.locator("details.clause", has_text="第十六条（二）").locator("summary").click()
    head.locator("[id='A16.2-summary']").fill("每家组织设两名信息联络员。")
    press_and_stand_by_it(head, "发布新版")
    expect(head.locator("main")).to_contain_text("新版已发布")
    page = enter(None)
    page.goto(f"{live}/specification/")
    page.get_by_label("查哪一天施行的版本").fill((today - timedelta(days=1)).isoformat())
    page.get_by_role("button", name="查这一天").click()
    page.wait_for_url("**/specification/city-2016/")
    expect(page.locator("main")).to_contain_text(f"已于 {today.isoformat()} 由新版本代替")
    expect(page.locator("main")).to_contain_text("共 93 条")
    page.locator("a", has_text="第十六条（二）").click()
    expect(page.locator("main")).to_contain_text(words)
    expect(page.locator("main")).to_contain_text(f"已于 {today.isoformat()} 由新版本代替")
    page.locator(".row", has_text="与本版不同").get_by_role("link").click()
    expect(page.locator("main")).to_contain_text("每家组织设两名信息联络员。")
    page.goto(f"{live}/specification/?on=1999-01-01")
    expect(page.locator("[role=alert]")).to_contain_text("还没有施行的规范")


def test_the_year_s_report_prints_and_downloads_as_an_official_document(enter, live, live_city):
    page = enter("hub.head")
    page.goto(f"{live}/desk/oversight/hubs/{live_city.hub.code}/report/")
    expect(page.locator("h1")).to_contain_text("六要素自查报告")
    page.emulate_media(media="print")
    expect(page.locator(".side")).to_be_hidden()
    page.emulate_media(media="screen")
    with page.expect_download() as caught:
        page.get_by_role("link", name="下载公文格式").click()
    assert caught.value.path().read_bytes()[:2] == b"PK"
