from __future__ import annotations

import logging
from collections.abc import Iterable
from datetime import datetime
from typing import Any

from django.db import DatabaseError, connection, transaction

from shuniu.engines.indicators.actions.areas import store_area_shares
from shuniu.engines.indicators.actions.bases import Bases
from shuniu.engines.indicators.actions.lists import Sum, store_figures, store_values, sums_of
from shuniu.engines.indicators.actions.scores import score_elements
from shuniu.engines.indicators.models import AreaShare, ElementScore, IndicatorValue, Snapshot
from shuniu.engines.indicators.scoring import indicator_score
from shuniu.engines.indicators.spans import day_of, knowledge, noon_before, span_of
from shuniu.kernel.core.access import authorise, nobody, permit
from shuniu.kernel.core.moments import Period, period_from_code
from shuniu.kernel.norms.choices import is_left, unchosen
from shuniu.kernel.norms.queries import all_settings_for, judged_at, why_not
from shuniu.kernel.orgs.models import Designation
from shuniu.kernel.specification.indicators import Indicator, Item, indicators
from shuniu.kernel.specification.models import Unit
from shuniu.kernel.trail.actions import trace

permit("indicators.compute_snapshot", nobody)

log = logging.getLogger(__name__)
FAULTS = (DatabaseError, ArithmeticError, LookupError, TypeError, ValueError, AttributeError)
State = IndicatorValue.State
Values = dict[str, dict[int, IndicatorValue]]


@transaction.atomic
def compute_snapshot(
    period: Period, *, by: Any, at: datetime, close: bool = False, codes: Iterable[str] | None = None
) -> Snapshot:
    """Compute all indicators for all hubs of `period`, replacing what an open snapshot held.

    A closed snapshot is returned as it is: later corrections appear in the next period. A computation that
    fails is stored as failed with its reason and stops nothing else, but keeps the period from being closed:
    the next run tries again with what was known at the period's end.
    """
    authorise(by, "indicators.compute_snapshot", None, at=at)
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(hashtext('indicators.' || %s))", [period.code])
        cursor.execute("SET LOCAL work_mem = '64MB'")  # lists of a city are sorted and folded in memory, not on disk
    snapshot = Snapshot.objects.select_for_update().filter(period_code=period.code).first()
    if snapshot is not None and snapshot.closed_at is not None:
        return snapshot
    if snapshot is None:
        snapshot = Snapshot(
            period_code=period.code, period_kind=period.kind, starts_on=period.start, ends_on=period.end
        )
    else:
        _clear(snapshot)
    snapshot.computed_at = at
    snapshot.save()
    chosen = [declared for code, declared in indicators if codes is None or code in set(codes)]
    failed = _fill(snapshot, chosen, period, at)
    if close and not failed:
        snapshot.closed_at = at
        snapshot.save(update_fields=["closed_at"])
        trace(snapshot, "indicators.period_closed", by=by, at=at, period=period.code)
    else:
        trace(snapshot, "indicators.snapshot_computed", by=by, at=at, period=period.code, failed=failed)
    return snapshot


def _clear(snapshot: Snapshot) -> None:
    with connection.cursor() as cursor:
        cursor.execute(
            "DELETE FROM indicators_snapshotitem USING indicators_indicatorvalue v "
            "WHERE value_id = v.id AND v.snapshot_id = %s",
            [snapshot.pk],
        )
    for model in (IndicatorValue, ElementScore, AreaShare):
        model.objects.filter(snapshot=snapshot)._raw_delete(using=connection.alias)


def _fill(snapshot: Snapshot, chosen: list[Indicator], period: Period, at: datetime) -> int:
    """Values, lists, scores and what the scores say; returns how many indicators failed."""
    designations = list(
        Designation.objects.valid(noon_before(period, at)).select_related("organization").order_by("pk")
    )
    kinds, bases = _kinds(designations, chosen, period), Bases()
    values = _empty_values(snapshot, designations, chosen, period, at, kinds)
    failed = 0
    for declared in chosen:
        if declared.compute is not None:
            failed += not _compute(declared, values[declared.code], period, at, bases)
    _note_revisions(snapshot, values, chosen, at, bases)
    scores = score_elements(snapshot, designations, chosen, values, kinds)
    for declared in chosen:
        if declared.derive is not None:
            failed += not _derive(declared, values[declared.code], scores)
    store_values([value for of_code in values.values() for value in of_code.values()])
    for declared in chosen:
        if declared.rest is not None:
            store_area_shares(snapshot, declared, period, at, bases)
    bases.drop()
    return failed


def _kinds(designations: list[Designation], chosen: list[Indicator], period: Period) -> dict[tuple[int, str], set[str]]:
    """(hub, indicator) → kinds of the indicator's units that apply to the hub; empty: it does not apply.

    An optional unit that the hub has not taken up is not judged.
    """
    left = unchosen([row.organization_id for row in designations], start=period.start, end=period.end)
    editions = {row.edition_code for row in designations}
    units = {
        (unit.edition.code, unit.code): unit
        for unit in Unit.objects.filter(edition__code__in=editions).select_related("edition")
    }
    found: dict[tuple[int, str], set[str]] = {}
    for row in designations:
        for declared in chosen:
            own = [units[row.edition_code, code] for code in declared.units if (row.edition_code, code) in units]
            found[row.organization_id, declared.code] = {
                unit.kind for unit in own if not why_not(unit, row) and not is_left(unit, row.organization_id, left)
            }
    return found


