"""Committee, platform organizations, entrusted services: terms, ties, fees and consents that cannot be got round."""

from __future__ import annotations

import io
from datetime import datetime, timedelta

import openpyxl
import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import IntegrityError, transaction

from shuniu.domain.support.actions import desk
from shuniu.domain.support.indicators.desk import (
    answered_in_days,
    busiest_three,
    capacity_gain,
    kinds_delivered,
    paid_after_confirmation,
    ratings_mean,
    ratings_of_platforms,
    served_by_platforms,
    solved_here,
    solved_in_time,
)
from shuniu.domain.support.models.desk import (
    CapacityReview,
    Consultation,
    DeskUnit,
    EntrustedService,
    PlatformAgreement,
    PlatformService,
    RequestRating,
    ServiceMilestone,
    ServiceRequest,
)
from shuniu.domain.support.queries.desk.platforms import platform_loads
from shuniu.domain.support.queries.desk.requests import units_of
from shuniu.kernel.core.moments import Period, db_now, local_date, months_after, period_of
from shuniu.kernel.core.sql import fetch
from shuniu.kernel.norms.models import Setting
from shuniu.kernel.orgs.interests import tied
from shuniu.kernel.orgs.models import Appointment, Organization
from shuniu.kernel.people.models import User
from shuniu.kernel.record.models import Duty, Notice, OutgoingMail
from shuniu.kernel.record.payments import refuse_unpayable, why_not_paid
from shuniu.kernel.specification.indicators import Lines
from tests.support.desk import agreed, answered, file, owed, publish


def committee(city, name="法律财税专委会"):
    return desk.open_committee(city.hub, name=name, purpose="答复法律和财税问题", by=city.user("hub.head"), at=city.now)


def expert(city, who="district.officer", *, days=365, since=-30):
    today = local_date(city.now)
    return desk.appoint_expert(
        committee(city), person=city.user(who), areas="财税", valid_from=today + timedelta(days=since),
        valid_to=today + timedelta(days=days), by=city.user("hub.head"), at=city.now,
    )  # fmt: skip


def asked(city, *, key="q") -> Consultation:
    return desk.ask_committee(
        committee(city), organization=city.member, subject="免税资格怎么续", text="五年到期", key=key,
        by=city.user("org.secretary"), at=city.now,
    )  # fmt: skip


def test_a_member_answers_in_the_term_and_an_expired_term_answers_nothing(city):
    member, row = expert(city), asked(city)
    assert asked(city).pk == row.pk
    assert (
        Duty.objects.open()
        .filter(subject_type="support.consultation", subject_id=row.pk, verb="answer_consultation")
        .count()
        == 1
    )
    with pytest.raises(PermissionDenied):
        desk.answer_consultation(row, text="可以", by=city.user("hub.officer"), at=city.now)
    with pytest.raises(ValidationError, match="意见和依据"):
        desk.answer_consultation(row, text=" ", by=city.user("district.officer"), at=city.now)
    type(member).objects.filter(pk=member.pk).update(valid_to=local_date(city.now))
    with pytest.raises(PermissionDenied):
        desk.answer_consultation(row, text="可以", by=city.user("district.officer"), at=city.now)
    with pytest.raises(ValidationError, match="聘期"):
        desk.give_question(row, member=member, by=city.user("hub.officer"), at=city.now)
    type(member).objects.filter(pk=member.pk).update(valid_to=local_date(city.now) + timedelta(days=9))
    row = desk.answer_consultation(row, text="可以续，附三份材料。", by=city.user("district.officer"), at=city.now)
    assert (
        row.answered_by,
        Duty.objects.open().filter(subject_type="support.consultation", subject_id=row.pk).count(),
    ) == (member, 0)


def test_a_member_with_a_declared_tie_answers_nothing_of_that_organization(city):
    member, row = expert(city), asked(city)
    desk.declare_interest(
        member, organization=city.member, relation="曾任理事", by=city.user("district.officer"), at=city.now
    )
    with pytest.raises(ValidationError, match="申报过"):
        desk.answer_consultation(row, text="可以", by=city.user("district.officer"), at=city.now)
    assert tied([member.person_id], [city.member.pk], city.now) == {(member.person_id, city.member.pk)}
    with pytest.raises(PermissionDenied):
        desk.declare_interest(member, organization=city.hub, relation="x", by=city.user("org.secretary"), at=city.now)


@pytest.mark.acceptance("A09.3")
def test_who_advised_an_organization_in_the_last_24_months_is_left_out_when_it_is_judged(city):
    member, row = expert(city), asked(city)
    other = city.user("district.head")
    pool, bodies = [member.person_id, other.pk], [city.member.pk, city.hub.pk]
    assert tied(pool, bodies, city.now) == set()
    desk.answer_consultation(row, text="可以续。", by=city.user("district.officer"), at=city.now)
    later = city.now + timedelta(minutes=5)
    assert tied(pool, bodies, later) == {(member.person_id, city.member.pk)}
    assert [person for person in pool if (person, city.member.pk) not in tied(pool, bodies, later)] == [other.pk]
    past = months_after(local_date(city.now), 25)
    assert tied(pool, bodies, city.now.replace(year=past.year, month=past.month, day=min(past.day, 28))) == set()


