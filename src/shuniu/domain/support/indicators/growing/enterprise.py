"""SUP-36 and SUP-37: candidates with plan and adviser, changes of form with a legal opinion on the assets (A11)."""

from __future__ import annotations

from datetime import datetime

from django.utils.translation import gettext_lazy as _

from shuniu.kernel.core.moments import Period
from shuniu.kernel.specification.indicators import Lines, indicator

TRANSITION = "support.enterprisetransition"
_GUIDED = """
SELECT t.hub_id, t.id, ok.there, ok.there::int, 1, false, t.state
  FROM support_enterprisetransition t
 CROSS JOIN LATERAL (SELECT t.planned_at < %(at)s AND t.adviser_named_at < %(at)s AS said) x
 CROSS JOIN LATERAL (SELECT coalesce(x.said, false) AS there) ok
 WHERE t.hub_id = ANY(%(hubs)s) AND t.listed_at < least(%(end)s, %(at)s)
   AND (t.ended_at IS NULL OR t.ended_at >= %(start)s)
"""
_CHANGED = """
SELECT t.hub_id, t.id, ok.there, ok.there::int, 1, false, s.done_on::text
  FROM support_transitionstep s JOIN support_enterprisetransition t ON t.id = s.transition_id
 CROSS JOIN LATERAL (SELECT EXISTS (
        SELECT 1 FROM support_legalopinion o WHERE o.transition_id = t.id AND o.subject = 'assets'
           AND o.conclusion <> 'not' AND o.given_on <= s.done_on AND o.added_at < %(at)s) AS there) ok
 WHERE t.hub_id = ANY(%(hubs)s) AND s.kind = 'form' AND s.done_on >= %(first)s AND s.done_on < %(last)s AND t.ended_at < %(at)s
"""


@indicator(
    "SUP-36", units=["A11"], title=_("有计划有顾问的候选"), formula=_("有转型计划和顾问的候选 ÷ 全部候选"), period="Y",
    element="support", scoring=True, threshold=0.8,
)  # fmt: skip
def candidates_guided(*, hubs: list[int], period: Period, at: datetime) -> Lines:
    asked = {"hubs": hubs, "start": period.starts_at, "end": period.ends_at, "at": at}
    return Lines(TRANSITION, _GUIDED, asked)


@indicator(
    "SUP-37", units=["A11"], title=_("转型前的资产法律意见"), formula=_("附有资产法律意见的变更 ÷ 全部组织形式变更"), period="Y",
    element="support", scoring=True, threshold=1.0,
)  # fmt: skip
def changes_with_opinion(*, hubs: list[int], period: Period, at: datetime) -> Lines:
    return Lines(TRANSITION, _CHANGED, {"hubs": hubs, "first": period.start, "last": period.end, "at": at})
