from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import Count, Q
from django.utils.translation import gettext_lazy as _

from shuniu.domain.oversight.models import CoordinationRequest, Remark, Statement
from shuniu.kernel.norms.queries import Applicable, applicable_units, conditions_of, units_of
from shuniu.kernel.orgs.models import Designation, Organization
from shuniu.kernel.orgs.queries import bodies_of, designation_of
from shuniu.kernel.record.kinds import record_sources
from shuniu.kernel.record.models import Attachment, Evidence
from shuniu.kernel.specification.models import Unit

STATEMENT = "oversight.statement"

FILTERS = {
    "all": _("全部"),
    "unwritten": _("还没有写"),
    "unproven": _("没有佐证"),
    "unconfirmed": _("待确认"),
    "remarked": _("有批注待答复"),
    "unfit": _("不适用"),
}


@dataclass
class Told:
    """A statement in the words the reader may see: the hub its own, the body above what the head confirmed."""

    statement: Statement | None
    own: bool
    proofs: int = 0
    open_remarks: int = 0

    @property
    def text(self) -> str:
        if self.statement is None:
            return ""
        return self.statement.text if self.own else self.statement.confirmed_text

    @property
    def degree(self) -> str:
        if self.statement is None:
            return ""
        code = self.statement.degree if self.own else self.statement.confirmed_degree
        return str(Statement.Degree(code).label) if code else ""

    @property
    def confirmed(self) -> bool:
        return self.statement is not None and (self.statement.state == Statement.State.CONFIRMED or not self.own)


@dataclass
class UnitLine:
    """One unit for one hub and year: applies or why not, and what is told of it."""

    applicable: Applicable
    told: Told

    @property
    def unit(self) -> Unit:
        return self.applicable.unit

    @property
    def is_gap(self) -> bool:
        """A duty that applies and has no evidence: what is offered first."""
        return self.applicable.applies and self.unit.kind == "duty" and not self.told.proofs

    @property
    def is_idea(self) -> bool:
        """A recommended or optional unit the hub may take up; never a lack."""
        return self.applicable.applies and self.unit.kind in ("recommended", "optional") and not self.told.text

    def matches(self, which: str) -> bool:
        """Whether the line belongs under a name of FILTERS."""
        return _matches(which, applies=self.applicable.applies, told=self.told)


def _matches(which: str, *, applies: bool, told: Told) -> bool:
    if which == "all":
        return True
    if which == "unfit" or not applies:
        return which == "unfit" and not applies
    return {
        "unwritten": not told.text.strip(),
        "unproven": bool(told.text.strip()) and not told.proofs,
        "unconfirmed": bool(told.text.strip()) and not told.confirmed,
        "remarked": told.open_remarks > 0,
    }.get(which, True)


def works_for(user: Any, hub: Organization, at: datetime) -> bool:
    return bodies_of(user, at, "head", "officer", "clerk").filter(pk=hub.pk).exists()


def _counts(statements: Iterable[Statement]) -> tuple[Counter[int], Counter[int]]:
    ids = [row.pk for row in statements]
    proofs = Evidence.objects.filter(subject_type=STATEMENT, subject_id__in=ids, withdrawn_at=None)
    remarks = Remark.objects.filter(statement__in=ids, replied_at=None)
    return (
        Counter(dict(proofs.values_list("subject_id").annotate(n=Count("pk")).order_by())),
        Counter(dict(remarks.values_list("statement_id").annotate(n=Count("pk")).order_by())),
    )


def unit_lines(hub: Organization, *, year: int, user: Any, at: datetime) -> list[UnitLine]:
    """Every unit of the hub's edition with what the reader may see of its statement; a fixed number of queries."""
    designation = designation_of(hub, at)
    if designation is None:
        return []
    statements = {row.unit_code: row for row in Statement.objects.visible_to(user, at).filter(hub=hub, year=year)}
    proofs, remarks = _counts(statements.values())
    own = works_for(user, hub, at)
    lines = []
    for one in applicable_units(designation):
        row = statements.get(one.unit.code)
        told = Told(row, own, proofs[row.pk] if row else 0, remarks[row.pk] if row else 0)
        lines.append(UnitLine(one, told))
    return lines


@dataclass
class HubTold:
    """One hub on a unit's page."""

    hub: Organization
    reason: Any
    told: Told

    def matches(self, which: str) -> bool:
        return _matches(which, applies=not self.reason, told=self.told)


def told_of_unit(
    pairs: list[tuple[Organization, Any]], *, unit_code: str, year: int, user: Any, at: datetime
) -> list[HubTold]:
    """What each hub says of one unit; `pairs` = hub and why the unit does not apply to it ("" when it does)."""
    statements = {
        row.hub_id: row for row in Statement.objects.visible_to(user, at).filter(unit_code=unit_code, year=year)
    }
    proofs, remarks = _counts(statements.values())
    mine = set(bodies_of(user, at, "head", "officer", "clerk").values_list("pk", flat=True))
    rows = []
    for hub, reason in pairs:
        row = statements.get(hub.pk)
        told = Told(row, hub.pk in mine, proofs[row.pk] if row else 0, remarks[row.pk] if row else 0)
        rows.append(HubTold(hub, reason, told))
    return rows


