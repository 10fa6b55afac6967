"""Signing in as a person does: by three names, with a passkey, with two steps."""

from __future__ import annotations

import pytest
from allauth.mfa.models import Authenticator
from django.core.cache import cache
from playwright.sync_api import Page, expect

from shuniu.kernel.people.models import User
from tests.kernel.test_sign_in import PASSWORD, code_text


@pytest.fixture(autouse=True)
def quiet_cache(live):
    cache.clear()


def sign_in(page: Page, live: str, login: str) -> None:
    page.goto(f"{live}/account/login/")
    page.get_by_label("用户名、邮箱或手机号").fill(login)
    page.get_by_label("密码", exact=True).fill(PASSWORD)
    page.get_by_role("button", name="登录", exact=True).click()


def sign_out(page: Page, live: str) -> None:
    page.goto(f"{live}/account/logout/")
    page.locator("main").get_by_role("button", name="退出登录").click()
    page.wait_for_url(f"{live}/")


def test_three_names_open_one_account(enter, live):
    User.objects.filter(username="hub.officer").update(phone="13800000001")
    page = enter(None, width=390)
    for login in ("hub.officer", "hub.officer@demo.invalid", "138 0000 0001"):
        sign_in(page, live, login)
        page.wait_for_url("**/desk/")
        sign_out(page, live)
    sign_in(page, live, "hub.officer@nowhere.invalid")
    expect(page.locator("main")).to_contain_text("用户名或密码不对")


def virtual_authenticator(page: Page) -> None:
    """A telephone's fingerprint, as Chromium plays it."""
    devices = page.context.new_cdp_session(page)
    devices.send("WebAuthn.enable")
    options = {"protocol": "ctap2", "transport": "internal", "hasResidentKey": True, "hasUserVerification": True,
               "isUserVerified": True, "automaticPresenceSimulation": True}  # fmt: skip
    devices.send("WebAuthn.addVirtualAuthenticator", {"options": options})


def confirm_password(page: Page) -> None:
    page.get_by_label("密码", exact=True).fill(PASSWORD)
    page.get_by_role("button", name="确认", exact=True).click()


def test_a_passkey_is_added_and_signs_in_without_a_password(enter, live):
    page = enter(None)
    virtual_authenticator(page)
    sign_in(page, live, "hub.officer")
    page.wait_for_url("**/desk/")
    page.goto(f"{live}/account/2fa/")
    page.get_by_role("link", name="添加通行密钥").click()
    confirm_password(page)
    page.get_by_label("名称").fill("办公电脑")
    page.get_by_label("用它代替密码登录").check()
    page.get_by_role("button", name="添加通行密钥").click()
    expect(page.locator("main")).to_contain_text("通行密钥已添加")
    assert Authenticator.objects.filter(user__username="hub.officer", type="webauthn").count() == 1
    sign_out(page, live)
    page.goto(f"{live}/account/login/")
    page.get_by_role("button", name="用通行密钥登录").click()
    page.wait_for_url("**/desk/")
    expect(page.locator("header.top")).to_contain_text(User.objects.get(username="hub.officer").name)
    page.goto(f"{live}/account/2fa/webauthn/")
    expect(page.locator("main")).to_contain_text("办公电脑")


def test_two_steps_are_turned_on_and_asked_for(enter, live):
    page = enter(None, width=390)
    sign_in(page, live, "hub.clerk")
    page.wait_for_url("**/desk/")
    page.goto(f"{live}/account/2fa/totp/activate/")
    confirm_password(page)
    secret = page.locator("#totp-secret").text_content().strip()
    assert page.locator(".qr-image img").evaluate("image => image.naturalWidth") > 0
    page.get_by_label("验证码").fill(code_text(secret))
    page.get_by_role("button", name="开启两步验证").click()
    expect(page.locator("#recovery-codes")).to_be_visible()
    spare = page.locator("#recovery-codes").text_content().split()[0]
    sign_out(page, live)
    sign_in(page, live, "hub.clerk")
    page.get_by_label("验证码").fill(spare)
    page.get_by_role("button", name="登录", exact=True).click()
    page.wait_for_url("**/desk/")
