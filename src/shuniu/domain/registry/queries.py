from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.core.paginator import Page, Paginator
from django.db.models import Count, Exists, OuterRef, Q, QuerySet, Window
from django.db.models.expressions import RawSQL
from django.utils.functional import cached_property
from django.utils.translation import gettext as _

from shuniu.domain.registry.as_of import as_then, day_of, moment_of
from shuniu.domain.registry.tabulation import narrowed
from shuniu.engines.gatherings.confirmed import CONFIRMED_ATTENDANCE
from shuniu.kernel.core.moments import local_date, period_from_code, period_of
from shuniu.kernel.core.search import query_text
from shuniu.kernel.core.sql import chosen, fetch
from shuniu.kernel.orgs.contacts import contacts_sql
from shuniu.kernel.orgs.models import Affiliation, Area, Field, Organization, OrganizationKind
from shuniu.kernel.orgs.models.organization import own_bodies
from shuniu.kernel.orgs.queries import designation_of, hubs_of, overseeing_bodies, overseen_by
from shuniu.kernel.orgs.search import first_found, in_posts

SORTS = {
    "name": "sort_key",
    "kind": "kind",
    "registered": "registered_on",
    "area": "area__code",
    "staff": "staff_count",
}
NOT_SHOWN = ("search", "purpose", "activities")
"""Long columns that no list shows."""

# Organizations with a confirmed contact of any source with the hub within twelve months: what "active" means now.
_ACTIVE = """
SELECT DISTINCT c.organization_id
  FROM ({contacts}) c
 WHERE (%(hub)s::bigint IS NULL OR c.hub_id = %(hub)s) AND c.happened_at >= %(since)s AND c.happened_at < %(at)s
   AND c.organization_id IS NOT NULL
"""


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


def active_in(hub: Organization | None, at: datetime) -> RawSQL:
    """Ids of the active, to stand behind `pk__in`."""
    since = period_of("R12", local_date(at)).starts_at
    return chosen(_ACTIVE.format(contacts=contacts_sql()), {"hub": hub.pk if hub else None, "since": since, "at": at})


def register(here: Standpoint, *, filters: Any, user: Any, at: datetime) -> QuerySet[Organization]:
    """Organizations seen from `here`, filtered as the page's query says, `?on=` as of a day; not yet sorted."""
    rows = Organization.objects.visible_to(user, at)
    day, at = day_of(filters), moment_of(filters, at)
    suffix = "" if day is None else "_on"
    rows = rows if day is None else rows.as_of(day)
    rows = rows.in_life(filters.get("life", ""), day or local_date(at))
    if here.hub is None:
        rows = rows.filter(field__isnull=True) if filters.get("scope") == "rest" else rows
    else:
        rows = _scope(rows, here, filters.get("scope", "field"), at)
    if filters.get("q"):
        mine = own_bodies(user, at)
        rows = rows.search(filters["q"], also=in_posts(filters["q"], mine=mine, at=at) if mine else None)
    if filters.get("kind") in OrganizationKind.values:
        rows = rows.filter(**{f"kind{suffix}": filters["kind"]})
    rows = _placed(rows, f"area{suffix}", filters.get("area"), Area)
    rows = _placed(rows, "field", filters.get("field"), Field)
    if filters.get("tag") and here.own:
        rows = rows.filter(tags__hub=here.hub, tags__name=filters["tag"])
    return _tied(narrowed(rows, filters), here, filters.get("tie", ""), at)


def _placed(rows: QuerySet[Organization], column: str, code: str | None, model: Any) -> QuerySet[Organization]:
    """By the code of an area (a district with its subdistricts) or a field; a dash asks for those without one."""
    if code == "-":
        return rows.filter(**{f"{column}__isnull": True})
    if not code:
        return rows
    meant = Q(code=code) | Q(parent__code=code, parent__level=Area.Level.DISTRICT) if model is Area else Q(code=code)
    return rows.filter(**{f"{column}__in": model.objects.filter(meant).values("pk")})


