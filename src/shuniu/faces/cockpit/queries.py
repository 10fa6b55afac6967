"""What an overseeing body sees of its hubs: a constant number of queries for any number of hubs."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import Max

from shuniu.domain.meetings.models import MeetingReport
from shuniu.domain.meetings.queries import QuarterState, quarter_states
from shuniu.domain.oversight.models import Reminder
from shuniu.domain.oversight.queries import Stated, stated_shares
from shuniu.engines.indicators.models import Snapshot
from shuniu.engines.indicators.queries import scores_of
from shuniu.kernel.core.moments import Period
from shuniu.kernel.orgs.models import Designation, Organization
from shuniu.kernel.orgs.queries import holders_of, hubs_below
from shuniu.kernel.specification.models import SIX

HELP_BELOW = 60
"""The first step of the heat scale (design, section 2)."""


@dataclass
class HubLine:
    """One hub on the heat map: computed scores and stated shares side by side, and where its meeting stands."""

    hub: Organization
    designation: Designation
    through: str
    cells: list[dict[str, Any]]
    quarter: QuarterState
    place: str

    @property
    def meeting(self) -> str:
        return self.quarter.state

    @property
    def short(self) -> str:
        """The name without the city or district that all names of the list begin with."""
        return self.hub.name.removeprefix(self.place) or self.hub.name

    @property
    def low(self) -> int:
        return sum(_is_low(cell) for cell in self.cells)

    @property
    def lowest(self) -> float:
        return min((cell["score"] for cell in self.cells if cell["score"] is not None), default=101)

    @property
    def stated(self) -> tuple[int, int]:
        """Units stated, applicable units, over the six elements."""
        return sum(cell["stated"].done for cell in self.cells), sum(cell["stated"].units for cell in self.cells)


def _is_low(cell: dict[str, Any]) -> bool:
    return cell["score"] is not None and cell["score"] < HELP_BELOW and not cell["baseline"]


def lines_of(
    body: Organization, *, snapshot: Snapshot | None, quarter: Period, year: int, at: datetime, by_name: bool
) -> list[HubLine]:
    """All hubs below a body. What needs help first, or by name; never by a total."""
    below = hubs_below([body.pk], at)
    designations = (
        Designation.objects.valid(at)
        .filter(organization__in=below)
        .select_related("organization", "reports_to")
        .order_by("organization__sort_key")
    )
    ids = list(below)
    scores, stated = scores_of(ids, snapshot), stated_shares(ids, year=year, at=at)
    meetings = quarter_states(ids, quarter, at=at)
    place = body.area.name if body.area else ""
    lines = []
    for row in designations:
        hub = row.organization_id
        cells = [{**one, "stated": stated.get((hub, one["element"]), Stated(0, 0))} for one in scores[hub]]
        through = row.reports_to.name if row.reports_to_id != body.pk else ""
        lines.append(HubLine(row.organization, row, through, cells, meetings.get(hub, QuarterState()), place))
    if not by_name:
        lines.sort(key=lambda line: line.lowest)
    return lines


def conclusion(lines: list[HubLine]) -> dict[str, Any]:
    """What the title of the heat map says: how many hubs have an element below 60, and which element most often."""
    counts = {
        element: sum(cell["element"] == element.value and _is_low(cell) for line in lines for cell in line.cells)
        for element in SIX
    }
    most = max(counts, key=lambda element: counts[element]) if any(counts.values()) else None
    measured = {cell["element"] for line in lines for cell in line.cells if cell["score"] is not None}
    return {
        "low": sum(line.low > 0 for line in lines), "element": most.label if most else "",
        "count": counts[most] if most else 0, "measured": len(measured), "open": len(SIX) - len(measured),
    }  # fmt: skip


def means_of(lines: list[HubLine]) -> list[dict[str, Any]]:
    """The mean of each element over the hubs that have a score; no figure over the elements together."""
    rows = []
    for place, element in enumerate(SIX):
        known = [line.cells[place]["score"] for line in lines if line.cells[place]["score"] is not None]
        mean = sum(known) / len(known) if known else None
        rows.append(
            {"element": element.value, "label": element.label, "score": mean, "baseline": False, "n": len(known)}
        )
    return rows


OPEN = ("uncounted", "planned", "none")
STACK = (
    ("reported", ("filed", "accepted")),
    ("unfiled", ("held", "returned")),
    ("excused", ("excused",)),
    ("open", OPEN),
)


def meetings_by_kind(lines: list[HubLine], labels: dict[str, Any]) -> list[dict[str, Any]]:
    """For each kind of hub: reported, held and not reported, excused, not held."""
    groups: dict[str, list[HubLine]] = defaultdict(list)
    for line in lines:
        groups[line.hub.get_kind_display()].append(line)
    rows = []
    for name, own in sorted(groups.items(), key=lambda pair: -len(pair[1])):
        parts = [
            {"css": css, "label": labels[css], "n": sum(line.meeting in states for line in own)}
            for css, states in STACK
        ]
        rows.append({"name": name, "parts": parts, "n": len(own)})
    return rows


def late_for(matter: str, lines: list[HubLine]) -> list[HubLine]:
    """Hubs that owe the matter: no meeting that counts yet, a report whose last day passed, less than half of the units stated."""
    if matter == "meeting":
        return [line for line in lines if line.meeting in OPEN]
    if matter == "report":
        return [line for line in lines if line.quarter.late_since]
    return [line for line in lines if 2 * line.stated[0] < line.stated[1]]


def waiting_reports(hubs: list[int]) -> Any:
    return (
        MeetingReport.objects.filter(meeting__host__in=hubs, state=MeetingReport.State.FILED)
        .select_related("meeting__host", "meeting__gathering")
        .order_by("filed_at")
    )


def last_reminders(hubs: Iterable[int], matter: str, period_code: str) -> dict[int, datetime]:
    """Hub id → when it was last reminded of the matter for the period, by whomever."""
    rows = Reminder.objects.filter(hub__in=list(hubs), matter=matter, period_code=period_code)
    return dict(rows.values_list("hub_id").annotate(last=Max("sent_at")).order_by())


def recipients(hubs: Iterable[int], at: datetime) -> dict[int, list[str]]:
    """Hub id → names of those a reminder reaches: head and officers, and who stands in for one of them."""
    found = holders_of(hubs, "head", "officer", at=at)
    return {hub: [person.name for person in people] for hub, people in found.items()}
