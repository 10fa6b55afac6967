"""What a card says: the facts that an organization is asked to confirm, as texts."""

from __future__ import annotations

from typing import Any

from shuniu.kernel.orgs.models import Organization

CARD = ("name", "credit_code", "kind", "field", "area", "registered_on", "legal_representative", "staff_count", "member_count",
        "address", "purpose", "activities")  # fmt: skip


def fact_value(organization: Organization, key: str) -> str:
    """One fact as a reader sees it; "" for nothing."""
    if key == "kind":
        return str(organization.get_kind_display())
    value: Any = getattr(organization, key)
    return "" if value is None else str(value)


def card_facts(organization: Organization) -> dict[str, str]:
    """Key → text, kept with a confirmation: merely shown."""
    return {key: fact_value(organization, key) for key in CARD}
