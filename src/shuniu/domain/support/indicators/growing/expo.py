"""SUP-24 and SUP-25, expo by expo: deals delivered within six months, exhibitors that came for the first time (A10.1)."""

from __future__ import annotations

from datetime import datetime

from django.utils.translation import gettext_lazy as _

from shuniu.kernel.core.moments import Period, local_date
from shuniu.kernel.specification.indicators import Lines, indicator

_DELIVERED = """
SELECT e.hub_id, d.id, ok.there, ok.there::int, 1, false, d.state
  FROM support_deal d JOIN support_booth b ON b.id = d.booth_id JOIN support_expo e ON e.id = b.expo_id
 CROSS JOIN LATERAL (SELECT (d.signed_on + interval '6 months')::date AS day) due
 CROSS JOIN LATERAL (SELECT coalesce(d.state = 'DELIVERED' AND d.ended_on <= due.day AND d.confirmed_at < %(at)s, false) AS there) ok
 WHERE e.hub_id = ANY(%(hubs)s) AND due.day >= %(first)s AND due.day < %(last)s AND due.day <= %(today)s
"""
_FIRST = """
SELECT e.hub_id, b.id, b.first_time, b.first_time::int, 1, false, ''
  FROM support_booth b JOIN support_expo e ON e.id = b.expo_id JOIN gatherings_gathering g ON g.id = e.gathering_id
 WHERE e.hub_id = ANY(%(hubs)s) AND b.state = 'GIVEN' AND g.called_off_at IS NULL
   AND g.starts_at >= %(start)s AND g.starts_at < %(until)s
"""


@indicator(
    "SUP-24", units=["A10.1"], title=_("展会意向兑现率"), formula=_("六个月内兑现并经核对的意向 ÷ 满六个月的意向"), period="Y",
    element="support", scoring=False, threshold=0.5,
)  # fmt: skip
def deals_delivered(*, hubs: list[int], period: Period, at: datetime) -> Lines:
    asked = {"hubs": hubs, "first": period.start, "last": period.end, "at": at, "today": local_date(at)}
    return Lines("support.deal", _DELIVERED, asked)


@indicator(
    "SUP-25", units=["A10.1"], title=_("首次参展"), formula=_("首次参展的展商 ÷ 全部展商"), period="Y", element="support",
    scoring=False, threshold=0.3,
)  # fmt: skip
def first_time_exhibitors(*, hubs: list[int], period: Period, at: datetime) -> Lines:
    asked = {"hubs": hubs, "start": period.starts_at, "until": min(at, period.ends_at)}
    return Lines("support.booth", _FIRST, asked)
