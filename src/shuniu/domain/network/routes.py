"""The five routes by which organizations come into the system (A05): who records what, and one happening counted once.

Later subjects join here: a source says which of its records complete a route, and which happenings they are.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from shuniu.kernel.core.registries import Registry
from shuniu.kernel.orgs.models import Affiliation, Organization
from shuniu.kernel.orgs.naming import name_key


@dataclass(frozen=True)
class Route:
    """One of the five; `condition` names the designation's columns without which it does not apply to a hub."""

    code: str
    label: Any
    unit: str
    conditions: tuple[str, ...] = ()


ROUTES: dict[str, Route] = {
    code: Route(code, Affiliation.Route(code).label, unit, conditions)
    for code, unit, conditions in (
        ("membership", "A05.1", ()), ("engagement", "A05.2", ()), ("intent", "A05.3", ()), ("cultivation", "A05.4", ()),
        ("intake", "A05.5", ("mass_organization", "supervisory_status")),
    )
}  # fmt: skip


@dataclass(frozen=True)
class Happening:
    """A record that may be the same happening as another: where it is, what it is called."""

    subject_type: str
    subject_id: int
    subject: str


@dataclass(frozen=True)
class RouteSource:
    """Records that complete a route.

    `sql`: hub_id, subject_id, organization_id, happened_on, known_at of completed (confirmed) records.
    `happenings(hub=, organizations=, on=)` → what of it happened that day with one of these organizations.
    """

    route: str
    subject_type: str
    label: Any
    sql: str
    happenings: Callable[..., list[Happening]] | None = None


route_sources: Registry[RouteSource] = Registry("records that complete a route")


def route_source(
    name: str, *, route: str, subject_type: str, label: Any, sql: str,
    happenings: Callable[..., list[Happening]] | None = None,
) -> RouteSource:  # fmt: skip
    return route_sources.add(name, RouteSource(route, subject_type, label, sql, happenings))


def happenings_under(hub: Organization, organizations: Iterable[int], on: date, *, besides: str) -> list[tuple[RouteSource, Happening]]:
    """What other routes have on record with these organizations on that day."""
    chosen = list(organizations)
    return [
        (source, one)
        for _name, source in route_sources
        if source.route != besides and source.happenings is not None
        for one in source.happenings(hub=hub, organizations=chosen, on=on)
    ]


def check_happening(*, hub: Organization, organizations: Iterable[int], on: date, subject: str, route: str) -> None:
    """One happening is one record: a second one of that day under another route has a subject of its own.

    Raises ValidationError naming the record that is there when `subject` is empty or says the same.
    """
    for source, one in happenings_under(hub, organizations, on, besides=route):
        if not subject.strip() or name_key(subject) == name_key(one.subject):
            words = {"label": source.label, "subject": one.subject, "day": on.isoformat()}
            raise ValidationError(
                _("%(day)s 的“%(subject)s”已记为%(label)s，一件事只算一次。另有一件事的，请写明它自己的事由。") % words,
                code="counted_once",
            )


ties_label = gettext_lazy("已确认的联系")
