"""OPN-13 and OPN-14: cultivated for a need on record before, and still active a year later (A05.4)."""

from __future__ import annotations

from datetime import datetime

from django.utils.translation import gettext_lazy as _

from shuniu.kernel.core.moments import Period, local_date
from shuniu.kernel.orgs.contacts import contacts_sql
from shuniu.kernel.specification.indicators import Lines, indicator

CULTIVATION = "support.cultivation"
_FOR_A_NEED = """
SELECT c.hub_id, c.id, ok.there, ok.there::int, 1, false, c.handed_on::text
  FROM support_cultivation c LEFT JOIN exchange_need n ON n.id = c.need_id
 CROSS JOIN LATERAL (SELECT coalesce(n.posted_at < c.noticed_at, false) AS there) ok
 WHERE c.hub_id = ANY(%(hubs)s) AND c.state = 'HANDED' AND c.handed_on >= %(start)s AND c.handed_on < %(end)s
   AND c.handed_on <= %(today)s
"""
# Still active: confirmed contact of any source with the hub in the half-year before the day.
_ACTIVE = """
SELECT c.hub_id, c.id, ok.there, ok.there::int, 1, false, due.day::text
  FROM support_cultivation c
 CROSS JOIN LATERAL (SELECT (c.handed_on + interval '12 months')::date AS day) due
 CROSS JOIN LATERAL (SELECT EXISTS (
        SELECT 1 FROM ({contacts}) x WHERE x.hub_id = c.hub_id AND x.organization_id = c.organization_id
           AND x.happened_at >= due.day - 183 AND x.happened_at < due.day + 1 AND x.known_at < %(at)s) AS there) ok
 WHERE c.hub_id = ANY(%(hubs)s) AND c.state = 'HANDED' AND due.day >= %(start)s AND due.day < %(end)s AND due.day < %(today)s
"""


@indicator(
    "OPN-13", units=["A05.4"], title=_("因需培育"), formula=_("关联早先登记的需求的培育组织 ÷ 全部培育组织"), period="Y",
    element="open", scoring=True, threshold=1.0,
)  # fmt: skip
def cultivated_for_a_need(*, hubs: list[int], period: Period, at: datetime) -> Lines:
    asked = {"hubs": hubs, "start": period.start, "end": period.end, "today": local_date(at)}
    return Lines(CULTIVATION, _FOR_A_NEED, asked)


@indicator(
    "OPN-14", units=["A05.4"], title=_("培育一年后仍活跃"), formula=_("转入培育满 12 个月仍有确认联系的组织 ÷ 满 12 个月的培育组织"),
    period="Y", element="open", scoring=True, threshold=0.7,
)  # fmt: skip
def still_active(*, hubs: list[int], period: Period, at: datetime) -> Lines:
    asked = {"hubs": hubs, "start": period.start, "end": period.end, "today": local_date(at), "at": at}
    return Lines(CULTIVATION, _ACTIVE.format(contacts=contacts_sql()), asked)
