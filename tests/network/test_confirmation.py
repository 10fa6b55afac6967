"""A claimed membership: link, letter, sign-in; yes, no, a change of mind; never in the hub's own hands."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.contrib.auth.models import AnonymousUser
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import connection
from django.test.utils import CaptureQueriesContext

from shuniu.domain.network.actions import answer_by_link, make_confirmation_link, make_letters
from shuniu.domain.network.models import ConfirmationLink
from shuniu.kernel.core.moments import local_date
from shuniu.kernel.orgs.actions import claim_affiliation, confirm_affiliation, end_affiliation
from shuniu.kernel.orgs.models import Affiliation, Organization
from shuniu.kernel.record.actions import check_answer

NOBODY = AnonymousUser()


@pytest.fixture
def claim(city) -> Affiliation:
    free = Organization.objects.filter(kind="social_service").exclude(ties__hub=city.hub).first()
    return claim_affiliation(
        city.hub, organization=free, kind="membership", route="imported", source="roster:7",
        valid_from=local_date(city.now), by=city.user("hub.officer"), at=city.now,
    )  # fmt: skip


def link_of(city, claim: Affiliation, **more) -> ConfirmationLink:
    return make_confirmation_link(claim, by=city.user("hub.officer"), at=city.now, **more)


def answer(city, link, yes=True, who=NOBODY, name="王桂兰，会长") -> Affiliation:
    return answer_by_link(link, yes=yes, opened_by=who, at=city.now, answered_by=name)


def test_the_organization_says_yes_and_may_change_its_mind(city, claim):
    link = link_of(city, claim)
    tie = answer(city, link)
    assert (tie.state, tie.confirmed_through) == ("confirmed", "link")
    link.refresh_from_db()
    assert link.answered_by == "王桂兰，会长"
    assert answer(city, link, yes=False).state == "declined"
    assert answer(city, link).state == "confirmed"


def test_the_hubs_own_people_are_refused(city, claim):
    link = link_of(city, claim)
    for name in ("hub.head", "hub.officer", "hub.clerk"):
        with pytest.raises(ValidationError, match="枢纽自己不能代为确认"):
            answer(city, link, who=city.user(name))
    claim.refresh_from_db()
    assert claim.state == "claimed"


def test_nobody_answers_without_a_name_or_after_the_end(city, claim):
    link = link_of(city, claim)
    with pytest.raises(ValidationError, match="姓名和职务"):
        answer(city, link, name=" ")
    ConfirmationLink.objects.filter(pk=link.pk).update(ends_on=local_date(city.now))
    with pytest.raises(ValidationError, match="已过有效期"):
        answer(city, link)


def test_one_link_for_a_tie_until_it_ends_or_a_new_one_is_asked_for(city, claim):
    first = link_of(city, claim)
    assert link_of(city, claim).token == first.token
    fresh = link_of(city, claim, anew=True)
    assert fresh.token != first.token
    assert ConfirmationLink.objects.filter(affiliation=claim).count() == 1
    ConfirmationLink.objects.filter(pk=fresh.pk).update(ends_on=local_date(city.now) - timedelta(days=1))
    assert link_of(city, claim).token != fresh.token
    with pytest.raises(PermissionDenied):
        make_confirmation_link(claim, by=city.user("org.head"), at=city.now)


def test_an_ended_tie_cannot_be_confirmed(city, claim):
    link = link_of(city, claim)
    end_affiliation(claim, on=local_date(city.now), by=city.user("hub.officer"), at=city.now)
    with pytest.raises(ValidationError, match="已经终止"):
        answer(city, link)


def test_letters_are_made_once_for_every_open_claim_of_an_import(city, claim):
    hub, officer = city.hub, city.user("hub.officer")
    assert make_letters(hub, by=officer, at=city.now, source="roster:7") == 1
    assert make_letters(hub, by=officer, at=city.now, source="roster:7") == 0
    open_claims = Affiliation.objects.claimed(city.now).filter(hub=hub).count()
    assert make_letters(hub, by=officer, at=city.now) == open_claims - 1
    with pytest.raises(PermissionDenied):
        make_letters(hub, by=city.user("org.head"), at=city.now)


def test_letters_print_one_page_for_each_and_opening_one_confirms_nothing(city, claim, client):
    client.force_login(city.user("hub.clerk"))
    client.post("/desk/network/letters/?roster=7")
    page = client.get("/desk/network/letters/?roster=7").content.decode()
    token = claim.confirmation_link.token
    assert (page.count('class="letter"'), token in page, claim.organization.name in page) == (1, True, True)
    client.logout()
    opened = client.get(f"/desk/network/confirm/{token}/")
    assert "确认属实" in opened.content.decode()
    claim.refresh_from_db()
    assert claim.state == "claimed", "a preview bot only opens"


@pytest.mark.parametrize(("name", "status"), [("hub.officer", 200), ("office.officer", 404), ("second.officer", 404)])
def test_a_claim_is_named_to_the_hub_that_made_it_and_to_nobody_above(city, claim, client, name, status):
    client.force_login(city.user(name))
    assert client.get(f"/desk/network/ties/{claim.pk}/").status_code == status


def test_once_confirmed_the_body_above_sees_it(city, claim, client):
    answer(city, link_of(city, claim))
    client.force_login(city.user("office.officer"))
    assert client.get(f"/desk/network/ties/{claim.pk}/").status_code == 200


def test_confirming_is_for_those_who_speak_for_the_organization(city, claim):
    with pytest.raises(PermissionDenied):
        confirm_affiliation(claim, through="sign_in", by=city.user("hub.head"), at=city.now)


def test_the_body_above_asks_after_a_confirmation_by_link_and_cancels_what_is_not_true(city, claim, client):
    link = link_of(city, claim)
    answer(city, link)
    office, page = city.user("office.officer"), "/desk/links/"
    with pytest.raises(PermissionDenied):
        check_answer("network.tie", link, is_right=True, by=city.user("hub.head"), at=city.now)
    client.force_login(city.user("hub.officer"))
    assert "链接由枢纽转交，打开的人没有登录" in client.get(page).content.decode(), (
        "the hub sees it too, without buttons"
    )
    assert client.post(page, {"answer": link.pk, "act": "wrong"}).status_code == 403
    client.force_login(office)
    client.post(page, {"answer": link.pk, "act": "wrong"})
    claim.refresh_from_db()
    assert claim.state == "declined"
    with pytest.raises(ValidationError, match="已经核实过"):
        check_answer("network.tie", link, is_right=True, by=office, at=city.now)
    with pytest.raises(ValidationError, match="核实过"):
        answer(city, link)
    claim.refresh_from_db()
    assert claim.state == "declined", "the link opens nothing any more; signing in does"


def test_a_link_opened_by_somebody_signed_in_says_by_whom(city, claim):
    link = link_of(city, claim)
    answer(city, link, who=city.user("org.head"))
    link.refresh_from_db()
    assert link.opened_by == city.user("org.head")
    assert check_answer("network.tie", link, is_right=True, by=city.user("office.officer"), at=city.now).is_right
    claim.refresh_from_db()
    assert claim.state == "confirmed"


def test_what_was_not_answered_by_link_is_not_asked_after(city, claim):
    link = link_of(city, claim)
    with pytest.raises(ValidationError, match="不是凭链接确认"):
        check_answer("network.tie", link, is_right=False, by=city.user("office.officer"), at=city.now)


def test_the_page_asks_the_database_as_often_for_three_as_for_one(city, client):
    client.force_login(city.user("office.officer"))
    with CaptureQueriesContext(connection) as few:
        client.get("/desk/links/?page=1")
    rows = list(ConfirmationLink.objects.filter(used_at__isnull=False).order_by("pk"))
    assert len(rows) > 3
    ConfirmationLink.objects.filter(pk__in=[row.pk for row in rows[3:]]).delete()
    with CaptureQueriesContext(connection) as fewer:
        client.get("/desk/links/?page=1")
    assert len(few) == len(fewer)
