"""A centre with places: applied for, decided with reasons, a stay with an end, a review by criteria, a look after two years (A09.1)."""

from __future__ import annotations

from datetime import timedelta
from decimal import Decimal
from functools import partial

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import IntegrityError, transaction

from shuniu.domain.support.actions.growing import capacity, places
from shuniu.domain.support.actions.growing import center as centers
from shuniu.domain.support.actions.growing import stay as stays
from shuniu.domain.support.indicators.growing.incubation import active_later, graduated_in_time, places_taken
from shuniu.domain.support.models.desk import CapacityReview
from shuniu.domain.support.models.growing import (
    ExitReview,
    FollowUp,
    Incubation,
    IncubationApplication,
    IncubationCenter,
    IntakeRound,
    PlaceCheck,
)
from shuniu.engines.indicators.actions.lists import sums_of
from shuniu.kernel.core.moments import local_date, months_after, period_of
from shuniu.kernel.people.models import User
from shuniu.kernel.record.models import Duty, Notice
from tests.bookings.places import room


@pytest.fixture(autouse=True)
def nothing(city):
    CapacityReview.objects.filter(stay__isnull=False).delete()
    for model in (PlaceCheck, FollowUp, ExitReview, Incubation, IncubationApplication, IntakeRound, IncubationCenter):
        rows = model.objects.all()
        if model is Incubation:
            for one in rows:
                one.sessions.all().delete()
        rows.delete()


def opened(city, *, places=1, key="c", by="hub.officer") -> IncubationCenter:
    return centers.open_center(
        city.hub, name="新芽孵化中心", place="一楼", places=places, services="工位\n督导", house_rules="", key=key,
        criteria="完成登记\n账目公开", by=city.user(by), at=city.now,
    )  # fmt: skip


def published(city, center, *, key="r", days=10, **more) -> IntakeRound:
    today = local_date(city.now)
    facts = {"title": "秋季招募", "criteria": "成立不满三年", "offered": 2, "takes_virtual": True, "opens_on": today,
             "closes_on": today + timedelta(days=days)} | more  # fmt: skip
    return centers.publish_round(center, key=key, by=city.user("hub.officer"), at=city.now, **facts)


def applied(city, round, *, body=None, by="org.secretary", mode="onsite") -> IncubationApplication:
    return centers.apply_for_stay(
        round, body or city.member, mode=mode, team_size=4, work="陪伴老人", difficulties="没有账", goals="完成登记", by=city.user(by), at=city.now
    )  # fmt: skip


def admitted(city, application, **more) -> Incubation:
    centers.decide_stay(application, admit=True, reason="符合三条标准", by=city.user("hub.head"), at=city.now, **more)
    return Incubation.objects.get(application=application)


@pytest.fixture
def stay(city) -> Incubation:
    return admitted(city, applied(city, published(city, opened(city))))


def judged(city, stay, *, all_met=True, **more):
    rows = list(stay.center.criteria.filter(retired_at__isnull=True))
    met = {row.pk: (all_met or n > 0, "看了材料") for n, row in enumerate(rows)}
    facts = {"held_on": local_date(city.now), "reviewers": "周静（社工协会）", "summary": "达标"} | more
    return stays.review_exit(stay, met=met, by=city.user("hub.officer"), at=city.now, **facts)


def back(stay, days) -> Incubation:
    """The same stay as if it had begun so many days earlier."""
    span = timedelta(days=days)
    Incubation.objects.filter(pk=stay.pk).update(starts_on=stay.starts_on - span, ends_on=stay.ends_on - span)
    return Incubation.objects.get(pk=stay.pk)


