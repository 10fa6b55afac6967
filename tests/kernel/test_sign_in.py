"""Accounts and sign-in: three identifiers, reset by mail, two steps, sessions; nothing that is not offered answers."""

from __future__ import annotations

import re

import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import hotp_value, yield_hotp_counters_from_time
from django.core.exceptions import PermissionDenied, ValidationError
from django.core.mail import EmailMessage
from django.db import IntegrityError, transaction
from django.test import Client
from django.urls import reverse

from shuniu.kernel.people.actions import close_account, open_account, save_contact, save_preferences
from shuniu.kernel.people.models import User
from shuniu.kernel.record.models import OutgoingMail

PASSWORD = "shuniu-demo"


@pytest.fixture(autouse=True)
def outbox(settings):
    settings.EMAIL_BACKEND = "shuniu.kernel.record.mail.OutboxBackend"


@pytest.fixture
def officer(city):
    User.objects.filter(username="hub.officer").update(phone="13800000001", email="officer@demo.invalid")
    return city.user("hub.officer")


def sign_in(client, login, password=PASSWORD, **more):
    return client.post("/account/login/", {"login": login, "password": password, **more})


def signed_in_as(client):
    return client.session.get("_auth_user_id")


@pytest.mark.parametrize(
    "login", ["hub.officer", "HUB.OFFICER", "officer@demo.invalid", "OFFICER@demo.invalid", "13800000001", "138 0000-0001", "+86 138 0000 0001", "１３８０００００００１", " hub.officer "]
)  # fmt: skip
def test_user_name_mail_and_phone_number_all_sign_in(officer, client, login):
    page = sign_in(client, login)
    assert (page.status_code, page["location"], signed_in_as(client)) == (302, "/desk/", str(officer.pk))


@pytest.mark.parametrize("login", ["nobody", "1380000", "", "hub.officer@", "schedule"])
def test_who_is_not_there_and_who_errs_are_told_the_same(officer, client, login):
    User.objects.system("schedule")
    page = sign_in(client, login or "x")
    assert (page.status_code, signed_in_as(client)) == (200, None)
    wrong = sign_in(client, "hub.officer", "not the password")
    problem = re.compile(r'class="problem"|role="alert"')
    assert problem.search(page.content.decode())
    assert "用户名或密码不对。" in page.content.decode()
    assert "用户名或密码不对。" in wrong.content.decode()


def test_a_closed_account_does_not_sign_in(officer, client, city):
    close_account(officer, by=User.objects.system("test"), at=city.now)
    assert "用户名或密码不对。" in sign_in(client, "hub.officer").content.decode()


def test_five_wrong_passwords_lock_the_name_and_no_other(officer, client):
    for _time in range(5):
        sign_in(client, "hub.officer", "wrong wrong wrong")
    assert "试错的次数太多" in sign_in(client, "hub.officer").content.decode()
    assert signed_in_as(client) is None
    assert sign_in(client, "hub.head").status_code == 302


def test_after_sign_in_one_goes_where_one_wanted_but_nowhere_else(officer, client):
    page = client.get("/desk/duties/")
    assert page["location"] == "/account/login/?next=/desk/duties/"
    assert sign_in(client, "hub.officer", next="/desk/duties/")["location"] == "/desk/duties/"
    client.post("/account/logout/")
    assert sign_in(client, "hub.officer", next="https://elsewhere.invalid/")["location"] == "/desk/"


def test_signing_out_needs_a_click(officer, client):
    client.force_login(officer)
    client.get("/account/logout/")
    assert signed_in_as(client) is not None
    assert client.post("/account/logout/").status_code == 302
    assert signed_in_as(client) is None


def test_a_forgotten_password_is_set_anew_through_the_outbox_once(officer, client, settings):
    settings.PUBLIC_URL = "https://shuniu.example.org"
    client.post("/account/password/reset/", {"email": "officer@demo.invalid"}, headers={"host": "localhost"})
    mail = OutgoingMail.objects.get()
    assert (mail.to, mail.subject) == ("officer@demo.invalid", "重设你的枢纽密码")
    link = re.search(r"https://shuniu\.example\.org(/\S+)", mail.body)[1]
    form = client.get(link, follow=True)
    address = form.redirect_chain[-1][0]
    done = client.post(address, {"password1": "a new long one", "password2": "a new long one"}, follow=True)
    assert "新密码已保存" in done.content.decode()
    assert sign_in(client, "hub.officer").status_code == 200
    assert sign_in(client, "hub.officer", "a new long one").status_code == 302
    client.post("/account/logout/")
    assert "链接已失效" in client.get(link, follow=True).content.decode()


def test_an_address_without_account_gets_no_mail_and_the_same_page(city, client):
    page = client.post("/account/password/reset/", {"email": "nobody@elsewhere.invalid"}, follow=True)
    assert "链接已发出" in page.content.decode()
    assert OutgoingMail.objects.count() == 0


