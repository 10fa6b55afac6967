"""What of the exchange proves a statement: parts delivered that the receiving side confirmed (A08, A10)."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from shuniu.engines.exchange.models import Delivery, Match, Source
from shuniu.kernel.record.kinds import record_source

SOURCES = {
    "A08": Source.values, "A08.1": [Source.FISCAL], "A08.2": [Source.OWN], "A08.3": [Source.PARTNER],
    "A08.4": [Source.COMPANY, Source.MEDIA], "A10": [one for one in Source.values if one != Source.FISCAL],
    "A10.4": Source.values,
}  # fmt: skip


def _line(row: Delivery) -> dict[str, Any]:
    return {"id": row.pk, "title": f"{row.match.need.who} · {row.what}", "on": row.delivered_on,
            "url": reverse("support:match", args=[row.match_id])}  # fmt: skip


def confirmed_deliveries(*, hub: Any, unit_code: str, at: datetime, limit: int, text: str = "") -> list[dict[str, Any]]:
    if unit_code not in SOURCES:
        return []
    rows = Delivery.objects.filter(
        match__offer__keeper=hub, match__offer__source__in=SOURCES[unit_code], confirmed_at__lte=at
    ).select_related("match__need__body")  # fmt: skip
    if text:
        rows = rows.filter(what__icontains=text)
    return [_line(row) for row in rows.order_by("-delivered_on", "-pk")[:limit]]


def describe_deliveries(*, ids: list[int], user: Any, at: datetime) -> dict[int, dict[str, Any]]:
    seen = Match.objects.visible_to(user, at).filter(deliveries__in=ids).values("pk")
    rows = Delivery.objects.filter(pk__in=ids, match__in=seen, confirmed_at__isnull=False)
    return {row.pk: _line(row) for row in rows.select_related("match__need__body")}


record_source(
    "exchange.delivery", label=_("受方确认的资源交付"), candidates=confirmed_deliveries, describe=describe_deliveries
)
