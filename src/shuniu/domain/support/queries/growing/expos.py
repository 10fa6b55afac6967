"""What became of each fair: SUP-24 and SUP-25 expo by expo, as the requirement counts them (A10.1)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from shuniu.kernel.core.moments import local_date
from shuniu.kernel.core.sql import fetch

# Intents of six months and more; an intent counts when it was delivered within the six and somebody else has said so.
_OF_EACH = """
SELECT e.id, due.n, due.kept, came.n, came.first
  FROM support_expo e JOIN gatherings_gathering g ON g.id = e.gathering_id
 CROSS JOIN LATERAL (
    SELECT count(*) AS n, count(*) FILTER (WHERE d.state = 'DELIVERED' AND d.confirmed_at IS NOT NULL
           AND d.ended_on <= (d.signed_on + interval '6 months')::date) AS kept
      FROM support_deal d JOIN support_booth b ON b.id = d.booth_id
     WHERE b.expo_id = e.id AND (d.signed_on + interval '6 months')::date <= %(today)s) due
 CROSS JOIN LATERAL (
    SELECT count(*) AS n, count(*) FILTER (WHERE b.first_time) AS first
      FROM support_booth b WHERE b.expo_id = e.id AND b.state = 'GIVEN' AND g.called_off_at IS NULL) came
 WHERE e.id = ANY(%(expos)s)
"""


@dataclass(frozen=True)
class ExpoFigures:
    """Numerators and denominators: `due` intents of which `kept` were delivered in time, exhibitors of which `first`."""

    due: int
    kept: int
    exhibitors: int
    first: int


def figures_of(expos: list[int], at: datetime) -> dict[int, ExpoFigures]:
    """Of each expo; one query for all."""
    rows = fetch(_OF_EACH, {"expos": expos, "today": local_date(at)})
    return {expo: ExpoFigures(*numbers) for expo, *numbers in rows}
