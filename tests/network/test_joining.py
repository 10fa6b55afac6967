"""An organization joins: conditions for everybody, one application, told once, decided with reason, objected to, left."""

from __future__ import annotations

import io
import zipfile
from datetime import timedelta

import openpyxl
import pytest
from django.contrib.auth.models import AnonymousUser
from django.core.exceptions import PermissionDenied, ValidationError
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import IntegrityError, transaction
from django.urls import reverse

from shuniu.domain.network import actions as network
from shuniu.domain.network.archives import membership_archive
from shuniu.domain.network.forms_joining import ApplicationForm
from shuniu.domain.network.models import JoiningConditions, MembershipApplication, MembershipObjection, TieEnding
from shuniu.domain.network.queries.joining import conditions_of, missing_of
from shuniu.domain.registry import actions as registry
from shuniu.kernel.core.moments import add_working_days, local_date
from shuniu.kernel.core.versions import Stale
from shuniu.kernel.norms.models import Setting
from shuniu.kernel.norms.queries import working_calendar
from shuniu.kernel.orgs.actions import claim_affiliation
from shuniu.kernel.orgs.models import Affiliation, Appointment, Area, Consent, Designation, Organization
from shuniu.kernel.people.models import User
from shuniu.kernel.record.actions import check_answer
from shuniu.kernel.record.models import Duty, Notice, OutgoingMail, QueryNumber
from shuniu.methods.rosters import make_credit_code

NOBODY = AnonymousUser()
TYPED = {
    "name": "云州市晴川互助中心", "kind": "social_service", "leader": "季云舒", "contact_name": "罗秋白，秘书长",
    "contact": "office@qingchuan.invalid", "purpose": "职工互助。", "activities": "每月开放日。", "wish": "合用场地。",
}  # fmt: skip


@pytest.fixture
def hub(city) -> Organization:
    JoiningConditions.objects.filter(hub=city.hub).update(papers="")
    return city.hub


@pytest.fixture
def free(city) -> Organization:
    return Organization.objects.filter(kind="social_service", source="demo").exclude(ties__hub=city.hub).first()


def link() -> User:
    return User.objects.system("membership-link")


def complete(city, hub, organization=None, **more) -> MembershipApplication:
    row = network.start_application(hub, organization=organization, by=link(), at=city.now)
    code = (
        organization.credit_code if organization else make_credit_code("social_service", area="990101", serial=777777)
    )
    return network.save_application(
        row, version=row.version, by=link(), at=city.now, consent=True,
        **{**TYPED, "credit_code": code, "area": Area.objects.filter(level="district").first(), **more},
    )  # fmt: skip


def filed(city, hub, organization=None, opened_by=None, **more) -> MembershipApplication:
    draft = complete(city, hub, organization, **more)
    return network.file_application(draft, by=link(), opened_by=opened_by, at=city.now)


def speaker(city, organization) -> User:
    """Somebody with an account who heads the organization."""
    person = User.objects.create(
        username=f"of{organization.pk}", name="周望舒", email=f"of{organization.pk}@demo.invalid"
    )
    Appointment.objects.create(person=person, organization=organization, role="head", valid_from=local_date(city.now))
    return person


def refused(city, hub, organization) -> MembershipApplication:
    return network.refuse_application(
        filed(city, hub, organization), reason="对照条件第二条：业务无关。", by=city.user("hub.head"), at=city.now
    )


def test_the_form_has_at_most_twelve_fields():
    assert len([name for name in ApplicationForm.base_fields if name != "version"]) == 12


def test_conditions_are_published_by_the_head_and_the_old_ones_stay_readable(city, hub, client):
    old = conditions_of(hub)
    words = {"who_may_join": "本领域组织", "rights": "例会", "contact": "秘书处"}
    with pytest.raises(PermissionDenied):
        network.publish_conditions(hub, fee_fen=0, by=city.user("hub.officer"), at=city.now, **words)
    with pytest.raises(ValidationError, match="依据和用途"):
        network.publish_conditions(hub, fee_fen=100, by=city.user("hub.head"), at=city.now, **words)
    fresh = network.publish_conditions(hub, fee_fen=0, by=city.user("hub.head"), at=city.now, **words)
    assert network.publish_conditions(hub, fee_fen=0, by=city.user("hub.head"), at=city.now, **words) == fresh
    page = client.get(f"/desk/network/joining/{hub.code}/").content.decode()
    assert ("本领域组织" in page, "以前公布的条件" in page) == (True, True)
    old.refresh_from_db()
    assert old.ended_at == city.now


