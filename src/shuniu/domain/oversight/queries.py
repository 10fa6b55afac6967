from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from shuniu.domain.oversight.models import Statement
from shuniu.kernel.norms.queries import Applicable, applicable_units, units_of
from shuniu.kernel.orgs.models import Designation, Organization
from shuniu.kernel.orgs.queries import designation_of
from shuniu.kernel.record.kinds import record_sources
from shuniu.kernel.record.models import Evidence

STATEMENT = "oversight.statement"


@dataclass
class UnitLine:
    """One unit for one hub and year: applies or why not, the statement, how many proofs."""

    applicable: Applicable
    statement: Statement | None
    proofs: int

    @property
    def is_gap(self) -> bool:
        """A duty that applies and has no evidence: what is offered first."""
        return self.applicable.applies and self.applicable.unit.kind == "duty" and not self.proofs


def unit_lines(hub: Organization, *, year: int, user: Any, at: datetime) -> list[UnitLine]:
    """Every unit of the hub's edition with what the reader may see of its statement; four queries."""
    designation = designation_of(hub, at)
    if designation is None:
        return []
    statements = {row.unit_code: row for row in Statement.objects.visible_to(user, at).filter(hub=hub, year=year)}
    proofs: dict[int, int] = defaultdict(int)
    for subject in Evidence.objects.filter(
        subject_type=STATEMENT, subject_id__in=[row.pk for row in statements.values()], withdrawn_at=None
    ).values_list("subject_id", flat=True):
        proofs[subject] += 1
    return [
        UnitLine(one, row := statements.get(one.unit.code), proofs[row.pk] if row else 0)
        for one in applicable_units(designation)
    ]


def stated_shares(hubs: list[int], *, year: int) -> dict[tuple[int, str], tuple[int, int]]:
    """(hub, element) → (applicable units stated as done or partly with the head's confirmation, applicable units)."""
    designations = Designation.objects.filter(organization__in=hubs, valid_to__isnull=True)
    stated = set(
        Statement.objects.filter(hub__in=hubs, year=year, state=Statement.State.CONFIRMED)
        .exclude(degree=Statement.Degree.NOT_YET)
        .values_list("hub_id", "unit_code")
    )
    found: dict[tuple[int, str], tuple[int, int]] = {}
    units_by_edition: dict[str, Any] = {}
    for designation in designations:
        if designation.edition_code not in units_by_edition:
            units_by_edition[designation.edition_code] = units_of(designation.edition_code)
        units = units_by_edition[designation.edition_code]
        for one in applicable_units(designation, units):
            if not one.applies:
                continue
            key = (designation.organization_id, one.unit.element)
            done, all_ = found.get(key, (0, 0))
            found[key] = (done + ((designation.organization_id, one.unit.code) in stated), all_ + 1)
    return found


def proofs_of(statement: Statement, *, user: Any, at: datetime) -> list[dict[str, Any]]:
    """The proofs of a statement with what each points to; a record the reader may not open shows its title only."""
    rows = list(Evidence.objects.of(statement).filter(withdrawn_at=None).select_related("attachment", "added_by"))
    described: dict[tuple[str, int], dict[str, Any]] = {}
    for name, source in record_sources:
        ids = [row.record_id for row in rows if row.record_type == name and row.record_id is not None]
        if ids:
            found = source.describe(ids=ids, user=user, at=at)
            described.update({(name, key): value for key, value in found.items()})
    return [{"evidence": row, "record": described.get((row.record_type, row.record_id or 0))} for row in rows]
