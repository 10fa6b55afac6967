"""Lines behind the figures of the exchange: what was delivered, needs, opportunities, proposals, partnerships."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.urls import reverse

from shuniu.domain.support.models.exchange import DepartmentProposal, Opportunity, Partnership
from shuniu.engines.exchange.models import Delivery, Match, Need, Offer
from shuniu.kernel.core.money import yuan

Line = tuple[str, str]


def _deliveries(ids: list[int], user: Any, at: datetime) -> dict[int, Line]:
    rows = Delivery.objects.filter(pk__in=ids).select_related("match__offer__body", "match__need__body")
    seen = set(Match.objects.visible_to(user, at).filter(deliveries__in=ids).values_list("pk", flat=True))
    return {
        row.pk: (
            f"{row.match.offer.who} → {row.match.need.who} · {row.what} · {yuan(row.value_fen)} · {row.delivered_on}",
            reverse("support:match", args=[row.match_id]) if row.match_id in seen else "",
        )
        for row in rows
    }


def _needs(ids: list[int], user: Any, at: datetime) -> dict[int, Line]:
    rows = Need.objects.visible_to(user, at).filter(pk__in=ids).select_related("body").distinct()
    return {row.pk: (f"{row.title} · {row.who}", reverse("support:pool-need", args=[row.pk])) for row in rows}


def _offers(ids: list[int], user: Any, at: datetime) -> dict[int, Line]:
    rows = Offer.objects.visible_to(user, at).filter(pk__in=ids).select_related("body").distinct()
    return {row.pk: (f"{row.title} · {row.who}", reverse("support:pool-offer", args=[row.pk])) for row in rows}


def _opportunities(ids: list[int], user: Any, at: datetime) -> dict[int, Line]:
    rows = Opportunity.objects.visible_to(user, at).filter(pk__in=ids).distinct()
    return {row.pk: (f"{row.title} · {row.department}", reverse("support:opportunity", args=[row.pk])) for row in rows}


def _proposals(ids: list[int], user: Any, at: datetime) -> dict[int, Line]:
    rows = DepartmentProposal.objects.visible_to(user, at).filter(pk__in=ids).distinct()
    return {row.pk: (f"{row.subject} · {row.department}", reverse("support:proposal", args=[row.pk])) for row in rows}


def _partnerships(ids: list[int], user: Any, at: datetime) -> dict[int, Line]:
    rows = Partnership.objects.visible_to(user, at).filter(pk__in=ids).select_related("partner").distinct()
    return {
        row.pk: (f"{row.title} · {row.partner.name}", reverse("support:partnership", args=[row.pk])) for row in rows
    }


DESCRIBE_EXCHANGE = {
    "exchange.delivery": _deliveries,
    "exchange.need": _needs,
    "exchange.offer": _offers,
    "support.opportunity": _opportunities,
    "support.departmentproposal": _proposals,
    "support.partnership": _partnerships,
}
