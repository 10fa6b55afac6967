"""SUP-30: landings that still run after a year, by the community's word (A10.3). What is not confirmed is no landing."""

from __future__ import annotations

from datetime import datetime

from django.utils.translation import gettext_lazy as _

from shuniu.domain.support.rules.growing import LANDING_MONTHS
from shuniu.kernel.core.moments import Period, local_date
from shuniu.kernel.norms.queries import judged_at, settings_for
from shuniu.kernel.specification.indicators import Lines, indicator

_RUNNING = """
SELECT l.hub_id, l.id, ok.there, ok.there::int, 1, false, due.day::text
  FROM (SELECT unnest(%(hubs)s::bigint[]) AS id, unnest(%(months)s::int[]) AS months) hub
  JOIN support_landing l ON l.hub_id = hub.id
 CROSS JOIN LATERAL (SELECT (l.first_service_on + make_interval(months => hub.months))::date AS day) due
 CROSS JOIN LATERAL (SELECT coalesce(l.state = 'CONTINUED' AND l.year_said_at < %(at)s, false) AS there) ok
 WHERE l.first_confirmed_at < %(at)s AND due.day >= %(start)s AND due.day < %(end)s AND due.day < %(today)s
"""


@indicator(
    "SUP-30", units=["A10.3"], title=_("落地项目延续率"), formula=_("满 12 个月仍在运行的落地项目 ÷ 满 12 个月的落地项目"), period="Y",
    element="support", scoring=False, threshold=0.6,
)  # fmt: skip
def still_running(*, hubs: list[int], period: Period, at: datetime) -> Lines:
    months = settings_for(hubs, LANDING_MONTHS.key, judged_at(period, at))
    asked = {"hubs": hubs, "months": [int(months[hub] or 0) for hub in hubs], "start": period.start, "end": period.end,
             "at": at, "today": local_date(at)}  # fmt: skip
    return Lines("support.landing", _RUNNING, asked)
