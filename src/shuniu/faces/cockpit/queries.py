"""What an overseeing body sees of its hubs: a constant number of queries for any number of hubs."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from shuniu.domain.meetings.models import MeetingException, MeetingReport, SecretaryMeeting
from shuniu.domain.oversight.queries import stated_shares
from shuniu.engines.indicators.models import Snapshot
from shuniu.engines.indicators.queries import scores_of
from shuniu.kernel.core.moments import Period
from shuniu.kernel.orgs.models import Designation, Organization
from shuniu.kernel.orgs.queries import hubs_below
from shuniu.kernel.specification.models import SIX


@dataclass
class HubLine:
    """One hub on the heat map: computed scores and stated shares side by side, and where its meeting stands."""

    hub: Organization
    designation: Designation
    through: str
    cells: list[dict[str, Any]]
    meeting: str

    @property
    def low(self) -> int:
        return sum(cell["score"] is not None and cell["score"] < 60 for cell in self.cells)

    @property
    def lowest(self) -> float:
        return min((cell["score"] for cell in self.cells if cell["score"] is not None), default=101)


def lines_of(
    body: Organization, *, snapshot: Snapshot | None, period: Period, year: int, at: datetime, worst_first: bool
) -> list[HubLine]:
    """All hubs below a body. Sorted by what needs help, or by name; never by a total."""
    below = hubs_below([body.pk], at)
    designations = (
        Designation.objects.valid(at)
        .filter(organization__in=below)
        .select_related("organization", "reports_to")
        .order_by("organization__sort_key")
    )
    ids = list(below)
    scores, stated = scores_of(ids, snapshot), stated_shares(ids, year=year)
    meetings = meeting_states(ids, period)
    lines = []
    for row in designations:
        hub = row.organization_id
        cells = []
        for score in scores[hub]:
            done, units = stated.get((hub, score["element"]), (0, 0))
            cells.append({**score, "stated": done, "units": units})
        through = row.reports_to.name if row.reports_to_id != body.pk else ""
        lines.append(HubLine(row.organization, row, through, cells, meetings.get(hub, "none")))
    if worst_first:
        lines.sort(key=lambda line: line.lowest)
    return lines


def meeting_states(hubs: list[int], period: Period) -> dict[int, str]:
    """Hub id → accepted, filed, returned, held, planned, excused for the quarter's meeting; missing: nothing."""
    found: dict[int, str] = dict.fromkeys(
        MeetingException.objects.filter(
            host__in=hubs, period_code=period.code, state=MeetingException.State.ACCEPTED
        ).values_list("host_id", flat=True),
        "excused",
    )
    order = ["excused", "planned", "held", "returned", "filed", "accepted"]
    names = {"FILED": "filed", "ACCEPTED": "accepted", "RETURNED": "returned"}
    rows = SecretaryMeeting.objects.filter(
        host__in=hubs, gathering__starts_at__gte=period.starts_at, gathering__starts_at__lt=period.ends_at
    ).exclude(state=SecretaryMeeting.State.CALLED_OFF)
    for host, state, report in rows.values_list("host_id", "state", "report__state"):
        new = names.get(report) or ("held" if state == SecretaryMeeting.State.HELD else "planned")
        if host not in found or order.index(new) > order.index(found[host]):
            found[host] = new
    return found


def conclusion(lines: list[HubLine]) -> dict[str, Any]:
    """What the title of the heat map says: how many hubs have an element below 60, and which element most often."""
    low = [line for line in lines if line.low]
    counts = {
        element: sum(
            cell["element"] == element.value and cell["score"] is not None and cell["score"] < 60
            for line in lines for cell in line.cells
        )
        for element in SIX
    }  # fmt: skip
    most = max(counts, key=lambda element: counts[element]) if any(counts.values()) else None
    return {"low": len(low), "element": most.label if most else "", "count": counts[most] if most else 0}


def waiting_reports(hubs: list[int]) -> Any:
    return MeetingReport.objects.filter(meeting__host__in=hubs, state=MeetingReport.State.FILED)
