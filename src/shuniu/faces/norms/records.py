"""What of the norms proves a statement: a limit that a hub fixed for the hubs below it (A35)."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from shuniu.kernel.core.moments import local_date
from shuniu.kernel.norms.models import Setting
from shuniu.kernel.norms.queries import norms
from shuniu.kernel.orgs.queries import bodies_of, overseen_by
from shuniu.kernel.record.kinds import record_source


def limits_fixed(*, hub: Any, unit_code: str, at: datetime, limit: int, text: str = "") -> list[dict[str, Any]]:
    if unit_code != "A35":
        return []
    titles = {norm.key: str(norm.title) for norm in norms()}
    rows = Setting.objects.standing().filter(owner=hub, valid_from__lte=local_date(at)).order_by("-valid_from", "-pk")
    return [_line(row, titles) for row in rows if text.lower() in titles.get(row.key, row.key).lower()][:limit]


def describe(*, ids: list[int], user: Any, at: datetime) -> dict[int, dict[str, Any]]:
    titles = {norm.key: str(norm.title) for norm in norms()}
    may = Q(owner__in=bodies_of(user, at)) | Q(owner__in=overseen_by(user, at))
    rows = Setting.objects.standing().filter(may, pk__in=ids).select_related("owner").distinct()
    return {row.pk: _line(row, titles) for row in rows}


def _line(row: Setting, titles: dict[str, str]) -> dict[str, Any]:
    return {"id": row.pk, "title": f"{titles.get(row.key, row.key)}：{row.value.normalize():f}", "on": row.valid_from,
            "url": reverse("norms:limits")}  # fmt: skip


record_source("norms.setting", label=_("规则和限额"), candidates=limits_fixed, describe=describe)
