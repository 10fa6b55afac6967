"""Who may: small predicates over (user, row, moment), combined with & | ~, registered under a name."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import Any

from django.core.exceptions import PermissionDenied
from django.utils.translation import gettext as _

Test = Callable[[Any, Any, datetime], bool]


class Predicate:
    """A question about (user, row, at); answers bool. Combine with `&`, `|` and `~`."""

    def __init__(self, test: Test, name: str) -> None:
        self.test = test
        self.name = name

    def __call__(self, user: Any, row: Any, at: datetime) -> bool:
        return bool(self.test(user, row, at))

    def __and__(self, other: Predicate) -> Predicate:
        return Predicate(lambda u, r, at: self(u, r, at) and other(u, r, at), f"({self.name} & {other.name})")

    def __or__(self, other: Predicate) -> Predicate:
        return Predicate(lambda u, r, at: self(u, r, at) or other(u, r, at), f"({self.name} | {other.name})")

    def __invert__(self) -> Predicate:
        return Predicate(lambda u, r, at: not self(u, r, at), f"~{self.name}")


def predicate(test: Test) -> Predicate:
    return Predicate(test, test.__name__)


_permissions: dict[str, Predicate] = {}


def permit(name: str, rule: Predicate) -> None:
    """Register who may do `name` (`app.verb_noun`). A name is registered once."""
    if name in _permissions and _permissions[name] is not rule:
        raise RuntimeError(f"permission {name} is registered twice")
    _permissions[name] = rule


def permissions() -> dict[str, Predicate]:
    return dict(_permissions)


def allowed(user: Any, name: str, row: Any, *, at: datetime) -> bool:
    """True when the registered rule says yes. Unknown names raise KeyError: nothing is allowed by accident."""
    rule = _permissions[name]
    if user is None:
        return False
    if getattr(user, "is_system", False):
        return True
    return rule(user, row, at)


def authorise(user: Any, name: str, row: Any, *, at: datetime) -> None:
    """Raise PermissionDenied unless `user` may do `name` to `row` at the moment `at`."""
    if not allowed(user, name, row, at=at):
        raise PermissionDenied(_("你没有办理这件事的权限。如需办理，请联系本单位负责人。"))


@predicate
def signed_in_user(user: Any, row: Any, at: datetime) -> bool:
    return bool(user.is_authenticated and user.is_active)


@predicate
def nobody(user: Any, row: Any, at: datetime) -> bool:
    """Only named system accounts, which `allowed` lets pass."""
    return False
