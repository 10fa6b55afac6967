"""The first roster, through the browser: two thousand rows in, corrected, confirmed on a phone, counted, taken back."""

from __future__ import annotations

import io
import re
from datetime import date, datetime, timedelta

import openpyxl
import pytest
from playwright.sync_api import Page, expect

from shuniu.domain.registry.models import RosterImport
from shuniu.engines.gatherings.models import Gathering, RollEntry
from shuniu.engines.indicators.actions import compute_snapshot
from shuniu.kernel.core.moments import CITY_TIME, db_now, local_date, period_of
from shuniu.kernel.orgs.models import Affiliation, Designation, Field, FormerName, Organization
from shuniu.kernel.orgs.naming import search_vector
from shuniu.kernel.people.models import User
from tests.browser.acts import look_again
from tests.registry.rosters import HEADINGS, code, line, read, slipped, workbook
from tests.worker import work_off_jobs


def upload(page: Page, live: str, content: bytes, name: str = "名录.xlsx") -> None:
    page.goto(f"{live}/desk/registry/rosters/new/")
    page.set_input_files("input[type=file]", {"name": name, "mimeType": "application/octet-stream", "buffer": content})
    page.get_by_role("button", name="上传并预览").click()


def test_a_roster_of_two_thousand_rows_is_brought_in_and_corrected(enter, live, live_city):
    lines = [line(n) for n in range(2000)]
    lines[3] = line(3, code=slipped(code(3)))
    lines[5] = line(5, kind="基金会")
    lines[7] = line(7, on="去年春天")
    page: Page = enter("hub.officer")
    upload(page, live, workbook(lines))
    expect(page.locator("main")).to_contain_text("3 行需要核对")
    expect(page.locator("table")).to_contain_text("第 18 位校验不符")
    expect(page.locator("table")).to_contain_text(f"可能是 {code(3)}")
    with page.expect_download() as waiting:
        page.get_by_role("link", name="下载需核对的行").click()
    cells = read(waiting.value.path().read_bytes())
    assert cells[0][0] == "职工服务类社会组织名录"
    assert cells[1] == [*HEADINGS, "需核对的原因"]
    assert [row[1] for row in cells[2:]] == [f"云州市新来{n}号服务中心" for n in (3, 5, 7)]
    page.get_by_role("button", name=re.compile("导入 1,?997 行")).click()
    expect(page.locator("main")).to_contain_text("正在导入")
    work_off_jobs()
    look_again(page)
    expect(page.locator("main")).to_contain_text(re.compile("已导入：新增 1,?997 家"))
    expect(page.get_by_role("link", name="看待确认的组织")).to_have_css("text-decoration-line", "underline")
    for row, right in zip(cells[2:], (3, 5, 7), strict=True):
        row[2:5] = code(right), "社会服务机构", "2020-05-01"
    upload(page, live, workbook([row[:-1] for row in cells[2:]]), "改好.xlsx")
    expect(page.locator(".tabs")).to_contain_text("新增 3")
    page.get_by_role("button", name="导入 3 行").click()
    work_off_jobs()
    assert Organization.objects.filter(credit_code__in=[code(n) for n in range(2000)]).count() == 2000
    upload(page, live, workbook([line(n) for n in range(2000)]), "又一次.xlsx")
    expect(page.locator("main")).to_contain_text("与登记册一致，没有要写入的")
    page.goto(f"{live}/desk/registry/?q=新来1999号&tie=claimed")
    expect(page.locator("tbody tr")).to_have_count(1)


