"""A room is opened, booked and used: confirmed at once, never twice, taken back only with reason and notice (A08.2, A10.5)."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import IntegrityError, transaction

from shuniu.engines.bookings.actions import (
    Clash,
    book_repeating,
    cancel_booking,
    cancel_series,
    close_times,
    displace_booking,
    record_use,
    relist_facility,
    reopen_times,
    report_sublet,
    set_hours,
    state_charge,
    update_facility,
    withdraw_facility,
)
from shuniu.engines.bookings.models import Booking, Facility, OpenHours
from shuniu.engines.bookings.queries import missed
from shuniu.kernel.core.moments import local_date
from shuniu.kernel.orgs.models import Affiliation
from shuniu.kernel.record.models import Notice
from tests.bookings.places import NINE, SIX, WEEKDAYS, room, take, weekday


@pytest.fixture(autouse=True)
def nothing(city):
    Booking.objects.all().delete()
    Facility.objects.all().delete()


def shift(booking: Booking, **delta) -> Booking:
    """The same booking as if it lay elsewhere in time."""
    span = timedelta(**delta)
    Booking.objects.filter(pk=booking.pk).update(
        starts_at=booking.starts_at + span, ends_at=booking.ends_at + span, booked_at=booking.booked_at + span
    )
    return Booking.objects.get(pk=booking.pk)


def test_a_member_books_a_free_slot_and_it_is_confirmed_at_once(city):
    facility = room(city)
    booking = take(city, facility)
    assert (booking.state, booking.fee_fen, booking.hours) == ("BOOKED", 0, 2.0)
    assert take(city, facility).pk == booking.pk, "twice is once"
    assert Booking.objects.visible_to(city.user("hub.officer"), city.now).count() == 1
    assert not Booking.objects.visible_to(city.user("hub02.head"), city.now).exists()


@pytest.mark.parametrize(
    ("facts", "words"),
    [
        ({"at": 8}, "开放时间"), ({"at": 17}, "开放时间"), ({"people": 41}, "最多容纳 40 人"), ({"people": 0}, "几个人"),
        ({"purpose": " "}, "用来做什么"), ({"hours": -1}, "晚于开始"),
    ],
)  # fmt: skip
def test_what_cannot_be_is_told_in_words(city, facts, words):
    facility = room(city)
    with pytest.raises(ValidationError, match=words):
        take(city, facility, **facts)
    assert not facility.bookings.exists()


def test_weekends_the_past_and_next_year_are_not_to_be_had(city):
    facility = room(city)
    for day, words in (
        (weekday(city, 6), "开放时间"),
        (weekday(city) - timedelta(days=28), "已经过了"),
        (weekday(city, after=200), "太早"),
    ):
        with pytest.raises(ValidationError, match=words):
            take(city, facility, day=day)


def test_a_taken_slot_is_taken_for_the_owner_too(city):
    facility = room(city)
    take(city, facility)
    with pytest.raises(ValidationError, match="已经有人订了"):
        take(city, facility, by="hub.officer", body=city.hub, at=11, key="own")
    take(city, facility, by="hub.officer", body=city.hub, at=12, key="own")
    with pytest.raises(ValidationError, match="已经订了"):
        close_times(facility, starts_at=weekday(city), ends_at=weekday(city) + timedelta(days=1), reason="检修",
                    by=city.user("hub.officer"), at=city.now)  # fmt: skip


def test_the_database_itself_refuses_two_at_once_and_only_in_one_place(city):
    first, second = room(city), room(city, key="other", name="四楼会议室")
    booking = take(city, first)
    take(city, second, key="other place")
    with pytest.raises(IntegrityError, match="booking_no_overlap"), transaction.atomic():
        Booking.objects.filter(pk=take(city, first, at=13, key="later").pk).update(starts_at=booking.starts_at)
    Booking.objects.filter(pk=booking.pk).update(state="CANCELLED", ended_at=city.now)
    take(city, first, key="again")


def test_strangers_and_wrong_persons_are_refused(city):
    facility = room(city)
    with pytest.raises(PermissionDenied):
        take(city, facility, by="hub02.head")
    with pytest.raises(PermissionDenied):
        room(city, by="hub.clerk", key="clerk")
    booking = take(city, facility)
    for name in ("hub.officer", "hub02.head"):
        with pytest.raises(PermissionDenied):
            cancel_booking(booking, by=city.user(name), at=city.now)
    with pytest.raises(PermissionDenied):
        displace_booking(booking, cause="own_use", reason="开会", by=city.user("org.secretary"), at=city.now)


def test_only_members_where_only_members_may(city):
    facility = room(city, open_to="members")
    Affiliation.objects.filter(organization=city.member, hub=city.hub).update(kind="membership")
    take(city, facility)
    Affiliation.objects.filter(organization=city.member, hub=city.hub).update(kind="contact")
    with pytest.raises(ValidationError, match="只限会员"):
        take(city, facility, at=14, key="no member")
    take(city, room(city, key="field"), key="contact")


def test_an_internal_user_displaces_only_with_reason_and_notice(city):
    officer = city.user("hub.officer")
    booking = take(city, room(city))
    with pytest.raises(ValidationError, match="原因"):
        displace_booking(booking, cause="own_use", reason="  ", by=officer, at=city.now)
    near = shift(booking, days=-(booking.starts_at - city.now).days)
    with pytest.raises(ValidationError, match="提前 72 小时"):
        displace_booking(near, cause="own_use", reason="领导要用", by=officer, at=city.now)
    assert not Notice.objects.filter(kind="booking_displaced").exists()
    far = shift(near, days=7)
    done = displace_booking(far, cause="own_use", reason="承办全市培训", by=officer, at=city.now)
    assert (done.state, done.reason) == ("DISPLACED", "承办全市培训")
    assert (
        Notice.objects.get(user=city.user("org.secretary"), kind="booking_displaced").facts["reason"] == "承办全市培训"
    )
    assert displace_booking(done, cause="own_use", reason="再来", by=officer, at=city.now).reason == "承办全市培训"


def test_a_broken_room_is_taken_back_at_once(city):
    booking = take(city, room(city))
    near = shift(booking, days=-(booking.starts_at - city.now).days)
    assert (
        displace_booking(near, cause="unusable", reason="停电", by=city.user("hub.head"), at=city.now).cause
        == "unusable"
    )


def test_coming_is_noted_by_the_owner_never_by_oneself(city):
    officer = city.user("hub.officer")
    booking = take(city, room(city))
    with pytest.raises(ValidationError, match="还没到时间"):
        record_use(booking, used=True, by=officer, at=city.now)
    booking = shift(booking, days=-20)
    with pytest.raises(PermissionDenied):
        record_use(booking, used=True, by=city.user("org.secretary"), at=city.now)
    assert record_use(booking, used=False, by=officer, at=city.now).state == "NO_SHOW"
    assert Notice.objects.filter(kind="booking_missed", user=city.user("org.secretary")).count() == 1
    assert record_use(booking, used=True, by=officer, at=city.now).state == "USED", "a mistake is put right"
    own = shift(take(city, room(city, key="o"), by="hub.head", body=city.hub, key="own"), days=-20)
    assert record_use(own, used=True, by=officer, at=city.now).state == "USED"


def test_three_no_shows_pause_booking_and_cancelling_in_time_costs_nothing(city):
    officer, facility = city.user("hub.officer"), room(city)
    secretary = city.user("org.secretary")
    cancel_booking(take(city, facility, key="in time"), by=secretary, at=city.now)
    assert missed(city.member, city.hub, city.now) == (0, 3)
    for n in range(2):
        booking = shift(take(city, facility, at=10 + 2 * n, key=f"miss{n}"), days=-20)
        record_use(booking, used=False, by=officer, at=city.now)
    late = take(city, facility, key="late")
    late = shift(late, days=-(late.starts_at - city.now).days)
    assert cancel_booking(late, by=secretary, at=city.now).cancelled_late
    with pytest.raises(ValidationError, match="失约 3 次"):
        take(city, facility, key="paused")
    Booking.objects.filter(key="miss0").update(
        starts_at=city.now - timedelta(days=200), ends_at=city.now - timedelta(days=199)
    )
    take(city, facility, key="free again")


def test_a_slip_taken_back_within_the_hour_is_no_no_show(city):
    booking = take(city, room(city))
    Booking.objects.filter(pk=booking.pk).update(
        starts_at=city.now + timedelta(hours=5), ends_at=city.now + timedelta(hours=6)
    )
    assert not cancel_booking(booking, by=city.user("org.secretary"), at=city.now).cancelled_late


def weekly(city, facility, *, count=4, only_possible=False, key="series", every="week", **more):
    starts = weekday(city) + timedelta(hours=10)
    facts = {"by": city.user("org.secretary"), "organization": city.member, "purpose": "合唱排练", "people": 20} | more
    return book_repeating(facility, starts_at=starts, ends_at=starts + timedelta(hours=2), every=every, count=count,
                          only_possible=only_possible, key=key, at=city.now, **facts)  # fmt: skip


def test_every_week_all_or_told_which(city):
    facility = room(city)
    take(city, facility, by="hub.officer", body=city.hub, day=weekday(city) + timedelta(days=7), key="in the way")
    with pytest.raises(Clash, match="有 1 次订不上") as refused:
        weekly(city, facility)
    assert (len(refused.value.told), refused.value.possible, facility.bookings.count()) == (1, 3, 1)
    rows, told = weekly(city, facility, only_possible=True)
    assert ([local_date(row.starts_at).weekday() for row in rows], [why for _span, why in told]) == (
        [1, 1, 1],
        ["这段时间已经有人订了"],
    )
    assert len(weekly(city, facility, only_possible=True)[0]) == 3, "twice is once"
    assert cancel_series(rows[0].series, by=city.user("org.secretary"), at=city.now) == 3


def test_nobody_hoards_slots(city):
    facility = room(city)
    with pytest.raises(Clash, match="太早"):
        weekly(city, facility, count=30)
    with pytest.raises(ValidationError, match="最多同时订 16 次"):
        weekly(city, facility, count=30, only_possible=True, every="day", key="daily", people=10)
    assert not facility.bookings.exists()


def test_hours_that_change_leave_the_past_and_bookings_alone(city):
    facility, officer = room(city), city.user("hub.officer")
    OpenHours.objects.update(valid_from=local_date(city.now) - timedelta(days=100))
    booking = take(city, facility)
    outside = set_hours(facility, hours=[(0, NINE, SIX)], by=officer, at=city.now)
    assert outside == [booking]
    assert set_hours(facility, hours=[(0, NINE, SIX)], by=officer, at=city.now) == [booking]
    today = local_date(city.now)
    assert facility.hours.filter(valid_to=today).count() == 5
    assert list(facility.hours.filter(valid_to__isnull=True).values_list("weekday", flat=True)) == [0]
    with pytest.raises(ValidationError, match="重叠"):
        set_hours(facility, hours=[*WEEKDAYS, (0, NINE.replace(10), SIX)], by=officer, at=city.now)


def test_unusable_times_are_closed_and_reopened(city):
    facility, clerk = room(city), city.user("hub.clerk")
    closure = close_times(facility, starts_at=weekday(city), ends_at=weekday(city) + timedelta(days=1), reason="粉刷",
                          by=clerk, at=city.now)  # fmt: skip
    with pytest.raises(ValidationError, match="不能使用"):
        take(city, facility)
    reopen_times(closure, by=clerk, at=city.now)
    take(city, facility)


def test_nothing_without_hours_or_department_is_listed(city):
    with pytest.raises(ValidationError, match="至少写一段"):
        room(city, hours=[])
    with pytest.raises(ValidationError, match="内设部门"):
        room(city, unit_name="")
    assert room(city).pk == room(city).pk


def test_a_member_opens_its_own_room_and_withdraws_it_with_a_reason(city):
    secretary = city.user("org.secretary")
    facility = room(city, by="org.secretary", owner=city.member, unit_name="")
    assert not facility.is_internal
    booking = take(city, facility, by="hub.officer", body=city.hub)
    with pytest.raises(ValidationError, match="为什么下架"):
        withdraw_facility(facility, reason="", by=secretary, at=city.now)
    withdraw_facility(facility, reason="搬家", by=secretary, at=city.now)
    with pytest.raises(ValidationError, match="已下架"):
        take(city, facility, at=14, key="gone")
    booking.refresh_from_db()
    assert booking.state == "BOOKED"
    assert not Facility.objects.visible_to(city.user("hub02.head"), city.now).filter(pk=facility.pk).exists()
    assert relist_facility(facility, by=city.user("hub.head"), at=city.now).withdrawn_at is None


def test_a_fee_holds_as_published_and_more_is_seen(city):
    facility, secretary = room(city, fee_fen=5000), city.user("org.secretary")
    booking = take(city, facility)
    update_facility(facility, version=0, unit_name="组织联络部", fee_fen=9000, by=city.user("hub.officer"), at=city.now)
    booking.refresh_from_db()
    assert booking.fee_fen == 10000
    booking = shift(booking, days=-20)
    assert not state_charge(booking, charged_fen=10000, by=secretary, at=city.now).charged_too_much
    assert state_charge(booking, charged_fen=20000, by=secretary, at=city.now).charged_too_much
    own = take(city, facility, by="hub.officer", body=city.hub, at=14, key="own")
    assert own.fee_fen == 0


def test_hours_passed_on_count_as_nobodys_and_stop_further_booking(city):
    facility = room(city)
    booking = take(city, facility)
    officer = city.user("hub.officer")
    with pytest.raises(ValidationError, match="还没到时间"):
        report_sublet(booking, used_by="晨光印务", by=officer, at=city.now)
    booking = shift(booking, days=-30)
    with pytest.raises(PermissionDenied):
        report_sublet(booking, used_by="晨光印务", by=city.user("org.secretary"), at=city.now)
    with pytest.raises(ValidationError, match="实际是谁"):
        report_sublet(booking, used_by=" ", by=officer, at=city.now)
    booking = report_sublet(booking, used_by="晨光印务", by=officer, at=city.now)
    assert report_sublet(booking, used_by="别家", by=officer, at=city.now).reason == "晨光印务"
    assert Notice.objects.filter(kind="booking_sublet", user=city.user("org.secretary")).count() == 1
    with pytest.raises(ValidationError, match="转给别人用过"):
        take(city, facility, key="next")
    record_use(booking, used=True, by=officer, at=city.now)
    assert take(city, facility, key="next").state == "BOOKED", "a mistake put right"


def test_what_another_lends_is_not_lent_on(city):
    room(city)
    with pytest.raises(ValidationError, match="借来的不能再转借"):
        room(city, owner=city.member, by="org.secretary", key="again", unit_name="")
    mine = room(city, owner=city.member, by="org.secretary", key="mine", unit_name="", name="二楼教室", place="二楼")
    with pytest.raises(ValidationError, match="借来的不能再转借"):
        update_facility(
            mine, version=0, by=city.user("org.secretary"), at=city.now, name="三楼会议室", place="工人路 8 号三楼"
        )
