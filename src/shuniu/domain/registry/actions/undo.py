from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from django.core.exceptions import ValidationError
from django.db import connection, models, transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from shuniu.domain.registry.actions.progress import Progress
from shuniu.domain.registry.jobs import enqueue_undo
from shuniu.domain.registry.models import RosterImport, RosterProgress
from shuniu.domain.registry.rules import UNDO_HOURS
from shuniu.kernel.core.access import authorise
from shuniu.kernel.core.moments import db_now, local_date
from shuniu.kernel.norms.queries import setting_for
from shuniu.kernel.orgs.models import Affiliation, FormerName, Organization
from shuniu.kernel.orgs.naming import name_key, search_vector, sort_key
from shuniu.kernel.orgs.queries import hold_register
from shuniu.kernel.people.models import User
from shuniu.kernel.record.actions import notify
from shuniu.kernel.record.kinds import notice_kind
from shuniu.kernel.trail.actions import trace, trace_ids

notice_kind("roster_undone", text=gettext_lazy("“%(file)s”的导入已撤销，保留 %(kept)s 行。"))
SPAN = 1000

# What belongs to an organization alone and goes with it when an import is taken back.
_OWN = {
    ("registry_rosterrow", "organization_id"),
    ("orgs_formername", "organization_id"),
    ("orgs_factchange", "organization_id"),
    ("orgs_paststate", "organization_id"),
    ("registry_looked", "organization_id"),
    ("registry_duplicatepair", "first_id"),
    ("registry_duplicatepair", "second_id"),
}

_LOCK = """
SELECT count(*) FROM (
    SELECT o.id FROM orgs_organization o JOIN registry_rosterrow r ON r.organization_id = o.id
     WHERE r.roster_id = %(roster)s AND r.outcome IN ('created', 'updated') ORDER BY o.id FOR UPDATE OF o) locked
"""

_KEEP = """
UPDATE registry_rosterrow r SET kept_at_undo = true
  FROM orgs_organization o
 WHERE r.roster_id = %(roster)s AND r.organization_id = o.id AND r.outcome NOT IN ('', 'left')
   AND ((r.outcome IN ('created', 'updated') AND o.version <> r.organization_version)
        OR (r.outcome = 'created' AND o.claimed_at IS NOT NULL)
        OR EXISTS (SELECT 1 FROM orgs_affiliation t WHERE t.id = r.affiliation_id AND t.confirmed_at IS NOT NULL))
"""

# What the import created and may go: asked of every table that can point to an organization, in one statement.
_CREATED = """
CREATE TEMPORARY TABLE undo_created ON COMMIT DROP AS
SELECT DISTINCT ON (organization_id) organization_id, coalesce(affiliation_id, 0) AS affiliation_id
  FROM registry_rosterrow
 WHERE roster_id = %(roster)s AND outcome = 'created' AND NOT kept_at_undo AND organization_id IS NOT NULL
 ORDER BY organization_id
"""

_KEEP_USED = """
WITH used AS ({uses}), kept AS (DELETE FROM undo_created c USING used WHERE c.organization_id = used.id
                                RETURNING c.organization_id)
UPDATE registry_rosterrow r SET kept_at_undo = true
  FROM kept WHERE r.organization_id = kept.organization_id AND r.roster_id = %(roster)s AND r.outcome = 'created'
"""

_USE = "SELECT c.organization_id AS id FROM undo_created c JOIN {table} x ON x.{column} = c.organization_id"

_SHARED = """
SELECT c.organization_id AS id FROM undo_created c JOIN registry_rosterrow x ON x.organization_id = c.organization_id
 WHERE x.roster_id <> %(roster)s AND x.outcome <> ''
"""

_CLAIMS = """
CREATE TEMPORARY TABLE undo_claims ON COMMIT DROP AS
SELECT DISTINCT t.id FROM registry_rosterrow r JOIN orgs_affiliation t ON t.id = r.affiliation_id
 WHERE r.roster_id = %(roster)s AND t.confirmed_at IS NULL
"""

