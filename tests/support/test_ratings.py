"""Ratings: by the applicant alone, shown to the hub in whole groups of five, bad ones called back (A07)."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.core.exceptions import PermissionDenied, ValidationError

from shuniu.domain.support.actions import desk
from shuniu.domain.support.indicators.desk.requests import ratings_mean
from shuniu.domain.support.models.desk import RatingReview, RequestRating
from shuniu.domain.support.queries.desk.ratings import counted, looked_through, ratings_shown
from shuniu.kernel.core.moments import Period, db_now, local_date
from shuniu.kernel.norms.models import Setting
from shuniu.kernel.record.actions import check_answer
from shuniu.kernel.record.answers import link_answers
from shuniu.kernel.record.models import Duty, OutgoingMail
from tests.support.desk import FACTS, agreed, answered, file, owed, publish


def closed(city, guide, n: int):
    row = file(city, guide, key=f"r{n}", phone=f"1380000020{n:02}")
    return agreed(city, answered(city, row))


def rate(city, row, grade=5, *, opened_by=None, wants_call=False):
    return desk.rate_request(row, grade=grade, words="", wants_call=wants_call, opened_by=opened_by, at=city.now)


def test_no_account_of_the_hub_gives_a_rating_and_the_applicant_gives_one_once(city):
    row = closed(city, publish(city), 1)
    for account in ("hub.head", "hub.officer", "hub.clerk"):
        with pytest.raises(ValidationError, match="申请人自己办"):
            rate(city, row, opened_by=city.user(account))
    assert rate(city, row, 4).grade == 4
    assert rate(city, row, 1).grade == 4
    waiting = file(city, row.guide, key="w", phone="13900000001")
    with pytest.raises(ValidationError, match="办结以后"):
        rate(city, waiting)


def test_the_hub_sees_ratings_in_whole_groups_of_five(city):
    guide = publish(city)
    seen = []
    for n, grade in enumerate([5, 5, 5, 5, 1, 2, 5, 5, 5, 5]):
        rate(city, closed(city, guide, n), grade)
        seen.append(
            [
                (one.label, one.count, one.bad)
                for one in ratings_shown(city.hub, city.now.replace(year=city.now.year + 1))
            ]
        )
    assert seen[3] == []
    assert seen[4] == seen[8] == [("", 5, 1), (guide.title, 5, 1)]
    assert seen[9] == [("", 10, 2), (guide.title, 10, 2)]


def test_no_limit_of_a_body_above_makes_the_groups_smaller_than_five(city):
    guide = publish(city)
    Setting.objects.create(key="support.fewest_ratings", owner=city.office, value=2, reason="试", fixed_at=city.now,
                           valid_from=local_date(city.now) - timedelta(days=30))  # fmt: skip
    for n in range(4):
        rate(city, closed(city, guide, n), 5)
    assert ratings_shown(city.hub, city.now.replace(year=city.now.year + 1)) == []


def test_a_bad_rating_is_called_back_when_the_applicant_wants_it(city):
    guide = publish(city)
    silent, wanted = closed(city, guide, 1), closed(city, guide, 2)
    rate(city, silent, 1)
    rate(city, wanted, 2, wants_call=True)
    assert (owed(silent), owed(wanted, city.hub)) == ([], ["call_back"])
    with pytest.raises(ValidationError, match="回访的情况"):
        desk.call_back(wanted, note=" ", by=city.user("hub.officer"), at=city.now)
    with pytest.raises(PermissionDenied):
        desk.call_back(wanted, note="已打电话", by=city.user("org.secretary"), at=city.now)
    with pytest.raises(ValidationError, match="没有要回访"):
        desk.call_back(silent, note="已打电话", by=city.user("hub.officer"), at=city.now)
    desk.call_back(wanted, note="已打电话，补寄了票据。", by=city.user("hub.officer"), at=city.now)
    assert (owed(wanted), RequestRating.objects.get(request=wanted).grade) == ([], 2)


def at_the_counter(city, guide, n: int, **more):
    row = file(
        city, guide, key=f"c{n}", phone=f"1380000030{n:02}", by=city.user("hub.clerk"), channel="counter", **more
    )
    return agreed(city, answered(city, row))


def shown(city):
    return [one.count for one in ratings_shown(city.hub, city.now.replace(year=city.now.year + 1)) if not one.label]


def test_what_comes_through_a_printed_address_counts_only_when_the_body_above_has_asked(city):
    """Whoever keeps the receipt can open it without signing in: the hub's own officer, too."""
    guide = publish(city)
    for n in range(4):
        rate(city, closed(city, guide, n), 5)
    row = at_the_counter(city, guide, 1)
    rating = rate(city, row, 5)
    assert (row.address_printed, rating.through, rating.counts_from, shown(city)) == (True, "receipt", None, [])
    with pytest.raises(PermissionDenied):
        check_answer("support.rating", rating, is_right=True, by=city.user("hub.head"), at=city.now)
    check_answer("support.rating", rating, is_right=True, by=city.user("office.officer"), at=city.now)
    assert shown(city) == [5]


