"""MEC-2 … MEC-6 and MEC-9: what the meetings themselves say (A14, A14.1–A14.4)."""

from __future__ import annotations

from datetime import datetime

from django.utils.translation import gettext_lazy as _

from shuniu.domain.meetings.held import ATTENDING, held, hub_since, item, share
from shuniu.kernel.core.moments import Period, local_date, period_of
from shuniu.kernel.core.sql import fetch
from shuniu.kernel.specification.indicators import Figure, Item, Lines, indicator

REPORT = "meetings.meetingreport"


def _quarters(period: Period) -> list[Period]:
    quarters = []
    quarter = period_of("Q", period.start)
    while quarter.start < period.end:
        quarters.append(quarter)
        quarter = quarter.next()
    return quarters


@indicator(
    "MEC-2", units=["A14"], title=_("例会要件齐备率"), formula=_("有议程、有签到并已报送的例会 ÷ 全部例会"),
    period="Y", element="mechanism", scoring=True, threshold=0.9,
)  # fmt: skip
def complete_meetings(*, hubs: list[int], period: Period, at: datetime) -> dict[int, Figure]:
    return share(
        {
            hub: [item(one, one.counts and one.report is not None) for one in meetings]
            for hub, meetings in held(hubs, period, at).items()
        }
    )


@indicator(
    "MEC-3", units=["A14.1"], title=_("召开例会的季度"), formula=_("召开过例会的季度数 ÷ 应召开的季度数（一年为 4）"), period="Y",
    element="mechanism", scoring=True, threshold=1.0,
)  # fmt: skip
def quarters_with_meeting(*, hubs: list[int], period: Period, at: datetime) -> dict[int, Figure]:
    """Quarters with a meeting that counts ÷ quarters due.

    Due are quarters that ended while the body was a hub, without an accepted exception; the running one once it is met.
    """
    quarters = _quarters(period)
    meetings, excused, since = held(hubs, period, at), _excused(hubs, quarters), hub_since(hubs)
    figures = {}
    for hub in hubs:
        own = meetings.get(hub, [])
        met = {period_of("Q", local_date(one.starts_at)).code for one in own if one.counts}
        due = [
            quarter.code
            for quarter in quarters
            if quarter.code in met
            or (quarter.ends_at <= at and (hub, quarter.code) not in excused and since[hub] <= quarter.start)
        ]
        if due or own:
            figures[hub] = Figure(sum(code in met for code in due), len(due), [item(one, one.counts) for one in own])
    return figures


def _excused(hubs: list[int], quarters: list[Period]) -> set[tuple[int, str]]:
    return {
        (hub, code)
        for hub, code in fetch(
            "SELECT host_id, period_code FROM meetings_meetingexception "
            "WHERE state = 'ACCEPTED' AND host_id = ANY(%(hubs)s) AND period_code = ANY(%(codes)s)",
            {"hubs": hubs, "codes": [quarter.code for quarter in quarters]},
        )
    }


@indicator(
    "MEC-4", units=["A14.1"], title=_("秘书长到会率"), formula=_("秘书长或其委派人到会的单位 ÷ 受邀的已确认联系的单位"), period="Q",
    element="mechanism", scoring=True, threshold=0.6,
)  # fmt: skip
def secretaries_present(*, hubs: list[int], period: Period, at: datetime) -> Lines:
    parameters = {"hubs": hubs, "start": period.starts_at, "end": period.ends_at, "at": at}
    return Lines("gatherings.invitee", ATTENDING.format(which=""), parameters)


@indicator(
    "MEC-5", units=["A14.2"], title=_("采用的会议形式"), formula=_("近十二个月采用过的会议形式种数"), period="R12",
    element="mechanism", scoring=False, is_share=False, unit_label=_("种"),
)  # fmt: skip
def forms_used(*, hubs: list[int], period: Period, at: datetime) -> dict[int, Figure]:
    return {
        hub: Figure(
            len({one.form for one in meetings if one.counts}), None, [item(one, one.counts) for one in meetings]
        )
        for hub, meetings in held(hubs, period, at).items()
    }


@indicator(
    "MEC-6", units=["A14.3"], title=_("组织提出议题的例会"), formula=_("至少有一项组织提出的议题的例会 ÷ 全部例会"),
    period="Y", element="mechanism", scoring=True, threshold=0.5,
)  # fmt: skip
def meetings_with_proposals(*, hubs: list[int], period: Period, at: datetime) -> dict[int, Figure]:
    return share(
        {
            hub: [item(one, one.counts and one.proposed) for one in meetings]
            for hub, meetings in held(hubs, period, at).items()
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
            for hub, meetings in held(hubs, period, at).items()
        }
    )
