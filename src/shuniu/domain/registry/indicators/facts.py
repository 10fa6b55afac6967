"""MEC-17: required facts filled (A16.1)."""

from __future__ import annotations

from datetime import datetime

from django.utils.translation import gettext_lazy as _

from shuniu.kernel.core.moments import Period, local_date
from shuniu.kernel.orgs.living import LIVES
from shuniu.kernel.specification.indicators import Lines, indicator

REQUIRED_FACTS = (
    "name", "kind", "area_id", "field_id", "registered_on", "legal_representative", "staff_count", "purpose",
    "activities",
)  # fmt: skip

# Entered afterwards: a required fact written in the period that holds since a day more than thirty days before.
# Facts of every confirmed organization of the hub; an unregistered group owes no registration date or representative.
_FACTS = f"""
WITH facts AS (
    SELECT DISTINCT ON (t.hub_id, o.id) t.hub_id, o.id,
           (o.name <> '')::int + (o.kind <> '')::int + (o.area_id IS NOT NULL)::int + (o.field_id IS NOT NULL)::int
           + (o.staff_count IS NOT NULL)::int + (o.purpose <> '')::int + (o.activities <> '')::int
           + CASE WHEN o.kind = 'grassroots' THEN 0
                  ELSE (o.registered_on IS NOT NULL)::int + (o.legal_representative <> '')::int END AS filled,
           CASE WHEN o.kind = 'grassroots' THEN 7 ELSE 9 END AS required,
           o.id IN (SELECT f.organization_id FROM orgs_factchange f
                     WHERE f.key = ANY(%(keys)s) AND f.new <> '' AND f.at >= %(start)s AND f.at < %(at)s
                       AND (f.at AT TIME ZONE 'Asia/Shanghai')::date > f."on" + 30) AS late
      FROM orgs_affiliation t JOIN orgs_organization o ON o.id = t.organization_id
     WHERE t.hub_id = ANY(%(hubs)s) AND t.confirmed_at < %(at)s AND o.merged_into_id IS NULL
       AND t.valid_from <= %(day)s AND (t.valid_to IS NULL OR t.valid_to > %(day)s) AND {LIVES}
     ORDER BY t.hub_id, o.id)
SELECT hub_id, id, filled = required, filled, required, late, filled || '/' || required FROM facts
"""  # noqa: S608  a constant of ours


@indicator(
    "MEC-17", units=["A16.1"], title=_("基础资料完整率"), formula=_("已填的必填资料项 ÷ 必填资料项"), period="Q",
    element="mechanism", scoring=True, threshold=0.95, retraced=False,
)  # fmt: skip
def facts_filled(*, hubs: list[int], period: Period, at: datetime) -> Lines:
    """Numerator and denominator count facts; the list names the organizations, counted when nothing is missing."""
    parameters = {"hubs": hubs, "at": at, "day": min(period.last_day, local_date(at)), "start": period.starts_at,
                  "keys": [fact.removesuffix("_id") for fact in REQUIRED_FACTS]}  # fmt: skip
    return Lines("orgs.organization", _FACTS, parameters)
