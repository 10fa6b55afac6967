"""A community's need, a project for it, the community's yes, and its word that it took place (A10.3)."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import IntegrityError, transaction

from shuniu.domain.support.actions.growing import landing as acts
from shuniu.domain.support.indicators.growing.landing import still_running
from shuniu.domain.support.models.growing import Landing, LandingCount
from shuniu.engines.exchange.actions import post_need
from shuniu.engines.exchange.models import Need
from shuniu.engines.indicators.actions.lists import sums_of
from shuniu.kernel.core.moments import local_date, months_after, period_of
from shuniu.kernel.record.models import Duty, Notice


@pytest.fixture(autouse=True)
def nothing(city):
    Landing.objects.all().delete()


def need(city, *, asker="community", key="n") -> Need:
    body = city.user("subdistrict.officer").appointments.get().organization
    there = Need.objects.filter(key=key).first()
    return there or Need.objects.create(
        keeper=city.hub, body=body, body_name=body.name, asker=asker, kind="people", title="傍晚没人照看的孩子", posted_at=city.now,
        changed_at=city.now, state="open", token=key, key=key,
    )  # fmt: skip


def proposed(city, *, by="hub.officer", key="p", **more) -> Landing:
    facts = {
        "need": need(city),
        "organization": city.member,
        "title": "四点半课堂",
        "plan": "每天两小时",
        "asks_for": "活动室",
    } | more
    return acts.propose_landing(city.hub, key=key, by=city.user(by), at=city.now, **facts)


def answered(city, row, *, accept=True, by="subdistrict.officer", **more) -> Landing:
    facts = {"host": "站长", "hosts_with": "活动室"} if accept else {"reason": "已有人在做"}
    return acts.answer_landing(row, accept=accept, by=city.user(by), at=city.now, **facts | more)


def served(city, row, *, by="org.secretary", persons=18, group="minors", ago=0) -> LandingCount:
    on = local_date(city.now) - timedelta(days=ago)
    return acts.count_served(row, group=group, persons=persons, served_on=on, by=city.user(by), at=city.now)


@pytest.mark.acceptance("A10.3")
def test_without_the_communitys_word_on_the_first_service_it_does_not_count(city):
    row = answered(city, proposed(city))
    served(city, row)
    row.refresh_from_db()
    assert (row.state, row.first_confirmed_at) == ("ACCEPTED", None)
    Landing.objects.update(first_service_on=months_after(local_date(city.now), -12) - timedelta(days=1))
    year = {"hubs": [city.hub.pk], "period": period_of("Y", local_date(city.now) - timedelta(days=1)), "at": city.now}
    assert sums_of(still_running(**year)) == {}
    with pytest.raises(IntegrityError, match="communitys_word"), transaction.atomic():
        Landing.objects.update(state="RUNNING")
    with pytest.raises(PermissionDenied):
        acts.confirm_first_service(row, by=city.user("hub.officer"), at=city.now)
    acts.confirm_first_service(row, by=city.user("subdistrict.officer"), at=city.now)
    later = year | {"at": city.now + timedelta(minutes=1)}
    found = sums_of(still_running(**later))[city.hub.pk]
    assert (found.numerator, found.denominator) == (0, 1)
    acts.say_after_a_year(
        Landing.objects.get(), running=True, note="每天都开", by=city.user("subdistrict.officer"), at=city.now
    )
    assert sums_of(still_running(**later))[city.hub.pk].numerator == 1


def test_residents_are_numbers_by_group_only(city):
    assert {field.name for field in LandingCount._meta.get_fields()} == {
        "id", "landing", "group", "persons", "served_on", "entered_by", "entered_at"
    }  # fmt: skip
    row = answered(city, proposed(city))
    with pytest.raises(ValidationError, match="类别"):
        served(city, row, group="王小明")
    with pytest.raises(ValidationError, match="至少是 1"):
        served(city, row, persons=0)
    assert served(city, row).persons == 18
    assert (served(city, row, persons=20).persons, LandingCount.objects.count()) == (20, 1)
    with pytest.raises(ValidationError, match="接纳以后"):
        served(city, row, ago=3)
    acts.confirm_first_service(row, by=city.user("subdistrict.officer"), at=city.now)
    with pytest.raises(ValidationError, match="电话"):
        acts.say_after_a_year(
            row, running=False, note="找王阿姨 13800001234", by=city.user("subdistrict.officer"), at=city.now
        )


def test_only_a_communitys_own_need_and_only_by_the_hub(city):
    with pytest.raises(ValidationError, match="自己登记的需求"):
        proposed(city, need=need(city, asker="organization", key="o"))
    with pytest.raises(PermissionDenied):
        proposed(city, by="org.secretary")
    row = proposed(city)
    assert proposed(city).pk == row.pk
    assert Duty.objects.open().get(verb="answer_landing").body == row.community
    assert not Landing.objects.visible_to(city.user("hub02.head"), city.now).exists()


def test_the_community_declines_without_cost_also_after_a_yes(city):
    row = proposed(city)
    with pytest.raises(PermissionDenied):
        answered(city, row, by="hub.officer")
    answered(city, row)
    assert Notice.objects.filter(kind="landing_answered", user=city.user("org.secretary")).count() == 1
    with pytest.raises(ValidationError, match="reason"):
        answered(city, row, accept=False, reason="")
    assert answered(city, row, accept=False).state == "DECLINED"
    with pytest.raises(ValidationError, match="接纳以后"):
        served(city, row)


def test_still_running_is_said_after_the_year_and_stopped_at_any_time(city):
    row = answered(city, proposed(city))
    served(city, row)
    community = city.user("subdistrict.officer")
    row = acts.confirm_first_service(row, by=community, at=city.now)
    assert Duty.objects.open().get(verb="say_after_a_year").due_on == months_after(local_date(city.now), 12)
    with pytest.raises(ValidationError, match="满一年"):
        acts.say_after_a_year(row, running=True, note="好", by=community, at=city.now)
    row = acts.say_after_a_year(row, running=False, note="场地收回了", by=community, at=city.now)
    assert (row.state, row.reason) == ("STOPPED", "场地收回了")


def test_the_hub_withdraws_with_a_reason(city):
    row = proposed(city)
    with pytest.raises(ValidationError, match="reason"):
        acts.withdraw_landing(row, reason="", by=city.user("hub.officer"), at=city.now)
    assert (
        acts.withdraw_landing(row, reason="组织来不了", by=city.user("hub.officer"), at=city.now).state == "WITHDRAWN"
    )
    assert not Duty.objects.open().filter(verb="answer_landing").exists()


def post(city, *, by, body, key, asker="community", keeper=None):
    facts = {"kind": "people", "title": "傍晚没人照看的孩子", "details": "", "groups": ["minors"], "area": None}
    return post_need(
        keeper or city.hub, asker=asker, body=body, body_name="", key=key, by=city.user(by), at=city.now, **facts
    )


def test_a_communitys_officer_posts_its_need_and_a_hub_posts_for_it(city):
    body = city.user("subdistrict.officer").appointments.get().organization
    own = post(city, by="subdistrict.officer", body=body, key="own", asker="organization")
    assert (own.asker, own.area, own.state) == ("community", body.area, "waiting")
    heard = post(city, by="hub.officer", body=body, key="heard")
    assert (heard.state, proposed(city, need=heard).community) == ("open", body)
    with pytest.raises(PermissionDenied):
        post(city, by="hub02.officer", body=body, key="other")


def test_only_bodies_that_are_communities_ask_as_one_and_confirm(city):
    with pytest.raises(ValidationError, match="不是街道、社区"):
        post(city, by="org.secretary", body=city.member, key="dressed-up")
    wrong = need(city, key="w")
    Need.objects.filter(pk=wrong.pk).update(body=city.member)
    wrong.refresh_from_db()
    with pytest.raises(ValidationError, match="自己登记的需求"):
        proposed(city, need=wrong, key="w")
    row = proposed(city)
    Landing.objects.update(community=city.member)
    row.refresh_from_db()
    with pytest.raises(PermissionDenied):
        answered(city, row, by="org.secretary")


def test_the_form_of_needs_offers_the_community_to_its_officer_and_to_a_hub(city, client):
    body = city.user("subdistrict.officer").appointments.get().organization
    client.force_login(city.user("subdistrict.officer"))
    page = client.get("/services/pool/need/").content.decode()
    assert f'value="{body.code}" selected' in page
    assert 'name="community"' not in page
    assert "登记本社区的需求" in client.get("/desk/support/landings/").content.decode()
    client.force_login(city.user("hub.officer"))
    facts = {"kind": "people", "title": "老人午餐没人送", "asker": "public", "keeper": city.hub.code, "key": "typed"}
    page = client.post("/services/pool/need/", facts | {"community": city.member.code})
    assert "登记册里没有找到" in page.content.decode()
    client.post("/services/pool/need/", facts | {"community": body.name})
    made = Need.objects.get(key="typed")
    assert (made.body, made.asker, made.state) == (body, "community", "open")


def test_a_no_after_the_first_service_was_stated_leaves_nothing_to_confirm(city):
    row = answered(city, proposed(city))
    served(city, row)
    assert Duty.objects.open().filter(verb="confirm_first_service").count() == 1
    answered(city, row, accept=False, reason="没有来过")
    assert not Duty.objects.open().filter(verb__in=["confirm_first_service", "answer_landing"]).exists()


@pytest.mark.parametrize(
    ("asks", "field"),
    [({"asks_for": "社区出资五千元"}, "asks_for"), ({"asks_for": "每月 300 元"}, "asks_for"), ({"asks_for": "活动经费"}, "asks_for"),
     ({"asks_for": "每月不少于 300 元"}, "asks_for"),
     ({"plan": "找王阿姨 13800001234"}, "plan"), ({"asks_for": "钥匙找 13800001234"}, "asks_for")],
)  # fmt: skip
def test_no_community_is_asked_to_pay_and_no_resident_is_named_by_telephone(city, asks, field):
    with pytest.raises(ValidationError) as error:
        proposed(city, **asks)
    assert list(error.value.message_dict) == [field]
    assert not Landing.objects.exists()
    for key, plain in enumerate(("活动室，每周三次，不用付费", "场地，不收取任何费用", "经费由我们自己筹", "")):
        assert proposed(city, key=f"ok{key}", asks_for=plain).pk
