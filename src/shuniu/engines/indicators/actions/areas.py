from __future__ import annotations

from datetime import datetime

from django.db import connection

from shuniu.engines.indicators.actions.bases import Bases
from shuniu.engines.indicators.models import Snapshot
from shuniu.engines.indicators.spans import day_of, knowledge, span_of
from shuniu.kernel.core.moments import Period
from shuniu.kernel.specification.indicators import Indicator

# Each organization once for each body, over all hubs below it (counting rule 4); an authority answers for all that is
# known in its area, also without a field (rule 3), and counts it by the ties with its own hubs.
_SHARES = """
WITH RECURSIVE
    reach(body, hub) AS (
        SELECT reports_to_id, organization_id FROM orgs_designation
         WHERE valid_from <= %(day)s AND (valid_to IS NULL OR valid_to > %(day)s)
        UNION
        SELECT r.body, d.organization_id FROM reach r JOIN orgs_designation d ON d.reports_to_id = r.hub
         WHERE d.valid_from <= %(day)s AND (d.valid_to IS NULL OR d.valid_to > %(day)s)),
    ground(area, district) AS (
        SELECT id, id FROM orgs_area WHERE level = 'district'
        UNION ALL
        SELECT a.id, g.district FROM orgs_area a JOIN ground g ON a.parent_id = g.area),
    under(top, area) AS (
        SELECT id, id FROM orgs_area
        UNION ALL
        SELECT u.top, a.id FROM orgs_area a JOIN under u ON a.parent_id = u.area),
    rest(hub, subject, counted, numerator, denominator, late, note) AS MATERIALIZED ({rest}),
    lines(body, organization, counted) AS (
        SELECT r.body, i.subject_id, i.counted
          FROM indicators_indicatorvalue v
          JOIN indicators_snapshotitem i ON i.value_id = v.id
          JOIN reach r ON r.hub = v.hub_id
         WHERE v.snapshot_id = %(snapshot)s AND v.code = %(code)s
        UNION ALL
        SELECT b.id, x.subject, x.counted AND EXISTS (SELECT 1 FROM reach r WHERE r.body = b.id AND r.hub = x.hub)
          FROM rest x
          JOIN orgs_organization o ON o.id = x.subject
          JOIN orgs_organization b ON b.kind = 'authority' AND b.id IN (SELECT body FROM reach)
          JOIN orgs_area top ON top.id = b.area_id
         WHERE (o.area_id IS NULL AND top.parent_id IS NULL)
            OR EXISTS (SELECT 1 FROM under u WHERE u.top = top.id AND u.area = o.area_id)),
    once AS (SELECT body, organization, bool_or(counted) AS counted FROM lines GROUP BY body, organization),
    folded AS (
        SELECT c.body, o.area_id, count(*) FILTER (WHERE c.counted) AS counted, count(*) AS known
          FROM once c JOIN orgs_organization o ON o.id = c.organization GROUP BY c.body, o.area_id)
INSERT INTO indicators_areashare (snapshot_id, body_id, code, area_id, numerator, denominator)
SELECT %(snapshot)s, f.body, %(code)s, g.district, sum(f.counted), sum(f.known)
  FROM folded f LEFT JOIN ground g ON g.area = f.area_id
 GROUP BY f.body, g.district
"""


def store_area_shares(snapshot: Snapshot, declared: Indicator, period: Period, at: datetime, bases: Bases) -> None:
    """The lists just kept, folded by district for every body that oversees hubs."""
    assert declared.rest is not None
    span = span_of(declared.period, period, day_of(period, at))
    rest = declared.rest(period=span, at=knowledge(period, at))
    bases.ready(rest)
    with connection.cursor() as cursor:
        cursor.execute(
            _SHARES.format(rest=rest.sql),
            {**rest.parameters, "day": day_of(period, at), "snapshot": snapshot.pk, "code": declared.code},
        )