def _empty_values(
    snapshot: Snapshot, designations: list[Designation], chosen: list[Indicator], period: Period, at: datetime,
    kinds: dict[tuple[int, str], set[str]],
) -> Values:  # fmt: skip
    """A value for each hub and indicator, waiting for its figure: no data, or not applicable."""
    hubs = [row.organization_id for row in designations]
    keys = [declared.threshold_setting for declared in chosen if declared.threshold is not None]
    thresholds = all_settings_for(hubs, keys, judged_at(period, at))
    rows = []
    for declared in chosen:
        span = span_of(declared.period, period, day_of(period, at))
        for hub in hubs:
            rows.append(
                IndicatorValue(
                    snapshot=snapshot, hub_id=hub, code=declared.code, starts_on=span.start, ends_on=span.end,
                    threshold=thresholds.get((hub, declared.threshold_setting)),
                    state=State.NO_DATA if kinds[hub, declared.code] else State.NOT_APPLICABLE,
                )
            )  # fmt: skip
    values: Values = {declared.code: {} for declared in chosen}
    for row in IndicatorValue.objects.bulk_create(rows, batch_size=2000):
        values[row.code][row.hub_id] = row
    return values


def _compute(
    declared: Indicator, values: dict[int, IndicatorValue], period: Period, at: datetime, bases: Bases
) -> bool:
    hubs = [hub for hub, value in values.items() if value.state != State.NOT_APPLICABLE]
    span = span_of(declared.period, period, day_of(period, at))
    try:
        with transaction.atomic():
            found = declared.compute(hubs=hubs, period=span, at=knowledge(period, at)) if declared.compute else {}
            bases.ready(found)
            sums = store_figures(declared, found, {hub: values[hub] for hub in hubs})
    except FAULTS as error:
        _fail(declared, values, error)
        return False
    for hub, one in sums.items():
        _set(values[hub], declared, one)
    return True


def _derive(declared: Indicator, values: dict[int, IndicatorValue], scores: dict[int, list[ElementScore]]) -> bool:
    """Figures about the scores themselves; the list behind them is the six scores."""
    hubs = {hub for hub, value in values.items() if value.state != State.NOT_APPLICABLE}
    try:
        with transaction.atomic():
            known = {hub: {row.element: row.score for row in scores[hub]} for hub in hubs}
            found = declared.derive(known) if declared.derive else {}
            for hub, figure in found.items():
                figure.items = [
                    Item("indicators.elementscore", row.pk, row.score == figure.numerator)
                    for row in scores[hub]
                    if row.score is not None
                ]
            sums = store_figures(declared, found, values)
    except FAULTS as error:
        _fail(declared, values, error)
        return False
    for hub, one in sums.items():
        _set(values[hub], declared, one)
    return True


def _fail(declared: Indicator, values: dict[int, IndicatorValue], error: Exception) -> None:
    """Failed is a state with a reason, never a zero."""
    log.error("indicator %s failed", declared.code, exc_info=error)
    for value in values.values():
        if value.state != State.NOT_APPLICABLE:
            value.state, value.failure = State.FAILED, f"{type(error).__name__}: {error}"[:200]


def _set(value: IndicatorValue, declared: Indicator, one: Sum) -> None:
    value.numerator, value.denominator, value.value = one.numerator, one.denominator, one.value
    value.late_entries = one.late_entries
    if one.threshold is not None:
        value.threshold = one.threshold
    value.state = State.COMPUTED if one.value is not None else State.NO_DATA
    if declared.scoring:
        value.score = indicator_score(one.value, value.threshold, less_is_better=declared.less_is_better)


def _note_revisions(snapshot: Snapshot, values: Values, chosen: list[Indicator], at: datetime, bases: Bases) -> None:
    """Counting rule 8: where the period before would come out otherwise today, the next one says so."""
    before = Snapshot.objects.filter(
        period_kind=snapshot.period_kind, ends_on=snapshot.starts_on, closed_at__isnull=False
    ).first()
    if before is None:
        return
    period = period_from_code(before.period_code)
    closed: dict[str, dict[int, IndicatorValue]] = {}
    for row in IndicatorValue.objects.filter(snapshot=before, state=State.COMPUTED):
        closed.setdefault(row.code, {})[row.hub_id] = row
    known_at = knowledge(period_from_code(snapshot.period_code), at)
    for declared in chosen:
        if not declared.retraced or declared.compute is None or declared.code not in closed:
            continue
        span = span_of(declared.period, period, period.last_day)
        try:
            with transaction.atomic():
                found = declared.compute(hubs=list(closed[declared.code]), period=span, at=known_at)
                bases.ready(found)
                sums = sums_of(found)
        except FAULTS:
            log.exception("indicator %s: the period before could not be looked at again", declared.code)
            continue
        for hub, old in closed[declared.code].items():
            new, value = sums.get(hub), values[declared.code].get(hub)
            if new and value and (new.numerator, new.denominator) != (old.numerator, old.denominator):
                value.revised_numerator, value.revised_denominator = new.numerator, new.denominator