def test_everything_missing_is_told_at_once(city, hub):
    JoiningConditions.objects.filter(hub=hub).update(papers="登记证书副本\n章程")
    row = network.start_application(hub, organization=None, by=link(), at=city.now)
    with pytest.raises(ValidationError) as told:
        network.file_application(row, by=link(), at=city.now)
    assert set(told.value.error_dict) == {
        "name", "kind", "area", "leader", "contact_name", "contact", "purpose", "activities", "wish", "credit_code", "paper",
        "consent",
    }  # fmt: skip
    assert "登记证书副本、章程" in str(told.value)
    assert told.value.message_dict["leader"] == ["请填写。"], "the form names the field once"


def test_without_an_account_it_is_filed_with_number_deadline_and_duty(city, hub):
    row = filed(city, hub)
    due = add_working_days(local_date(city.now), 15, working_calendar())
    assert (row.state, row.due_on, row.organization) == ("FILED", due, None)
    assert QueryNumber.objects.get(subject_id=row.pk, subject_type="network.membershipapplication").number.startswith(
        "RH-"
    )
    assert Duty.objects.open().get(verb="decide_application", subject_id=row.pk).body == hub
    again = network.file_application(row, by=link(), at=city.now)
    assert (again.pk, Duty.objects.filter(verb="decide_application", subject_id=row.pk).count()) == (row.pk, 1)


def test_filed_by_its_own_account_it_is_a_member_with_consent_once_admitted(city, hub, free):
    person = speaker(city, free)
    row = network.admit_application(filed(city, hub, free, opened_by=person), by=city.user("hub.head"), at=city.now)
    tie = row.tie
    assert (row.filed_by, row.state, tie.kind, tie.route, tie.state, tie.confirmed_through) == (
        person, "ADMITTED", "membership", "membership", "confirmed", "application",
    )  # fmt: skip
    assert Consent.objects.in_force(row.decided_at).filter(organization=free).count() == 1
    assert network.admit_application(row, by=city.user("hub.head"), at=city.now).tie_id == tie.pk
    assert not Duty.objects.open().filter(verb="decide_application", subject_id=row.pk).exists()
    assert OutgoingMail.objects.filter(to=TYPED["contact"], subject__contains="已接纳").exists()


def test_filed_through_its_address_alone_it_is_a_member_once_the_organization_has_confirmed(city, hub, client):
    """A body the register does not know: admitted, asked to confirm on the page of its application, then checked above."""
    row = network.admit_application(filed(city, hub), by=city.user("hub.head"), at=city.now)
    tie = row.tie
    assert (row.filed_by, row.state, tie.state, row.organization.name) == (None, "ADMITTED", "claimed", TYPED["name"])
    assert not Consent.objects.filter(organization=row.organization).exists()
    assert OutgoingMail.objects.filter(to=TYPED["contact"], subject__contains="请贵单位确认").exists()
    page = client.get(f"/desk/network/apply/{row.token}/").content.decode()
    address = reverse("network:confirm", args=[tie.confirmation_link.token])
    assert ("等贵单位确认" in page, address in page) == (True, True)
    client.post(address, {"answer": "yes", "answered_by": "季云舒，理事长"})
    tie.refresh_from_db()
    assert (tie.state, tie.confirmed_through) == ("confirmed", "link")
    assert Consent.objects.in_force(tie.confirmed_at).filter(organization=row.organization).count() == 1
    assert "已接纳为会员" in client.get(f"/desk/network/apply/{row.token}/").content.decode()
    client.force_login(city.user("office.officer"))
    assert row.organization.name in client.get("/desk/links/").content.decode()


