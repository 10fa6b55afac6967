"""MEC-1 … MEC-9: all hubs in one query each (A13, A14, A14.1–A14.4)."""

from __future__ import annotations

from collections import defaultdict
from datetime import datetime
from typing import Any

from django.utils.translation import gettext_lazy as _

from shuniu.kernel.core.moments import Period, add_working_days, local_date, period_of
from shuniu.kernel.core.sql import fetch
from shuniu.kernel.norms.queries import judged_at, settings_for, working_calendar
from shuniu.kernel.specification.indicators import Figure, Item, indicator

MEETING = "meetings.secretarymeeting"
REPORT = "meetings.meetingreport"
RESOLUTION = "meetings.resolution"

# A meeting counts when it was held with agenda and sign-in, and was in the platform before it took place.
_MEETINGS = """
SELECT m.id, m.host_id, g.starts_at, g.ends_at, m.created_at, m.form,
       EXISTS (SELECT 1 FROM meetings_agendaitem a WHERE a.meeting_id = m.id) AS has_agenda,
       EXISTS (SELECT 1 FROM meetings_agendaitem a
                WHERE a.meeting_id = m.id AND a.proposer_id IS NOT NULL) AS proposed,
       EXISTS (SELECT 1 FROM gatherings_rollentry r WHERE r.gathering_id = g.id AND r.removed_at IS NULL
                AND r.attendance = 'present' AND r.entered_at < %(until)s) AS has_roll,
       rep.id, rep.first_filed_at, rep.times_returned
  FROM meetings_secretarymeeting m
  JOIN gatherings_gathering g ON g.id = m.gathering_id
  LEFT JOIN meetings_meetingreport rep ON rep.meeting_id = m.id AND rep.first_filed_at < %(until)s
 WHERE m.host_id = ANY(%(hubs)s) AND m.state <> 'CALLED_OFF'
   AND g.starts_at >= %(start)s AND g.starts_at < %(end)s AND g.starts_at < %(at)s AND m.created_at < %(until)s
 ORDER BY g.starts_at
"""


class Held:
    """One meeting as the indicators see it."""

    def __init__(self, row: tuple[Any, ...]) -> None:
        (self.id, self.hub, self.starts_at, self.ends_at, self.created_at, self.form, self.has_agenda,
         self.proposed, self.has_roll, self.report, self.filed_at, self.returned) = row  # fmt: skip

    @property
    def afterwards(self) -> bool:
        return self.created_at >= self.starts_at

    @property
    def counts(self) -> bool:
        """Held, with agenda and sign-in, planned here before its day (A14, A14.1)."""
        return self.has_agenda and self.has_roll and not self.afterwards


def held(hubs: list[int], period: Period, at: datetime) -> dict[int, list[Held]]:
    until = min(at, period.ends_at)
    rows = fetch(
        _MEETINGS,
        {"hubs": hubs, "start": period.starts_at, "end": period.ends_at, "at": at, "until": until},
    )
    found: dict[int, list[Held]] = defaultdict(list)
    for row in rows:
        found[row[1]].append(Held(row))
    return found


def year_of(period: Period) -> Period:
    """The twelve months ending with the period: yearly figures are shown in every quarter as of its end."""
    return period_of("R12", period.last_day)


def _share(items: dict[int, list[Item]]) -> dict[int, Figure]:
    return {
        hub: Figure(sum(item.counted for item in lines), len(lines), lines) for hub, lines in items.items() if lines
    }


def _item(meeting: Held, counted: bool, note: str = "") -> Item:
    return Item(MEETING, meeting.id, counted, note, late_entry=meeting.afterwards)


def _quarters(period: Period, at: datetime) -> list[Period]:
    """Quarters of the period that have ended, or all of it when it is one running quarter."""
    quarters = []
    quarter = period_of("Q", period.start)
    while quarter.start < period.end:
        quarters.append(quarter)
        quarter = quarter.next()
    ended = [one for one in quarters if one.ends_at <= at]
    return ended or quarters[:1]


