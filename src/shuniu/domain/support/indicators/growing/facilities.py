"""SUP-7, SUP-8 (A08.2) and SUP-34 (A10.5): what is lent and who uses it. Only noted use counts, never a booking alone."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.utils.translation import gettext_lazy as _

from shuniu.kernel.core.moments import Period
from shuniu.kernel.core.sql import fetch
from shuniu.kernel.specification.indicators import Figure, Item, Lines, indicator

FACILITY = "bookings.facility"
# One line for each of the hub's departments, whether it opens something or not: used is a room that others used, or
# people, experts, media of it that a receiver other than the hub confirmed.
_UNITS = """
SELECT d.hub_id, d.id, used.there, used.there::int, 1, false, d.name
  FROM support_internaldepartment d
 CROSS JOIN LATERAL (SELECT EXISTS (
        SELECT 1 FROM bookings_facility f JOIN bookings_booking b ON b.facility_id = f.id
         WHERE f.hub_id = d.hub_id AND f.owner_id = d.hub_id AND f.unit_name = d.name
           AND b.state = 'USED' AND b.organization_id <> f.owner_id
           AND b.starts_at >= %(start)s AND b.starts_at < %(end)s AND b.ended_at < %(at)s)
     OR EXISTS (
        SELECT 1 FROM exchange_offer o JOIN exchange_match m ON m.offer_id = o.id JOIN exchange_need n ON n.id = m.need_id
          JOIN exchange_delivery y ON y.match_id = m.id
         WHERE o.keeper_id = d.hub_id AND o.source = 'own' AND o.unit_name = d.name
           AND n.body_id IS DISTINCT FROM d.hub_id AND y.confirmed_at < %(at)s
           AND y.delivered_on >= %(first)s AND y.delivered_on < %(last)s) AS there) used
 WHERE d.hub_id = ANY(%(hubs)s) AND d.opened_on < %(last)s AND (d.closed_on IS NULL OR d.closed_on > %(first)s)
"""
# Hours opened are what the week's hours give, without holidays, without what was closed and without the time before
# listing and after withdrawal: unusable hours are not hours opened.
_HOURS = """
WITH days AS (SELECT d::date AS day FROM generate_series(%(first)s::date, %(last)s::date, interval '1 day') d),
wanted AS (
    SELECT f.* FROM bookings_facility f
     WHERE f.hub_id = ANY(%(hubs)s) AND f.owner_id = f.hub_id AND f.listed_at < %(until)s),
opened AS (
    SELECT f.id, range_agg(tstzrange((d.day + h.opens) AT TIME ZONE 'Asia/Shanghai', (d.day + h.closes) AT TIME ZONE 'Asia/Shanghai'))
           * tstzmultirange(tstzrange(f.listed_at, least(f.withdrawn_at, %(until)s))) AS spans
      FROM wanted f
      JOIN bookings_openhours h ON h.facility_id = f.id
      JOIN days d ON extract(isodow FROM d.day) = h.weekday + 1 AND d.day >= h.valid_from
                 AND (h.valid_to IS NULL OR d.day < h.valid_to)
     WHERE NOT (f.closed_on_holidays AND EXISTS (SELECT 1 FROM norms_holiday o WHERE o.day = d.day AND NOT o.is_working))
     GROUP BY f.id, f.listed_at, f.withdrawn_at),
closed AS (
    SELECT c.facility_id, range_agg(tstzrange(c.starts_at, c.ends_at)) AS spans
      FROM bookings_closure c JOIN wanted f ON f.id = c.facility_id
     WHERE c.lifted_at IS NULL AND c.entered_at < %(at)s GROUP BY c.facility_id),
lent AS (
    SELECT b.facility_id, sum(extract(epoch FROM b.ends_at - b.starts_at)) / 3600 AS hours
      FROM bookings_booking b JOIN wanted f ON f.id = b.facility_id
     WHERE b.state = 'USED' AND b.organization_id <> f.owner_id AND b.starts_at >= %(start)s AND b.starts_at < %(until)s
       AND b.ended_at < %(at)s GROUP BY b.facility_id)
SELECT f.hub_id, f.id, coalesce(lent.hours, 0) > 0, coalesce(lent.hours, 0)::float8, open.hours::float8, false, ''
  FROM wanted f JOIN opened ON opened.id = f.id LEFT JOIN closed ON closed.facility_id = f.id
  LEFT JOIN lent ON lent.facility_id = f.id
 CROSS JOIN LATERAL (
    SELECT coalesce(sum(extract(epoch FROM upper(s) - lower(s))), 0) / 3600 AS hours
      FROM unnest(opened.spans - coalesce(closed.spans, '{}'::tstzmultirange)) s) open
 WHERE open.hours > 0 OR lent.hours > 0
"""
_BY_OTHERS = """
SELECT f.hub_id, f.id, sum(extract(epoch FROM b.ends_at - b.starts_at)) / 3600
  FROM bookings_booking b JOIN bookings_facility f ON f.id = b.facility_id
 WHERE f.hub_id = ANY(%(hubs)s) AND b.state = 'USED' AND b.organization_id <> f.owner_id
   AND b.starts_at >= %(start)s AND b.starts_at < %(end)s AND b.ended_at < %(at)s
 GROUP BY f.hub_id, f.id ORDER BY f.hub_id, f.id
"""


@indicator(
    "SUP-7", units=["A08.2"], title=_("内设部门资源使用面"), formula=_("近十二个月有资源被使用的内设部门 ÷ 内设部门"),
    period="R12", element="support", scoring=True, threshold=0.5,
)  # fmt: skip
def departments_used(*, hubs: list[int], period: Period, at: datetime) -> Lines:
    return Lines("support.internaldepartment", _UNITS, {"hubs": hubs, "start": period.starts_at, "end": period.ends_at,
                                                        "first": period.start, "last": period.end, "at": at})  # fmt: skip


@indicator(
    "SUP-8", units=["A08.2"], title=_("内部设施使用率"), formula=_("组织使用的小时数 ÷ 开放的小时数"), period="Q",
    element="support", scoring=True, threshold=0.4,
)  # fmt: skip
def hours_used(*, hubs: list[int], period: Period, at: datetime) -> Lines:
    """Up to now in a running period: hours still to come could not be used yet."""
    until = min(at, period.ends_at)
    asked = {"hubs": hubs, "start": period.starts_at, "until": until, "at": at, "first": period.start,
             "last": min(period.last_day, (until - timedelta(seconds=1)).date() + timedelta(days=1))}  # fmt: skip
    return Lines(FACILITY, _HOURS, asked)


@indicator(
    "SUP-34", units=["A10.5"], title=_("设施共享时长"), formula=_("产权单位以外的单位使用设施的小时数"), period="Q",
    element="support", scoring=False, is_share=False, unit_label=_("小时"),
)  # fmt: skip
def hours_by_others(*, hubs: list[int], period: Period, at: datetime) -> dict[int, Figure]:
    figures: dict[int, Figure] = {}
    asked = {"hubs": hubs, "start": period.starts_at, "end": period.ends_at, "at": at}
    for hub, facility, hours in fetch(_BY_OTHERS, asked):
        figure = figures.setdefault(hub, Figure(0, None))
        figure.numerator += float(hours)
        figure.items.append(Item(FACILITY, facility, True))
    return figures
