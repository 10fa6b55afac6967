"""The import's writes, each one statement for a span of rows of one plan: %(roster)s, rows %(first)s to %(last)s.

Everything runs inside the one transaction of `import_rows`, after the register's import lock: what is read here cannot
be changed by another import, and what a person changes meanwhile is seen by its version.

The server has no statistics yet of a plan just stored and would take the indexes by organization and tie for empty. So
where a statement asks for either, the span is read first (`MATERIALIZED`), by its numbers; nor does any say of them that
they are NOT NULL, which is what those indexes hold.
"""

from __future__ import annotations

from collections.abc import Callable

from shuniu.domain.registry.models import RosterImport

# What somebody changed, merged or claimed since the preview is left alone and listed.
LEAVE = """
UPDATE registry_rosterrow r SET outcome = 'left'
  FROM registry_rosterrow s LEFT JOIN orgs_organization o ON o.id = s.organization_id
 WHERE s.roster_id = %(roster)s AND s.number BETWEEN %(first)s AND %(last)s AND s.action = 'update' AND r.id = s.id
   AND (o.id IS NULL OR o.version <> s.organization_version OR o.merged_into_id IS NOT NULL)
"""

LOCK = """
SELECT count(*) FROM (
    SELECT o.id FROM orgs_organization o JOIN registry_rosterrow r ON r.organization_id = o.id
     WHERE r.roster_id = %(roster)s AND r.number BETWEEN %(first)s AND %(last)s AND r.action = 'update'
     ORDER BY o.id FOR UPDATE OF o) locked
"""

# What came into the register since the preview is linked, not entered twice: a code, or a name of the same hub and area.
LINK = """
UPDATE registry_rosterrow r SET outcome = 'linked', organization_id = o.id, organization_version = o.version
  FROM orgs_organization o
 WHERE r.roster_id = %(roster)s AND r.number BETWEEN %(first)s AND %(last)s AND r.action = 'create'
   AND o.merged_into_id IS NULL AND o.credit_code = r.credit_code
"""

LINK_NAMED = """
UPDATE registry_rosterrow r SET outcome = 'linked', organization_id = o.id, organization_version = o.version
  FROM orgs_organization o
 WHERE r.roster_id = %(roster)s AND r.number BETWEEN %(first)s AND %(last)s AND r.action = 'create'
   AND o.merged_into_id IS NULL AND r.credit_code IS NULL AND o.credit_code IS NULL AND o.name_key = r.name_key
   AND o.area_id IS NOT DISTINCT FROM r.area_id
   AND (o.brought_by_id = %(hub)s
        OR EXISTS (SELECT 1 FROM orgs_affiliation t WHERE t.organization_id = o.id AND t.hub_id = %(hub)s))
"""

# A code that an organization had before, or under a row merged since, is that organization's.
LINK_FORMER = """
UPDATE registry_rosterrow r SET outcome = 'linked', organization_id = o.id, organization_version = o.version
  FROM orgs_formercode f JOIN orgs_organization o ON o.id = f.organization_id AND o.merged_into_id IS NULL
 WHERE r.roster_id = %(roster)s AND r.number BETWEEN %(first)s AND %(last)s AND r.action = 'create' AND r.outcome = ''
   AND f.code = r.credit_code
"""

# Both numbers in one pass: a new organization has no tie yet, so its claim cannot meet another one. The sequences are
# named: asked for by table and column, the server would look them up for every row.
NUMBER = """
UPDATE registry_rosterrow SET organization_id = nextval('orgs_organization_id_seq'),
       affiliation_id = CASE WHEN is_member THEN nextval('orgs_affiliation_id_seq') END,
       organization_version = 0, outcome = 'created'
 WHERE roster_id = %(roster)s AND number BETWEEN %(first)s AND %(last)s AND action = 'create' AND outcome = ''
"""

ENTER = """
INSERT INTO orgs_organization (id, code, name, name_key, sort_key, kind, credit_code, area_id, field_id, registered_on,
       legal_representative, staff_count, member_count, capital_fen, address, supervising_unit, registration_authority,
       purpose, activities, ending, ended_on, source, facts_on, created_at, search, version, brought_by_id)
SELECT organization_id, 'O' || lpad(nextval('orgs_organization_code_seq')::text, 8, '0'), name, name_key, sort_key, kind,
       credit_code, area_id, field_id, registered_on, legal_representative, staff_count, member_count, capital_fen, address,
       supervising_unit, registration_authority, purpose, activities, ending, ended_on, %(source)s, %(day)s, %(at)s, array_to_tsvector(string_to_array(search_text, ' ')), 0,
       CASE WHEN credit_code IS NULL THEN %(hub)s END
  FROM registry_rosterrow
 WHERE roster_id = %(roster)s AND number BETWEEN %(first)s AND %(last)s AND outcome = 'created'
 ORDER BY number
"""

