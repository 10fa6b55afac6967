"""Cards are asked for, confirmed in four ways, checked, compared with the registrar; MEC-18 and MEC-19 (A16.1)."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.core.files.uploadedfile import SimpleUploadedFile

from shuniu.domain.registry import actions
from shuniu.domain.registry.models import CardAsk, CardCampaign, CardConfirmation, RegistrarValue
from shuniu.domain.registry.queries_cards import differences
from shuniu.kernel.core.moments import local_date, period_of, start_of_day
from shuniu.kernel.core.sql import fetch
from shuniu.kernel.orgs.models import Affiliation, Organization
from shuniu.kernel.people.models import User
from shuniu.kernel.record.models import Duty, Notice
from shuniu.kernel.specification.indicators import indicators

PNG = b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR\x00\x00\x00\x08\x00\x00\x00\x08" + b"0" * 64


def asked(city, **more) -> CardCampaign:
    told = {"title": "下半年核对", "whom": "tied", "ends_on": local_date(city.now) + timedelta(days=20)} | more
    return actions.ask_for_cards(city.hub, **told, by=city.user("hub.officer"), at=city.now)


def figure(code: str, city) -> dict[int, tuple]:
    found = indicators[code].compute(
        hubs=[city.hub.pk], period=period_of("Q", local_date(city.now)), at=city.now + timedelta(minutes=1)
    )
    return {row[1]: row for row in fetch(found.sql, found.parameters)}


def ask_of(city, campaign: CardCampaign) -> CardAsk:
    return campaign.asks.get(organization=city.member)


def test_a_campaign_asks_everybody_tied_once_and_puts_it_on_their_work_lists(city):
    campaign = asked(city)
    tied = Affiliation.objects.confirmed(city.now).filter(hub=city.hub).values("organization").distinct().count()
    assert campaign.asks.count() == tied == Duty.objects.open().filter(verb="confirm_card").count()
    assert asked(city) == campaign
    with pytest.raises(PermissionDenied):
        actions.ask_for_cards(
            city.hub, title="x", whom="tied", ends_on=campaign.ends_on, by=city.user("hub.clerk"), at=city.now
        )
    for wrong in ({"title": " "}, {"title": "y", "ends_on": local_date(city.now)}, {"title": "z", "whom": "chosen"}):
        with pytest.raises(ValidationError):
            asked(city, **wrong)


def test_signed_in_confirming_settles_the_duty_counts_and_is_once_a_day(city):
    ask = ask_of(city, asked(city))
    assert figure("MEC-18", city)[city.member.pk][2] is False
    row = actions.confirm_card(city.member, way="sign_in", by=city.user("org.secretary"), at=city.now)
    assert actions.confirm_card(city.member, way="sign_in", by=city.user("org.head"), at=city.now) == row
    ask.refresh_from_db()
    assert (ask.confirmed_at, row.facts["name"]) == (city.now, city.member.name)
    assert not Duty.objects.open().filter(verb="confirm_card", body=city.member).exists()
    assert figure("MEC-18", city)[city.member.pk][2:4] == (True, 1)
    CardConfirmation.objects.update(on=local_date(city.now) - timedelta(days=200))
    assert figure("MEC-18", city)[city.member.pk][2:4] == (False, 0)
    assert city.member.pk in {one.organization_id for one in asked(city, title="再来", whom="stale").asks.all()}
    with pytest.raises(PermissionDenied):
        actions.confirm_card(city.member, way="sign_in", by=city.user("hub.head"), at=city.now)


def test_the_link_needs_no_account_but_never_serves_the_hub_or_those_above_it(city, client):
    ask = ask_of(city, asked(city))
    address = f"/desk/registry/card/{ask.token}/"
    for who in ("hub.clerk", "office.officer"):
        client.force_login(city.user(who))
        assert "不能代为确认" in client.post(address, {"answer": "right", "said_by": "某人"}).content.decode()
    client.logout()
    assert "姓名和职务" in client.post(address, {"answer": "right", "said_by": ""}).content.decode()
    assert "请写明哪一项不对" in client.post(address, {"answer": "wrong", "said_by": "王桂兰"}).content.decode()
    client.post(address, {"answer": "wrong", "said_by": "王桂兰，会长", "remark": "人数是 9"})
    ask.refresh_from_db()
    assert (ask.remark, ask.confirmed_at) == ("王桂兰，会长：人数是 9", None)
    assert Notice.objects.filter(kind="card_remarked", user=city.user("hub.officer")).exists()
    client.post(address, {"answer": "right", "said_by": "王桂兰，会长"})
    row = CardConfirmation.objects.get()
    assert (row.way, row.said_by, row.person) == ("link", "王桂兰，会长", None)
    assert "已确认属实" in client.get(address).content.decode()


def test_a_card_confirmed_by_link_is_asked_after_by_the_body_above_and_owed_again_when_untrue(city, client):
    ask = ask_of(city, asked(city))
    address, page = f"/desk/registry/card/{ask.token}/", "/desk/links/?kind=registry.card"
    client.post(address, {"answer": "right", "said_by": "王桂兰，会长"})
    row = CardConfirmation.objects.get()
    client.force_login(city.user("office.officer"))
    assert city.member.name in client.get(page).content.decode()
    client.post(page, {"answer": row.pk, "act": "wrong"})
    row.refresh_from_db()
    ask.refresh_from_db()
    assert (row.withdrawn_at is not None, ask.confirmed_at) == (True, None)
    assert Duty.objects.open().filter(verb="confirm_card", body=city.member).count() == 1
    assert figure("MEC-18", city)[city.member.pk][2] is False
    client.logout()
    assert "上级单位核实过" in client.post(address, {"answer": "right", "said_by": "王桂兰"}).content.decode()
    assert actions.confirm_card(city.member, way="sign_in", by=city.user("org.head"), at=city.now).withdrawn_at is None


def test_reminding_is_once_a_day_and_a_closed_campaign_asks_nobody(city, client):
    campaign = asked(city)
    n = actions.remind_of_cards(campaign, by=city.user("hub.clerk"), at=city.now)
    assert (n, actions.remind_of_cards(campaign, by=city.user("hub.clerk"), at=city.now)) == (campaign.asks.count(), 0)
    assert Notice.objects.filter(kind="card_reminded", user=city.user("org.secretary")).count() == 1
    closed = actions.close_campaign(campaign, by=city.user("hub.head"), at=city.now)
    assert (
        actions.close_campaign(campaign, by=city.user("hub.head"), at=city.now + timedelta(hours=1)).closed_at
        == closed.closed_at
    )
    assert not Duty.objects.open().filter(verb="confirm_card").exists()
    page = client.post(f"/desk/registry/card/{ask_of(city, campaign).token}/", {"answer": "right", "said_by": "王"})
    assert "已经结束" in page.content.decode()
    with pytest.raises(ValidationError):
        actions.remind_of_cards(campaign, by=city.user("hub.clerk"), at=city.now)


def test_a_signed_sheet_keeps_its_scan_and_some_of_it_is_checked_by_somebody_else(city):
    campaign, clerk = asked(city), city.user("hub.clerk")
    everybody = [ask.organization_id for ask in campaign.asks.all()]
    told = {"signed_on": local_date(city.now), "by": clerk, "at": city.now}

    def sheet_of(rows: dict[int, str], page: bytes):
        return actions.enter_signed_sheet(campaign, scan=SimpleUploadedFile("表.png", PNG + page), signed=rows, **told)

    for wrong in ({}, {city.member.pk: " "}):
        with pytest.raises(ValidationError):
            sheet_of(wrong, b"0")
    one = sheet_of(dict.fromkeys(everybody[:4], "签字人"), b"1")
    two = sheet_of(dict.fromkeys(everybody[4:8], "签字人"), b"2")
    assert sheet_of(dict.fromkeys(everybody[:4], "别人"), b"1") == one
    assert (one.confirmations.count(), two.confirmations.count()) == (4, 4)
    first, second = one.confirmations.get(to_check=True), two.confirmations.get(to_check=True)
    with pytest.raises(PermissionDenied):
        actions.check_confirmation(first, holds=True, by=clerk, at=city.now)
    with pytest.raises(PermissionDenied):
        actions.check_confirmation(first, holds=True, by=city.user("office.head"), at=city.now)
    officer = city.user("hub.officer")
    assert actions.check_confirmation(first, holds=True, by=officer, at=city.now).withdrawn_at is None
    assert actions.check_confirmation(second, holds=False, by=officer, at=city.now).withdrawn_at == city.now
    counted = figure("MEC-18", city)
    assert (counted[first.organization_id][2], counted[second.organization_id][2]) == (True, False)


def test_the_organization_takes_back_what_it_did_not_sign(city):
    campaign = asked(city)
    actions.enter_signed_sheet(campaign, scan=SimpleUploadedFile("表.png", PNG), signed={city.member.pk: "某某"},
                               signed_on=local_date(city.now), by=city.user("hub.clerk"), at=city.now)  # fmt: skip
    assert Notice.objects.filter(kind="card_by_sheet", user=city.user("org.head")).exists()
    row = CardConfirmation.objects.get()
    with pytest.raises(PermissionDenied):
        actions.withdraw_confirmation(row, by=city.user("hub.officer"), at=city.now)
    assert actions.withdraw_confirmation(row, by=city.user("org.head"), at=city.now).withdrawn_at == city.now
    assert figure("MEC-18", city)[city.member.pk][2] is False


def compared(city, name: str, representative: str):
    member = city.member
    table = f"名称,统一社会信用代码,法定代表人,成立日期\n{name},{member.credit_code},{representative},{member.registered_on}\n"
    roster = actions.bring_roster(
        city.hub, file_name="登记.csv", content=table.encode(), by=city.user("hub.officer"), at=city.now
    )
    return actions.compare_with_registrar(roster, as_of=local_date(city.now), by=city.user("hub.officer"), at=city.now)


def test_a_registrars_list_is_compared_fact_by_fact_and_changes_nothing(city):
    member, before = city.member, Organization.objects.get(pk=city.member.pk).version
    row = compared(city, member.name, "新代表人")
    assert row.values_said.count() == 4
    [one] = differences(organizations=[member.pk], key="", at=city.now)
    assert (one["key"], one["theirs"], one["ours"]) == ("legal_representative", "新代表人", member.legal_representative)
    assert Organization.objects.get(pk=member.pk).version == before
    line = figure("MEC-19", city)[member.pk]
    assert (line[2], line[3], line[4]) == (True, 1, 4)
    with pytest.raises(PermissionDenied):
        actions.compare_with_registrar(row.roster, as_of=row.as_of, by=city.user("hub.clerk"), at=city.now)


def test_the_organization_takes_the_registrars_value_or_says_why_it_differs(city, client):
    member, row = city.member, compared(city, city.member.name, "新代表人")
    said = row.values_said.get(key="legal_representative")
    client.force_login(city.user("hub.officer"))
    client.post(f"/desk/registry/registrar/{said.pk}/", {"act": "tell"})
    assert Notice.objects.filter(kind="registrar_differs", user=city.user("org.head")).exists()
    client.force_login(city.user("org.head"))
    client.post(f"/desk/registry/registrar/{said.pk}/", {"act": "remark", "remark": "换届还没备案"})
    assert RegistrarValue.objects.get(pk=said.pk).remark == "换届还没备案"
    client.post(f"/desk/registry/registrar/{said.pk}/", {"act": "take"})
    member.refresh_from_db()
    assert member.legal_representative == "新代表人"
    assert differences(organizations=[member.pk], key="", at=city.now) == []
    assert member.fact_changes.filter(key="legal_representative").exists()
    client.force_login(city.user("hub02.head"))
    assert client.post(f"/desk/registry/registrar/{said.pk}/", {"act": "take"}).status_code == 404


def test_grade_abnormal_list_and_penalty_come_from_the_registrars_list_with_their_days(city, client):
    member, day = city.member, local_date(city.now)

    def listed(grade: str, until: str, abnormal: str, penalty: str) -> None:
        head = "名称,统一社会信用代码,评估等级,等级有效期至,活动异常名录,行政处罚"
        table = f"{head}\n{member.name},{member.credit_code},{grade},{until},{abnormal},{penalty}\n"
        who = {"by": city.user("hub.officer"), "at": city.now}
        roster = actions.bring_roster(city.hub, file_name="登记.csv", content=table.encode(), **who)
        actions.compare_with_registrar(roster, as_of=day, **who)

    def held() -> set[tuple[str, str]]:
        return set(member.registrar_facts.exclude(valid_to__lte=day).values_list("kind", "value"))

    listed("AAAA", "2099-12-31", "未按时年报", "无")
    assert held() == {("grade", "4A"), ("abnormal", "未按时年报")}
    assert str(member.registrar_facts.get(kind="grade").valid_to) == "2100-01-01"
    client.force_login(city.user("org.head"))
    page = client.get(f"/desk/registry/organizations/{member.code}/").content.decode()
    assert ("4A" in page, "未按时年报" in page) == (True, True)
    listed("4A级", "2099-12-31", "已移出", "警告")
    assert held() == {("grade", "4A"), ("penalty", "警告")}
    assert member.registrar_facts.count() == 3, "never overwritten: what ended has its day"


def test_the_newest_list_counts(city):
    compared(city, city.member.name, "旧代表人")
    RegistrarValue.objects.update(as_of=local_date(city.now) - timedelta(days=100))
    compared(city, city.member.name, city.member.legal_representative)
    assert differences(organizations=[city.member.pk], key="", at=city.now) == []


def test_tags_are_the_hubs_own_and_put_once(city):
    told = {"organizations": [city.member.pk, city.member.pk], "name": "重点联系", "at": city.now}
    assert actions.tag_organizations(city.hub, by=city.user("hub.clerk"), **told) == 1
    assert actions.tag_organizations(city.hub, by=city.user("hub.officer"), **told) == 0
    with pytest.raises(PermissionDenied):
        actions.tag_organizations(city.hub, by=city.user("hub02.head"), **told)
    assert actions.remove_tag(city.hub, name="重点联系", by=city.user("hub.clerk"), at=city.now) == 1


def test_a_hub_that_has_not_asked_in_the_half_year_owes_it(city):
    half = period_of("H", local_date(city.now))
    CardCampaign.objects.update(asked_at=half.starts_at - timedelta(days=9))
    early, late = half.starts_at + timedelta(days=20), start_of_day(half.end) - timedelta(days=30)
    system = User.objects.system("schedule")
    assert actions.watch_half_years(by=system, at=early) == 0
    assert actions.watch_half_years(by=system, at=late) > 0
    duty = Duty.objects.open().get(verb="ask_for_cards", body=city.hub)
    assert (duty.due_on, duty.subject_id) == (half.last_day, city.hub.pk)
    asked(city, whom="chosen", chosen=[city.member.pk], title="只请一家")
    assert Duty.objects.open().filter(pk=duty.pk).exists(), "one of them is not all"
    asked(city)
    assert not Duty.objects.open().filter(pk=duty.pk).exists()
    actions.watch_half_years(by=system, at=late)
    assert not Duty.objects.open().filter(verb="ask_for_cards", body=city.hub).exists()
    with pytest.raises(PermissionDenied):
        actions.watch_half_years(by=city.user("hub.officer"), at=late)
