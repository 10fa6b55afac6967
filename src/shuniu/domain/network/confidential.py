"""The second lock on appeals: row-level security. A row shows only while its hub, its number or its body is opened.

Every policy compares one indexed column with a setting of the running transaction (see sql.py). The setting ends with
the block, at the latest with the transaction, so it works with persistent connections and with a transaction pooler.
Whoever forgets to open gets no row at all, never somebody else's.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from datetime import datetime
from functools import wraps
from typing import Any

from django.db import connection, transaction
from django.http import HttpRequest, HttpResponse

from shuniu.kernel.orgs.models import Organization
from shuniu.kernel.orgs.queries import bodies_of, hubs_at
from shuniu.kernel.orgs.rules import SPEAKS

HANDLERS = ("head", "officer")
NAMES = ("appeal_hubs", "appeal_bodies", "appeal_digest", "appeals")
_SET = "SELECT " + ", ".join(f"set_config('shuniu.{name}', %({name})s, true)" for name in NAMES)
_NOW = "SELECT " + ", ".join(f"coalesce(current_setting('shuniu.{name}', true), '')" for name in NAMES)


def _list(ids: Iterable[int]) -> str:
    return ",".join(str(one) for one in ids)


@contextmanager
def opened(
    *, hubs: Iterable[int] = (), bodies: Iterable[int] = (), digest: str = "", appeals: Iterable[int] = ()
) -> Iterator[None]:
    """Within the block the rows of these hubs, bodies, this number or these appeals exist; what was open before stays."""
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(_NOW)
        row = cursor.fetchone()
        assert row is not None
        before = dict(zip(NAMES, row, strict=True))
        wanted = {"appeal_hubs": _list(hubs), "appeal_bodies": _list(bodies), "appeal_digest": digest,
                  "appeals": _list(appeals)}  # fmt: skip
        more = {name: ",".join(filter(None, (before[name], wanted[name]))) for name in NAMES}
        cursor.execute(_SET, more | {"appeal_digest": digest or before["appeal_digest"]})
        yield
        # After an error the savepoint takes the setting back by itself.
        cursor.execute(_SET, before)


def handled_by(user: Any, at: datetime) -> list[int]:
    """The hubs whose appeals the user handles as head or officer; a system account handles all."""
    if getattr(user, "is_system", False):
        return list(hubs_at(at).values_list("pk", flat=True))
    if not getattr(user, "is_authenticated", False):
        return []
    mine = bodies_of(user, at, *HANDLERS)
    return _with_merged(hubs_at(at).filter(pk__in=mine.values("pk")))


def spoken_for(user: Any, at: datetime) -> list[int]:
    """The bodies whose named appeals the user may follow."""
    return _with_merged(bodies_of(user, at, *SPEAKS))


def _with_merged(bodies: Any) -> list[int]:
    """Also the rows that were merged into these, one after the other: appeals stay with the row they were raised under."""
    found = wanted = list(bodies.values_list("pk", flat=True))
    while wanted:
        wanted = list(Organization.objects.filter(merged_into__in=wanted).values_list("pk", flat=True))
        found = found + wanted
    return found


@contextmanager
def opened_for(user: Any, at: datetime) -> Iterator[None]:
    """What the user may see as a handler of a hub, and as somebody who speaks for an organization."""
    signed_in = getattr(user, "is_authenticated", False) and not getattr(user, "is_system", False)
    with opened(hubs=handled_by(user, at), bodies=spoken_for(user, at) if signed_in else ()):
        yield


def confidential(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """A page about appeals: opened for the person while it is made, kept by no cache."""

    @wraps(view)
    def page(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        with opened_for(request.user, request.at):  # type: ignore[attr-defined]
            response = view(request, *args, **kwargs)
        response.headers["Cache-Control"] = "private, no-store"
        return response

    return page
