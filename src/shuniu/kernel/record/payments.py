"""Why no money may be released for something: whoever knows plugs in, whoever pays asks here before every payment."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import datetime
from typing import Any

from django.core.exceptions import ValidationError

from shuniu.kernel.core.registries import Registry

payment_checks: Registry[Callable[..., dict[int, str]]] = Registry("why money may not be released")
"""label of the model that is paid for, `app.model` → check(ids=[...], at=) → {id: why not, in words}; who is not in it may be paid"""


def why_not_paid(kind: str, ids: Iterable[int], at: datetime) -> dict[int, str]:
    """What of these rows may not be paid for yet, and why: nothing is paid that nobody can vouch for.

    Raises LookupError for a kind that no storey checks.
    """
    check = payment_checks.get(kind)
    if check is None:
        raise LookupError(f"nobody checks payments for {kind}")
    return check(ids=list(ids), at=at)


def refuse_unpayable(row: Any, at: datetime) -> None:
    """Raises ValidationError in the user's words when no money may be released for the row."""
    why = why_not_paid(row._meta.label_lower, [row.pk], at).get(row.pk)
    if why:
        raise ValidationError(why)
