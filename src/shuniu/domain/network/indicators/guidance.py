"""OPN-18 to OPN-20: counterparts, requests up, tasks down; all hubs at once (A06). Only hubs with vertical guidance."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.utils.translation import gettext_lazy as _

from shuniu.kernel.core.moments import Period, local_date
from shuniu.kernel.specification.indicators import Lines, indicator

AREA = "orgs.area"
TASK = "network.verticaltask"

# Districts of the hub's city, or subdistricts of its city or district, each with or without a confirmed counterpart.
_AREAS = """
SELECT h.id, a.id, c.there, c.there::int, 1, false, ''
  FROM orgs_organization h JOIN orgs_area own ON own.id = h.area_id
  JOIN orgs_area a ON a.level = %(level)s
  LEFT JOIN orgs_area up ON up.id = a.parent_id
 CROSS JOIN LATERAL (SELECT EXISTS (
        SELECT 1 FROM network_counterpart c
         WHERE c.hub_id = h.id AND c.area_id = a.id AND c.confirmed_at < %(at)s AND c.declined_at IS NULL
           AND (c.ended_on IS NULL OR c.ended_on > %(day)s)) AS there) c
 WHERE h.id = ANY(%(hubs)s) AND (a.parent_id = own.id OR up.parent_id = own.id)
   AND (a.valid_from IS NULL OR a.valid_from <= %(day)s) AND (a.valid_to IS NULL OR a.valid_to > %(day)s)
"""


def _areas(level: str, hubs: list[int], period: Period, at: datetime) -> Lines:
    day = min(period.last_day, local_date(at))
    return Lines(AREA, _AREAS, {"hubs": hubs, "level": level, "at": at, "day": day})


@indicator(
    "OPN-18", units=["A06"], title=_("区级对应机构覆盖率"), formula=_("有已确认对应机构的区 ÷ 全部区"), period="Q",
    element="open", scoring=True, threshold=1.0, retraced=False,
)  # fmt: skip
def districts_covered(*, hubs: list[int], period: Period, at: datetime) -> Lines:
    """Districts of the hub's city; a hub of one district has none and so no figure."""
    return _areas("district", hubs, period, at)


@indicator(
    "OPN-18B", units=["A06"], title=_("街道（乡镇）对应机构覆盖率"), formula=_("有已确认对应机构的街道 ÷ 全部街道"),
    period="Q", element="open", scoring=True, threshold=0.8, retraced=False,
)  # fmt: skip
def subdistricts_covered(*, hubs: list[int], period: Period, at: datetime) -> Lines:
    """The second half of OPN-18: subdistricts of the hub's city, or of its district."""
    return _areas("subdistrict", hubs, period, at)


# What was due in the period, up or down: in time or not. A task is done in time when it was reported on by its day and
# closed by that day or within the days the hub has for closing, whichever is later. What was taken back, or declined as
# beyond guidance, by its day is not due; after its day it is late like any other.
_DUE = """
SELECT t.hub_id, t.id, d.timely, d.timely::int, 1, false, t.due_on::text
  FROM network_verticaltask t
 CROSS JOIN LATERAL (SELECT greatest(t.due_on, CASE WHEN t.reported_at < %(at)s THEN t.close_by END) AS until) u
 CROSS JOIN LATERAL (SELECT coalesce(t.closed_at < %(at)s AND (t.closed_at AT TIME ZONE 'Asia/Shanghai')::date <= u.until
        AND (coalesce(t.reported_at, t.closed_at) AT TIME ZONE 'Asia/Shanghai')::date <= t.due_on, false) AS timely) d
 WHERE t.hub_id = ANY(%(hubs)s) AND t.direction = %(direction)s AND t.asked_at < %(at)s
   AND NOT coalesce((t.withdrawn_at AT TIME ZONE 'Asia/Shanghai')::date <= t.due_on, false)
   AND NOT (t.state = 'DECLINED' AND (t.reported_at AT TIME ZONE 'Asia/Shanghai')::date <= t.due_on)
   AND t.due_on >= %(start)s AND t.due_on < %(end)s AND (t.closed_at < %(at)s OR u.until < %(today)s)
"""


def _due(direction: str, hubs: list[int], period: Period, at: datetime) -> Lines:
    asked: dict[str, Any] = {"hubs": hubs, "direction": direction, "at": at, "start": period.start, "end": period.end,
                             "today": local_date(at)}  # fmt: skip
    return Lines(TASK, _DUE, asked)


@indicator(
    "OPN-19", units=["A06"], title=_("上报请求按期答复率"), formula=_("期限内答复的上报请求 ÷ 已答复或到期的请求"),
    period="Q", element="open", scoring=True, threshold=0.9,
)  # fmt: skip
def upward_answered(*, hubs: list[int], period: Period, at: datetime) -> Lines:
    """Requests whose deadline lies in the period: answered within the setting's working days, fixed when it was asked."""
    return _due("up", hubs, period, at)


@indicator(
    "OPN-20", units=["A06"], title=_("下达任务按期办结率"), formula=_("按期反馈、枢纽按期办结的任务 ÷ 到期的任务"), period="Q",
    element="open", scoring=True, threshold=0.85,
)  # fmt: skip
def tasks_closed(*, hubs: list[int], period: Period, at: datetime) -> Lines:
    """Tasks due in the period: reported on by the counterpart in time, and closed by the hub within its own days."""
    return _due("down", hubs, period, at)
