from __future__ import annotations

from datetime import datetime
from typing import Any

from shuniu.engines.indicators.models import ElementScore, IndicatorValue, Snapshot
from shuniu.kernel.orgs.models import Designation
from shuniu.kernel.specification.models import SIX


def latest_closed() -> Snapshot | None:
    """The newest period whose figures no longer move."""
    return Snapshot.objects.filter(closed_at__isnull=False, period_kind="Q").order_by("-starts_on").first()


def newest(kind: str = "Q") -> Snapshot | None:
    return Snapshot.objects.filter(period_kind=kind).order_by("-starts_on").first()


def published_values(code: str, edition_code: str) -> dict[str, Any] | None:
    """Each hub's value of one indicator in the last closed period, by name; None while nothing is published."""
    snapshot = latest_closed()
    if snapshot is None:
        return None
    hubs = Designation.objects.filter(edition_code=edition_code).values("organization")
    rows = (
        IndicatorValue.objects.filter(snapshot=snapshot, code=code, hub__in=hubs)
        .exclude(state=IndicatorValue.State.NOT_APPLICABLE)
        .select_related("hub")
        .order_by("hub__sort_key")
    )
    return {"snapshot": snapshot, "rows": list(rows)}


def scores_of(hub_ids: list[int], snapshot: Snapshot | None) -> dict[int, list[dict[str, Any]]]:
    """Hub id → six rows {element, label, score, baseline} in the order of the specification."""
    found = {}
    if snapshot is not None:
        found = {
            (row.hub_id, row.element): row for row in ElementScore.objects.filter(snapshot=snapshot, hub__in=hub_ids)
        }
    return {
        hub: [
            {
                "element": element.value,
                "label": element.label,
                "score": found[hub, element.value].score if (hub, element.value) in found else None,
                "baseline": found[hub, element.value].is_baseline if (hub, element.value) in found else False,
            }
            for element in SIX
        ]
        for hub in hub_ids
    }


def values_of(hub_id: int, snapshot: Snapshot, at: datetime) -> list[IndicatorValue]:
    return list(IndicatorValue.objects.filter(hub=hub_id, snapshot=snapshot).order_by("code"))
