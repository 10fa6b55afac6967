"""What a hub won from departments reaches everybody at once; a listed partner waits; forms are chosen (A08.1, A08.3, A10)."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import IntegrityError, transaction

from shuniu.domain.support import actions
from shuniu.domain.support.models.exchange import ChosenForm, Opportunity, Partnership
from shuniu.engines.exchange.actions import set_source
from shuniu.engines.exchange.models import Offer
from shuniu.kernel.core.moments import add_working_days
from shuniu.kernel.norms.queries import working_calendar
from shuniu.kernel.orgs.models import RegistrarFact
from shuniu.kernel.record.models import Duty, Notice
from tests.exchange.conftest import GUEST

room = actions.exchange


def won(exchange, *, days: int = 30, by=None, **more) -> Opportunity:
    deadline = add_working_days(exchange.today, days, working_calendar())
    facts = {
        "department": "云州市民政局", "kind": "money", "title": "社区服务补贴申报", "details": "每家不超过五万元", "value_fen": 50_000_00,
        "obtained_on": exchange.today, "deadline": deadline, "open_to_all": True, "key": exchange.key(),
    } | more  # fmt: skip
    return room.record_opportunity(exchange.hub, **facts, by=by or exchange.officer, at=exchange.at)


def publish(exchange, row, *, late_reason="", by=None) -> Opportunity:
    return room.publish_opportunity(row, late_reason=late_reason, by=by or exchange.officer, at=exchange.at)


def test_an_opportunity_reaches_every_eligible_organization_at_the_same_moment(exchange):
    row = won(exchange)
    assert Duty.objects.open().get(verb="publish_opportunity").body == exchange.hub
    assert not Offer.objects.public().exists()
    row = publish(exchange, row)
    assert (row.is_late, row.offer.source, row.offer.state) == (False, "fiscal", "open")
    assert row.told > 1
    told = Notice.objects.filter(kind="opportunity_published")
    assert told.filter(user=exchange.secretary).count() == 1
    assert told.values("created_at").distinct().count() == 1
    assert publish(exchange, row).told == row.told
    assert not Duty.objects.open().filter(verb="publish_opportunity").exists()
    assert Offer.objects.visible_to(GUEST, exchange.at).get() == row.offer


def test_what_was_won_from_a_department_stays_fiscal_and_may_say_where_to_ask(exchange):
    row = publish(exchange, won(exchange, details="向民政局申报，提供单位联系方式，咨询电话 88881234"))
    offer = set_source(row.offer, source="society", by=exchange.officer, at=exchange.at)
    assert offer.source == "fiscal"
    with pytest.raises(IntegrityError), transaction.atomic():
        Offer.objects.filter(pk=offer.pk).update(source="society")


@pytest.mark.acceptance("A08.1")
def test_with_fewer_than_ten_working_days_left_the_hub_says_why_and_the_office_sees_it(exchange):
    row = won(exchange, days=9)
    with pytest.raises(ValidationError, match="不到 10 个"):
        publish(exchange, row)
    row = publish(exchange, row, late_reason="部门昨天才发来通知")
    assert (row.is_late, row.days_left, row.late_reason) == (True, 9, "部门昨天才发来通知")
    office = exchange.city.user("office.officer")
    assert Opportunity.objects.visible_to(office, exchange.at).filter(is_late=True).get() == row
    assert Notice.objects.filter(user=office, kind="opportunity_late").count() == 1
    with pytest.raises(IntegrityError), transaction.atomic():
        Opportunity.objects.filter(pk=row.pk).update(late_reason="")


def test_ten_working_days_are_enough(exchange):
    assert publish(exchange, won(exchange, days=10)).is_late is False


def test_after_the_deadline_nothing_is_published(exchange):
    row = won(exchange)
    Opportunity.objects.filter(pk=row.pk).update(deadline=exchange.today - timedelta(days=1))
    with pytest.raises(ValidationError, match="已经截止"):
        publish(exchange, row, late_reason="忘了")


def test_others_neither_record_nor_publish(exchange):
    row = won(exchange)
    for name in ("hub02.head", "org.secretary", "office.officer", "hub.clerk"):
        with pytest.raises(PermissionDenied):
            publish(exchange, row, by=exchange.city.user(name))
    assert not Opportunity.objects.visible_to(exchange.secretary, exchange.at).exists()


def test_a_proposal_is_followed_to_the_departments_reply(exchange):
    row = room.propose_to_department(exchange.hub, department="云州市财政局", subject="夜间服务点", asked="场地补贴",
                                     made_on=exchange.today - timedelta(days=3), key="p", by=exchange.officer, at=exchange.at)  # fmt: skip
    assert Duty.objects.open().get(verb="record_reply").body == exchange.hub
    reply = {"result": "obtained", "replied_on": exchange.today, "by": exchange.officer, "at": exchange.at}
    for wrong in (
        {"reply": ""},
        {"reply": "同意", "replied_on": exchange.today + timedelta(days=1)},
        {"reply": "好", "result": "waiting"},
    ):
        with pytest.raises(ValidationError):
            room.record_reply(row, **(reply | wrong))
    row = room.record_reply(row, reply="同意补贴三个点", **reply)
    assert (row.result, Duty.objects.open().filter(verb="record_reply").count()) == ("obtained", 0)
    assert won(exchange, proposal=row).proposal == row


def signed(exchange, **more) -> Partnership:
    facts = {
        "partner": exchange.member, "title": "共用培训师资", "elements": ["people", "consultancy"], "valid_from": exchange.today,
        "valid_to": exchange.today + timedelta(days=365), "ties": "无", "key": exchange.key(),
        "deliverables": [{"what": "师资二十人次", "kind": "people", "value_fen": 2_000_000}],
    } | more  # fmt: skip
    return room.submit_partnership(exchange.hub, **facts, by=exchange.officer, at=exchange.at)


def test_approved_its_deliverables_stand_among_the_offers(exchange):
    row = signed(exchange)
    assert Duty.objects.open().get(verb="approve_partnership").body == exchange.hub
    with pytest.raises(PermissionDenied):
        room.approve_partnership(row, by=exchange.officer, at=exchange.at)
    head = exchange.city.user("hub.head")
    row = room.approve_partnership(row, by=head, at=exchange.at)
    offer = row.deliverables.get().offer
    assert (row.state, offer.source, offer.state, offer.body) == ("approved", "partner", "open", exchange.member)
    assert room.approve_partnership(row, by=head, at=exchange.at).approved_at == exchange.at
    row = room.end_partnership(row, reason="对方业务调整", by=head, at=exchange.at)
    offer.refresh_from_db()
    assert (row.state, offer.state) == ("ended", "closed")


@pytest.mark.acceptance("A08.3")
def test_a_partner_on_the_abnormal_list_waits_until_it_ends_or_the_office_records_an_exception(exchange):
    entry = RegistrarFact.objects.create(organization=exchange.member, kind="abnormal", value="未按时年报",
                                         valid_from=exchange.today - timedelta(days=40), source="registrar")  # fmt: skip
    row, other = signed(exchange), signed(exchange, title="联合走访")
    head, office = exchange.city.user("hub.head"), exchange.city.user("office.officer")
    assert Notice.objects.filter(user=office, kind="partnership_blocked").count() == 2
    with pytest.raises(ValidationError, match="异常名录"):
        room.approve_partnership(row, by=head, at=exchange.at)
    with pytest.raises(PermissionDenied):
        room.except_partnership(row, reason="不影响", by=head, at=exchange.at)
    with pytest.raises(ValidationError, match="为什么"):
        room.except_partnership(row, reason=" ", by=office, at=exchange.at)
    room.except_partnership(row, reason="年报已补交，等移出公告", by=office, at=exchange.at)
    assert room.approve_partnership(row, by=head, at=exchange.at).state == "approved"
    with pytest.raises(ValidationError, match="异常名录"):
        room.approve_partnership(other, by=head, at=exchange.at)
    entry.valid_to = exchange.today
    entry.save()
    assert room.approve_partnership(other, by=head, at=exchange.at).state == "approved"


@pytest.mark.parametrize(
    ("facts", "field"),
    [({"elements": []}, "elements"), ({"deliverables": []}, "deliverables"), ({"ties": " "}, "ties")],
)  # fmt: skip
def test_a_partnership_without_content_is_not_submitted(exchange, facts, field):
    with pytest.raises(ValidationError) as error:
        signed(exchange, **facts)
    assert list(error.value.message_dict) == [field]


def test_the_head_chooses_a_form_with_a_reason_and_it_stays_on_record(exchange):
    head = exchange.city.user("hub.head")
    with pytest.raises(PermissionDenied):
        room.choose_form(exchange.hub, form="online", reason="人少", by=exchange.officer, at=exchange.at)
    for wrong in ({"form": "other", "reason": "好"}, {"form": "online", "reason": " "}):
        with pytest.raises(ValidationError):
            room.choose_form(exchange.hub, **wrong, by=head, at=exchange.at)
    row = room.choose_form(exchange.hub, form="online", reason="会员分散，网上方便", by=head, at=exchange.at)
    assert room.choose_form(exchange.hub, form="online", reason="x", by=head, at=exchange.at) == row
    row = room.drop_form(row, reason="改办展会", by=head, at=exchange.at)
    assert (row.dropped_on, ChosenForm.objects.count()) == (exchange.today, 1)
    assert room.choose_form(exchange.hub, form="online", reason="又需要了", by=head, at=exchange.at).pk != row.pk
