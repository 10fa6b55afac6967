"""What of the registry proves a statement: a roster that was brought in (A04, A16.1)."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from shuniu.domain.registry.models import DataRequest, RosterImport
from shuniu.kernel.core.moments import local_date
from shuniu.kernel.record.kinds import record_source

UNITS = ("A04", "A16", "A16.1", "A16.2")


def rosters(*, hub: Any, unit_code: str, at: datetime, limit: int, text: str = "") -> list[dict[str, Any]]:
    if unit_code not in UNITS:
        return []
    rows = RosterImport.objects.filter(hub=hub, state="DONE", file_name__icontains=text).order_by("-finished_at")
    return [_line(row) for row in rows[:limit]]


def describe(*, ids: list[int], user: Any, at: datetime) -> dict[int, dict[str, Any]]:
    """A roster stays with its hub: the body above reads its name in the evidence and opens nothing."""
    return {row.pk: _line(row) for row in RosterImport.objects.visible_to(user, at).filter(pk__in=ids, state="DONE")}


def _line(row: RosterImport) -> dict[str, Any]:
    title = _("%(name)s（新增 %(new)s 家，更新 %(changed)s 家）") % {
        "name": row.file_name[:120], "new": row.rows_new, "changed": row.rows_changed,
    }  # fmt: skip
    return {"id": row.pk, "title": str(title), "on": local_date(row.finished_at),
            "url": reverse("registry:roster", args=[row.pk])}  # fmt: skip


record_source("registry.rosterimport", label=_("名录导入"), candidates=rosters, describe=describe)


def closed_requests(*, hub: Any, unit_code: str, at: datetime, limit: int, text: str = "") -> list[dict[str, Any]]:
    if unit_code not in ("A06", "A16", "A16.1"):
        return []
    rows = DataRequest.objects.filter(asker=hub, state="CLOSED", title__icontains=text).order_by("-closed_at")
    return [_request(row) for row in rows[:limit]]


def describe_requests(*, ids: list[int], user: Any, at: datetime) -> dict[int, dict[str, Any]]:
    rows = DataRequest.objects.visible_to(user, at).filter(pk__in=ids, state="CLOSED")
    return {row.pk: _request(row) for row in rows}


def _request(row: DataRequest) -> dict[str, Any]:
    assert row.closed_at is not None
    return {
        "id": row.pk,
        "title": row.title,
        "on": local_date(row.closed_at),
        "url": reverse("registry:request", args=[row.pk]),
    }


record_source("registry.datarequest", label=_("了结的填报任务"), candidates=closed_requests, describe=describe_requests)
