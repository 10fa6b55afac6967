"""An office fixes a limit, enters a year's calendar, loads the official text, makes a hub; a hub reads why."""

from __future__ import annotations

from datetime import timedelta

from playwright.sync_api import expect

from shuniu.kernel.core.moments import db_now, local_date
from shuniu.kernel.norms.models import CalendarYear
from shuniu.kernel.norms.queries import setting_for
from shuniu.kernel.orgs.models import Designation, Organization
from shuniu.kernel.specification.models import Edition, OfficialText
from shuniu.methods.regulation import write_numeral


def test_a_limit_is_fixed_with_a_reason_and_the_hub_reads_who_and_why(enter, live, live_city):
    page = enter("office.head")
    page.goto(f"{live}/desk/norms/")
    page.get_by_role("link", name="例会情况报送期限").click()
    page.get_by_label("数值").fill("7")
    page.get_by_label("理由").fill("与市里的通知一致")
    page.get_by_role("button", name="定下数值").click()
    expect(page.locator("main")).to_contain_text("7 个工作日")
    expect(page.locator("main")).to_contain_text("现行")
    page.get_by_label("数值").fill("9")
    page.get_by_label("施行日期").fill((local_date(db_now()) + timedelta(days=30)).isoformat())
    page.get_by_label("理由").fill("试行")
    page.get_by_role("button", name="定下数值").click()
    page.get_by_role("button", name="撤回").click()
    expect(page.locator("main")).to_contain_text("已撤回，原来的数值继续施行")
    page.locator("details.history summary").click()
    expect(page.locator("details.history")).to_contain_text("把数值定为 7")
    assert setting_for(live_city.hub, "meetings.report_working_days", db_now()) == 7
    hub = enter("hub.clerk", width=390)
    hub.goto(f"{live}/desk/norms/")
    expect(hub.locator("main")).to_contain_text("与市里的通知一致")
    assert hub.evaluate("document.documentElement.scrollWidth") <= 390


def test_the_calendar_of_next_year_is_pasted_looked_at_and_entered(enter, live):
    page = enter("office.officer")
    page.goto(f"{live}/desk/norms/calendar/2027/")
    expect(page.locator("main")).to_contain_text("还没有录入")
    page.get_by_label("依据").fill("国务院办公厅通知")
    page.get_by_label("放假和调休").fill("2027-01-01 至 2027-01-03 休 元旦\n不是日期")
    page.get_by_role("button", name="预览").click()
    expect(page.locator("main")).to_contain_text("第 2 行")
    page.get_by_label("放假和调休").fill("2027-01-01 至 2027-01-03 休 元旦\n2027-01-09 班 元旦")
    page.get_by_role("button", name="预览").click()
    page.get_by_role("button", name="写入日历").click()
    expect(page.locator("main")).to_contain_text("2027 年的工作日历已写入")
    assert CalendarYear.objects.filter(year=2027).exists()


def official_text(edition: Edition) -> str:
    lines = []
    for unit in edition.units.all():
        number, _dot, clause = unit.code[1:].partition(".")
        head = f"（{write_numeral(int(clause))}）" if clause else f"第{write_numeral(int(number))}條　"
        lines.append(f"{head}{unit.title_hant}，這是機關的原話。")
    return "\n".join(lines)


def test_the_official_text_is_looked_at_loaded_and_quoted_to_readers_of_traditional_chinese(enter, live):
    edition = Edition.objects.get(code="city-2016")
    page = enter("office.head")
    page.goto(f"{live}/desk/norms/text/{edition.code}/")
    page.get_by_role("link", name="载入官方原文").click()
    page.get_by_label("文字").select_option("zh-Hant")
    page.get_by_label("全文").fill(official_text(edition).replace("\n第二條　", "\n第二款"))
    page.get_by_role("button", name="预览识别结果").click()
    expect(page.locator("main")).to_contain_text("缺 1 个")
    expect(page.locator("main")).to_contain_text("第 3 行")
    page.get_by_label("全文").fill(official_text(edition))
    page.get_by_role("button", name="预览识别结果").click()
    page.get_by_role("button", name="载入 93 个单元").click()
    expect(page.locator("main")).to_contain_text("原文已载入，对上 93 个单元")
    assert OfficialText.objects.filter(edition=edition, script="zh-Hant").count() == 93
    reader = enter(None, width=390, locale="zh-TW")
    reader.goto(f"{live}/specification/{edition.code}/A14.1/")
    expect(reader.locator("main")).to_contain_text("這是機關的原話")


def test_the_office_makes_a_hub_and_sees_it_at_once(enter, live):
    plain = Organization.objects.filter(designations__isnull=True, kind="social_association").first()
    page = enter("office.head")
    page.goto(f"{live}/desk/norms/designations/")
    page.get_by_role("link", name="确定枢纽").click()
    page.get_by_label("组织名称或编号").fill(plain.code)
    page.get_by_label("人民团体").check()
    page.get_by_role("button", name="确定枢纽").click()
    expect(page.locator("main")).to_contain_text(f"已确定{plain.name}为枢纽")
    assert Designation.objects.get(organization=plain).mass_organization is True