def test_applied_online_admitted_with_a_reason_and_a_place_is_taken(city):
    center = opened(city)
    round = published(city, center)
    application = applied(city, round)
    assert applied(city, round).pk == application.pk
    assert Duty.objects.open().get(verb="decide_stay").body == city.hub
    with pytest.raises(ValidationError, match="reason"):
        centers.decide_stay(application, admit=True, reason=" ", by=city.user("hub.head"), at=city.now)
    stay = admitted(city, application)
    assert (stay.state, stay.ends_on, centers.occupied(center)) == ("IN", months_after(stay.starts_on, 12), 1)
    assert Notice.objects.filter(kind="stay_admitted", user=city.user("org.secretary")).count() == 1
    assert not Duty.objects.open().filter(verb="decide_stay").exists()
    assert Duty.objects.open().get(verb="review_exit").due_on == stay.ends_on


def test_wrong_persons_and_own_offices_are_refused(city):
    round = published(city, opened(city))
    with pytest.raises(PermissionDenied):
        opened(city, by="hub02.head", key="x")
    with pytest.raises(PermissionDenied):
        applied(city, round, by="hub.officer")
    application = applied(city, round)
    with pytest.raises(PermissionDenied):
        centers.decide_stay(application, admit=True, reason="好", by=city.user("hub.officer"), at=city.now)
    centers.withdraw_stay_application(application, by=city.user("org.secretary"), at=city.now)
    city.member.appointments.create(person=city.user("hub.officer"), role="head", valid_from=local_date(city.now))
    with pytest.raises(ValidationError, match="枢纽内部机构"):
        applied(city, round)
    second = city.user("second.head").appointments.get().organization
    with pytest.raises(ValidationError, match="下属枢纽"):
        applied(city, round, body=second, by="second.head")


def test_a_full_centre_takes_virtual_entry_only(city, stay):
    round = IntakeRound.objects.get()
    other = city.user("secretary05.org").appointments.get().organization
    application = applied(city, round, body=other, by="secretary05.org")
    with pytest.raises(ValidationError, match="工位已满"):
        admitted(city, application)
    IncubationApplication.objects.filter(pk=application.pk).update(mode="virtual")
    assert admitted(city, application).mode == "virtual"
    assert centers.occupied(stay.center) == 1
    with pytest.raises(ValidationError, match="不能比这少"):
        centers.update_center(stay.center, name="新芽", place="一楼", places=0, services="工位", house_rules="", criteria="完成登记",
                              version=0, by=city.user("hub.officer"), at=city.now)  # fmt: skip


def test_outside_its_days_a_round_takes_nothing_and_nobody_stays_twice(city, stay):
    late = published(city, stay.center, key="later", opens_on=local_date(city.now) + timedelta(days=3))
    with pytest.raises(ValidationError, match="不收申请"):
        applied(city, late)
    again = published(city, stay.center, key="again")
    with pytest.raises(ValidationError, match="正在孵化"):
        applied(city, again)


def test_one_extension_and_never_beyond_the_longest_stay(city, stay):
    head, last = city.user("hub.head"), months_after(stay.starts_on, 24)
    with pytest.raises(ValidationError, match="最迟"):
        stays.extend_stay(stay, ends_on=last + timedelta(days=1), reason="补材料", by=head, at=city.now)
    stays.extend_stay(stay, ends_on=last, reason="补材料", by=head, at=city.now)
    assert stays.extend_stay(stay, ends_on=last, reason="补材料", by=head, at=city.now).ends_on == last
    with pytest.raises(ValidationError, match="只能延期一次"):
        stays.extend_stay(stay, ends_on=last - timedelta(days=3), reason="再延", by=head, at=city.now)
    assert Duty.objects.open().get(verb="review_exit").due_on == last


