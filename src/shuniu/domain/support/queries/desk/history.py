"""A request told: its steps in words, each unit's share of the time, every pause."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from shuniu.domain.support.models.desk import DeskUnit, RequestStep, ServiceRequest
from shuniu.domain.support.queries.desk.clock import clock_of
from shuniu.kernel.core.moments import local_date


def told(row: ServiceRequest, at: datetime) -> dict[str, Any]:
    """{"history", "clock", "shares": [(name, days)], "late"} as of the moment `at`, for both sides the same."""
    clock = clock_of(row)
    seen = clock if clock.mode in ("closed", "lapsed") else clock.seen(local_date(at))
    names = {unit.pk: unit.name for unit in DeskUnit.objects.filter(pk__in=[key for key in seen.shares if key])}
    steps = RequestStep.objects.filter(request=row).select_related("unit", "by").order_by("position")
    return {
        "history": list(steps), "clock": seen, "late": row.is_late(at),
        "shares": [(names.get(unit, ""), days) for unit, days in seen.shares.items()],
    }  # fmt: skip
