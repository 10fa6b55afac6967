"""Six digits are quickly guessed: who tries too often is stopped, by gathering and by where the tries come from."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.core.exceptions import PermissionDenied, ValidationError

from shuniu.engines.gatherings.actions import clear_door_tries, client_digest, find_by_code
from shuniu.engines.gatherings.models import DoorTry, Gathering
from shuniu.kernel.core.moments import local_date
from shuniu.kernel.norms.models import Setting
from shuniu.kernel.people.models import User

HERE, ELSEWHERE = client_digest("203.0.113.7"), client_digest("203.0.113.8")


@pytest.fixture
def door(city):
    """One open door; the office allows three wrong tries from one place and five in all within a quarter of an hour."""
    gathering = city.begun().gathering
    Gathering.objects.filter(pk=gathering.pk).update(door_code="271828")
    Gathering.objects.exclude(pk=gathering.pk).update(called_off_at=city.now)
    for key, value in (("client", 3), ("all", 5)):
        Setting.objects.create(
            key=f"gatherings.door_tries_{key}", value=value, owner=city.office, valid_from=local_date(city.now), reason="试",
            fixed_at=city.now,
        )  # fmt: skip
    return gathering


def guess(city, *, times: int, client: str = HERE) -> None:
    for _again in range(times):
        assert find_by_code("000000", client=client, at=city.now) is None


def test_the_right_code_finds_the_door_and_counts_for_nothing(city, door):
    assert find_by_code("271 828", client=HERE, at=city.now) == door
    assert DoorTry.objects.count() == 0


def test_three_wrong_tries_from_one_place_close_the_door_there_for_the_right_code_too(city, door):
    guess(city, times=3)
    with pytest.raises(ValidationError, match="请过 15 分钟再试"):
        find_by_code("271828", client=HERE, at=city.now)
    assert find_by_code("271828", client=ELSEWHERE, at=city.now) == door


def test_many_places_together_close_it_for_everybody_and_time_opens_it(city, door):
    guess(city, times=2)
    guess(city, times=3, client=ELSEWHERE)
    with pytest.raises(ValidationError):
        find_by_code("271828", client=client_digest("203.0.113.9"), at=city.now)
    DoorTry.objects.update(tried_at=city.now - timedelta(minutes=16))
    assert find_by_code("271828", client=HERE, at=city.now) == door


def test_nothing_is_counted_while_no_door_is_open(city, door):
    Gathering.objects.update(called_off_at=city.now)
    guess(city, times=9)
    assert DoorTry.objects.count() == 0


def test_the_page_says_it_in_one_sentence_and_the_qr_goes_on_working(city, door, client):
    answers = [client.post("/desk/meetings/door/", {"code": "000000"}) for _again in range(4)]
    assert [answer.status_code for answer in answers] == [200, 200, 200, 429]
    assert "签到码试错太多，请过 15 分钟再试；现在可以扫会场的二维码" in answers[3].content.decode()
    assert client.get(f"/desk/meetings/door/{door.door_token}/").status_code == 200


def test_behind_the_proxy_each_phone_is_its_own_client(city, door, client, settings):
    settings.ALLAUTH_TRUSTED_PROXY_COUNT = 1
    for _again in range(3):
        client.post("/desk/meetings/door/", {"code": "000000"}, headers={"X-Forwarded-For": "203.0.113.7"})
    code = {"code": "271828"}
    other = client.post("/desk/meetings/door/", code, headers={"X-Forwarded-For": "203.0.113.8"})
    same = client.post("/desk/meetings/door/", code, headers={"X-Forwarded-For": "203.0.113.7"})
    assert (other.status_code, same.status_code) == (302, 429)


def test_an_address_is_never_kept_and_old_tries_go(city, door):
    guess(city, times=1)
    assert "203.0.113" not in DoorTry.objects.get().client
    with pytest.raises(PermissionDenied):
        clear_door_tries(by=city.user("hub.head"), at=city.now)
    assert clear_door_tries(by=User.objects.system("schedule"), at=city.now + timedelta(days=2)) == 1