@pytest.mark.acceptance("A09.1")
def test_24_months_with_one_extension_end_without_review_and_the_place_is_released(city, stay):
    head = city.user("hub.head")
    stays.extend_stay(stay, ends_on=months_after(stay.starts_on, 24), reason="补材料", by=head, at=city.now)
    Incubation.objects.filter(pk=stay.pk).update(
        starts_on=months_after(local_date(city.now), -25), first_ends_on=months_after(local_date(city.now), -13),
        ends_on=local_date(city.now) - timedelta(days=1),
    )  # fmt: skip
    with pytest.raises(ValidationError, match="到期未评"):
        judged(city, stay)
    system = type(head).objects.system("schedule")
    assert stays.end_lapsed_stays(by=system, at=city.now) == 1
    stay.refresh_from_db()
    assert (stay.state, stay.ended_on, centers.occupied(stay.center)) == (
        "LAPSED",
        local_date(city.now) - timedelta(days=1),
        0,
    )
    assert not Duty.objects.open().filter(verb="review_exit").exists()
    assert stays.end_lapsed_stays(by=system, at=city.now) == 0
    found = sums_of(graduated_in_time(hubs=[city.hub.pk], period=period_of("Y", stay.ended_on), at=city.now))[
        city.hub.pk
    ]
    assert (found.numerator, found.denominator) == (0, 1)


def test_every_criterion_is_judged_and_all_met_is_a_graduation(city, stay):
    with pytest.raises(ValidationError, match="还有标准没有评"):
        stays.review_exit(
            stay,
            held_on=local_date(city.now),
            reviewers="周静",
            summary="好",
            met={},
            by=city.user("hub.officer"),
            at=city.now,
        )
    review = judged(city, stay)
    assert judged(city, stay).pk == review.pk
    stay.refresh_from_db()
    assert (stay.state, review.findings.count(), centers.occupied(stay.center)) == ("GRADUATED", 2, 0)
    duty = Duty.objects.open().get(verb="follow_graduate")
    assert duty.due_on == months_after(local_date(city.now), 24)
    year = period_of("Y", local_date(city.now))
    assert sums_of(graduated_in_time(hubs=[city.hub.pk], period=year, at=city.now))[city.hub.pk].numerator == 0, (
        "filed at this very moment"
    )
    later = city.now + timedelta(minutes=5)
    assert sums_of(graduated_in_time(hubs=[city.hub.pk], period=year, at=later))[city.hub.pk].numerator == 1


def test_one_criterion_missed_is_an_exit_without_graduation(city, stay):
    judged(city, stay, all_met=False)
    stay.refresh_from_db()
    assert (stay.state, Duty.objects.open().filter(verb="follow_graduate").exists()) == ("NOT_MET", False)


def test_a_mentor_coaches_and_the_organization_confirms(city, stay):
    officer, secretary, coach = city.user("hub.officer"), city.user("org.secretary"), city.user("hub02.officer")
    with pytest.raises(ValidationError, match="自己的人"):
        stays.name_mentor(stay, person=secretary, by=officer, at=city.now)
    assert not Incubation.objects.visible_to(coach, city.now).exists()
    mentor = stays.name_mentor(stay, person=coach, strength="财务", by=officer, at=city.now)
    assert Incubation.objects.visible_to(coach, city.now).get() == stay
    facts = {
        "mentor": mentor,
        "held_on": local_date(city.now),
        "hours": Decimal("1.5"),
        "topic": "记账",
        "advice": "每周记一次",
        "key": "s",
    }
    session = stays.log_session(stay, **facts, by=coach, at=city.now)
    assert stays.log_session(stay, **facts, by=coach, at=city.now).pk == session.pk
    with pytest.raises(PermissionDenied):
        stays.confirm_session(session, by=coach, at=city.now)
    assert stays.confirm_session(session, by=secretary, at=city.now).confirmed_by == secretary
    with pytest.raises(PermissionDenied):
        stays.log_session(stay, **facts | {"key": "t"}, by=city.user("hub03.officer"), at=city.now)
    with pytest.raises(PermissionDenied):
        stays.review_exit(stay, held_on=local_date(city.now), reviewers="x", summary="x", met={}, by=coach, at=city.now)
    stays.end_mentor(mentor, by=officer, at=city.now)
    assert not Incubation.objects.visible_to(coach, city.now).exists()