def unpaid(milestone) -> str:
    return why_not_paid("support.servicemilestone", [milestone.pk], db_now()).get(milestone.pk, "")


def agreement(city, **more) -> PlatformAgreement:
    today = local_date(city.now)
    facts = {"tasks": "为同领域的小组织代办登记和票据", "area": "全市职工服务领域", "valid_from": today,
             "valid_to": today + timedelta(days=365)} | more  # fmt: skip
    return desk.propose_agreement(city.hub, organization=city.member, **facts, by=city.user("hub.officer"), at=city.now)


@pytest.mark.acceptance("A09.4")
def test_a_fee_on_a_service_that_the_hub_funds_is_refused(city):
    row, secretary = agreement(city), city.user("org.secretary")
    with pytest.raises(ValidationError, match="还没有生效"):
        desk.enter_platform_service(row, title="代办", hub_funded=True, fee_fen=0, by=secretary, at=city.now)
    desk.agree_agreement(row, by=secretary, at=city.now)
    with pytest.raises(ValidationError, match="不能再向组织收费"):
        desk.enter_platform_service(row, title="代办", hub_funded=True, fee_fen=100, by=secretary, at=city.now)
    kept = desk.enter_platform_service(row, title="代办", hub_funded=True, fee_fen=0, by=secretary, at=city.now)
    with pytest.raises(ValidationError, match="只有枢纽可以改"):
        desk.enter_platform_service(row, title="代办", hub_funded=False, fee_fen=100, by=secretary, at=city.now)
    with pytest.raises(IntegrityError), transaction.atomic():
        PlatformService.objects.filter(pk=kept.pk).update(fee_fen=100)


def test_who_pays_is_settled_by_the_hub_for_each_service_and_only_then_it_is_public(city, client):
    row, secretary, officer = agreement(city), city.user("org.secretary"), city.user("hub.officer")
    PlatformService.objects.filter(agreement__hub=city.hub).delete()
    desk.agree_agreement(row, by=secretary, at=city.now)
    enter = {"fee_fen": 0, "by": secretary, "at": city.now}
    claimed = desk.enter_platform_service(row, title="代办登记", hub_funded=True, **enter)
    paid = desk.enter_platform_service(row, title="年报代编", hub_funded=False, **(enter | {"fee_fen": 20_000}))
    page = f"/services/hubs/{city.hub.code}/"
    assert Duty.objects.open().filter(verb="settle_platform_services", body=city.hub).count() == 1
    assert "代办登记" not in client.get(page).content.decode()
    with pytest.raises(PermissionDenied):
        desk.settle_platform_service(claimed, hub_funded=True, by=secretary, at=city.now)
    with pytest.raises(ValidationError, match="不能再向组织收费"):
        desk.settle_platform_service(paid, hub_funded=True, by=officer, at=city.now)
    desk.settle_platform_service(claimed, hub_funded=True, by=officer, at=city.now)
    desk.settle_platform_service(paid, hub_funded=False, by=officer, at=city.now)
    assert not Duty.objects.open().filter(verb="settle_platform_services").exists()
    shown = client.get(page).content.decode()
    assert "枢纽出资，不收费" in shown
    assert "收费 200" in shown
    # A higher fee waits for the hub anew.
    desk.enter_platform_service(row, title="年报代编", hub_funded=False, **(enter | {"fee_fen": 90_000}))
    assert "年报代编" not in client.get(page).content.decode()
    desk.drop_platform_service(claimed, by=secretary, at=city.now)
    assert "代办登记" not in client.get(page).content.decode()


def test_a_unit_whose_agreement_is_over_or_not_yet_begun_takes_nothing_new(city):
    officer, row = city.user("hub.officer"), agreement(city)
    row = desk.agree_agreement(row, by=city.user("org.secretary"), at=city.now)
    request, today = file(city, publish(city)), local_date(city.now)
    assert row.unit in units_of(city.hub, city.now)
    for term in (
        {"valid_from": today - timedelta(days=9), "valid_to": today},
        {"valid_from": today + timedelta(days=1)},
    ):
        PlatformAgreement.objects.filter(pk=row.pk).update(**({"valid_to": today + timedelta(days=99)} | term))
        assert row.unit not in units_of(city.hub, city.now)
        with pytest.raises(ValidationError, match="不在期内"):
            desk.move_request(request, unit=row.unit, text="代办", by=officer, at=city.now)
    with pytest.raises(ValidationError, match="先有平台协议"):
        desk.open_unit(city.hub, kind="platform", name="某平台", organization=city.member, by=officer, at=city.now)


