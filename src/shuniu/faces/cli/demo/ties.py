"""Which organizations a hub is tied to: as many as it is strong, over two years; some ties are only claimed."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import connection

if TYPE_CHECKING:
    from shuniu.faces.cli.demo.city import DemoCity

# `rank` counts the organizations of the hub's field; `share` grows with the hub's strength. Ties begin over two years:
# six of ten were there at the start. Every ninth or so is claimed by the hub and waits for the organization.
_TIES = """
INSERT INTO orgs_affiliation (hub_id, organization_id, kind, route, source, valid_from, claimed_at, confirmed_at,
                              confirmed_through, is_main, is_public)
SELECT hub, organization,
       CASE WHEN rank %% 3 = 0 THEN 'contact' ELSE 'membership' END,
       CASE WHEN rank %% 3 = 0 THEN 'engagement' WHEN rank %% 7 = 1 THEN 'cultivation' ELSE 'membership' END, 'demo',
       (began AT TIME ZONE 'Asia/Shanghai')::date, began,
       CASE WHEN is_claimed THEN NULL ELSE began + interval '2 days' END,
       CASE WHEN is_claimed THEN '' WHEN rank %% 2 = 0 THEN 'link' ELSE 'sign_in' END, FALSE, rank %% 29 <> 11
  FROM (SELECT hub, organization, rank, (rank * 13 + number) %% 10 = 7 AND rank > 2 AS is_claimed,
               CASE WHEN (rank * 13 + number) %% 10 = 7 THEN %(now)s::timestamptz - (rank %% 40 + 3) * interval '1 day'
                    WHEN rank %% 10 < 6 THEN %(start)s::timestamptz
                    ELSE %(start)s::timestamptz + ((rank * 37 + number * 11) %% 860) * interval '1 day' END AS began
          FROM (SELECT h.hub, h.number, h.strength, o.id AS organization,
                       row_number() OVER (PARTITION BY h.hub ORDER BY o.id) - 1 AS rank,
                       count(*) OVER (PARTITION BY h.hub) AS there
                  FROM unnest(%(hubs)s::bigint[], %(fields)s::bigint[], %(strengths)s::float[])
                       WITH ORDINALITY AS h(hub, field, strength, number)
                  JOIN orgs_organization o ON o.field_id = h.field AND o.source = 'demo' AND o.id <> ALL(%(hubs)s)
               ) ranked
         WHERE rank < greatest(3, floor(there * (0.2 + 0.56 * strength)))
       ) chosen
"""


def fill(city: DemoCity) -> None:
    with connection.cursor() as cursor:
        cursor.execute(
            _TIES,
            {
                "hubs": [hub.pk for hub in city.hubs], "fields": [hub.field_id for hub in city.hubs],
                "strengths": [city.strength[hub.pk] for hub in city.hubs], "start": city.start, "now": city.now,
            },
        )  # fmt: skip
        cursor.execute("ANALYZE orgs_affiliation")