def test_the_reset_mail_speaks_the_persons_language(officer, client):
    User.objects.filter(pk=officer.pk).update(language="en")
    client.post("/account/password/reset/", {"email": officer.email})
    assert re.match(r"[A-Z][a-z]+", OutgoingMail.objects.get().subject)


def test_a_password_is_changed_after_the_present_one(officer, client):
    sign_in(client, "hub.officer")
    given = {"oldpassword": "wrong", "password1": "a new long one", "password2": "a new long one"}
    assert "请输入现在的密码" in client.post("/account/password/change/", given).content.decode()
    given["oldpassword"] = PASSWORD
    assert (
        client.post("/account/password/change/", {**given, "password1": "short", "password2": "short"}).status_code
        == 200
    )
    assert client.post("/account/password/change/", given).status_code == 302
    client.post("/account/logout/")
    assert sign_in(client, "hub.officer", "a new long one").status_code == 302


def code_for(secret):
    return hotp_value(secret, next(yield_hotp_counters_from_time()))


def code_text(secret):
    return f"{code_for(secret):06d}"


def confirm_password(client, address):
    """Whoever changes how to sign in says once more who it is."""
    asked = client.get(address)
    assert asked["location"].startswith("/account/reauthenticate/")
    assert "密码不对" in client.post(asked["location"], {"password": "wrong wrong"}).content.decode()
    assert client.post(asked["location"], {"password": PASSWORD})["location"] == address


def turn_on_two_steps(client):
    confirm_password(client, "/account/2fa/totp/activate/")
    page = client.get("/account/2fa/totp/activate/")
    secret = page.context["form"].secret
    assert "data:image/svg" in page.content.decode()
    assert "验证码不对" in client.post("/account/2fa/totp/activate/", {"code": "000000"}).content.decode()
    page = client.get("/account/2fa/totp/activate/")
    secret = page.context["form"].secret
    done = client.post("/account/2fa/totp/activate/", {"code": code_text(secret)})
    assert done.status_code == 302, done.content.decode()
    return secret


def test_two_steps_are_turned_on_asked_for_and_turned_off(officer, client):
    sign_in(client, "hub.officer")
    turn_on_two_steps(client)
    codes = client.get("/account/2fa/recovery-codes/").context["unused_codes"]
    assert len(codes) == 10
    assert codes[0] in client.get("/account/2fa/recovery-codes/download/").content.decode()
    client.post("/account/logout/")
    assert sign_in(client, "hub.officer")["location"].startswith("/account/2fa/authenticate/")
    assert client.get("/desk/").status_code == 302
    assert "验证码不对" in client.post("/account/2fa/authenticate/", {"code": "000000"}).content.decode()
    assert client.post("/account/2fa/authenticate/", {"code": codes[0]})["location"] == "/desk/"
    client.post("/account/logout/")
    sign_in(client, "hub.officer")
    used = client.post("/account/2fa/authenticate/", {"code": codes[0]})
    assert "验证码不对" in used.content.decode()
    client.post("/account/2fa/authenticate/", {"code": codes[1]})
    confirm_password(client, "/account/2fa/totp/deactivate/")
    assert client.post("/account/2fa/totp/deactivate/").status_code == 302
    assert not Authenticator.objects.filter(user=officer).exists()


def test_other_devices_are_signed_out(officer, client):

    other = Client(headers={"user-agent": "Telephone"})
    sign_in(other, "hub.officer")
    other.get("/desk/")
    sign_in(client, "hub.officer")
    client.get("/desk/")
    page = client.get("/account/sessions/").content.decode()
    assert "Telephone" in page
    client.post("/account/sessions/")
    assert other.get("/desk/duties/").status_code == 302
    assert client.get("/desk/duties/").status_code == 200


@pytest.mark.parametrize(
    "address", ["signup/", "email/", "confirm-email/", "confirm-email/abc/", "password/set/", "login/code/", "login/code/confirm/",
                "signup/passkey/", "2fa/webauthn/signup/", "3rdparty/", "social/signup/"]
)  # fmt: skip
def test_what_is_not_offered_is_not_there(officer, client, address):
    assert client.get(f"/account/{address}").status_code == 404
    client.force_login(officer)
    assert (client.get(f"/account/{address}").status_code, client.post(f"/account/{address}").status_code) == (404, 404)


REACHABLE = ["account_login", "account_reset_password", "account_reset_password_done", "account_inactive"]
SIGNED_IN = [
    "account_change_password", "account_logout", "mfa_index", "mfa_activate_totp", "mfa_list_webauthn", "mfa_add_webauthn",
    "usersessions_list",
]  # fmt: skip


