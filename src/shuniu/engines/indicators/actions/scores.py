from __future__ import annotations

from collections import defaultdict

from shuniu.engines.indicators.models import ElementScore, IndicatorValue, Snapshot
from shuniu.engines.indicators.scoring import element_score
from shuniu.kernel.core.moments import local_date
from shuniu.kernel.norms.queries import settings_for
from shuniu.kernel.orgs.models import Designation
from shuniu.kernel.specification.indicators import Indicator
from shuniu.kernel.specification.models import SIX, Kind

CAP = "indicators.recommended_cap"


def part_in_score(declared: Indicator, kinds: set[str]) -> str:
    """`duty` enters the mean, `extra` adds within the cap, `` does not score (requirements, section 1).

    A definition scores only where it is declared to (OPN-1, OPN-2); an optional unit never lowers.
    """
    if not declared.scoring:
        return ""
    if kinds & {Kind.DUTY, Kind.DEFINITION}:
        return "duty"
    return "extra" if Kind.RECOMMENDED in kinds else ""


def score_elements(
    snapshot: Snapshot, designations: list[Designation], chosen: list[Indicator],
    values: dict[str, dict[int, IndicatorValue]], kinds: dict[tuple[int, str], set[str]],
) -> dict[int, list[ElementScore]]:  # fmt: skip
    """Six scores for each hub, kept and returned in the order of the specification."""
    hubs = [row.organization_id for row in designations]
    caps = settings_for(hubs, CAP, snapshot.computed_at)
    today = min(local_date(snapshot.computed_at), snapshot.ends_on)
    rows = []
    for row in designations:
        hub = row.organization_id
        parts: dict[tuple[str, str], list[float | None]] = defaultdict(list)
        for declared in chosen:
            part = part_in_score(declared, kinds[hub, declared.code])
            parts[declared.element, part].append(values[declared.code][hub].score)
        for element in SIX:
            score, counted = element_score(
                parts[element.value, "duty"], parts[element.value, "extra"], cap=float(caps[hub] or 0)
            )
            rows.append(
                ElementScore(
                    snapshot=snapshot, hub_id=hub, element=element.value, score=score, indicators_counted=counted,
                    is_baseline=row.setup_until is not None and row.setup_until > today,
                )
            )  # fmt: skip
    scores: dict[int, list[ElementScore]] = defaultdict(list)
    for kept in ElementScore.objects.bulk_create(rows, batch_size=2000):
        scores[kept.hub_id].append(kept)
    return scores
