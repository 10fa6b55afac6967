"""The day that a page of the register is asked for (`?on=`), and rows as they were on it."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime, timedelta
from typing import Any

from shuniu.kernel.core.moments import start_of_day
from shuniu.kernel.core.reading import day_said
from shuniu.kernel.orgs.models import Area, Organization


def day_of(filters: Any) -> date | None:
    """The day asked for by `?on=`, when it is one."""
    return day_said(filters.get("on", ""))


def moment_of(filters: Any, at: datetime) -> datetime:
    """Noon of the day asked for, else now: which ties held."""
    day = day_of(filters)
    return at if day is None else start_of_day(day) + timedelta(hours=12)


def as_then(rows: Iterable[Organization]) -> list[Organization]:
    """Rows read `as_of` a day with name, kind and area as they were, to be shown and never to be saved."""
    found = list(rows)
    areas = Area.objects.prefetch_related("former_names").in_bulk({row.area_on for row in found if row.area_on})  # type: ignore[attr-defined]
    for row in found:
        row.name, row.kind, row.area = row.name_on, row.kind_on, areas.get(row.area_on)  # type: ignore[attr-defined]
    return found