def test_a_rating_that_the_applicant_did_not_give_counts_no_more(city):
    guide = publish(city)
    made_up = rate(city, at_the_counter(city, guide, 1), 5)
    check_answer("support.rating", made_up, is_right=False, by=city.user("office.officer"), at=city.now)
    rows = [rate(city, closed(city, guide, n), 4) for n in range(6)]
    assert shown(city) == [5]
    check_answer("support.rating", rows[0], is_right=False, by=city.user("office.officer"), at=city.now)
    assert shown(city) == []  # it keeps its place: no sixth grade moves up to be told apart
    period = Period(local_date(city.now), local_date(city.now) + timedelta(days=9), "H")
    assert city.hub.pk not in ratings_mean(
        hubs=[city.hub.pk], period=period, at=city.now.replace(year=city.now.year + 1)
    )


def test_who_gave_a_mail_gets_the_address_there_and_the_desk_never_sees_it(city, client):
    guide = publish(city)
    with pytest.raises(ValidationError, match="本枢纽人员的邮箱"):
        desk.file_request(guide, facts=FACTS | {"email": city.user("hub.officer").email}, key="own", by=city.user("hub.clerk"), at=city.now,
                          channel="counter")  # fmt: skip
    client.force_login(city.user("hub.clerk"))
    told = {"channel": "counter", "guide": guide.slug, "applicant": "河湾晨跑队", "contact_name": "李春生", "phone": "13744440000",
            "text": "场地换时间", "key": "mail"}  # fmt: skip
    page = client.post("/desk/support/requests/new/", told | {"email": "li@example.org"}).content.decode()
    assert ("/services/case/" in page, "li@example.org" in page) == (False, True)
    assert "/services/case/" in OutgoingMail.objects.get(to="li@example.org").body
    printed = client.post(
        "/desk/support/requests/new/", told | {"key": "none", "phone": "13744440001"}
    ).content.decode()
    assert "/services/case/" in printed


def test_the_hub_is_shown_nobody_who_rated(city, client):
    """The list of answers by address names who rated; only who oversees the hub sees it."""
    rating = rate(city, closed(city, publish(city), 1), 1)
    for account, seen in (("hub.head", False), ("office.officer", True)):
        client.force_login(city.user(account))
        page = client.get("/desk/links/?kind=support.rating").content.decode()
        assert (rating.request.contact_name in page) is seen
        assert "非常不满意" not in page
    assert link_answers["support.rating"].is_kept_from_hub


def in_a_new_group(city, guide):
    """The demo's ratings so far fill a group with good ones; what is reviewed up to here is finished."""
    last = RatingReview.objects.filter(hub=city.hub).order_by("-upto").values_list("upto", flat=True).first() or 0
    for n in range(-(counted(city.hub, db_now()).count() - last) % 5):
        rate(city, closed(city, guide, 90 + n), 5)
    RatingReview.objects.filter(hub=city.hub, done_at__isnull=True).update(found="看过", done_at=city.now)
    Duty.objects.filter(verb="review_ratings").update(settled_at=city.now)
    return RatingReview.objects.filter(hub=city.hub, done_at__isnull=True)


def test_bad_ratings_that_want_no_call_make_the_hub_look_through_that_time_once_their_group_is_whole(city):
    guide = publish(city)
    reviews = in_a_new_group(city, guide)
    rows = [closed(city, guide, n) for n in range(10)]
    for row in rows[:4]:
        rate(city, row, 2)
    assert not reviews.exists()
    rate(city, rows[4], 5)
    review = reviews.get()
    duty = Duty.objects.open().get(subject_type="support.ratingreview", subject_id=review.pk)
    assert (duty.verb, duty.body, duty.unit_code) == ("review_ratings", city.hub, "A07")
    # All that were handled in that time are looked through, also those nobody rated: no list of who was dissatisfied.
    assert set(looked_through(review)) >= set(rows)
    with pytest.raises(ValidationError, match="怎么改"):
        desk.finish_review(review, found=" ", by=city.user("hub.officer"), at=city.now)
    with pytest.raises(PermissionDenied):
        desk.finish_review(review, found="看了", by=city.user("hub.clerk"), at=city.now)
    desk.finish_review(review, found="两件答得太笼统，改了模板。", by=city.user("hub.officer"), at=city.now)
    assert not Duty.objects.open().filter(subject_type="support.ratingreview").exists()
    for row in rows[5:]:
        rate(city, row, 5 if row != rows[9] else 1, wants_call=row == rows[9])
    assert not reviews.exists()  # the one bad grade of this group is called back


def test_the_page_of_a_review_is_for_the_hub_and_who_oversees_it(city, client):
    guide = publish(city)
    reviews = in_a_new_group(city, guide)
    for n in range(5):
        rate(city, closed(city, guide, n), 1)
    review = reviews.get()
    address = f"/desk/support/guides/reviews/{review.pk}/"
    for account, status in (("hub.officer", 200), ("office.officer", 200), ("org.secretary", 404)):
        client.force_login(city.user(account))
        assert client.get(address).status_code == status
    client.force_login(city.user("hub.officer"))
    assert "非常不满意" not in client.get(address).content.decode()
    client.post(address, {"found": "看过，改了。"})
    review.refresh_from_db()
    assert review.done_by == city.user("hub.officer")
