"""SUP-15, SUP-16, SUP-17: who graduates in time, who is still there after two years, how many places are taken (A09.1)."""

from __future__ import annotations

from datetime import datetime

from django.utils.translation import gettext_lazy as _

from shuniu.domain.support.rules.growing import EARLY_LOOK_DAYS, FOLLOW_MONTHS
from shuniu.kernel.core.moments import Period, local_date
from shuniu.kernel.norms.queries import judged_at, settings_for
from shuniu.kernel.specification.indicators import Lines, indicator

STAY = "support.incubation"
# A graduation is a review in which every criterion was met, held before the term was over; the trail of an exit that was
# only entered later is not known at the close of the period.
_EXITS = """
SELECT c.hub_id, s.id, good.there, good.there::int, 1, false, s.state
  FROM support_incubation s JOIN support_incubationcenter c ON c.id = s.center_id
 CROSS JOIN LATERAL (SELECT s.state = 'GRADUATED' AND EXISTS (
        SELECT 1 FROM support_exitreview r WHERE r.incubation_id = s.id AND r.held_on <= s.ends_on AND r.filed_at < %(at)s
           AND NOT EXISTS (SELECT 1 FROM support_exitfinding f WHERE f.review_id = r.id AND NOT f.met)) AS there) good
 WHERE c.hub_id = ANY(%(hubs)s) AND s.ended_on >= %(start)s AND s.ended_on < %(end)s AND s.ended_on <= %(today)s
"""
_LATER = """
SELECT c.hub_id, s.id, held.there, held.there::int, 1, false, due.day::text
  FROM (SELECT unnest(%(hubs)s::bigint[]) AS id, unnest(%(months)s::int[]) AS months, unnest(%(early)s::int[]) AS early) hub
  JOIN support_incubationcenter c ON c.hub_id = hub.id
  JOIN support_incubation s ON s.center_id = c.id AND s.state = 'GRADUATED'
 CROSS JOIN LATERAL (SELECT (s.ended_on + make_interval(months => hub.months))::date AS day) due
 CROSS JOIN LATERAL (SELECT EXISTS (
        SELECT 1 FROM support_followup f WHERE f.incubation_id = s.id AND f.is_active AND f.confirmed_at < %(at)s
           AND f.looked_on >= due.day - hub.early) AS there) held
 WHERE due.day >= %(start)s AND due.day < %(end)s AND due.day < %(today)s
"""
_PLACES = """
SELECT c.hub_id, c.id, taken.count >= c.places, least(taken.count, c.places), c.places, false, ''
  FROM support_incubationcenter c
 CROSS JOIN LATERAL (SELECT count(*) AS count FROM support_incubation s
        WHERE s.center_id = c.id AND s.mode = 'onsite' AND s.starts_on <= %(day)s
          AND (s.ended_on IS NULL OR s.ended_on > %(day)s)) taken
 WHERE c.hub_id = ANY(%(hubs)s) AND c.opened_at < %(until)s AND (c.closed_at IS NULL OR c.closed_at >= %(until)s)
"""


@indicator(
    "SUP-15", units=["A09.1"], title=_("按期达标出壳率"), formula=_("期限内达到全部标准出壳的组织 ÷ 退出孵化的组织"), period="Y",
    element="support", scoring=True, threshold=0.7,
)  # fmt: skip
def graduated_in_time(*, hubs: list[int], period: Period, at: datetime) -> Lines:
    asked = {"hubs": hubs, "start": period.start, "end": period.end, "at": at, "today": local_date(at)}
    return Lines(STAY, _EXITS, asked)


@indicator(
    "SUP-16", units=["A09.1"], title=_("出壳后存活率"), formula=_("出壳 24 个月后仍在正常活动的组织 ÷ 满 24 个月的出壳组织"),
    period="Y", element="support", scoring=True, threshold=0.7,
)  # fmt: skip
def active_later(*, hubs: list[int], period: Period, at: datetime) -> Lines:
    """Active is what the hub looked at and the organization confirmed; nobody's word is no activity."""
    months, early = (settings_for(hubs, one.key, judged_at(period, at)) for one in (FOLLOW_MONTHS, EARLY_LOOK_DAYS))
    asked = {"hubs": hubs, "months": [int(months[hub] or 0) for hub in hubs], "early": [int(early[hub] or 0) for hub in hubs],
             "start": period.start, "end": period.end, "at": at, "today": local_date(at)}  # fmt: skip
    return Lines(STAY, _LATER, asked)


@indicator(
    "SUP-17", units=["A09.1"], title=_("孵化工位使用率"), formula=_("期末入驻的组织 ÷ 工位"), period="Q", element="support",
    scoring=True, threshold=0.8,
)  # fmt: skip
def places_taken(*, hubs: list[int], period: Period, at: datetime) -> Lines:
    """On the last day of the period, today in a running one; virtual entry takes no place."""
    until = min(at, period.ends_at)
    asked = {"hubs": hubs, "day": min(local_date(at), period.last_day), "until": until}
    return Lines("support.incubationcenter", _PLACES, asked)