def test_a_platform_organization_is_served_through_the_same_desk_on_the_same_clock(city):
    row = agreement(city)
    assert agreement(city).pk == row.pk
    with pytest.raises(ValidationError, match="已有一份协议"):
        agreement(city, tasks="别的任务")
    with pytest.raises(PermissionDenied):
        desk.agree_agreement(row, by=city.user("hub.head"), at=city.now)
    taken = {"kind": "support", "name": row.organization.name, "organization": row.organization, "opened_at": city.now}
    DeskUnit.objects.create(hub=city.hub, **taken)  # a support organization of the desk already
    row = desk.agree_agreement(row, by=city.user("org.secretary"), at=city.now)
    assert row.unit.name != row.organization.name
    request = file(city, publish(city))
    due = request.due_on
    request = desk.move_request(request, unit=row.unit, text="由平台组织代办", by=city.user("hub.officer"), at=city.now)
    assert request.due_on == due
    assert desk.end_agreement(row, reason="任务完成", by=city.user("hub.head"), at=city.now).state(city.now) == "ended"
    request.refresh_from_db()
    assert (request.unit.kind, request.state, request.due_on) == ("hall", "IN_HAND", due)
    with pytest.raises(ValidationError, match="以外"):
        desk.propose_agreement(
            city.hub, organization=city.hub, tasks="a", area="b", valid_from=local_date(city.now),
            valid_to=local_date(city.now) + timedelta(days=9), by=city.user("hub.officer"), at=city.now,
        )  # fmt: skip


def test_the_desk_puts_a_request_to_the_experts_and_reads_their_answer_on_its_page(city, client):
    member = expert(city)
    row = file(city, publish(city), by=city.user("org.secretary"), organization=city.member)
    due, place = row.due_on, f"/desk/support/requests/{row.pk}/"
    client.force_login(city.user("hub.officer"))
    for _time in range(2):  # sent twice is asked once
        client.post(place, {"act": "consult", "committee": member.committee_id, "question": ""})
    question = Consultation.objects.get(request=row)
    assert (question.organization, question.subject, question.text) == (city.member, row.subject, row.text)
    desk.answer_consultation(question, text="按捐赠票据办法第六条办。", by=member.person, at=city.now)
    assert "按捐赠票据办法第六条办。" in client.get(place).content.decode()
    row.refresh_from_db()
    assert (row.due_on, row.state) == (due, "FILED")
    with pytest.raises(PermissionDenied):
        desk.consult_for_request(row, committee=member.committee, text="", by=city.user("org.secretary"), at=city.now)


def test_when_a_platforms_term_ends_the_system_brings_its_open_requests_back_with_their_clock(city):
    """Also one that is asked, and one answered whose applicant says afterwards that it is not done."""
    today, guide, officer = local_date(city.now), publish(city), city.user("hub.officer")
    row = agreement(city, valid_from=today - timedelta(days=5), valid_to=today + timedelta(days=1))
    row = desk.agree_agreement(row, by=city.user("org.secretary"), at=city.now)
    rows = [file(city, guide, key=f"p{n}", phone=f"1391234000{n}", email=f"p{n}@example.org") for n in range(3)]
    rows = [desk.move_request(one, unit=row.unit, text="由平台代办", by=officer, at=city.now) for one in rows]
    dues = [one.due_on for one in rows]
    desk.ask_applicant(rows[1], missing="名单", by=city.user("org.secretary"), at=city.now)
    desk.answer_request(rows[2], text="办了", version=rows[2].version, by=city.user("org.secretary"), at=city.now)
    schedule = User.objects.system("schedule")
    assert desk.end_lapsed_agreements(by=schedule, at=city.now) == 0
    after = city.now + timedelta(days=2)
    assert desk.end_lapsed_agreements(by=schedule, at=after) >= 1
    for one in rows:
        one.refresh_from_db()
    assert [(one.unit.kind, one.state) for one in rows] == [
        ("hall", "IN_HAND"), ("hall", "MISSING"), ("platform", "ANSWERED"),
    ]  # fmt: skip
    assert rows[0].due_on == dues[0]
    assert rows[0].history.order_by("position").last().text.endswith("由枢纽接着办。")
    assert owed(rows[0], city.hub) == ["solve_request"]
    assert OutgoingMail.objects.filter(to="p0@example.org", subject__contains="综合窗口").exists()
    row.refresh_from_db()
    assert (row.end_reason, row.unit.closed_at is None) == ("协议期满", False)
    told = Notice.objects.filter(kind="agreement_ended", key__contains=f"agreement:{row.pk}:")
    assert {one.user.username for one in told} >= {"hub.officer", "org.secretary"}
    back = desk.judge_answer(rows[2], done=False, text="还差一份", opened_by=None, at=city.now)
    assert (back.unit.kind, owed(back, city.hub)) == ("hall", ["solve_request"])


