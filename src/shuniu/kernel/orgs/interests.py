"""Ties that keep a person from judging an organization: each storey plugs in what it knows, whoever assigns asks here."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import datetime

from shuniu.kernel.core.registries import Registry

Pairs = set[tuple[int, int]]

interest_sources: Registry[Callable[..., Pairs]] = Registry("ties between persons and organizations")
"""name → source(persons=[ids], organizations=[ids], at=) → {(person id, organization id)}: declared, advised, worked for"""


def tied(persons: Iterable[int], organizations: Iterable[int], at: datetime) -> Pairs:
    """The pairs of these persons and organizations in which the person may not judge the organization."""
    people, bodies = list(persons), list(organizations)
    found: Pairs = set()
    for _name, source in interest_sources:
        found |= source(persons=people, organizations=bodies, at=at)
    return found
