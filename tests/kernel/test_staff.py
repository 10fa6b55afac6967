"""Somebody is invited, joins, is away, and hands over."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.core.exceptions import PermissionDenied, ValidationError

from shuniu.kernel.core.moments import local_date
from shuniu.kernel.norms.actions import fix_setting
from shuniu.kernel.orgs.models import Appointment, Substitution
from shuniu.kernel.orgs.queries import holds
from shuniu.kernel.people.models import User
from shuniu.kernel.record.actions import (
    accept_invitation,
    drop_view,
    hand_over,
    invite,
    owe,
    save_view,
    withdraw_invitation,
)
from shuniu.kernel.record.models import HandOver, Invitation, Notice, OutgoingMail, SavedView

NEW = {"username": "xin.ren", "password": "long enough 1", "name": "辛仁", "phone": "13900000009"}


@pytest.fixture
def today(city):
    return local_date(city.now)


def invitation(city, **more):
    given = {"role": "clerk", "name": "辛仁", "email": "xin@demo.invalid", "by": city.user("hub.head"), "at": city.now}
    return invite(city.hub, **{**given, **more})


def test_an_invitation_is_mailed_once_and_taken_up_with_a_new_account(city):
    row = invitation(city)
    assert invitation(city) == row
    assert f"/join/{row.token}/" in OutgoingMail.objects.get(to="xin@demo.invalid").body
    user = accept_invitation(row, at=city.now, **NEW)
    assert (user.email, user.phone, holds(user, city.hub, "clerk", at=city.now)) == (
        "xin@demo.invalid",
        "13900000009",
        True,
    )
    assert accept_invitation(row, user=user, at=city.now) == user
    with pytest.raises(ValidationError, match="已经用过"):
        accept_invitation(row, at=city.now, **{**NEW, "username": "other", "phone": ""})
    with pytest.raises(ValidationError, match="已经用过"):
        accept_invitation(row, user=city.user("org.head"), at=city.now)
    assert Appointment.objects.filter(organization=city.hub, role="clerk").count() == 2


def test_without_a_mail_address_it_is_shown_as_qr(city, client):
    row = invitation(city, email="")
    assert not OutgoingMail.objects.filter(key__startswith="invitation").exists()
    client.force_login(city.user("hub.head"))
    assert "<svg" in client.get(f"/desk/staff/invitations/{row.pk}/").content.decode()


@pytest.mark.parametrize("who", ["hub.officer", "second.head", "district.head", "org.head"])
def test_only_heads_and_who_oversees_invite(city, who):
    with pytest.raises(PermissionDenied):
        invitation(city, by=city.user(who))
    assert invitation(city, by=city.user("office.officer")).pk


def test_expired_and_withdrawn_invitations_open_nothing(city, client, today):
    row = invitation(city)
    Invitation.objects.filter(pk=row.pk).update(ends_on=today)
    with pytest.raises(ValidationError, match="已经失效"):
        accept_invitation(row, at=city.now, **NEW)
    page = client.get(f"/join/{row.token}/").content.decode()
    assert "已经失效" in page
    assert "<input" not in page[page.index("<main") : page.index("</main>")]
    other = invitation(city, name="别人")
    first = withdraw_invitation(other, by=city.user("hub.head"), at=city.now).withdrawn_at
    assert withdraw_invitation(other, by=city.user("hub.head"), at=city.now + timedelta(hours=1)).withdrawn_at == first
    with pytest.raises(ValidationError, match="已经失效"):
        accept_invitation(other, at=city.now, **NEW)
    assert not User.objects.filter(username="xin.ren").exists()


def test_how_long_an_invitation_holds_is_a_limit(city, today):
    assert invitation(city).ends_on == today + timedelta(days=14)
    from decimal import Decimal

    fix_setting(city.office, key="record.invitation_days", value=Decimal(3), reason="从严", valid_from=today,
                by=city.user("office.head"), at=city.now)  # fmt: skip
    assert invitation(city, name="后来的").ends_on == today + timedelta(days=3)


def test_a_taken_user_name_leaves_the_invitation_open(city, client):
    row = invitation(city)
    page = client.post(f"/join/{row.token}/", {**NEW, "username": "hub.head"})
    assert "已有账号" in page.content.decode()
    assert client.post(f"/join/{row.token}/", {**NEW, "password": "12345"}).status_code == 200
    assert client.post(f"/join/{row.token}/", NEW)["location"] == "/desk/"
    row.refresh_from_db()
    assert row.accepted_by.username == "xin.ren"
    assert "已经用过" in client.get(f"/join/{row.token}/").content.decode()


def test_somebody_with_an_account_takes_it_up_signed_in(city, client):
    row = invitation(city, email="")
    client.force_login(city.user("org.liaison"))
    assert client.post(f"/join/{row.token}/").status_code == 302
    assert holds(city.user("org.liaison"), city.hub, "clerk", at=city.now)
    assert client.get("/join/no-such-token/").status_code == 404


def leave(city, today, **more):
    given = {"leaver": city.user("hub.officer"), "successor": city.user("hub.clerk"), "on": today, "note": "档案在二号柜",
             "by": city.user("hub.head"), "at": city.now}  # fmt: skip
    return hand_over(city.hub, **{**given, **more})


def duty_of(city, today, verb="personal"):
    return owe(city.hub, verb, body=city.hub, roles=["officer"], due_on=today, url="/desk/", at=city.now, label="名下的事",
               person=city.user("hub.officer"))  # fmt: skip


def test_the_leavers_roles_end_the_duties_move_and_both_are_told(city, today):
    duty = duty_of(city, today)
    row = leave(city, today)
    assert leave(city, today) == row
    duty.refresh_from_db()
    assert (duty.person, row.duties_moved, HandOver.objects.count()) == (city.user("hub.clerk"), 1, 1)
    assert holds(city.user("hub.officer"), city.hub, at=city.now) is False
    told = dict(Notice.objects.filter(key=f"hand-over:{row.pk}").values_list("user__username", "kind"))
    assert told == {"hub.clerk": "duties_taken", "hub.officer": "duties_given"}


def test_the_successor_may_take_the_roles_too(city, today):
    leave(city, today, take_roles=True)
    assert holds(city.user("hub.clerk"), city.hub, "officer", at=city.now) is True


def test_who_hands_over_and_to_whom(city, today):
    with pytest.raises(PermissionDenied):
        leave(city, today, by=city.user("hub.clerk"))
    with pytest.raises(PermissionDenied):
        leave(city, today, by=city.user("org.head"))
    for successor in ("org.head", "hub.officer"):
        with pytest.raises(ValidationError, match="另一位在任人员"):
            leave(city, today, successor=city.user(successor))
    with pytest.raises(ValidationError, match="没有在任的职责"):
        leave(city, today, leaver=city.user("org.head"))
    assert leave(city, today, by=city.user("hub.officer")).leaver == city.user("hub.officer")


def test_the_page_lists_what_moves_and_warns_of_what_nobody_would_get(city, client, today):
    duty_of(city, today)
    owe(city.hub, "role", body=city.hub, roles=["officer"], due_on=today, url="/desk/", at=city.now, label="按职责的事")
    client.force_login(city.user("hub.head"))
    address = f"/desk/staff/{city.hub.code}/hand-over/{city.user('hub.officer').pk}/"
    page = client.get(address)
    assert [row["title"] for row in page.context["moving"]] == ["名下的事"]
    assert "按职责的事" in [row["title"] for row in page.context["orphaned"]]
    assert "接任他的职责" in page.content.decode()
    given = {"successor": city.user("hub.clerk").pk, "on": today.isoformat(), "take_roles": "on"}
    assert client.post(address, given).status_code == 302
    client.force_login(city.user("hub.clerk"))
    assert client.get(f"/desk/staff/{city.hub.code}/hand-over/{city.user('hub.head').pk}/").status_code == 403


def test_a_clerk_cannot_make_himself_the_heads_substitute(city, client, today):
    post = Appointment.objects.get(person=city.user("hub.head"))
    client.force_login(city.user("hub.clerk"))
    given = {"substitute": city.user("hub.clerk").pk, "reason": "x", "valid_from": today.isoformat(),
             "valid_to": (today + timedelta(days=3)).isoformat()}  # fmt: skip
    assert client.post(f"/desk/staff/appointments/{post.pk}/substitute/", given).status_code == 403
    client.force_login(city.user("hub.head"))
    assert client.post(f"/desk/staff/appointments/{post.pk}/substitute/", given).status_code == 302
    stand = Substitution.objects.get()
    page = client.get("/desk/staff/").content.decode()
    assert f"{city.user('hub.clerk').name}代理，{given['valid_from']} 至 {given['valid_to']}" in page
    client.force_login(city.user("hub.officer"))
    assert client.post(f"/desk/staff/substitutions/{stand.pk}/end/").status_code == 403
    client.force_login(city.user("hub.head"))
    client.post(f"/desk/staff/substitutions/{stand.pk}/end/")
    stand.refresh_from_db()
    assert stand.valid_to == today + timedelta(days=1)


def test_the_head_appoints_and_ends_on_the_pages_and_the_office_looks_after_a_hub(city, client, today):
    client.force_login(city.user("hub.head"))
    address = f"/desk/staff/{city.hub.code}/appoint/"
    given = {"person": "nobody", "role": "clerk", "valid_from": today.isoformat()}
    assert "没有这个账号" in client.post(address, given).content.decode()
    assert client.post(address, {**given, "person": "org.liaison@demo.invalid"}).status_code == 302
    post = Appointment.objects.get(person=city.user("org.liaison"), organization=city.hub)
    client.post(f"/desk/staff/appointments/{post.pk}/end/", {"on": (today + timedelta(days=1)).isoformat()})
    post.refresh_from_db()
    assert post.valid_to == today + timedelta(days=1)
    client.force_login(city.user("hub.officer"))
    assert client.get(address).status_code == 403
    client.force_login(city.user("org.head"))
    assert client.get(address).status_code == 404
    client.force_login(city.user("office.officer"))
    assert city.user("hub.head").name in client.get(f"/desk/staff/?body={city.hub.code}").content.decode()
    assert client.get(address).status_code == 200


def test_filters_are_kept_under_a_name_and_dropped(city, client):
    client.force_login(city.user("hub.officer"))
    given = {"page": "desk.duties", "name": "逾期的", "query": "which=late", "next": "/desk/duties/"}
    assert client.post("/desk/views/save/", given)["location"] == "/desk/duties/?which=late"
    client.post("/desk/views/save/", {**given, "query": "which=late&element=open"})
    row = SavedView.objects.get()
    assert (row.user, row.query) == (city.user("hub.officer"), "which=late&element=open")
    assert "?which=late&amp;element=open" in client.get("/desk/duties/").content.decode()
    assert client.post("/desk/views/save/", {**given, "next": "https://evil.invalid/"})["location"].startswith("/desk/")
    client.force_login(city.user("hub.head"))
    assert "逾期的" not in client.get("/desk/duties/").content.decode()
    assert client.post(f"/desk/views/{row.pk}/drop/").status_code == 404
    client.force_login(city.user("hub.officer"))
    client.post(f"/desk/views/{row.pk}/drop/", {"next": "/desk/duties/"})
    assert not SavedView.objects.exists()


def test_a_view_without_a_name_or_too_long_is_refused(city):
    officer = city.user("hub.officer")
    for name, query in [("  ", "a=1"), ("长", "a=" + "1" * 600)]:
        with pytest.raises(ValidationError):
            save_view(page="desk.duties", name=name, query=query, by=officer, at=city.now)
    row = save_view(page="desk.duties", name="我的", query="a=1", by=officer, at=city.now)
    with pytest.raises(PermissionDenied):
        drop_view(row, by=city.user("hub.head"), at=city.now)