@dataclass(frozen=True)
class Stated:
    """Of one element of one hub: units stated as done or partly and confirmed, applicable units."""

    done: int
    units: int


def stated_shares(hubs: list[int], *, year: int, at: datetime) -> dict[tuple[int, str], Stated]:
    """(hub, element) → what the hub states of itself; definitions, which ask nothing of it, are not counted."""
    stated = set(
        Statement.objects.filter(hub__in=hubs, year=year, confirmed_at__isnull=False)
        .exclude(confirmed_degree=Statement.Degree.NOT_YET)
        .values_list("hub_id", "unit_code")
    )
    found: dict[tuple[int, str], Stated] = {}
    asked: dict[tuple[Any, ...], list[Unit]] = {}
    editions: dict[str, list[Unit]] = {}
    for designation in Designation.objects.valid(at).filter(organization__in=hubs):
        hub, edition, kind = designation.organization_id, designation.edition_code, conditions_of(designation)
        if edition not in editions:
            editions[edition] = units_of(edition)
        if kind not in asked:
            units = applicable_units(designation, editions[edition])
            asked[kind] = [one.unit for one in units if one.applies and one.unit.kind != "definition"]
        own = Counter(unit.element for unit in asked[kind])
        done = Counter(unit.element for unit in asked[kind] if (hub, unit.code) in stated)
        found |= {(hub, element): Stated(done[element], n) for element, n in own.items()}
    return found


@dataclass(frozen=True)
class Proof:
    """One proof beside its statement: does its day lie in the statement's year, did the head see it when confirming?"""

    evidence: Evidence
    statement: Statement
    record: dict[str, Any] | None = None

    @property
    def other_year(self) -> bool:
        return self.evidence.happened_on.year != self.statement.year

    @property
    def later(self) -> bool:
        """Added after the head stood for the statement: its confirmation does not cover that."""
        confirmed = self.statement.confirmed_at
        return confirmed is not None and self.evidence.added_at > confirmed


def changed_proofs(statement: Statement) -> list[Evidence]:
    """Proofs added, or taken down, since the head stood for the statement."""
    since = statement.confirmed_at
    if since is None:
        return []
    added = Q(added_at__gt=since, withdrawn_at=None)
    return list(Evidence.objects.of(statement).filter(added | Q(added_at__lte=since, withdrawn_at__gt=since)))


def taken_down(statement: Statement) -> list[Evidence]:
    """Proofs that were there when the head confirmed and are not any more: they stay readable by name."""
    return [row for row in changed_proofs(statement) if row.withdrawn_at is not None]


def proofs_of(statement: Statement, *, user: Any, at: datetime) -> list[Proof]:
    """The proofs of a statement with what each points to; a record the reader may not open shows its title only."""
    rows = list(Evidence.objects.of(statement).filter(withdrawn_at=None).select_related("attachment", "added_by"))
    described: dict[tuple[str, int], dict[str, Any]] = {}
    for name, source in record_sources:
        ids = [row.record_id for row in rows if row.record_type == name and row.record_id is not None]
        if ids:
            found = source.describe(ids=ids, user=user, at=at)
            described.update({(name, key): value for key, value in found.items()})
    return [Proof(row, statement, described.get((row.record_type, row.record_id or 0))) for row in rows]


def proofs_of_many(statements: Iterable[Statement]) -> dict[int, list[Proof]]:
    """Statement id → its proofs, for the printed report; one query."""
    found: dict[int, list[Proof]] = {}
    of = {row.pk: row for row in statements}
    for row in Evidence.objects.filter(subject_type=STATEMENT, subject_id__in=of, withdrawn_at=None):
        found.setdefault(row.subject_id, []).append(Proof(row, of[row.subject_id]))
    return found


def files_of(request: CoordinationRequest) -> list[Attachment]:
    return list(
        Attachment.objects.filter(subject_type=request._meta.label_lower, subject_id=request.pk)
        .select_related("owner")
        .order_by("added_at")
    )


def requests_shown(user: Any, at: datetime, *, which: str, today: Any) -> Any:
    """Requests the person may see under a tab: open, late, answered, withdrawn, all; what presses first."""
    rows = CoordinationRequest.objects.visible_to(user, at).select_related("hub", "addressed_to")
    chosen = {
        "open": Q(state="FILED"),
        "late": Q(state="FILED", due_on__lt=today),
        "answered": Q(state="ANSWERED"),
        "withdrawn": Q(state="WITHDRAWN"),
    }.get(which, Q())
    rows = rows.filter(chosen)
    return rows.order_by("due_on", "pk") if which in ("open", "late") else rows.order_by("-filed_at")
