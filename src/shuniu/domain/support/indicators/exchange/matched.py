"""SUP-31 to SUP-33: how soon needs find something, how many that waited did, and whether the search answers (A10.4)."""

from __future__ import annotations

from datetime import datetime
from statistics import median

from django.utils.translation import gettext_lazy as _

from shuniu.domain.support.indicators.exchange.delivered import asked
from shuniu.engines.exchange.actions.probe import EVERY
from shuniu.engines.exchange.models import ProbeDay
from shuniu.kernel.core.moments import Period
from shuniu.kernel.core.sql import fetch
from shuniu.kernel.specification.indicators import Figure, Item, Lines, indicator

NEED = "exchange.need"
_DAYS = """
SELECT n.keeper_id, n.id, extract(epoch FROM first.at - n.posted_at) / 86400
  FROM exchange_need n
 CROSS JOIN LATERAL (SELECT min(m.accepted_at) AS at FROM exchange_match m WHERE m.need_id = n.id AND m.accepted_at < %(at)s) first
 WHERE n.keeper_id = ANY(%(hubs)s) AND first.at >= %(since)s AND first.at < %(until)s
 ORDER BY n.keeper_id, n.id
"""
# Needs whose thirtieth day fell into the period, by then accepted or still open; withdrawn and refused ones leave.
_WAITED = """
SELECT n.keeper_id, n.id, met.there, met.there::int, 1, false, ''
  FROM exchange_need n
 CROSS JOIN LATERAL (SELECT EXISTS (
        SELECT 1 FROM exchange_match m WHERE m.need_id = n.id AND m.accepted_at < least(%(at)s, %(until)s)) AS there) met
 WHERE n.keeper_id = ANY(%(hubs)s) AND n.state IN ('open', 'closed') AND n.screened_at < %(at)s
   AND n.posted_at + interval '30 days' >= %(since)s AND n.posted_at + interval '30 days' < least(%(at)s, %(until)s)
"""


@indicator(
    "SUP-31", units=["A10.4"], title=_("需求对上的天数"), formula=_("从发布需求到双方答应的天数的中位数"), period="Q",
    element="support", scoring=True, threshold=14, less_is_better=True, is_share=False, unit_label=_("天"),
)  # fmt: skip
def days_to_match(*, hubs: list[int], period: Period, at: datetime) -> dict[int, Figure]:
    days: dict[int, list[tuple[int, float]]] = {}
    where = {**asked(hubs, period, at), "since": period.starts_at, "until": period.ends_at}
    for hub, need, took in fetch(_DAYS, where):
        days.setdefault(hub, []).append((need, float(took)))
    return {
        hub: Figure(len(rows), None, [Item(NEED, need, True) for need, _took in rows], value=round(median(took for _n, took in rows), 1))
        for hub, rows in days.items()
    }  # fmt: skip


@indicator(
    "SUP-32", units=["A10.4"], title=_("久等的需求对上率"), formula=_("已对上的需求 ÷ 发布满三十天的需求"), period="Q",
    element="support", scoring=True, threshold=0.6,
)  # fmt: skip
def matched_share(*, hubs: list[int], period: Period, at: datetime) -> Lines:
    where = {**asked(hubs, period, at), "since": period.starts_at, "until": period.ends_at}
    return Lines(NEED, _WAITED, where)


@indicator(
    "SUP-33", units=["A10.4"], title=_("网上对接可用率"), formula=_("公开搜索答复的次数 ÷ 每五分钟一次应答复的次数"), period="M",
    element="support", scoring=True, threshold=0.995,
)  # fmt: skip
def availability(*, hubs: list[int], period: Period, at: datetime) -> dict[int, Figure]:
    """One search for all hubs. From the first question of the installation on; one never asked is one not answered."""
    days = list(ProbeDay.objects.filter(day__gte=period.start, day__lt=period.end, first_at__lt=at))
    if not days:
        return {}
    began = max(days[0].first_at, period.starts_at) if not ProbeDay.objects.filter(day__lt=period.start).exists() else period.starts_at  # fmt: skip
    due = max(1, int((min(at, period.ends_at) - began) / EVERY))
    answered = min(due, sum(row.answered for row in days))
    items = [Item("exchange.probeday", row.pk, row.failed == 0) for row in days]
    return {hub: Figure(answered, due, items) for hub in hubs}