def test_a_small_field_is_served_when_platforms_reached_a_fifth_of_it(city):
    """SUP-22: thirty organizations, or a fifth of the known field; both are settings."""
    today = local_date(city.now)
    row = agreement(city, valid_from=today - timedelta(days=5), valid_to=today + timedelta(days=99))
    row = desk.agree_agreement(row, by=city.user("org.secretary"), at=city.now)
    request = desk.move_request(
        file(city, publish(city)), unit=row.unit, text="代办", by=city.user("hub.officer"), at=city.now
    )
    agreed(city, desk.answer_request(
        request, text="办了", version=request.version, by=city.user("org.secretary"), at=city.now))  # fmt: skip
    asked = {
        "hubs": [city.hub.pk],
        "period": Period(today, today + timedelta(days=2), "Y"),
        "at": city.now + timedelta(days=1),
    }
    figure = served_by_platforms(**asked)[city.hub.pk]
    assert (figure.value, figure.threshold) == (1.0, min(30.0, 0.2 * figure.denominator))
    assert figure.denominator > 0
    Setting.objects.create(key="support.platform_field_share", owner=city.office, value=50, reason="试", fixed_at=city.now,
                           valid_from=today - timedelta(days=30))  # fmt: skip
    assert served_by_platforms(**asked)[city.hub.pk].threshold == min(30.0, 0.5 * figure.denominator)
    assert city.hub.pk not in ratings_of_platforms(**asked)


def test_the_list_of_platforms_says_how_much_each_bears(city, client):
    today = local_date(city.now)
    row = agreement(city, valid_from=today - timedelta(days=5), valid_to=today + timedelta(days=99))
    row = desk.agree_agreement(row, by=city.user("org.secretary"), at=city.now)
    guide = publish(city)
    for n in range(10):
        request = file(city, guide, key=f"load-{n}", phone=f"1390000{n:04}")
        request = desk.move_request(request, unit=row.unit, text="代办", by=city.user("hub.officer"), at=city.now)
        agreed(city, desk.answer_request(
            request, text="办了", version=request.version, by=city.user("org.secretary"), at=city.now))  # fmt: skip
    later = city.now + timedelta(days=1)
    load = platform_loads([city.hub.pk], later)[row.unit_id]
    assert (load.done, load.whole >= 10, load.is_too_much) == (10, True, load.whole < 20)
    assert platform_loads([city.hub.pk], later + timedelta(days=400)) == {}
    client.force_login(city.user("hub.officer"))
    page = client.get("/desk/support/platforms/").content.decode()
    said = f"近 12 个月办成 10 件，各平台组织一共 {load.whole} 件"
    assert (said in page, "这一家占得多" in page) == (True, load.is_too_much)
    Setting.objects.create(key="support.platform_load_share", owner=city.office, value=100, reason="试", fixed_at=city.now,
                           valid_from=today - timedelta(days=30))  # fmt: skip
    assert not platform_loads([city.hub.pk], later)[row.unit_id].is_too_much


def entrusted(city, *, key="e", **more) -> EntrustedService:
    provider = Organization.objects.get(appointments__person__username="secretary01.org")
    today = local_date(city.now)
    facts = {
        "kind": "custodial", "client": city.member, "provider": provider, "need": "没有专职会计", "need_on": today,
        "scope": "代理记账和年检报告", "valid_from": today, "valid_to": today + timedelta(days=180),
        "milestones": [("建好账册", today + timedelta(days=30)), ("年检报告", today + timedelta(days=90))],
    } | more  # fmt: skip
    return desk.propose_entrusted(city.hub, key=key, **facts, by=city.user("hub.officer"), at=city.now)


def begun(city, **more) -> EntrustedService:
    row = entrusted(city, **more)
    desk.declare_no_control(row, by=city.user("secretary01.org"), at=city.now)
    return desk.agree_entrusted(row, yes=True, reason="", by=city.user("org.secretary"), at=city.now)


def test_a_service_begins_with_the_providers_declaration_and_the_clients_consent(city):
    row = entrusted(city)
    with pytest.raises(ValidationError, match="印章"):
        desk.agree_entrusted(row, yes=True, reason="", by=city.user("org.secretary"), at=city.now)
    for account in ("hub.head", "secretary01.org"):
        with pytest.raises(PermissionDenied):
            desk.agree_entrusted(row, yes=True, reason="", by=city.user(account), at=city.now)
    with pytest.raises(ValidationError) as wrong:
        entrusted(
            city,
            key="x",
            need=" ",
            milestones=[],
            need_on=local_date(city.now) + timedelta(days=1),
            provider=city.member,
        )
    assert sorted(wrong.value.message_dict) == ["client", "milestones", "need", "need_on"]
    assert begun(city).state == "AGREED"


