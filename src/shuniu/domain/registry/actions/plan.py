from __future__ import annotations

import hashlib
import json
from collections import Counter
from collections.abc import Iterable, Mapping
from datetime import datetime
from operator import attrgetter
from typing import Any

from django.core.exceptions import ValidationError
from django.core.files.base import ContentFile
from django.db import connection, transaction
from django.utils.translation import gettext as _

from shuniu.domain.registry.models import ColumnMemory, RosterImport, RosterProgress, RosterRow
from shuniu.domain.registry.planning import PlannedRow, memory_of, plan_rows, read_sheets
from shuniu.kernel.core.access import authorise
from shuniu.kernel.orgs.models import Field, Organization
from shuniu.kernel.orgs.queries import designation_of
from shuniu.kernel.trail.actions import trace
from shuniu.methods.rosters import Sheet, recognise
from shuniu.methods.rosters.columns import clean

LOOK = 200
ASIDE = 500
"""So many notes, totals and titles are listed in the preview at most."""
_COPIED = (
    "roster_id", "number", "action", "name", "name_key", "sort_key", "search_text", "kind", "credit_code", "area_id",
    "field_id", "registered_on", "legal_representative", "staff_count", "member_count", "capital_fen", "address",
    "supervising_unit", "registration_authority", "purpose", "activities", "ending", "ended_on", "is_member", "cells", "problems", "changes", "organization_id", "organization_version", "outcome",
    "kept_at_undo",
)  # fmt: skip
_VALUES = attrgetter(*_COPIED[1:])
_CELLS = _COPIED.index("cells") - 1  # followed by two more columns of JSON
_encode = json.JSONEncoder(ensure_ascii=False).encode


def _json(value: list[Any] | dict[str, Any]) -> str:
    return _encode(value) if value else "[]" if isinstance(value, list) else "{}"


def _json_of_cells(cells: list[str]) -> str:
    """A list of texts as JSON: put together at once where none holds a sign that has to be escaped."""
    joined = '","'.join(cells)
    if joined.isprintable() and "\\" not in joined and joined.count('"') == 2 * (len(cells) - 1):
        return f'["{joined}"]'
    return _json(cells)


@transaction.atomic
def bring_roster(
    hub: Organization, *, file_name: str, content: bytes, by: Any, at: datetime, sheet: str | None = None
) -> RosterImport:
    """Keep the file, recognise its columns and store the first plan. Raises ValidationError for a file that cannot be read."""
    roster = RosterImport(hub=hub, file_name=file_name[-200:], uploaded_by=by, uploaded_at=at)
    authorise(by, "registry.bring_roster", roster, at=at)
    sheets = read_sheets(content, file_name)
    chosen = next((one for one in sheets if one.name == sheet), sheets[0])
    designation = designation_of(hub, at)
    roster.default_field = designation.field if designation else None
    roster.digest = hashlib.sha256(content).hexdigest()
    roster.file.save(file_name[-80:], ContentFile(content), save=False)
    roster.save()
    RosterProgress.objects.create(roster=roster)
    trace(roster, "registry.roster_brought", by=by, at=at, hub=hub, digest=roster.digest)
    columns = recognise(chosen.headings, [cells for _number, cells in chosen.rows[:LOOK]], memory_of(hub))
    return _store_plan(roster, chosen, columns, by=by, at=at)


def sheets_of(roster: RosterImport) -> list[Sheet]:
    """The kept file read again. Raises ValidationError when it is gone or no longer what was uploaded."""
    if roster.forgotten_at is not None:
        raise ValidationError(_("原文件已按保留期限删去，请重新上传这份名录。"))
    try:
        with roster.file.open("rb") as file:
            content = file.read()
    except OSError as error:
        raise ValidationError(_("存放的文件找不到了，请重新上传这份名录。")) from error
    if hashlib.sha256(content).hexdigest() != roster.digest:
        raise ValidationError(_("存放的文件与上传时不一致，请重新上传这份名录。"))
    return read_sheets(content, roster.file_name)