@indicator(
    "MEC-1", units=["A13"], title=_("机制按期运行率"), formula=_("按期运行的次数 ÷ 应运行的次数"), period="Q",
    element="mechanism", scoring=False, threshold=0.95,
)  # fmt: skip
def runs_on_schedule(*, hubs: list[int], period: Period, at: datetime) -> dict[int, Figure]:
    """The quarterly meeting is the standing mechanism there is: due once a quarter, held in it, entered in time."""
    meetings = held(hubs, period, at)
    figures = {}
    for hub in hubs:
        lines = [_item(meeting, meeting.counts) for meeting in meetings.get(hub, [])]
        figures[hub] = Figure(1 if any(line.counted for line in lines) else 0, 1, lines)
    return figures


@indicator(
    "MEC-2", units=["A14"], title=_("例会要件齐备率"), formula=_("有议程、有签到并已报送的例会 ÷ 全部例会"),
    period="Y", element="mechanism", scoring=True, threshold=0.9,
)  # fmt: skip
def complete_meetings(*, hubs: list[int], period: Period, at: datetime) -> dict[int, Figure]:
    return _share(
        {
            hub: [_item(one, one.counts and one.report is not None) for one in meetings]
            for hub, meetings in held(hubs, year_of(period), at).items()
        }
    )


@indicator(
    "MEC-3", units=["A14.1"], title=_("召开例会的季度"), formula=_("召开过例会的季度数 ÷ 4"), period="Y",
    element="mechanism", scoring=True, threshold=1.0,
)  # fmt: skip
def quarters_with_meeting(*, hubs: list[int], period: Period, at: datetime) -> dict[int, Figure]:
    """Quarters with a meeting that counts; an accepted exception takes its quarter out of the denominator."""
    span = Period(period_of("Q", year_of(period).start).start, period.end, "R12")
    quarters = _quarters(span, at)[-4:]
    meetings = held(hubs, span, at)
    excused = _excused(hubs, [quarter.code for quarter in quarters])
    figures = {}
    for hub in hubs:
        due = [quarter for quarter in quarters if (hub, quarter.code) not in excused]
        met = {period_of("Q", local_date(one.starts_at)).code for one in meetings.get(hub, []) if one.counts}
        lines = [_item(one, one.counts) for one in meetings.get(hub, [])]
        figures[hub] = Figure(sum(quarter.code in met for quarter in due), len(due), lines)
    return figures


def _excused(hubs: list[int], codes: list[str]) -> set[tuple[int, str]]:
    return {
        (hub, code)
        for hub, code in fetch(
            "SELECT host_id, period_code FROM meetings_meetingexception "
            "WHERE state = 'ACCEPTED' AND host_id = ANY(%(hubs)s) AND period_code = ANY(%(codes)s)",
            {"hubs": hubs, "codes": codes},
        )
    }


_ATTENDING = """
SELECT m.host_id, i.id, EXISTS (
         SELECT 1 FROM gatherings_rollentry r
          WHERE r.gathering_id = i.gathering_id AND r.organization_id = i.organization_id AND r.removed_at IS NULL
            AND r.attendance = 'present' AND r.is_principal AND r.entered_at < %(until)s),
       EXISTS (SELECT 1 FROM gatherings_rollentry r
          WHERE r.gathering_id = i.gathering_id AND r.organization_id = i.organization_id AND r.removed_at IS NULL
            AND r.is_late_entry)
  FROM meetings_secretarymeeting m
  JOIN gatherings_gathering g ON g.id = m.gathering_id
  JOIN gatherings_invitee i ON i.gathering_id = g.id
 WHERE m.host_id = ANY(%(hubs)s) AND m.state = 'HELD'
   AND g.starts_at >= %(start)s AND g.starts_at < %(end)s AND m.created_at < g.starts_at
"""


@indicator(
    "MEC-4", units=["A14.1"], title=_("秘书长到会率"), formula=_("秘书长或其委派人到会的单位 ÷ 受邀单位"), period="Q",
    element="mechanism", scoring=True, threshold=0.6,
)  # fmt: skip
def secretaries_present(*, hubs: list[int], period: Period, at: datetime) -> dict[int, Figure]:
    lines: dict[int, list[Item]] = defaultdict(list)
    until = min(at, period.ends_at)
    for hub, invitee, present, late in fetch(
        _ATTENDING, {"hubs": hubs, "start": period.starts_at, "end": period.ends_at, "until": until}
    ):
        lines[hub].append(Item("gatherings.invitee", invitee, present, late_entry=late))
    return _share(lines)


