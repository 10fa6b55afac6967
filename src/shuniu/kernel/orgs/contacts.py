"""What keeps an affiliation active: each storey above that records confirmed contact says so here, as SQL."""

from __future__ import annotations

from shuniu.kernel.core.registries import Registry

contact_sources: Registry[str] = Registry("contact sources")
"""name → query of confirmed contacts: hub_id, organization_id, happened_at, known_at, is_late (entered in arrears)"""


def contacts_sql() -> str:
    """Every confirmed contact of every source, for set-based use."""
    return " UNION ALL ".join(f"({sql})" for _name, sql in contact_sources)
