"""MEC-1, MEC-7 and MEC-8: what was due in the period, and what of it was done in time (A13, A14.3, A14.4).

A thing belongs to the period in which it was *due*: a meeting in a quarter's last week, whose report is due in the
next, is judged there, and a closed quarter does not move.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.utils.translation import gettext_lazy as _

from shuniu.domain.meetings.held import MEETING, held, item, share
from shuniu.domain.meetings.mechanisms import due_periods, in_time, listed_since
from shuniu.domain.meetings.models import Mechanism
from shuniu.kernel.core.moments import Period, add_working_days, local_date
from shuniu.kernel.core.sql import fetch
from shuniu.kernel.norms.queries import judged_at, settings_for, working_calendar
from shuniu.kernel.specification.indicators import Figure, Item, indicator

RESOLUTION = "meetings.resolution"
MECHANISM = "meetings.mechanism"
RUN = "meetings.mechanismrun"
# The longest a report's deadline may reach back: a month of working days with holidays.
_BACK = timedelta(days=62)

_RUNS = """
SELECT r.mechanism_id, r.id, r.held_on, (r.entered_at AT TIME ZONE 'Asia/Shanghai')::date
  FROM meetings_mechanismrun r JOIN meetings_mechanism m ON m.id = r.mechanism_id
 WHERE m.host_id = ANY(%(hubs)s) AND r.held_on >= %(start)s AND r.held_on < %(end)s AND r.entered_at < %(at)s
   AND (r.withdrawn_at IS NULL OR r.withdrawn_at >= %(at)s)
 ORDER BY r.held_on, r.id
"""


@indicator(
    "MEC-1", units=["A13"], title=_("机制按期运行率"), formula=_("按期运行的次数 ÷ 应运行的次数"), period="Q",
    element="mechanism", scoring=False, threshold=0.95,
)  # fmt: skip
def runs_on_schedule(*, hubs: list[int], period: Period, at: datetime) -> dict[int, Figure]:
    """Each listed mechanism once in each of its periods that ends in this one; the meetings are runs of theirs.

    A run entered later than the setting's days is kept and counts as late. The quarterly meeting is due at every
    hub, listed or not; while its quarter runs it is due only once held. What is entered after a quarter closed moves
    nothing and is counted nowhere twice: the next snapshot notes how the closed one would come out now. A period that
    ended before the mechanism stood on the list is not due.
    """
    lines = _meeting_runs(hubs, period, at)
    days = settings_for(hubs, "meetings.run_entry_days", judged_at(period, at))
    last = min(period.last_day, local_date(at) - timedelta(days=1))
    runs = _entered_runs(hubs, period, at)
    for row in Mechanism.objects.filter(host__in=hubs, kind=Mechanism.Kind.OTHER, created_at__lt=at):
        within = int(days[row.host_id] or 0)
        for due in due_periods(row, first=period.start, last=last):
            inside = [one for one in runs[row.pk] if one.held_on in due]
            if not inside and not listed_since(row, due):
                continue
            lines[row.host_id].append(_judged(row, inside, within, due.code))
    return share(lines) | {hub: Figure(0, 1, []) for hub in hubs if hub not in lines and period.ends_at <= at}


@dataclass(frozen=True)
class Entered:
    """One run: the day it happened and the day it was entered."""

    pk: int
    held_on: date
    entered_on: date


def _entered_runs(hubs: list[int], period: Period, at: datetime) -> dict[int, list[Entered]]:
    year_back = period.start - timedelta(days=366)
    runs: dict[int, list[Entered]] = defaultdict(list)
    for mechanism, *facts in fetch(_RUNS, {"hubs": hubs, "start": year_back, "end": period.end, "at": at}):
        runs[mechanism].append(Entered(*facts))
    return runs


def _judged(mechanism: Mechanism, inside: list[Entered], days: int, note: str) -> Item:
    timely = [one for one in inside if in_time((one.held_on, one.entered_on), days=days)]
    if timely:
        return Item(RUN, timely[0].pk, True, note)
    if inside:
        return Item(RUN, inside[0].pk, False, "entered_late", late_entry=True)
    return Item(MECHANISM, mechanism.pk, False, note)


def _meeting_runs(hubs: list[int], period: Period, at: datetime) -> dict[int, list[Item]]:
    """One line a hub: its meeting that counts, or the one that does not."""
    lines: dict[int, list[Item]] = defaultdict(list)
    for hub, meetings in held(hubs, period, at).items():
        counting = [one for one in meetings if one.counts]
        if counting:
            lines[hub].append(item(counting[0], True))
        elif period.ends_at <= at:
            lines[hub].append(item(meetings[0], False))
    return lines


_RESOLUTIONS = """
SELECT m.host_id, r.id,
       r.closed_at IS NOT NULL AND r.closed_at < %(at)s AND r.closed_on <= r.due_on AND NOT r.moved_late
         AND (r.closed_at AT TIME ZONE 'Asia/Shanghai')::date <= r.closed_on + hub.days,
       r.closed_at IS NOT NULL AND (r.closed_at AT TIME ZONE 'Asia/Shanghai')::date > r.closed_on + hub.days,
       r.moved_late
  FROM (SELECT unnest(%(hubs)s::bigint[]) AS id, unnest(%(days)s::int[]) AS days) hub
  JOIN meetings_secretarymeeting m ON m.host_id = hub.id
  JOIN meetings_resolution r ON r.meeting_id = m.id
 WHERE m.state <> 'CALLED_OFF'  AND r.due_on >= %(start)s AND r.due_on < %(end)s AND r.created_at < %(at)s
