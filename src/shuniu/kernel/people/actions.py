from __future__ import annotations

from datetime import datetime
from typing import Any

from django.contrib.auth.password_validation import validate_password
from django.contrib.sessions.models import Session
from django.core.exceptions import ValidationError
from django.db import IntegrityError, connection, transaction
from django.utils.translation import gettext as _

from shuniu.kernel.core.access import authorise, nobody, permit, predicate
from shuniu.kernel.people.models import User, plain_phone
from shuniu.kernel.trail.actions import trace


@predicate
def is_operator(user: Any, row: Any, at: datetime) -> bool:
    return bool(getattr(user, "is_operator", False))


@predicate
def is_self(user: Any, row: Any, at: datetime) -> bool:
    return bool(user.is_authenticated and user.pk == row.pk)


permit("people.open_account", is_operator)
permit("people.close_account", is_operator)
permit("people.save_preferences", is_self)
permit("people.save_contact", is_self)
permit("people.open_first_account", nobody)
permit("people.sweep", nobody)


@transaction.atomic
def open_account(
    *,
    username: str,
    name: str,
    by: Any,
    at: datetime,
    email: str | None = None,
    phone: str | None = None,
    password: str | None = None,
    is_operator: bool = False,
) -> User:
    """A new account; without a password it cannot sign in until one is set.

    Raises ValidationError when the user name, mail address or phone number is taken or the password too weak.
    """
    authorise(by, "people.open_account", None, at=at)
    user = User(
        username=username.strip(), name=name.strip(), email=(email or "").strip().lower() or None,
        phone=plain_phone(phone or "") or None, is_operator=is_operator,
    )  # fmt: skip
    user.set_unusable_password()
    if password is not None:
        validate_password(password, user)
        user.set_password(password)
    user.clean_fields(exclude=["password"])
    taken = _("这个用户名、邮箱或手机号已有账号，请换一个，或用它登录。")
    if any(User.objects.identifies_somebody(one) for one in (user.username, user.email, user.phone) if one):
        raise ValidationError(taken)
    try:
        with transaction.atomic():
            user.save()
    except IntegrityError as error:
        raise ValidationError(taken) from error
    trace(user, "people.account_opened", by=by, at=at)
    return user


@transaction.atomic
def close_account(user: User, *, by: Any, at: datetime) -> User:
    """The account can no longer sign in; what it did stays. Closing twice changes nothing."""
    user = User.objects.select_for_update().get(pk=user.pk)
    authorise(by, "people.close_account", user, at=at)
    if not user.is_active:
        return user
    user.is_active = False
    user.save(update_fields=["is_active"])
    trace(user, "people.account_closed", by=by, at=at)
    return user


@transaction.atomic
def save_preferences(
    user: User, *, language: str, compact_tables: bool, large_type: bool, by: Any, at: datetime
) -> User:
    """Language, row height and type size of one person."""
    user = User.objects.select_for_update().get(pk=user.pk)
    authorise(by, "people.save_preferences", user, at=at)
    user.language, user.compact_tables, user.large_type = language, compact_tables, large_type
    user.save(update_fields=["language", "compact_tables", "large_type"])
    trace(user, "people.preferences_saved", by=by, at=at)
    return user


@transaction.atomic
def save_contact(user: User, *, name: str, email: str | None, phone: str | None, by: Any, at: datetime) -> User:
    """One's own name, mail address and phone number, which also sign in. The same again changes nothing.

    Raises ValidationError when the address or number is somebody else's, or not one.
    """
    user = User.objects.select_for_update().get(pk=user.pk)
    authorise(by, "people.save_contact", user, at=at)
    wanted = {
        "name": name.strip(),
        "email": (email or "").strip().lower() or None,
        "phone": plain_phone(phone or "") or None,
    }
    changed = [field for field, value in wanted.items() if getattr(user, field) != value]
    if not changed:
        return user
    for field, value in wanted.items():
        setattr(user, field, value)
    user.clean_fields(exclude=["password"])
    if any(User.objects.exclude(pk=user.pk).identifies_somebody(one) for one in (user.email, user.phone) if one):
        raise ValidationError(_("这个邮箱或手机号是别人在用的，请核对。"))
    user.save(update_fields=["name", "email", "phone"])
    trace(user, "people.contact_saved", by=by, at=at, fields=changed)
    return user


@transaction.atomic
def sweep(*, by: Any, at: datetime) -> int:
    """Delete sessions and cache entries that have ended; returns how many sessions. No trace: nothing was done."""
    authorise(by, "people.sweep", None, at=at)
    gone, _rows = Session.objects.filter(expire_date__lt=at).delete()
    with connection.cursor() as cursor:
        cursor.execute("DELETE FROM shuniu_cache WHERE expires < %s", [at])
    return gone