@pytest.mark.acceptance("A09.2")
def test_without_the_clients_confirmation_nothing_is_paid_and_the_provider_reviews_nothing(city):
    row = begun(city)
    first, second = row.milestones.all()
    provider, client = city.user("secretary01.org"), city.user("org.secretary")
    at = city.now - timedelta(hours=5)
    hours = [("会计甲", at, at + timedelta(hours=2))]
    assert "不能拨付" in unpaid(first)
    with pytest.raises(PermissionDenied):
        desk.review_capacity(row, stage="before", score=40, grounds="账册不全", by=provider, at=city.now)
    desk.review_capacity(row, stage="before", score=40, grounds="账册不全", by=city.user("hub.officer"), at=city.now)
    first = desk.report_milestone(first, report="账册已建", hours=hours, by=provider, at=city.now)
    assert "不能拨付" in unpaid(first)
    for account in ("secretary01.org", "hub.head", "hub.officer"):
        with pytest.raises(PermissionDenied):
            desk.confirm_entrusted(first, by=city.user(account), at=city.now)
    with pytest.raises(ValidationError, match="还没有报完成"):
        desk.confirm_entrusted(second, by=client, at=city.now)
    first = desk.confirm_entrusted(first, by=client, at=city.now)
    assert unpaid(first) == ""
    refuse_unpayable(first, db_now())
    with pytest.raises(LookupError):
        why_not_paid("support.servicecharter", [1], db_now())
    with pytest.raises(ValidationError, match="全部里程碑"):
        desk.review_capacity(row, stage="after", score=70, grounds="好", by=city.user("hub.officer"), at=city.now)
    desk.confirm_entrusted(
        desk.report_milestone(second, report="已报", hours=[], by=provider, at=city.now), by=client, at=city.now
    )
    desk.review_capacity(row, stage="after", score=70, grounds="账册齐全", by=city.user("hub.officer"), at=city.now)
    assert list(CapacityReview.objects.filter(service=row).order_by("stage").values_list("score", flat=True)) == [
        70,
        40,
    ]


def test_the_same_hours_are_never_paid_twice(city):
    provider = city.user("secretary01.org")
    other = Organization.objects.get(appointments__person__username="secretary02.org")
    one, two = begun(city), entrusted(city, key="two", client=other)
    desk.declare_no_control(two, by=provider, at=city.now)
    desk.agree_entrusted(two, yes=True, reason="", by=city.user("secretary02.org"), at=city.now)
    at = city.now - timedelta(hours=5)
    report = {"report": "做了", "by": provider, "at": city.now}
    desk.report_milestone(one.milestones.first(), hours=[("会计甲", at, at + timedelta(hours=2))], **report)
    with pytest.raises(ValidationError, match="不能付两次"):
        desk.report_milestone(
            two.milestones.first(), hours=[("会计甲", at + timedelta(hours=1), at + timedelta(hours=3))], **report
        )
    desk.report_milestone(
        two.milestones.first(), hours=[("会计甲", at + timedelta(hours=2), at + timedelta(hours=3))], **report
    )


def test_who_worked_for_the_provider_not_long_ago_does_not_review_it(city):
    row, reviewer = begun(city), city.user("hub.officer")
    today = local_date(city.now)
    post = Appointment.objects.create(person=reviewer, organization=row.provider, role="staff",
                                      valid_from=today - timedelta(days=900), valid_to=today - timedelta(days=90))  # fmt: skip
    facts = {"stage": "before", "score": 40, "grounds": "没有账册", "by": reviewer, "at": city.now}
    with pytest.raises(ValidationError, match="任过职"):
        desk.review_capacity(row, **facts)
    post.valid_to = months_after(today, -25)
    post.save()
    assert desk.review_capacity(row, **facts).score == 40


def test_a_hub_files_and_rates_no_request_of_its_own(city):
    with pytest.raises(ValidationError, match="自己的服务台"):
        file(city, publish(city), by=city.user("hub.head"), organization=city.hub)


def figure(city, compute, kind="Q") -> tuple[float, float] | dict:
    """Numerator and denominator of the first hub, for what happened in the running period."""
    found = compute(
        hubs=[city.hub.pk], period=period_of(kind, local_date(city.now)), at=city.now + timedelta(minutes=9)
    )
    if isinstance(found, Lines):
        rows = fetch(found.sql, found.parameters)
        return sum(row[3] for row in rows), sum(row[4] for row in rows)
    return found


