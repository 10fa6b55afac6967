"""What a hub won from departments reaches everybody at once; a listed partner waits; forms are chosen (A08.1, A08.3, A10)."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import IntegrityError, transaction

from shuniu.domain.support.actions import exchange as room
from shuniu.domain.support.indicators.exchange.raised import published
from shuniu.domain.support.indicators.growing.facilities import departments_used
from shuniu.domain.support.models.exchange import ChosenForm, Coverage, InternalDepartment, Opportunity, Partnership
from shuniu.domain.support.queries.exchange.raised import eligible_for, not_told
from shuniu.engines.exchange import actions
from shuniu.engines.exchange.actions import set_source
from shuniu.engines.exchange.models import Offer
from shuniu.kernel.core.moments import add_working_days, period_of
from shuniu.kernel.core.sql import fetch
from shuniu.kernel.core.versions import Stale
from shuniu.kernel.norms.queries import working_calendar
from shuniu.kernel.orgs.models import Affiliation, Organization, RegistrarFact
from shuniu.kernel.orgs.queries import holders
from shuniu.kernel.orgs.rules import SPEAKS
from shuniu.kernel.people.models import User
from shuniu.kernel.record.models import Duty, Notice
from tests.exchange.conftest import GUEST


def won(exchange, *, days: int = 30, by=None, **more) -> Opportunity:
    deadline = add_working_days(exchange.today, days, working_calendar())
    facts = {
        "department": exchange.civil, "kind": "money", "title": "社区服务补贴申报", "details": "每家不超过五万元", "value_fen": 50_000_00,
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
    assert row.eligible > row.told > 1
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


def changed(exchange, row, *, by=None, **more) -> Opportunity:
    facts = {
        name: getattr(row, name) for name in ("title", "details", "value_fen", "deadline", "open_to_all", "version")
    }
    reason = {"reason": "部门同意延期"}
    return room.change_opportunity(row, **(facts | reason | more), by=by or exchange.officer, at=exchange.at)


def judged(exchange) -> tuple[int, int]:
    """Published and obtained opportunities of the year, as of tomorrow."""
    lines = published(hubs=[exchange.hub.pk], period=period_of("Y", exchange.today), at=exchange.at + timedelta(days=1))
    rows = fetch(lines.sql, lines.parameters)
    return sum(row[3] for row in rows), len(rows)


def test_after_the_deadline_nothing_is_published_until_the_department_puts_it_off(exchange):
    row = won(exchange)
    Opportunity.objects.filter(pk=row.pk).update(deadline=exchange.today - timedelta(days=1))
    with pytest.raises(ValidationError, match="已经截止"):
        publish(exchange, row, late_reason="忘了")
    row.refresh_from_db()
    before = judged(exchange)
    with pytest.raises(ValidationError, match="已经过去"):
        changed(exchange, row, title="换个名字")
    row = changed(exchange, row, deadline=exchange.today + timedelta(days=60))
    row = publish(exchange, row)
    assert (row.is_late, judged(exchange)) == (False, (before[0] + 1, before[1]))


def test_what_is_public_changes_with_it_and_everybody_eligible_is_told_again(exchange):
    row = publish(exchange, won(exchange))
    with pytest.raises(ValidationError, match="为什么改"):
        changed(exchange, row, title="社区服务补贴", reason=" ")
    after = changed(exchange, row, title="社区服务补贴", reason="部门改了名称")
    assert (after.offer.title, after.offer.state, after.version) == ("社区服务补贴", "open", 1)
    assert Notice.objects.filter(user=exchange.secretary, kind="opportunity_changed").count() == 1
    assert changed(exchange, after).version == 1
    with pytest.raises(Stale):
        changed(exchange, row, title="别人的改动", version=0)
    with pytest.raises(PermissionDenied):
        changed(exchange, after, title="x", by=exchange.city.user("hub02.head"))


def test_a_deadline_moved_forward_leaves_as_many_days_as_publishing_does_or_says_why(exchange):
    row, office = publish(exchange, won(exchange)), exchange.city.user("office.officer")
    soon = add_working_days(exchange.today, 5, working_calendar())
    with pytest.raises(ValidationError, match="不到 10 个"):
        changed(exchange, row, deadline=soon)
    row = changed(exchange, row, deadline=soon, late_reason="部门提前截止")
    assert (row.is_late, row.days_left, row.offer.closes_on) == (True, 5, soon)
    assert Notice.objects.filter(user=office, kind="opportunity_late").count() == 1


def test_one_that_was_put_off_after_its_posting_had_closed_is_public_again(exchange):
    row = publish(exchange, won(exchange))
    Opportunity.objects.filter(pk=row.pk).update(deadline=exchange.today - timedelta(days=1))
    Offer.objects.filter(pk=row.offer_id).update(state="closed", closed_at=exchange.at, closes_on=exchange.today - timedelta(days=1))  # fmt: skip
    row = changed(exchange, Opportunity.objects.get(pk=row.pk), deadline=exchange.today + timedelta(days=40))
    assert (row.offer.state, row.offer.closed_at, row.offer.closes_on) == ("open", None, row.deadline)


def test_the_head_takes_one_back_with_a_reason_that_the_office_and_everybody_sees(exchange):
    row, head, office = (
        publish(exchange, won(exchange)),
        exchange.city.user("hub.head"),
        exchange.city.user("office.officer"),
    )
    with pytest.raises(PermissionDenied):
        room.withdraw_opportunity(row, reason="部门收回", by=exchange.officer, at=exchange.at)
    with pytest.raises(ValidationError, match="为什么撤销"):
        room.withdraw_opportunity(row, reason=" ", by=head, at=exchange.at)
    row = room.withdraw_opportunity(row, reason="部门收回", by=head, at=exchange.at)
    row.offer.refresh_from_db()
    assert (row.offer.state, Notice.objects.filter(user=office, kind="opportunity_taken_back").count()) == ("closed", 1)
    assert Notice.objects.filter(user=exchange.secretary, kind="opportunity_withdrawn").count() == 1
    assert room.withdraw_opportunity(row, reason="再来", by=head, at=exchange.at).withdraw_reason == "部门收回"
    with pytest.raises(ValidationError, match="已经撤销"):
        changed(exchange, row, title="x")


def test_taken_back_in_time_it_leaves_the_figure_and_after_its_deadline_it_does_not(exchange):
    head, before = exchange.city.user("hub.head"), judged(exchange)
    rows = [won(exchange, title=title) for title in ("及时收回", "过期才撤")]
    Opportunity.objects.filter(pk=rows[1].pk).update(deadline=exchange.today - timedelta(days=1))
    for row in rows:
        room.withdraw_opportunity(row, reason="部门收回", by=head, at=exchange.at)
    assert judged(exchange) == (before[0], before[1] + 1)


def test_everybody_eligible_is_a_member_or_of_the_field_and_who_has_no_account_is_listed(exchange):
    row = publish(exchange, won(exchange))
    stranger = Organization.objects.filter(field=exchange.hub.field_id, kind="social_service", brought_by__isnull=True).exclude(
        ties__hub=exchange.hub
    ).first()  # fmt: skip
    assert stranger in eligible_for(row, exchange.at)
    assert stranger in not_told(row, exchange.at)
    assert exchange.member not in not_told(row, exchange.at)
    members_only = publish(exchange, won(exchange, title="只给会员", open_to_all=False))
    members = (
        Affiliation.objects.confirmed(exchange.at).filter(hub=exchange.hub, kind="membership").values("organization")
    )
    assert members_only.eligible == members.distinct().count()


def test_others_neither_record_nor_publish(exchange):
    row = won(exchange)
    for name in ("hub02.head", "org.secretary", "office.officer", "hub.clerk"):
        with pytest.raises(PermissionDenied):
            publish(exchange, row, by=exchange.city.user(name))
    assert not Opportunity.objects.visible_to(exchange.secretary, exchange.at).exists()


def test_a_proposal_is_followed_to_the_departments_reply(exchange):
    row = room.propose_to_department(exchange.hub, department=None, department_name="云州市审计局", subject="夜间服务点", asked="场地补贴",
                                     made_on=exchange.today - timedelta(days=3), key="p", by=exchange.officer, at=exchange.at)  # fmt: skip
    assert Duty.objects.open().get(verb="record_reply").body == exchange.hub
    assert (row.department.kind, row.department.source) == ("authority", "department")
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


def submitted(exchange, **more) -> Partnership:
    facts = {
        "partner": exchange.member, "title": "共用培训师资", "elements": ["people", "consultancy"], "valid_from": exchange.today,
        "valid_to": exchange.today + timedelta(days=365), "ties": "无", "key": exchange.key(),
        "deliverables": [{"what": "师资二十人次", "kind": "people", "value_fen": 2_000_000}],
    } | more  # fmt: skip
    return room.submit_partnership(exchange.hub, **facts, by=exchange.officer, at=exchange.at)


def signed(exchange, **more) -> Partnership:
    """The partner has signed too: whoever speaks for it."""
    row = submitted(exchange, **more)
    speaks = holders(row.partner, *SPEAKS, at=exchange.at)[0]
    return room.sign_partnership(row, ties="无", by=speaks, at=exchange.at)


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
        submitted(exchange, **facts)
    assert list(error.value.message_dict) == [field]


def test_the_partner_reads_it_declares_its_ties_and_signs_before_the_head_approves(exchange):
    row, head, partner = submitted(exchange), exchange.city.user("hub.head"), exchange.secretary
    assert Duty.objects.open().get(verb="sign_partnership").body == exchange.member
    assert Partnership.objects.visible_to(partner, exchange.at).get() == row
    with pytest.raises(ValidationError, match="还没有签"):
        room.approve_partnership(row, by=head, at=exchange.at)
    with pytest.raises(PermissionDenied):
        room.sign_partnership(row, ties="无", by=head, at=exchange.at)
    with pytest.raises(ValidationError, match="利害关系"):
        room.sign_partnership(row, ties=" ", by=partner, at=exchange.at)
    row = room.sign_partnership(row, ties="理事长是枢纽理事", by=partner, at=exchange.at)
    assert (row.partner_ties, row.partner_signed_by) == ("理事长是枢纽理事", partner)
    assert room.sign_partnership(row, ties="别的", by=partner, at=exchange.at).partner_ties == "理事长是枢纽理事"
    assert not Duty.objects.open().filter(verb="sign_partnership").exists()
    assert room.approve_partnership(row, by=head, at=exchange.at).state == "approved"


def test_a_paper_that_both_signed_stands_for_the_partners_signature(exchange, settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path
    row, head = submitted(exchange), exchange.city.user("hub.head")

    def paper(**more):
        facts = {
            "name": "合作协议",
            "upload": SimpleUploadedFile("agreement.pdf", b"%PDF-1.4 signed"),
            "is_signed": True,
        }
        return room.add_partnership_paper(row, **(facts | more), at=exchange.at)

    with pytest.raises(PermissionDenied):
        paper(by=exchange.city.user("hub02.head"))
    with pytest.raises(ValidationError, match="什么文件"):
        paper(name=" ", by=exchange.officer)
    paper(name="附件", is_signed=False, upload=SimpleUploadedFile("a.pdf", b"%PDF-1.4 annex"), by=exchange.secretary)
    with pytest.raises(ValidationError, match="还没有签"):
        room.approve_partnership(row, by=head, at=exchange.at)
    assert paper(by=exchange.officer) == paper(by=exchange.officer)
    assert row.papers.count() == 2
    assert room.approve_partnership(row, by=head, at=exchange.at).state == "approved"


@pytest.mark.parametrize("kind", ["abnormal", "penalty"])
def test_a_listing_or_penalty_during_the_term_closes_what_was_promised_until_it_ends(exchange, kind):
    head, night = exchange.city.user("hub.head"), User.objects.system("schedule")
    row = room.approve_partnership(signed(exchange), by=head, at=exchange.at)
    assert room.watch_partnerships(by=night, at=exchange.at) == (0, 0)
    entry = RegistrarFact.objects.create(organization=exchange.member, kind=kind, value="未按时年报", source="registrar",
                                         valid_from=exchange.today)  # fmt: skip
    assert room.watch_partnerships(by=night, at=exchange.at) == (1, 0)
    assert room.watch_partnerships(by=night, at=exchange.at) == (0, 0)
    row.refresh_from_db()
    assert (row.state, row.deliverables.get().offer.state) == ("suspended", "closed")
    told = Notice.objects.filter(kind="partnership_suspended").values_list("user__username", flat=True)
    assert {"hub.head", "org.secretary", "office.officer"} <= set(told)
    with pytest.raises(ValidationError, match="记录"):
        room.resume_partnership(row, by=head, at=exchange.at)
    with pytest.raises(PermissionDenied):
        room.watch_partnerships(by=head, at=exchange.at)
    entry.valid_to = exchange.today
    entry.save()
    row = room.resume_partnership(row, by=head, at=exchange.at)
    assert (row.state, row.deliverables.get().offer.state) == ("approved", "open")
    assert not Duty.objects.open().filter(verb="resume_partnership").exists()


def test_an_exception_holds_for_the_entries_it_was_made_for(exchange):
    head, office, night = (
        exchange.city.user("hub.head"),
        exchange.city.user("office.officer"),
        User.objects.system("schedule"),
    )
    row = room.approve_partnership(signed(exchange), by=head, at=exchange.at)
    RegistrarFact.objects.create(organization=exchange.member, kind="penalty", value="警告", source="registrar",
                                 valid_from=exchange.today)  # fmt: skip
    room.except_partnership(row, reason="已整改", by=office, at=exchange.at)
    assert room.watch_partnerships(by=night, at=exchange.at) == (0, 0)
    tomorrow = exchange.at + timedelta(days=1)
    RegistrarFact.objects.create(organization=exchange.member, kind="abnormal", value="失联", source="registrar",
                                 valid_from=exchange.today + timedelta(days=1))  # fmt: skip
    assert room.watch_partnerships(by=night, at=tomorrow) == (1, 0)


def test_before_the_term_ends_the_hub_renews_it_or_says_why_not(exchange):
    head, night = exchange.city.user("hub.head"), User.objects.system("schedule")
    ends = exchange.today + timedelta(days=40)
    rows = [room.approve_partnership(signed(exchange, title=title, valid_to=ends), by=head, at=exchange.at)
            for title in ("续签的", "不续的")]  # fmt: skip
    room.approve_partnership(signed(exchange, title="还早"), by=head, at=exchange.at)
    assert room.watch_partnerships(by=night, at=exchange.at) == (0, 2)
    owed = Duty.objects.open().filter(verb="renew_partnership")
    assert {(duty.subject_id, duty.due_on) for duty in owed} == {(row.pk, ends) for row in rows}
    again = submitted(exchange, renews=rows[0], valid_from=ends, valid_to=ends + timedelta(days=365))
    assert again.renews == rows[0]
    other = exchange.city.user("org.liaison").appointments.get().organization
    with pytest.raises(ValidationError, match="原来的合作伙伴"):
        submitted(exchange, renews=rows[1], partner=other)
    with pytest.raises(ValidationError, match="为什么不再"):
        room.let_partnership_end(rows[1], reason=" ", by=exchange.officer, at=exchange.at)
    room.let_partnership_end(rows[1], reason="对方调整业务", by=exchange.officer, at=exchange.at)
    assert not owed.all().exists()
    assert room.watch_partnerships(by=night, at=exchange.at) == (0, 0)


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


def test_the_hubs_own_departments_are_a_list_and_their_people_count_when_used(exchange):
    InternalDepartment.objects.filter(hub=exchange.hub).delete()
    listed = {"names": "法律事务部\n财务部\n\n法律事务部", "at": exchange.at}
    with pytest.raises(PermissionDenied):
        room.enter_departments(exchange.hub, by=exchange.city.user("hub.clerk"), **listed)
    assert room.enter_departments(exchange.hub, by=exchange.officer, **listed) == 2
    assert room.enter_departments(exchange.hub, by=exchange.officer, **listed) == 0
    with pytest.raises(ValidationError, match="一行一个"):
        room.enter_departments(exchange.hub, names=" ", by=exchange.officer, at=exchange.at)

    def figure():
        year = period_of("R12", exchange.today)
        lines = departments_used(hubs=[exchange.hub.pk], period=year, at=exchange.at + timedelta(seconds=5))
        rows = fetch(lines.sql, lines.parameters)
        return sum(row[3] for row in rows), len(rows)

    assert figure() == (0, 2)
    facts = {"source": "own", "body_name": "", "kind": "people", "groups": [], "area": None, "title": "会计师每周半天", "details": "",
             "department": None, "key": "own", "by": exchange.officer, "at": exchange.at}  # fmt: skip
    with pytest.raises(ValidationError, match="哪个内设部门"):
        room.enter_offer(exchange.hub, unit_name=" ", **facts)
    offer = room.enter_offer(exchange.hub, unit_name="志愿服务部", **facts)
    assert (offer.unit_name, figure()) == ("志愿服务部", (0, 3))
    need = exchange.need(kind="people", title="要会计师")
    match = actions.introduce(offer, need, hub=exchange.hub, by=exchange.officer, at=exchange.at)
    actions.accept_match(match, by=exchange.secretary, at=exchange.at)
    match = actions.accept_match(match, by=GUEST, at=exchange.at, opened_with=offer.token)
    actions.confirm_delivery(exchange.delivered(match, value_fen=0), by=exchange.secretary, at=exchange.at)
    assert figure() == (1, 3)
    row = InternalDepartment.objects.get(hub=exchange.hub, name="财务部")
    assert room.close_department(row, by=exchange.officer, at=exchange.at).closed_on == exchange.today


def test_a_renamed_department_keeps_what_it_lent_and_counts_once(exchange, client):
    InternalDepartment.objects.filter(hub=exchange.hub).delete()
    room.enter_departments(exchange.hub, names="志愿服务部\n财务部", by=exchange.officer, at=exchange.at)
    offer = room.enter_offer(
        exchange.hub, unit_name="志愿服务部", source="own", body_name="", kind="people", groups=[], area=None, title="会计师每周半天",
        details="", department=None, key="own", by=exchange.officer, at=exchange.at,
    )  # fmt: skip
    need = exchange.need(kind="people", title="要会计师")
    match = actions.introduce(offer, need, hub=exchange.hub, by=exchange.officer, at=exchange.at)
    actions.accept_match(match, by=exchange.secretary, at=exchange.at)
    match = actions.accept_match(match, by=GUEST, at=exchange.at, opened_with=offer.token)
    actions.confirm_delivery(exchange.delivered(match, value_fen=0), by=exchange.secretary, at=exchange.at)
    row = InternalDepartment.objects.get(hub=exchange.hub, name="志愿服务部")
    with pytest.raises(ValidationError, match="同名"):
        room.rename_department(row, name="财务部", by=exchange.officer, at=exchange.at)
    client.force_login(exchange.officer)
    client.post("/desk/support/departments/", {"act": "rename", "row": row.pk, "name": "社会服务部"})
    row.refresh_from_db()
    offer.refresh_from_db()
    assert (row.name, row.former_names[0]["name"], offer.unit_name) == ("社会服务部", "志愿服务部", "社会服务部")
    year = period_of("R12", exchange.today)
    lines = departments_used(hubs=[exchange.hub.pk], period=year, at=exchange.at + timedelta(seconds=5))
    used = {line[6]: line[3] for line in fetch(lines.sql, lines.parameters)}
    assert used == {"社会服务部": 1, "财务部": 0}
    assert "志愿服务部" in client.get("/desk/support/departments/").content.decode()


def test_the_page_of_departments_tells_what_each_lends(exchange, client):
    client.force_login(exchange.officer)
    page = client.post("/desk/support/departments/", {"act": "enter", "names": "法务部"}, follow=True).content.decode()
    assert "法务部" in page
    number = InternalDepartment.objects.get(hub=exchange.hub, name="法务部").pk
    page = client.post("/desk/support/departments/", {"act": "close", "row": number}, follow=True).content.decode()
    assert "法务部" not in page
    client.force_login(exchange.secretary)
    assert "组织联络部" not in client.get("/desk/support/departments/").content.decode()


def test_what_the_media_published_is_logged_once_and_can_be_found(exchange, client):
    match = exchange.agreed()
    facts = {"outlet": "云州日报", "title": "老人们有了排练厅", "published_on": exchange.today, "link": "https://news.example/1", "place": "",
             "about": exchange.member, "match": match, "key": "c1", "by": exchange.officer, "at": exchange.at}  # fmt: skip
    for wrong, field in (({"title": " "}, "title"), ({"link": "", "place": " "}, "link"),
                         ({"published_on": exchange.today + timedelta(days=1)}, "published_on")):  # fmt: skip
        with pytest.raises(ValidationError) as error:
            room.record_coverage(exchange.hub, **(facts | wrong))
        assert list(error.value.message_dict) == [field]
    with pytest.raises(PermissionDenied):
        room.record_coverage(exchange.hub, **(facts | {"by": exchange.secretary}))
    row = room.record_coverage(exchange.hub, **facts)
    assert room.record_coverage(exchange.hub, **(facts | {"key": "c2", "title": "同一篇"})) == row
    client.force_login(exchange.officer)
    assert "老人们有了排练厅" in client.get("/desk/support/coverage/").content.decode()
    client.post("/desk/support/coverage/new/", {"outlet": "云州台", "title": "晚间新闻", "published_on": exchange.today.isoformat(),
                                                "place": "19:30", "key": "c3"})  # fmt: skip
    assert Coverage.objects.get(key="c3").place == "19:30"
    client.post("/desk/support/coverage/", {"row": row.pk})
    assert "老人们有了排练厅" not in client.get("/desk/support/coverage/").content.decode()


@pytest.mark.acceptance("A08.1")
def test_a_published_opportunity_is_not_quietly_taken_back_as_one_offer_among_others(exchange, client):
    row = publish(exchange, won(exchange, kind="project"))
    for act in (actions.withdraw_posting, actions.close_posting):
        with pytest.raises(ValidationError, match="党政部门支持"):
            act(row.offer, by=exchange.officer, at=exchange.at)
    with pytest.raises(ValidationError, match="党政部门支持"):
        actions.change_posting(row.offer, title="换一个", by=exchange.officer, at=exchange.at)
    client.force_login(exchange.officer)
    page = client.get(f"/desk/support/pool/offers/{row.offer_id}/").content.decode()
    assert f"/desk/support/opportunities/{row.pk}/" in page
    assert 'value="withdraw"' not in page
    row.offer.refresh_from_db()
    # A department's grant can be handed over in cash.
    assert (row.offer.state, row.offer.is_cash) == ("open", True)
    taken = room.withdraw_opportunity(row, reason="部门收回", by=exchange.city.user("hub.head"), at=exchange.at)
    assert Offer.objects.get(pk=taken.offer_id).state == "closed"


def test_the_page_of_an_opportunity_says_how_many_are_eligible_and_how_many_were_told(exchange, client):
    row = publish(exchange, won(exchange))
    Opportunity.objects.filter(pk=row.pk).update(eligible=77, told=11)
    client.force_login(exchange.officer)
    page = " ".join(client.get(f"/desk/support/opportunities/{row.pk}/").content.decode().split())
    assert "符合条件的 77 家组织同时看得到" in page
    assert "其中 11 家有账号" in page


@pytest.mark.parametrize(
    ("facts", "field"),
    [({"deliverables": [{"what": "扫码领券", "kind": "goods", "value_fen": 0, "is_cash": False}]}, "what_1"),
     ({"deliverables": [{"what": "打 13800001111", "kind": "goods", "value_fen": 0, "is_cash": False}]}, "what_1"),
     ({"valid_from": -90, "valid_to": -1}, "valid_to")],
)  # fmt: skip
def test_what_could_not_stand_among_the_offers_is_said_to_whom_submits_it(exchange, facts, field):
    days = {name: exchange.today + timedelta(days=value) for name, value in facts.items() if name.startswith("valid")}
    with pytest.raises(ValidationError) as error:
        signed(exchange, **facts | days)
    assert list(error.value.message_dict) == [field]
    assert not Partnership.objects.exists()
