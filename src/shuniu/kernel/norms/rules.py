from __future__ import annotations

from datetime import datetime
from typing import Any

from shuniu.kernel.core.access import nobody, permit, predicate
from shuniu.kernel.orgs.models import Organization
from shuniu.kernel.orgs.queries import bodies_of, holds, hubs_at, hubs_below, keeps_what_is_shared, overseeing_bodies
from shuniu.kernel.people.actions import is_operator
from shuniu.kernel.specification.actions import keepers


@predicate
def heads_an_overseeing_body(user: Any, organization: Organization, at: datetime) -> bool:
    """Head of a body to which hubs report. A hub with second-level hubs below it is one, for those hubs."""
    return holds(user, organization, "head", at=at) and bool(hubs_below([organization.pk], at))


@predicate
def works_above_the_hubs(user: Any, row: Any, at: datetime) -> bool:
    """One calendar holds for all: the body above everybody keeps it."""
    return keeps_what_is_shared(user, at)


@predicate
def heads_where_it_applies(user: Any, edition: Any, at: datetime) -> bool:
    """Head of an overseeing body that is no hub and whose area is the edition's; where none is named, of the one above all."""
    heads = bodies_of(user, at, "head").filter(pk__in=[body.pk for body in overseeing_bodies(user, at)])
    heads = heads.exclude(pk__in=hubs_at(at).values("pk"))
    code = getattr(edition, "area_code", "")
    return heads.filter(area__code=code).exists() if code else heads.exists() and keeps_what_is_shared(user, at)


keepers.add("overseeing body", heads_where_it_applies)
permit("norms.fix_setting", heads_an_overseeing_body)
permit("norms.withdraw_setting", heads_an_overseeing_body)
permit("norms.load_holidays", is_operator | works_above_the_hubs)
permit("norms.set_day", is_operator | works_above_the_hubs)
permit("norms.follow_editions", nobody)
