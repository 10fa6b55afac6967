from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import Count, Exists, OuterRef, Q, QuerySet
from django.utils.translation import gettext as _

from shuniu.engines.gatherings.confirmed import CONFIRMED_ATTENDANCE
from shuniu.kernel.core.moments import local_date, period_of
from shuniu.kernel.core.sql import fetch
from shuniu.kernel.orgs.models import Affiliation, Area, Field, Organization, OrganizationKind
from shuniu.kernel.orgs.queries import designation_of, hubs_of, overseeing_bodies, overseen_by

SORTS = {
    "name": "sort_key",
    "kind": "kind",
    "registered": "registered_on",
    "area": "area__code",
    "staff": "staff_count",
}

# Organizations with a confirmed attendance at one of the hub's gatherings within twelve months: what "active" means now.
_ACTIVE = f"""
SELECT DISTINCT c.organization_id
  FROM ({CONFIRMED_ATTENDANCE}) c JOIN gatherings_gathering g ON g.id = c.gathering_id
 WHERE (%(hub)s::bigint IS NULL OR g.host_id = %(hub)s) AND g.starts_at >= %(since)s AND g.starts_at < %(at)s
"""  # noqa: S608  the text put in is a constant of ours


@dataclass(frozen=True)
class Standpoint:
    """From where the register is looked at: a hub (own or overseen), or an overseeing body over the whole register.

    Claims that no organization has confirmed are named only to the hub that made them (`own`); above, they are a figure.
    """

    hub: Organization | None
    body: Organization
    own: bool
    field_id: int | None


def standpoint(user: Any, at: datetime, code: str | None) -> Standpoint | None:
    """The hub asked for by code, else the person's first hub, else the body from which the person oversees."""
    own = hubs_of(user, at)
    if code:
        hub = own.filter(code=code).first()
        mine = hub is not None
        hub = hub or overseen_by(user, at).filter(code=code).first()
    else:
        hub = own.order_by("sort_key").first()
        mine = True
    if hub is not None:
        designation = designation_of(hub, at)
        return Standpoint(hub, hub, mine, designation.field_id if designation else None)
    bodies = [] if code else overseeing_bodies(user, at)
    return Standpoint(None, bodies[0], False, None) if bodies else None


def active_ids(hub: Organization | None, at: datetime) -> list[int]:
    since = period_of("R12", local_date(at)).starts_at
    return [row[0] for row in fetch(_ACTIVE, {"hub": hub.pk if hub else None, "since": since, "at": at})]


def register(here: Standpoint, *, filters: Any, user: Any, at: datetime) -> QuerySet[Organization]:
    """Organizations seen from `here`, filtered as the page's query says; not yet sorted."""
    rows = Organization.objects.visible_to(user, at)
    if here.hub is None:
        rows = rows.filter(field__isnull=True) if filters.get("scope") == "rest" else rows
    else:
        rows = _scope(rows, here, filters.get("scope", "field"), at)
    if filters.get("q"):
        rows = rows.search(filters["q"])
    if filters.get("kind") in OrganizationKind.values:
        rows = rows.filter(kind=filters["kind"])
    for key in ("area", "field"):
        if filters.get(key) == "-":
            rows = rows.filter(**{f"{key}__isnull": True})
        elif filters.get(key):
            rows = rows.filter(**{f"{key}__code": filters[key]})
    return _tied(rows, here, filters.get("tie", ""), at)


def _scope(rows: QuerySet[Organization], here: Standpoint, scope: str, at: datetime) -> QuerySet[Organization]:
    """The whole field with what is tied to the hub; only the tied; or the rest group that nobody gave a field."""
    assert here.hub is not None
    if scope == "rest":
        return rows.filter(field__isnull=True)
    ties = Affiliation.objects.valid(at).filter(hub=here.hub)
    if not here.own:
        ties = ties.filter(confirmed_at__isnull=False)
    tied = Q(pk__in=list(ties.values_list("organization", flat=True)))
    if scope == "tied" or here.field_id is None:
        return rows.filter(tied)
    return rows.filter(Q(field_id=here.field_id) | tied).exclude(pk=here.hub.pk)


