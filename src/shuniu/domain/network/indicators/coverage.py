"""OPN-1 and OPN-2: coverage of the field and the active share of affiliations (A04)."""

from __future__ import annotations

from datetime import datetime

from django.utils.translation import gettext_lazy as _

from shuniu.kernel.core.moments import Period, local_date, period_of
from shuniu.kernel.orgs.contacts import contacts_sql
from shuniu.kernel.orgs.living import KNOWN, TIE_LIVES
from shuniu.kernel.specification.indicators import Base, Lines, indicator

ORGANIZATION = "orgs.organization"
AFFILIATION = "orgs.affiliation"

# Valid, confirmed ties; active when the organization had a confirmed contact of any source with the hub in twelve months.
# Entered afterwards: every contact that keeps it active was, or the tie itself more than thirty days after it began.
_TIES = """
WITH attended AS (
    SELECT c.hub_id, c.organization_id, bool_and(c.is_late) AS late
      FROM ({contacts}) c
     WHERE c.happened_at >= %(since)s AND c.happened_at < %(until)s AND c.known_at < %(at)s
     GROUP BY c.hub_id, c.organization_id)
SELECT DISTINCT ON (t.hub_id, t.organization_id)
       t.hub_id, t.id, t.organization_id, a.organization_id IS NOT NULL AS is_active,
       coalesce(a.late, false) OR (t.claimed_at AT TIME ZONE 'Asia/Shanghai')::date > t.valid_from + 30 AS late
  FROM orgs_affiliation t
  LEFT JOIN attended a ON a.hub_id = t.hub_id AND a.organization_id = t.organization_id
 WHERE t.confirmed_at < %(at)s AND t.valid_from <= %(day)s AND (t.valid_to IS NULL OR t.valid_to > %(day)s)
   AND {lives}
 ORDER BY t.hub_id, t.organization_id, t.id
"""

_COVERAGE = f"""
SELECT d.organization_id, o.id, coalesce(t.is_active, false), coalesce(t.is_active, false)::int, 1,
       coalesce(t.late AND t.is_active, false), ''
  FROM orgs_designation d
  JOIN orgs_organization o ON o.field_id = d.field_id AND o.id <> d.organization_id
  LEFT JOIN network_ties t ON t.hub_id = d.organization_id AND t.organization_id = o.id
 WHERE d.organization_id = ANY(%(hubs)s) AND d.valid_from <= %(day)s AND (d.valid_to IS NULL OR d.valid_to > %(day)s)
   AND {KNOWN}
"""  # noqa: S608

_KNOWN_ANYWHERE = f"""
SELECT t.hub_id, o.id, coalesce(t.is_active, false), 0, 1, false, ''
  FROM orgs_organization o LEFT JOIN network_ties t ON t.organization_id = o.id
 WHERE {KNOWN}
"""  # noqa: S608

_ACTIVE = """
SELECT hub_id, id, is_active, is_active::int, 1, late, '' FROM network_ties WHERE hub_id = ANY(%(hubs)s)
"""


def _lines(subject_type: str, sql: str, period: Period, at: datetime, hubs: list[int] | None = None) -> Lines:
    day = min(period.last_day, local_date(at))
    year = period_of("R12", day)
    asked = {"at": at, "since": year.starts_at, "until": min(at, year.ends_at), "day": day}
    return Lines(
        subject_type,
        sql,
        {**asked, "hubs": hubs},
        Base("network_ties", _TIES.format(contacts=contacts_sql(), lives=TIE_LIVES), asked),
    )


def known_anywhere(*, period: Period, at: datetime) -> Lines:
    """Every known organization, also without a field or in a field without a hub: an authority's denominator."""
    return _lines(ORGANIZATION, _KNOWN_ANYWHERE, period, at)


@indicator(
    "OPN-1", units=["A04"], title=_("覆盖率"), formula=_("本领域有活跃联系的组织 ÷ 本领域已知的组织"), period="Q",
    element="open", scoring=True, threshold=0.6, retraced=False, rest=known_anywhere,
)  # fmt: skip
def coverage(*, hubs: list[int], period: Period, at: datetime) -> Lines:
    """Known organizations of the field are frozen with the list; those without a field stay in no hub's list."""
    return _lines(ORGANIZATION, _COVERAGE, period, at, hubs)


@indicator(
    "OPN-2", units=["A04"], title=_("活跃率"), formula=_("活跃的联系 ÷ 有效的联系"), period="Q", element="open",
    scoring=True, threshold=0.7, retraced=False,
)  # fmt: skip
def active_share(*, hubs: list[int], period: Period, at: datetime) -> Lines:
    """Only ties that the organization confirmed; a claimed one is in no indicator."""
    return _lines(AFFILIATION, _ACTIVE, period, at, hubs)
