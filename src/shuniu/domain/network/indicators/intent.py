"""OPN-12: what intents led to (A05.3). An intent belongs to the year in which its months are up."""

from __future__ import annotations

from datetime import datetime

from django.utils.translation import gettext_lazy as _

from shuniu.domain.network.rules import INTENT_MONTHS
from shuniu.kernel.core.moments import Period, local_date
from shuniu.kernel.norms.queries import judged_at, settings_for
from shuniu.kernel.specification.indicators import Lines, indicator

INTENT = "network.cooperationintent"
_INTENTS = """
SELECT i.hub_id, i.id, led.there, led.there::int, 1, false, due.day::text
  FROM (SELECT unnest(%(hubs)s::bigint[]) AS id, unnest(%(months)s::int[]) AS months) hub
  JOIN network_cooperationintent i ON i.hub_id = hub.id
 CROSS JOIN LATERAL (SELECT (i.signed_on + make_interval(months => hub.months))::date AS day) due
 CROSS JOIN LATERAL (SELECT EXISTS (
        SELECT 1 FROM network_intentoutcome o
         WHERE o.intent_id = i.id AND o.kind <> 'nothing' AND o.confirmed_at < %(at)s AND o.happened_on <= due.day
       ) AS there) led
 WHERE i.first_confirmed_at < %(at)s AND i.second_confirmed_at < %(at)s AND i.declined_at IS NULL
   AND due.day >= %(start)s AND due.day < %(end)s AND (led.there OR due.day < %(today)s)
"""


@indicator(
    "OPN-12", units=["A05.3"], title=_("合作意向落实率"), formula=_("期限内形成项目、会员或对接的意向 ÷ 到期的意向"),
    period="Y", element="open", scoring=True, threshold=0.4,
)  # fmt: skip
def intents_led(*, hubs: list[int], period: Period, at: datetime) -> Lines:
    """Only what both parties confirmed; an outcome counts when it is a record or confirmed by the other party."""
    months = settings_for(hubs, INTENT_MONTHS.key, judged_at(period, at))
    asked = {"hubs": hubs, "months": [int(months[hub] or 0) for hub in hubs], "at": at, "start": period.start,
             "end": period.end, "today": local_date(at)}  # fmt: skip
    return Lines(INTENT, _INTENTS, asked)
