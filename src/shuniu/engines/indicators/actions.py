from __future__ import annotations

import logging
from collections import defaultdict
from collections.abc import Iterable
from datetime import datetime
from typing import Any

from django.db import DatabaseError, connection, transaction

from shuniu.engines.indicators.models import ElementScore, IndicatorValue, Snapshot
from shuniu.engines.indicators.scoring import element_score, indicator_score
from shuniu.kernel.core.access import authorise, nobody, permit
from shuniu.kernel.core.moments import Period, local_date
from shuniu.kernel.norms.queries import all_settings_for, judged_at, why_not
from shuniu.kernel.orgs.models import Designation
from shuniu.kernel.specification.indicators import Figure, Indicator, indicators
from shuniu.kernel.specification.models import SIX, Unit
from shuniu.kernel.trail.actions import trace

permit("indicators.compute_snapshot", nobody)

log = logging.getLogger(__name__)


@transaction.atomic
def compute_snapshot(
    period: Period, *, by: Any, at: datetime, close: bool = False, codes: Iterable[str] | None = None
) -> Snapshot:
    """Compute all indicators for all hubs of `period`, replacing what an open snapshot held.

    A closed snapshot is returned as it is: later corrections appear in the next period. A computation that
    fails is stored as failed with its reason and stops nothing else.
    """
    authorise(by, "indicators.compute_snapshot", None, at=at)
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(hashtext('indicators.' || %s))", [period.code])
    snapshot = Snapshot.objects.select_for_update().filter(period_code=period.code).first()
    if snapshot is not None and snapshot.closed_at is not None:
        return snapshot
    if snapshot is None:
        snapshot = Snapshot(
            period_code=period.code, period_kind=period.kind, starts_on=period.start, ends_on=period.end
        )
    snapshot.computed_at = at
    snapshot.save()
    _clear(snapshot)
    moment = min(at, period.ends_at)
    designations = list(Designation.objects.valid(moment).select_related("organization"))
    chosen = [declared for code, declared in indicators if codes is None or code in set(codes)]
    _store(snapshot, designations, chosen, period, moment)
    if close:
        snapshot.closed_at = at
        snapshot.save(update_fields=["closed_at"])
        trace(snapshot, "indicators.period_closed", by=by, at=at, period=period.code)
    else:
        trace(snapshot, "indicators.snapshot_computed", by=by, at=at, period=period.code)
    return snapshot


def _clear(snapshot: Snapshot) -> None:
    with connection.cursor() as cursor:
        cursor.execute(
            "DELETE FROM indicators_snapshotitem USING indicators_indicatorvalue v "
            "WHERE value_id = v.id AND v.snapshot_id = %s",
            [snapshot.pk],
        )
    IndicatorValue.objects.filter(snapshot=snapshot)._raw_delete(using=connection.alias)
    ElementScore.objects.filter(snapshot=snapshot)._raw_delete(using=connection.alias)


def _figures(declared: Indicator, hubs: list[int], period: Period, at: datetime) -> tuple[dict[int, Figure], str]:
    try:
        with transaction.atomic():
            return declared.compute(hubs=hubs, period=period, at=at), ""
    except (DatabaseError, ArithmeticError, LookupError, TypeError, ValueError) as error:
        log.exception("indicator %s failed", declared.code)
        return {}, f"{type(error).__name__}: {error}"[:200]


def _store(
    snapshot: Snapshot, designations: list[Designation], chosen: list[Indicator], period: Period, at: datetime
) -> None:
    hubs = [row.organization_id for row in designations]
    keys = [declared.threshold_setting for declared in chosen if declared.threshold is not None]
    thresholds = all_settings_for(hubs, keys, judged_at(period, at))
    inapplicable = _inapplicable(designations, chosen)
    values: list[IndicatorValue] = []
    lists: list[list[Any]] = []
    for declared in chosen:
        figures, failure = _figures(declared, hubs, period, at)
        for hub in hubs:
            threshold = thresholds.get((hub, declared.threshold_setting))
            value, items = _value(snapshot, hub, declared, figures.get(hub), failure, threshold)
            if (hub, declared.code) in inapplicable:
                value.state, value.score = IndicatorValue.State.NOT_APPLICABLE, None
            values.append(value)
            lists.append(items)
    IndicatorValue.objects.bulk_create(values, batch_size=2000)
    _copy_items(values, lists)
    _score_elements(snapshot, designations, chosen, values)


def _inapplicable(designations: list[Designation], chosen: list[Indicator]) -> set[tuple[int, str]]:
    """(hub, indicator) pairs whose every unit does not apply to the hub."""
    editions = {row.edition_code for row in designations}
    units = {
        (u.edition.code, u.code): u for u in Unit.objects.filter(edition__code__in=editions).select_related("edition")
    }
    out = set()
    for row in designations:
        for declared in chosen:
            found = [units[row.edition_code, code] for code in declared.units if (row.edition_code, code) in units]
            if found and all(why_not(unit, row) for unit in found):
                out.add((row.organization_id, declared.code))
    return out


def _value(
    snapshot: Snapshot, hub: int, declared: Indicator, figure: Figure | None, failure: str, threshold: float | None
) -> tuple[IndicatorValue, list[Any]]:
    value = IndicatorValue(snapshot=snapshot, hub_id=hub, code=declared.code, threshold=threshold)
    if failure:
        value.state, value.failure = IndicatorValue.State.FAILED, failure
        return value, []
    if figure is None:
        value.state = IndicatorValue.State.NO_DATA
        return value, []
    value.numerator, value.denominator, value.value = figure.numerator, figure.denominator, figure.result()
    value.state = IndicatorValue.State.COMPUTED if value.value is not None else IndicatorValue.State.NO_DATA
    value.late_entries = sum(item.late_entry for item in figure.items)
    if declared.scoring:
        value.score = indicator_score(value.value, threshold, less_is_better=declared.less_is_better)
    return value, figure.items


def _copy_items(values: list[IndicatorValue], lists: list[list[Any]]) -> None:
    """The lists go in by COPY: a million lines in seconds, bounded memory on both sides."""
    with (
        connection.cursor() as cursor,
        cursor.cursor.copy(
            "COPY indicators_snapshotitem (value_id, subject_type, subject_id, counted, late_entry, note) FROM STDIN"
        ) as copy,
    ):
        for value, items in zip(values, lists, strict=True):
            for item in items:
                copy.write_row((value.pk, item.subject_type, item.subject_id, item.counted, item.late_entry, item.note))


def _score_elements(
    snapshot: Snapshot, designations: list[Designation], chosen: list[Indicator], values: list[IndicatorValue]
) -> None:
    element_of = {declared.code: declared.element for declared in chosen}
    scores: dict[tuple[int, str], list[float | None]] = defaultdict(list)
    for value in values:
        scores[value.hub_id, element_of[value.code]].append(value.score)
    today = min(local_date(snapshot.computed_at), snapshot.ends_on)
    rows = []
    for designation in designations:
        for element in SIX:
            score, counted = element_score(scores[designation.organization_id, element.value])
            rows.append(
                ElementScore(
                    snapshot=snapshot,
                    hub_id=designation.organization_id,
                    element=element.value,
                    score=score,
                    indicators_counted=counted,
                    is_baseline=designation.setup_until is not None and designation.setup_until > today,
                )
            )
    ElementScore.objects.bulk_create(rows)
