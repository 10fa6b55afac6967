from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from django.core.exceptions import ValidationError
from django.db import connection, transaction
from django.utils.translation import gettext as _

from shuniu.domain.registry.models import RosterImport, RosterRow
from shuniu.domain.registry.rules import UNDO_HOURS
from shuniu.kernel.core.access import authorise
from shuniu.kernel.core.moments import db_now, local_date
from shuniu.kernel.norms.queries import setting_for
from shuniu.kernel.orgs.models import Affiliation, FactChange, FormerName, Organization
from shuniu.kernel.orgs.naming import name_key, search_vector, sort_key
from shuniu.kernel.trail.actions import trace, trace_ids

# What belongs to an organization alone and goes with it when an import is taken back.
_OWN = {"registry_rosterrow", "orgs_formername", "orgs_factchange"}

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

_KEEP_USED = """
UPDATE registry_rosterrow r SET kept_at_undo = true
 WHERE r.roster_id = %(roster)s AND r.outcome = 'created' AND NOT r.kept_at_undo
   AND EXISTS (SELECT 1 FROM {table} x WHERE x.{column} = r.organization_id)
"""  # table and column come from our own models

_KEEP_SHARED = """
UPDATE registry_rosterrow r SET kept_at_undo = true
 WHERE r.roster_id = %(roster)s AND r.outcome = 'created' AND NOT r.kept_at_undo
   AND EXISTS (SELECT 1 FROM registry_rosterrow x
                WHERE x.organization_id = r.organization_id AND x.roster_id <> r.roster_id AND x.outcome <> '')
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
       legal_representative = coalesce(r.changes->'legal_representative'->>0, o.legal_representative),
       address = coalesce(r.changes->'address'->>0, o.address),
       purpose = coalesce(r.changes->'purpose'->>0, o.purpose),
       activities = coalesce(r.changes->'activities'->>0, o.activities),
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


@transaction.atomic
def undo_roster(roster: RosterImport, *, by: Any, at: datetime) -> RosterImport:
    """Within 24 hours take back what the import did; rows changed, confirmed or used since are listed and kept.

    Undoing twice is one undo. Raises ValidationError when the time has passed.
    """
    roster = RosterImport.objects.select_for_update(of=("self",)).select_related("hub").get(pk=roster.pk)
    authorise(by, "registry.undo_roster", roster, at=at)
    if roster.state == RosterImport.State.UNDONE:
        return roster
    at = db_now()
    hours = setting_for(roster.hub, UNDO_HOURS.key, at) or 0
    if roster.finished_at is not None and at > roster.finished_at + timedelta(hours=hours):
        raise ValidationError(_("导入已超过 %(hours)d 小时，不能整批撤销；请逐家修改。") % {"hours": hours})
    roster.flow.apply(roster, "undo")
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(hashtext('registry.import'))")
    _mark_kept(roster)
    ties = _take_claims_back(roster)
    restored = _restore(roster, by=by, at=at)
    gone = _take_organizations_back(roster)
    trace_ids("orgs.affiliation", [(pk, {}) for pk in ties], "registry.claim_taken_back", by=by, at=at)
    trace_ids("orgs.organization", [(pk, {}) for pk in restored], "registry.facts_restored", by=by, at=at)
    trace_ids("orgs.organization", [(pk, {}) for pk in gone], "registry.organization_taken_back", by=by, at=at)
    roster.undone_at, roster.rows_kept = at, roster.rows.filter(kept_at_undo=True).count()
    roster.save()
    trace(roster, "registry.roster_undone", by=by, at=at, kept=roster.rows_kept)
    return roster


def _mark_kept(roster: RosterImport) -> None:
    """Rows with something of others upon them: edited, confirmed, or pointed to by any record of any storey."""
    with connection.cursor() as cursor:
        cursor.execute(_LOCK, {"roster": roster.pk})
        cursor.execute(_KEEP, {"roster": roster.pk})
        for relation in Organization._meta.related_objects:
            table, column = relation.related_model._meta.db_table, relation.field.column
            if table in _OWN:
                continue
            condition = _KEEP_USED.format(table=table, column=column)
            if table == "orgs_affiliation":
                condition = condition[: condition.rindex(")")] + " AND x.id <> coalesce(r.affiliation_id, 0))"
            cursor.execute(condition, {"roster": roster.pk})
        cursor.execute(_KEEP_SHARED, {"roster": roster.pk})


def _take_claims_back(roster: RosterImport) -> list[int]:
    """Claims made by this import that nobody confirmed, whatever becomes of the organization."""
    rows = RosterRow.objects.filter(roster=roster, affiliation__isnull=False, affiliation__confirmed_at__isnull=True)
    ties = list(rows.values_list("affiliation", flat=True))
    Affiliation.objects.filter(pk__in=ties).delete()
    return ties


def _restore(roster: RosterImport, *, by: Any, at: datetime) -> list[int]:
    parameters = {"roster": roster.pk, "source": f"undo:{roster.pk}", "hub": roster.hub_id, "day": local_date(at),
                  "at": at, "by": by.pk}  # fmt: skip
    with connection.cursor() as cursor:
        cursor.execute(_BACK, parameters)
        cursor.execute(_RESTORE, parameters)
        restored = cursor.fetchall()
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


def _take_organizations_back(roster: RosterImport) -> list[int]:
    rows = RosterRow.objects.filter(roster=roster, outcome=RosterRow.Outcome.CREATED, kept_at_undo=False)
    gone = list(rows.exclude(organization=None).values_list("organization", flat=True))
    RosterRow.objects.filter(organization__in=gone).update(organization=None)
    for model in (FactChange, FormerName):
        model.objects.filter(organization__in=gone).delete()
    Organization.objects.filter(pk__in=gone)._raw_delete(using=connection.alias)
    return gone
