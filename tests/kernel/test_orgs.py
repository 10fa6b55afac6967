"""Appointments, substitutes during absence, designations and who oversees whom."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import IntegrityError, connection, transaction
from django.test.utils import CaptureQueriesContext

from shuniu.kernel.core.moments import local_date
from shuniu.kernel.orgs.actions import (
    appoint,
    change_designation,
    designate,
    end_appointment,
    end_designation,
    end_substitution,
    enter_organization,
    give_consent,
    name_substitute,
    withdraw_consent,
)
from shuniu.kernel.orgs.models import Appointment, Consent, Designation, Organization
from shuniu.kernel.orgs.queries import (
    bodies_above,
    designation_of,
    directly_above,
    holders,
    holds,
    hubs_below,
    overseen_by,
    oversees,
)
from shuniu.kernel.people.actions import close_account
from shuniu.kernel.people.models import User


@pytest.fixture
def today(city):
    return local_date(city.now)


@pytest.fixture
def second(city):
    return Organization.objects.get(appointments__person__username="second.head")


@pytest.fixture
def plain(city):
    """An organization that is no hub."""
    return Organization.objects.filter(
        designations__isnull=True, kind="social_association", appointments__isnull=True
    ).first()


def post_of(city, name):
    return Appointment.objects.get(person=city.user(name))


def test_a_role_begins_and_ends_on_its_day(city, today):
    person = city.user("org.head")
    post = appoint(city.hub, person=person, role="clerk", valid_from=today + timedelta(days=1), by=city.user("hub.head"), at=city.now)  # fmt: skip
    tomorrow = city.now + timedelta(days=1)
    assert (holds(person, city.hub, "clerk", at=city.now), holds(person, city.hub, "clerk", at=tomorrow)) == (
        False,
        True,
    )
    end_appointment(post, on=today + timedelta(days=3), by=city.user("hub.head"), at=city.now)
    assert holds(person, city.hub, "clerk", at=city.now + timedelta(days=2)) is True
    assert holds(person, city.hub, "clerk", at=city.now + timedelta(days=3)) is False


def test_appointing_and_ending_twice_is_once(city, today):
    who = {"by": city.user("hub.head"), "at": city.now}
    person = city.user("org.head")
    post = appoint(city.hub, person=person, role="clerk", valid_from=today, **who)
    assert appoint(city.hub, person=person, role="clerk", valid_from=today, **who) == post
    end_appointment(post, on=today + timedelta(days=1), **who)
    assert end_appointment(post, on=today + timedelta(days=9), **who).valid_to == today + timedelta(days=1)


def test_who_appoints(city, today, second):
    for who, body, may in [
        ("hub.head", city.hub, True), ("office.officer", city.hub, True), ("hub.head", second, True),
        ("hub.officer", city.hub, False), ("second.head", city.hub, False), ("district.head", city.hub, False),
        ("org.head", city.hub, False),
    ]:  # fmt: skip
        given = {
            "person": city.user("org.liaison"),
            "role": "clerk",
            "valid_from": today,
            "by": city.user(who),
            "at": city.now,
        }
        if may:
            appoint(body, **given)
        else:
            with pytest.raises(PermissionDenied):
                appoint(body, **given)


def test_impossible_appointments(city, today):
    who = {"by": city.user("hub.head"), "at": city.now}
    with pytest.raises(ValidationError, match="晚于任职日期"):
        appoint(city.hub, person=city.user("org.head"), role="clerk", valid_from=today, valid_to=today, **who)
    with pytest.raises(ValidationError, match="早于任职日期"):
        end_appointment(post_of(city, "hub.clerk"), on=today - timedelta(days=2000), **who)
    close_account(city.user("org.head"), by=User.objects.system("test"), at=city.now)
    with pytest.raises(ValidationError, match="账号不能使用"):
        appoint(city.hub, person=city.user("org.head"), role="clerk", valid_from=today, **who)


def stand_in(city, today, *, days=(0, 5), who="hub.head"):
    return name_substitute(
        post_of(city, "hub.head"), substitute=city.user("hub.officer"), reason="休假", valid_from=today + timedelta(days=days[0]),
        valid_to=today + timedelta(days=days[1]), by=city.user(who), at=city.now,
    )  # fmt: skip


def test_during_an_absence_both_hold_the_role_and_both_are_asked(city, today):
    officer, head = city.user("hub.officer"), city.user("hub.head")
    assert holds(officer, city.hub, "head", at=city.now) is False
    row = stand_in(city, today)
    assert stand_in(city, today) == row
    assert (holds(officer, city.hub, "head", at=city.now), holds(head, city.hub, "head", at=city.now)) == (True, True)
    assert {p.username for p in holders(city.hub, "head", at=city.now)} == {"hub.head", "hub.officer"}
    after = city.now + timedelta(days=5)
    assert holds(officer, city.hub, "head", at=after) is False
    assert [p.username for p in holders(city.hub, "head", at=after)] == ["hub.head"]


def test_an_absence_ends_early(city, today):
    row = stand_in(city, today - timedelta(days=1))
    end_substitution(row, on=today, by=city.user("hub.head"), at=city.now)
    assert holds(city.user("hub.officer"), city.hub, "head", at=city.now) is False
    assert end_substitution(row, on=today + timedelta(days=3), by=city.user("hub.head"), at=city.now).valid_to == today


def test_a_role_that_ended_is_stood_in_for_by_nobody(city, today):
    stand_in(city, today)
    end_appointment(post_of(city, "hub.head"), on=today, by=city.user("office.head"), at=city.now)
    assert holds(city.user("hub.officer"), city.hub, "head", at=city.now) is False


def test_impossible_substitutes(city, today):
    with pytest.raises(ValidationError, match="晚于开始"):
        stand_in(city, today, days=(3, 3))
    with pytest.raises(PermissionDenied):
        stand_in(city, today, who="office.officer")
    with pytest.raises(ValidationError, match="另一个人"):
        name_substitute(post_of(city, "hub.head"), substitute=city.user("hub.head"), reason="x", valid_from=today,
                        valid_to=today + timedelta(days=1), by=city.user("hub.head"), at=city.now)  # fmt: skip


def test_a_closed_account_holds_nothing(city):
    close_account(city.user("hub.officer"), by=User.objects.system("test"), at=city.now)
    assert holds(city.user("hub.officer"), city.hub, at=city.now) is False
    assert holders(city.hub, "officer", at=city.now) == []


def test_oversight_follows_reports_to_upward(city, second):
    office, district, head = city.user("office.head"), city.user("district.head"), city.user("hub.head")
    assert directly_above(second, city.now) == city.hub
    assert bodies_above(second, city.now) == [city.hub.pk, city.office.pk]
    assert hubs_below([city.office.pk], city.now)[second.pk] == 2
    assert [oversees(u, second, city.now) for u in (office, head, district)] == [True, True, False]
    assert oversees(city.user("second.head"), city.hub, city.now) is False
    assert oversees(city.user("hub.clerk"), second, city.now) is False


def test_a_hub_is_not_among_those_it_oversees(city):
    assert city.hub not in overseen_by(city.user("hub.head"), city.now)
    assert oversees(city.user("hub.head"), city.hub, city.now) is False


def test_yesterdays_tie_is_read_as_of_yesterday(city, second, today):
    end_designation(designation_of(second, city.now), on=today, by=city.user("hub.head"), at=city.now)
    yesterday = city.now - timedelta(days=1)
    assert oversees(city.user("office.head"), second, yesterday) is True
    assert oversees(city.user("office.head"), second, city.now) is False


def make(city, organization, *, level="city", by="office.head", maker=None, **more):
    return designate(organization, designated_by=maker or city.office, level=level, edition_code="city-2016",
                     valid_from=local_date(city.now), by=city.user(by), at=city.now, **more)  # fmt: skip


def test_the_office_makes_a_hub_with_its_conditions(city, plain):
    row = make(city, plain, mass_organization=True, setup_until=local_date(city.now) + timedelta(days=90))
    assert (row.reports_to, row.mass_organization, row.large_coverage) == (city.office, True, False)
    assert make(city, plain) == row
    assert plain in overseen_by(city.user("office.officer"), city.now)


def test_a_hub_recognises_second_level_hubs_only(city, plain):
    with pytest.raises(ValidationError, match="只能确定二级枢纽"):
        make(city, plain, by="hub.head", maker=city.hub)
    assert make(city, plain, level="second_level", by="hub.head", maker=city.hub).reports_to == city.hub


def test_who_designates_and_where_a_hub_cannot_stand(city, plain, second):
    for who in ("office.officer", "hub.head", "district.head", "org.head"):
        with pytest.raises(PermissionDenied):
            make(city, plain, by=who)
    with pytest.raises(ValidationError, match="已经是枢纽"):
        make(city, second)
    with pytest.raises(ValidationError, match="自己下面"):
        make(city, city.office, reports_to=second)
    with pytest.raises(ValidationError, match="所辖的枢纽"):
        make(city, plain, reports_to=city.member)
    with pytest.raises(IntegrityError), transaction.atomic():
        Designation.objects.filter(organization=second).update(reports_to=second)


def test_a_change_keeps_what_was_true_before(city, today):
    row = designation_of(city.hub, city.now)
    later = today + timedelta(days=5)
    new = change_designation(row, on=later, large_coverage=False, by=city.user("office.head"), at=city.now)
    assert change_designation(new, on=later, large_coverage=False, by=city.user("office.head"), at=city.now) == new
    assert designation_of(city.hub, city.now).large_coverage is True
    assert designation_of(city.hub, city.now + timedelta(days=5)).large_coverage is False
    corrected = change_designation(new, on=later, functional_hub=True, by=city.user("office.head"), at=city.now)
    assert (corrected.pk, Designation.objects.filter(organization=city.hub).count()) == (new.pk, 2)
    with pytest.raises(PermissionDenied):
        change_designation(new, on=later, large_coverage=True, by=city.user("hub.head"), at=city.now)
    with pytest.raises(ValidationError, match="已经终止"):
        change_designation(row, on=later, large_coverage=True, by=city.user("office.head"), at=city.now)
    with pytest.raises(ValidationError, match="自己下面"):
        change_designation(new, on=later, reports_to=Organization.objects.get(appointments__person__username="second.head"),
                           by=city.user("office.head"), at=city.now)  # fmt: skip


def test_a_hub_to_which_hubs_report_does_not_end_before_them(city, second, today):
    with pytest.raises(ValidationError, match="还有枢纽"):
        end_designation(designation_of(city.hub, city.now), on=today, by=city.user("office.head"), at=city.now)
    row = end_designation(designation_of(second, city.now), on=today, by=city.user("hub.head"), at=city.now)
    assert end_designation(row, on=today + timedelta(days=4), by=city.user("hub.head"), at=city.now).valid_to == today


def test_overseen_takes_the_same_queries_for_one_hub_and_for_many(city):
    with CaptureQueriesContext(connection) as one:
        list(overseen_by(city.user("hub.head"), city.now))
    with CaptureQueriesContext(connection) as many:
        assert len(overseen_by(city.user("office.head"), city.now)) > 3
    assert len(one) == len(many)


def test_designating_changing_and_ending_on_the_pages(city, plain, client):
    day = local_date(city.now)
    client.force_login(city.user("office.head"))
    address = f"/desk/norms/designations/{city.office.code}/new/"
    given = {
        "organization": plain.name[:6],
        "level": "city",
        "edition_code": "city-2016",
        "valid_from": day.isoformat(),
    }
    assert "是不是" in client.post(address, given).content.decode()
    assert client.post(address, {**given, "organization": plain.code.lower()}).status_code == 302
    row = Designation.objects.get(organization=plain)
    assert plain.name in client.get("/desk/norms/designations/").content.decode()
    change = f"/desk/norms/designations/change/{row.pk}/"
    later = (day + timedelta(days=2)).isoformat()
    client.post(change, {"level": "city", "edition_code": "city-2016", "on": later, "not_fiscally_funded": "on"})
    new = Designation.objects.get(organization=plain, valid_to__isnull=True)
    assert (new.not_fiscally_funded, new.valid_from.isoformat()) == (True, later)
    client.post(f"/desk/norms/designations/end/{new.pk}/", {"on": later})
    new.refresh_from_db()
    assert new.valid_to.isoformat() == later
    client.force_login(city.user("office.officer"))
    assert (client.get(address).status_code, client.get(change).status_code) == (403, 403)
    client.force_login(city.user("district.head"))
    assert (client.get(address).status_code, client.get(change).status_code) == (404, 404)


def test_a_credit_code_is_entered_once(city):
    taken = Organization.objects.exclude(credit_code=None).first()
    with pytest.raises(ValidationError, match="已有这个"):
        enter_organization(
            name="新来的", kind="foundation", credit_code=taken.credit_code, by=city.user("hub.clerk"), at=city.now
        )
    with pytest.raises(PermissionDenied):
        enter_organization(name="新来的", kind="foundation", by=city.user("org.secretary"), at=city.now)


def test_consent_is_given_by_who_may_speak_runs_out_and_is_withdrawn(city, today):
    until = today + timedelta(days=30)
    given = {"purpose": "公开联系人", "ends_on": until, "at": city.now}
    row = give_consent(organization=city.member, by=city.user("org.secretary"), **given)
    assert give_consent(organization=city.member, by=city.user("org.secretary"), **given) == row
    inside, after = city.now + timedelta(days=29), city.now + timedelta(days=30)
    assert [Consent.objects.in_force(at).filter(pk=row.pk).exists() for at in (city.now, inside, after)] == [
        True,
        True,
        False,
    ]
    first = withdraw_consent(row, by=city.user("org.head"), at=inside).withdrawn_at
    assert withdraw_consent(row, by=city.user("org.head"), at=after).withdrawn_at == first
    assert Consent.objects.in_force(city.now).filter(pk=row.pk).exists() is True
    assert Consent.objects.in_force(inside + timedelta(hours=1)).filter(pk=row.pk).exists() is False


def test_nobody_consents_for_another(city, today):
    until = today + timedelta(days=30)
    given = {"purpose": "照片", "ends_on": until, "at": city.now}
    for who in ("hub.head", "org.liaison", "office.head"):
        with pytest.raises(PermissionDenied):
            give_consent(organization=city.member, by=city.user(who), **given)
    with pytest.raises(PermissionDenied):
        give_consent(person=city.user("org.head"), by=city.user("org.secretary"), **given)
    assert give_consent(person=city.user("org.head"), by=city.user("org.head"), **given).pk
    with pytest.raises(ValidationError, match="期限"):
        give_consent(person=city.user("org.head"), by=city.user("org.head"), **{**given, "ends_on": today})
    with pytest.raises(ValidationError, match="组织还是本人"):
        give_consent(by=city.user("org.head"), **given)


def test_the_first_account_of_a_new_installation_makes_the_first_hub_on_the_page(city, plain, client, today):
    """Operator and head of a body to which no hub reports yet."""
    office = (
        Organization.objects.filter(designations__isnull=True, kind="authority").exclude(pk=city.office.pk).first()
        or city.member
    )
    User.objects.filter(username="org.liaison").update(is_operator=True)
    person = city.user("org.liaison")
    appoint(office, person=person, role="head", valid_from=today, by=User.objects.system("setup"), at=city.now)
    client.force_login(person)
    address = f"/desk/norms/designations/{office.code}/new/"
    assert address in client.get("/desk/norms/designations/").content.decode()
    given = {"organization": plain.code, "level": "city", "edition_code": "city-2016", "valid_from": today.isoformat()}
    assert client.post(address, given).status_code == 302
    assert designation_of(plain, city.now).reports_to == office