def test_plan_and_milestones_take_two_sides(city, stay):
    officer, secretary = city.user("hub.officer"), city.user("org.secretary")
    with pytest.raises(ValidationError, match="还没有孵化计划"):
        stays.agree_plan(stay, by=secretary, at=city.now)
    stays.save_plan(stay, plan="先登记", version=0, by=officer, at=city.now)
    with pytest.raises(ValidationError, match="刚被别人保存过"):
        stays.save_plan(stay, plan="先记账", version=0, by=officer, at=city.now)
    stays.agree_plan(stay, by=secretary, at=city.now)
    changed = stays.save_plan(stay, plan="先登记，再记账", version=1, by=officer, at=city.now)
    assert changed.plan_agreed_at is None
    row = stays.set_milestone(
        stay, title="账目公开", due_on=local_date(city.now) + timedelta(days=80), by=officer, at=city.now
    )
    with pytest.raises(ValidationError, match="先请它说明"):
        stays.confirm_milestone(row, by=officer, at=city.now)
    with pytest.raises(PermissionDenied):
        stays.state_milestone(row, proof="公示照片", by=officer, at=city.now)
    stays.state_milestone(row, proof="公示照片", by=secretary, at=city.now)
    with pytest.raises(PermissionDenied):
        stays.confirm_milestone(row, by=secretary, at=city.now)
    assert stays.confirm_milestone(row, by=officer, at=city.now).confirmed_by == officer
    with pytest.raises(ValidationError, match="最迟"):
        stays.set_milestone(stay, title="太晚", due_on=stay.ends_on + timedelta(days=1), by=officer, at=city.now)


def test_active_after_two_years_only_when_the_organization_says_so_too(city, stay):
    judged(city, stay)
    today, officer = local_date(city.now), city.user("hub.officer")
    Incubation.objects.filter(pk=stay.pk).update(
        ended_on=months_after(today, -24) - timedelta(days=1),
        starts_on=months_after(today, -30),
        ends_on=months_after(today, -20),
    )
    year = {"hubs": [city.hub.pk], "period": period_of("Y", today), "at": city.now + timedelta(minutes=1)}
    if months_after(months_after(today, -24) - timedelta(days=1), 24).year == today.year:
        assert sums_of(active_later(**year))[city.hub.pk].numerator == 0
    early = months_after(today, -20)
    with pytest.raises(ValidationError, match="更早看的"):
        stays.record_follow_up(stay, looked_on=early, is_active=True, note="专职四人", by=officer, at=city.now)
    stays.record_follow_up(stay, looked_on=today, is_active=True, note="专职四人", by=officer, at=city.now)
    assert Duty.objects.open().get(verb="confirm_follow_up").body == city.member
    assert sums_of(active_later(**year))[city.hub.pk].numerator == 0
    with pytest.raises(PermissionDenied):
        stays.confirm_follow_up(stay, by=officer, at=city.now)
    stays.confirm_follow_up(stay, by=city.user("org.secretary"), at=city.now)
    assert sums_of(active_later(**year))[city.hub.pk].numerator == 1


def test_places_taken_count_those_on_site(city, stay):
    IncubationCenter.objects.update(places=4, opened_at=city.now - timedelta(days=200))
    quarter = period_of("Q", local_date(city.now))
    found = sums_of(places_taken(hubs=[city.hub.pk], period=quarter, at=city.now))[city.hub.pk]
    assert (found.numerator, found.denominator) == (1, 4)
    Incubation.objects.update(mode="virtual")
    assert sums_of(places_taken(hubs=[city.hub.pk], period=quarter, at=city.now))[city.hub.pk].numerator == 0