def test_a_head_in_a_private_window_makes_no_member_of_a_known_organization(city, hub, free, client):
    """Everything the hub can do without signing in: file in its name, admit, and only then is the organization asked."""
    person = speaker(city, free)
    client.post(f"/desk/network/joining/{hub.code}/", {})
    draft = MembershipApplication.objects.get(hub=hub, state="DRAFT", organization=None)
    said = {
        **TYPED,
        "name": free.name,
        "credit_code": free.credit_code,
        "area": Area.objects.filter(level="district").first().pk,
    }
    client.post(f"/desk/network/apply/{draft.token}/", {**said, "version": 0, "consent": "on", "act": "file"})
    draft.refresh_from_db()
    assert (draft.state, draft.organization, draft.filed_by) == ("FILED", free, None)
    client.force_login(city.user("hub.head"))
    desk = reverse("network:application", args=[draft.pk])
    assert "凭网址提交，没有登录" in client.get(desk).content.decode()
    client.post(desk, {"act": "admit"})
    tie = Affiliation.objects.get(hub=hub, organization=free)
    assert tie.state == "claimed"
    assert not Consent.objects.filter(organization=free).exists()
    assert "待对方确认" in client.get(desk).content.decode()
    client.logout()
    page = client.get(f"/desk/network/apply/{draft.token}/").content.decode()
    assert ("登录确认" in page, tie.confirmation_link.token in page) == (True, False), "its people sign in"
    assert Duty.objects.open().get(verb="confirm_membership", body=free).url == reverse("network:tie", args=[tie.pk])
    client.force_login(person)
    client.post(reverse("network:tie", args=[tie.pk]), {"act": "decline"})
    tie.refresh_from_db()
    assert tie.state == "declined"
    assert not Duty.objects.open().filter(verb="confirm_membership").exists()


@pytest.mark.parametrize("who", ["hub.officer", "hub.clerk", "hub02.head", "org.head", "office.head"])
def test_only_the_head_decides(city, hub, free, who):
    row = filed(city, hub, free)
    for act in (network.admit_application, network.refuse_application):
        more = {"reason": "无关。"} if act is network.refuse_application else {}
        with pytest.raises(PermissionDenied):
            act(row, by=city.user(who), at=city.now, **more)


def test_a_refusal_needs_its_reason_also_in_the_database(city, hub, free):
    row = filed(city, hub, free)
    with pytest.raises(ValidationError, match="写明理由"):
        network.refuse_application(row, reason=" ", by=city.user("hub.head"), at=city.now)
    with pytest.raises(IntegrityError), transaction.atomic():
        MembershipApplication.objects.filter(pk=row.pk).update(state="REFUSED", decided_at=city.now)


def test_missing_papers_are_asked_for_once_and_the_clock_starts_anew(city, hub, free):
    row, officer = filed(city, hub, free), city.user("hub.officer")
    row = network.ask_for_missing(row, items=["章程盖章页"], text="备案证明", by=officer, at=city.now)
    assert (row.state, row.asked) == ("RETURNED", "章程盖章页\n备案证明")
    row = network.file_application(row, by=link(), at=city.now)
    assert row.complete_at > row.filed_at
    with pytest.raises(ValidationError, match="已经一次告知过"):
        network.ask_for_missing(row, items=["还要一份"], by=officer, at=city.now)


def test_the_refused_objects_and_another_person_answers(city, hub, free):
    row = refused(city, hub, free)
    objection = network.object_to_refusal(row, text="我们符合第二条。", filed_by="秘书长", by=link(), at=city.now)
    assert network.object_to_refusal(row, text="再说一遍", filed_by="秘书长", by=link(), at=city.now) == objection
    with pytest.raises(PermissionDenied):
        network.answer_objection(objection, upheld=False, answer="维持。", by=city.user("hub.head"), at=city.now)
    with pytest.raises(IntegrityError), transaction.atomic():
        MembershipObjection.objects.filter(pk=objection.pk).update(
            upheld=False, answer="维持", answered_at=city.now, answered_by=city.user("hub.head")
        )
    officer = city.user("hub.officer")
    with pytest.raises(ValidationError, match="写明答复"):
        network.answer_objection(objection, upheld=True, answer="", by=officer, at=city.now)
    network.answer_objection(objection, upheld=True, answer="复核后符合。", by=officer, at=city.now)
    row.refresh_from_db()
    assert (row.state, row.tie.state) == ("ADMITTED", "claimed")
    assert not Duty.objects.open().filter(verb="answer_objection", subject_id=objection.pk).exists()


