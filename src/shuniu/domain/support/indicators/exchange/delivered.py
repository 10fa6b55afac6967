"""SUP-3, SUP-4, SUP-11, SUP-12, SUP-23: what was delivered and confirmed, by source (A08, A08.4, A10).

A part delivered counts on its day, once its receiver has confirmed it. Where two hubs share a grant each counts its part.
"""

from __future__ import annotations

from collections import defaultdict
from datetime import datetime

from django.utils.translation import gettext_lazy as _

from shuniu.kernel.core.moments import Period, local_date, period_of
from shuniu.kernel.core.sql import fetch
from shuniu.kernel.orgs.contacts import contacts_sql
from shuniu.kernel.orgs.living import TIE_LIVES
from shuniu.kernel.specification.indicators import Figure, Item, Lines, indicator, note_words

DELIVERY = "exchange.delivery"
note_words.add("exchange.cash", _("现金"))
note_words.add("exchange.kind", _("实物或服务"))

# One line for each hub that counts a part: the hub that keeps the offer gets what others' agreed parts leave.
PARTS = """
WITH parts AS (
    SELECT d.id, d.value_fen, d.is_cash, d.delivered_on, o.id AS offer_id, o.keeper_id, o.value_fen AS whole, o.source,
           o.body_id AS giver_id, n.body_id AS receiver_id
      FROM exchange_delivery d JOIN exchange_match m ON m.id = d.match_id JOIN exchange_offer o ON o.id = m.offer_id
      JOIN exchange_need n ON n.id = m.need_id
     WHERE d.confirmed_at < %(at)s AND d.delivered_on >= %(start)s AND d.delivered_on < %(end)s),
shared AS (
    SELECT p.id, s.hub_id, p.value_fen * s.share_fen / nullif(p.whole, 0) AS value
      FROM parts p JOIN exchange_offershare s ON s.offer_id = p.offer_id AND s.agreed_at < %(at)s),
counted AS (
    SELECT p.*, p.keeper_id AS hub_id,
           p.value_fen - coalesce((SELECT sum(s.value) FROM shared s WHERE s.id = p.id), 0) AS value FROM parts p
    UNION ALL SELECT p.*, s.hub_id, s.value FROM shared s JOIN parts p ON p.id = s.id)
"""
_BY_SOURCE = (
    PARTS
    + """
SELECT hub_id, id, source, value::float8, is_cash FROM counted WHERE hub_id = ANY(%(hubs)s) ORDER BY hub_id, id
"""
)
_TO_OTHERS = (
    PARTS
    + """
SELECT hub_id, id, receiver_id IS DISTINCT FROM hub_id, (receiver_id IS DISTINCT FROM hub_id)::int, 1, false, ''
  FROM counted WHERE hub_id = ANY(%(hubs)s) AND source IN ('company', 'media')
"""
)
_NOT_FISCAL = (
    PARTS
    + """
SELECT hub_id, id, source <> 'fiscal', CASE WHEN source <> 'fiscal' THEN value::float8 / 100 ELSE 0 END,
       value::float8 / 100, false, CASE WHEN is_cash THEN 'exchange.cash' ELSE 'exchange.kind' END
  FROM counted WHERE hub_id = ANY(%(hubs)s) AND value > 0
"""
)
# The first part of its kind an organization ever got from a company or the media stands for it.
_FIRST_TIME_OF = """
SELECT c.hub_id, c.receiver_id, NOT bool_or(before.there), (NOT bool_or(before.there))::int, 1, false, ''
  FROM counted c
 CROSS JOIN LATERAL (SELECT EXISTS (
        SELECT 1 FROM exchange_delivery d JOIN exchange_match m ON m.id = d.match_id
          JOIN exchange_offer o ON o.id = m.offer_id JOIN exchange_need n ON n.id = m.need_id
         WHERE n.body_id = c.receiver_id AND o.source IN ('company', 'media') AND d.confirmed_at < %(at)s
           AND d.delivered_on < %(start)s) AS there) before
 WHERE c.hub_id = ANY(%(hubs)s) AND c.source IN ('company', 'media') AND c.receiver_id IS NOT NULL
   AND c.receiver_id <> c.hub_id
 GROUP BY c.hub_id, c.receiver_id
"""
_FIRST_TIME = PARTS + _FIRST_TIME_OF
_ACTIVE = """
SELECT t.hub_id, count(DISTINCT t.organization_id) FROM orgs_affiliation t
 WHERE t.hub_id = ANY(%(hubs)s) AND t.confirmed_at < %(at)s AND t.valid_from <= %(day)s
   AND (t.valid_to IS NULL OR t.valid_to > %(day)s) AND {lives}
   AND EXISTS (SELECT 1 FROM ({contacts}) c WHERE c.hub_id = t.hub_id AND c.organization_id = t.organization_id
                  AND c.happened_at >= %(since)s AND c.happened_at < %(until)s AND c.known_at < %(at)s)
 GROUP BY t.hub_id
"""


