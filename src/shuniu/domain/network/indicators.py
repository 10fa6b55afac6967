"""OPN-1 and OPN-2: coverage of the field and the active share of affiliations (A04)."""

from __future__ import annotations

from collections import defaultdict
from datetime import datetime

from django.utils.translation import gettext_lazy as _

from shuniu.engines.gatherings.confirmed import CONFIRMED_ATTENDANCE
from shuniu.kernel.core.moments import Period, local_date, period_of
from shuniu.kernel.core.sql import fetch
from shuniu.kernel.specification.indicators import Figure, Item, indicator

ORGANIZATION = "orgs.organization"
AFFILIATION = "orgs.affiliation"

# Valid, confirmed ties; active when the organization has a confirmed attendance at the hub within twelve months.
_TIES = f"""
WITH attended AS (
    SELECT DISTINCT g.host_id AS hub_id, c.organization_id
      FROM ({CONFIRMED_ATTENDANCE}) c JOIN gatherings_gathering g ON g.id = c.gathering_id
     WHERE g.host_id = ANY(%(hubs)s) AND g.starts_at >= %(since)s AND g.starts_at < %(until)s
       AND c.entered_at < %(until)s)
SELECT DISTINCT ON (t.hub_id, t.organization_id)
       t.hub_id, t.id, t.organization_id, a.organization_id IS NOT NULL
  FROM orgs_affiliation t
  LEFT JOIN attended a ON a.hub_id = t.hub_id AND a.organization_id = t.organization_id
 WHERE t.hub_id = ANY(%(hubs)s) AND t.confirmed_at < %(until)s
   AND t.valid_from <= %(day)s AND (t.valid_to IS NULL OR t.valid_to > %(day)s)
 ORDER BY t.hub_id, t.organization_id, t.id
"""  # noqa: S608  the text put in is a constant of ours

# Known organizations of the field, the hub itself and authorities aside; those tied but of another field are not in it.
_FIELD = """
SELECT d.organization_id, o.id
  FROM orgs_designation d JOIN orgs_organization o ON o.field_id = d.field_id
 WHERE d.organization_id = ANY(%(hubs)s) AND d.valid_from <= %(day)s AND (d.valid_to IS NULL OR d.valid_to > %(day)s)
   AND o.merged_into_id IS NULL AND o.id <> d.organization_id AND o.created_at < %(until)s
   AND o.kind NOT IN ('authority', 'mass_organization')
"""


def _parameters(hubs: list[int], period: Period, at: datetime) -> dict[str, object]:
    until = min(at, period.ends_at)
    day = min(period.last_day, local_date(at))
    return {"hubs": hubs, "until": until, "since": period_of("R12", day).starts_at, "day": day}


@indicator(
    "OPN-1", units=["A04"], title=_("覆盖率"), formula=_("本领域有活跃联系的组织 ÷ 本领域已知的组织"), period="Q",
    element="open", scoring=True, threshold=0.6,
)  # fmt: skip
def coverage(*, hubs: list[int], period: Period, at: datetime) -> dict[int, Figure]:
    """Known organizations of the field are frozen with the list; those without a field stay in no hub's list."""
    parameters = _parameters(hubs, period, at)
    active = {(hub, organization) for hub, _tie, organization, is_active in fetch(_TIES, parameters) if is_active}
    lines: dict[int, list[Item]] = defaultdict(list)
    for hub, organization in fetch(_FIELD, parameters):
        lines[hub].append(Item(ORGANIZATION, organization, (hub, organization) in active))
    return {hub: Figure(sum(line.counted for line in found), len(found), found) for hub, found in lines.items()}


@indicator(
    "OPN-2", units=["A04"], title=_("活跃率"), formula=_("活跃的联系 ÷ 有效的联系"), period="Q", element="open",
    scoring=True, threshold=0.7,
)  # fmt: skip
def active_share(*, hubs: list[int], period: Period, at: datetime) -> dict[int, Figure]:
    """Only ties that the organization confirmed; a claimed one is in no indicator."""
    lines: dict[int, list[Item]] = defaultdict(list)
    for hub, tie, _organization, is_active in fetch(_TIES, _parameters(hubs, period, at)):
        lines[hub].append(Item(AFFILIATION, tie, is_active))
    return {hub: Figure(sum(line.counted for line in found), len(found), found) for hub, found in lines.items()}