"""


@indicator(
    "MEC-7", units=["A14.3"], title=_("决议按期办结率"), formula=_("按期办结的决议 ÷ 到期的决议"), period="H",
    element="mechanism", scoring=True, threshold=0.8,
)  # fmt: skip
def resolutions_on_time(*, hubs: list[int], period: Period, at: datetime) -> dict[int, Figure]:
    """Resolutions due in the half-year up to yesterday; a closing entered long after its day counts as late.

    So does a day that was moved only after it had passed.
    """
    end = min(period.end, local_date(at))
    days = settings_for(hubs, "meetings.run_entry_days", judged_at(period, at))
    lines: dict[int, list[Item]] = defaultdict(list)
    for hub, resolution, timely, late, moved in fetch(
        _RESOLUTIONS,
        {"hubs": hubs, "days": [int(days[hub] or 0) for hub in hubs], "start": period.start, "end": end, "at": at},
    ):  # fmt: skip
        note = "moved_late" if moved else "entered_late" if late else ""
        lines[hub].append(Item(RESOLUTION, resolution, timely, note, late_entry=late))
    return share(lines)


@indicator(
    "MEC-8", units=["A14.4"], title=_("例会情况按期报送率"), formula=_("会后期限内报送的例会 ÷ 应报送的例会"), period="Q",
    element="mechanism", scoring=True, threshold=0.95,
)  # fmt: skip
def reports_in_time(*, hubs: list[int], period: Period, at: datetime) -> dict[int, Figure]:
    """Meetings whose report was due in the period: first filed within the setting's working days."""
    calendar = working_calendar()
    days = settings_for(hubs, "meetings.report_working_days", judged_at(period, at))
    reach = Period(period.start - _BACK, period.end, period.kind)
    lines: dict[int, list[Item]] = defaultdict(list)
    today = local_date(at)
    for hub, meetings in held(hubs, reach, at).items():
        for one in meetings:
            due = add_working_days(local_date(one.ends_at), int(days[hub] or 0), calendar)
            if due not in period or (one.filed_at is None and due >= today):
                continue
            timely = one.filed_at is not None and local_date(one.filed_at) <= due
            lines[hub].append(Item(MEETING, one.id, timely, due.isoformat(), late_entry=one.afterwards))
    return share(lines)
