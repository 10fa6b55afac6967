from __future__ import annotations

from shuniu.engines.gatherings.confirmed import CONFIRMED_ATTENDANCE
from shuniu.kernel.orgs.contacts import contact_sources

contact_sources.add(
    "gatherings",
    "SELECT g.host_id AS hub_id, c.organization_id, g.starts_at AS happened_at, c.entered_at AS known_at "  # noqa: S608  our constant
    f"FROM ({CONFIRMED_ATTENDANCE}) c JOIN gatherings_gathering g ON g.id = c.gathering_id",
)
