"""What of the guidance relation proves a statement: closed tasks and answered requests (A06)."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from shuniu.domain.network.models import VerticalTask
from shuniu.kernel.core.moments import local_date
from shuniu.kernel.record.kinds import record_source


def closed_tasks(*, hub: Any, unit_code: str, at: datetime, limit: int, text: str = "") -> list[dict[str, Any]]:
    if unit_code != "A06":
        return []
    rows = VerticalTask.objects.filter(hub=hub, state="CLOSED", title__icontains=text)
    return [_line(row) for row in rows.select_related("counterpart__body").order_by("-closed_at", "-pk")[:limit]]


def describe(*, ids: list[int], user: Any, at: datetime) -> dict[int, dict[str, Any]]:
    rows = VerticalTask.objects.visible_to(user, at).filter(pk__in=ids, state="CLOSED")
    return {row.pk: _line(row) for row in rows.select_related("counterpart__body")}


def _line(row: VerticalTask) -> dict[str, Any]:
    assert row.closed_at is not None
    return {"id": row.pk, "title": f"{row.title} · {row.counterpart.body.name}", "on": local_date(row.closed_at),
            "url": reverse("network:task", args=[row.pk])}  # fmt: skip


record_source("network.verticaltask", label=_("办结的对接事项"), candidates=closed_tasks, describe=describe)
