"""Information on members through the browser: a corrected fact, a card confirmed on a phone, an officer who left (A16.1, A16.2)."""

from __future__ import annotations

from datetime import timedelta

import pytest
from playwright.sync_api import Page, expect

from shuniu.domain.registry.models import CardAsk, CardConfirmation, LiaisonQuery
from shuniu.kernel.core.moments import db_now, local_date
from shuniu.kernel.orgs.models import Appointment
from shuniu.kernel.people.models import User
from shuniu.kernel.record.models import HandOver, ListTemplate


@pytest.mark.acceptance("A16.1")
def test_a_clerk_corrects_the_staff_number_the_organization_is_told_and_objects(enter, live, live_city):
    member = live_city.member
    old = member.staff_count
    clerk: Page = enter("hub.clerk")
    clerk.goto(f"{live}/desk/registry/organizations/{member.code}/facts/")
    clerk.get_by_label("专职人员").fill("77")
    clerk.get_by_role("button", name="保存资料").click()
    expect(clerk.locator("main")).to_contain_text("77")
    head: Page = enter("org.head", width=390)
    head.goto(f"{live}/desk/notices/")
    expect(head.locator("main")).to_contain_text("修改了你单位的资料（1 项）")
    head.goto(f"{live}/desk/registry/organizations/{member.code}/#history")
    head.get_by_text("提出异议", exact=True).click()
    head.get_by_placeholder("异议理由").fill("没有这么多人")
    head.get_by_role("button", name="恢复原值").click()
    history = head.locator("#history")
    expect(history).to_contain_text("77")
    expect(history).to_contain_text("有异议")
    member.refresh_from_db()
    assert member.staff_count == old
    assert set(member.fact_changes.values_list("old", "new")) == {(str(old), "77"), ("77", str(old))}


def test_a_hub_asks_and_an_organization_confirms_on_a_phone_without_an_account(enter, live, live_city):
    officer: Page = enter("hub.officer")
    officer.goto(f"{live}/desk/registry/cards/")
    officer.get_by_role("link", name="请组织核对资料").click()
    officer.get_by_label("名称").fill("下半年资料核对")
    officer.get_by_label("截止日期").fill((local_date(db_now()) + timedelta(days=20)).isoformat())
    officer.get_by_role("button", name="发出核对").click()
    expect(officer.locator("h1")).to_contain_text("0 家已确认")
    ask = CardAsk.objects.get(organization=live_city.member)
    phone: Page = enter(None, width=390)
    phone.goto(f"{live}/desk/registry/card/{ask.token}/")
    expect(phone.locator("main")).to_contain_text(live_city.member.credit_code or "")
    phone.get_by_label("您的姓名和职务").fill("王桂兰，会长")
    phone.get_by_role("button", name="都属实").click()
    expect(phone.locator("main")).to_contain_text("已确认属实")
    officer.reload()
    expect(officer.locator("h1")).to_contain_text("1 家已确认")
    secretary: Page = enter("org.secretary", width=390)
    secretary.goto(f"{live}/desk/registry/cards/mine/")
    expect(secretary.locator("main")).to_contain_text("王桂兰，会长")
    secretary.get_by_role("button", name="勾选的都属实，确认").click()
    expect(secretary.locator("main")).to_contain_text("已确认 1 家的资料")
    assert set(CardConfirmation.objects.values_list("way", flat=True)) == {"link", "sign_in"}


def test_a_template_for_contacts_shows_its_whole_name_beside_what_it_asks(enter, live, live_city):
    ListTemplate.objects.create(
        body=live_city.hub, name="云州市职工工作联合会信息联络员通讯录（内部）", kind="docx", file="none.docx", fields=[],
        added_by=live_city.user("hub.officer"), added_at=db_now(),
    )  # fmt: skip
    for width in (1440, 390):
        page: Page = enter("hub.officer", width=width)
        page.goto(f"{live}/desk/templates/registry-contacts/")
        title = page.locator(".row .title").bounding_box()
        assert title is not None
        assert title["height"] <= 24 * (1 if width == 1440 else 2), (
            "the name is not squeezed into a column of few characters"
        )
        assert page.evaluate("document.documentElement.scrollWidth") <= width


@pytest.mark.acceptance("A16.2")
def test_a_liaison_officer_whose_term_ended_can_only_hand_over(enter, live, live_city):
    post = Appointment.objects.get(person__username="org.liaison")
    today = local_date(db_now())
    successor = User.objects.create(username="next.liaison", name="接任人", email="next@demo.invalid")
    Appointment.objects.create(person=successor, organization=post.organization, role="head", valid_from=today)
    LiaisonQuery.objects.create(
        hub=live_city.hub, organization=post.organization, title="志愿者人数", asked_by=live_city.user("hub.officer"),
        asked_at=db_now(), due_on=today + timedelta(days=3),
    )  # fmt: skip
    post.valid_to = today
    post.save()
    page: Page = enter("org.liaison")
    expect(page).to_have_url(f"{live}/desk/registry/hand-over/")
    for address in ("/desk/", "/desk/registry/queries/", "/desk/duties/", f"/desk/registry/organizations/{post.organization.code}/",
                    "/desk/profile/", "/desk/search/?q=社区"):  # fmt: skip
        page.goto(live + address)
        expect(page).to_have_url(f"{live}/desk/registry/hand-over/")
    expect(page.locator("main")).to_contain_text("志愿者人数")
    page.get_by_label("接手人").select_option(label="接任人")
    page.get_by_label("交接说明").fill("询问还没有答复；资料在办公室电脑里")
    page.get_by_role("button", name="办好交接").click()
    expect(page.locator("main")).to_contain_text("已交接给接任人")
    page.goto(f"{live}/desk/")
    expect(page).to_have_url(f"{live}/desk/registry/hand-over/")
    row = HandOver.objects.get(leaver__username="org.liaison")
    assert (row.successor, row.organization, row.note) == (
        successor,
        post.organization,
        "询问还没有答复；资料在办公室电脑里",
    )
