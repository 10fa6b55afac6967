"""SUP-18 to SUP-22: gain in capacity, payment after confirmation, experts' days and load, platform organizations."""

from __future__ import annotations

import math
from collections import Counter, defaultdict
from datetime import datetime
from statistics import median

from django.utils.translation import gettext_lazy as _

from shuniu.domain.support.indicators.desk.requests import mean_of_ratings, span
from shuniu.domain.support.rules.desk import FIELD_SHARE
from shuniu.kernel.core.moments import Period, local_date
from shuniu.kernel.core.sql import fetch
from shuniu.kernel.norms.queries import judged_at, settings_for
from shuniu.kernel.orgs.living import KNOWN
from shuniu.kernel.specification.indicators import Figure, Item, Lines, indicator

SERVICE, QUESTION = "support.entrustedservice", "support.consultation"
_GAIN = """
SELECT s.hub_id, s.id, a.score - b.score
  FROM support_entrustedservice s
  JOIN support_capacityreview b ON b.service_id = s.id AND b.stage = 'before'
  JOIN support_capacityreview a ON a.service_id = s.id AND a.stage = 'after'
 WHERE s.hub_id = ANY(%(hubs)s) AND a.reviewed_at >= %(since)s AND a.reviewed_at < %(until)s AND a.reviewed_at < %(at)s
 ORDER BY a.reviewed_at, s.id
"""
# Money is released only after the client's word; what was paid before it would count against the hub.
_PAID = """
SELECT s.hub_id, m.id, ok.there, ok.there::int, 1, false, m.paid_on::text
  FROM support_servicemilestone m JOIN support_entrustedservice s ON s.id = m.service_id
 CROSS JOIN LATERAL (SELECT coalesce((m.confirmed_at AT TIME ZONE 'Asia/Shanghai')::date <= m.paid_on, false) AS there) ok
 WHERE s.hub_id = ANY(%(hubs)s) AND m.paid_on >= %(first)s AND m.paid_on < %(last)s AND m.paid_on <= %(today)s
"""
_ANSWERED = """
SELECT c.hub_id, c.id, said.ok, said.ok::int, 1, false, c.due_on::text
  FROM support_consultation c
 CROSS JOIN LATERAL (SELECT coalesce((c.answered_at AT TIME ZONE 'Asia/Shanghai')::date <= c.due_on, false) AS ok) said
 WHERE c.hub_id = ANY(%(hubs)s) AND c.asked_at >= %(since)s AND c.asked_at < %(until)s AND c.asked_at < %(at)s
   AND (c.answered_at < %(at)s OR c.due_on < %(today)s)
"""
_BUSIEST = """
SELECT c.hub_id, c.id, rank.place <= 3, (rank.place <= 3)::int, 1, false, ''
  FROM support_consultation c JOIN support_committeemember m ON m.id = c.answered_by_id
  JOIN (SELECT c.hub_id, m.person_id,
               row_number() OVER (PARTITION BY c.hub_id ORDER BY count(*) DESC, m.person_id) AS place
          FROM support_consultation c JOIN support_committeemember m ON m.id = c.answered_by_id
         WHERE c.hub_id = ANY(%(hubs)s) AND c.answered_at >= %(since)s AND c.answered_at < %(until)s AND c.answered_at < %(at)s
         GROUP BY c.hub_id, m.person_id) rank ON rank.hub_id = c.hub_id AND rank.person_id = m.person_id
 WHERE c.hub_id = ANY(%(hubs)s) AND c.answered_at >= %(since)s AND c.answered_at < %(until)s AND c.answered_at < %(at)s
"""
_SERVED = """
SELECT r.hub_id, r.id, coalesce(r.organization_id::text, r.phone_key)
  FROM support_servicerequest r JOIN support_deskunit u ON u.id = r.answered_unit_id AND u.kind = 'platform'
 WHERE r.hub_id = ANY(%(hubs)s) AND r.closing = 'consent'
   AND r.closed_at >= %(since)s AND r.closed_at < %(until)s AND r.closed_at < %(at)s
 ORDER BY r.closed_at, r.id
"""
_FIELD = f"""
SELECT d.organization_id, count(*)
  FROM orgs_designation d JOIN orgs_organization o ON o.field_id = d.field_id AND o.id <> d.organization_id
 WHERE d.organization_id = ANY(%(hubs)s) AND d.valid_from <= %(day)s AND (d.valid_to IS NULL OR d.valid_to > %(day)s)
   AND {KNOWN}
 GROUP BY 1
"""  # noqa: S608


