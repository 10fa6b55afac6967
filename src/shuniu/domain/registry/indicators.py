"""MEC-17: required facts filled (A16.1)."""

from __future__ import annotations

from datetime import datetime

from django.utils.translation import gettext_lazy as _

from shuniu.kernel.core.moments import Period, local_date
from shuniu.kernel.core.sql import fetch
from shuniu.kernel.specification.indicators import Figure, Item, indicator

REQUIRED_FACTS = (
    "name", "kind", "area_id", "field_id", "registered_on", "legal_representative", "staff_count", "purpose",
    "activities",
)  # fmt: skip

# Facts of every confirmed organization of the hub; an unregistered group owes no registration date or representative.
_FACTS = """
SELECT DISTINCT ON (t.hub_id, o.id) t.hub_id, o.id,
       (o.name <> '')::int + (o.kind <> '')::int + (o.area_id IS NOT NULL)::int + (o.field_id IS NOT NULL)::int
       + (o.staff_count IS NOT NULL)::int + (o.purpose <> '')::int + (o.activities <> '')::int
       + CASE WHEN o.kind = 'grassroots' THEN 0
              ELSE (o.registered_on IS NOT NULL)::int + (o.legal_representative <> '')::int END,
       CASE WHEN o.kind = 'grassroots' THEN 7 ELSE 9 END
  FROM orgs_affiliation t JOIN orgs_organization o ON o.id = t.organization_id
 WHERE t.hub_id = ANY(%(hubs)s) AND t.confirmed_at < %(until)s AND o.merged_into_id IS NULL
   AND t.valid_from <= %(day)s AND (t.valid_to IS NULL OR t.valid_to > %(day)s)
 ORDER BY t.hub_id, o.id
"""


@indicator(
    "MEC-17", units=["A16.1"], title=_("基础资料完整率"), formula=_("已填的必填资料项 ÷ 必填资料项"), period="Q",
    element="mechanism", scoring=True, threshold=0.95,
)  # fmt: skip
def facts_filled(*, hubs: list[int], period: Period, at: datetime) -> dict[int, Figure]:
    """Numerator and denominator count facts; the list names the organizations, counted when nothing is missing."""
    day = min(period.last_day, local_date(at))
    figures: dict[int, Figure] = {}
    for hub, organization, filled, required in fetch(
        _FACTS, {"hubs": hubs, "until": min(at, period.ends_at), "day": day}
    ):
        figure = figures.setdefault(hub, Figure(0, 0, []))
        figure.numerator += filled
        figure.denominator = (figure.denominator or 0) + required
        figure.items.append(Item("orgs.organization", organization, filled == required, f"{filled}/{required}"))
    return figures
