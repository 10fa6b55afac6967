"""A sheet and its columns against the register: what an import would do. Reads only; nothing is stored here."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from typing import Any

from django.db.models import Exists, OuterRef, Q, QuerySet
from django.db.models.expressions import RawSQL

from shuniu.domain.registry.areas import Places
from shuniu.domain.registry.models import ColumnMemory, RosterRow
from shuniu.domain.registry.rules import FILE_PROBLEMS, FileProblem
from shuniu.kernel.core.moments import local_date
from shuniu.kernel.core.search import vector_text
from shuniu.kernel.core.sql import chosen
from shuniu.kernel.orgs.models import Affiliation, FormerCode, FormerName, Organization
from shuniu.kernel.orgs.models.tie import state_of_tie
from shuniu.kernel.orgs.naming import name_key, pinyin_of
from shuniu.methods.rosters import Problem, RosterError, Sheet, check_rows, mark_repeats, read_workbook
from shuniu.methods.rosters import RosterRow as Row

TEXTS = ("legal_representative", "address", "supervising_unit", "registration_authority", "purpose", "activities")
NUMBERS = ("staff_count", "member_count", "capital_fen")
_REGISTER = ("id", "code", "name", "name_key", "kind", "credit_code", "area_id", "field_id", "registered_on", *TEXTS, *NUMBERS,
             "version", "claimed_at", "ending", "ended_on")  # fmt: skip


@dataclass(slots=True)
class PlannedRow:
    """A row of a plan before it is stored: the columns of `RosterRow`, without the weight of a model."""

    number: int
    name: str
    name_key: str
    kind: str
    credit_code: str | None
    area_id: int | None
    field_id: int | None
    registered_on: date | None
    staff_count: int | None
    member_count: int | None
    capital_fen: int | None
    legal_representative: str
    address: str
    supervising_unit: str
    registration_authority: str
    purpose: str
    activities: str
    is_member: bool
    cells: list[str]
    ending: str = ""
    ended_on: date | None = None
    action: str = ""
    sort_key: str = ""
    search_text: str = ""
    problems: list[Any] = field(default_factory=list)
    changes: dict[str, list[str]] = field(default_factory=dict)
    organization_id: int | None = None
    organization_version: int | None = None
    outcome: str = ""
    kept_at_undo: bool = False


def read_sheets(content: bytes, file_name: str) -> list[Sheet]:
    """Raises FileProblem (a ValidationError in the user's words) for a file that cannot be read as a whole."""
    try:
        return read_workbook(content, file_name)
    except RosterError as error:
        raise FileProblem(FILE_PROBLEMS[error.code] % error.params, code=error.code) from error


def memory_of(hub: Organization) -> dict[str, str]:
    """Cleaned heading → field, as this hub said before."""
    return dict(ColumnMemory.objects.filter(hub=hub).values_list("heading", "field"))


def plan_rows(
    hub: Organization, sheet: Sheet, columns: Mapping[str, int], *, at: datetime, default_field: int | None = None,
    corrections: Mapping[str, Mapping[str, str]] | None = None,
) -> Iterator[PlannedRow]:  # fmt: skip
    """Unsaved plan rows in file order: checked, matched to the register (`_Register`), which is asked before the first.

    `default_field` is the field of new organizations that the file gives none; `corrections` go before the cells.
    """
    sheet, columns = corrected(sheet, columns, corrections or {})
    places = Places(hub)
    today = local_date(at)
    checked = check_rows(sheet.rows, columns, today=today, headings=sheet.headings, provinces=places.provinces)
    for row in checked:
        places.resolve(row)
    mark_repeats(checked)
    register = _Register(checked, hub, places)
    ties = _ties(hub, list(register.ids), at)

    def planned() -> Iterator[PlannedRow]:
        for row, (_number, cells) in zip(checked, sheet.rows, strict=True):
            one = _planned(row, cells, register.meant(row), ties, places, hub, today)
            if one.action == RosterRow.Action.CREATE and one.field_id is None:
                one.field_id = default_field
            yield one

    return planned()


def corrected(
    sheet: Sheet, columns: Mapping[str, int], corrections: Mapping[str, Mapping[str, str]]
) -> tuple[Sheet, dict[str, int]]:
    """The sheet with what a person put instead of single cells; a field without a column gets one at the end."""
    places = dict(columns)
    if not corrections:
        return sheet, places
    width = len(sheet.headings)
    for field_name in sorted({name for said in corrections.values() for name in said} - set(places)):
        places[field_name] = width
        width += 1
    rows = []
    for number, cells in sheet.rows:
        said = corrections.get(str(number))
        if said:
            cells = cells + [""] * (width - len(cells))
            for field_name, text in said.items():
                cells[places[field_name]] = text
        rows.append((number, cells))
    return replace(sheet, rows=rows), places


class _Register:
    """What a roster's rows may mean: an organization of the number the register gave it, of the code, also one it had
    before or under a merged row; a body without a code by its name, among those that this hub itself brought or is tied
    to, and where no other area is said. The same name with another hub or elsewhere is another body until a person says
    that it is one. A handful of queries for any number of rows.
    """

    def __init__(self, rows: Iterable[Row], hub: Organization, places: Places) -> None:
        codes = _listed("text", {str(row.values["credit_code"]) for row in rows if row.values.get("credit_code")})
        said = {str(row.values["name"]) for row in rows if not row.values.get("credit_code")}
        numbers = {str(row.values["register_code"]).upper() for row in rows if row.values.get("register_code")}
        present = Organization.objects.filter(merged_into__isnull=True)
        self._places, self._taken = places, set[int]()
        old = dict(FormerCode.objects.filter(code__in=codes).values_list("code", "organization"))
        there = _by("id", present.filter(pk__in=old.values())) if old else {}
        self._coded = {code: there[pk] for code, pk in old.items() if pk in there}
        self._coded |= _by("credit_code", present.filter(credit_code__in=codes))
        shared = Q(brought_by__isnull=True) | Q(brought_by=hub)
        self._numbered = _by("code", present.filter(shared, code__in=_listed("text", numbers))) if numbers else {}
        self._named: dict[str, list[dict[str, Any]]] = {}
        if said:
            self._find_named(said, present.filter(_own(hub)).distinct())
        found = [
            *self._coded.values(),
            *self._numbered.values(),
            *(row for rows in self._named.values() for row in rows),
        ]
        self.ids = {row["id"] for row in found}
        former: dict[int, set[str]] = {}
        for pk, name in FormerName.objects.filter(organization__in=_listed("bigint", self.ids)).values_list(
            "organization", "name"
        ):
            former.setdefault(pk, set()).add(name_key(name))
        for row in found:
            row["former"] = former.get(row["id"], set())

    def _find_named(self, said: set[str], own: QuerySet[Organization]) -> None:
        keys = {name_key(name) for name in said}
        for row in own.filter(name_key__in=_listed("text", keys), credit_code__isnull=True).values(*_REGISTER):
            self._named.setdefault(row["name_key"], []).append(row)
        merged = dict(
            FormerName.objects.filter(merge__isnull=False, name__in=_listed("text", said)).values_list(
                "name", "organization"
            )
        )
        there = _by("id", own.filter(pk__in=merged.values())) if merged else {}
        for name, pk in merged.items():
            if pk in there and there[pk] not in self._named.get(name_key(name), []):
                self._named.setdefault(name_key(name), []).append(there[pk])

    def meant(self, row: Row) -> dict[str, Any] | None:
        """The organization a row means, if any; what makes that doubtful is told with the row."""
        code = str(row.values.get("credit_code", ""))
        number = str(row.values.get("register_code", "")).upper()
        if number:
            there = self._numbered.get(number)
            if there is None:
                row.problems.append(Problem("warning", "register_code", "unknown", {"value": number}))
            elif code and there["credit_code"] and code != there["credit_code"]:
                row.problems.append(Problem("error", "register_code", "other_code", {"value": number}))
            elif there["id"] in self._taken:
                row.problems.append(Problem("error", "register_code", "twice", {"value": number}))
            elif not code or there["credit_code"]:
                return self._accepted(row, there)
        return self._coded.get(code) if code else self._namesake(row)

    def _namesake(self, row: Row) -> dict[str, Any] | None:
        area = row.values.get("area_id")
        rows = [
            one for one in self._named.get(name_key(str(row.values["name"])), [])
            if one["id"] not in self._taken and self._places.agree(area, one["area_id"])
        ]  # fmt: skip
        exact = [one for one in rows if one["area_id"] == area]
        rows = exact if len(exact) == 1 else rows
        if len(rows) > 1:
            row.problems.append(Problem("error", "name", "namesakes", {"value": str(row.values["name"])}))
        return self._accepted(row, rows[0]) if len(rows) == 1 else None

    def _accepted(self, row: Row, there: dict[str, Any]) -> dict[str, Any]:
        """One body for one row; that a registered one has no code here is no fault of the roster."""
        self._taken.add(there["id"])
        if there["credit_code"] is None and there["kind"] == row.values["kind"]:
            row.problems[:] = [one for one in row.problems if (one.field, one.code) != ("credit_code", "missing")]
        return there


def _listed(kind: str, values: Iterable[Any]) -> RawSQL:
    """Many values as one parameter, not one for each row of the file; to stand behind `__in`."""
    return chosen(f"SELECT unnest(%(values)s::{kind}[])", {"values": list(values)})


def _by(key: str, rows: QuerySet[Organization]) -> dict[Any, dict[str, Any]]:
    return {row[key]: row for row in rows.values(*_REGISTER)}


def _own(hub: Organization) -> Q:
    """Brought by the hub, tied to it at any time, named in one of its rosters, or what became of such a row."""
    tied = Affiliation.objects.filter(hub=hub, organization=OuterRef("pk"))
    named = RosterRow.objects.filter(roster__hub=hub, organization=OuterRef("pk")).exclude(outcome="")
    return Q(brought_by=hub) | Exists(tied) | Exists(named) | Q(merged__brought_by=hub)


def _ties(hub: Organization, ids: list[int], at: datetime) -> dict[int, str]:
    """Organization id → state of its open membership tie with the hub."""
    of_file = chosen("SELECT unnest(%(ids)s::bigint[])", {"ids": ids})
    rows = Affiliation.objects.valid(at).filter(hub=hub, kind=Affiliation.Kind.MEMBERSHIP, organization__in=of_file)
    ties = rows.values_list("organization_id", "confirmed_at", "declined_at")
    return {organization: state_of_tie(confirmed, declined) for organization, confirmed, declined in ties.iterator()}


def _planned(
    row: Row, cells: list[str], there: Mapping[str, Any] | None, ties: Mapping[int, str], places: Places,
    hub: Organization, today: date,
) -> PlannedRow:  # fmt: skip
    values = row.values
    name, code = str(values["name"]), str(values.get("credit_code", "")) or None
    key = name_key(name)
    planned = PlannedRow(
        number=row.number, name=name, name_key=key, credit_code=code[:20] if code else None, kind=values["kind"],
        area_id=values.get("area_id"), field_id=values.get("field_id"), cells=cells, is_member=row.is_member,
        registered_on=date.fromisoformat(str(values["registered_on"])) if "registered_on" in values else None,
        staff_count=values.get("staff_count"), member_count=values.get("member_count"),
        capital_fen=values.get("capital_fen"),
        **{text: values.get(text, "") for text in TEXTS},
    )  # fmt: skip
    if values.get("ending"):
        planned.ending = str(values["ending"])
        planned.ended_on = date.fromisoformat(str(values["ended_on"])) if "ended_on" in values else None
        planned.is_member = False
    problems = [[p.severity, p.field, p.code, dict(p.params)] for p in row.problems]
    if row.fails:
        planned.action = RosterRow.Action.FAILING
    elif there is None:
        planned.action = RosterRow.Action.CREATE
    else:
        _compare(planned, there, ties, places, problems, hub, today, says_it_stands=values.get("ending") == "")
    if planned.action == RosterRow.Action.CREATE and planned.ending and planned.ended_on is None:
        planned.ended_on = today
    if planned.action == RosterRow.Action.CREATE or "name" in planned.changes:
        planned.sort_key, planned.search_text = pinyin_of(key), vector_text(name, code or "")
    planned.problems = problems
    return planned


def _compare(
    planned: PlannedRow, there: Mapping[str, Any], ties: Mapping[int, str], places: Places, problems: list[Any],
    hub: Organization, today: date, *, says_it_stands: bool,
) -> None:  # fmt: skip
    planned.organization_id, planned.organization_version = there["id"], there["version"]
    planned.changes = _changes(planned, there, places)
    _stand(planned, there, today, says_it_stands=says_it_stands)
    if planned.name_key in there["former"] and planned.changes.pop("name", None):
        problems.append(["warning", "name", "former", {"value": there["name"]}])
    if planned.changes and there["claimed_at"] is not None:
        problems.append(["warning", "row", "claimed", {"fields": sorted(planned.changes)}])
        planned.changes = {}
    if planned.is_member and there["id"] != hub.pk:
        tie = ties.get(there["id"])
        if tie is None:
            planned.changes["membership"] = ["", "claimed"]
        elif tie == "declined":
            problems.append(["warning", "membership", "declined", {}])
    planned.action = RosterRow.Action.UPDATE if planned.changes else RosterRow.Action.SAME


def _stand(planned: PlannedRow, there: Mapping[str, Any], today: date, *, says_it_stands: bool) -> None:
    """Whether it has ended, and when; without a day in the roster the day that is known stays, else it is today."""
    before = f"{there['ending']} {there['ended_on']}" if there["ending"] else ""
    if planned.ending and planned.ended_on is None:
        planned.ended_on = there["ended_on"] or today
    now = f"{planned.ending} {planned.ended_on}" if planned.ending else "" if says_it_stands else before
    if now != before:
        planned.changes["standing"] = [before, now]


def _changes(planned: PlannedRow, there: Mapping[str, Any], places: Places) -> dict[str, list[str]]:
    """Fact → [what the register says, what the roster says] as texts, for what the roster says at all."""
    changes: dict[str, list[str]] = {}
    if planned.name_key != there["name_key"]:
        changes["name"] = [there["name"], planned.name]
    for key in ("kind", *TEXTS):
        new = getattr(planned, key)
        if new and new != there[key] and not (key == "kind" and planned.credit_code is None):
            changes[key] = [there[key], new]
    for key in ("registered_on", *NUMBERS):
        new = getattr(planned, key)
        if new is not None and new != there[key]:
            changes[key] = ["" if there[key] is None else str(there[key]), str(new)]
    for key in ("area", "field"):
        new = getattr(planned, f"{key}_id")
        if key == "area" and places.lies_in(there["area_id"], new):
            continue  # a district says nothing against one of its subdistricts
        if new is not None and new != there[f"{key}_id"]:
            changes[key] = [places.codes.get((key, there[f"{key}_id"]), ""), places.codes[key, new]]
    return changes
