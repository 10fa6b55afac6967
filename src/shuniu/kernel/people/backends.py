from __future__ import annotations

from typing import Any

from django.contrib.auth.backends import BaseBackend
from django.contrib.auth.hashers import make_password
from django.http import HttpRequest

from shuniu.kernel.people.models import User


class IdentifierBackend(BaseBackend):
    """Password sign-in by user name, mail address or phone number."""

    def authenticate(
        self, request: HttpRequest | None, username: str | None = None, password: str | None = None, **extra: Any
    ) -> User | None:
        if not username or password is None:
            return None
        user = User.objects.by_identifier(username)
        if user is None:
            make_password(password)  # as slow as a real check, so that nobody learns which names exist
            return None
        return user if user.check_password(password) else None

    def get_user(self, user_id: int) -> User | None:
        return User.objects.filter(pk=user_id, is_active=True, is_system=False).first()