def _tied(rows: QuerySet[Organization], here: Standpoint, state: str, at: datetime) -> QuerySet[Organization]:
    if not state:
        return rows
    ties = Affiliation.objects.valid(at).filter(organization=OuterRef("pk"))
    if here.hub is not None:
        ties = ties.filter(hub=here.hub)
    confirmed = ties.filter(confirmed_at__isnull=False)
    if state == "confirmed":
        return rows.filter(Exists(confirmed))
    if state in ("active", "dormant"):
        active = Q(pk__in=active_ids(here.hub, at))
        return rows.filter(active if state == "active" else ~active).filter(Exists(confirmed))
    if state == "claimed" and here.own:
        return rows.filter(Exists(ties.filter(confirmed_at__isnull=True, declined_at__isnull=True)))
    if state == "declined" and here.own:
        return rows.filter(Exists(ties.filter(declined_at__isnull=False)))
    if state == "none":
        return rows.filter(~Exists(ties if here.own else confirmed))
    return rows


def sorted_rows(rows: QuerySet[Organization], filters: Any) -> QuerySet[Organization]:
    """By the column asked for; a search without one by the stated ranking; else by pinyin."""
    sort = filters.get("sort", "")
    column = SORTS.get(sort.lstrip("-"))
    rows = rows.select_related("area", "field").defer("search", "purpose", "activities")
    if column is None:
        return rows.ranked(filters["q"]) if filters.get("q") else rows.order_by("sort_key", "pk")
    return rows.order_by(("-" if sort.startswith("-") else "") + column, "pk")


def ties_of(here: Standpoint, organizations: list[int] | None, at: datetime) -> dict[int, Affiliation]:
    """Organization id → the tie with the hub, a confirmed one first; `None` asks for all. Claims only for the hub."""
    if here.hub is None:
        return {}
    rows = Affiliation.objects.valid(at).filter(hub=here.hub).order_by("confirmed_at")
    if organizations is not None:
        rows = rows.filter(organization__in=organizations)
    if not here.own:
        rows = rows.filter(confirmed_at__isnull=False)
    found: dict[int, Affiliation] = {}
    for tie in rows:
        if tie.organization_id not in found or tie.confirmed_at:
            found[tie.organization_id] = tie
    return found


DIMENSIONS = ("kind", "field", "area")


def labels_of(dimension: str) -> dict[Any, str]:
    """Value → label in the active language, in the order of the register's own tables; None is the rest group."""
    if dimension == "kind":
        return {value: str(label) for value, label in OrganizationKind.choices}
    model = Field if dimension == "field" else Area
    rest = _("未归领域") if dimension == "field" else _("未填区域")
    return {row.pk: str(row) for row in model.objects.all()} | {None: rest}


def counts(rows: QuerySet[Organization], dimension: str) -> list[dict[str, Any]]:
    """Counts by one dimension, largest first, the rest group last; `share` is relative to the largest (0–100)."""
    column = dimension if dimension == "kind" else f"{dimension}_id"
    labels = labels_of(dimension)
    found = rows.order_by().values_list(column).annotate(n=Count("pk"))
    lines: list[dict[str, Any]] = [{"value": value, "label": labels.get(value, "—"), "n": n} for value, n in found]
    lines.sort(key=lambda line: (line["value"] is None, -line["n"], line["label"]))
    most = max((line["n"] for line in lines), default=1)
    return [{**line, "share": round(100 * line["n"] / most)} for line in lines]


def cross(rows: QuerySet[Organization], by: str, across: str) -> dict[str, Any]:
    """Counts by two dimensions: labels across, lines down with their cells and sum, sums below."""
    columns = [d if d == "kind" else f"{d}_id" for d in (by, across)]
    found = {(a, b): n for a, b, n in rows.order_by().values_list(*columns).annotate(n=Count("pk"))}
    down, over = labels_of(by), labels_of(across)
    heads = [value for value in over if any(b == value for _a, b in found)]
    lines = []
    for value, label in down.items():
        cells = [found.get((value, head), 0) for head in heads]
        if any(cells):
            lines.append({"label": label, "cells": cells, "sum": sum(cells)})
    sums = [sum(line["cells"][n] for line in lines) for n in range(len(heads))]
    return {"heads": [over[head] for head in heads], "lines": lines, "sums": sums, "sum": sum(sums)}


