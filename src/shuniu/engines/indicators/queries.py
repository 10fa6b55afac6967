from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.db.models import Sum

from shuniu.engines.indicators.models import AreaShare, ElementScore, IndicatorValue, Snapshot
from shuniu.kernel.orgs.models import Designation, Organization
from shuniu.kernel.specification.indicators import Indicator, indicators
from shuniu.kernel.specification.models import SIX


def newest(kind: str = "Q") -> Snapshot | None:
    return Snapshot.objects.filter(period_kind=kind).order_by("-starts_on").first()


PUBLISHED = 4
_KEPT_AS = {"M": "Q", "R12": "Q"}
"""A monthly figure and one of the last twelve months are published with the quarter."""


@dataclass(frozen=True)
class Published:
    """One indicator in its last closed periods, oldest first: for each hub a value or None in each of them."""

    indicator: Indicator
    periods: list[Snapshot]
    rows: list[tuple[Organization, list[IndicatorValue | None]]]


def published_of(unit_code: str, edition_code: str) -> list[Published]:
    """The indicators of a unit with each hub's published values, hubs by name; a query for each kind of period and one.

    A hub to which the unit never applied in these periods is left out; failed stays failed.
    """
    declared = [one for _code, one in indicators if unit_code in one.units]
    periods = {kind: _last_closed(kind) for kind in {_KEPT_AS.get(one.period, one.period) for one in declared}}
    hubs = Designation.objects.filter(edition_code=edition_code).values("organization")
    values = IndicatorValue.objects.filter(
        snapshot__in=[row.pk for rows in periods.values() for row in rows], code__in=[one.code for one in declared],
        hub__in=hubs,
    ).select_related("hub").order_by("hub__sort_key")  # fmt: skip
    found: dict[str, dict[Organization, dict[int, IndicatorValue]]] = {one.code: {} for one in declared}
    for value in values.exclude(state=IndicatorValue.State.NOT_APPLICABLE):
        found[value.code].setdefault(value.hub, {})[value.snapshot_id] = value
    shown = []
    for one in declared:
        own = periods[_KEPT_AS.get(one.period, one.period)]
        rows = [(hub, [by_period.get(row.pk) for row in own]) for hub, by_period in found[one.code].items()]
        shown.append(Published(one, own, [row for row in rows if any(row[1])]))
    return shown


def _last_closed(kind: str) -> list[Snapshot]:
    rows = Snapshot.objects.filter(closed_at__isnull=False, period_kind=kind).order_by("-starts_on")
    return list(rows[:PUBLISHED])[::-1]


def scores_of(hub_ids: list[int], snapshot: Snapshot | None) -> dict[int, list[dict[str, Any]]]:
    """Hub id → six rows {element, label, score, baseline} in the order of the specification."""
    found: dict[tuple[int, str], tuple[float | None, bool]] = {}
    if snapshot is not None:
        rows = ElementScore.objects.filter(snapshot=snapshot, hub__in=hub_ids)
        found = {
            (hub, element): (score, baseline)
            for hub, element, score, baseline in rows.values_list("hub_id", "element", "score", "is_baseline")
        }
    names = [(element.value, str(element.label)) for element in SIX]
    shown: dict[int, list[dict[str, Any]]] = {}
    for hub in hub_ids:
        own = [(element, label, *found.get((hub, element), (None, False))) for element, label in names]
        shown[hub] = [dict(zip(("element", "label", "score", "baseline"), one, strict=True)) for one in own]
    return shown


def snapshot_for(code: str | None) -> Snapshot | None:
    """The period asked for; without one, or when there is no such period, the newest quarter."""
    found = Snapshot.objects.filter(period_code=code).first() if code else None
    return found or newest()


def snapshot_of_year(year: int) -> Snapshot | None:
    """The year's own figures, closed when it is over; None where they were never computed: no other period stands in."""
    return Snapshot.objects.filter(period_kind="Y", starts_on__year=year).first()


@dataclass(frozen=True)
class Shown:
    """An indicator as declared beside its value of one hub, which may not be there yet."""

    indicator: Indicator
    value: IndicatorValue | None


def values_of(hub_id: int, snapshot: Snapshot | None) -> dict[str, IndicatorValue]:
    if snapshot is None:
        return {}
    rows = IndicatorValue.objects.filter(hub=hub_id, snapshot=snapshot).select_related("snapshot")
    return {row.code: row for row in rows}


def _by_number(code: str) -> tuple[str, int, str]:
    """`OPN-18B`, the second half of OPN-18, stands between OPN-18 and OPN-19."""
    family, _dash, number = code.partition("-")
    digits = number.rstrip("ABCDEFGHIJKLMNOPQRSTUVWXYZ")
    return family, int(digits), number[len(digits) :]


def figures_by_element(hub_id: int, snapshot: Snapshot | None) -> dict[str, list[Shown]]:
    """Element → its indicators with the hub's values, by number; one query."""
    values = values_of(hub_id, snapshot)
    found: dict[str, list[Shown]] = {}
    for code, declared in sorted(indicators, key=lambda pair: _by_number(pair[0])):
        found.setdefault(declared.element, []).append(Shown(declared, values.get(code)))
    return found


def figures_of_unit(hub_id: int, unit_code: str, snapshot: Snapshot | None) -> list[Shown]:
    """The indicators that name one unit, with the hub's values."""
    values = values_of(hub_id, snapshot)
    return [Shown(declared, values.get(code)) for code, declared in indicators if unit_code in declared.units]


def area_shares(body_id: int, code: str, snapshots: list[int]) -> dict[int, list[AreaShare]]:
    """Snapshot id → the body's shares of one indicator by district, the rest group last."""
    found: dict[int, list[AreaShare]] = {}
    rows = AreaShare.objects.filter(body=body_id, code=code, snapshot__in=snapshots).select_related("area")
    for row in rows.order_by("area__code"):
        found.setdefault(row.snapshot_id, []).append(row)
    return found


@dataclass(frozen=True)
class Total:
    """Sums of one indicator over several hubs in one period."""

    numerator: float
    denominator: float

    @property
    def value(self) -> float | None:
        return self.numerator / self.denominator if self.denominator else None


def totals_over(hub_ids: list[int], codes: list[str], snapshots: list[int]) -> dict[tuple[int, str], Total]:
    """(snapshot id, code) → numerators and denominators of the hubs added up; one query."""
    rows = (
        IndicatorValue.objects.filter(
            snapshot__in=snapshots, code__in=codes, hub__in=hub_ids, state=IndicatorValue.State.COMPUTED
        )
        .values_list("snapshot_id", "code")
        .annotate(above=Sum("numerator"), below=Sum("denominator"))
        .order_by()
    )
    return {(snapshot, code): Total(above or 0, below or 0) for snapshot, code, above, below in rows}