def test_leaving_early_is_no_graduation_and_one_stay_at_a_time_is_the_databases_law(city, stay):
    with pytest.raises(IntegrityError), transaction.atomic():
        Incubation.objects.create(
            center=stay.center, organization=city.member, mode="virtual", starts_on=stay.starts_on, ends_on=stay.ends_on
        )
    secretary = city.user("org.secretary")
    assert stays.leave_incubation(stay, reason="团队解散", by=secretary, at=city.now).state == "LEFT"
    assert stays.leave_incubation(stay, reason="再说一次", by=secretary, at=city.now).end_reason == "团队解散"


def test_who_has_used_the_longest_stay_up_gets_no_second_one(city, stay):
    today = local_date(city.now)
    begin = partial(centers.begin_stay, stay.center, city.member, mode="virtual", application=None, at=city.now)
    Incubation.objects.filter(pk=stay.pk).update(
        state="LAPSED", starts_on=months_after(today, -8), first_ends_on=None, ends_on=today, ended_on=today
    )
    used = today - months_after(today, -8)
    with pytest.raises(ValidationError, match="最迟"):
        begin(ends_on=months_after(today, 24) - used + timedelta(days=1))
    again = begin(ends_on=months_after(today, 24) - used)
    Incubation.objects.filter(pk=again.pk).update(
        state="LAPSED", starts_on=months_after(today, -17), ends_on=today, ended_on=today
    )
    with pytest.raises(ValidationError, match="已经住满"):
        begin(ends_on=None)


def test_an_extension_counts_the_former_stays_too(city, stay):
    today, head = local_date(city.now), city.user("hub.head")
    Incubation.objects.filter(pk=stay.pk).update(
        state="LEFT",
        starts_on=months_after(today, -14),
        ends_on=today,
        ended_on=months_after(today, -2),
        end_reason="x",
    )
    used = months_after(today, -2) - months_after(today, -14)
    again = centers.begin_stay(
        stay.center, city.member, mode="virtual", application=None, ends_on=months_after(today, 6), at=city.now
    )
    last = months_after(today, 24) - used
    with pytest.raises(ValidationError, match="最迟"):
        stays.extend_stay(again, ends_on=last + timedelta(days=1), reason="补材料", by=head, at=city.now)
    assert stays.extend_stay(again, ends_on=last, reason="补材料", by=head, at=city.now).ends_on == last


def test_a_graduate_is_looked_at_after_two_years_not_a_month_later(city, client, stay):
    """There is one look: one taken too soon would count for nothing and settle what is owed."""
    judged(city, stay)
    client.force_login(city.user("hub.officer"))
    place = f"/desk/support/incubation/stays/{stay.pk}/"
    page = client.get(place).content.decode()
    assert "起回访" in page
    assert "记回访" not in page
    Incubation.objects.filter(pk=stay.pk).update(
        starts_on=months_after(local_date(city.now), -40), ends_on=months_after(local_date(city.now), -24),
        ended_on=months_after(local_date(city.now), -24),
    )  # fmt: skip
    assert "记回访" in client.get(place).content.decode()


def test_a_round_is_read_by_everybody_and_names_only_who_was_admitted(city, client):
    row = published(city, opened(city, places=3))
    applied(city, row)
    other = city.user("secretary05.org").appointments.get().organization
    refused = applied(city, row, body=other, by="secretary05.org")
    address = f"/services/incubation/rounds/{row.pk}/"
    assert "截止以后，每份申请按编号公布结果" in client.get(address).content.decode()
    assert address in client.get("/services/incubation/?q=新芽").content.decode()
    centers.decide_stay(
        row.applications.first(), admit=True, reason="两个街道要它", by=city.user("hub.head"), at=city.now
    )
    centers.decide_stay(refused, admit=False, reason="还没有团队", by=city.user("hub.head"), at=city.now)
    past = local_date(city.now) - timedelta(days=1)
    IntakeRound.objects.filter(pk=row.pk).update(opens_on=past, closes_on=past)
    page = client.get(address).content.decode()
    assert city.member.name in page
    assert "两个街道要它" in page
    assert "第 2 号申请" in page
    assert other.name not in page
    assert "还没有团队" not in page