def test_the_body_above_may_answer_where_the_hub_has_nobody_else(city, hub, free):
    row = refused(city, hub, free)
    objection = network.object_to_refusal(row, text="不同意。", filed_by="秘书长", by=link(), at=city.now)
    done = network.answer_objection(
        objection, upheld=False, answer="维持。", by=city.user("office.officer"), at=city.now
    )
    assert done.answered_by == city.user("office.officer")


def test_an_objection_has_its_days(city, hub, free):
    row = refused(city, hub, free)
    MembershipApplication.objects.filter(pk=row.pk).update(decided_at=city.now - timedelta(days=31))
    with pytest.raises(ValidationError, match="不再受理异议"):
        network.object_to_refusal(row, text="不同意。", filed_by="秘书长", by=link(), at=city.now)


def test_the_hubs_own_people_fill_in_nothing(city, hub, client):
    row = complete(city, hub)
    client.force_login(city.user("hub.head"))
    address = f"/desk/network/apply/{row.token}/"
    client.post(address, {"act": "file", "version": row.version, "name": "改掉", "consent": "on"})
    row.refresh_from_db()
    assert (row.state, row.name) == ("DRAFT", TYPED["name"])
    client.post(f"/desk/network/joining/{hub.code}/", {})
    assert MembershipApplication.objects.filter(hub=hub, state="DRAFT").count() == 1


def test_two_devices_do_not_write_over_each_other(city, hub):
    row = complete(city, hub)
    network.save_application(row, version=row.version, by=link(), at=city.now, wish="新的")
    with pytest.raises(Stale):
        network.save_application(row, version=row.version, by=link(), at=city.now, wish="旧页面上的")


def test_filed_in_somebodys_name_its_people_are_told_and_may_withdraw(city, hub, client):
    person = User.objects.create(username="named.org", name="周望舒", email="named@demo.invalid")
    named = Organization.objects.filter(kind="social_service", source="demo").exclude(ties__hub=hub).last()
    Appointment.objects.create(person=person, organization=named, role="head", valid_from=local_date(city.now))
    row = filed(city, hub, credit_code=named.credit_code)
    assert row.organization == named
    assert Notice.objects.filter(user=person, kind="application_in_your_name").exists()
    with pytest.raises(ValidationError, match="已有一份申请在办"):
        filed(city, hub, credit_code=named.credit_code)
    client.force_login(person)
    client.post(f"/desk/network/apply/{row.token}/", {"act": "withdraw"})
    row.refresh_from_db()
    assert row.state == "WITHDRAWN"


def test_an_invitation_accepted_makes_a_member_and_declined_changes_nothing(city, hub, free):
    head = city.user("hub.head")
    with pytest.raises(PermissionDenied):
        network.invite_to_join(hub, organization=free, by=city.user("hub.officer"), at=city.now)
    row = network.invite_to_join(hub, organization=free, by=head, at=city.now)
    assert network.invite_to_join(hub, organization=free, by=head, at=city.now) == row
    assert not Affiliation.objects.filter(hub=hub, organization=free).exists()
    with pytest.raises(PermissionDenied):
        network.answer_invitation(row, yes=True, answered_by="负责人", by=head, at=city.now)
    with pytest.raises(ValidationError, match="姓名和职务"):
        network.answer_invitation(row, yes=True, answered_by="", by=link(), at=city.now)
    network.answer_invitation(row, yes=True, answered_by="王桂兰，会长", by=link(), at=city.now)
    tie = Affiliation.objects.get(hub=hub, organization=free)
    assert (tie.state, tie.confirmed_through, tie.route) == ("confirmed", "invitation", "membership")
    check_answer("network.invitation", row, is_right=False, by=city.user("office.officer"), at=city.now)
    tie.refresh_from_db()
    assert tie.state == "declined", "the body above heard that it had not accepted"
    assert not Consent.objects.in_force(city.now + timedelta(minutes=5)).filter(organization=free).exists()
    other = Organization.objects.filter(kind="social_service", source="demo").exclude(ties__hub=hub).last()
    no = network.invite_to_join(hub, organization=other, by=head, at=city.now)
    network.answer_invitation(no, yes=False, answered_by="会长", by=link(), at=city.now)
    assert not Affiliation.objects.filter(hub=hub, organization=other).exists()


