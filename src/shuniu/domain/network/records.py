"""What of the network proves a statement: ties that the organizations themselves confirmed (A04, A05)."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from shuniu.domain.network.models import CooperationIntent, Engagement
from shuniu.kernel.core.moments import local_date
from shuniu.kernel.orgs.models import Affiliation, Organization
from shuniu.kernel.orgs.queries import bodies_of, hubs_of, overseen_by
from shuniu.kernel.record.kinds import record_source


def confirmed_ties(*, hub: Any, unit_code: str, at: datetime, limit: int, text: str = "") -> list[dict[str, Any]]:
    """Of a hub's hundreds the newest, or those whose organization is searched for."""
    if unit_code not in ("A04", "A05", "A05.1"):
        return []
    rows = Affiliation.objects.confirmed(at).filter(hub=hub).select_related("organization")
    if text:
        rows = rows.filter(organization__in=Organization.objects.search(text))
    return [_line(row) for row in rows.order_by("-confirmed_at", "-pk")[:limit]]


def describe(*, ids: list[int], user: Any, at: datetime) -> dict[int, dict[str, Any]]:
    may = Q(hub__in=hubs_of(user, at)) | Q(hub__in=overseen_by(user, at)) | Q(organization__in=bodies_of(user, at))
    rows = Affiliation.objects.filter(may, pk__in=ids, confirmed_at__isnull=False).select_related("organization")
    return {row.pk: _line(row) for row in rows.distinct()}


def _line(row: Affiliation) -> dict[str, Any]:
    return {"id": row.pk, "title": f"{row.organization.name} · {row.get_kind_display()}", "on": local_date(row.confirmed_at),
            "url": reverse("network:tie", args=[row.pk])}  # fmt: skip


record_source("orgs.affiliation", label=_("已确认的联系"), candidates=confirmed_ties, describe=describe)


def confirmed_intents(*, hub: Any, unit_code: str, at: datetime, limit: int, text: str = "") -> list[dict[str, Any]]:
    if unit_code not in ("A05", "A05.3"):
        return []
    rows = CooperationIntent.objects.confirmed().filter(hub=hub, declined_at__isnull=True)
    if text:
        rows = rows.filter(subject__icontains=text)
    return [_intent(row) for row in rows.order_by("-signed_on", "-pk")[:limit]]


def describe_intents(*, ids: list[int], user: Any, at: datetime) -> dict[int, dict[str, Any]]:
    rows = CooperationIntent.objects.visible_to(user, at).filter(pk__in=ids).distinct()
    return {row.pk: _intent(row) for row in rows}


def _intent(row: CooperationIntent) -> dict[str, Any]:
    return {"id": row.pk, "title": row.subject, "on": row.signed_on, "url": reverse("network:intent", args=[row.pk])}


record_source(
    "network.cooperationintent", label=_("双方确认的合作意向"), candidates=confirmed_intents, describe=describe_intents
)


def confirmed_engagements(
    *, hub: Any, unit_code: str, at: datetime, limit: int, text: str = ""
) -> list[dict[str, Any]]:
    if unit_code not in ("A05", "A05.2"):
        return []
    rows = Engagement.objects.confirmed().filter(hub=hub).select_related("organization")
    if text:
        rows = rows.filter(organization__in=Organization.objects.search(text))
    return [_engagement(row) for row in rows.order_by("-happened_on", "-pk")[:limit]]


def describe_engagements(*, ids: list[int], user: Any, at: datetime) -> dict[int, dict[str, Any]]:
    rows = (
        Engagement.objects.visible_to(user, at).confirmed().filter(pk__in=ids).select_related("organization").distinct()
    )
    return {row.pk: _engagement(row) for row in rows}


def _engagement(row: Engagement) -> dict[str, Any]:
    return {"id": row.pk, "title": f"{row.organization.name} · {row.title}", "on": row.happened_on,
            "url": reverse("network:engagement", args=[row.pk])}  # fmt: skip


record_source(
    "network.engagement", label=_("已确认的工作联系"), candidates=confirmed_engagements, describe=describe_engagements
)
