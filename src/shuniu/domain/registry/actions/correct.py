"""One click on a row of the preview: the right code for a slipped one, the code of an organization known by an older name."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Count, Q
from django.utils.translation import gettext as _

from shuniu.domain.registry.models import RosterImport, RosterRow
from shuniu.domain.registry.planning import plan_rows
from shuniu.domain.registry.rules import CORRECTABLE
from shuniu.kernel.core.access import authorise
from shuniu.kernel.trail.actions import trace
from shuniu.methods.rosters import Sheet

_WRITTEN = (
    "action", "name", "name_key", "sort_key", "search_text", "kind", "credit_code", "area_id", "field_id", "registered_on",
    "legal_representative", "staff_count", "member_count", "capital_fen", "address", "supervising_unit",
    "registration_authority", "purpose", "activities", "ending", "ended_on",
    "is_member",
    "cells", "problems", "changes", "organization_id", "organization_version",
)  # fmt: skip


@transaction.atomic
def correct_row(
    roster: RosterImport, *, number: int, field: str, value: str, plan_version: int, by: Any, at: datetime
) -> RosterImport:
    """Put `value` instead of one cell and check that row anew; what the import does is again what is shown.

    The correction stays with the roster and is applied whenever its file is checked. The same correction again changes
    nothing. Raises ValidationError when the plan was made anew, when the import has begun, or for a row that is not there.
    """
    roster = RosterImport.objects.select_for_update(of=("self",)).select_related("hub").get(pk=roster.pk)
    authorise(by, "registry.plan_roster", roster, at=at)
    said = roster.corrections.get(str(number), {})
    if said.get(field) == value:
        return roster
    if plan_version != roster.plan_version:
        raise ValidationError(_("列的对应刚被改过，请看过最新的预览再改。"))
    if roster.forgotten_at is not None:
        raise ValidationError(_("原文件已按保留期限删去，请重新上传这份名录。"))
    row = RosterRow.objects.filter(roster=roster, number=number).first()
    if row is None or field not in CORRECTABLE:
        raise ValidationError(_("没有这一行，请刷新预览后再改。"))
    roster.flow.apply(roster, "plan")
    roster.corrections[str(number)] = {**said, field: value}
    _check_anew(roster, row, at=at)
    roster.plan_version += 1
    _count_anew(roster)
    roster.save()
    trace(roster, "registry.row_corrected", by=by, at=at, number=number)
    return roster


def _check_anew(roster: RosterImport, row: RosterRow, *, at: datetime) -> None:
    sheet = Sheet(roster.sheet, 0, roster.headings, [(row.number, row.cells)])
    [planned] = plan_rows(
        roster.hub, sheet, roster.columns, at=at, default_field=roster.default_field_id, corrections=roster.corrections
    )
    width = len(roster.headings)
    planned.cells = planned.cells[:width]
    for name in _WRITTEN:
        setattr(row, name, getattr(planned, name))
    others = RosterRow.objects.filter(roster=roster).exclude(pk=row.pk).exclude(action=RosterRow.Action.FAILING)
    key = (
        Q(credit_code=row.credit_code)
        if row.credit_code
        else Q(name_key=row.name_key, credit_code__isnull=True, area_id=row.area_id)
    )
    first = others.filter(key).order_by("number").first()
    if first is not None and row.action != RosterRow.Action.FAILING:
        what = "credit_code" if row.credit_code else "name"
        row.problems = [*row.problems, ["error", what, "twice", {"value": str(first.number)}]]
        row.action, row.changes = RosterRow.Action.FAILING, {}
    row.save()


def _count_anew(roster: RosterImport) -> None:
    rows = roster.rows.all()
    counts = dict(rows.values_list("action").annotate(n=Count("pk")).order_by())
    roster.rows_new, roster.rows_changed = counts.get("create", 0), counts.get("update", 0)
    roster.rows_same, roster.rows_failing = counts.get("same", 0), counts.get("failing", 0)
    roster.rows_members = rows.filter(is_member=True).exclude(action=RosterRow.Action.FAILING).count()