def test_a_round_called_off_tells_who_waits_and_leaves_nothing_owed(city):
    row = published(city, opened(city))
    waiting = applied(city, row)
    officer = city.user("hub.officer")
    with pytest.raises(ValidationError, match="reason"):
        centers.withdraw_round(row, reason="", by=officer, at=city.now)
    with pytest.raises(PermissionDenied):
        centers.withdraw_round(row, reason="改期", by=city.user("org.secretary"), at=city.now)
    row = centers.withdraw_round(row, reason="楼要装修", by=officer, at=city.now)
    waiting.refresh_from_db()
    assert (waiting.state, row.is_open(local_date(city.now))) == ("OFF", False)
    assert Notice.objects.filter(kind="round_withdrawn", user=city.user("org.secretary")).count() == 1
    assert not Duty.objects.open().filter(verb="decide_stay", subject_id=row.pk).exists()


def test_a_centre_is_closed_once_nobody_stays_and_nothing_waits(city, stay):
    officer, head = city.user("hub.officer"), city.user("hub.head")
    with pytest.raises(ValidationError, match="1 家在孵"):
        centers.close_center(stay.center, reason="楼要拆", by=officer, at=city.now)
    stays.leave_incubation(stay, reason="搬走", by=city.user("org.secretary"), at=city.now)
    with pytest.raises(ValidationError, match="没有办完"):
        centers.close_center(stay.center, reason="楼要拆", by=officer, at=city.now)
    centers.withdraw_round(stay.application.round, reason="停办", by=head, at=city.now)
    row = centers.close_center(stay.center, reason="楼要拆", by=officer, at=city.now)
    assert row.close_reason == "楼要拆"
    with pytest.raises(ValidationError, match="已经停办"):
        published(city, row, key="again")


def looked(city, stay, finding, *, ago=0, note="", by="hub.clerk"):
    on = local_date(city.now) - timedelta(days=ago)
    return places.check_place(stay, seen_on=on, finding=finding, note=note, by=city.user(by), at=city.now)


def expelled(city, stay, *, by="hub.head"):
    return places.expel_stay(stay, reason="工位转借", by=city.user(by), at=city.now)


def test_a_place_lent_on_is_taken_back_on_what_was_seen(city, stay):
    stay = back(stay, 90)
    with pytest.raises(ValidationError, match="先登记看到的情况"):
        expelled(city, stay)
    with pytest.raises(ValidationError, match="是谁在用"):
        looked(city, stay, "sublet")
    for name in ("org.secretary", "hub02.officer"):
        with pytest.raises(PermissionDenied):
            looked(city, stay, "used", by=name)
    looked(city, stay, "sublet", note="晨光印务")
    with pytest.raises(PermissionDenied):
        expelled(city, stay, by="hub.officer")
    row = expelled(city, stay)
    assert (row.state, row.end_reason, centers.occupied(row.center)) == ("EXPELLED", "工位转借", 0)
    assert Notice.objects.filter(kind="stay_ended", user=city.user("org.secretary")).count() == 1
    year = period_of("Y", local_date(city.now))
    found = sums_of(graduated_in_time(hubs=[city.hub.pk], period=year, at=city.now + timedelta(minutes=1)))[city.hub.pk]
    assert (found.numerator, found.denominator) == (0, 1)


def test_an_empty_place_only_when_it_stood_empty_for_a_month(city, stay):
    stay = back(stay, 90)
    looked(city, stay, "empty", ago=80)
    looked(city, stay, "used", ago=60)
    looked(city, stay, "empty", ago=20)
    looked(city, stay, "empty")
    with pytest.raises(ValidationError, match="30 天"):
        expelled(city, stay)
    looked(city, stay, "empty", ago=40)
    assert expelled(city, stay).state == "EXPELLED"