def test_an_invitation_answered_with_an_own_account_is_signed_and_not_asked_after(city, hub, free, client):
    person = speaker(city, free)
    row = network.invite_to_join(hub, organization=free, by=city.user("hub.head"), at=city.now)
    client.force_login(person)
    client.post(reverse("network:invitation", args=[row.token]), {"answer": "yes", "answered_by": "周望舒，会长"})
    tie = Affiliation.objects.get(hub=hub, organization=free)
    assert (tie.state, tie.confirmed_through, tie.confirmed_by) == ("confirmed", "sign_in", person)
    client.force_login(city.user("office.officer"))
    assert free.name not in client.get("/desk/links/?kind=network.invitation").content.decode()
    with pytest.raises(ValidationError, match="不是凭链接确认"):
        check_answer("network.invitation", row, is_right=False, by=city.user("office.officer"), at=city.now)


def test_a_member_leaves_at_any_time_with_everything_that_is_stored(city, hub, free):
    row = network.add_paper
    draft = complete(city, hub, free)
    row(draft, upload=SimpleUploadedFile("章程.pdf", b"%PDF-1.4\nx"), by=link(), at=city.now)
    done = network.admit_application(
        network.file_application(draft, by=link(), opened_by=speaker(city, free), at=city.now),
        by=city.user("hub.head"), at=city.now,
    )  # fmt: skip
    tie = network.end_tie(done.tie, by=link(), by_hub=False, by_name="秘书长", at=city.now)
    assert tie.valid_to == local_date(city.now)
    assert not Consent.objects.in_force(city.now).filter(organization=free, purpose__contains=hub.name).exists()
    assert TieEnding.objects.get(affiliation=tie).by_hub is False
    names = zipfile.ZipFile(io.BytesIO(membership_archive(tie, at=city.now))).namelist()
    assert [name[3:] for name in names if name.endswith(".xlsx")][:4] == [
        "会员关系.xlsx", "同意.xlsx", "入会邀请.xlsx", "办理记录.xlsx",
    ]  # fmt: skip
    assert any("章程.pdf" in name for name in names)


def test_what_a_member_takes_along_is_its_whole_history_with_the_hub(city, hub, client):
    """Attendance, topics, cards, changed facts, queries, news, tables, training, intents; appeals for who may speak only."""
    member, officer = city.member, city.user("hub.officer")
    tie = Affiliation.objects.confirmed(city.now).filter(hub=hub, organization=member).first()
    registry.ask_query(hub, organization=member, title="志愿者人数", text="", by=officer, at=city.now)
    registry.confirm_card(member, way="sign_in", by=city.user("org.secretary"), at=city.now)
    network.raise_appeal(
        hub, organization=member, key="k", subject="场地不够用", text="请协调。", name="", contact_name="王桂兰", phone="0900-5550001",
        by=city.user("org.head"), at=city.now,
    )  # fmt: skip
    client.force_login(city.user("org.head"))
    archive = zipfile.ZipFile(io.BytesIO(client.get(reverse("network:tie-data", args=[tie.pk])).content))
    names = {name[3:-5] for name in archive.namelist() if name.endswith(".xlsx")}
    assert {
        "到会记录", "提过的议题", "基础资料", "资料修改记录", "资料确认记录", "枢纽的询问", "报送的信息", "填报", "信息联络员",
        "合作意向", "我们的诉求", "工作联系",
    } <= names  # fmt: skip

    def cells(title: str) -> str:
        [name] = [one for one in archive.namelist() if title in one]
        book = openpyxl.load_workbook(io.BytesIO(archive.read(name)))
        return str([list(row) for row in book.active.iter_rows(values_only=True)])

    for title, text in (
        ("枢纽的询问", "志愿者人数"),
        ("基础资料", member.name),
        ("资料确认记录", "登录确认"),
        ("我们的诉求", "场地不够用"),
    ):
        assert text in cells(title)
    without = zipfile.ZipFile(io.BytesIO(membership_archive(tie, at=city.now))).namelist()
    assert not any("我们的诉求" in name for name in without), "through an address alone, appeals stay behind"