@pytest.mark.parametrize("language", ["zh-CN", "zh-TW", "en-US"])
def test_the_offered_pages_are_in_our_look_and_the_readers_language(officer, client, language):
    head = {"accept-language": language}
    for name in REACHABLE:
        ours(client.get(reverse(name), headers=head), language)
    sign_in(client, "hub.officer")
    client.post("/account/reauthenticate/", {"password": PASSWORD})
    for name in SIGNED_IN:
        ours(client.get(reverse(name), headers=head, follow=True), language)


def ours(page, language):
    text = page.content.decode()
    assert page.status_code == 200
    assert 'id="main"' in text
    assert "style.css" in text
    main = re.sub(r"<[^>]+>", " ", text[text.index("<main") : text.index("</main>")])
    if language == "en-US":
        assert not re.search(r"[\u4e00-\u9fff]", re.sub(r"云州\S+|hub\.officer", "", main)), main
    else:
        assert not re.search(r"\b(Sign|Password|Passwordless|Code|Name|Remember|Security|Add|Recovery)\b", main), main


def test_an_account_is_opened_by_the_operator_and_each_identifier_once(officer, city):
    operator = open_account(username="ops", name="管理员", password="long enough 1", is_operator=True,
                            by=User.objects.system("setup"), at=city.now)  # fmt: skip
    given = {"name": "新人", "password": "long enough 2", "by": operator, "at": city.now}
    assert open_account(username="newcomer", email="new@demo.invalid", **given).may_sign_in(city.now)
    for taken in (
        {"username": "NEWCOMER"},
        {"username": "b1", "email": "NEW@demo.invalid"},
        {"username": "b2", "phone": "13800000001"},
    ):
        with pytest.raises(ValidationError, match="已有账号"):
            open_account(**taken, **given)
    with pytest.raises(ValidationError):
        open_account(username="b3", **{**given, "password": "123"})
    with pytest.raises(PermissionDenied):
        open_account(username="b4", **{**given, "by": officer})


def test_one_persons_phone_number_is_nobody_elses_user_name(officer, city):
    """Three kinds of identifier share one door: nobody takes a name that is somebody's number or address."""
    given = {"name": "新人", "password": "long enough 2", "by": User.objects.system("setup"), "at": city.now}
    for taken in ({"username": "13800000001"}, {"username": "c1", "phone": "138 0000 0001"}):
        with pytest.raises(ValidationError, match="已有账号"):
            open_account(**taken, **given)


def test_preferences_are_ones_own(officer, city):
    row = save_preferences(officer, language="en", compact_tables=True, large_type=True, by=officer, at=city.now)
    assert (row.language, row.compact_tables, row.large_type) == ("en", True, True)
    with pytest.raises(PermissionDenied):
        save_preferences(
            officer, language="en", compact_tables=True, large_type=True, by=city.user("hub.head"), at=city.now
        )


def test_the_database_itself_keeps_identifiers_apart(officer):
    with pytest.raises(IntegrityError), transaction.atomic():
        User.objects.filter(username="hub.head").update(phone="13800000001")
    with pytest.raises(IntegrityError), transaction.atomic():
        User.objects.filter(username="hub.head").update(email="officer@DEMO.invalid")


def test_any_mail_of_django_lies_in_the_outbox_first(city):
    EmailMessage("题目\n换行", "正文", to=["a@demo.invalid", "b@demo.invalid"]).send()
    assert sorted(OutgoingMail.objects.values_list("to", "subject", "sent_at")) == [
        ("a@demo.invalid", "题目 换行", None), ("b@demo.invalid", "题目 换行", None),
    ]  # fmt: skip


def test_ones_language_goes_along_to_another_device_and_the_switch_of_a_device_goes_before(officer, client):
    User.objects.filter(pk=officer.pk).update(language="en")
    client.force_login(officer)
    assert '<html lang="en"' in client.get("/desk/duties/").content.decode()
    client.post("/i18n/setlang/", {"language": "zh-hant", "next": "/desk/"})
    assert '<html lang="zh-Hant"' in client.get("/desk/duties/").content.decode()


def test_one_changes_ones_own_address_and_number_but_takes_nobody_elses(officer, client, city):
    client.force_login(officer)
    given = {"contact": "1", "name": "经办人", "email": "New@demo.invalid", "phone": "139 0000 0002"}
    assert client.post("/desk/profile/", given).status_code == 302
    officer.refresh_from_db()
    assert (officer.name, officer.email, officer.phone) == ("经办人", "new@demo.invalid", "13900000002")
    taken = client.post("/desk/profile/", {**given, "email": "hub.head@demo.invalid"})
    assert "是别人在用的" in taken.content.decode()
    with pytest.raises(PermissionDenied):
        save_contact(officer, name="x", email="", phone="", by=city.user("hub.head"), at=city.now)
