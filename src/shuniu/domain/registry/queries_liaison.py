"""Reads about liaison officers: terms that end, terms that ended without anything left, contacts."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from django.db.models import Exists, OuterRef, QuerySet

from shuniu.domain.registry.rules import TERM_NOTICE_DAYS
from shuniu.kernel.core.moments import local_date
from shuniu.kernel.norms.queries import default_of
from shuniu.kernel.orgs.models import Affiliation, Appointment, Organization, Role, Substitution


def ends_soon(at: datetime) -> QuerySet[Appointment]:
    """Liaison officers in office whose term ends within the days of the limit, without another whose term ends later."""
    today = local_date(at)
    last = today + timedelta(days=int(default_of(TERM_NOTICE_DAYS.key) or 0))
    posts = Appointment.objects.valid(at).filter(role=Role.LIAISON_OFFICER)
    later = Appointment.objects.filter(
        organization=OuterRef("organization"), role=Role.LIAISON_OFFICER, valid_to__gt=OuterRef("valid_to")
    )
    open_end = Appointment.objects.valid(at).filter(
        organization=OuterRef("organization"), role=Role.LIAISON_OFFICER, valid_to=None
    )
    found = posts.filter(valid_to__lte=last).exclude(Exists(later)).exclude(Exists(open_end))
    return found.select_related("organization", "person")


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
