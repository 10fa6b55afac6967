"""What of the supporting platform keeps a tie active (counting rule 2): only what another body has said yes to."""

from __future__ import annotations

from shuniu.kernel.orgs.contacts import contact_sources


def _day(column: str) -> str:
    return f"{column}::timestamp AT TIME ZONE 'Asia/Shanghai'"


def _late(entered: str, day: str) -> str:
    return f"({entered} AT TIME ZONE 'Asia/Shanghai')::date > {day} + 30 AS is_late"


contact_sources.add(
    "requests",
    "SELECT hub_id, organization_id, closed_at AS happened_at, closed_at AS known_at, false AS is_late FROM support_servicerequest "
    "WHERE closing = 'consent' AND organization_id IS NOT NULL",
)
contact_sources.add(
    "consultations",
    "SELECT hub_id, organization_id, answered_at AS happened_at, answered_at AS known_at, false AS is_late FROM support_consultation "
    "WHERE answered_at IS NOT NULL AND organization_id IS NOT NULL",
)
# The provider works for the hub as much as the client is served by it; the client has confirmed both.
contact_sources.add(
    "service milestones",
    "SELECT s.hub_id, side.organization_id, m.confirmed_at AS happened_at, m.confirmed_at AS known_at, false AS is_late "
    "FROM support_servicemilestone m JOIN support_entrustedservice s ON s.id = m.service_id "
    "CROSS JOIN LATERAL (VALUES (s.client_id), (s.provider_id)) side (organization_id) WHERE m.confirmed_at IS NOT NULL",
)
_STAYS = "JOIN support_incubation s ON s.id = m.incubation_id JOIN support_incubationcenter c ON c.id = s.center_id "
contact_sources.add(
    "mentor sessions",
    f"SELECT c.hub_id, s.organization_id, {_day('m.held_on')} AS happened_at, m.confirmed_at AS known_at, {_late('m.recorded_at', 'm.held_on')} "  # noqa: S608  our constants
    f"FROM support_mentorsession m {_STAYS}WHERE m.confirmed_at IS NOT NULL",
)
contact_sources.add(
    "incubation milestones",
    "SELECT c.hub_id, s.organization_id, m.confirmed_at AS happened_at, m.confirmed_at AS known_at, false AS is_late "  # noqa: S608
    f"FROM support_incubationmilestone m {_STAYS}WHERE m.confirmed_at IS NOT NULL",
)
contact_sources.add(
    "transition talks",
    f"SELECT t.hub_id, t.organization_id, {_day('m.held_on')} AS happened_at, m.answered_at AS known_at, {_late('m.said_at', 'm.held_on')} "  # noqa: S608
    "FROM support_transitiontalk m JOIN support_enterprisetransition t ON t.id = m.transition_id "
    "WHERE m.answered_at IS NOT NULL",
)
contact_sources.add(
    "landings",
    f"SELECT l.hub_id, l.organization_id, {_day('l.first_service_on')} AS happened_at, l.first_confirmed_at AS known_at, "  # noqa: S608
    f"{_late('coalesce(c.entered_at, l.first_confirmed_at)', 'l.first_service_on')} FROM support_landing l LEFT JOIN LATERAL ("
    "SELECT min(c.entered_at) AS entered_at FROM support_landingcount c "
    "WHERE c.landing_id = l.id AND c.served_on = l.first_service_on) c ON true WHERE l.first_confirmed_at IS NOT NULL",
)
contact_sources.add(
    "landings after a year",
    f"SELECT hub_id, organization_id, {_day('year_on')} AS happened_at, year_said_at AS known_at, false AS is_late "  # noqa: S608
    "FROM support_landing WHERE state = 'CONTINUED'",
)
