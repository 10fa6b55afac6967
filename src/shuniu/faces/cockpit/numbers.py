"""The cards on top and the tile map: sums over the body's hubs, from snapshots, compared with the period before."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from django.db.models import Count
from django.utils.translation import gettext as _

from shuniu.engines.indicators.models import AreaShare, ElementScore, IndicatorValue, Snapshot
from shuniu.engines.indicators.queries import area_shares, totals_over
from shuniu.faces.cockpit.queries import OPEN, HubLine
from shuniu.kernel.core.templatetags.ui import percent, plain

COVERAGE = "OPN-1"
KEPT = 8


@dataclass
class Card:
    """A figure with its unit, its course, and what it means; `better`: the change is for the better (None: neither)."""

    label: str
    value: str
    unit: str
    note: str
    course: list[float | None] = field(default_factory=list)
    change: str = ""
    better: bool | None = None


def recent(snapshot: Snapshot) -> list[Snapshot]:
    """The periods of the same length up to the chosen one, oldest first."""
    rows = Snapshot.objects.filter(period_kind=snapshot.period_kind, starts_on__lte=snapshot.starts_on)
    return list(rows.order_by("-starts_on")[:KEPT])[::-1]


def _difference(course: list[float | None], *, points: bool) -> tuple[str, bool | None]:
    """In words against the period before; nothing without one."""
    if len(course) < 2 or course[-1] is None or course[-2] is None:
        return "", None
    step = course[-1] - course[-2]
    if abs(step) < (0.0005 if points else 0.5):
        return _("与上期持平"), None
    shown = plain(round(abs(step) * 100, 1)) if points else plain(round(abs(step)))
    if points:
        text = _("比上期高 %(n)s 个百分点") if step > 0 else _("比上期低 %(n)s 个百分点")
    else:
        text = _("比上期多 %(n)s") if step > 0 else _("比上期少 %(n)s")
    return text % {"n": shown}, step > 0


Shares = dict[int, list[AreaShare]]


def shares_of(body_id: int, snapshot: Snapshot | None) -> tuple[list[int], Shares]:
    """The periods up to the chosen one, oldest first, and the body's coverage by district in each; two queries."""
    periods = [one.pk for one in recent(snapshot)] if snapshot else []
    return periods, area_shares(body_id, COVERAGE, periods) if periods else {}


def cards_of(lines: list[HubLine], snapshot: Snapshot | None, ids: list[int], shares: Shares) -> list[Card]:
    """Six cards, each with a figure that is computed; two queries."""
    hubs = [line.hub.pk for line in lines]
    reported = sum(line.meeting in ("filed", "accepted") for line in lines)
    unfiled = sum(line.meeting in ("held", "returned") for line in lines)
    missing = sum(line.meeting in OPEN for line in lines)
    note = _("%(a)s 家未开，%(b)s 家开了还没报") % {"a": missing, "b": unfiled}
    meeting = Card(_("例会已报送"), str(reported), f"/ {len(lines)} " + _("家"), note)
    if snapshot is None:
        return [Card(_("枢纽组织"), str(len(lines)), _("家"), ""), meeting]
    active = [float(sum(row.numerator for row in shares[pk])) if pk in shares else None for pk in ids]
    known = [float(sum(row.denominator for row in shares[pk])) if pk in shares else None for pk in ids]
    totals = totals_over(hubs, ["GEN-4", "MEC-7", "MEC-17", "MEC-8"], ids)
    meeting.course = [totals[pk, "MEC-8"].value if (pk, "MEC-8") in totals else None for pk in ids]
    cards = [_hubs_card(hubs, ids, active, known), _active_card(active), meeting]
    for code, label in (("GEN-4", _("协调按期答复")), ("MEC-7", _("决议按期办结")), ("MEC-17", _("基础资料完整"))):
        course = [totals[pk, code].value if (pk, code) in totals else None for pk in ids]
        last = totals.get((snapshot.pk, code))
        words, better = _difference(course, points=True)
        of = _("%(a)s / %(b)s") % {"a": plain(last.numerator), "b": plain(last.denominator)} if last else ""
        cards.append(Card(label, percent(last.value) if last else "—", "", of, course, words, better))
    return cards


def _hubs_card(hubs: list[int], ids: list[int], active: list[float | None], known: list[float | None]) -> Card:
    counted = dict(
        ElementScore.objects.filter(snapshot__in=ids, hub__in=hubs)
        .values_list("snapshot_id")
        .annotate(n=Count("hub", distinct=True))
        .order_by()
    )
    a, k = active[-1], known[-1]
    note = _("覆盖 %(share)s 的社会组织") % {"share": percent(a / k)} if a is not None and k else ""
    return Card(_("枢纽组织"), str(len(hubs)), _("家"), note, [counted.get(pk) for pk in ids])


def _active_card(active: list[float | None]) -> Card:
    words, better = _difference(active, points=False)
    value = plain(active[-1]) if active[-1] is not None else "—"
    return Card(_("活跃联系的社会组织"), value, "", _("每家只计一次"), active, words, better)


def tiles_of(snapshot: Snapshot | None, shares: Shares) -> list[dict[str, Any]]:
    """Coverage by district, each organization once: {"area", "above", "below", "share"}; the rest group last."""
    if snapshot is None:
        return []
    return [
        {
            "area": row.area, "above": row.numerator, "below": row.denominator,
            "share": 100 * row.numerator / row.denominator if row.denominator else None,
        }
        for row in shares.get(snapshot.pk, [])
    ]  # fmt: skip


def failed_of(lines: list[HubLine], snapshot: Snapshot | None) -> int:
    """Figures of the body's hubs whose computation failed."""
    if snapshot is None:
        return 0
    hubs = [line.hub.pk for line in lines]
    return IndicatorValue.objects.filter(snapshot=snapshot, hub__in=hubs, state="failed").count()