def test_columns_that_nobody_could_guess_are_corrected_in_one_place_and_remembered(enter, live, live_city):
    odd = ["序", "称呼", "那串号码", "组织类型", "日子", "几个人", "算不算我们的"]
    page = enter("hub.officer")
    upload(page, live, workbook([line(n) for n in range(8)], headings=odd))
    page.get_by_role("link", name="核对列的对应").first.click()
    row = page.locator("tr", has_text="几个人")
    expect(row).to_contain_text("没有认出")
    expect(page.locator("tr", has_text="那串号码")).to_contain_text("按内容认出")
    row.get_by_role("combobox").select_option(label="专职人员")
    page.locator("tr", has_text="算不算我们的").get_by_role("combobox").select_option(label="专职人员")
    page.get_by_role("button", name="按此重新预览").click()
    expect(page.locator("[role=alert]")).to_contain_text("选了两列")
    page.locator("tr", has_text="算不算我们的").get_by_role("combobox").select_option(label="是否会员")
    page.get_by_role("button", name="按此重新预览").click()
    expect(page.locator(".tabs")).to_contain_text("会员（待确认） 8")
    upload(page, live, workbook([line(n) for n in range(20, 24)], headings=odd))
    expect(page.locator(".tabs")).to_contain_text("会员（待确认） 4")


@pytest.mark.parametrize(
    ("content", "name", "said"),
    [
        (b"", "空.xlsx", "空的"),
        (b"%PDF-1.4\n" + b"\x00\x01" * 400, "说明.xlsx", "不是表格"),
        (b"PK\x03\x04broken", "坏.xlsx", "不完整"),
    ],
)
def test_a_file_that_cannot_be_read_says_so_in_one_sentence(enter, live, live_city, content, name, said):
    page = enter("hub.clerk", width=390)
    upload(page, live, content, name)
    expect(page.locator("[role=alert]")).to_contain_text(said)
    assert not RosterImport.objects.exists()


def test_a_claimed_member_answers_on_a_phone_and_undo_keeps_it(enter, live, live_city):
    page = enter("hub.officer")
    upload(page, live, workbook([line(n) for n in range(4)]))
    page.get_by_role("button", name="导入 4 行").click()
    work_off_jobs()
    look_again(page)
    page.get_by_role("link", name="打印确认函（二维码）").click()
    page.get_by_role("button", name="为 4 家备好确认函").click()
    expect(page.locator(".letter")).to_have_count(4)
    letter = page.locator(".letter", has_text="新来2号")
    address = letter.locator(".address").text_content().strip()
    page.goto(address)
    expect(page.locator("[role=alert]")).to_contain_text("枢纽自己不能代为确认")
    expect(page.get_by_role("button", name="是的，确认属实")).to_have_count(0)
    phone = enter(None, width=390)
    phone.goto(address)
    phone.get_by_label("您的姓名和职务").fill("王桂兰，会长")
    phone.get_by_role("button", name="不是这样，不属实").click()
    expect(phone.locator("main")).to_contain_text("已记下：不属实")
    phone.get_by_text("填错了？改一下").click()
    phone.get_by_role("button", name="是的，确认属实").click()
    expect(phone.locator("main")).to_contain_text("已确认属实，谢谢您")
    assert phone.evaluate("document.documentElement.scrollWidth") <= 390
    page.goto(f"{live}/desk/registry/?q=新来&tie=confirmed")
    expect(page.locator("tbody tr")).to_have_count(1)
    page.goto(f"{live}/desk/registry/rosters/{RosterImport.objects.get().pk}/")
    page.get_by_role("button", name="撤销导入").click()
    expect(page.locator("main")).to_contain_text("正在撤销")
    work_off_jobs()
    look_again(page)
    expect(page.locator("main")).to_contain_text("其中 1 行")
    expect(page.locator("tbody")).to_contain_text("云州市新来2号服务中心")
    assert Organization.objects.filter(name__startswith="云州市新来").count() == 1


def test_without_javascript_the_whole_import_works(chromium, live, live_city):
    context = chromium.new_context(java_script_enabled=False, locale="zh-CN")
    page = context.new_page()
    page.goto(f"{live}/demo/")
    page.locator('form:has(input[value="hub.officer"]) button').click()
    upload(page, live, workbook([line(1)]))
    page.get_by_role("button", name="导入 1 行").click()
    work_off_jobs()
    page.goto(f"{live}/desk/registry/rosters/{RosterImport.objects.get().pk}/")
    expect(page.locator("main")).to_contain_text("已导入：新增 1 家")
    context.close()


