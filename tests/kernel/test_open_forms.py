"""Forms that need no account cannot be hammered, and who sends is not written down."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.core.exceptions import ValidationError
from django.test import Client
from django.urls import reverse

from shuniu.domain.network.confidential import opened
from shuniu.domain.network.models import Appeal, MembershipApplication, SupervisionApplication
from shuniu.domain.network.queries.intake import conditions_of
from shuniu.kernel.core.moments import local_date
from shuniu.kernel.core.sql import fetch
from shuniu.kernel.norms.models import Setting
from shuniu.kernel.record.actions import count_look_up, count_sending, forget_senders, open_forms

HERE, THERE = "203.0.113.7", "198.51.100.9"


@pytest.fixture(autouse=True)
def marks(monkeypatch, settings, tmp_path):
    """Sixteen bits may meet by chance; in a story they do not."""
    settings.MEDIA_ROOT = tmp_path
    monkeypatch.setattr(open_forms.secrets, "token_bytes", lambda n: b"s" * n)


def fix(city, key: str, value: int) -> None:
    """The overseeing body fixes another limit for its hubs."""
    Setting.objects.create(
        key=key, owner=city.office, value=value, reason="试", valid_from=local_date(city.now), fixed_at=city.now
    )


def appeal(city, n: int = 0) -> dict[str, str]:
    return {"hub": city.hub.code, "name": "夜读小组", "contact_name": "林晓", "phone": "13800000009", "subject": f"场地{n}",
            "text": "一字不能丢的情况", "key": f"key{n}"}  # fmt: skip


def appeals_of(city) -> int:
    with opened(hubs=[city.hub.pk]):
        return Appeal.objects.filter(subject__startswith="场地").count()


def test_twenty_an_hour_from_one_place_and_what_was_typed_stays(city):
    fix(city, "record.forms_an_hour_from_one_place", 3)
    visitor = Client(REMOTE_ADDR=HERE)
    for n in range(3):
        assert "SQ-" in visitor.post(reverse("appeals:raise"), appeal(city, n)).content.decode()
    page = visitor.post(reverse("appeals:raise"), appeal(city, 3)).content.decode()
    assert "一小时最多提交 3 份" in page
    assert "一字不能丢的情况" in page
    assert 'value="key3"' in page
    assert appeals_of(city) == 3
    assert "SQ-" in Client(REMOTE_ADDR=THERE).post(reverse("appeals:raise"), appeal(city, 4)).content.decode()


def test_who_is_signed_in_is_not_counted(city):
    fix(city, "record.forms_an_hour_from_one_place", 0)
    somebody = Client(REMOTE_ADDR=HERE)
    somebody.force_login(city.user("org.secretary"))
    assert "SQ-" in somebody.post(reverse("appeals:raise"), appeal(city) | {"body": ""}).content.decode()
    assert fetch("SELECT count(*) FROM record_form_count", {}) == [(0,)]


def test_a_hub_is_not_flooded_from_many_places(city):
    fix(city, "record.forms_an_hour", 2)
    answers = [
        Client(REMOTE_ADDR=f"198.51.100.{n}").post(reverse("appeals:raise"), appeal(city, n)).content.decode()
        for n in range(3)
    ]
    assert [("SQ-" in one) for one in answers] == [True, True, False]
    assert "这家枢纽眼下收到的表单太多" in answers[2]
    assert "一字不能丢的情况" in answers[2]


def test_joining_and_intake_are_limited_too(city):
    fix(city, "record.forms_an_hour_from_one_place", 1)
    visitor = Client(REMOTE_ADDR=HERE)
    before = MembershipApplication.objects.count()
    address = reverse("network:conditions", args=[city.hub.code])
    pages = [visitor.post(address, follow=True).content.decode() for _ in range(3)]
    assert MembershipApplication.objects.count() == before + 1
    assert "一小时最多提交 1 份" in pages[2]

    before = SupervisionApplication.objects.count()
    facts = {"name": "云州市云杉家庭服务中心", "kind": "social_service", "founders": "沈清和等五人", "plan": "日间照料",
             "contact_name": "沈清和", "phone": "13800000003", "email": "shen@demo.invalid"}  # fmt: skip
    assert conditions_of(city.hub, city.now)
    address = reverse("intake:apply", args=[city.hub.code])
    for n in range(2):
        page = visitor.post(address, facts | {"key": f"k{n}"}, follow=True).content.decode()
    assert SupervisionApplication.objects.count() == before + 1
    assert "一小时最多提交 1 份" in page
    assert "日间照料" in page


def test_numbers_cannot_be_tried_one_after_another(city):
    for _ in range(60):
        count_look_up("appeal", address=HERE, at=city.now)
    page = Client(REMOTE_ADDR=HERE).post(
        reverse("appeals:follow"), {"number": "SQ-AAAA", "act": "more", "text": "补一句"}
    ).content.decode()  # fmt: skip
    assert "查得太频繁了" in page
    assert "补一句" in page
    count_look_up("appeal", address=THERE, at=city.now)
    count_look_up("appeal", address=HERE, at=city.now + timedelta(hours=1))


def test_no_address_is_kept_and_the_salt_goes_with_the_day(city):
    Client(REMOTE_ADDR=HERE).post(reverse("appeals:raise"), appeal(city))
    kept = fetch("SELECT form, mark, hour::text, sent FROM record_form_count", {})
    assert {row[0] for row in kept} == {"appeal", f"appeal:{city.hub.pk}"}
    assert all(-1 <= mark < 2**16 and hour.split(":", 1)[1].startswith("00:00") for _form, mark, hour, _sent in kept)
    assert HERE not in str(kept)
    assert fetch("SELECT relpersistence FROM pg_class WHERE oid IN ('record_form_count'::regclass, 'record_day_salt'::regclass)", {}) == [("u",)] * 2  # fmt: skip
    columns = fetch("SELECT column_name FROM information_schema.columns WHERE table_name = 'record_form_count'", {})
    assert {name for (name,) in columns} == {"form", "mark", "hour", "sent"}
    forget_senders(at=city.now + timedelta(days=1))
    assert fetch("SELECT count(*) FROM record_form_count", {}) == [(0,)]
    assert fetch("SELECT count(*) FROM record_day_salt", {}) == [(0,)]


def test_the_count_begins_anew_with_the_hour(city):
    fix(city, "record.forms_an_hour_from_one_place", 1)
    count_sending("appeal", address=HERE, hub=city.hub, at=city.now)
    with pytest.raises(ValidationError):
        count_sending("appeal", address=HERE, hub=city.hub, at=city.now)
    count_sending("appeal", address=HERE, hub=city.hub, at=city.now + timedelta(hours=1))
    assert fetch("SELECT count(DISTINCT hour) FROM record_form_count", {}) == [(1,)]