def test_conditions_that_forbid_joining_elsewhere_are_not_published(city, hub):
    ask = {"rights": "例会", "contact": "秘书处", "fee_fen": 0, "by": city.user("hub.head"), "at": city.now}
    for text in ("本领域组织，入会后不得加入其他枢纽。", "独家联系的组织", "只能加入本会的组织", "须先退出其他联合会"):
        with pytest.raises(ValidationError, match="排他的要求"):
            network.publish_conditions(hub, who_may_join=text, **ask)
    fresh = network.publish_conditions(hub, who_may_join="本领域组织。我们不独家，也可以加入其他枢纽。", **ask)
    assert conditions_of(hub) == fresh


def test_a_hub_that_ends_a_membership_says_why(city, hub):
    tie = Affiliation.objects.confirmed(city.now).filter(hub=hub, organization=city.member).first()
    with pytest.raises(ValidationError, match="为什么终止"):
        network.end_tie(tie, by=city.user("hub.head"), at=city.now)
    network.end_tie(tie, reason="两年没有联系", by=city.user("hub.head"), at=city.now)
    assert Notice.objects.filter(kind="tie_ended_by_hub", user=city.user("org.head")).exists()


def test_nobody_pays_twice_in_one_line_of_hubs(city, free):
    second = Designation.objects.filter(level="second_level").first().organization
    above = Designation.objects.get(organization=second, valid_to=None).reports_to
    for hub in (second, above):
        JoiningConditions.objects.filter(hub=hub, ended_at=None).update(ended_at=city.now)
        JoiningConditions.objects.create(
            hub=hub, who_may_join="各单位", rights="例会", contact="秘书处", fee_fen=60_000, fee_basis="会员大会决议",
            published_at=city.now, published_by=city.user("hub.head"),
        )  # fmt: skip
    assert filed(city, second, free).fee_fen == 60_000
    tie = claim_affiliation(
        above, organization=free, kind="membership", route="membership", source="x", valid_from=local_date(city.now), by=link(),
        at=city.now,
    )  # fmt: skip
    Affiliation.objects.filter(pk=tie.pk).update(confirmed_at=city.now)
    MembershipApplication.objects.filter(hub=second, organization=free).delete()
    assert filed(city, second, free).fee_fen == 0