def plant_a_field(hubs: int = 1, *, known: int = 1000, tied: int = 600, met: int = 420) -> Organization:
    """A hub with its own field: `known` organizations, the first `tied` confirmed, the first `met` met within a year.

    Paper members beside them: 50 claimed and never confirmed, 30 confirmed whom only the hub's own hand put on the roll.
    """
    now = db_now()
    field = Field.objects.create(code="trial", name="试验", name_hant="試驗", name_en="Trial")
    office = Organization.objects.get(appointments__person__username="office.head")
    hub = Organization.objects.create(
        code="T00000000", name="云州市试验联合会", kind="social_association", created_at=now, field=field
    )
    edition = Designation.objects.filter(reports_to=office).first().edition_code
    Designation.objects.create(
        organization=hub, designated_by=office, reports_to=office, level="city", field=field, edition_code=edition,
        valid_from=local_date(now) - timedelta(days=500),
    )  # fmt: skip
    rows = Organization.objects.bulk_create(
        Organization(
            code=f"T{n + 1:08d}",
            name=f"云州市试验{n}号协会",
            kind="social_association",
            field=field,
            created_at=now,
            search=search_vector(f"云州市试验{n}号协会"),
        )
        for n in range(known)
    )
    since = local_date(now) - timedelta(days=400)
    Affiliation.objects.bulk_create(
        Affiliation(hub=hub, organization=row, kind="membership", route="membership", source="test", valid_from=since,
                    claimed_at=now, confirmed_at=now if n < tied else None)
        for n, row in enumerate(rows[: tied + 50])
    )  # fmt: skip
    held = datetime.combine(local_date(now) - timedelta(days=40), datetime.min.time(), tzinfo=CITY_TIME)
    meeting = Gathering.objects.create(
        host=hub, title="试验例会", starts_at=held, ends_at=held + timedelta(hours=2), place="一楼", door_token="trial",
        door_code="123456", sign_in_opens_at=held, sign_in_closes_at=held + timedelta(hours=3), created_at=held,
    )  # fmt: skip
    RollEntry.objects.bulk_create(
        RollEntry(gathering=meeting, organization=row, name=f"人{n}", attendance="present", key=f"k{n}", signed_at=held,
                  entered_at=held, way="qr" if n < met else "hand")
        for n, row in enumerate(rows[: met + 30])
    )  # fmt: skip
    return hub


@pytest.mark.acceptance("A04")
def test_420_of_1000_met_within_twelve_months_is_42_and_70_per_cent_with_the_lists_behind(enter, live, live_city):
    hub = plant_a_field()
    quarter = period_of("Q", local_date(db_now()))
    compute_snapshot(quarter, by=User.objects.system("test"), at=quarter.ends_at, close=True)
    page = enter("office.head")
    page.goto(f"{live}/cockpit/hubs/{hub.code}/open/")
    for indicator, share, parts in (("OPN-1", "42 %", ("420", "1,?000")), ("OPN-2", "70 %", ("420", "600"))):
        row = page.locator("tr", has_text=re.compile(rf"{indicator}\b"))
        expect(row).to_contain_text(share)
        for part in parts:
            expect(row).to_contain_text(re.compile(part))
    page.locator("tr", has_text=re.compile(r"OPN-1\b")).get_by_role("link", name="看名单").click()
    expect(page.locator("main")).to_contain_text(re.compile("云州市试验\\d+号协会"))
    expect(page.locator(".pager, .page-head").first).to_be_visible()
    page.goto(f"{live}/desk/registry/statistics/?hub={hub.code}")
    expect(page.locator("h1")).to_contain_text(re.compile("1,?000 家组织中，400 家还没有确认的联系"))
    expect(page.locator(".kpis")).to_contain_text("另有 50 条待组织确认，不计入")
    page.goto(f"{live}/desk/registry/?hub={hub.code}&tie=active")
    expect(page.locator(".page-head")).to_contain_text("共 420 家")


