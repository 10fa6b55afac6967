"""OPN-5 to OPN-7: growth by consent, time to a decision, refusals with their reason (A05.1)."""

from __future__ import annotations

from collections import defaultdict
from datetime import datetime
from statistics import median

from django.utils.translation import gettext_lazy as _

from shuniu.domain.network.rules import DECISION_DAYS
from shuniu.kernel.core.moments import Period, local_date, working_days_between
from shuniu.kernel.core.sql import fetch
from shuniu.kernel.norms.queries import judged_at, settings_for, working_calendar
from shuniu.kernel.specification.indicators import Figure, Item, Lines, indicator, note_words

APPLICATION = "network.membershipapplication"
note_words.add("joined", _("期内加入"))
note_words.add("left", _("期内退出"))

# Members are confirmed ties of membership; a claimed one is neither at the start nor joins.
_GROWTH = """
SELECT m.hub_id, m.id, m.joined, m.joined::int - coalesce(m.gone, false)::int, m.at_start::int, false,
       CASE WHEN m.gone THEN 'left' WHEN m.joined THEN 'joined' ELSE '' END
  FROM (SELECT t.hub_id, t.id,
               t.confirmed_at < %(starts)s AND t.valid_from < %(start)s AS at_start,
               t.confirmed_at >= %(starts)s OR t.valid_from >= %(start)s AS joined,
               least(t.valid_to, o.ended_on) < %(end)s AND least(t.valid_to, o.ended_on) <= %(today)s AS gone
          FROM orgs_affiliation t JOIN orgs_organization o ON o.id = t.organization_id
         WHERE t.hub_id = ANY(%(hubs)s) AND t.kind = 'membership' AND t.confirmed_at < %(at)s
           AND t.confirmed_at < %(ends)s AND t.valid_from < %(end)s
           AND coalesce(least(t.valid_to, o.ended_on) >= %(start)s, true)) m
"""
_DECIDED = """
SELECT a.hub_id, a.id, a.complete_at, a.decided_at
  FROM network_membershipapplication a
 WHERE a.hub_id = ANY(%(hubs)s) AND a.complete_at IS NOT NULL AND a.decided_at >= %(starts)s AND a.decided_at < %(ends)s
   AND a.decided_at < %(at)s
 ORDER BY a.decided_at, a.id
"""
_REFUSED = """
SELECT a.hub_id, a.id, a.reason <> '', (a.reason <> '')::int, 1, false, ''
  FROM network_membershipapplication a LEFT JOIN network_membershipobjection o ON o.application_id = a.id
 WHERE a.hub_id = ANY(%(hubs)s) AND (a.state = 'REFUSED' OR o.id IS NOT NULL)
   AND a.decided_at >= %(starts)s AND a.decided_at < %(ends)s AND a.decided_at < %(at)s
"""


def _span(hubs: list[int], period: Period, at: datetime) -> dict[str, object]:
    return {"hubs": hubs, "start": period.start, "end": period.end, "starts": period.starts_at, "ends": period.ends_at,
            "at": at, "today": local_date(at)}  # fmt: skip


@indicator(
    "OPN-5", units=["A05.1"], title=_("会员净增长"), formula=_("（期内加入 − 期内退出）÷ 期初会员"), period="Q",
    element="open", scoring=True, threshold=0.01,
)  # fmt: skip
def net_growth(*, hubs: list[int], period: Period, at: datetime) -> Lines:
    return Lines("orgs.affiliation", _GROWTH, _span(hubs, period, at))


@indicator(
    "OPN-6", units=["A05.1"], title=_("入会申请决定用时"), formula=_("材料齐全到决定的工作日数，取中位数"), period="Q",
    element="open", scoring=True, threshold=15, less_is_better=True, is_share=False, unit_label=_("个工作日"),
)  # fmt: skip
def days_to_decision(*, hubs: list[int], period: Period, at: datetime) -> dict[int, Figure]:
    """Applications decided in the period, counted where within the setting's days; an accepted invitation needs no decision and is not among them."""
    calendar, days, items = working_calendar(), defaultdict(list), defaultdict(list)
    limits = settings_for(hubs, DECISION_DAYS.key, judged_at(period, at))
    for hub, pk, complete_at, decided_at in fetch(_DECIDED, _span(hubs, period, at)):
        taken = working_days_between(local_date(complete_at), local_date(decided_at), calendar)
        days[hub].append(taken)
        items[hub].append(Item(APPLICATION, pk, taken <= int(limits[hub] or 0), str(taken)))
    return {
        hub: Figure(sum(item.counted for item in items[hub]), len(taken), items[hub], value=float(median(taken)))
        for hub, taken in days.items()
    }


@indicator(
    "OPN-7", units=["A05.1"], title=_("未接纳说明理由率"), formula=_("写明理由的未接纳 ÷ 全部未接纳"), period="Y",
    element="open", scoring=True, threshold=1.0,
)  # fmt: skip
def refusals_with_reason(*, hubs: list[int], period: Period, at: datetime) -> Lines:
    return Lines(APPLICATION, _REFUSED, _span(hubs, period, at))
