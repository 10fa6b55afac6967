"""An organization joins on a phone, is told once, refused, objects; a hub cannot make a member of anybody."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Page, expect

from shuniu.domain.network.models import JoiningConditions, MembershipApplication
from shuniu.kernel.core.moments import local_date
from shuniu.kernel.orgs.models import Affiliation, Consent, Organization
from tests.registry.rosters import code, line, workbook
from tests.worker import work_off_jobs


def start(page: Page, live: str, hub: Organization) -> None:
    page.goto(f"{live}/desk/network/joining/")
    page.get_by_label("枢纽名称或领域").fill(hub.name[:4])
    page.get_by_role("button", name="查找").click()
    page.get_by_role("link", name=hub.name, exact=True).click()
    page.get_by_role("button", name="开始申请").click()


def fill(page: Page, name: str) -> None:
    page.get_by_label("单位名称").fill(name)
    page.get_by_label("类型").select_option(label="社区社会组织")
    page.get_by_label("所在区域").select_option(index=3)
    page.get_by_label("负责人").fill("季云舒")
    page.get_by_label("联系人和职务").fill("罗秋白，秘书长")
    page.get_by_label("办公电话或邮箱").fill("0900-5550000")
    page.get_by_label("宗旨和业务范围").fill("邻里互助。")
    page.get_by_label("近两年的主要活动").fill("每月一次开放日。")
    page.get_by_label("为什么加入").fill("想合用场地。")


def test_somebody_without_an_account_applies_on_a_phone_and_it_keeps_itself(enter, live, live_city):
    hub = live_city.hub
    JoiningConditions.objects.filter(hub=hub).update(papers="街道备案证明")
    phone = enter(None, width=390)
    start(phone, live, hub)
    assert (
        phone.locator(
            "form[data-autosave] input:not([type=hidden]), form[data-autosave] select, form[data-autosave] textarea"
        ).count()
        == 12
    )
    phone.get_by_label("单位名称").fill("石榴巷邻里互助队")
    expect(phone.locator("[data-saved]")).to_contain_text(re.compile(r"已存下 \d\d:\d\d"))
    phone.reload()
    expect(phone.get_by_label("单位名称")).to_have_value("石榴巷邻里互助队")
    phone.get_by_role("button", name="提交申请").click()
    told = phone.locator("[role=alert]")
    for word in (
        "类型",
        "所在区域",
        "负责人",
        "联系人和职务",
        "办公电话",
        "宗旨",
        "近两年",
        "为什么加入",
        "街道备案证明",
        "自愿加入",
    ):
        expect(told).to_contain_text(word)
    fill(phone, "石榴巷邻里互助队")
    phone.set_input_files(
        "input[type=file]",
        {
            "name": "备案.jpg",
            "mimeType": "image/jpeg",
            "buffer": b"\xff\xd8\xff\xc0\x00\x11\x08\x00\x08\x00\x08" + b"0" * 64,
        },
    )
    phone.get_by_label("我单位自愿加入").check()
    phone.get_by_role("button", name="提交申请").click()
    expect(phone.locator("main")).to_contain_text(re.compile("最迟 .* 决定"))
    number = phone.locator("#number").text_content().strip()
    assert phone.evaluate("document.documentElement.scrollWidth") <= 390
    phone.goto(f"{live}/query/?number={number}")
    expect(phone.locator("main")).to_contain_text("待决定")
    row = MembershipApplication.objects.get(name="石榴巷邻里互助队")
    assert (row.state, row.organization) == ("FILED", None)


def test_refused_with_a_reason_objected_to_and_answered_by_another(enter, live, live_city):
    hub = live_city.hub
    JoiningConditions.objects.filter(hub=hub).update(papers="")
    phone = enter(None, width=390)
    start(phone, live, hub)
    fill(phone, "外贸咨询小组")
    phone.get_by_label("我单位自愿加入").check()
    phone.get_by_role("button", name="提交申请").click()
    address = phone.url
    head = enter("hub.head")
    head.goto(f"{live}/desk/network/applications/")
    head.get_by_role("link", name="外贸咨询小组", exact=True).click()
    head.get_by_role("button", name="不接纳").click()
    expect(head.locator("main")).to_contain_text("不接纳要写明理由")
    head.get_by_label("理由或附言").fill("对照条件第二条：业务与本领域无关。")
    head.get_by_role("button", name="不接纳").click()
    expect(head.locator("main")).to_contain_text("理由已告知对方")
    phone.goto(address)
    expect(phone.locator("main")).to_contain_text("业务与本领域无关")
    phone.get_by_label("异议").fill("我们今年办了十一场社区活动。")
    phone.get_by_role("button", name="提出异议").click()
    head.reload()
    expect(head.get_by_role("button", name="维持原决定")).to_have_count(0)
    officer = enter("hub.officer")
    officer.goto(head.url)
    officer.get_by_label("书面答复").fill("复核了活动记录，符合第二条。")
    officer.get_by_role("button", name="异议成立，改为接纳").click()
    phone.reload()
    expect(phone.locator("main")).to_contain_text("异议成立，改为接纳")
    with phone.expect_download() as waiting:
        phone.get_by_role("button", name="下载全部资料").click()
    assert waiting.value.suggested_filename.endswith(".zip")
    phone.get_by_text("退出", exact=True).click()
    phone.get_by_role("button", name="退出会员").click()
    expect(phone.locator("main")).to_contain_text("已退出")
    tie = Affiliation.objects.get(organization__name="外贸咨询小组")
    assert tie.valid_to == local_date(live_city.now)


def test_an_organization_with_an_account_finds_its_card_in_the_form_also_without_script(live, chromium, live_city):
    hub = Organization.objects.get(appointments__person__username="hub03.head")
    JoiningConditions.objects.filter(hub=hub).update(papers="")
    context = chromium.new_context(viewport={"width": 390, "height": 844}, java_script_enabled=False, locale="zh-CN")
    page = context.new_page()
    page.goto(f"{live}/demo/")
    page.locator('form:has(input[value="org.secretary"]) button').click()
    page.goto(f"{live}/desk/network/joining/{hub.code}/")
    page.get_by_role("button", name="以本单位申请").click()
    expect(page.get_by_label("单位名称")).to_have_value(live_city.member.name)
    page.get_by_label("为什么加入").fill("想合办活动。")
    page.get_by_role("button", name="存草稿").click()
    expect(page.get_by_label("为什么加入")).to_have_value("想合办活动。")
    context.close()
    assert MembershipApplication.objects.get(hub=hub, organization=live_city.member).wish == "想合办活动。"


def test_an_invitation_is_accepted_by_link(enter, live, live_city):
    free = Organization.objects.filter(kind="social_service", source="demo").exclude(ties__hub=live_city.hub).first()
    head = enter("hub.head")
    head.goto(f"{live}/desk/network/invitations/new/?organization={free.code}")
    head.get_by_role("button", name="发出邀请").click()
    expect(head.locator("main")).to_contain_text("枢纽自己不能代为接受")
    phone = enter(None, width=390)
    phone.goto(head.locator("#address").text_content().strip())
    phone.get_by_label("您的姓名和职务").fill("王桂兰，会长")
    phone.get_by_role("button", name="接受邀请，加入").click()
    expect(phone.locator("main")).to_contain_text("从今天起是会员")
    assert Affiliation.objects.confirmed(live_city.now).filter(hub=live_city.hub, organization=free).exists()


@pytest.mark.acceptance("A05.1")
def test_an_imported_organization_is_known_and_no_hub_switches_it_to_member(enter, live, live_city):
    """Given a list's organization without consent: it counts as known; whatever the hub presses, it is no member."""
    page = enter("hub.head")
    page.goto(f"{live}/desk/registry/rosters/new/")
    sheet = workbook([line(77, name="云州市登记名录里的新社团")])
    page.set_input_files(
        "input[type=file]", {"name": "登记.xlsx", "mimeType": "application/octet-stream", "buffer": sheet}
    )
    page.get_by_role("button", name="上传并预览").click()
    page.get_by_role("button", name=re.compile("导入 1 行")).click()
    work_off_jobs()
    row = Organization.objects.get(credit_code=code(77))
    tie = Affiliation.objects.filter(hub=live_city.hub, organization=row).first()
    page.goto(f"{live}/desk/registry/?q=登记名录里的新社团")
    expect(page.locator("tbody tr")).to_have_count(1)
    assert tie is not None
    page.goto(f"{live}/desk/network/ties/{tie.pk}/")
    expect(page.locator("main")).to_contain_text("待组织确认；确认前不计入任何数字")
    expect(page.get_by_role("button", name="确认属实")).to_have_count(0)
    page.get_by_role("button", name="生成确认链接").click()
    page.goto(page.locator("#address").text_content().strip())
    expect(page.locator("[role=alert]")).to_contain_text("枢纽自己不能代为确认")
    page.goto(f"{live}/desk/network/sheets/new/?q=登记名录里的新社团")
    page.get_by_role("textbox", name="云州市登记名录里的新社团").fill("冒签")
    page.get_by_role("button", name="存下签字表并确认").click()
    expect(page.locator("[role=alert]")).to_contain_text("没有它不能代为登记")
    tie.refresh_from_db()
    assert (tie.state, Consent.objects.filter(organization=row).exists()) == ("claimed", False)
    page.goto(f"{live}/desk/registry/?q=登记名录里的新社团&tie=confirmed")
    expect(page.locator("tbody tr")).to_have_count(0)