_RESTORE = """
UPDATE orgs_organization o SET
       name = coalesce(r.changes->'name'->>0, o.name),
       kind = coalesce(r.changes->'kind'->>0, o.kind),
       area_id = CASE WHEN r.changes ? 'area'
                      THEN (SELECT a.id FROM orgs_area a WHERE a.code = r.changes->'area'->>0) ELSE o.area_id END,
       field_id = CASE WHEN r.changes ? 'field'
                       THEN (SELECT f.id FROM orgs_field f WHERE f.code = r.changes->'field'->>0) ELSE o.field_id END,
       registered_on = CASE WHEN r.changes ? 'registered_on'
                            THEN nullif(r.changes->'registered_on'->>0, '')::date ELSE o.registered_on END,
       staff_count = CASE WHEN r.changes ? 'staff_count'
                          THEN nullif(r.changes->'staff_count'->>0, '')::int ELSE o.staff_count END,
       member_count = CASE WHEN r.changes ? 'member_count'
                           THEN nullif(r.changes->'member_count'->>0, '')::int ELSE o.member_count END,
       capital_fen = CASE WHEN r.changes ? 'capital_fen'
                          THEN nullif(r.changes->'capital_fen'->>0, '')::bigint ELSE o.capital_fen END,
       legal_representative = coalesce(r.changes->'legal_representative'->>0, o.legal_representative),
       address = coalesce(r.changes->'address'->>0, o.address),
       supervising_unit = coalesce(r.changes->'supervising_unit'->>0, o.supervising_unit),
       registration_authority = coalesce(r.changes->'registration_authority'->>0, o.registration_authority),
       purpose = coalesce(r.changes->'purpose'->>0, o.purpose),
       activities = coalesce(r.changes->'activities'->>0, o.activities),
       ending = CASE WHEN r.changes ? 'standing' THEN split_part(r.changes->'standing'->>0, ' ', 1) ELSE o.ending END,
       ended_on = CASE WHEN r.changes ? 'standing'
                       THEN nullif(split_part(r.changes->'standing'->>0, ' ', 2), '')::date ELSE o.ended_on END,
       version = o.version + 1
  FROM registry_rosterrow r
 WHERE r.roster_id = %(roster)s AND r.outcome = 'updated' AND NOT r.kept_at_undo AND r.organization_id = o.id
   AND r.changes - 'membership' <> '{}'::jsonb
RETURNING o.id, r.changes ? 'name'
"""

_BACK = """
INSERT INTO orgs_factchange (organization_id, key, old, new, source, body_id, "on", at, by_id, objection)
SELECT r.organization_id, c.key, c.value->>1, c.value->>0, %(source)s, %(hub)s, %(day)s, %(at)s, %(by)s, ''
  FROM registry_rosterrow r, jsonb_each(r.changes) c
 WHERE r.roster_id = %(roster)s AND r.outcome = 'updated' AND NOT r.kept_at_undo AND c.key <> 'membership'
"""


# What the import ended never ended: the names, kinds and areas it changed hold again without a break.
_UNBREAK = """
DELETE FROM orgs_paststate s USING registry_rosterrow r, orgs_organization o
 WHERE r.roster_id = %(roster)s AND r.outcome = 'updated' AND NOT r.kept_at_undo AND o.id = r.organization_id
   AND s.organization_id = o.id AND s.valid_to = %(imported)s AND s.name = o.name AND s.kind = o.kind
   AND s.area_id IS NOT DISTINCT FROM o.area_id AND r.changes ?| array['name', 'kind', 'area']
"""


@transaction.atomic
def undo_roster(roster: RosterImport, *, by: Any, at: datetime) -> RosterImport:
    """Within 24 hours have the import taken back, in the background (`take_rows_back`). Asking twice is one undo.

    Raises ValidationError when the time has passed.
    """
    roster = RosterImport.objects.select_for_update(of=("self",)).select_related("hub").get(pk=roster.pk)
    authorise(by, "registry.undo_roster", roster, at=at)
    if roster.state in (RosterImport.State.UNDOING, RosterImport.State.UNDONE):
        return roster
    at = db_now()
    hours = setting_for(roster.hub, UNDO_HOURS.key, at) or 0
    if roster.finished_at is not None and at > roster.finished_at + timedelta(hours=hours):
        raise ValidationError(_("导入已超过 %(hours)d 小时，不能整批撤销；请逐家修改。") % {"hours": hours})
    roster.flow.apply(roster, "undo")
    roster.undo_by, roster.undo_started_at = by, at
    roster.save(update_fields=["state", "undo_by", "undo_started_at"])
    RosterProgress.objects.filter(roster=roster).update(rows_done=0)
    enqueue_undo(roster.pk, by.pk)
    trace(roster, "registry.roster_undo_started", by=by, at=at)
    return roster


def take_rows_back(roster_id: int, *, by: User) -> RosterImport:
    """The worker's part: what the import did is taken back; rows changed, confirmed or used since are listed and kept.

    One transaction, all or nothing, as the import was; a second worker finds the work done.
    """
    with transaction.atomic(), Progress(roster_id) as progress:
        roster = RosterImport.objects.select_for_update(of=("self",)).select_related("hub").get(pk=roster_id)
        if roster.state != RosterImport.State.UNDOING:
            return roster
        hold_register()
        at = db_now()
        _mark_kept(roster)
        ties = _take_claims_back(roster)
        restored = _restore(roster, by=by, at=at)
        gone = _take_organizations_back(roster, progress)
        trace_ids("orgs.affiliation", [(pk, {}) for pk in ties], "registry.claim_taken_back", by=by, at=at)
        trace_ids("orgs.organization", [(pk, {}) for pk in restored], "registry.facts_restored", by=by, at=at)
        trace_ids("orgs.organization", [(pk, {}) for pk in gone], "registry.organization_taken_back", by=by, at=at)
        roster.flow.apply(roster, "settle_undo")
        roster.undone_at, roster.rows_kept = at, roster.rows.filter(kept_at_undo=True).count()
        roster.save()
        for person in {roster.uploaded_by, roster.undo_by or by}:
            notify(person, "roster_undone", at=at, key=f"roster-undone:{roster.pk}", file=roster.file_name,
                   kept=roster.rows_kept, url=f"/desk/registry/rosters/{roster.pk}/")  # fmt: skip
        trace(roster, "registry.roster_undone", by=by, at=at, kept=roster.rows_kept)
    return roster