FORMER = """
INSERT INTO orgs_formername (organization_id, name, until)
SELECT organization_id, changes->'name'->>0, %(day)s FROM registry_rosterrow
 WHERE roster_id = %(roster)s AND number BETWEEN %(first)s AND %(last)s AND action = 'update' AND outcome = ''
   AND changes ? 'name'
"""

# What was so up to today stays readable as of any earlier day.
PAST = """
INSERT INTO orgs_paststate (organization_id, name, kind, area_id, valid_from, valid_to)
SELECT o.id, o.name, o.kind, o.area_id, p.ended, %(day)s::date
  FROM registry_rosterrow r JOIN orgs_organization o ON o.id = r.organization_id
  LEFT JOIN LATERAL (SELECT max(valid_to) AS ended FROM orgs_paststate s WHERE s.organization_id = o.id) p ON true
 WHERE r.roster_id = %(roster)s AND r.number BETWEEN %(first)s AND %(last)s AND r.action = 'update' AND r.outcome = ''
   AND r.changes ?| array['name', 'kind', 'area'] AND (p.ended IS NULL OR p.ended < %(day)s::date)
"""

HISTORY = """
INSERT INTO orgs_factchange (organization_id, key, old, new, source, body_id, "on", at, by_id, objection)
SELECT r.organization_id, c.key, c.value->>0, c.value->>1, %(source)s, %(hub)s, %(day)s, %(at)s, %(by)s, ''
  FROM registry_rosterrow r, jsonb_each(r.changes) c
 WHERE r.roster_id = %(roster)s AND r.number BETWEEN %(first)s AND %(last)s AND r.action = 'update' AND r.outcome = ''
   AND c.key <> 'membership'
"""

# Only what the plan named is written, so that what was shown is what happens; the former name stays searchable.
UPDATE = """
UPDATE orgs_organization o SET
       name = CASE WHEN r.changes ? 'name' THEN r.name ELSE o.name END,
       name_key = CASE WHEN r.changes ? 'name' THEN r.name_key ELSE o.name_key END,
       sort_key = CASE WHEN r.changes ? 'name' THEN r.sort_key ELSE o.sort_key END,
       search = CASE WHEN r.changes ? 'name' THEN o.search || array_to_tsvector(string_to_array(r.search_text, ' '))
                     ELSE o.search END,
       kind = CASE WHEN r.changes ? 'kind' THEN r.kind ELSE o.kind END,
       area_id = CASE WHEN r.changes ? 'area' THEN r.area_id ELSE o.area_id END,
       field_id = CASE WHEN r.changes ? 'field' THEN r.field_id ELSE o.field_id END,
       registered_on = CASE WHEN r.changes ? 'registered_on' THEN r.registered_on ELSE o.registered_on END,
       legal_representative = CASE WHEN r.changes ? 'legal_representative' THEN r.legal_representative
                                   ELSE o.legal_representative END,
       staff_count = CASE WHEN r.changes ? 'staff_count' THEN r.staff_count ELSE o.staff_count END,
       member_count = CASE WHEN r.changes ? 'member_count' THEN r.member_count ELSE o.member_count END,
       capital_fen = CASE WHEN r.changes ? 'capital_fen' THEN r.capital_fen ELSE o.capital_fen END,
       address = CASE WHEN r.changes ? 'address' THEN r.address ELSE o.address END,
       supervising_unit = CASE WHEN r.changes ? 'supervising_unit' THEN r.supervising_unit ELSE o.supervising_unit END,
       registration_authority = CASE WHEN r.changes ? 'registration_authority' THEN r.registration_authority
                                     ELSE o.registration_authority END,
       purpose = CASE WHEN r.changes ? 'purpose' THEN r.purpose ELSE o.purpose END,
       activities = CASE WHEN r.changes ? 'activities' THEN r.activities ELSE o.activities END,
       ending = CASE WHEN r.changes ? 'standing' THEN r.ending ELSE o.ending END,
       ended_on = CASE WHEN r.changes ? 'standing' THEN r.ended_on ELSE o.ended_on END,
       version = o.version + 1
  FROM registry_rosterrow r
 WHERE r.roster_id = %(roster)s AND r.number BETWEEN %(first)s AND %(last)s AND r.action = 'update' AND r.outcome = ''
   AND r.organization_id = o.id AND r.changes - 'membership' <> '{}'::jsonb
"""

AFTER_UPDATE = """
UPDATE registry_rosterrow SET outcome = 'updated',
       organization_version = organization_version + CASE WHEN changes - 'membership' <> '{}'::jsonb THEN 1 ELSE 0 END
 WHERE roster_id = %(roster)s AND number BETWEEN %(first)s AND %(last)s AND action = 'update' AND outcome = ''
"""