def test_organizations_without_a_field_stay_in_a_rest_group_and_in_the_city(enter, live, live_city):
    hub = plant_a_field(known=20, tied=10, met=5)
    Organization.objects.filter(code__in=[f"T{n:08d}" for n in (1, 2, 3)]).update(field=None)
    page = enter("office.officer")
    page.goto(f"{live}/desk/registry/statistics/")
    known = Organization.objects.visible_to(None, db_now()).count()
    rest = Organization.objects.visible_to(None, db_now()).filter(field=None).count()
    expect(page.locator("h1")).to_contain_text(str(known))
    expect(page.locator(".kpis")).to_contain_text(f"{rest}家")
    expect(page.locator("main")).to_contain_text("未归领域")
    page.goto(f"{live}/desk/registry/?hub={hub.code}&scope=rest&q=试验1号")
    expect(page.locator("tbody tr")).to_have_count(1)


@pytest.mark.acceptance("A16.1")
def test_a_clerk_corrects_a_members_staff_number_it_is_told_objects_and_both_values_stay(enter, live, live_city):
    member = live_city.member
    before = member.staff_count
    clerk = enter("hub.clerk")
    clerk.goto(f"{live}/desk/registry/organizations/{member.code}/")
    clerk.get_by_role("link", name="修改资料").click()
    clerk.get_by_label("专职人员").fill("77")
    clerk.get_by_role("button", name="保存资料").click()
    expect(clerk.locator("#history")).to_contain_text("77")
    own = enter("org.secretary", width=390)
    own.goto(f"{live}/desk/notices/")
    expect(own.locator("main")).to_contain_text(f"{live_city.hub.name}修改了你单位的资料（1 项）")
    own.goto(f"{live}/desk/registry/organizations/{member.code}/")
    own.locator("#history").get_by_text("提出异议", exact=True).click()
    own.get_by_label("异议理由").fill("去年底核对过，还是原来的数")
    own.get_by_role("button", name="恢复原值").click()
    history = own.locator("#history")
    expect(history).to_contain_text("去年底核对过，还是原来的数")
    expect(history.locator(".row")).to_have_count(2)
    member.refresh_from_db()
    assert (member.staff_count, list(member.fact_changes.values_list("old", "new"))) == (
        before, [("77", str(before)), (str(before), "77")],
    )  # fmt: skip
    look_again(clerk)
    expect(clerk.locator("#history")).to_contain_text("有异议")
    assert isinstance(member.fact_changes.first().on, date)