def test_a_signed_sheet_confirms_in_one_go_and_is_kept(city, hub, settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path
    clerk = city.user("hub.clerk")
    found = Organization.objects.filter(kind="social_service", source="demo").exclude(ties__hub=hub)[:3]
    ties = [
        claim_affiliation(hub, organization=one, kind="membership", route="imported", source="roster:9",
                          valid_from=local_date(city.now), by=clerk, at=city.now)
        for one in found
    ]  # fmt: skip
    signed = {ties[0].pk: "王桂兰", ties[1].pk: "李望", ties[2].pk: " "}
    ask = {"signed_on": local_date(city.now), "signers": signed, "key": "sheet-1", "by": clerk, "at": city.now}
    with pytest.raises(ValidationError, match="请上传签字表"):
        network.confirm_by_sheet(hub, upload=None, **ask)
    paper = SimpleUploadedFile("签字.jpg", b"\xff\xd8\xff\xc0\x00\x11\x08\x00\x08\x00\x08" + b"0" * 64)
    sheet = network.confirm_by_sheet(hub, upload=paper, **ask)
    assert network.confirm_by_sheet(hub, upload=paper, **ask) == sheet
    for tie in ties:
        tie.refresh_from_db()
    assert [tie.state for tie in ties] == ["confirmed", "confirmed", "claimed"]
    line = sheet.lines.get(affiliation=ties[1])
    with pytest.raises(PermissionDenied):
        network.check_signature(line, is_right=False, by=clerk, at=city.now)
    network.check_signature(line, is_right=False, by=city.user("office.officer"), at=city.now)
    ties[1].refresh_from_db()
    assert ties[1].state == "declined"


def test_several_are_decided_at_once_all_or_none(city, hub, client):
    free = Organization.objects.filter(kind="social_service", source="demo").exclude(ties__hub=hub)[:3]
    rows = [filed(city, hub, one) for one in free]
    client.force_login(city.user("hub.officer"))
    sent = {"row": [row.pk for row in rows], "act": "admit"}
    assert client.post("/desk/network/applications/", sent).status_code == 403
    client.force_login(city.user("hub.head"))
    client.post("/desk/network/applications/", {"row": sent["row"][:1], "act": "refuse", "reason": ""})
    client.post("/desk/network/applications/", sent)
    assert [MembershipApplication.objects.get(pk=row.pk).state for row in rows] == ["ADMITTED"] * 3
    answer = client.get("/desk/network/applications/applications.xlsx?show=admitted")
    assert answer["Content-Type"].endswith("sheet")


def test_the_list_asks_the_same_number_of_questions_for_one_and_three(city, hub, client, django_assert_max_num_queries):
    client.force_login(city.user("hub.head"))
    free = list(Organization.objects.filter(kind="social_service", source="demo").exclude(ties__hub=hub)[:3])

    def asked() -> int:
        with django_assert_max_num_queries(80) as queries:
            client.get("/desk/network/applications/")
        return len(queries)

    filed(city, hub, free[0])
    asked()
    one = asked()
    for organization in free[1:]:
        filed(city, hub, organization)
    assert asked() == one


def test_old_drafts_go_and_filed_ones_stay(city, hub, free):
    draft, kept = network.start_application(hub, organization=None, by=link(), at=city.now), filed(city, hub, free)
    MembershipApplication.objects.filter(pk__in=[draft.pk, kept.pk]).update(saved_at=city.now - timedelta(days=90))
    longer = Setting.objects.create(key="network.draft_days", owner=city.office, value=120, reason="试", fixed_at=city.now,
                                    valid_from=local_date(city.now) - timedelta(days=1))  # fmt: skip
    assert network.drop_drafts(by=User.objects.system("schedule"), at=city.now) == 0
    longer.delete()
    assert network.drop_drafts(by=User.objects.system("schedule"), at=city.now) == 1
    assert MembershipApplication.objects.filter(pk=kept.pk).exists()
    with pytest.raises(PermissionDenied):
        network.drop_drafts(by=city.user("hub.head"), at=city.now)


def test_a_group_without_a_code_needs_none(city, hub):
    row = complete(city, hub, kind="grassroots", credit_code="")
    assert missing_of(row) == {}


@pytest.mark.parametrize("name", ["hub.head", "hub.officer", "hub.clerk"])
def test_a_hub_never_switches_a_known_organization_to_member(city, hub, free, client, name):
    """Every way a hub's own account could try: claim, confirm, its link, the form, the invitation, the route."""
    who = city.user(name)
    tie = claim_affiliation(hub, organization=free, kind="membership", route="imported", source="roster:1",
                            valid_from=local_date(city.now), by=who, at=city.now)  # fmt: skip
    client.force_login(who)
    page = f"/desk/network/ties/{tie.pk}/"
    assert client.post(page, {"act": "confirm"}).status_code == 403
    client.post(page, {"act": "route", "route": "membership"})
    made = network.make_confirmation_link(tie, by=who, at=city.now)
    client.post(f"/desk/network/confirm/{made.token}/", {"answer": "yes", "answered_by": "我"})
    client.post(
        "/desk/network/sheets/new/", {f"s-{tie.pk}": "冒签", "signed_on": str(local_date(city.now)), "key": "k"}
    )
    tie.refresh_from_db()
    assert (tie.confirmed_at, tie.state) == (None, "claimed")
    assert not Consent.objects.filter(organization=free).exists()


def test_papers_of_a_draft_without_account_open_for_the_hub_only_once_filed(city, hub, client):
    draft = complete(city, hub)
    paper = network.add_paper(draft, upload=SimpleUploadedFile("章程.pdf", b"%PDF-1.4\nx"), by=link(), at=city.now)
    client.force_login(city.user("hub.officer"))
    address = reverse("desk:attachment", args=[paper.pk])
    assert client.get(address).status_code == 404
    network.file_application(draft, by=link(), at=city.now)
    assert client.get(address).status_code == 200