@indicator(
    "SUP-18", units=["A09.2"], title=_("服务前后的能力提升"), formula=_("服务后得分 − 服务前得分，取中位数"), period="Y",
    element="support", scoring=True, threshold=15, is_share=False, unit_label=_("分"),
)  # fmt: skip
def capacity_gain(*, hubs: list[int], period: Period, at: datetime) -> dict[int, Figure]:
    gains, items = defaultdict(list), defaultdict(list)
    for hub, pk, gain in fetch(_GAIN, span(hubs, period, at)):
        gains[hub].append(gain)
        items[hub].append(Item(SERVICE, pk, gain > 0, str(gain)))
    return {
        hub: Figure(sum(one > 0 for one in found), len(found), items[hub], value=float(median(found)))
        for hub, found in gains.items()
    }


@indicator(
    "SUP-19", units=["A09.2"], title=_("客户确认后拨付率"), formula=_("客户确认后才拨付的里程碑 ÷ 拨付的里程碑"), period="Y",
    element="support", scoring=True, threshold=1.0,
)  # fmt: skip
def paid_after_confirmation(*, hubs: list[int], period: Period, at: datetime) -> Lines:
    asked = {"hubs": hubs, "first": period.start, "last": period.end, "today": local_date(at)}
    return Lines("support.servicemilestone", _PAID, asked)


@indicator(
    "SUP-20", units=["A09.3"], title=_("咨询按期答复率"), formula=_("五个工作日内答复的咨询 ÷ 到期的咨询"), period="Q",
    element="support", scoring=True, threshold=0.9,
)  # fmt: skip
def answered_in_days(*, hubs: list[int], period: Period, at: datetime) -> Lines:
    return Lines(QUESTION, _ANSWERED, span(hubs, period, at))


@indicator(
    "SUP-21", units=["A09.3"], title=_("最忙三位专家的份额"), formula=_("最忙三位专家答复的咨询 ÷ 答复的咨询"), period="Y",
    element="support", scoring=True, threshold=0.4, less_is_better=True,
)  # fmt: skip
def busiest_three(*, hubs: list[int], period: Period, at: datetime) -> Lines:
    return Lines(QUESTION, _BUSIEST, span(hubs, period, at))


@indicator(
    "SUP-22", units=["A09.4"], title=_("平台组织服务的组织"), formula=_("平台组织办成过服务的组织数，达到家数或本领域组织的份额之一"), period="Y",
    element="support", scoring=True, threshold=30, is_share=False, unit_label=_("家"),
)  # fmt: skip
def served_by_platforms(*, hubs: list[int], period: Period, at: datetime) -> dict[int, Figure]:
    """Distinct applicants; the first request of each is counted in the list. So many are enough, or that share of the
    known organizations of the field where it has few.
    """
    day = min(period.last_day, local_date(at))
    fields = dict(fetch(_FIELD, {"hubs": hubs, "day": day, "at": at}))
    enough = settings_for(hubs, "indicator.SUP-22.threshold", judged_at(period, at))
    share = settings_for(hubs, FIELD_SHARE.key, judged_at(period, at))
    seen: dict[int, Counter[str]] = defaultdict(Counter)
    items = defaultdict(list)
    for hub, pk, applicant in fetch(_SERVED, span(hubs, period, at)):
        items[hub].append(Item("support.servicerequest", pk, not seen[hub][applicant]))
        seen[hub][applicant] += 1
    return {
        hub: Figure(
            len(found), fields.get(hub), items[hub], value=float(len(found)),
            threshold=min(float(enough[hub] or 0), float(share[hub] or 0) / 100 * fields.get(hub, math.inf)),
        )
        for hub, found in seen.items()
    }  # fmt: skip


@indicator(
    "SUP-2B", units=["A09.4"], title=_("平台组织的满意度"), formula=_("平台组织答复的申请，各申请人评价的平均数（1 至 5）"), period="H",
    element="support", scoring=True, threshold=4.2, is_share=False, unit_label=_("分"),
)  # fmt: skip
def ratings_of_platforms(*, hubs: list[int], period: Period, at: datetime) -> dict[int, Figure]:
    """SUP-2 for what platform organizations answered, in whole groups of its own."""
    return mean_of_ratings(hubs=hubs, period=period, at=at, unit_kind="platform")