def test_the_figures_of_the_desk(city):
    for model in (RequestRating,):
        model.objects.all().delete()
    ServiceRequest.objects.filter(hub=city.hub).update(
        closed_at=datetime(2020, 1, 1, tzinfo=city.now.tzinfo),
        filed_at=datetime(2020, 1, 1, tzinfo=city.now.tzinfo),
        due_on=None,
    )
    CapacityReview.objects.update(reviewed_at=datetime(2020, 1, 1, tzinfo=city.now.tzinfo))
    Consultation.objects.update(asked_at=datetime(2020, 1, 1, tzinfo=city.now.tzinfo))
    Consultation.objects.filter(answered_at__isnull=False).update(
        answered_at=datetime(2020, 1, 2, tzinfo=city.now.tzinfo)
    )
    guide = publish(city)
    rows = [agreed(city, answered(city, file(city, guide, key=f"f{n}", phone=f"1366666000{n}"))) for n in range(5)]
    ServiceRequest.objects.filter(pk=rows[0].pk).update(
        sent_elsewhere="政务中心", accept_by=local_date(city.now) - timedelta(days=1)
    )
    for row in rows:
        desk.rate_request(row, grade=4, words="", wants_call=False, opened_by=None, at=city.now)
    assert figure(city, solved_in_time) == (4, 5)
    assert figure(city, solved_here) == (4, 5)
    done, offered = figure(city, kinds_delivered, "Y")
    assert (done, offered >= 6) == (1, True)
    before = figure(city, ratings_mean, "H")[city.hub.pk]
    assert before.value == 4.0
    late = agreed(city, answered(city, file(city, guide, key="f5", phone="13666660005")))
    asked_only = figure(city, ratings_mean, "H")[city.hub.pk]
    desk.rate_request(late, grade=1, words="", wants_call=False, opened_by=None, at=city.now)
    # A sixth voice waits for its group: neither the figure nor the list tells that it spoke.
    after = figure(city, ratings_mean, "H")[city.hub.pk]
    assert (after.value, after.numerator, after.items) == (4.0, before.numerator, asked_only.items)
    expert(city)
    desk.answer_consultation(asked(city), text="可以。", by=city.user("district.officer"), at=city.now)
    asked(city, key="open")
    assert figure(city, answered_in_days) == (1, 1)
    assert figure(city, busiest_three, "Y") == (1, 1)
    assert figure(city, served_by_platforms, "Y") == {}
    assert figure(city, capacity_gain, "Y") == {}


def test_a_term_ends_early_with_a_reason_and_its_questions_go_back(city):
    member, row = expert(city), asked(city)
    head = city.user("hub.head")
    desk.give_question(row, member=member, by=city.user("hub.officer"), at=city.now)
    with pytest.raises(PermissionDenied):
        desk.end_term(member, reason="调离", by=city.user("hub.officer"), at=city.now)
    with pytest.raises(ValidationError, match="reason"):
        desk.end_term(member, reason=" ", by=head, at=city.now)
    member = desk.end_term(member, reason="工作调动", by=head, at=city.now)
    desk.end_term(member, reason="又一次", by=head, at=city.now)
    row.refresh_from_db()
    assert (member.valid_to, member.end_reason, row.member) == (local_date(city.now), "工作调动", None)
    assert Notice.objects.filter(kind="term_ended", user=member.person).count() == 1
    with pytest.raises(PermissionDenied):
        desk.answer_consultation(row, text="可以", by=member.person, at=city.now)
    again = expert(city, since=0)
    assert again.pk != member.pk, "appointed anew"


def test_the_head_ends_a_term_on_the_page(city, client):
    member = expert(city)
    client.force_login(city.user("hub.head"))
    address = "/desk/support/committees/"
    assert "提前结束聘期" in client.get(address).content.decode()
    client.post(address, {"act": "end", "part": member.pk, "reason": "工作调动"})
    page = client.get(address).content.decode()
    assert "工作调动" in page


def test_agreements_go_out_as_a_table(city, client):
    row = agreement(city)
    client.force_login(city.user("hub.officer"))
    content = client.get("/desk/support/platforms/export/").getvalue()
    table = list(openpyxl.load_workbook(io.BytesIO(content)).active.iter_rows(values_only=True))
    assert row.organization.name in [line[0] for line in table]


@pytest.mark.acceptance("A09.2")
def test_the_hub_pays_a_milestone_only_after_the_clients_word(city):
    ServiceMilestone.objects.update(paid_on=None, paid_fen=None, paid_by=None)
    row, today = begun(city), local_date(city.now)
    first = row.milestones.first()
    officer = city.user("hub.officer")

    def pay(*, by=officer, paid_on=today, paid_fen=500_000):
        return desk.release_payment(first, paid_fen=paid_fen, paid_on=paid_on, by=by, at=city.now)

    desk.report_milestone(first, report="账册建好了", hours=[], by=city.user("secretary01.org"), at=city.now)
    with pytest.raises(ValidationError, match="客户还没有确认"):
        pay()
    with pytest.raises(IntegrityError, match="clients_word"), transaction.atomic():
        type(first).objects.filter(pk=first.pk).update(paid_on=today, paid_fen=1, paid_by=officer)
    desk.confirm_entrusted(first, by=city.user("org.secretary"), at=city.now)
    for name in ("org.secretary", "secretary01.org", "hub02.officer"):
        with pytest.raises(PermissionDenied):
            pay(by=city.user(name))
    with pytest.raises(ValidationError, match="客户确认以后"):
        pay(paid_on=today - timedelta(days=1))
    with pytest.raises(ValidationError, match="拨付了多少"):
        pay(paid_fen=0)
    assert pay().paid_fen == 500_000
    assert pay(paid_fen=9).paid_fen == 500_000, "once is once"
    assert figure(city, paid_after_confirmation, "Y") == (1, 1)


def test_a_tie_said_in_an_earlier_term_still_holds(city):
    member, row = expert(city), asked(city)
    who = {"by": city.user("district.officer"), "at": city.now}
    desk.declare_interest(member, organization=city.member, relation="曾任理事", **who)
    desk.end_term(member, reason="换届", by=city.user("hub.head"), at=city.now)
    again = expert(city, since=0)
    assert again.ties.count() == 0
    with pytest.raises(ValidationError, match="申报过"):
        desk.answer_consultation(row, text="可以", **who)


