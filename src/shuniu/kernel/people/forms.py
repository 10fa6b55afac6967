"""allauth's forms in our words; what they check stays theirs."""

from __future__ import annotations

from typing import Any

from allauth.account.forms import (
    ChangePasswordForm,
    LoginForm,
    ReauthenticateForm,
    ResetPasswordForm,
    ResetPasswordKeyForm,
)
from allauth.mfa.base.forms import AuthenticateForm
from allauth.mfa.base.forms import ReauthenticateForm as CodeReauthenticateForm
from allauth.mfa.totp.forms import ActivateTOTPForm
from allauth.mfa.webauthn.forms import AddWebAuthnForm, EditWebAuthnForm
from django import forms
from django.utils.translation import gettext_lazy as _


class OurWords:
    """Labels and hints of `words`; placeholders go, since a label says it already."""

    words: dict[str, Any] = {}
    hints: dict[str, Any] = {}
    fields: dict[str, forms.Field]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name, field in self.fields.items():
            field.widget.attrs.pop("placeholder", None)
            field.help_text = self.hints.get(name, "")
            if name in self.words:
                field.label = self.words[name]


class SignInForm(OurWords, LoginForm):
    """One identifier: a user name, a mail address or a phone number."""

    words = {"login": _("用户名、邮箱或手机号"), "password": _("密码"), "remember": _("在这台设备上记住我")}


class ChangeForm(OurWords, ChangePasswordForm):
    words = {"oldpassword": _("现在的密码"), "password1": _("新密码"), "password2": _("再输一遍新密码")}
    hints = {"password1": _("至少 10 个字符。")}


class ResetForm(OurWords, ResetPasswordForm):
    words = {"email": _("邮箱")}


class ResetKeyForm(OurWords, ResetPasswordKeyForm):
    words = {"password1": _("新密码"), "password2": _("再输一遍新密码")}
    hints = {"password1": _("至少 10 个字符。")}


class ConfirmPasswordForm(OurWords, ReauthenticateForm):
    words = {"password": _("密码")}


class CodeForm(OurWords, AuthenticateForm):
    words = {"code": _("验证码")}
    hints = {"code": _("验证器应用里的 6 位数字，或一个备用码。")}


class ConfirmCodeForm(OurWords, CodeReauthenticateForm):
    words = {"code": _("验证码")}


class ActivateForm(OurWords, ActivateTOTPForm):
    words = {"code": _("验证码")}
    hints = {"code": _("扫码后，应用里显示的 6 位数字。")}


class AddKeyForm(OurWords, AddWebAuthnForm):
    words = {"name": _("名称"), "passwordless": _("用它代替密码登录（通行密钥）")}
    hints = {"name": _("例如“办公电脑”“我的手机”。")}


class EditKeyForm(OurWords, EditWebAuthnForm):
    words = {"name": _("名称")}
