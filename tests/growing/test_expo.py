"""A fair: booths by the published rule, meetings without clashes, and intents that are followed for a year (A10.1)."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import IntegrityError, transaction

from shuniu.domain.support.actions.growing import deals, expo, fair
from shuniu.domain.support.indicators.growing.expo import deals_delivered, first_time_exhibitors
from shuniu.domain.support.indicators.growing.landing import landed_after_a_fair
from shuniu.domain.support.models.growing import Booth, Deal, Expo, FairMeeting, Landing, Visitor
from shuniu.domain.support.queries.growing.expos import ExpoFigures, figures_of
from shuniu.engines.exchange.models import Need
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
        fair.register_visitor(
            row, name="李", body_name="柳岸社区", interest="加微信 weixin: abcdef", key="v", at=city.now
        )


def visitor(city, row, key="v") -> Visitor:
    return fair.register_visitor(row, name="李文", body_name="柳岸社区", interest="送餐", key=key, at=city.now)


def test_meetings_never_clash_for_either_side(city):
    row, (one, two) = given(city, 5, 6)
    first, second = visitor(city, row), visitor(city, row, "w")
    time = fair.slots(row)[3]
    meeting = fair.ask_meeting(one, first, starts_at=time, at=city.now)
    assert fair.ask_meeting(one, first, starts_at=time, at=city.now).pk == meeting.pk
    with pytest.raises(ValidationError, match="展商已经有约"):
        fair.ask_meeting(one, second, starts_at=time, at=city.now)
    with pytest.raises(ValidationError, match="已经约了"):
        fair.ask_meeting(two, first, starts_at=time, at=city.now)
    with pytest.raises(ValidationError, match="约见时间"):
        fair.ask_meeting(two, first, starts_at=time + timedelta(minutes=7), at=city.now)
    with pytest.raises(IntegrityError, match="fair_meeting"), transaction.atomic():
        FairMeeting.objects.create(booth=two, visitor=first, starts_at=time, asked_at=city.now)
    with pytest.raises(PermissionDenied):
        fair.answer_meeting(meeting, agree=True, by=city.user("secretary06.org"), at=city.now)
    assert Duty.objects.open().get(verb="answer_fair_meeting").body == body(city, 5)
    assert fair.answer_meeting(meeting, agree=True, by=city.user("secretary05.org"), at=city.now).state == "AGREED"
    fair.cancel_meeting(meeting, first, at=city.now)
    fair.ask_meeting(one, second, starts_at=time, at=city.now)


def test_visitors_sign_in_with_the_doors_code_on_the_gatherings_roll(city):
    row, _booths = given(city, 5)
    guest = visitor(city, row)
    assert visitor(city, row).pk == guest.pk
    row = held(row, city, days_ago=0)
    Gathering.objects.filter(pk=row.gathering_id).update(
        sign_in_opens_at=city.now - timedelta(hours=1), sign_in_closes_at=city.now + timedelta(hours=2)
    )
    with pytest.raises(ValidationError, match="签到码不对"):
        fair.check_in_visitor(guest, code="000" if row.gathering.door_code != "000" else "1", at=city.now)
    guest = fair.check_in_visitor(guest, code=row.gathering.door_code, at=city.now)
    assert fair.check_in_visitor(guest, code="wrong", at=city.now).checked_in_at == guest.checked_in_at
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


def changed(city, row, *, by="hub.officer", later=timedelta(), **more) -> Expo:
    held_on = Expo.objects.select_related("gathering").get(pk=row.pk)
    gathering = held_on.gathering
    facts = {
        "title": gathering.title, "starts_at": gathering.starts_at + later, "ends_at": gathering.ends_at + later, "place": "新馆",
        "theme": held_on.theme, "booths_offered": held_on.booths_offered, "apply_until": held_on.apply_until,
        "change_note": "换到新馆", "version": held_on.version,
    } | more  # fmt: skip
    return expo.change_expo(held_on, by=city.user(by), at=city.now, **facts)


def test_a_changed_fair_tells_its_exhibitors_and_moves_the_meetings_along(city):
    row, (one, _two) = given(city, 5, 6)
    guest = visitor(city, row)
    last = fair.ask_meeting(one, guest, starts_at=fair.slots(row)[-1], at=city.now)
    first = fair.ask_meeting(one, visitor(city, row, "w"), starts_at=fair.slots(row)[0], at=city.now)
    with pytest.raises(PermissionDenied):
        changed(city, row, by="secretary05.org")
    with pytest.raises(ValidationError, match="change_note"):
        changed(city, row, change_note=" ")
    with pytest.raises(ValidationError, match="不能比这少"):
        changed(city, row, booths_offered=1)
    day = timedelta(days=1)
    shorter = row.gathering.ends_at + day - timedelta(minutes=30)
    made = changed(city, row, later=day, ends_at=shorter)
    assert changed(city, made, later=timedelta(), version=made.version - 1).version == made.version, "twice is once"
    first.refresh_from_db()
    last.refresh_from_db()
    assert (first.state, first.starts_at) == ("ASKED", fair.slots(made)[0])
    assert last.state == "OFF"
    assert Duty.objects.open().filter(verb="answer_fair_meeting").count() == 1
    assert Notice.objects.filter(kind="expo_changed").count() == 2


def test_more_booths_go_to_those_who_wait(city):
    row = opened(city, booths=1)
    applied(city, row, 5)
    waiting = applied(city, row, 6)
    expo.allocate_booths(closed(row), by=city.user("hub.officer"), at=city.now)
    with pytest.raises(ValidationError, match="不能再改"):
        changed(city, row, apply_until=local_date(city.now) + timedelta(days=5))
    changed(city, row, booths_offered=2)
    waiting.refresh_from_db()
    assert (waiting.state, waiting.number) == ("GIVEN", 2)


def test_a_fair_called_off_leaves_nothing_owed_and_lets_nobody_in(city):
    row, (one,) = given(city, 5)
    meeting = fair.ask_meeting(one, visitor(city, row), starts_at=fair.slots(row)[0], at=city.now)
    with pytest.raises(ValidationError, match="reason"):
        expo.call_off_expo(row, reason="", by=city.user("hub.officer"), at=city.now)
    row = expo.call_off_expo(row, reason="场馆检修", by=city.user("hub.officer"), at=city.now)
    expo.call_off_expo(row, reason="又一次", by=city.user("hub.officer"), at=city.now)
    meeting.refresh_from_db()
    assert (row.change_note, meeting.state) == ("场馆检修", "OFF")
    assert not Duty.objects.open().filter(verb__in=["allocate_booths", "answer_fair_meeting"]).exists()
    assert Notice.objects.filter(kind="expo_called_off", user=city.user("secretary05.org")).count() == 1
    with pytest.raises(ValidationError, match="已经结束"):
        visitor(city, row, "late")
    with pytest.raises(ValidationError, match="截止"):
        applied(city, row, 7)
    with pytest.raises(ValidationError, match="已经取消"):
        changed(city, row)


def test_a_booth_withdrawn_leaves_no_meeting_to_answer(city):
    row, (one, _two) = given(city, 5, 6)
    meeting = fair.ask_meeting(one, visitor(city, row), starts_at=fair.slots(row)[0], at=city.now)
    expo.withdraw_booth(one, by=city.user("secretary05.org"), at=city.now)
    meeting.refresh_from_db()
    assert meeting.state == "OFF"
    assert not Duty.objects.open().filter(verb="answer_fair_meeting").exists()


def entered(city, booth, guest, key="other") -> Deal:
    return deals.enter_deal(booth, guest, subject="每周送餐", value_fen=9_000, key=key, at=city.now)


def test_the_other_side_enters_a_deal_and_says_whether_it_was_delivered(city):
    row, (booth,) = given(city, 5)
    guest = visitor(city, row)
    with pytest.raises(ValidationError, match="开展以后"):
        entered(city, booth, guest)
    held(row, city, days_ago=1)
    one = entered(city, booth, guest)
    assert (entered(city, booth, guest).pk, one.partner, one.entered_by) == (one.pk, "柳岸社区", None)
    assert Notice.objects.filter(kind="deal_entered", user=city.user("secretary05.org")).count() == 1
    with pytest.raises(ValidationError, match="还没有说兑现"):
        deals.judge_delivery(one, guest, received=True, note="", at=city.now)
    secretary, done = city.user("secretary05.org"), local_date(city.now)
    say = {"month": 3, "state": "DELIVERED", "note": "开始送了", "ended_on": done, "by": secretary, "at": city.now}
    deals.check_deal(one, **say)
    with pytest.raises(ValidationError, match="note"):
        deals.judge_delivery(one, guest, received=False, note="", at=city.now)
    one = deals.judge_delivery(one, guest, received=False, note="只来了一次", at=city.now)
    assert (one.state, one.ended_on, deals.months_open(one, done)) == ("OPEN", None, [3])
    assert Duty.objects.open().filter(verb="follow_deal", subject_id=one.pk).count() == 1
    deals.check_deal(one, **say)
    stranger = Visitor.objects.create(
        expo=row, name="别人", body_name="别处", interest="x", token="s", registered_at=city.now, key="s"
    )
    assert deals.judge_delivery(one, stranger, received=True, note="", at=city.now).confirmed_at is None
    one = deals.judge_delivery(one, guest, received=True, note="", at=city.now)
    assert (one.confirmed_at is not None, one.confirmed_by) == (True, None)
    assert not Duty.objects.open().filter(verb="confirm_deal", subject_id=one.pk).exists()


def test_each_fair_says_what_became_of_it(city):
    row, (booth, _two) = given(city, 5, 6)
    row = held(row, city, days_ago=200)
    booth = Booth.objects.select_related("expo__gathering").get(pk=booth.pk)
    kept, _open = signed(city, booth, 1), signed(city, booth, 2)
    kept = deals.check_deal(kept, month=6, state="DELIVERED", note="好", ended_on=kept.signed_on, by=city.user("secretary05.org"), at=city.now).deal  # fmt: skip
    assert figures_of([row.pk], city.now)[row.pk] == ExpoFigures(2, 0, 2, 2)
    deals.confirm_deal(kept, by=city.user("hub.officer"), at=city.now)
    assert figures_of([row.pk], city.now)[row.pk] == ExpoFigures(2, 1, 2, 2)


def test_fairs_are_found_on_the_portal_and_a_change_is_said_there(city, client):
    row, _booths = given(city, 5)
    changed(city, row)
    page = client.get("/services/expos/?q=公益").content.decode()
    assert f"/services/expos/{row.pk}/" in page
    assert "换到新馆" in client.get(f"/services/expos/{row.pk}/").content.decode()
    expo.call_off_expo(row, reason="场馆检修", by=city.user("hub.officer"), at=city.now)
    assert "已取消" in client.get("/services/expos/").content.decode()
    page = client.get(f"/services/expos/{row.pk}/").content.decode()
    assert "场馆检修" in page
    assert "登记来看展" not in page


def test_of_projects_shown_those_count_that_landed_within_a_year(city):
    Landing.objects.all().delete()
    row, _booths = given(city, 5, 6)
    row = held(row, city, days_ago=400)
    shown = local_date(row.gathering.starts_at)
    due = months_after(shown, 12)
    asked = {"hubs": [city.hub.pk], "period": period_of("Y", due), "at": city.now + timedelta(minutes=1)}
    found = sums_of(landed_after_a_fair(**asked))[city.hub.pk]
    assert (found.numerator, found.denominator) == (0, 2)
    community = city.user("subdistrict.officer").appointments.get().organization
    need = Need.objects.create(
        keeper=city.hub, body=community, body_name=community.name, asker="community", kind="people", title="送餐", state="open",
        posted_at=city.now, changed_at=city.now, token="shown", key="shown",
    )  # fmt: skip
    landing = Landing.objects.create(
        hub=city.hub, need=need, community=community, organization=body(city, 5), title="送餐", plan="每周", key="shown", proposed_by=city.user("hub.officer"),
        proposed_at=city.now, answered_at=city.now, first_service_on=due - timedelta(days=1), state="ACCEPTED",
    )  # fmt: skip
    assert sums_of(landed_after_a_fair(**asked))[city.hub.pk].numerator == 0, "a promise is no landing"
    Landing.objects.filter(pk=landing.pk).update(first_confirmed_at=city.now, state="RUNNING")
    assert sums_of(landed_after_a_fair(**asked))[city.hub.pk].numerator == 1
    Landing.objects.filter(pk=landing.pk).update(first_service_on=due + timedelta(days=1))
    assert sums_of(landed_after_a_fair(**asked))[city.hub.pk].numerator == 0, "too late"


def test_a_body_of_the_register_sees_its_deal_and_says_whether_it_came(city):
    row, (booth, _other) = given(city, 5, 6)
    held(row, city, days_ago=100)
    booth = Booth.objects.select_related("expo__gathering", "organization").get(pk=booth.pk)
    secretary, officer, member = city.user("secretary05.org"), city.user("hub.officer"), city.user("org.secretary")
    facts = {"subject": "合办夏令营", "value_fen": 5_000, "signed_on": local_date(booth.expo.gathering.starts_at)}
    with pytest.raises(ValidationError, match="另一家单位"):
        deals.sign_deal(booth, body=booth.organization, key="own", by=secretary, at=city.now, **facts)
    one = deals.sign_deal(booth, body=city.member, key="body", by=secretary, at=city.now, **facts)
    assert (one.partner, one.body) == (city.member.name, city.member)
    assert Notice.objects.filter(kind="deal_signed", user=member).count() == 1
    assert Deal.objects.visible_to(member, city.now).filter(pk=one.pk).exists()
    say = {
        "month": 3,
        "state": "DELIVERED",
        "note": "办了",
        "ended_on": local_date(city.now),
        "by": secretary,
        "at": city.now,
    }
    deals.check_deal(one, **say)
    assert Duty.objects.open().filter(verb__in=["confirm_deal", "receive_deal"], subject_id=one.pk).count() == 2
    for stranger in (secretary, city.user("secretary07.org")):
        with pytest.raises(PermissionDenied):
            deals.judge_delivery(one, by=stranger, received=True, note="", at=city.now)
    one = deals.judge_delivery(one, by=member, received=False, note="只办了一天", at=city.now)
    assert (one.state, one.note) == ("OPEN", "只办了一天")
    deals.check_deal(one, **say)
    one = deals.judge_delivery(one, by=member, received=True, note="", at=city.now)
    assert (one.confirmed_at is not None, one.confirmed_by) == (True, None)
    assert not Duty.objects.open().filter(verb__in=["confirm_deal", "receive_deal"], subject_id=one.pk).exists()
    more = {"subject": "送一批书", "value_fen": 0, "key": "entered", "at": city.now}
    with pytest.raises(PermissionDenied):
        deals.enter_deal(booth, body=city.member, by=secretary, **more)
    two = deals.enter_deal(booth, body=city.member, by=member, **more)
    assert (deals.enter_deal(booth, body=city.member, by=member, **more).pk, two.entered_by) == (two.pk, member)
    deals.check_deal(two, **say)
    deals.confirm_deal(two, by=officer, at=city.now)
    assert not Duty.objects.open().filter(verb="receive_deal", subject_id=two.pk).exists()


def test_who_was_given_a_booth_meanwhile_is_no_first_exhibitor_at_the_next_fair(city):
    """Applied for both before either was allocated: the second fair's rule favours those who never had a booth."""
    first, second = opened(city, booths=1), opened(city, booths=1, key="second", days=60)
    early = [applied(city, row, 5) for row in (first, second)]
    applied(city, second, 6)
    assert [one.first_time for one in early] == [True, True]
    for row in (first, second):
        expo.allocate_booths(closed(row), by=city.user("hub.officer"), at=city.now)
    places = Booth.objects.filter(expo=second).order_by("organization__appointments__person__username").distinct()
    assert {row.organization: (row.state, row.first_time) for row in places} == {
        body(city, 5): ("WAITING", False), body(city, 6): ("GIVEN", True)
    }  # fmt: skip
