from __future__ import annotations

import re
import unicodedata
from datetime import datetime
from typing import Any

from django.contrib.auth.models import AbstractBaseUser, BaseUserManager
from django.core.validators import RegexValidator
from django.db import models
from django.db.models.functions import Lower
from django.utils.translation import gettext_lazy as _

_BETWEEN = re.compile(r"[\s().·_\u00ad\u200b-\u200f\u2010-\u2015\u202a-\u202e\u2060\ufeff-]")


def plain_phone(phone: str) -> str:
    """Without the spaces, dashes, brackets, wide digits and country code that people write: `+86 138 0000-0001` → `13800000001`."""
    plain = _BETWEEN.sub("", unicodedata.normalize("NFKC", phone))
    plain = re.sub(r"^(?:\+|00)?86(?=1\d{10}$)", "", plain)
    return re.sub(r"^(?:\+|00)86(?=[2-9]\d{8,}$|10\d{8}$)", "0", plain)


class UserQuerySet(models.QuerySet["User"]):
    def answering_to(self, identifier: str) -> UserQuerySet:
        """Accounts with this user name, address or number, of whichever kind: one door, one key each."""
        match = models.Q(username__iexact=identifier) | models.Q(email__iexact=identifier)
        return self.filter(match | models.Q(phone=plain_phone(identifier)))

    def identifies_somebody(self, identifier: str) -> bool:
        return self.answering_to(identifier).exists()


class UserManager(BaseUserManager.from_queryset(UserQuerySet)):  # type: ignore[misc]
    def by_identifier(self, identifier: str) -> User | None:
        """The active account whose user name, mail address or phone number is `identifier`."""
        identifier = identifier.strip()
        if not identifier:
            return None
        return self.answering_to(identifier).filter(is_active=True, is_system=False).order_by("pk").first()

    def get_by_natural_key(self, username: str | None) -> User:
        return self.get(username=username)

    def system(self, name: str) -> User:
        """The named account that jobs and commands act as; made on first use, cannot sign in."""
        # Two workers may both be the first to use it.
        return self.get_or_create(username=name, is_system=True, defaults={"name": name, "password": "!"})[0]


class User(AbstractBaseUser):
    """A person who signs in. What a person may do comes from appointments, never from flags here."""

    username = models.CharField(
        _("用户名"),
        max_length=60,
        unique=True,
        validators=[RegexValidator(r"^[\w.\-]+$", _("用户名只用字母、数字、汉字、点、横线和下划线。"))],
    )
    name = models.CharField(_("姓名"), max_length=60)
    email = models.EmailField(_("邮箱"), null=True, blank=True)
    phone = models.CharField(_("手机号"), max_length=20, null=True, blank=True, unique=True)
    language = models.CharField(_("语言"), max_length=10, blank=True)
    compact_tables = models.BooleanField(_("紧凑表格"), default=False)
    large_type = models.BooleanField(_("大字版"), default=False)
    is_active = models.BooleanField(default=True)
    is_system = models.BooleanField(default=False)
    is_operator = models.BooleanField(default=False)
    joined_at = models.DateTimeField(auto_now_add=True)

    USERNAME_FIELD = "username"
    EMAIL_FIELD = "email"
    objects = UserManager()

    class Meta:
        constraints = [
            models.UniqueConstraint(Lower("email"), name="user_email_once"),
            models.UniqueConstraint(Lower("username"), name="user_username_once"),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def is_staff(self) -> bool:
        return False

    def has_module_perms(self, app_label: str) -> bool:
        return False

    def has_perm(self, perm: str, obj: Any = None) -> bool:
        return False

    def get_full_name(self) -> str:
        return self.name

    def may_sign_in(self, at: datetime) -> bool:
        return self.is_active and not self.is_system
