"""What of the oversight proves a statement: a coordination request that was answered (A03)."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from shuniu.domain.oversight.models import CoordinationRequest
from shuniu.kernel.core.moments import local_date
from shuniu.kernel.record.kinds import record_source


def requests_answered(*, hub: Any, unit_code: str, at: datetime, limit: int, text: str = "") -> list[dict[str, Any]]:
    """Those the hub filed and got an answer to, and those it answered itself as the body above."""
    if unit_code != "A03":
        return []
    rows = CoordinationRequest.objects.filter(hub=hub) | CoordinationRequest.objects.filter(addressed_to=hub)
    rows = rows.filter(state="ANSWERED", answered_at__lt=at, subject__icontains=text)
    return [_line(row) for row in rows.order_by("-answered_at")[:limit]]


def describe(*, ids: list[int], user: Any, at: datetime) -> dict[int, dict[str, Any]]:
    rows = CoordinationRequest.objects.visible_to(user, at).filter(pk__in=ids, state="ANSWERED")
    return {row.pk: _line(row) for row in rows}


def _line(row: CoordinationRequest) -> dict[str, Any]:
    return {"id": row.pk, "title": row.subject, "on": local_date(row.answered_at),
            "url": reverse("oversight:request", args=[row.pk])}  # fmt: skip


record_source("oversight.coordinationrequest", label=_("协调请求"), candidates=requests_answered, describe=describe)