@transaction.atomic
def plan_roster(
    roster: RosterImport,
    *,
    columns: Mapping[str, int],
    sheet: str,
    by: Any,
    at: datetime,
    plan_version: int | None = None,
    default_field: Field | None = None,
) -> RosterImport:
    """Check every row with these columns and store what the import would do; nothing in the register changes.

    What was chosen for each heading is remembered for this hub. Raises ValidationError when the columns name no name,
    or when somebody planned anew since `plan_version`.
    """
    roster = RosterImport.objects.select_for_update(of=("self",)).select_related("hub").get(pk=roster.pk)
    authorise(by, "registry.plan_roster", roster, at=at)
    if plan_version is not None and plan_version != roster.plan_version:
        raise ValidationError(_("列的对应刚被改过，请看过最新的预览再改。"))
    if "name" not in columns:
        raise ValidationError(_("请指明哪一列是名称。"))
    sheets = sheets_of(roster)
    chosen = next((one for one in sheets if one.name == sheet), sheets[0])
    columns = {field: index for field, index in columns.items() if index < len(chosen.headings)}
    roster.flow.apply(roster, "plan")
    if chosen.name != roster.sheet:
        roster.corrections = {}
    roster.default_field = default_field
    _remember(roster.hub, chosen.headings, columns)
    return _store_plan(roster, chosen, columns, by=by, at=at)


def _remember(hub: Organization, headings: list[str], columns: Mapping[str, int]) -> None:
    field_at = {index: field for field, index in columns.items()}
    rows = {clean(heading)[:60]: field_at.get(index, "") for index, heading in enumerate(headings) if heading}
    ColumnMemory.objects.bulk_create(
        [ColumnMemory(hub=hub, heading=heading, field=field) for heading, field in rows.items()],
        update_conflicts=True, unique_fields=["hub", "heading"], update_fields=["field"],
    )  # fmt: skip


def _store_plan(
    roster: RosterImport, sheet: Sheet, columns: Mapping[str, int], *, by: Any, at: datetime
) -> RosterImport:
    roster.state, roster.sheet, roster.columns = RosterImport.State.PLANNED, sheet.name, dict(columns)
    roster.headings, roster.above, roster.plan_version = sheet.headings, sheet.above, roster.plan_version + 1
    roster.aside = [[number, " ".join(filter(None, cells))[:80]] for number, cells in sheet.aside[:ASIDE]]
    RosterRow.objects.filter(roster=roster)._raw_delete(using=connection.alias)
    rows = plan_rows(
        roster.hub, sheet, columns, at=at, default_field=roster.default_field_id, corrections=roster.corrections
    )
    counts, roster.rows_members = _copy_rows(roster, rows)
    roster.rows_total, roster.rows_new = counts.total(), counts["create"]
    roster.rows_changed, roster.rows_same, roster.rows_failing = counts["update"], counts["same"], counts["failing"]
    roster.save()
    trace(roster, "registry.roster_planned", by=by, at=at, version=roster.plan_version, rows=roster.rows_total)
    return roster


def _copy_rows(roster: RosterImport, rows: Iterable[PlannedRow]) -> tuple[Counter[str], int]:
    """The plan goes in by COPY, row by row as it is made: the server stores while the next ones are checked.

    Returns how many rows of each action there are, and how many of them are members.
    """
    counts: Counter[str] = Counter()
    members = 0
    with (
        connection.cursor() as cursor,
        cursor.cursor.copy(f"COPY registry_rosterrow ({', '.join(_COPIED)}) FROM STDIN") as copy,
    ):
        for row in rows:
            counts[row.action] += 1
            members += row.is_member and row.action != RosterRow.Action.FAILING
            values = _VALUES(row)
            said = (_json_of_cells(row.cells), _json(row.problems), _json(row.changes))
            copy.write_row((roster.pk, *values[:_CELLS], *said, *values[_CELLS + 3 :]))
    return counts, members
