"""What actions of several rooms need: telling bodies, required texts, days of a limit."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from shuniu.kernel.norms.queries import setting_for
from shuniu.kernel.orgs.actions import enter_organization
from shuniu.kernel.orgs.models import Organization, OrganizationKind
from shuniu.kernel.orgs.naming import name_key
from shuniu.kernel.orgs.queries import holders
from shuniu.kernel.orgs.rules import SPEAKS
from shuniu.kernel.record.actions import notify

SIGNS = ("head", "officer", *[role for role in SPEAKS if role != "head"])


def tell(body: Organization, kind: str, *, key: str, url: str, at: datetime, **facts: Any) -> None:
    """One notice and mail to each person who signs for the body."""
    for person in holders(body, *SIGNS, at=at):
        notify(person, kind, key=key, at=at, url=url, mail=True, **facts)


def filled(**texts: Any) -> dict[str, str]:
    """The texts without spaces at their ends. Raises ValidationError naming every empty one at once."""
    found = {name: str(text or "").strip() for name, text in texts.items()}
    if wrong := {name: _("请填写这一项。") for name, text in found.items() if not text}:
        raise ValidationError(wrong)
    return found


def department_of(
    department: Organization | None, name: str, *, hub: Organization, by: Any, at: datetime
) -> Organization:
    """The department of the register; one it does not know yet is entered under its full name."""
    if department is None:
        key = name_key(name)
        known = Organization.objects.filter(kind=OrganizationKind.AUTHORITY, merged_into__isnull=True, name_key=key)
        department = (known.first() if key else None) or None
    if department is None and name.strip():
        department = enter_organization(
            name=name, kind=OrganizationKind.AUTHORITY, area=hub.area, source="department", by=by, at=at
        )
    if department is None or department.kind != OrganizationKind.AUTHORITY:
        raise ValidationError({"department": _("请写党政部门的全称，它要是登记册里的机关单位。")})
    return department


def lines_of(text: str) -> list[str]:
    return [line.strip() for line in text.splitlines() if line.strip()]


def whole(hub: Organization, key: str, at: datetime) -> int:
    return int(setting_for(hub, key, at) or 0)


def changed(row: Any, facts: dict[str, Any], names: Iterable[str]) -> bool:
    return any(getattr(row, name) != facts[name] for name in names if name in facts)