def state_of_field(here: Standpoint, rows: QuerySet[Organization], *, user: Any, at: datetime) -> dict[str, Any]:
    """Known, tied, active; claimed as a figure; the rest group without a field; gaps by area (A04)."""
    ties = Affiliation.objects.valid(at)
    ties = ties.filter(hub=here.hub) if here.hub else ties
    confirmed = set(ties.filter(confirmed_at__isnull=False).values_list("organization", flat=True))
    active = set(active_ids(here.hub, at)) & confirmed
    labels = labels_of("area")
    areas: dict[Any, list[int]] = {}
    known = tied = alive = 0
    for pk, area in rows.order_by().values_list("pk", "area_id"):
        line = areas.setdefault(area, [0, 0, 0])
        known, tied, alive = known + 1, tied + (pk in confirmed), alive + (pk in active)
        line[0] += 1
        line[1] += pk in confirmed
        line[2] += pk in active
    gaps: list[dict[str, Any]] = [
        {"label": labels.get(area, "—"), "known": n, "tied": t, "active": a, "untied": n - t, "share": a / n}
        for area, (n, t, a) in areas.items()
    ]
    gaps.sort(key=lambda gap: (gap["share"], -gap["known"]))
    claimed = ties.filter(confirmed_at__isnull=True, declined_at__isnull=True).count()
    rest = Organization.objects.visible_to(user, at).filter(field__isnull=True).count()
    return {"known": known, "tied": tied, "active": alive, "untied": known - tied, "claimed": claimed, "rest": rest,
            "coverage": alive / known if known else None, "gaps": gaps}  # fmt: skip


_GROWTH = """
WITH ends AS (SELECT generate_series(0, 7) AS n),
     days AS (SELECT (date_trunc('quarter', %(day)s::date) + interval '3 months' - n * interval '3 months')::date AS after
                FROM ends)
SELECT to_char(d.after - 1, 'YYYY"Q"Q'),
       (SELECT count(DISTINCT t.organization_id) FROM orgs_affiliation t
         WHERE (%(hub)s::bigint IS NULL OR t.hub_id = %(hub)s) AND t.confirmed_at < d.after
           AND t.valid_from < d.after AND (t.valid_to IS NULL OR t.valid_to >= d.after))
  FROM days d ORDER BY d.after
"""


def growth(here: Standpoint, at: datetime) -> list[dict[str, Any]]:
    """Confirmed ties at the end of each of the last eight quarters."""
    found = fetch(_GROWTH, {"hub": here.hub.pk if here.hub else None, "day": local_date(at)})
    most = max((n for _code, n in found), default=1) or 1
    return [{"label": code, "n": n, "share": round(100 * n / most)} for code, n in found]


_ATTENDED = f"""
SELECT g.id, g.title, g.starts_at, h.name, bool_or(c.is_late_entry)
  FROM ({CONFIRMED_ATTENDANCE}) c JOIN gatherings_gathering g ON g.id = c.gathering_id
  JOIN orgs_organization h ON h.id = g.host_id
 WHERE c.organization_id = %(organization)s AND (%(all)s OR g.host_id = ANY(%(hubs)s))
 GROUP BY g.id, g.title, g.starts_at, h.name ORDER BY g.starts_at DESC LIMIT 20
"""  # noqa: S608  the text put in is a constant of ours


def attended(organization: Organization, *, hubs: list[int], everything: bool) -> list[dict[str, Any]]:
    """The last twenty gatherings with a confirmed attendance; those of `hubs` only, unless the organization asks."""
    found = fetch(_ATTENDED, {"organization": organization.pk, "hubs": hubs, "all": everything})
    return [
        {"title": title, "starts_at": starts, "host": host, "late": late} for _pk, title, starts, host, late in found
    ]
