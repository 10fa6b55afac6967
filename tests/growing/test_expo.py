"""A fair: booths by the published rule, meetings without clashes, and intents that are followed for a year (A10.1)."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import IntegrityError, transaction

from shuniu.domain.support.actions.growing import deals, expo
from shuniu.domain.support.indicators.growing.expo import deals_delivered, first_time_exhibitors
from shuniu.domain.support.models.growing import Booth, Deal, Expo, FairMeeting, Visitor
from shuniu.engines.gatherings.models import Gathering, RollEntry
from shuniu.engines.indicators.actions.lists import sums_of
from shuniu.kernel.core.moments import local_date, months_after, period_of
from shuniu.kernel.record.models import Duty, Notice


@pytest.fixture(autouse=True)
def nothing(city):
    Deal.objects.all().delete()
    Booth.objects.all().delete()
    Visitor.objects.all().delete()
    Expo.objects.all().delete()


def opened(city, *, booths=2, key="e", by="hub.officer", days=30, **more) -> Expo:
    starts = city.now + timedelta(days=days)
    facts = {
        "title": "公益服务展",
        "place": "会展中心",
        "theme": "给社区看",
        "rule": "first_time",
        "apply_until": local_date(city.now),
    } | more
    return expo.open_expo(city.hub, starts_at=starts, ends_at=starts + timedelta(hours=4), booths_offered=booths, key=key,
                          by=city.user(by), at=city.now, **facts)  # fmt: skip


def body(city, n):
    return city.user(f"secretary{n:02d}.org").appointments.get().organization


def applied(city, row, n=5, **more) -> Booth:
    words = {"shows": "送餐服务", "card": "三年送餐两万份", "looks_for": "社区食堂"} | more
    return expo.apply_booth(row, body(city, n), by=city.user(f"secretary{n:02d}.org"), at=city.now, **words)


def closed(row) -> Expo:
    """Applications ended yesterday."""
    Expo.objects.filter(pk=row.pk).update(apply_until=row.apply_until - timedelta(days=1))
    return Expo.objects.get(pk=row.pk)


def given(city, *ns) -> tuple[Expo, list[Booth]]:
    row = opened(city, booths=len(ns))
    for n in ns:
        applied(city, row, n)
    return closed(row), expo.allocate_booths(closed(row), by=city.user("hub.officer"), at=city.now)


def held(row, city, *, days_ago=1) -> Expo:
    """The same fair as if it had been so many days ago."""
    starts = city.now - timedelta(days=days_ago)
    Gathering.objects.filter(pk=row.gathering_id).update(starts_at=starts, ends_at=starts + timedelta(hours=4))
    return Expo.objects.select_related("gathering").get(pk=row.pk)


def test_booths_are_given_by_the_published_rule_and_by_nobodys_hand(city):
    old = held(opened(city, key="old"), city, days_ago=300)
    Booth.objects.create(expo=old, organization=body(city, 5), shows="x", card="x", looks_for="x", state="GIVEN", number=1,
                         applied_by=city.user("hub.officer"), applied_at=city.now)  # fmt: skip
    row = opened(city, booths=1)
    veteran, newcomer = applied(city, row, 5), applied(city, row, 6)
    assert (veteran.first_time, newcomer.first_time) == (False, True)
    assert applied(city, row, 5).pk == veteran.pk
    with pytest.raises(ValidationError, match="截止以后才分配"):
        expo.allocate_booths(row, by=city.user("hub.officer"), at=city.now)
    with pytest.raises(PermissionDenied):
        expo.allocate_booths(closed(row), by=city.user("hub02.head"), at=city.now)
    assert expo.allocate_booths(row, by=city.user("hub.officer"), at=city.now) == [newcomer]
    veteran.refresh_from_db()
    assert veteran.state == "WAITING"
    assert Notice.objects.filter(kind="booth_given", user=city.user("secretary06.org")).count() == 1
    with pytest.raises(ValidationError, match="已经截止"):
        applied(city, row, 7)
    expo.withdraw_booth(newcomer, by=city.user("secretary06.org"), at=city.now)
    veteran.refresh_from_db()
    assert (veteran.state, veteran.number) == ("GIVEN", 1), "the next of those who wait"


def test_first_come_where_that_is_the_rule(city):
    row = opened(city, booths=1, rule="order")
    first, _second = applied(city, row, 6), applied(city, row, 5)
    assert expo.allocate_booths(closed(row), by=city.user("hub.officer"), at=city.now) == [first]


def test_cards_and_visitors_carry_no_telephone(city):
    row = opened(city)
    with pytest.raises(ValidationError, match="不写手机"):
        applied(city, row, card="电话 13800001234")
    assert not {"phone", "email", "mobile"} & {field.name for field in Visitor._meta.get_fields()}
    with pytest.raises(ValidationError, match="不写手机"):
        expo.register_visitor(
            row, name="李", body_name="柳岸社区", interest="加微信 weixin: abcdef", key="v", at=city.now
        )


def visitor(city, row, key="v") -> Visitor:
    return expo.register_visitor(row, name="李文", body_name="柳岸社区", interest="送餐", key=key, at=city.now)


def test_meetings_never_clash_for_either_side(city):
    row, (one, two) = given(city, 5, 6)
    first, second = visitor(city, row), visitor(city, row, "w")
    time = expo.slots(row)[3]
    meeting = expo.ask_meeting(one, first, starts_at=time, at=city.now)
    assert expo.ask_meeting(one, first, starts_at=time, at=city.now).pk == meeting.pk
    with pytest.raises(ValidationError, match="展商已经有约"):
        expo.ask_meeting(one, second, starts_at=time, at=city.now)
    with pytest.raises(ValidationError, match="已经约了"):
        expo.ask_meeting(two, first, starts_at=time, at=city.now)
    with pytest.raises(ValidationError, match="约见时间"):
        expo.ask_meeting(two, first, starts_at=time + timedelta(minutes=7), at=city.now)
    with pytest.raises(IntegrityError, match="fair_meeting"), transaction.atomic():
        FairMeeting.objects.create(booth=two, visitor=first, starts_at=time, asked_at=city.now)
    with pytest.raises(PermissionDenied):
        expo.answer_meeting(meeting, agree=True, by=city.user("secretary06.org"), at=city.now)
    assert Duty.objects.open().get(verb="answer_fair_meeting").body == body(city, 5)
    assert expo.answer_meeting(meeting, agree=True, by=city.user("secretary05.org"), at=city.now).state == "AGREED"
    expo.cancel_meeting(meeting, first, at=city.now)
    expo.ask_meeting(one, second, starts_at=time, at=city.now)


def test_visitors_sign_in_with_the_doors_code_on_the_gatherings_roll(city):
    row, _booths = given(city, 5)
    guest = visitor(city, row)
    assert visitor(city, row).pk == guest.pk
    row = held(row, city, days_ago=0)
    Gathering.objects.filter(pk=row.gathering_id).update(
        sign_in_opens_at=city.now - timedelta(hours=1), sign_in_closes_at=city.now + timedelta(hours=2)
    )
    with pytest.raises(ValidationError, match="签到码不对"):
        expo.check_in_visitor(guest, code="000" if row.gathering.door_code != "000" else "1", at=city.now)
    guest = expo.check_in_visitor(guest, code=row.gathering.door_code, at=city.now)
    assert expo.check_in_visitor(guest, code="wrong", at=city.now).checked_in_at == guest.checked_in_at
    assert RollEntry.objects.get(gathering=row.gathering).name == "李文"


def signed(city, booth, n, *, by="secretary05.org") -> Deal:
    on = local_date(booth.expo.gathering.starts_at)
    return deals.sign_deal(
        booth,
        partner="柳岸社区",
        subject=f"意向{n}",
        value_fen=100,
        signed_on=on,
        key=f"d{n}",
        by=city.user(by),
        at=city.now,
    )


@pytest.mark.acceptance("A10.1")
def test_of_40_signed_intents_each_has_a_state_after_six_months(city):
    row, (booth,) = given(city, 5)
    row = held(row, city, days_ago=200)
    booth = Booth.objects.select_related("expo__gathering").get(pk=booth.pk)
    rows = [signed(city, booth, n) for n in range(40)]
    secretary, officer = city.user("secretary05.org"), city.user("hub.officer")
    sixth = months_after(rows[0].signed_on, 6)
    for one in rows[:22]:
        deals.check_deal(
            one,
            month=6,
            state="DELIVERED",
            note="已开始送餐",
            ended_on=sixth - timedelta(days=5),
            by=secretary,
            at=city.now,
        )
    for one in rows[22:30]:
        deals.check_deal(one, month=6, state="FAILED", note="对方换人", by=secretary, at=city.now)
    for one in rows[:20]:
        deals.confirm_deal(one, by=officer, at=city.now)
    states = [Deal.objects.filter(booth=booth, state=state).count() for state in Deal.State.values]
    assert (states, sum(states)) == ([10, 22, 8], 40)
    with pytest.raises(PermissionDenied):
        deals.confirm_deal(rows[21], by=secretary, at=city.now)
    period = period_of("Y", sixth)
    found = sums_of(deals_delivered(hubs=[city.hub.pk], period=period, at=city.now + timedelta(minutes=1)))[city.hub.pk]
    assert (found.numerator, found.denominator) == (20, 40), "a signature is nothing, the exhibitor's own word neither"
    open_ones = Duty.objects.open().filter(verb="follow_deal", subject_id=rows[39].pk)
    assert open_ones.get().due_on == months_after(rows[39].signed_on, 3)


def test_an_intent_is_asked_after_at_3_6_and_12_months(city):
    row, (booth,) = given(city, 5)
    with pytest.raises(ValidationError, match="开展以后"):
        signed(city, booth, 0)
    held(row, city, days_ago=100)
    booth = Booth.objects.select_related("expo__gathering").get(pk=booth.pk)
    one = signed(city, booth, 1)
    assert signed(city, booth, 1).pk == one.pk
    secretary = city.user("secretary05.org")
    with pytest.raises(PermissionDenied):
        signed(city, booth, 2, by="secretary06.org")
    with pytest.raises(ValidationError, match="还没满 6"):
        deals.check_deal(one, month=6, state="OPEN", note="在谈", by=secretary, at=city.now)
    deals.check_deal(one, month=3, state="OPEN", note="在谈", by=secretary, at=city.now)
    assert Duty.objects.open().get(verb="follow_deal", subject_id=one.pk).due_on == months_after(one.signed_on, 6)
    with pytest.raises(ValidationError, match="还没有说兑现"):
        deals.confirm_deal(one, by=city.user("hub.officer"), at=city.now)


def test_first_time_exhibitors_are_counted_of_all(city):
    row, _booths = given(city, 5, 6)
    held(row, city)
    year = period_of("Y", local_date(city.now - timedelta(days=1)))
    found = sums_of(first_time_exhibitors(hubs=[city.hub.pk], period=year, at=city.now))[city.hub.pk]
    assert (found.numerator, found.denominator) == (2, 2)
