"""The walking circle, through the browser, as the people it names would walk it."""

from __future__ import annotations

import io
import re

import openpyxl
import pytest
from playwright.sync_api import Page, expect

from shuniu.domain.registry.models import RosterImport
from shuniu.kernel.orgs.models import Affiliation, Organization
from shuniu.methods.rosters import make_credit_code
from tests.worker import work_off_jobs


def roster(rows: int) -> bytes:
    """A hub's own sheet: title row, Chinese headings, two faults."""
    book = openpyxl.Workbook()
    sheet = book.active
    sheet.append(["职工服务类社会组织名录"])
    sheet.append(["序号", "单位名称", "统一社会信用代码", "组织类型", "成立时间", "是否会员"])
    for n in range(rows):
        code = make_credit_code("social_service", area="990102", serial=70_000_000 + n)
        if n == 3:
            code = code[:17] + ("0" if code[17] != "0" else "1")
        sheet.append(
            [n + 1, f"云州市新来{n}号服务中心", code, "基金会" if n == 5 else "社会服务机构", "2020-05-01", "是"]
        )
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


@pytest.mark.acceptance("A04")
def test_a_hub_brings_its_roster_in_corrects_it_and_an_organization_confirms(enter, live, live_city):
    page: Page = enter("hub.officer")
    page.goto(f"{live}/desk/registry/rosters/new/")
    file = {"name": "名录.xlsx", "mimeType": "application/octet-stream", "buffer": roster(200)}
    page.set_input_files("input[type=file]", file)
    page.get_by_role("button", name="上传并预览").click()
    expect(page.locator("main")).to_contain_text("2 行需要核对")
    expect(page.locator("table")).to_contain_text("第 18 位校验不符")
    page.get_by_role("button", name=re.compile("导入 198 行")).click()
    expect(page.locator("main")).to_contain_text("正在导入")
    work_off_jobs()
    page.reload()
    expect(page.locator("main")).to_contain_text("已导入：新增 198 家")
    new = Organization.objects.get(name="云州市新来0号服务中心")
    tie = Affiliation.objects.get(organization=new)
    assert (tie.hub, tie.confirmed_at) == (live_city.hub, None)
    page.goto(f"{live}/desk/network/ties/{tie.pk}/")
    page.get_by_role("button", name="生成确认链接").click()
    address = page.locator("#address").text_content()
    page.goto(address)
    page.get_by_role("button", name="确认属实").click()
    expect(page.locator("[role=alert]")).to_contain_text("枢纽自己不能代为确认")
    phone = enter(None, width=390)
    phone.goto(address)
    phone.get_by_role("button", name="确认属实").click()
    expect(phone.locator("main")).to_contain_text("已确认")
    page.goto(f"{live}/desk/registry/?q=新来&tie=confirmed")
    expect(page.locator("tbody tr")).to_have_count(1)
    page.goto(f"{live}/desk/registry/rosters/{RosterImport.objects.get().pk}/")
    page.get_by_role("button", name="撤销导入").click()
    expect(page.locator("main")).to_contain_text("其中 1 行")
    assert Organization.objects.filter(name__startswith="云州市新来").count() == 1


@pytest.mark.acceptance("A03")
def test_a_unit_is_stated_proven_confirmed_and_remarked_on(enter, live, live_city):
    officer = enter("hub.officer")
    address = f"{live}/desk/oversight/hubs/{live_city.hub.code}/units/A14.2/"
    officer.goto(address)
    officer.get_by_label("做了什么").fill("三次联席会议，一次沙龙。")
    officer.get_by_label("做到程度").select_option("done")
    officer.get_by_role("button", name="保存自述").click()
    officer.get_by_label("平台记录").select_option(index=1)
    officer.locator("form", has=officer.get_by_label("平台记录")).get_by_role("button", name="添加佐证").click()
    expect(officer.locator("main")).to_contain_text("佐证已添加")
    head = enter("hub.head")
    head.goto(address)
    head.get_by_role("button", name="确认属实").click()
    over = enter("office.officer")
    over.goto(address)
    expect(over.locator("main")).to_contain_text("三次联席会议，一次沙龙。")
    over.get_by_label("批注").fill("请补沙龙照片")
    over.get_by_role("button", name="保存批注").click()
    officer.reload()
    expect(officer.locator("main")).to_contain_text("请补沙龙照片")


@pytest.mark.acceptance("A02")
def test_from_a_cell_of_the_heat_map_to_the_record_behind_the_figure(enter, live, live_city):
    page = enter("office.head")
    cell = page.locator(f'a[href="/cockpit/hubs/{live_city.hub.code}/mechanism/"]')
    expect(page.locator("thead")).not_to_contain_text("综合")
    cell.click()
    page.locator("tr", has_text="MEC-8").get_by_role("link", name="看名单").click()
    expect(page.locator(".page-head")).to_contain_text("例会情况按期报送率")
    page.goto(f"{live}/cockpit/hubs/{live_city.hub.code}/brand/")
    expect(page.locator("main")).to_contain_text("尚无计算指标")


@pytest.mark.acceptance("A01")
def test_a_visitor_opens_an_article_and_a_superseded_version_stays_readable(enter, live, live_city):
    from shuniu.kernel.specification.models import Edition  # planted: an older wording

    Edition.objects.create(
        code="city-2012", number="旧〔2012〕1号", title="旧规范", title_hant="舊規範", title_en="Old", issuer="旧办公室",
        issued_on="2012-01-01", valid_from="2012-01-01", valid_to="2016-07-01", published=True,
    )  # fmt: skip
    page = enter(None)
    page.goto(f"{live}/specification/")
    page.get_by_role("link", name=re.compile("会后报送")).click()
    expect(page.locator("main")).to_contain_text("MEC-8")
    expect(page.locator("main")).to_contain_text(live_city.hub.name)
    expect(page.locator("main")).to_contain_text("应尽")
    page.goto(f"{live}/specification/city-2012/")
    expect(page.locator("main")).to_contain_text("已于 2016-07-01 由新版本代替")


@pytest.mark.parametrize(("locale", "word"), [("zh-CN", "社会组织"), ("zh-TW", "社會組織"), ("en-US", "Organizations")])
def test_the_browsers_language_decides(enter, live, locale, word):
    page = enter(None, locale=locale)
    page.goto(f"{live}/")
    expect(page.locator(".p-nav")).to_contain_text(word)
