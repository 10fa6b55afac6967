"""A few seconds to take a small act back: the page that says it is done offers the opposite act to whoever did it.

A storey declares the opposite acts of its own; each asks for rights and leaves its trace like any other. What cannot be
taken back (filing, public notices, mails) is asked about before.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.contrib import messages
from django.core import signing
from django.http import HttpRequest

from shuniu.kernel.core.registries import Registry

SECONDS = 10
ON_THE_WAY = 5
"""The offer is seen for ten seconds; a slow line takes some more."""
_SALT = "record.undo"


@dataclass(frozen=True)
class Undo:
    """`back(row, by=, at=, **said)` does the opposite; without a `model` it takes what was said alone."""

    model: Any
    back: Callable[..., Any]


undos: Registry[Undo] = Registry("acts that can be taken back at once")


@dataclass(frozen=True)
class Offer:
    """Who did what to which row when, and what the way back needs to know besides."""

    name: str
    row: int | None
    user: int
    made_at: datetime
    said: dict[str, Any]


def offer_undo(request: HttpRequest, text: str, act: str, row: Any = None, **said: Any) -> None:
    """Say that it is done, with the way back beside it."""
    if act not in undos:
        raise KeyError(act)
    made_at = request.at.isoformat()  # type: ignore[attr-defined]
    token = signing.dumps([act, row and row.pk, request.user.pk, made_at, said], salt=_SALT, compress=True)
    messages.success(request, text, extra_tags=f"undo:{token}")


def read_offer(token: str) -> Offer | None:
    """What the offer was for; None when it is over or was never made."""
    try:
        name, row, user, made_at, said = signing.loads(
            token, salt=_SALT, max_age=timedelta(seconds=SECONDS + ON_THE_WAY)
        )
    except signing.BadSignature:
        return None
    return Offer(name, row, user, datetime.fromisoformat(made_at), said) if name in undos else None