def test_experts_are_asked_for_an_applicant_in_no_register_and_their_answer_is_one_choice_away(city, client):
    member, officer = expert(city), city.user("hub.officer")
    row = file(city, publish(city), key="s", phone="13900000077")
    place = f"/desk/support/requests/{row.pk}/"
    client.force_login(officer)
    client.post(place, {"act": "consult", "committee": member.committee_id, "question": ""})
    question = Consultation.objects.get(request=row)
    assert (question.organization, question.asker) == (None, row.applicant)
    desk.assign_requests([row], person=officer, by=officer, at=city.now)
    desk.answer_consultation(question, text="由街道枢纽代开。", by=member.person, at=city.now)
    assert Notice.objects.filter(kind="experts_answered", user=officer).count() == 1
    page = client.get(place).content.decode()
    assert 'data-text="由街道枢纽代开。' in page
    assert "专委会的答复" in page
    client.force_login(member.person)
    for address in (f"/desk/support/consultations/{question.pk}/", "/desk/support/consultations/"):
        assert row.applicant in client.get(address).content.decode()
    content = client.get("/desk/support/consultations/export/").getvalue()
    table = list(openpyxl.load_workbook(io.BytesIO(content)).active.iter_rows(values_only=True))
    assert row.applicant in [line[1] for line in table]
    assert Consultation.objects.filter(pk=question.pk, organization=None).exists()


def test_a_term_beside_a_running_one_or_over_already_is_refused_and_the_expert_is_told(city):
    member = expert(city)
    assert Notice.objects.filter(kind="expert_appointed", user=member.person).count() == 1
    assert expert(city).pk == member.pk
    for more in ({"days": 500}, {"since": -10}):
        with pytest.raises(ValidationError, match="已经在聘"):
            expert(city, **more)
    with pytest.raises(ValidationError, match="今天以后"):
        expert(city, "district.head", since=-400, days=-30)
    desk.end_term(member, reason="工作调动", by=city.user("hub.head"), at=city.now)
    with pytest.raises(ValidationError, match="另一天"):
        expert(city)


def test_an_agreement_that_is_over_already_is_refused(city):
    today = local_date(city.now)
    with pytest.raises(ValidationError, match="今天以后"):
        agreement(city, valid_from=today - timedelta(days=60), valid_to=today - timedelta(days=1))


def test_a_fee_is_money_and_a_number_too_long_for_one_is_told_at_its_field(city, client):
    row = agreement(city)
    desk.agree_agreement(row, by=city.user("org.secretary"), at=city.now)
    client.force_login(city.user("hub.officer"))
    place = f"/desk/support/platforms/{row.pk}/"
    page = client.post(place, {"act": "service", "title": "年报代编", "fee_fen": "9" * 20})
    assert (page.status_code, PlatformService.objects.filter(agreement=row).count()) == (200, 0)
    client.post(place, {"act": "service", "title": "年报代编", "fee_fen": "99.50"})
    assert PlatformService.objects.get(agreement=row).fee_fen == 9950


@pytest.mark.parametrize(
    ("more", "field"),
    [
        ({"need_on": 3, "valid_from": 5}, "need_on"),
        ({"valid_from": -40, "need_on": -40, "valid_to": -1, "milestones": -10}, "valid_to"),
        ({"milestones": 900}, "milestones"),
        ({"milestones": -2}, "milestones"),
    ],
)
def test_a_service_whose_days_cannot_be_is_told_at_the_field(city, more, field):
    today = local_date(city.now)
    days = {name: today + timedelta(days=days) for name, days in more.items()}
    if "milestones" in days:
        days["milestones"] = [("建好账册", days["milestones"])]
    else:
        days["milestones"] = [("建好账册", today + timedelta(days=30))]
    with pytest.raises(ValidationError) as wrong:
        entrusted(city, **days)
    assert list(wrong.value.message_dict) == [field]


def test_hours_that_have_not_been_or_last_for_days_are_no_hours(city):
    row, provider = begun(city), city.user("secretary01.org")
    at, first = city.now, row.milestones.first()
    for starts, ends, why in (
        (at + timedelta(hours=1), at + timedelta(hours=3), "还没到"),
        (at - timedelta(hours=30), at - timedelta(hours=1), "24 小时"),
        (at - timedelta(days=9), at - timedelta(days=9, hours=-2), "服务开始"),
    ):
        with pytest.raises(ValidationError, match=why):
            desk.report_milestone(first, report="做了", hours=[("会计甲", starts, ends)], by=provider, at=at)


