"""What keeps a tie active: hours at a hub that somebody else's facility noted as used."""

from __future__ import annotations

from shuniu.kernel.orgs.contacts import contact_sources

contact_sources.add(
    "bookings",
    "SELECT f.hub_id, b.organization_id, b.starts_at AS happened_at, b.ended_at AS known_at, "
    "b.ended_at > b.starts_at + interval '30 days' AS is_late "
    "FROM bookings_booking b JOIN bookings_facility f ON f.id = b.facility_id "
    "WHERE b.state = 'USED' AND b.organization_id <> f.owner_id",
)
