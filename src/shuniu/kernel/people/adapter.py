from __future__ import annotations

from typing import Any

from allauth.account.adapter import DefaultAccountAdapter, get_adapter
from allauth.mfa.adapter import DefaultMFAAdapter
from django.conf import settings
from django.http import HttpRequest
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext_lazy as _


def client_address(request: HttpRequest) -> str:
    """Where a request came from: as the trusted proxy says (BEHIND_PROXY), else the other end of the line."""
    return get_adapter().get_client_ip(request)


class AccountAdapter(DefaultAccountAdapter):
    """Nobody opens an account alone: accounts come from invitations and `shuniu setup`."""

    error_messages = {
        **DefaultAccountAdapter.error_messages,
        "account_inactive": _("这个账号已停用。"),
        "enter_current_password": _("请输入现在的密码。"),
        "incorrect_code": _("验证码不对，请用应用里最新的一组。"),
        "incorrect_password": _("密码不对。"),
        "invalid_login": _("用户名或密码不对。"),
        "username_password_mismatch": _("用户名或密码不对。"),
        "too_many_login_attempts": _("试错的次数太多，请过五分钟再试，或找回密码。"),
        "invalid_password_reset": _("这个重设密码的链接已失效，请重新申请。"),
        "rate_limited": _("操作太频繁，请稍后再试。"),
    }

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        return False

    def get_reset_password_from_key_url(self, key: str) -> str:
        """Links in mails speak as PUBLIC_URL, never as whatever host a request named."""
        uid, _dash, token = key.partition("-")
        path = reverse("account_reset_password_from_key", kwargs={"uidb36": uid, "key": token})
        return f"{settings.PUBLIC_URL}{path}"

    def send_mail(self, template_prefix: str, email: str, context: dict[str, Any]) -> None:
        """In the person's language; the mail lies in the outbox like every other."""
        user = context.get("user")
        with translation.override(getattr(user, "language", "") or translation.get_language()):
            super().send_mail(template_prefix, email, {**context, "public_url": settings.PUBLIC_URL})

    def format_email_subject(self, subject: str) -> str:
        return str(subject).strip()


class MFAAdapter(DefaultMFAAdapter):
    error_messages = {
        **DefaultMFAAdapter.error_messages,
        "cannot_delete_authenticator": _("不能停用两步验证。"),
        "cannot_generate_recovery_codes": _("先开启两步验证，才能生成备用码。"),
        "incorrect_code": _("验证码不对，请用应用里最新的一组。"),
    }

    def get_public_key_credential_rp_entity(self) -> dict[str, str]:
        """The name shown by the device; the domain is PUBLIC_URL's."""
        entity = super().get_public_key_credential_rp_entity()
        entity["name"] = "Shuniu"
        return entity