def test_the_client_sends_a_milestone_back_and_the_provider_reports_it_anew(city, client):
    row, provider, secretary = begun(city), city.user("secretary01.org"), city.user("org.secretary")
    first = row.milestones.first()
    at = city.now - timedelta(minutes=50)
    hours = [("会计甲", at, at + timedelta(minutes=30))]
    if local_date(at) < row.valid_from:
        hours = []
    place = f"/desk/support/entrusted/{row.pk}/"
    desk.report_milestone(first, report="账册已建", hours=hours, by=provider, at=city.now)
    client.force_login(secretary)
    page = client.post(place, {"act": "return", "milestone": first.pk, "return_reason": " "})
    assert "请填写" in page.content.decode()
    for _twice in range(2):
        client.post(place, {"act": "return", "milestone": first.pk, "return_reason": "缺三月的凭证"})
    first.refresh_from_db()
    assert (first.reported_at, first.return_reason, first.hours.count()) == (None, "缺三月的凭证", 0)
    assert Notice.objects.filter(kind="milestone_returned", user=provider).count() == 1
    assert not Duty.objects.open().filter(verb="confirm_entrusted", subject_id=first.pk).exists()
    with pytest.raises(PermissionDenied):
        desk.return_milestone(first, reason="x", by=provider, at=city.now)
    with pytest.raises(ValidationError, match="没有报完成"):
        desk.confirm_entrusted(first, by=secretary, at=city.now)
    client.force_login(provider)
    assert "缺三月的凭证" in client.get(place).content.decode()
    first = desk.report_milestone(first, report="凭证已补", hours=hours, by=provider, at=city.now)
    assert desk.confirm_entrusted(first, by=secretary, at=city.now).return_reason == ""
    with pytest.raises(ValidationError, match="没有等您确认"):
        desk.return_milestone(first, reason="又不行", by=secretary, at=city.now)


def test_a_service_ends_early_with_a_reason_and_what_was_confirmed_is_still_paid(city, client):
    row, provider, secretary = begun(city), city.user("secretary01.org"), city.user("org.secretary")
    first, second = row.milestones.all()
    for one in (first, second):
        desk.report_milestone(one, report="做好了", hours=[], by=provider, at=city.now)
    desk.confirm_entrusted(first, by=secretary, at=city.now)
    with pytest.raises(PermissionDenied):
        desk.end_entrusted(row, reason="x", by=city.user("hub02.officer"), at=city.now)
    client.force_login(secretary)
    place = f"/desk/support/entrusted/{row.pk}/"
    assert "请填写" in client.post(place, {"act": "end", "end_reason": ""}).content.decode()
    client.post(place, {"act": "end", "end_reason": "本单位换了专职会计"})
    client.post(place, {"act": "end", "end_reason": "再说一次"})
    row.refresh_from_db()
    assert (row.state, row.end_reason) == ("ENDED", "本单位换了专职会计")
    assert not Duty.objects.open().filter(verb="confirm_entrusted", subject_id=second.pk).exists()
    assert Notice.objects.filter(kind="entrusted_ended", user=provider).count() == 1
    with pytest.raises(ValidationError, match="已经结束"):
        desk.confirm_entrusted(second, by=secretary, at=city.now)
    paid = desk.release_payment(
        first, paid_fen=100, paid_on=local_date(city.now), by=city.user("hub.officer"), at=city.now
    )
    assert paid.paid_fen == 100
    page = client.get(place).content.decode()
    assert "本单位换了专职会计" in page
    assert "确认完成" not in page
    proposal = entrusted(city, key="p")
    assert desk.end_entrusted(proposal, reason="写错了客户", by=city.user("hub.officer"), at=city.now).state == "ENDED"
    assert not Duty.objects.open().filter(verb="agree_entrusted", subject_id=proposal.pk).exists()
    with pytest.raises(ValidationError, match="答复过"):
        desk.agree_entrusted(proposal, yes=True, reason="", by=secretary, at=city.now)


def test_one_report_takes_the_hours_of_many_days(city, client):
    row, today = begun(city), local_date(city.now)
    EntrustedService.objects.filter(pk=row.pk).update(
        valid_from=today - timedelta(days=20), need_on=today - timedelta(days=30)
    )
    first, day, before = row.milestones.first(), today - timedelta(days=3), today - timedelta(days=2)
    client.force_login(city.user("secretary01.org"))
    place = f"/desk/support/entrusted/{row.pk}/"
    data = {"act": "report", "milestone": first.pk, "report": "账册已建", "worker": "会计甲", "starts_at": f"{day}T09:00",
            "ends_at": f"{day}T11:00", "more": f"{before} 09:00-11:30 会计甲\n明天上午"}  # fmt: skip
    page = client.post(place, data).content.decode()
    assert "“明天上午”读不懂" in page
    assert first.hours.count() == 0
    page = client.post(place, data | {"more": f"{day} 10:00-12:00 会计甲"}).content.decode()
    assert "不能付两次" in page
    assert first.hours.count() == 0
    client.post(place, data | {"more": f"{before} 09：00 – 11：30 会计甲\n\n{before} 13:00-14:00 会计乙"})
    assert [line.worker for line in first.hours.all()] == ["会计甲", "会计甲", "会计乙"]
