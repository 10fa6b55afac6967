"""A body in the making applies on a phone; the hub checks, tells what is missing once, decides; late cases turn red (A05.5)."""

from __future__ import annotations

from datetime import timedelta

import pytest
from playwright.sync_api import expect

from shuniu.domain.network.actions import tell_delays
from shuniu.domain.network.models import SupervisionApplication
from shuniu.kernel.core.moments import db_now, local_date
from shuniu.kernel.people.models import User
from shuniu.kernel.record.models import OutgoingMail

NAME = "云州市云杉家庭服务中心"
PDF = {"name": "章程.pdf", "mimeType": "application/pdf", "buffer": b"%PDF-1.4 paper"}


def apply(page, live: str, hub) -> None:
    page.goto(f"{live}/")
    page.locator(".doors").get_by_role("link", name="申请业务主管单位").click()
    page.locator(".card", has_text=hub.name).get_by_role("link", name="看条件并申请").click()
    page.get_by_label("拟用名称").fill(NAME)
    page.get_by_label("拟登记类型").select_option("social_service")
    page.get_by_label("发起人或发起单位").fill("沈清和等五人")
    page.get_by_label("宗旨、业务范围和筹备情况").fill("日间照料和康复训练，已有场地。")
    page.get_by_label("联系人").fill("沈清和")
    page.get_by_label("联系电话").fill("13800000003")
    page.get_by_label("邮箱").fill("shen@demo.invalid")
    page.locator("input[type=file]").first.set_input_files(PDF)
    page.get_by_role("button", name="送出申请").click()
    expect(page.locator("h1")).to_have_text(NAME)


def test_an_application_goes_from_a_phone_to_the_registrar(enter, live, live_city):
    phone = enter(None, width=390)
    apply(phone, live, live_city.hub)
    expect(phone.locator("main")).to_contain_text("SL-")
    officer = enter("hub.officer")
    officer.goto(f"{live}/desk/duties/")
    officer.locator(".row", has_text=NAME).get_by_role("link", name="去核对").click()
    case = officer.url
    officer.get_by_label("要补什么").nth(2).fill("章程草案第三章")
    officer.get_by_role("button", name="一次告知要补的").click()
    phone.reload()
    expect(phone.locator("main")).to_contain_text("章程草案第三章")
    phone.locator("input[type=file]").set_input_files(PDF)
    phone.get_by_role("button", name="送出补充材料").click()
    expect(phone.locator("main")).to_contain_text("待核对材料")
    officer.goto(case)
    expect(officer.get_by_role("button", name="一次告知要补的")).to_have_count(0)
    officer.get_by_role("button", name="材料已齐，开始计时").click()
    while officer.locator(".tag", has_text="待审核").count():
        officer.locator(".row", has=officer.locator(".tag", has_text="待审核")).first.get_by_role(
            "button", name="符合", exact=True
        ).click()
    head = enter("hub.head")
    head.goto(case)
    head.get_by_label("同意", exact=True).check()
    head.get_by_label("理由和依据").fill("对照公布的六项条件逐条审核，均符合。")
    head.get_by_role("button", name="作出书面决定").click()
    expect(head.locator(".page-head")).to_contain_text("同意")
    head.get_by_label("登记管理机关").fill("云州市民政局")
    head.get_by_role("button", name="记下转送").click()
    head.get_by_label("登记结果").select_option("registered")
    head.get_by_role("button", name="记下登记结果").click()
    phone.reload()
    expect(phone.locator("main")).to_contain_text("准予登记")
    with phone.expect_download() as letter:
        phone.get_by_role("link", name="决定书（Word）").click()
    assert letter.value.suggested_filename == "受理决定书.docx"


@pytest.mark.acceptance("A05.5")
def test_a_decision_past_its_day_is_red_for_hub_and_office_and_the_applicant_is_told(enter, live, live_city):
    phone = enter(None, width=390)
    apply(phone, live, live_city.hub)
    officer = enter("hub.officer")
    officer.goto(f"{live}/desk/network/intakes/?which=check")
    officer.get_by_role("link", name=NAME).click()
    officer.get_by_role("button", name="材料已齐，开始计时").click()
    row = SupervisionApplication.objects.get(name=NAME)
    SupervisionApplication.objects.filter(pk=row.pk).update(due_on=local_date(live_city.now) - timedelta(days=1))
    tell_delays(by=User.objects.system("schedule"), at=db_now())
    officer.reload()
    expect(officer.locator("[role=alert]")).to_contain_text("已经超期")
    phone.reload()
    expect(phone.locator("[role=status]")).to_contain_text("抱歉让您久等")
    assert OutgoingMail.objects.filter(to="shen@demo.invalid", body__contains="超期").count() == 1
    office = enter("office.officer")
    expect(office.locator("main")).to_contain_text("受理申请超过决定期限")
    office.goto(f"{live}/desk/network/intakes/?which=late")
    expect(office.locator(".row", has_text=NAME).locator(".tag.bad")).to_contain_text("逾期")