def test_the_dirtiest_file_is_read_put_right_by_clicks_and_imported_as_shown(enter, live, live_city):
    """Two heading rows, merged cells, notes, full width, numbers for codes, dates of all kinds, telephone numbers, 万元."""
    known = Organization.objects.filter(credit_code__isnull=False, kind="social_service", claimed_at=None).first()
    FormerName.objects.create(organization=known, name="云州市老名字服务中心", until=local_date(db_now()))
    wide = "".join(chr(ord(c) + 0xFEE0) for c in code(1))
    book = openpyxl.Workbook()
    sheet = book.active
    for cells in (
        ["职工服务类社会组织情况登记表（请勿改动格式）"],
        ["填报单位（盖章）：某联合会", None, None, None, "2026 年 9 月"],
        ["序号", "单 位 名 称", "登记情况", None, None, "负责人", None, "所属区", "是否会员"],
        [None, None, "统一社会信用代码", "成立时间", "开办资金（万元）", "姓名及电话", "专职人数", None, None],
        [1, "云州市新来１号服务中心", wide, "二〇一九年三月五日", "３", "闻人一 13900000001", "约 ５ 人", "望江区、青石区", "√"],
        [2, "云州市新来2号服务中心", slipped(code(2)), "2019 年 3 月", "30,000元", "司徒二、闻人三", "暂无", None, "是"],
        [3, "云州市老名字服务中心", "9.11E+17", "1900-01-01", "-", "无", "/", "青石", "否"],
        [4, code(4), "云州市新来4号服务中心", "13/05/2019", "——", "闻人四", "12", "青石区", "是"],
        [5, "云州市新来5号服务中心", code(5), 43529, 5, "闻人五（0999-6000005）", 3, "#N/A", ""],
        ["注：本表一式两份，数据截至年底"], ["填表人：张三"],
    ):  # fmt: skip
        sheet.append(cells)
    for span in ("A1:I1", "A3:A4", "B3:B4", "C3:E3", "F3:G3", "H5:H6"):
        sheet.merge_cells(span)
    out = io.BytesIO()
    book.save(out)
    page: Page = enter("hub.officer")
    upload(page, live, out.getvalue(), "最乱的表.xlsx")
    main = page.locator("main")
    expect(main).to_contain_text("2 行需要核对")
    page.locator("tr", has_text="新来2号").get_by_role("button", name=code(2)).click()
    expect(main).to_contain_text("已改正这一行")
    page.goto(page.url.split("?")[0] + "?which=failing")
    row = page.locator("tr", has_text="老名字")
    expect(row).to_contain_text(f"曾用名，现名“{known.name}”")
    row.get_by_role("button", name=known.credit_code).click()
    page.goto(page.url.split("?")[0] + "?which=all")
    for said in ("只留姓名", "只留“司徒二”", "当作没填", "填反了，已换回来"):
        expect(page.locator("table")).to_contain_text(said)
    page.get_by_role("button", name=re.compile("导入 5 行")).click()
    work_off_jobs()
    look_again(page)
    expect(main).to_contain_text("已导入：新增 4 家")
    rows = Organization.objects.filter(credit_code__in=[code(n) for n in (1, 2, 4, 5)]).order_by("name")
    assert list(rows.values_list("name", "registered_on", "capital_fen", "legal_representative", "staff_count")) == [
        ("云州市新来1号服务中心", date(2019, 3, 5), 3_000_000, "闻人一", 5),
        ("云州市新来2号服务中心", date(2019, 3, 1), 3_000_000, "司徒二", None),
        ("云州市新来4号服务中心", date(2019, 5, 13), None, "闻人四", 12),
        ("云州市新来5号服务中心", date(2019, 3, 5), 5_000_000, "闻人五", 3),
    ]  # fmt: skip
    known.refresh_from_db()
    assert known.name != "云州市老名字服务中心"
    upload(page, live, out.getvalue(), "又一次.xlsx")
    expect(page.locator(".tabs")).to_contain_text("没有变化 3")


def test_a_page_saved_as_xls_is_read_and_of_two_days_one_is_chosen(enter, live, live_city):
    rows = [line(n) for n in range(3)]
    rows[1][4] = "2019.3.5--2023.3.4"
    cells = "".join("<tr>" + "".join(f"<td>{one}</td>" for one in row) + "</tr>" for row in [HEADINGS, *rows])
    content = f"<html><meta charset=gb2312><body><table><tr><td colspan=7>职工服务类名录{cells}</table></body></html>"
    page: Page = enter("hub.officer", width=390)
    upload(page, live, content.encode("gb18030"), "系统导出.xls")
    expect(page.locator("main")).to_contain_text("1 行需要核对")
    expect(page.get_by_role("button", name="日期先空着")).to_be_visible()
    page.get_by_role("button", name="2019-03-05 只记这一天").click()
    page.get_by_role("button", name="导入 3 行").click()
    expect(page.locator("main")).to_contain_text("正在导入")
    work_off_jobs()
    days = {str(one.registered_on) for one in Organization.objects.filter(credit_code__in=[code(n) for n in range(3)])}
    assert days == {"2020-05-01", "2019-03-05"}
    upload(page, live, "<html><body><form>请先登录</form></body></html>".encode(), "登录过期.xls")
    expect(page.locator("main")).to_contain_text("这个文件不是表格")
