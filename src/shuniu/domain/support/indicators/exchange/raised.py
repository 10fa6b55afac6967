"""SUP-5 and SUP-6 (A08.1), SUP-9 and SUP-10 (A08.3): what departments gave, what partners delivered."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.utils.translation import gettext_lazy as _

from shuniu.domain.support.indicators.exchange.delivered import PARTS, asked
from shuniu.kernel.core.moments import Period, local_date
from shuniu.kernel.core.sql import fetch
from shuniu.kernel.specification.indicators import Figure, Item, Lines, indicator

OPPORTUNITY, PROPOSAL = "support.opportunity", "support.departmentproposal"
_OBTAINED = """
SELECT p.hub_id, p.id, won.n > 0, won.n, 1, false, ''
  FROM support_departmentproposal p
 CROSS JOIN LATERAL (SELECT count(*) AS n FROM support_opportunity o
                      WHERE o.proposal_id = p.id AND o.recorded_at < %(at)s
                        AND (o.withdrawn_at IS NULL OR o.withdrawn_at >= %(at)s)) won
 WHERE p.hub_id = ANY(%(hubs)s) AND p.made_on >= %(start)s AND p.made_on < %(end)s AND p.recorded_at < %(at)s
"""
# What was won and is past its deadline unpublished stays in the denominator; what the department took back in time
# leaves it, and so does nothing else.
_PUBLISHED = """
SELECT o.hub_id, o.id, coalesce(o.published_at < %(at)s, false), coalesce(o.published_at < %(at)s, false)::int, 1, false,
       CASE WHEN o.is_late THEN o.late_reason ELSE '' END
  FROM support_opportunity o
 WHERE o.hub_id = ANY(%(hubs)s) AND o.obtained_on >= %(start)s AND o.obtained_on < %(end)s AND o.recorded_at < %(at)s
   AND NOT coalesce(o.published_at IS NULL AND o.withdrawn_at < %(at)s
                    AND (o.withdrawn_at AT TIME ZONE 'Asia/Shanghai')::date <= o.deadline, false)
"""
_DELIVERING = """
SELECT p.hub_id, p.id, d.there, d.there::int, 1, false, ''
  FROM support_partnership p
 CROSS JOIN LATERAL (SELECT EXISTS (
        SELECT 1 FROM support_deliverable v JOIN exchange_match m ON m.offer_id = v.offer_id
          JOIN exchange_delivery y ON y.match_id = m.id
         WHERE v.partnership_id = p.id AND y.confirmed_at < %(at)s AND y.delivered_on > %(since)s
           AND y.delivered_on <= %(day)s) AS there) d
 WHERE p.hub_id = ANY(%(hubs)s) AND p.approved_at < %(at)s AND p.valid_from <= %(day)s AND p.valid_to >= %(day)s
   AND (p.ended_at IS NULL OR p.ended_at >= %(at)s)
"""
_SERVED = (
    PARTS
    + """
SELECT hub_id, receiver_id, min(id) FROM counted
 WHERE hub_id = ANY(%(hubs)s) AND source = 'partner' AND receiver_id IS NOT NULL AND receiver_id <> hub_id
   AND receiver_id IS DISTINCT FROM giver_id
 GROUP BY hub_id, receiver_id ORDER BY hub_id, receiver_id
"""
)


@indicator(
    "SUP-5", units=["A08.1"], title=_("建议换来的机会"), formula=_("争取到的机会 ÷ 向部门提出的建议"), period="Y",
    element="support", scoring=False,
)  # fmt: skip
def obtained(*, hubs: list[int], period: Period, at: datetime) -> Lines:
    return Lines(PROPOSAL, _OBTAINED, asked(hubs, period, at))


@indicator(
    "SUP-6", units=["A08.1"], title=_("机会公开率"), formula=_("向所有符合条件的组织公布的机会 ÷ 争取到的机会"), period="Y",
    element="support", scoring=True, threshold=0.9,
)  # fmt: skip
def published(*, hubs: list[int], period: Period, at: datetime) -> Lines:
    return Lines(OPPORTUNITY, _PUBLISHED, asked(hubs, period, at))


@indicator(
    "SUP-9", units=["A08.3"], title=_("有交付的合作"), formula=_("六个月内有确认交付的合作 ÷ 有效的合作"), period="H",
    element="support", scoring=True, threshold=0.7,
)  # fmt: skip
def delivering(*, hubs: list[int], period: Period, at: datetime) -> Lines:
    day = min(period.last_day, local_date(at))
    return Lines(
        "support.partnership", _DELIVERING, {"hubs": hubs, "at": at, "day": day, "since": day - timedelta(days=183)}
    )


@indicator(
    "SUP-10", units=["A08.3"], title=_("伙伴服务到的组织"), formula=_("得到合作伙伴资源的组织，每家计一次"), period="Y",
    element="support", scoring=False, is_share=False, unit_label=_("家"),
)  # fmt: skip
def served_by_partners(*, hubs: list[int], period: Period, at: datetime) -> dict[int, Figure]:
    figures: dict[int, Figure] = {}
    for hub, receiver, _first in fetch(_SERVED, asked(hubs, period, at)):
        figure = figures.setdefault(hub, Figure(0, None))
        figure.numerator += 1
        figure.items.append(Item("orgs.organization", receiver, True))
    return figures
