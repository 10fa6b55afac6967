"""What a card says: the facts that an organization is asked to confirm, as texts."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from shuniu.kernel.orgs.models import FactChange, Organization

CARD = ("name", "credit_code", "kind", "field", "area", "registered_on", "legal_representative", "staff_count", "member_count",
        "address", "supervising_unit", "registration_authority", "purpose", "activities")  # fmt: skip


def fact_value(organization: Organization, key: str) -> str:
    """One fact as a reader sees it; "" for nothing."""
    if key == "kind":
        return str(organization.get_kind_display())
    value: Any = getattr(organization, key)
    return "" if value is None else str(value)


def card_facts(organization: Organization) -> dict[str, str]:
    """Key → text, kept with a confirmation: merely shown."""
    return {key: fact_value(organization, key) for key in CARD}


def last_changes(changes: Iterable[FactChange], values: dict[str, str]) -> dict[str, FactChange]:
    """Key → the change that made the fact what it is; none for one that stands as the row came in.

    What an import changed and its undo put back counts for neither: the fact is again as old as it was. A change to
    something else than what stands now is of a merged row, whose history stands with the kept one.
    """
    rows = sorted(changes, key=lambda change: (change.at, change.pk))
    undone = {(row.key, row.source.removeprefix("undo:")) for row in rows if row.source.startswith("undo:")}
    last: dict[str, FactChange] = {}
    for row in rows:
        kind, _colon, number = row.source.partition(":")
        if kind != "undo" and (kind != "roster" or (row.key, number) not in undone) and row.new == values.get(row.key):
            last[row.key] = row
    return last