def _scope(rows: QuerySet[Organization], here: Standpoint, scope: str, at: datetime) -> QuerySet[Organization]:
    """The whole field with what is tied to the hub; only the tied; or the rest group that nobody gave a field."""
    assert here.hub is not None
    if scope == "rest":
        return rows.filter(field__isnull=True)
    ties = Affiliation.objects.valid(at).filter(hub=here.hub)
    if not here.own:
        ties = ties.filter(confirmed_at__isnull=False)
    tied = ties.values_list("organization")
    if scope == "tied" or here.field_id is None:
        return rows.filter(pk__in=tied)
    # Two index scans joined as a set: with OR the server reads every organization of the city.
    known = Organization.objects.filter(field_id=here.field_id).order_by().values_list("pk")
    return rows.filter(pk__in=known.union(tied.order_by(), all=True)).exclude(pk=here.hub.pk)


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
        active = Q(pk__in=active_in(here.hub, at))
        return rows.filter(active if state == "active" else ~active).filter(Exists(confirmed))
    if state == "claimed" and here.own:
        return rows.filter(Exists(ties.filter(confirmed_at__isnull=True, declined_at__isnull=True)))
    if state == "declined" and here.own:
        return rows.filter(Exists(ties.filter(declined_at__isnull=False)))
    if state == "none":
        return rows.filter(~Exists(ties if here.own else confirmed))
    return rows


def page_of(rows: QuerySet[Organization], filters: Any, first: int, size: int) -> list[Organization]:
    """`size` rows from `first` (0-based) in the order asked for: which ones is read from the index, then those rows only."""
    ids = sorted_rows(rows, filters).select_related(None).defer(None).values_list("pk", flat=True)
    return _shown(list(ids[first : first + size]), filters)


def _shown(ids: list[int], filters: Any) -> list[Organization]:
    """The organizations of a page, in the order of `ids`, as of the day asked for."""
    found, day = (
        Organization.objects.filter(pk__in=ids).select_related("area", "field").defer(*NOT_SHOWN),
        day_of(filters),
    )
    place = {pk: n for n, pk in enumerate(ids)}
    return sorted(found if day is None else as_then(found.as_of(day)), key=lambda row: place[row.pk])


class Listing(Paginator):  # type: ignore[type-arg]
    """A list page by page, however large the register: a search and a hub's list count and pick their page in one reading.

    The first page of a search through the whole register comes from the search's own indexes (`first_found`), and the
    register as a whole is counted by what is not seen of it.
    """

    def __init__(self, here: Standpoint, filters: Any, size: int, *, user: Any, at: datetime) -> None:
        super().__init__(register(here, filters=filters, user=user, at=at).order_by("pk"), size)
        self.here, self.filters, self.user, self.at = here, filters, user, at

    @cached_property
    def count(self) -> int:
        if self._one_reading:
            return self._one_reading[1]
        if self.here.hub is None and not self._asked - {"sort"}:
            everyone = Organization.objects.order_by()
            return everyone.count() - everyone.unknown_to(self.user, self.at).count()
        return self.object_list.count()

    @cached_property
    def _one_reading(self) -> tuple[list[int], int] | None:
        """(ids of the page asked for, how many in all) for a search or a hub's list; None where an index gives the page
        without its count.
        """
        searched = bool(query_text(self.filters.get("q", "")))
        if (self.here.hub is None and not searched) or self._from_indexes:
            return None
        number = self.filters.get("page", "")
        first = (int(number) - 1) * self.per_page if number.isdecimal() and 0 < int(number) < 10**6 else 0
        ordered = sorted_rows(self.object_list, self.filters).select_related(None).defer(None)
        found = list(
            ordered.annotate(total=Window(Count("*"))).values_list("pk", "total")[first : first + self.per_page]
        )
        return ([pk for pk, _total in found], found[0][1]) if found else None

    @property
    def _asked(self) -> set[str]:
        return {key for key, value in self.filters.items() if value and key not in ("page", "col")}

    @property
    def _from_indexes(self) -> bool:
        return self.here.hub is None and self._asked == {"q"} and self.filters.get("page", "1") in ("", "1")

    def shown(self, page: Page) -> list[Organization]:
        if self._from_indexes and query_text(self.filters["q"]):
            found = first_found(self.filters["q"], user=self.user, at=self.at, n=self.per_page)
            if not any(row.has_ended(local_date(self.at)) for row in found):
                return found
        if self._one_reading:
            return _shown(self._one_reading[0], self.filters)
        return page_of(self.object_list, self.filters, (page.number - 1) * self.per_page, self.per_page)


