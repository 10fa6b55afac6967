"""One grant, two entries: the same provider, the same kind and either the same words or the same money (A08)."""

from __future__ import annotations

from typing import Any

from django.db.models import Q

from shuniu.engines.exchange.models import Offer, PostingState
from shuniu.kernel.orgs.naming import name_key

STANDING = (PostingState.WAITING, PostingState.OPEN, PostingState.CLOSED)


def _provider(offer: Offer) -> Q:
    known = [pk for pk in (offer.body_id, offer.department_id) if pk]
    if known:
        return Q(body__in=known) | Q(department__in=known) | Q(body_name=offer.body_name)
    return Q(body_name=offer.body_name)


def _year(offer: Offer) -> Any:
    return offer.opens_on.year if offer.opens_on else None


def first_entry(offer: Offer) -> Offer | None:
    """The same resource as another hub entered it first, or None."""
    rows = Offer.objects.filter(_provider(offer), kind=offer.kind, state__in=STANDING).exclude(keeper=offer.keeper)
    key = name_key(offer.title)
    for row in rows.select_related("keeper").order_by("posted_at", "pk")[:200]:
        if _year(offer) and _year(row) and _year(offer) != _year(row):
            continue
        other = name_key(row.title)
        same_words = bool(key) and (key == other or (len(key) > 5 and (key in other or other in key)))
        same_money = bool(offer.value_fen) and offer.value_fen == row.value_fen
        if same_words or (same_money and _close(key, other)):
            return row
    return None


def _close(one: str, other: str) -> bool:
    """More than a third of the pairs of signs in common."""
    first, second = ({text[n : n + 2] for n in range(len(text) - 1)} for text in (one, other))
    return bool(first and second) and 3 * len(first & second) > min(len(first), len(second))
