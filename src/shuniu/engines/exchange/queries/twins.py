"""One grant, two entries: the same provider, money of either name and either the same words or the same sum (A08)."""

from __future__ import annotations

from typing import Any

from django.db.models import Q

from shuniu.engines.exchange.models import GRANTS, Offer, PostingState
from shuniu.kernel.orgs.naming import name_key

READ_ALIKE: dict[str, tuple[str, ...]] = dict.fromkeys(GRANTS, GRANTS)
STANDING = (PostingState.WAITING, PostingState.OPEN, PostingState.CLOSED)


def _provider(offer: Offer, rows: Any) -> Q:
    """The same body, or the same name in any spelling of width, spaces and brackets."""
    key = name_key(offer.body_name)
    names = rows.order_by().values_list("body_name", flat=True).distinct()
    same = Q(body_name__in=[name for name in names if name == offer.body_name or (key and name_key(name) == key)])
    known = [pk for pk in (offer.body_id, offer.department_id) if pk]
    return same | Q(body__in=known) | Q(department__in=known) if known else same


def _year(offer: Offer) -> Any:
    return offer.opens_on.year if offer.opens_on else None


def first_entry(offer: Offer) -> Offer | None:
    """The same resource as another hub entered it first, or None."""
    kinds = READ_ALIKE.get(offer.kind, (offer.kind,))
    rows = Offer.objects.filter(kind__in=kinds, state__in=STANDING).exclude(keeper=offer.keeper)
    key = name_key(offer.title)
    for row in rows.filter(_provider(offer, rows)).select_related("keeper").order_by("posted_at", "pk"):
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