AFTER_SAME = """
UPDATE registry_rosterrow SET outcome = 'same'
 WHERE roster_id = %(roster)s AND number BETWEEN %(first)s AND %(last)s AND action = 'same'
"""

# Another hub knows the group too: from now on it is one row of the register for all.
# What the register had already; the three statements below begin with it.
_KNOWN = """
WITH known AS MATERIALIZED (
    SELECT id, number, organization_id, affiliation_id, is_member FROM registry_rosterrow
     WHERE roster_id = %(roster)s AND number BETWEEN %(first)s AND %(last)s AND outcome IN ('linked', 'updated', 'same'))
"""

SHARE = """
UPDATE orgs_organization o SET brought_by_id = NULL
  FROM known r WHERE r.organization_id = o.id AND o.brought_by_id <> %(hub)s
"""

CLAIM_NEW = """
INSERT INTO orgs_affiliation (id, hub_id, organization_id, kind, route, source, valid_from, claimed_at,
       confirmed_through, is_main, is_public)
SELECT affiliation_id, %(hub)s, organization_id, 'membership', 'imported', %(source)s, %(day)s, %(at)s, '', false, true
  FROM registry_rosterrow
 WHERE roster_id = %(roster)s AND number BETWEEN %(first)s AND %(last)s AND outcome = 'created' AND is_member
"""

# A claim is made once: an open tie of the same kind, also a declined one, stays as it is.
CLAIM = """
INSERT INTO orgs_affiliation (hub_id, organization_id, kind, route, source, valid_from, claimed_at, confirmed_through,
       is_main, is_public)
SELECT DISTINCT ON (organization_id) %(hub)s, organization_id, 'membership', 'imported', %(source)s, %(day)s::date,
       %(at)s::timestamptz, '', false, true
  FROM known WHERE is_member AND organization_id <> %(hub)s
 ORDER BY organization_id, number
ON CONFLICT (hub_id, organization_id, kind) WHERE valid_to IS NULL DO NOTHING
"""

CLAIMED = """
UPDATE registry_rosterrow w SET affiliation_id = t.id
  FROM known r JOIN orgs_affiliation t ON t.organization_id = r.organization_id
 WHERE w.id = r.id AND t.hub_id = %(hub)s AND t.source = %(source)s AND r.is_member AND r.affiliation_id IS NULL
"""


def _new(roster: RosterImport) -> bool:
    return roster.rows_new > 0


def _changed(roster: RosterImport) -> bool:
    return roster.rows_changed > 0


def _any(roster: RosterImport) -> bool:
    return True


STEPS: tuple[tuple[Callable[[RosterImport], bool], str], ...] = (
    (_changed, LOCK), (_changed, LEAVE), (_new, LINK), (_new, LINK_NAMED), (_new, LINK_FORMER), (_new, NUMBER), (_new, ENTER),
    (_changed, PAST), (_changed, FORMER), (_changed, HISTORY), (_changed, UPDATE), (_changed, AFTER_UPDATE),
    (_any, AFTER_SAME), (_any, _KNOWN + SHARE), (_new, CLAIM_NEW), (_any, _KNOWN + CLAIM), (_any, _KNOWN + CLAIMED),
)  # fmt: skip
"""(whether the plan holds rows for it, statement), in the order in which they run."""

_WRITTEN = """
SELECT r.{subject}, {facts} FROM registry_rosterrow r
 WHERE r.roster_id = %(roster)s AND r.number BETWEEN %(first)s AND %(last)s AND {which} ORDER BY r.number
"""
_ROSTER = "jsonb_build_object('roster', %(roster)s::bigint)"
_KEYS = "(SELECT jsonb_agg(k ORDER BY k COLLATE \"C\") FROM jsonb_object_keys(r.changes - 'membership') k)"

EVENTS = (
    ("orgs.organization", "orgs.organization_entered",
     _WRITTEN.format(subject="organization_id", facts=_ROSTER, which="r.outcome = 'created'")),
    ("orgs.organization", "orgs.facts_saved",
     _WRITTEN.format(subject="organization_id", facts=f"{_ROSTER} || jsonb_build_object('fields', {_KEYS})",
                     which="r.outcome = 'updated' AND r.changes - 'membership' <> '{}'::jsonb")),
    ("orgs.affiliation", "orgs.affiliation_claimed",
     _WRITTEN.format(subject="affiliation_id", facts="jsonb_build_object('hub', %(hub)s::bigint)",
                     which="r.outcome IN ('created', 'updated', 'linked', 'same') AND coalesce(r.affiliation_id, 0) > 0")),
)  # fmt: skip
"""(what it is about, verb, which rows): the trail of a span, written on the server as the rows are."""