@indicator(
    "MEC-5", units=["A14.2"], title=_("采用的会议形式"), formula=_("近十二个月采用过的会议形式种数"), period="Y",
    element="mechanism", scoring=False, is_share=False, unit_label=_("种"),
)  # fmt: skip
def forms_used(*, hubs: list[int], period: Period, at: datetime) -> dict[int, Figure]:
    return {
        hub: Figure(
            len({one.form for one in meetings if one.counts}), None, [_item(one, one.counts) for one in meetings]
        )
        for hub, meetings in held(hubs, year_of(period), at).items()
    }


@indicator(
    "MEC-6", units=["A14.3"], title=_("组织提出议题的例会"), formula=_("至少有一项组织提出的议题的例会 ÷ 全部例会"),
    period="Y", element="mechanism", scoring=True, threshold=0.5,
)  # fmt: skip
def meetings_with_proposals(*, hubs: list[int], period: Period, at: datetime) -> dict[int, Figure]:
    return _share(
        {
            hub: [_item(one, one.counts and one.proposed) for one in meetings]
            for hub, meetings in held(hubs, year_of(period), at).items()
        }
    )


_RESOLUTIONS = """
SELECT m.host_id, r.id, r.closed_on IS NOT NULL AND r.closed_on <= r.due_on
  FROM meetings_resolution r JOIN meetings_secretarymeeting m ON m.id = r.meeting_id
 WHERE m.host_id = ANY(%(hubs)s) AND r.due_on >= %(start)s AND r.due_on < %(end)s AND r.created_at < %(until)s
"""


@indicator(
    "MEC-7", units=["A14.3"], title=_("决议按期办结率"), formula=_("按期办结的决议 ÷ 到期的决议"), period="H",
    element="mechanism", scoring=True, threshold=0.8,
)  # fmt: skip
def resolutions_on_time(*, hubs: list[int], period: Period, at: datetime) -> dict[int, Figure]:
    half = period_of("H", period.last_day)
    end = min(period.end, local_date(at))
    lines: dict[int, list[Item]] = defaultdict(list)
    for hub, resolution, in_time in fetch(
        _RESOLUTIONS, {"hubs": hubs, "start": half.start, "end": end, "until": min(at, period.ends_at)}
    ):
        lines[hub].append(Item(RESOLUTION, resolution, in_time))
    return _share(lines)


@indicator(
    "MEC-8", units=["A14.4"], title=_("例会情况按期报送率"), formula=_("会后期限内报送的例会 ÷ 应报送的例会"), period="Q",
    element="mechanism", scoring=True, threshold=0.95,
)  # fmt: skip
def reports_in_time(*, hubs: list[int], period: Period, at: datetime) -> dict[int, Figure]:
    """Meetings whose report was first filed within the setting's working days; not yet due ones wait."""
    calendar = working_calendar()
    days = settings_for(hubs, "meetings.report_working_days", judged_at(period, at))
    lines: dict[int, list[Item]] = defaultdict(list)
    today = local_date(at)
    for hub, meetings in held(hubs, period, at).items():
        for one in meetings:
            due = add_working_days(local_date(one.ends_at), int(days[hub] or 5), calendar)
            if one.filed_at is None and due >= today:
                continue
            in_time = one.filed_at is not None and local_date(one.filed_at) <= due
            lines[hub].append(_item(one, in_time, due.isoformat()))
    return _share(lines)


@indicator(
    "MEC-9", units=["A14.4"], title=_("报告退回率"), formula=_("被退回过的报告 ÷ 已报送的报告"), period="Y",
    element="mechanism", scoring=True, threshold=0.1, less_is_better=True,
)  # fmt: skip
def reports_returned(*, hubs: list[int], period: Period, at: datetime) -> dict[int, Figure]:
    return _share(
        {
            hub: [Item(REPORT, one.report, one.returned > 0) for one in meetings if one.report is not None]
            for hub, meetings in held(hubs, year_of(period), at).items()
        }
    )
