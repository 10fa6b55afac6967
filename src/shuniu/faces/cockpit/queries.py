"""What an overseeing body sees of its hubs: a constant number of queries for any number of hubs."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db.models import Max

from shuniu.domain.meetings.models import MeetingException, MeetingReport, SecretaryMeeting
from shuniu.domain.oversight.models import Reminder
from shuniu.domain.oversight.queries import Stated, stated_shares
from shuniu.engines.indicators.models import Snapshot
from shuniu.engines.indicators.queries import scores_of
from shuniu.kernel.core.moments import Period, local_date
from shuniu.kernel.orgs.models import Appointment, Designation, Organization
from shuniu.kernel.orgs.queries import hubs_below
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
    meeting: str
    held_on: date | None
    place: str

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
    meetings = meeting_states(ids, quarter)
    place = body.area.name if body.area else ""
    lines = []
    for row in designations:
        hub = row.organization_id
        cells = [{**one, "stated": stated.get((hub, one["element"]), Stated(0, 0))} for one in scores[hub]]
        through = row.reports_to.name if row.reports_to_id != body.pk else ""
        lines.append(HubLine(row.organization, row, through, cells, *meetings.get(hub, ("none", None)), place))
    if not by_name:
        lines.sort(key=lambda line: line.lowest)
    return lines


_ORDER = ["planned", "excused", "held", "returned", "filed", "accepted"]
_NAMES = {"FILED": "filed", "ACCEPTED": "accepted", "RETURNED": "returned"}


def meeting_states(hubs: list[int], quarter: Period) -> dict[int, tuple[str, date | None]]:
    """Hub id → (accepted, filed, returned, held, excused or planned, day held) for the quarter's meeting."""
    excused = MeetingException.objects.filter(
        host__in=hubs, period_code=quarter.code, state=MeetingException.State.ACCEPTED
    ).values_list("host_id", flat=True)
    found: dict[int, tuple[str, date | None]] = dict.fromkeys(excused, ("excused", None))
    rows = SecretaryMeeting.objects.filter(
        host__in=hubs, gathering__starts_at__gte=quarter.starts_at, gathering__starts_at__lt=quarter.ends_at
    ).exclude(state=SecretaryMeeting.State.CALLED_OFF)
    for host, state, starts, report in rows.values_list("host_id", "state", "gathering__starts_at", "report__state"):
        was_held = state == SecretaryMeeting.State.HELD
        new = _NAMES.get(report) or ("held" if was_held else "planned")
        if host not in found or _ORDER.index(new) > _ORDER.index(found[host][0]):
            found[host] = (new, local_date(starts) if was_held else None)
    return found


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


STACK = (
    ("reported", ("filed", "accepted")),
    ("unfiled", ("held", "returned")),
    ("excused", ("excused",)),
    ("open", ("planned", "none")),
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
    """Hubs that owe the matter: no meeting yet, held and not reported, less than half of the units stated."""
    if matter == "meeting":
        return [line for line in lines if line.meeting in ("none", "planned")]
    if matter == "report":
        return [line for line in lines if line.meeting in ("held", "returned")]
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
    """Hub id → names of those a reminder reaches: head and officers."""
    found: dict[int, list[str]] = defaultdict(list)
    posts = Appointment.objects.valid(at).filter(
        organization__in=list(hubs), role__in=("head", "officer"), person__is_active=True
    )
    for hub, name in posts.values_list("organization_id", "person__name").order_by("role", "pk"):
        found[hub].append(name)
    return found
