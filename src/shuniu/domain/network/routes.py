"""The five routes by which organizations come into the system (A05): which records complete one, and a year's report.

Other subjects join through `kernel.orgs.routes`: a source says which of its records complete which route.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.utils.translation import gettext_lazy as _

from shuniu.kernel.core.sql import fetch
from shuniu.kernel.orgs.models import Affiliation, Designation, Organization
from shuniu.kernel.orgs.routes import route_source, route_sources


@dataclass(frozen=True)
class Route:
    """One of the five; `conditions` names the designation's columns without which it does not apply to a hub."""

    code: str
    label: Any
    unit: str
    conditions: tuple[str, ...] = ()

    def applies(self, designation: Designation) -> bool:
        return all(getattr(designation, column) for column in self.conditions)


ROUTES: dict[str, Route] = {
    code: Route(code, Affiliation.Route(code).label, unit, conditions)
    for code, unit, conditions in (
        ("membership", "A05.1", ()), ("engagement", "A05.2", ()), ("intent", "A05.3", ()), ("cultivation", "A05.4", ()),
        ("intake", "A05.5", ("mass_organization", "supervisory_status")),
    )
}  # fmt: skip


def routes_of(designation: Designation | None) -> list[tuple[str, Any]]:
    """The routes that apply to a hub, as choices."""
    return [(code, one.label) for code, one in ROUTES.items() if designation is None or one.applies(designation)]


route_source(
    "orgs.affiliation", label=_("已确认的联系"),
    sql="SELECT t.route, t.hub_id, t.id AS subject_id, t.organization_id, t.valid_from AS happened_on, t.confirmed_at AS known_at "
        "FROM orgs_affiliation t WHERE t.confirmed_at IS NOT NULL AND t.route <> 'imported'",
)  # fmt: skip
route_source(
    "network.engagement", label=_("已确认的工作联系"),
    sql="SELECT 'engagement', e.hub_id, e.id, e.organization_id, e.happened_on, e.confirmed_at "
        "FROM network_engagement e WHERE e.confirmed_at IS NOT NULL AND e.withdrawn_at IS NULL",
)  # fmt: skip
route_source(
    "network.cooperationintent", label=_("双方确认的合作意向"),
    sql="SELECT 'intent', i.hub_id, i.id, p.party, i.signed_on, greatest(i.first_confirmed_at, i.second_confirmed_at) "
        "FROM network_cooperationintent i CROSS JOIN LATERAL unnest(ARRAY[i.first_id, i.second_id]) AS p(party) "
        "WHERE i.first_confirmed_at IS NOT NULL AND i.second_confirmed_at IS NOT NULL AND p.party <> i.hub_id",
)  # fmt: skip
route_source(
    "network.supervisionapplication", label=_("同意的受理申请"),
    sql="SELECT 'intake', a.hub_id, a.id, coalesce(m.organization_id, -a.id), (a.decided_at AT TIME ZONE 'Asia/Shanghai')::date, "
        "a.decided_at FROM network_supervisionapplication a LEFT JOIN network_coordinationmatter m ON m.application_id = a.id "
        "WHERE a.state = 'ADMITTED'",
)  # fmt: skip

_SPAN = "x.hub_id = ANY(%(hubs)s) AND x.happened_on >= %(start)s AND x.happened_on < %(end)s AND x.known_at < %(at)s"


def first_records(hubs: Iterable[int], start: date, end: date, at: datetime) -> dict[tuple[int, str], tuple[str, int]]:
    """(hub, route) → the first completed record of the span: its type and id. One query for each source."""
    found: dict[tuple[int, str], tuple[str, int]] = {}
    words = {"hubs": list(hubs), "start": start, "end": end, "at": at}
    for name, source in route_sources:
        sql = f"SELECT x.hub_id, x.route, min(x.subject_id) FROM ({source.sql}) x(route, hub_id, subject_id, organization_id, happened_on, known_at) WHERE {_SPAN} GROUP BY x.hub_id, x.route"  # noqa: S608  constants of ours
        for hub, route, subject in fetch(sql, words):
            found.setdefault((hub, route), (name, subject))
    return found


_NEW_TIES = """
SELECT t.route, count(*), count(*) FILTER (WHERE t.valid_to IS NULL OR t.valid_to > %(today)s)
  FROM orgs_affiliation t
 WHERE t.hub_id = %(hub)s AND t.confirmed_at < %(at)s AND t.valid_from >= %(start)s AND t.valid_from < %(end)s
 GROUP BY t.route
"""


def yearly_report(hub: Organization, designation: Designation | None, *, start: date, end: date, at: datetime, today: date) -> list[dict[str, Any]]:  # fmt: skip
    """A line for each route: new ties, completed records by kind, organizations reached; imported ties stand apart."""
    words = {"hub": hub.pk, "hubs": [hub.pk], "start": start, "end": end, "at": at, "today": today}
    ties = {route: (new, held) for route, new, held in fetch(_NEW_TIES, words)}
    records: dict[str, list[dict[str, Any]]] = {}
    reached: dict[str, set[int]] = {}
    for _name, source in route_sources:
        sql = f"SELECT x.route, x.subject_id, x.organization_id FROM ({source.sql}) x(route, hub_id, subject_id, organization_id, happened_on, known_at) WHERE {_SPAN}"  # noqa: S608  constants of ours
        subjects: dict[str, set[int]] = {}
        for route, subject, organization in fetch(sql, words):
            subjects.setdefault(route, set()).add(subject)
            reached.setdefault(route, set()).add(organization)
        for route, ids in subjects.items():
            records.setdefault(route, []).append({"label": source.label, "count": len(ids)})
    lines = []
    for code, route in ROUTES.items():
        new, held = ties.get(code, (0, 0))
        done = sum(one["count"] for one in records.get(code, []))
        lines.append({
            "route": route, "applies": designation is None or route.applies(designation), "ties": new, "held": held,
            "records": records.get(code, []), "done": done, "reached": len(reached.get(code, ())), "alive": bool(done),
        })  # fmt: skip
    new, held = ties.get(Affiliation.Route.IMPORTED, (0, 0))
    if new:
        lines.append({"route": None, "applies": True, "ties": new, "held": held, "records": [], "done": 0, "reached": 0,
                      "alive": False})  # fmt: skip
    return lines
