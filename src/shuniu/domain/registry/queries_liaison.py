"""Reads about liaison officers: terms that end, terms that ended without anything left, contacts."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import Any

from django.db.models import Exists, OuterRef, QuerySet

from shuniu.domain.registry.rules import TERM_NOTICE_DAYS
from shuniu.kernel.core.moments import local_date
from shuniu.kernel.norms.queries import default_of, settings_for
from shuniu.kernel.orgs.models import Affiliation, Appointment, Designation, Organization, Role, Substitution


def ends_soon(at: datetime) -> QuerySet[Appointment]:
    """Liaison officers in office whose term ends within the days of the limit, without another whose term ends later."""
    today = local_date(at)
    posts = Appointment.objects.valid(at).filter(role=Role.LIAISON_OFFICER)
    later = Appointment.objects.filter(
        organization=OuterRef("organization"), role=Role.LIAISON_OFFICER, valid_to__gt=OuterRef("valid_to")
    )
    open_end = Appointment.objects.valid(at).filter(
        organization=OuterRef("organization"), role=Role.LIAISON_OFFICER, valid_to=None
    )
    ending = posts.filter(valid_to__isnull=False).exclude(Exists(later)).exclude(Exists(open_end))
    ends = list(ending.values_list("pk", "organization", "valid_to"))
    days = days_for({body for _pk, body, _end in ends}, TERM_NOTICE_DAYS.key, at)
    soon = [pk for pk, body, end in ends if end <= today + timedelta(days=days[body])]
    return posts.filter(pk__in=soon).select_related("organization", "person")


def days_for(organizations: Iterable[int], key: str, at: datetime) -> dict[int, int]:
    """Organization → the days that the bodies above its hubs fixed, the longest where it has several; else the default."""
    wanted = set(organizations)
    ties = Affiliation.objects.confirmed(at).filter(organization__in=wanted).values_list("organization", "hub")
    hubs: dict[int, set[int]] = {body: {body} for body in wanted}
    for body, hub in ties:
        hubs[body].add(hub)
    named = Designation.objects.valid(at).filter(organization__in=set().union(*hubs.values()) if hubs else ())
    fixed = settings_for(list(named.values_list("organization", flat=True)), key, at)
    default = int(default_of(key) or 0)
    return {
        body: max([int(fixed[hub] or 0) for hub in mine if hub in fixed], default=default)
        for body, mine in hubs.items()
    }


def ended_posts(at: datetime) -> QuerySet[Appointment]:
    """Ended liaison posts of persons who hold nothing else and stand in for nobody: only handing over is left to them."""
    holding = Appointment.objects.valid(at).filter(person=OuterRef("person"))
    standing = Substitution.objects.valid(at).filter(substitute=OuterRef("person"))
    coming = Appointment.objects.filter(person=OuterRef("person"), valid_from__gt=local_date(at))
    ended = Appointment.objects.filter(role=Role.LIAISON_OFFICER, valid_to__lte=local_date(at))
    ended = ended.filter(person__is_active=True, person__is_operator=False)
    return ended.exclude(Exists(holding)).exclude(Exists(standing)).exclude(Exists(coming))


def members(hub: Organization, at: datetime) -> QuerySet[Organization]:
    """Organizations with a confirmed membership in the hub."""
    ties = Affiliation.objects.confirmed(at).filter(hub=hub, kind=Affiliation.Kind.MEMBERSHIP)
    return Organization.objects.filter(pk__in=ties.values("organization"), merged_into=None)


def liaisons_of(organizations: list[int], at: datetime) -> dict[int, list[Appointment]]:
    """Organization id → its liaison officers in office, the longest term first; one query."""
    found: dict[int, list[Appointment]] = {}
    posts = Appointment.objects.valid(at).filter(
        organization__in=organizations, role=Role.LIAISON_OFFICER, person__is_active=True
    )
    for post in posts.select_related("person", "liaison_term__trained_by").order_by("-valid_to", "pk"):
        found.setdefault(post.organization_id, []).append(post)
    return found


def contacts_of(hub: Organization, at: datetime) -> list[dict[str, Any]]:
    """Name and work address of the members' liaison officers: role contacts, no phone numbers."""
    rows = list(members(hub, at).order_by("sort_key", "pk"))
    posts = liaisons_of([row.pk for row in rows], at)
    return [
        {"organization": row.name, "person": post.person.name, "email": post.person.email or "",
         "until": post.valid_to.isoformat() if post.valid_to else ""}
        for row in rows for post in posts.get(row.pk, [])
    ]  # fmt: skip
