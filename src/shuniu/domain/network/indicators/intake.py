"""OPN-15, OPN-16 and OPN-17: applicants for supervision (A05.5). Hubs without supervisory status do not have them."""

from __future__ import annotations

from datetime import datetime

from django.utils.translation import gettext_lazy as _

from shuniu.kernel.core.moments import Period, local_date
from shuniu.kernel.specification.indicators import Lines, indicator

APPLICATION = "network.supervisionapplication"
_DECIDED = """
SELECT a.hub_id, a.id, said.in_time, said.in_time::int, 1, false, a.due_on::text
  FROM network_supervisionapplication a
 CROSS JOIN LATERAL (SELECT coalesce(a.decided_at < %(at)s
        AND (a.decided_at AT TIME ZONE 'Asia/Shanghai')::date <= a.due_on, false) AS in_time) said
 WHERE a.hub_id = ANY(%(hubs)s) AND a.filed_at < %(at)s AND a.due_on >= %(start)s AND a.due_on < %(end)s
   AND (a.decided_at < %(at)s OR a.due_on < %(today)s)
"""
_REFUSED = """
SELECT a.hub_id, a.id, said.ok, said.ok::int, 1, false, ''
  FROM network_supervisionapplication a
 CROSS JOIN LATERAL (SELECT btrim(a.grounds) <> '' AND btrim(a.remedy) <> '' AS ok) said
 WHERE a.hub_id = ANY(%(hubs)s) AND a.state = 'REFUSED' AND a.decided_at < %(at)s
   AND a.decided_at >= %(since)s AND a.decided_at < %(until)s
"""
_TAKEN_IN = """
SELECT a.hub_id, a.id, a.state = 'ADMITTED', (a.state = 'ADMITTED')::int, 1, false, ''
  FROM network_supervisionapplication a
 WHERE a.hub_id = ANY(%(hubs)s) AND a.decided_at < %(at)s AND a.decided_at >= %(since)s AND a.decided_at < %(until)s
   AND NOT EXISTS (SELECT 1 FROM network_intakecheck c WHERE c.application_id = a.id AND c.met IS NOT TRUE)
"""


def _lines(sql: str, hubs: list[int], period: Period, at: datetime) -> Lines:
    asked = {"hubs": hubs, "at": at, "start": period.start, "end": period.end, "today": local_date(at),
             "since": period.starts_at, "until": period.ends_at}  # fmt: skip
    return Lines(APPLICATION, sql, asked)


@indicator(
    "OPN-15", units=["A05.5"], title=_("受理按期决定率"), formula=_("材料齐全后期限内决定的申请 ÷ 到期的申请"), period="H",
    element="open", scoring=True, threshold=0.95,
)  # fmt: skip
def decided_in_time(*, hubs: list[int], period: Period, at: datetime) -> Lines:
    """Applications whose last day lies in the period; undecided ones once it has passed."""
    return _lines(_DECIDED, hubs, period, at)


@indicator(
    "OPN-16", units=["A05.5"], title=_("不同意写明理由和救济率"), formula=_("写明理由、依据和救济途径的不同意 ÷ 全部不同意"),
    period="Y", element="open", scoring=True, threshold=1.0,
)  # fmt: skip
def refused_with_grounds(*, hubs: list[int], period: Period, at: datetime) -> Lines:
    return _lines(_REFUSED, hubs, period, at)


@indicator(
    "OPN-17", units=["A05.5"], title=_("符合条件的申请纳入率"), formula=_("同意的申请 ÷ 各项条件都符合的申请"), period="Y",
    element="open", scoring=True, threshold=0.9,
)  # fmt: skip
def taken_in(*, hubs: list[int], period: Period, at: datetime) -> Lines:
    """Of the applications decided in the year, those whose every condition was found met."""
    return _lines(_TAKEN_IN, hubs, period, at)
