"""OPN-10 and OPN-11: how soon appeals are answered, and closed with the appellant's view (A05.3).

An appeal belongs to the period in which it was due. The lists behind name no appellant, no subject and no number; the
ids in them are drawn at random.
"""

from __future__ import annotations

from datetime import datetime

from django.utils.translation import gettext_lazy as _

from shuniu.domain.network.confidential import opened
from shuniu.kernel.core.moments import Period, local_date
from shuniu.kernel.core.sql import fetch
from shuniu.kernel.specification.indicators import Figure, Item, indicator

APPEAL = "network.appeal"
_ANSWERED = """
SELECT hub_id, id, coalesce(first_answered_at < %(at)s
                            AND (first_answered_at AT TIME ZONE 'Asia/Shanghai')::date <= due_on, false)
  FROM network_appeal
 WHERE hub_id = ANY(%(hubs)s) AND raised_at < %(at)s AND due_on >= %(start)s AND due_on < %(end)s
   AND (first_answered_at < %(at)s OR due_on < %(today)s)
 ORDER BY id
"""
_JUDGED = """
SELECT hub_id, id, coalesce(viewed_at < %(at)s AND (viewed_at AT TIME ZONE 'Asia/Shanghai')::date <= close_by, false)
  FROM network_appeal
 WHERE hub_id = ANY(%(hubs)s) AND raised_at < %(at)s AND close_by >= %(start)s AND close_by < %(end)s
   AND (viewed_at < %(at)s OR close_by < %(today)s)
 ORDER BY id
"""


def _shares(sql: str, hubs: list[int], period: Period, at: datetime) -> dict[int, Figure]:
    asked = {"hubs": hubs, "at": at, "start": period.start, "end": period.end, "today": local_date(at)}
    with opened(hubs=hubs):
        rows = fetch(sql, asked)
    lines: dict[int, list[Item]] = {}
    for hub, appeal, counted in rows:
        lines.setdefault(hub, []).append(Item(APPEAL, appeal, counted))
    return {hub: Figure(sum(one.counted for one in found), len(found), found) for hub, found in lines.items()}


@indicator(
    "OPN-10", units=["A05.3"], title=_("诉求按期首次答复率"), formula=_("期限内首次答复的诉求 ÷ 到期的诉求"), period="Q",
    element="open", scoring=True, threshold=0.95,
)  # fmt: skip
def appeals_answered(*, hubs: list[int], period: Period, at: datetime) -> dict[int, Figure]:
    """First answered within the setting's working days, as fixed when it was raised."""
    return _shares(_ANSWERED, hubs, period, at)


@indicator(
    "OPN-11", units=["A05.3"], title=_("诉求有评价办结率"), formula=_("期限内办结并有反映人评价的诉求 ÷ 到期的诉求"),
    period="H", element="open", scoring=True, threshold=0.8,
)  # fmt: skip
def appeals_judged(*, hubs: list[int], period: Period, at: datetime) -> dict[int, Figure]:
    """Closed with the appellant's own view within the setting's days; a reply that nobody judged counts as not."""
    return _shares(_JUDGED, hubs, period, at)
