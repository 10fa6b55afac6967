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


@pytest.mark.parametrize(("locale", "word"), [("zh-CN", "社会组织"), ("zh-TW", "社會組織"), ("en-US", "Organizations")])
def test_the_browsers_language_decides(enter, live, locale, word):
    page = enter(None, locale=locale)
    page.goto(f"{live}/")
    expect(page.locator(".p-nav")).to_contain_text(word)