def test_a_tenant_does_not_lend_its_place_on(city, stay):
    with pytest.raises(ValidationError, match="不能转借"):
        room(city, owner=city.member, by="org.secretary", key="lent-on", place="一楼", unit_name="")
    stays.leave_incubation(stay, reason="搬走", by=city.user("org.secretary"), at=city.now)
    assert room(city, owner=city.member, by="org.secretary", key="own", place="一楼", unit_name="").owner == city.member


def reviewed(city, stay, stage, score, *, by="hub.officer"):
    return capacity.review_stay(stay, stage=stage, score=score, grounds="按十项清单", by=city.user(by), at=city.now)


def test_capacity_is_judged_before_and_after_by_somebody_else(city, stay):
    officer = city.user("hub.officer")
    mentor = stays.name_mentor(stay, person=city.user("hub.head"), by=officer, at=city.now)
    for name in ("hub.head", "org.secretary", "hub02.officer"):
        with pytest.raises(PermissionDenied):
            reviewed(city, stay, "before", 40, by=name)
    with pytest.raises(ValidationError, match="0 到 100"):
        reviewed(city, stay, "before", 101)
    with pytest.raises(ValidationError, match="孵化结束以后"):
        reviewed(city, stay, "after", 70)
    assert reviewed(city, stay, "before", 40).pk == reviewed(city, stay, "before", 90).pk
    session = stays.log_session(stay, mentor=mentor, held_on=local_date(city.now), hours=Decimal(1), topic="记账", advice="月结",
                                key="s", by=officer, at=city.now)  # fmt: skip
    stays.confirm_session(session, by=city.user("org.secretary"), at=city.now)
    judged(city, stay)
    assert reviewed(city, stay, "after", 72).score == 72
    with pytest.raises(IntegrityError, match="capacity_of_one_help"), transaction.atomic():
        stay.capacity.update(stay=None)


def test_no_capacity_from_before_once_the_coaching_has_begun(city, stay):
    officer = city.user("hub.officer")
    mentor = stays.name_mentor(stay, person=city.user("hub.head"), by=officer, at=city.now)
    session = stays.log_session(stay, mentor=mentor, held_on=local_date(city.now), hours=Decimal(1), topic="记账", advice="月结",
                                key="s", by=officer, at=city.now)  # fmt: skip
    stays.confirm_session(session, by=city.user("org.secretary"), at=city.now)
    with pytest.raises(ValidationError, match="已经开始辅导"):
        reviewed(city, stay, "before", 40)


def test_capacity_stands_on_the_page_of_the_stay(city, client, stay):
    client.force_login(city.user("hub.officer"))
    address = f"/desk/support/incubation/stays/{stay.pk}/"
    page = client.post(address, {"act": "review", "stage": "before", "score": 130, "grounds": "清单"}).content.decode()
    assert "清单" in page
    client.post(address, {"act": "review", "stage": "before", "score": 44, "grounds": "按十项清单"})
    assert "按十项清单" in client.get(address).content.decode()
    client.post(address, {"act": "place", "seen_on": local_date(city.now), "finding": "used"})
    assert "自己在用" in client.get(address).content.decode()


def test_a_round_that_closes_before_it_opens_is_told_in_the_words_of_the_action(city, client):
    center = opened(city)
    client.force_login(city.user("hub.officer"))
    today = local_date(city.now)
    page = client.post(f"/desk/support/incubation/centers/{center.pk}/rounds/new/", {
        "title": "春季", "criteria": "有登记", "offered": 3, "key": "early", "opens_on": today + timedelta(days=9),
        "closes_on": today + timedelta(days=2),
    })  # fmt: skip
    said = [text for texts in page.context["form"].errors.values() for text in texts]
    assert said == ["截止日期要在开始之后、今天以后。"]


