"""Ratings: by the applicant alone, shown to the hub in whole groups of five, bad ones called back (A07)."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.core.exceptions import PermissionDenied, ValidationError

from shuniu.domain.support.actions import desk
from shuniu.domain.support.models.desk import RequestRating
from shuniu.domain.support.queries.desk.requests import ratings_shown
from shuniu.kernel.core.moments import local_date
from shuniu.kernel.norms.models import Setting
from tests.support.desk import agreed, answered, file, owed, publish


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