def sorted_rows(rows: QuerySet[Organization], filters: Any) -> QuerySet[Organization]:
    """By the column asked for; a search without one by the stated ranking; else by pinyin."""
    sort = filters.get("sort", "")
    column = SORTS.get(sort.lstrip("-"))
    rows = rows.select_related("area", "field").defer(*NOT_SHOWN)
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


def _counted(rows: QuerySet[Organization], on: date | None = None) -> dict[tuple[Any, ...], int]:
    """(kind, field, area) → how many; of rows read `as_of` a day by the kind and area of that day."""
    names = ("kind", "field_id", "area_id") if on is None else ("kind_on", "field_id", "area_on")
    found = rows.order_by().values_list(*names).annotate(n=Count("pk"))
    return {(kind, field, area): n for kind, field, area, n in found}


class Tally:
    """A list of organizations counted once by type, field, area and whether tied and active; every table adds up from it."""

    def __init__(self, here: Standpoint, rows: QuerySet[Organization], at: datetime, *, on: date | None = None) -> None:
        confirmed = Affiliation.objects.valid(at).filter(confirmed_at__isnull=False)
        if here.hub is not None:
            confirmed = confirmed.filter(hub=here.hub)
        tied_rows = rows.filter(pk__in=confirmed.values("organization"))
        # Three plain countings: asked row by row whether it is tied and active, the server takes four times as long.
        known, tied = _counted(rows, on), _counted(tied_rows, on)
        active = _counted(tied_rows.filter(pk__in=active_in(here.hub, at)), on) if tied else {}
        # Kind, field, district, tied, active, how many: a few thousand lines whatever the size of the register.
        district = dict(Area.objects.filter(level=Area.Level.SUBDISTRICT).values_list("pk", "parent"))
        self.lines: list[tuple[Any, ...]] = []
        for place, n in known.items():
            kind, field, area = place
            t, a = tied.get(place, 0), active.get(place, 0)
            for is_tied, is_active, m in ((False, False, n - t), (True, False, t - a), (True, True, a)):
                if m > 0:
                    self.lines.append((kind, field, district.get(area, area), is_tied, is_active, m))
        self.labels: dict[str, dict[Any, str]] = {dimension: labels_of(dimension) for dimension in DIMENSIONS}

    def counts(self, dimension: str) -> list[dict[str, Any]]:
        """Counts by one dimension, largest first, the rest group last; `share` is relative to the largest (0–100)."""
        place, labels, sums = DIMENSIONS.index(dimension), self.labels[dimension], Counter[Any]()
        for line in self.lines:
            sums[line[place]] += line[-1]
        lines: list[dict[str, Any]] = [{"value": v, "label": labels.get(v, "—"), "n": n} for v, n in sums.items()]
        lines.sort(key=lambda line: (line["value"] is None, -line["n"], line["label"]))
        most = max((line["n"] for line in lines), default=1)
        return [{**line, "share": round(100 * line["n"] / most)} for line in lines]

    def cross(self, by: str, across: str) -> dict[str, Any]:
        """Counts by two dimensions: labels across, lines down with their cells and sum, sums below."""
        found = Counter[tuple[Any, Any]]()
        for line in self.lines:
            found[line[DIMENSIONS.index(by)], line[DIMENSIONS.index(across)]] += line[-1]
        down, over = self.labels[by], self.labels[across]
        heads = [value for value in over if any(b == value for _a, b in found)]
        lines: list[dict[str, Any]] = []
        for value, label in down.items():
            cells = [found.get((value, head), 0) for head in heads]
            if any(cells):
                lines.append({"label": label, "cells": cells, "sum": sum(cells)})
        sums = [sum(line["cells"][n] for line in lines) for n in range(len(heads))]
        return {"heads": [over[head] for head in heads], "lines": lines, "sums": sums, "sum": sum(sums)}

    def by_area(self) -> dict[Any, list[int]]:
        """Area id → known, tied, active."""
        areas: dict[Any, list[int]] = {}
        for _kind, _field, area, tied, active, n in self.lines:
            line = areas.setdefault(area, [0, 0, 0])
            for place, counted in enumerate((True, tied, active)):
                line[place] += n if counted else 0
        return areas