def asked(hubs: list[int], period: Period, at: datetime) -> dict[str, object]:
    return {"hubs": hubs, "at": at, "start": period.start, "end": period.end}


@indicator(
    "SUP-3", units=["A08"], title=_("资源来源多样性"), formula=_("1 − 各来源占交付价值比重的平方和"), period="Y",
    element="support", scoring=True, threshold=0.5, is_share=False,
)  # fmt: skip
def diversity(*, hubs: list[int], period: Period, at: datetime) -> dict[int, Figure]:
    """0 when all comes from one source; nothing delivered gives no figure."""
    values: dict[int, dict[str, float]] = defaultdict(lambda: defaultdict(float))
    items: dict[int, list[Item]] = defaultdict(list)
    for hub, number, source, value, cash in fetch(_BY_SOURCE, asked(hubs, period, at)):
        values[hub][source] += value
        items[hub].append(Item(DELIVERY, number, True, "exchange.cash" if cash else "exchange.kind"))
    figures = {}
    for hub, by_source in values.items():
        whole = sum(by_source.values())
        if whole > 0:
            share = 1 - sum((one / whole) ** 2 for one in by_source.values())
            figures[hub] = Figure(whole / 100, None, items[hub], value=round(share, 6))
    return figures


@indicator(
    "SUP-4", units=["A08"], title=_("每条活跃联系得到的资源"), formula=_("受方确认的交付价值（元，现金与实物分列）÷ 活跃的联系"), period="Y",
    element="support", scoring=False, is_share=False, unit_label=_("元"), retraced=False,
)  # fmt: skip
def value_per_tie(*, hubs: list[int], period: Period, at: datetime) -> dict[int, Figure]:
    day = min(period.last_day, local_date(at))
    year = period_of("R12", day)
    ties = dict(fetch(_ACTIVE.format(contacts=contacts_sql(), lives=TIE_LIVES), {
        "hubs": hubs, "at": at, "day": day, "since": year.starts_at, "until": min(at, year.ends_at),
    }))  # fmt: skip
    figures = {hub: Figure(0, float(count)) for hub, count in ties.items() if count}
    for hub, number, _source, value, cash in fetch(_BY_SOURCE, asked(hubs, period, at)):
        if hub in figures:
            figures[hub].numerator += value / 100
            figures[hub].items.append(Item(DELIVERY, number, True, "exchange.cash" if cash else "exchange.kind"))
    return figures


@indicator(
    "SUP-11", units=["A08.4"], title=_("企业和媒体资源用于其他组织"), formula=_("交付给枢纽以外组织的企业、媒体资源 ÷ 交付的企业、媒体资源"), period="Y",
    element="support", scoring=True, threshold=0.6,
)  # fmt: skip
def reaches_others(*, hubs: list[int], period: Period, at: datetime) -> Lines:
    return Lines(DELIVERY, _TO_OTHERS, asked(hubs, period, at))


@indicator(
    "SUP-12", units=["A08.4"], title=_("首次得到社会资源的组织"), formula=_("首次得到企业、媒体资源的组织 ÷ 得到的组织"), period="Y",
    element="support", scoring=True, threshold=0.2,
)  # fmt: skip
def first_time(*, hubs: list[int], period: Period, at: datetime) -> Lines:
    return Lines("orgs.organization", _FIRST_TIME, asked(hubs, period, at))


@indicator(
    "SUP-23", units=["A10"], title=_("社会资源占比"), formula=_("非财政的交付价值 ÷ 全部交付价值"), period="Y",
    element="support", scoring=True, threshold=0.4,
)  # fmt: skip
def not_fiscal(*, hubs: list[int], period: Period, at: datetime) -> Lines:
    """What a department pays for is fiscal by constraint, so it cannot be called social."""
    return Lines(DELIVERY, _NOT_FISCAL, asked(hubs, period, at))
