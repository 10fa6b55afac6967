from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import Any

from django.core.exceptions import ValidationError
from django.db import connection, transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from shuniu.domain.registry.jobs import enqueue_import
from shuniu.domain.registry.models import RosterImport, RosterRow
from shuniu.kernel.core.access import authorise
from shuniu.kernel.core.moments import db_now, local_date
from shuniu.kernel.core.search import vector_text
from shuniu.kernel.orgs.actions import next_organization_codes
from shuniu.kernel.orgs.models import Affiliation, FormerName, Organization
from shuniu.kernel.orgs.naming import name_key, sort_key
from shuniu.kernel.people.models import User
from shuniu.kernel.record.actions import notify
from shuniu.kernel.record.kinds import notice_kind
from shuniu.kernel.trail.actions import trace, trace_many

notice_kind("roster_imported", text=gettext_lazy("“%(file)s”已导入：新增 %(new)s 家，更新 %(changed)s 家。"))
UNDO_HOURS = 24
BATCH = 500


@transaction.atomic
def import_roster(roster: RosterImport, *, plan_version: int, by: Any, at: datetime) -> RosterImport:
    """Commit exactly the stored plan, in the background. Starting twice is one import.

    Raises ValidationError when the plan shown is no longer the plan stored.
    """
    roster = RosterImport.objects.select_for_update(of=("self",)).select_related("hub").get(pk=roster.pk)
    authorise(by, "registry.import_roster", roster, at=at)
    if roster.state in (RosterImport.State.RUNNING, RosterImport.State.DONE) and roster.plan_version == plan_version:
        return roster
    if roster.plan_version != plan_version:
        raise ValidationError(_("预览之后列的对应改过了，请看过新的预览再导入。"))
    roster.flow.apply(roster, "start")
    roster.save(update_fields=["state"])
    enqueue_import(roster.pk, by.pk)
    trace(roster, "registry.roster_import_started", by=by, at=at, version=plan_version)
    return roster


def import_rows(roster_id: int, *, by: User) -> RosterImport:
    """The worker's part: batches of 500 rows, each its own transaction, so that a killed worker goes on where it was."""
    while True:
        with transaction.atomic():
            roster = RosterImport.objects.select_for_update(of=("self",)).select_related("hub").get(pk=roster_id)
            if roster.state != RosterImport.State.RUNNING:
                return roster
            at = db_now()
            batch = list(
                roster.rows.filter(done_at__isnull=True)
                .exclude(action=RosterRow.Action.FAILING)
                .select_related("organization")[:BATCH]
            )
            if not batch:
                return _finish(roster, by=by, at=at)
            _apply(roster, batch, by=by, at=at)
            roster.rows_done += len(batch)
            roster.save(update_fields=["rows_done"])


def _finish(roster: RosterImport, *, by: User, at: datetime) -> RosterImport:
    roster.flow.apply(roster, "finish")
    roster.finished_at = at
    roster.save(update_fields=["state", "finished_at"])
    notify(
        roster.uploaded_by, "roster_imported", at=at, key=f"roster:{roster.pk}", file=roster.file_name,
        new=roster.rows_new, changed=roster.rows_changed, url=f"/desk/registry/rosters/{roster.pk}/",
    )  # fmt: skip
    trace(roster, "registry.roster_imported", by=by, at=at, rows=roster.rows_done)
    return roster


def _apply(roster: RosterImport, batch: list[RosterRow], *, by: User, at: datetime) -> None:
    today = local_date(at)
    _create([row for row in batch if row.action == RosterRow.Action.CREATE], roster, by=by, at=at)
    _update([row for row in batch if row.action == RosterRow.Action.UPDATE], by=by, at=at)
    members = [row for row in batch if row.is_member and row.organization_id and row.organization_id != roster.hub_id]
    existing = {
        tie.organization_id: tie
        for tie in Affiliation.objects.valid(at).filter(
            hub=roster.hub, kind=Affiliation.Kind.MEMBERSHIP, organization__in=[row.organization_id for row in members]
        )
    }
    claims = [
        Affiliation(
            hub=roster.hub, organization_id=row.organization_id, kind=Affiliation.Kind.MEMBERSHIP, claimed_at=at,
            route=Affiliation.Route.IMPORTED, source=f"roster:{roster.pk}", valid_from=today,
        )
        for row in members
        if row.organization_id not in existing
    ]  # fmt: skip
    made = {tie.organization_id: tie for tie in Affiliation.objects.bulk_create(claims)}
    for row in batch:
        row.affiliation = made.get(row.organization_id)
        row.done_at = at
    RosterRow.objects.bulk_update(
        batch, ["organization", "organization_version", "affiliation", "done_at"], batch_size=500
    )
    trace_many([(tie, {"hub": roster.hub_id}) for tie in made.values()], "orgs.affiliation_claimed", by=by, at=at)


def _facts(values: dict[str, Any]) -> dict[str, Any]:
    facts = {key: value for key, value in values.items() if key != "credit_code"}
    if "registered_on" in facts:
        facts["registered_on"] = date.fromisoformat(facts["registered_on"])
    return facts