def tally_of(here: Standpoint, *, filters: Any, user: Any, at: datetime) -> Tally:
    """The register as the page's query asks for it, counted, `?on=` as of a day."""
    rows = register(here, filters=filters, user=user, at=at)
    return Tally(here, rows, moment_of(filters, at), on=day_of(filters))


def state_of_field(here: Standpoint, tally: Tally, *, user: Any, at: datetime) -> dict[str, Any]:
    """Known, tied, active; claimed as a figure; the rest group without a field; gaps by area (A04)."""
    labels, areas = tally.labels["area"], tally.by_area()
    gaps: list[dict[str, Any]] = [
        {"label": labels.get(area, "—"), "known": n, "tied": t, "active": a, "untied": n - t, "share": a / n}
        for area, (n, t, a) in areas.items()
    ]
    gaps.sort(key=lambda gap: (gap["share"], -gap["known"]))
    known, tied, alive = (sum(line[place] for line in areas.values()) for place in range(3))
    ties = Affiliation.objects.valid(at)
    ties = ties.filter(hub=here.hub) if here.hub else ties
    claimed = ties.filter(confirmed_at__isnull=True, declined_at__isnull=True).count()
    rest = Organization.objects.known_to(user, at).filter(field__isnull=True).count()
    return {"known": known, "tied": tied, "active": alive, "untied": known - tied, "claimed": claimed, "rest": rest,
            "coverage": alive / known if known else None, "gaps": gaps}  # fmt: skip


QUARTERS = 8
# One pass over the ties: for each organization whether it was tied at the end of each quarter, then the sums.
_ENDS = ", ".join(
    f"bool_or(confirmed_at < %(d{n})s AND valid_from < %(d{n})s::date AND (valid_to IS NULL OR valid_to >= %(d{n})s)) AS q{n}"
    for n in range(QUARTERS)
)
_GROWTH = f"""
SELECT {", ".join(f"count(*) FILTER (WHERE q{n})" for n in range(QUARTERS))}
  FROM (SELECT {_ENDS} FROM (SELECT t.hub_id, t.organization_id, t.confirmed_at, t.valid_from, least(t.valid_to, o.ended_on) AS valid_to
          FROM orgs_affiliation t JOIN orgs_organization o ON o.id = t.organization_id) ties
         WHERE confirmed_at IS NOT NULL AND (%(hub)s::bigint IS NULL OR hub_id = %(hub)s)
         GROUP BY organization_id) held
"""  # noqa: S608  the text put in is a constant of ours


def growth(here: Standpoint, at: datetime) -> list[dict[str, Any]]:
    """Confirmed ties at the end of each of the last eight quarters, the oldest first."""
    day = local_date(at)
    number = day.year * 4 + (day.month - 1) // 3
    codes = [f"{n // 4}Q{n % 4 + 1}" for n in range(number - QUARTERS + 1, number + 1)]
    ends = {f"d{place}": period_from_code(code).end for place, code in enumerate(codes)}
    [found] = fetch(_GROWTH, {"hub": here.hub.pk if here.hub else None, **ends})
    most = max(found) or 1
    return [{"label": code, "n": n, "share": round(100 * n / most)} for code, n in zip(codes, found, strict=True)]


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