def _pointing_at(model: type[models.Model]) -> list[tuple[str, str, Any]]:
    """(table, column, what deletion does) of every foreign key to `model`, those without a reverse name included."""
    fields = [f for f in model._meta.get_fields(include_hidden=True) if isinstance(f, models.ManyToOneRel)]
    return [(f.related_model._meta.db_table, f.field.column, f.on_delete) for f in fields]


def _mark_kept(roster: RosterImport) -> None:
    """Rows with something of others upon them: edited, confirmed, or pointed to by any record of any storey."""
    uses = []
    for table, column, _on_delete in _pointing_at(Organization):
        if (table, column) not in _OWN:
            own_claim = " WHERE x.id <> c.affiliation_id" if table == "orgs_affiliation" else ""
            uses.append(_USE.format(table=table, column=column) + own_claim)
    with connection.cursor() as cursor:
        for statement in (_LOCK, _KEEP, _CREATED):
            cursor.execute(statement, {"roster": roster.pk})
        cursor.execute("CREATE INDEX ON undo_created (organization_id); ANALYZE undo_created")
        cursor.execute(_KEEP_USED.format(uses=" UNION ALL ".join([*uses, _SHARED])), {"roster": roster.pk})


def _take_claims_back(roster: RosterImport) -> list[int]:
    """Claims made by this import that nobody confirmed, whatever becomes of the organization."""
    with connection.cursor() as cursor:
        cursor.execute(_CLAIMS, {"roster": roster.pk})
        cursor.execute("ANALYZE undo_claims")
        for table, column, on_delete in _pointing_at(Affiliation):
            if on_delete is models.SET_NULL:
                cursor.execute(f"UPDATE {table} SET {column} = NULL WHERE {column} IN (SELECT id FROM undo_claims)")  # noqa: S608  names of our own models
            else:
                cursor.execute(f"DELETE FROM {table} WHERE {column} IN (SELECT id FROM undo_claims)")  # noqa: S608  as above
        cursor.execute("DELETE FROM orgs_affiliation WHERE id IN (SELECT id FROM undo_claims) RETURNING id")
        return [pk for (pk,) in cursor.fetchall()]


def _restore(roster: RosterImport, *, by: Any, at: datetime) -> list[int]:
    parameters = {"roster": roster.pk, "source": f"undo:{roster.pk}", "hub": roster.hub_id, "day": local_date(at),
                  "at": at, "by": by.pk, "imported": local_date(roster.finished_at or at)}  # fmt: skip
    with connection.cursor() as cursor:
        cursor.execute(_BACK, parameters)
        cursor.execute(_RESTORE, parameters)
        restored = cursor.fetchall()
        cursor.execute(_UNBREAK, parameters)
    renamed = [pk for pk, name in restored if name]
    for organization in Organization.objects.filter(pk__in=renamed).prefetch_related("former_names"):
        _rename_back(organization)
    return [pk for pk, _name in restored]


def _rename_back(organization: Organization) -> None:
    """The name that the import replaced is no former name any more."""
    FormerName.objects.filter(organization=organization, name=organization.name).delete()
    organization.name_key, organization.sort_key = name_key(organization.name), sort_key(organization.name)
    former = [row.name for row in organization.former_names.all()]
    organization.search = search_vector(organization.name, *former, organization.credit_code or "")
    organization.save(update_fields=["name_key", "sort_key", "search"])


def _take_organizations_back(roster: RosterImport, progress: Progress) -> list[int]:
    """Span by span, each checked at once against everything that could point to it, so that progress is true."""
    gone: list[int] = []
    with connection.cursor() as cursor:
        for table, column in sorted(_OWN - {("registry_rosterrow", "organization_id")}):
            cursor.execute(f"DELETE FROM {table} WHERE {column} IN (SELECT organization_id FROM undo_created)")  # noqa: S608  our own tables
        cursor.execute(
            "UPDATE registry_rosterrow SET organization_id = NULL"
            " WHERE organization_id IN (SELECT organization_id FROM undo_created)"
        )
        cursor.execute("SELECT organization_id FROM undo_created ORDER BY 1")
        chosen = [pk for (pk,) in cursor.fetchall()]
        others = roster.goods - len(chosen)
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        for first in range(0, len(chosen), SPAN):
            span = chosen[first : first + SPAN]
            cursor.execute("DELETE FROM orgs_organization WHERE id = ANY(%s)", [span])
            gone += span
            progress.show(max(0, others) + len(gone))
    return gone
