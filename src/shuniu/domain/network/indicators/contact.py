"""OPN-8 and OPN-9: contact with organizations not tied to the hub, and how much of it the other side confirmed (A05.2)."""

from __future__ import annotations

from datetime import datetime

from django.utils.translation import gettext_lazy as _

from shuniu.kernel.core.moments import Period, local_date, period_of
from shuniu.kernel.orgs.living import KNOWN
from shuniu.kernel.specification.indicators import Lines, indicator, note_words

ENGAGEMENT = "network.engagement"
note_words.add("not_confirmed", _("期限内没有确认"))
note_words.add("said_no", _("对方说不是"))

# Untied: neither supervised nor member nor attached, whatever contact there is (非主管、非会员、非挂靠).
_REACH = f"""
WITH contact AS (
    SELECT e.hub_id, e.organization_id, count(*) AS times
      FROM network_engagement e
     WHERE e.hub_id = ANY(%(hubs)s) AND e.confirmed_at < %(at)s AND e.withdrawn_at IS NULL
       AND e.happened_on >= %(since)s AND e.happened_on <= %(day)s
     GROUP BY e.hub_id, e.organization_id),
tied AS (
    SELECT DISTINCT t.hub_id, t.organization_id
      FROM orgs_affiliation t
     WHERE t.hub_id = ANY(%(hubs)s) AND t.kind <> 'contact' AND t.confirmed_at < %(at)s
       AND t.valid_from <= %(day)s AND (t.valid_to IS NULL OR t.valid_to > %(day)s))
SELECT d.organization_id, o.id, coalesce(c.times, 0) >= 2, (coalesce(c.times, 0) >= 2)::int, 1, false, ''
  FROM orgs_designation d
  JOIN orgs_organization o ON o.field_id = d.field_id AND o.id <> d.organization_id
  LEFT JOIN tied t ON t.hub_id = d.organization_id AND t.organization_id = o.id
  LEFT JOIN contact c ON c.hub_id = d.organization_id AND c.organization_id = o.id
 WHERE d.organization_id = ANY(%(hubs)s) AND d.valid_from <= %(day)s AND (d.valid_to IS NULL OR d.valid_to > %(day)s)
   AND t.hub_id IS NULL AND {KNOWN}
"""  # noqa: S608  the text put in is a constant of ours

# An entry belongs to the period in which it was answered or its first days ran out; before that nobody can say. Asking
# again or taking it back after those days changes nothing about them.
_CONFIRMED = """
SELECT x.hub_id, x.id, x.yes, x.yes::int, 1, x.late,
       CASE WHEN x.yes THEN '' WHEN x.declined THEN 'said_no' ELSE 'not_confirmed' END
  FROM (SELECT e.hub_id, e.id, coalesce(e.confirmed_at < %(at)s, false) AS yes, coalesce(e.declined_at < %(at)s, false) AS declined,
               (e.entered_at AT TIME ZONE 'Asia/Shanghai')::date > e.happened_on + 30 AS late,
               CASE WHEN e.confirmed_at < %(at)s THEN (e.confirmed_at AT TIME ZONE 'Asia/Shanghai')::date
                    WHEN e.declined_at < %(at)s THEN (e.declined_at AT TIME ZONE 'Asia/Shanghai')::date
                    ELSE e.judged_on END AS resolved_on
          FROM network_engagement e
         WHERE e.hub_id = ANY(%(hubs)s) AND e.entered_at < %(at)s AND (e.withdrawn_at IS NULL OR e.withdrawn_at >= %(at)s
            OR (e.withdrawn_at AT TIME ZONE 'Asia/Shanghai')::date >= e.judged_on)) x
 WHERE x.resolved_on >= %(start)s AND x.resolved_on < %(end)s AND x.resolved_on <= %(today)s
"""


@indicator(
    "OPN-8", units=["A05.2"], title=_("联系面"), formula=_("近十二个月有两次以上已确认联系的 ÷ 本领域非主管、非会员、非挂靠的组织"),
    period="Q", element="open", scoring=True, threshold=0.3, retraced=False,
)  # fmt: skip
def reach(*, hubs: list[int], period: Period, at: datetime) -> Lines:
    """Of those that are neither supervised nor members nor attached; what was not confirmed is no contact."""
    day = min(period.last_day, local_date(at))
    since = period_of("R12", day).start
    return Lines("orgs.organization", _REACH, {"hubs": hubs, "at": at, "day": day, "since": since})


@indicator(
    "OPN-9", units=["A05.2"], title=_("联系确认率"), formula=_("对方确认的工作联系 ÷ 登记的工作联系"), period="Q",
    element="open", scoring=True, threshold=0.8,
)  # fmt: skip
def confirmed_share(*, hubs: list[int], period: Period, at: datetime) -> Lines:
    """The one figure in which an unconfirmed entry stands: as not confirmed."""
    words = {"hubs": hubs, "at": at, "start": period.start, "end": period.end, "today": local_date(at)}
    return Lines(ENGAGEMENT, _CONFIRMED, words)
