from __future__ import annotations

import hashlib
from collections.abc import Iterable
from datetime import datetime
from typing import Any

from django.core.exceptions import ValidationError
from django.core.files.base import ContentFile
from django.db import transaction

from shuniu.domain.registry.models import RosterImport, RosterRow
from shuniu.domain.registry.rules import FILE_PROBLEMS
from shuniu.kernel.core.access import authorise
from shuniu.kernel.orgs.models import Area, Field, Organization
from shuniu.kernel.orgs.naming import name_key
from shuniu.kernel.trail.actions import trace
from shuniu.methods.rosters import Problem, RosterError, Sheet, check_row, read_workbook, recognise
from shuniu.methods.rosters import RosterRow as Row

COMPARED = ("name", "kind", "registered_on", "legal_representative", "staff_count", "member_count", "address",
            "purpose", "activities", "area", "field")  # fmt: skip


@transaction.atomic
def bring_roster(hub: Organization, *, file_name: str, content: bytes, by: Any, at: datetime) -> RosterImport:
    """Keep the file, recognise its columns and store the first plan. Raises ValidationError for a file that cannot be read."""
    roster = RosterImport(hub=hub, file_name=file_name[-200:], uploaded_by=by, uploaded_at=at)
    authorise(by, "registry.bring_roster", roster, at=at)
    sheet = read_sheets(content, file_name)[0]
    roster.digest = hashlib.sha256(content).hexdigest()
    roster.sheet = sheet.name
    roster.columns = recognise(sheet.headings, [cells for _number, cells in sheet.rows[:50]])
    roster.file.save(file_name[-80:], ContentFile(content), save=False)
    roster.save()
    trace(roster, "registry.roster_brought", by=by, at=at, hub=hub, digest=roster.digest)
    return plan_roster(roster, columns=roster.columns, sheet=roster.sheet, by=by, at=at)


def read_sheets(content: bytes, file_name: str) -> list[Sheet]:
    try:
        return read_workbook(content, file_name)
    except RosterError as error:
        raise ValidationError(FILE_PROBLEMS[error.code]) from error


def sheets_of(roster: RosterImport) -> list[Sheet]:
    with roster.file.open("rb") as file:
        return read_sheets(file.read(), roster.file_name)


@transaction.atomic
def plan_roster(roster: RosterImport, *, columns: dict[str, int], sheet: str, by: Any, at: datetime) -> RosterImport:
    """Check every row with these columns and store what the import would do; nothing in the register changes."""
    roster = RosterImport.objects.select_for_update(of=("self",)).select_related("hub").get(pk=roster.pk)
    authorise(by, "registry.plan_roster", roster, at=at)
    sheets = sheets_of(roster)
    chosen = next((one for one in sheets if one.name == sheet), sheets[0])
    roster.flow.apply(roster, "plan")
    roster.columns, roster.sheet, roster.plan_version = dict(columns), chosen.name, roster.plan_version + 1
    roster.rows.all().delete()
    rows = plan_rows(chosen, columns)
    for planned in rows:
        planned.roster = roster
    RosterRow.objects.bulk_create(rows, batch_size=2000)
    counts = {action: sum(row.action == action for row in rows) for action in RosterRow.Action.values}
    roster.rows_total, roster.rows_new = len(rows), counts["create"]
    roster.rows_changed, roster.rows_same, roster.rows_failing = counts["update"], counts["same"], counts["failing"]
    roster.save()
    trace(roster, "registry.roster_planned", by=by, at=at, version=roster.plan_version, rows=len(rows))
    return roster


def plan_rows(sheet: Sheet, columns: dict[str, int]) -> list[RosterRow]:
    """Unsaved plan rows in file order: checked, matched to the register by code (groups without code by name)."""
    checked = [(check_row(number, cells, columns), cells) for number, cells in sheet.rows]
    _resolve_places([row for row, _cells in checked])
    _mark_repeats([row for row, _cells in checked])
    register = _register([row for row, _cells in checked])
    return [_planned(row, cells, register) for row, cells in checked]


def _resolve_places(rows: Iterable[Row]) -> None:
    """Names of areas and fields become ids; unknown ones are warned of and left out."""
    areas = {area.name.removesuffix("区"): area for area in Area.objects.all()}
    areas |= {area.name: area for area in Area.objects.all()}
    fields = {field.name: field for field in Field.objects.all()}
    for row in rows:
        for key, known in (("area", areas), ("field", fields)):
            text = row.values.pop(key, None)
            if text is None:
                continue
            found = known.get(str(text))
            if found is None:
                row.problems.append(Problem("warning", key, "unknown", {"value": str(text)[:20]}))
            else:
                row.values[f"{key}_id"] = found.pk


def _mark_repeats(rows: Iterable[Row]) -> None:
    seen: dict[str, int] = {}
    for row in rows:
        code = str(row.values.get("credit_code", ""))
        key = code or name_key(str(row.values["name"]))
        if not key:
            continue
        if key in seen:
            field = "credit_code" if code else "name"
            row.problems.append(Problem("error", field, "twice", {"value": str(seen[key])}))
        else:
            seen[key] = row.number


def _register(rows: Iterable[Row]) -> dict[str, Organization]:
    """Organizations by code, and unregistered groups by name key: two queries for any number of rows."""
    codes = {str(row.values["credit_code"]) for row in rows if row.values.get("credit_code")}
    names = {name_key(str(row.values["name"])) for row in rows if not row.values.get("credit_code")}
    found = {org.credit_code: org for org in Organization.objects.filter(credit_code__in=codes)}
    unnamed = Organization.objects.filter(name_key__in=names, credit_code__isnull=True, merged_into__isnull=True)
    found.update({f"name:{org.name_key}": org for org in unnamed})
    return found  # type: ignore[return-value]


def _planned(row: Row, cells: list[str], register: dict[str, Organization]) -> RosterRow:
    code = str(row.values.get("credit_code", ""))
    there = register.get(code) if code else register.get("name:" + name_key(str(row.values["name"])))
    planned = RosterRow(
        number=row.number, name=str(row.values["name"])[:200], values=row.values, cells=cells, is_member=row.is_member,
        problems=[[p.severity, p.field, p.code, dict(p.params)] for p in row.problems],
    )  # fmt: skip
    if row.fails:
        planned.action = RosterRow.Action.FAILING
    elif there is None:
        planned.action = RosterRow.Action.CREATE
    else:
        planned.organization, planned.organization_version = there, there.version
        planned.changes = _changes(row, there)
        if planned.changes and there.claimed_at is not None:
            planned.problems.append(["warning", "row", "claimed", {}])
            planned.changes = {}
        planned.action = RosterRow.Action.UPDATE if planned.changes else RosterRow.Action.SAME
    return planned


def _changes(row: Row, there: Organization) -> dict[str, list[Any]]:
    """Field → [what the register says, what the roster says], for what the roster says at all."""
    changes = {}
    for key in COMPARED:
        column = f"{key}_id" if key in ("area", "field") else key
        new = row.values.get(column)
        old = getattr(there, column)
        old_text = old.isoformat() if hasattr(old, "isoformat") else old
        if new not in (None, "") and new != old_text and not (key == "name" and name_key(str(new)) == there.name_key):
            changes[column] = [old_text, new]
    return changes
