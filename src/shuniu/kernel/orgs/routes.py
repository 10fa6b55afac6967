"""Which records complete one of the five routes by which organizations come into the system (A05).

The routes themselves are the network's; every subject above, wherever it lies, says here which of its records complete one.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from shuniu.kernel.core.registries import Registry


@dataclass(frozen=True)
class RouteSource:
    """`sql`: route, hub_id, subject_id, organization_id, happened_on, known_at of completed records."""

    subject_type: str
    label: Any
    sql: str


route_sources: Registry[RouteSource] = Registry("records that complete a route")


def route_source(subject_type: str, *, label: Any, sql: str) -> RouteSource:
    return route_sources.add(subject_type, RouteSource(subject_type, label, sql))