def _create(rows: list[RosterRow], roster: RosterImport, *, by: User, at: datetime) -> None:
    """New organizations; what somebody entered since the plan was made is linked, not entered twice."""
    codes = [row.values.get("credit_code") for row in rows if row.values.get("credit_code")]
    there = {org.credit_code: org for org in Organization.objects.filter(credit_code__in=codes)}
    fresh = []
    for row in rows:
        known = there.get(row.values.get("credit_code"))
        if known is not None:
            row.organization, row.action = known, RosterRow.Action.SAME
            continue
        organization = Organization(
            credit_code=row.values.get("credit_code") or None, source=f"roster:{roster.pk}", created_at=at,
            facts_on=local_date(at), **_facts(row.values),
        )  # fmt: skip
        organization.name_key, organization.sort_key = name_key(organization.name), sort_key(organization.name)
        fresh.append((row, organization))
    for (_row, organization), code in zip(fresh, next_organization_codes(len(fresh)), strict=True):
        organization.code = code
    Organization.objects.bulk_create([organization for _row, organization in fresh])
    _index([organization for _row, organization in fresh])
    for row, organization in fresh:
        row.organization, row.organization_version = organization, organization.version
    trace_many([(org, {"roster": roster.pk}) for _row, org in fresh], "orgs.organization_entered", by=by, at=at)


def _update(rows: list[RosterRow], *, by: User, at: datetime) -> None:
    for row in rows:
        organization = row.organization
        assert organization is not None
        changes = {key: new for key, (_old, new) in row.changes.items()}
        if "name" in changes:
            FormerName.objects.create(organization=organization, name=organization.name, until=local_date(at))
        for key, value in _facts(changes).items():
            setattr(organization, key, value)
        organization.name_key, organization.sort_key = name_key(organization.name), sort_key(organization.name)
        organization.version += 1
        organization.facts_on = local_date(at)
        organization.save()
        row.organization_version = organization.version
        trace(organization, "orgs.facts_saved", by=by, at=at, fields=sorted(changes))
    _index([row.organization for row in rows if row.organization is not None])


def _index(organizations: list[Organization]) -> None:
    with connection.cursor() as cursor:
        cursor.executemany(
            "UPDATE orgs_organization SET search = to_tsvector('simple', %s) WHERE id = %s",
            [(vector_text(org.name, org.credit_code or ""), org.pk) for org in organizations],
        )


@transaction.atomic
def undo_roster(roster: RosterImport, *, by: Any, at: datetime) -> RosterImport:
    """Within 24 hours take back what the import did; rows changed since are listed and kept."""
    roster = RosterImport.objects.select_for_update(of=("self",)).select_related("hub").get(pk=roster.pk)
    authorise(by, "registry.undo_roster", roster, at=at)
    if roster.state == RosterImport.State.UNDONE:
        return roster
    at = db_now()
    if roster.finished_at is None or at > roster.finished_at + timedelta(hours=UNDO_HOURS):
        raise ValidationError(_("导入已超过 24 小时，不能整批撤销；请逐家修改。"))
    kept = 0
    for row in roster.rows.filter(done_at__isnull=False).select_related("organization", "affiliation"):
        kept += _undo_row(row, by=by, at=at)
    roster.flow.apply(roster, "undo")
    roster.undone_at, roster.rows_kept = at, kept
    roster.save()
    trace(roster, "registry.roster_undone", by=by, at=at, kept=kept)
    return roster


def _undo_row(row: RosterRow, *, by: Any, at: datetime) -> int:
    """Take one row back; 1 when it is kept because somebody touched it since."""
    organization, tie = row.organization, row.affiliation
    if organization is None:
        return 0
    confirmed = tie is not None and tie.confirmed_at is not None
    touched = organization.version != row.organization_version or organization.claimed_at is not None
    if tie is not None and not confirmed:
        row.affiliation = None
        row.save(update_fields=["affiliation"])
        trace(tie, "registry.claim_taken_back", by=by, at=at)
        tie.delete()
    if row.action == RosterRow.Action.SAME:
        return 0
    if touched or confirmed:
        row.kept_at_undo = True
        row.save(update_fields=["kept_at_undo"])
        return 1
    if row.action == RosterRow.Action.UPDATE:
        _restore(row, organization, at=at)
        trace(organization, "registry.facts_restored", by=by, at=at)
        return 0
    others = organization.ties.exists() or organization.roll_entries.exists() or organization.appointments.exists()
    if others:
        row.kept_at_undo = True
        row.save(update_fields=["kept_at_undo"])
        return 1
    trace(organization, "registry.organization_taken_back", by=by, at=at)
    organization.delete()
    return 0


def _restore(row: RosterRow, organization: Organization, *, at: datetime) -> None:
    old = _facts({key: before for key, (before, _new) in row.changes.items() if before is not None})
    for key, (before, _new) in row.changes.items():
        setattr(organization, key, old.get(key, before))
    organization.name_key, organization.sort_key = name_key(organization.name), sort_key(organization.name)
    organization.version += 1
    organization.save()
    _index([organization])
