"""MEC-2 … MEC-6 and MEC-9: what the meetings themselves say (A14, A14.1–A14.4)."""

from __future__ import annotations

from collections import defaultdict
from datetime import datetime

from django.utils.translation import gettext_lazy as _

from shuniu.domain.meetings.indicators.held import held, item, share, year_of
from shuniu.kernel.core.moments import Period, local_date, period_of
from shuniu.kernel.core.sql import fetch
from shuniu.kernel.specification.indicators import Figure, Item, indicator

REPORT = "meetings.meetingreport"


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
    "MEC-2", units=["A14"], title=_("例会要件齐备率"), formula=_("有议程、有签到并已报送的例会 ÷ 全部例会"),
    period="Y", element="mechanism", scoring=True, threshold=0.9,
)  # fmt: skip
def complete_meetings(*, hubs: list[int], period: Period, at: datetime) -> dict[int, Figure]:
    return share(
        {
            hub: [item(one, one.counts and one.report is not None) for one in meetings]
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
        lines = [item(one, one.counts) for one in meetings.get(hub, [])]
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
    return share(lines)


@indicator(
    "MEC-5", units=["A14.2"], title=_("采用的会议形式"), formula=_("近十二个月采用过的会议形式种数"), period="Y",
    element="mechanism", scoring=False, is_share=False, unit_label=_("种"),
)  # fmt: skip
def forms_used(*, hubs: list[int], period: Period, at: datetime) -> dict[int, Figure]:
    return {
        hub: Figure(
            len({one.form for one in meetings if one.counts}), None, [item(one, one.counts) for one in meetings]
        )
        for hub, meetings in held(hubs, year_of(period), at).items()
    }


@indicator(
    "MEC-6", units=["A14.3"], title=_("组织提出议题的例会"), formula=_("至少有一项组织提出的议题的例会 ÷ 全部例会"),
    period="Y", element="mechanism", scoring=True, threshold=0.5,
)  # fmt: skip
def meetings_with_proposals(*, hubs: list[int], period: Period, at: datetime) -> dict[int, Figure]:
    return share(
        {
            hub: [item(one, one.counts and one.proposed) for one in meetings]
            for hub, meetings in held(hubs, year_of(period), at).items()
        }
    )


@indicator(
    "MEC-9", units=["A14.4"], title=_("报告退回率"), formula=_("被退回过的报告 ÷ 已报送的报告"), period="Y",
    element="mechanism", scoring=True, threshold=0.1, less_is_better=True,
)  # fmt: skip
def reports_returned(*, hubs: list[int], period: Period, at: datetime) -> dict[int, Figure]:
    return share(
        {
            hub: [Item(REPORT, one.report, one.returned > 0) for one in meetings if one.report is not None]
            for hub, meetings in held(hubs, year_of(period), at).items()
        }
    )
