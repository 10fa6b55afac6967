"""Three taps on a phone; the other side confirms by link; after thirty days it counts nowhere; one happening once."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest
from playwright.sync_api import expect

from shuniu.domain.network.models import CooperationIntent, Engagement
from shuniu.engines.indicators.actions import compute_snapshot
from shuniu.engines.indicators.models import SnapshotItem
from shuniu.kernel.core.moments import db_now, local_date, period_of
from shuniu.kernel.orgs.models import Affiliation, Organization
from shuniu.kernel.people.models import User


def test_three_taps_log_a_contact_and_the_other_side_confirms_on_its_phone(enter, live, live_city):
    clerk = enter("hub.clerk", width=390)
    clerk.goto(f"{live}/desk/network/engagements/new/")
    name = clerk.locator(".taps label").first.text_content().strip()
    clerk.locator(".taps label").first.click()
    clerk.locator(".taps.six label", has_text="业务培训").click()
    clerk.get_by_role("button", name="3 记下，请对方确认").click()
    expect(clerk.locator("main")).to_contain_text("待对方确认")
    assert clerk.evaluate("document.documentElement.scrollWidth") <= 390
    address = clerk.locator("#address").text_content().strip()
    clerk.goto(address)
    expect(clerk.locator("[role=alert]")).to_contain_text("枢纽自己不能代为确认")
    phone = enter(None, width=390)
    phone.goto(address)
    expect(phone.locator("h1")).to_have_text(name)
    phone.get_by_label("您的姓名和职务").fill("王桂兰，会长")
    phone.get_by_role("button", name="是的，属实").click()
    expect(phone.locator("main")).to_contain_text("已确认属实")
    clerk.goto(f"{live}/desk/network/engagements/?show=confirmed")
    expect(clerk.locator(".row").first).to_contain_text(name)


def test_an_organization_sees_the_same_history_and_confirms_signed_in(enter, live, live_city):
    officer = enter("hub.officer")
    officer.goto(f"{live}/desk/network/engagements/new/?organization={live_city.member.code}")
    officer.locator(".taps.six label", has_text="举办活动").click()
    officer.get_by_role("button", name="3 记下，请对方确认").click()
    secretary = enter("org.secretary", width=390)
    secretary.goto(f"{live}/desk/")
    secretary.get_by_role("link", name="去确认").first.click()
    secretary.get_by_role("button", name="属实", exact=True).click()
    expect(secretary.locator("main")).to_contain_text("已确认")
    officer.reload()
    expect(officer.locator("main")).to_contain_text("已确认")


def test_repeated_contact_suggests_an_invitation(enter, live, live_city):
    free = (
        Organization.objects.filter(field=live_city.hub.field, kind="social_service")
        .exclude(ties__hub=live_city.hub)
        .last()
    )
    today = local_date(live_city.now)
    for n in range(9):
        Engagement.objects.create(
            hub=live_city.hub, organization=free, type="event", subject=f"市集{n}", happened_on=today - timedelta(days=n),
            entered_by=live_city.user("hub.officer"), entered_at=live_city.now, key=f"r{n}", token=f"r{n}", ends_on=today,
            judged_on=today,
            confirmed_at=live_city.now, confirmed_through="link",
        )  # fmt: skip
    head = enter("hub.head")
    head.goto(f"{live}/desk/network/engagements/")
    row = head.locator(".row", has_text=free.name).first
    expect(row).to_contain_text(re.compile(r"\d+ 次"))
    row.get_by_role("link", name="邀请入会").click()
    head.get_by_role("button", name="发出邀请").click()
    expect(head.locator("main")).to_contain_text("邀请已备好")


@pytest.mark.acceptance("A05.2")
def test_after_thirty_days_without_confirmation_it_is_unconfirmed_and_in_no_indicator(enter, live, live_city):
    """Given an engagement the hub entered, when 30 days pass unconfirmed, it shows so and no figure counts it."""
    free = (
        Organization.objects.filter(field=live_city.hub.field, kind="social_service")
        .exclude(ties__hub=live_city.hub)
        .last()
    )
    Engagement.objects.filter(hub=live_city.hub, organization=free).delete()
    officer = enter("hub.officer")
    for subject in ("税收优惠讲解", "年检新规讲解"):
        officer.goto(f"{live}/desk/network/engagements/new/?organization={free.code}")
        officer.locator(".taps.six label", has_text="政策解读").click()
        officer.get_by_text("不是今天，或要写明是什么事").click()
        officer.get_by_label("是什么事").fill(subject)
        officer.get_by_role("button", name="3 记下，请对方确认").click()
        expect(officer.locator("main")).to_contain_text("待对方确认")
    rows = Engagement.objects.filter(hub=live_city.hub, organization=free)
    assert {(row.ends_on - local_date(row.entered_at)).days for row in rows} == {30}
    rows.update(ends_on=local_date(live_city.now))
    officer.reload()
    expect(officer.locator("main")).to_contain_text("未确认，不计入数字")
    snapshot = compute_snapshot(
        period_of("Q", local_date(live_city.now)), by=User.objects.system("schedule"), at=db_now()
    )
    found = SnapshotItem.objects.filter(value__snapshot=snapshot, value__hub=live_city.hub, counted=True)
    assert not found.filter(subject_type="network.engagement", subject_id__in=[row.pk for row in rows]).exists()
    assert not found.filter(value__code__in=["OPN-1", "OPN-8"], subject_id=free.pk).exists()


@pytest.mark.acceptance("A05")
def test_one_joint_training_is_counted_once_and_an_intent_needs_its_own_signed_subject(enter, live, live_city):
    """Given one joint training logged as engagement, when a clerk also enters it as intent, it is stopped."""
    member = live_city.member
    officer = enter("hub.officer")
    officer.goto(f"{live}/desk/network/engagements/new/?organization={member.code}")
    officer.locator(".taps.six label", has_text="业务培训").click()
    officer.get_by_text("不是今天，或要写明是什么事").click()
    officer.get_by_label("是什么事").fill("班组长联合培训")
    officer.get_by_role("button", name="3 记下，请对方确认").click()
    secretary = enter("org.secretary")
    secretary.goto(officer.url)
    secretary.get_by_role("button", name="属实", exact=True).click()
    clerk = enter("hub.clerk")
    clerk.goto(f"{live}/desk/network/intents/new/")

    def write(subject: str) -> None:
        today = str(local_date(live_city.now))
        for label, value in (
            ("甲方", live_city.hub.name), ("乙方", member.name), ("签署事项", subject), ("各方做什么", "甲方出师资，乙方出场地。"),
            ("签署日期", today), ("有效期至", str(local_date(live_city.now) + timedelta(days=300))), ("甲方签署人", "甲"), ("乙方签署人", "乙"),
        ):  # fmt: skip
            clerk.get_by_label(label, exact=True).fill(value)
        clerk.locator("form.form button.primary").click()

    write("班组长联合培训")
    expect(clerk.locator("main")).to_contain_text("只计一次")
    assert not CooperationIntent.objects.filter(subject="班组长联合培训").exists()
    write("今后两年共用培训师资")
    expect(clerk.locator("h1")).to_contain_text("今后两年共用培训师资")
    intent = CooperationIntent.objects.get(subject="今后两年共用培训师资")
    assert (intent.happening_type, Engagement.objects.filter(subject="班组长联合培训").count()) == (
        "network.engagement",
        1,
    )
    head = enter("hub.head")
    head.goto(f"{live}/desk/network/routes/")
    expect(head.locator("h1")).to_contain_text(re.compile("种在走"))
    expect(head.locator("main")).to_contain_text("那件事本身只算一次")
    with head.expect_download() as waiting:
        head.get_by_role("link", name="导出 Excel").click()
    assert waiting.value.suggested_filename.endswith(".xlsx")


def test_a_new_tie_gets_its_route(enter, live, live_city):
    free = Organization.objects.filter(kind="social_service", source="demo").exclude(ties__hub=live_city.hub).last()
    clerk = enter("hub.clerk", width=390)
    clerk.goto(f"{live}/desk/network/ties/new/?organization={free.code}")
    clerk.get_by_label("联系类型").select_option(label="联系")
    clerk.get_by_label("培育").check()
    clerk.get_by_role("button", name="记下，请对方确认").click()
    expect(clerk.locator("main")).to_contain_text("培育")
    assert Affiliation.objects.get(hub=live_city.hub, organization=free).route == "cultivation"
