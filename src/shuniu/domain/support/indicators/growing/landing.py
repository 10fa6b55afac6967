"""SUP-29 and SUP-30: projects shown at a fair that landed within a year, landings that still run after one (A10.3).

Both by the community's word: what is not confirmed is no landing."""

from __future__ import annotations

from datetime import datetime

from django.utils.translation import gettext_lazy as _

from shuniu.domain.support.rules.growing import LANDING_MONTHS
from shuniu.kernel.core.moments import Period, local_date
from shuniu.kernel.norms.queries import judged_at, settings_for
from shuniu.kernel.specification.indicators import Lines, indicator

# A project shown at a fair landed when whoever showed it began in a community of this hub within the twelve months; awarded
# projects join with whoever awards them.
_LANDED = """
SELECT e.hub_id, b.id, ok.there, ok.there::int, 1, false, due.day::text
  FROM support_booth b JOIN support_expo e ON e.id = b.expo_id JOIN gatherings_gathering g ON g.id = e.gathering_id
 CROSS JOIN LATERAL (SELECT (g.starts_at AT TIME ZONE 'Asia/Shanghai')::date AS day) shown
 CROSS JOIN LATERAL (SELECT (shown.day + interval '12 months')::date AS day) due
 CROSS JOIN LATERAL (SELECT EXISTS (
        SELECT 1 FROM support_landing l
         WHERE l.hub_id = e.hub_id AND l.organization_id = b.organization_id AND l.first_confirmed_at < %(at)s
           AND l.first_service_on >= shown.day AND l.first_service_on <= due.day) AS there) ok
 WHERE e.hub_id = ANY(%(hubs)s) AND b.state = 'GIVEN' AND g.called_off_at IS NULL
   AND due.day >= %(start)s AND due.day < %(end)s AND due.day < %(today)s
"""
_RUNNING = """
SELECT l.hub_id, l.id, ok.there, ok.there::int, 1, false, due.day::text
  FROM (SELECT unnest(%(hubs)s::bigint[]) AS id, unnest(%(months)s::int[]) AS months) hub
  JOIN support_landing l ON l.hub_id = hub.id
 CROSS JOIN LATERAL (SELECT (l.first_service_on + make_interval(months => hub.months))::date AS day) due
 CROSS JOIN LATERAL (SELECT coalesce(l.state = 'CONTINUED' AND l.year_said_at < %(at)s, false) AS there) ok
 WHERE l.first_confirmed_at < %(at)s AND due.day >= %(start)s AND due.day < %(end)s AND due.day < %(today)s
"""


@indicator(
    "SUP-29", units=["A10.3"], title=_("参展项目落地率"), formula=_("参展后 12 个月内在社区落地的项目 ÷ 参展满 12 个月的项目"), period="Y",
    element="support", scoring=False, threshold=0.5,
)  # fmt: skip
def landed_after_a_fair(*, hubs: list[int], period: Period, at: datetime) -> Lines:
    asked = {"hubs": hubs, "start": period.start, "end": period.end, "at": at, "today": local_date(at)}
    return Lines("support.booth", _LANDED, asked)


@indicator(
    "SUP-30", units=["A10.3"], title=_("落地项目延续率"), formula=_("满 12 个月仍在运行的落地项目 ÷ 满 12 个月的落地项目"), period="Y",
    element="support", scoring=False, threshold=0.6,
)  # fmt: skip
def still_running(*, hubs: list[int], period: Period, at: datetime) -> Lines:
    months = settings_for(hubs, LANDING_MONTHS.key, judged_at(period, at))
    asked = {"hubs": hubs, "months": [int(months[hub] or 0) for hub in hubs], "start": period.start, "end": period.end,
             "at": at, "today": local_date(at)}  # fmt: skip
    return Lines("support.landing", _RUNNING, asked)
