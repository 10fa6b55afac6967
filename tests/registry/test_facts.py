"""An organization keeps its own facts; what others change it is told, and may object; both values stay (A16.1)."""

from __future__ import annotations

import pytest
from django.core.exceptions import PermissionDenied, ValidationError

from shuniu.domain.registry.actions import correct_facts, object_to_facts
from shuniu.kernel.core.versions import Stale
from shuniu.kernel.orgs.models import FactChange
from shuniu.kernel.record.models import Notice


def corrected(city, count: int = 33) -> FactChange:
    member = city.member
    correct_facts(member, version=member.version, by=city.user("hub.clerk"), at=city.now, staff_count=count)
    member.refresh_from_db()
    return member.fact_changes.get()


def test_a_clerk_corrects_the_organization_is_told_objects_and_both_values_stay(city):
    old = city.member.staff_count
    change = corrected(city)
    assert (change.old, change.new, change.source, change.body) == (str(old), "33", "hub", city.hub)
    told = Notice.objects.filter(kind="facts_corrected")
    assert {notice.user.username for notice in told} >= {"org.head", "org.secretary"}
    object_to_facts(change, reason="去年底就是原来的数", by=city.user("org.secretary"), at=city.now)
    city.member.refresh_from_db()
    history = list(city.member.fact_changes.values_list("old", "new", "source"))
    assert (city.member.staff_count, history) == (old, [("33", str(old), "self"), (str(old), "33", "hub")])
    assert Notice.objects.get(kind="facts_objected").user == city.user("hub.clerk")


def test_saving_the_same_again_tells_nobody_and_makes_no_history(city):
    corrected(city)
    member = city.member
    correct_facts(member, version=member.version, by=city.user("hub.clerk"), at=city.now, staff_count=33)
    assert (member.fact_changes.count(), member.version) == (1, 1)


def test_objecting_is_for_the_organization_once_and_not_to_its_own_words(city):
    change = corrected(city)
    for name in ("hub.clerk", "office.head", "second.head"):
        with pytest.raises(PermissionDenied):
            object_to_facts(change, reason="x", by=city.user(name), at=city.now)
    first = object_to_facts(change, reason="一", by=city.user("org.head"), at=city.now)
    again = object_to_facts(change, reason="二", by=city.user("org.secretary"), at=city.now)
    assert (again.objection, again.objected_at) == ("一", first.objected_at)
    with pytest.raises(ValidationError, match="直接修改"):
        object_to_facts(city.member.fact_changes.first(), reason="x", by=city.user("org.head"), at=city.now)


def test_an_objection_to_an_older_change_keeps_the_newer_value(city):
    change = corrected(city, 33)
    member = city.member
    correct_facts(member, version=member.version, by=city.user("hub.officer"), at=city.now, staff_count=40)
    object_to_facts(change, reason="不对", by=city.user("org.head"), at=city.now)
    member.refresh_from_db()
    assert member.staff_count == 40


def test_once_the_organization_saved_its_own_facts_the_hub_may_not_change_them(city):
    member = city.member
    correct_facts(member, version=0, by=city.user("org.head"), at=city.now, staff_count=5)
    assert not Notice.objects.filter(kind="facts_corrected").exists()
    member.refresh_from_db()
    assert member.claimed_at == city.now
    with pytest.raises(PermissionDenied):
        correct_facts(member, version=1, by=city.user("hub.clerk"), at=city.now, staff_count=6)


def test_two_editors_at_once_the_second_is_told(city):
    member = city.member
    correct_facts(member, version=0, by=city.user("hub.clerk"), at=city.now, staff_count=5)
    with pytest.raises(Stale):
        correct_facts(member, version=0, by=city.user("hub.officer"), at=city.now, staff_count=6)


def test_the_page_shows_source_and_date_history_and_objection_only_to_those_concerned(city, client):
    corrected(city)
    address = f"/desk/registry/organizations/{city.member.code}/"
    pages = {}
    for name in ("org.head", "hub.officer", "office.officer", "second.officer"):
        client.force_login(city.user(name))
        pages[name] = client.get(address).content.decode()
    assert city.hub.name in pages["org.head"]
    assert "恢复原值" in pages["org.head"]
    assert "恢复原值" not in pages["hub.officer"]
    assert 'id="history"' in pages["office.officer"]