def test_a_closing_day_is_put_off_with_notice_and_never_brought_forward(city, client):
    round = published(city, opened(city))
    applied(city, round)
    today, officer = local_date(city.now), city.user("hub.officer")
    with pytest.raises(ValidationError, match="不能提前"):
        centers.move_closing(round, closes_on=today + timedelta(days=3), reason="急", by=officer, at=city.now)
    with pytest.raises(ValidationError):
        centers.move_closing(round, closes_on=today + timedelta(days=20), reason=" ", by=officer, at=city.now)
    with pytest.raises(PermissionDenied):
        centers.move_closing(
            round, closes_on=today + timedelta(days=20), reason="放假", by=city.user("org.secretary"), at=city.now
        )
    was = Duty.objects.open().get(verb="decide_stay", subject_id=round.pk).due_on
    client.force_login(officer)
    day = today + timedelta(days=20)
    client.post(
        f"/desk/support/incubation/rounds/{round.pk}/", {"act": "move", "closes_on": day.isoformat(), "reason": "放假"}
    )
    round.refresh_from_db()
    assert (round.closes_on, round.first_closing) == (day, today + timedelta(days=10))
    assert Duty.objects.open().get(verb="decide_stay", subject_id=round.pk).due_on > was
    told = set(Notice.objects.filter(kind="round_moved").values_list("user__username", flat=True))
    assert told >= {"org.secretary", "org.head"}
    assert "放假" in client.get(f"/services/incubation/rounds/{round.pk}/").content.decode()
    IncubationApplication.objects.filter(round=round).update(state="REFUSED", decided_at=city.now, reason="没有账")
    with pytest.raises(ValidationError, match="已经有决定"):
        centers.move_closing(round, closes_on=day + timedelta(days=9), reason="再等", by=officer, at=city.now)


def test_a_milestone_that_was_not_reached_is_sent_back_with_what_is_missing(city, client, stay):
    officer, secretary = city.user("hub.officer"), city.user("org.secretary")
    row = stays.set_milestone(stay, title="账目公开", due_on=stay.ends_on, by=officer, at=city.now)
    with pytest.raises(ValidationError, match="没有等确认"):
        stays.send_back_milestone(row, reason="x", by=officer, at=city.now)
    stays.state_milestone(row, proof="贴在墙上", by=secretary, at=city.now)
    with pytest.raises(PermissionDenied):
        stays.send_back_milestone(row, reason="x", by=secretary, at=city.now)
    client.force_login(officer)
    place = f"/desk/support/incubation/stays/{stay.pk}/"
    assert "请填写" in client.post(place, {"act": "return-milestone", "part": row.pk}).content.decode()
    for _twice in range(2):
        client.post(place, {"act": "return-milestone", "part": row.pk, "return_reason": "只有半年的账"})
    row.refresh_from_db()
    assert (row.stated_at, row.return_reason) == (None, "只有半年的账")
    assert Notice.objects.filter(kind="stage_sent_back", user=secretary).count() == 1
    client.force_login(secretary)
    assert "只有半年的账" in client.get(place).content.decode()
    with pytest.raises(ValidationError, match="还没有说做到"):
        stays.confirm_milestone(row, by=officer, at=city.now)
    stays.state_milestone(row, proof="全年的账贴出来了", by=secretary, at=city.now)
    assert stays.confirm_milestone(row, by=officer, at=city.now).return_reason == ""


def test_a_mentor_without_any_post_finds_the_stay_in_the_menu(city, client, stay):
    person = User.objects.create(username="outside.mentor", name="温如玉", email="wen@demo.invalid")
    client.force_login(person)
    way = 'href="/desk/support/incubation/"'
    assert way not in client.get("/desk/").content.decode()
    mentor = stays.name_mentor(stay, person=person, by=city.user("hub.officer"), at=city.now)
    assert way in client.get("/desk/").content.decode()
    assert stay.organization.name in client.get("/desk/support/incubation/stays/").content.decode()
    stays.end_mentor(mentor, by=city.user("hub.officer"), at=city.now)
    assert way not in client.get("/desk/").content.decode()
