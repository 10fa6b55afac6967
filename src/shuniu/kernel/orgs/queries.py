"""Who holds what, whose hubs, who oversees whom: the questions every storey above asks."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from django.db import connection, models

from shuniu.kernel.core.moments import local_date
from shuniu.kernel.core.remembering import remembered
from shuniu.kernel.orgs.models import Affiliation, Appointment, Designation, Merge, Organization, Substitution


def hold_register() -> None:
    """Until the transaction ends nobody else imports, merges or splits: taken before any organization is locked, so that
    nobody waits in a circle, and what is read after it about who is one with whom stays true.
    """
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(hashtext('orgs.register'))")


def appointments_of(user: Any, at: datetime) -> models.QuerySet[Appointment]:
    """The user's own appointments and those the user stands in for at the moment `at`."""
    if not user.is_authenticated:
        return Appointment.objects.none()
    stood_in = Substitution.objects.valid(at).filter(substitute=user).values("appointment")
    return Appointment.objects.valid(at).filter(
        models.Q(person=user, person__is_active=True) | models.Q(pk__in=stood_in)
    )


def posts_of(user: Any, at: datetime) -> list[tuple[int, str]]:
    """(organization id, role) of every post the user holds or stands in for at the moment `at`."""
    return remembered(
        user, ("posts", at), lambda: list(appointments_of(user, at).values_list("organization_id", "role").order_by())
    )


def holds(user: Any, organization: Organization, *roles: str, at: datetime) -> bool:
    """True when the user holds one of `roles` in the organization, or stands in for somebody who does."""
    return any(body == organization.pk and (not roles or role in roles) for body, role in posts_of(user, at))


def holders(organization: Organization, *roles: str, at: datetime) -> list[Any]:
    """The persons to be asked: those appointed to one of `roles` and their substitutes, each once."""
    posts = Appointment.objects.valid(at).filter(organization=organization, role__in=roles, person__is_active=True)
    people = {post.person_id: post.person for post in posts.select_related("person")}
    stands = Substitution.objects.valid(at).filter(appointment__in=posts).select_related("substitute")
    people.update({stand.substitute_id: stand.substitute for stand in stands})
    return list(people.values())


def holders_of(organizations: Iterable[int], *roles: str, at: datetime) -> dict[int, list[Any]]:
    """Organization id → the persons to be asked there, substitutes too, each once: two queries for however many."""
    posts = Appointment.objects.valid(at).filter(
        organization__in=list(organizations), role__in=roles, person__is_active=True
    )
    found: dict[int, dict[int, Any]] = {}
    for post in posts.select_related("person"):
        found.setdefault(post.organization_id, {})[post.person_id] = post.person
    stands = Substitution.objects.valid(at).filter(appointment__in=posts)
    for stand in stands.select_related("substitute", "appointment"):
        found.setdefault(stand.appointment.organization_id, {})[stand.substitute_id] = stand.substitute
    return {body: list(people.values()) for body, people in found.items()}


def bodies_of(user: Any, at: datetime, *roles: str) -> models.QuerySet[Organization]:
    """Every organization in which the user holds a role (one of `roles`, when given)."""
    return Organization.objects.filter(pk__in=body_ids(user, at, *roles))


def body_ids(user: Any, at: datetime, *roles: str) -> list[int]:
    """Ids of the organizations in which the user holds a role (one of `roles`, when given), each once."""
    return list({body for body, role in posts_of(user, at) if not roles or role in roles})


def is_community(body: Organization) -> bool:
    return Organization.objects.communities().filter(pk=body.pk).exists()


def hubs_at(at: datetime) -> models.QuerySet[Organization]:
    """All hubs whose designation holds at the moment `at`."""
    return Organization.objects.filter(pk__in=Designation.objects.valid(at).values("organization"))


def hubs_of(user: Any, at: datetime) -> models.QuerySet[Organization]:
    """The hubs for which the user works."""
    return Organization.objects.filter(pk__in=hub_ids(user, at))


def hub_ids(user: Any, at: datetime) -> list[int]:
    """Ids of the hubs for which the user works."""

    def ask() -> list[int]:
        held = Designation.objects.valid(at).filter(organization__in=body_ids(user, at))
        return list(held.values_list("organization", flat=True))

    return remembered(user, ("hubs", at), ask)


DEEPEST = 8
_BELOW = """
WITH RECURSIVE below(hub, depth) AS (
    SELECT organization_id, 1 FROM orgs_designation
     WHERE reports_to_id = ANY(%(tops)s) AND valid_from <= %(day)s AND (valid_to IS NULL OR valid_to > %(day)s)
    UNION
    SELECT d.organization_id, b.depth + 1 FROM orgs_designation d JOIN below b ON d.reports_to_id = b.hub
     WHERE d.valid_from <= %(day)s AND (d.valid_to IS NULL OR d.valid_to > %(day)s) AND b.depth < 8
)
SELECT hub, min(depth) FROM below GROUP BY hub
"""


def hubs_below(organizations: Iterable[int], at: datetime) -> dict[int, int]:
    """Hub id → steps below the given bodies along `reports_to` (1 = directly)."""
    tops = list(organizations)
    if not tops:
        return {}
    with connection.cursor() as cursor:
        cursor.execute(_BELOW, {"tops": tops, "day": local_date(at)})
        return dict(cursor.fetchall())


def bodies_above(hub: Organization, at: datetime) -> list[int]:
    """The bodies above a hub along `reports_to`, the nearest first; empty for a body that is no hub."""
    above = dict(Designation.objects.valid(at).values_list("organization", "reports_to"))
    line: list[int] = []
    body = above.get(hub.pk)
    while body is not None and body not in line and len(line) < DEEPEST:
        line.append(body)
        body = above.get(body)
    return line


def overseen_by(user: Any, at: datetime) -> models.QuerySet[Organization]:
    """Hubs that a body of the user oversees, directly or through another hub."""
    if not user.is_authenticated:
        return Organization.objects.none()
    tops = body_ids(user, at, "head", "officer")
    return Organization.objects.filter(pk__in=remembered(user, ("below", at), lambda: list(hubs_below(tops, at))))


def oversees(user: Any, organization: Organization, at: datetime) -> bool:
    """True when the user is head or officer of a body above this hub, at any distance."""
    return overseen_by(user, at).filter(pk=organization.pk).exists()


def directly_above(hub: Organization, at: datetime) -> Organization | None:
    """The body this hub reports to."""
    designation = Designation.objects.valid(at).filter(organization=hub).select_related("reports_to").first()
    return designation.reports_to if designation else None


def overseeing_bodies(user: Any, at: datetime) -> list[Organization]:
    """Bodies of the user (as head or officer) to which at least one hub reports at the moment `at`."""
    tops = Designation.objects.valid(at).values("reports_to")
    return list(bodies_of(user, at, "head", "officer").filter(pk__in=tops).select_related("area").order_by("sort_key"))


def topmost_of(user: Any, at: datetime) -> models.QuerySet[Organization]:
    """Overseeing bodies of the user (as head or officer) that themselves report to nobody at the moment `at`."""
    rows = Designation.objects.valid(at)
    tops = bodies_of(user, at, "head", "officer").filter(pk__in=rows.values("reports_to"))
    return tops.exclude(pk__in=rows.values("organization"))


def keeps_what_is_shared(user: Any, at: datetime) -> bool:
    """Head or officer of an overseeing body that is no hub, with no other such body over an area in which its own lies:
    a district authority keeps nothing that holds for the whole city."""
    tops = Organization.objects.filter(pk__in=Designation.objects.valid(at).values("reports_to"))
    bodies = list(tops.exclude(pk__in=hubs_at(at).values("pk")).select_related("area__parent"))
    over = {row.area_id for row in bodies}
    mine = set(body_ids(user, at, "head", "officer"))
    for row in bodies:
        around = {row.area.parent_id, row.area.parent.parent_id if row.area.parent else None} if row.area else set()
        if row.pk in mine and not (around - {None}) & over:
            return True
    return False


def concerned_hubs(organizations: Iterable[int], at: datetime) -> models.QuerySet[Organization]:
    """The hubs that have to do with these organizations: tied to one, the first to bring one in, or one of them."""
    rows = list(organizations)
    ties = Affiliation.objects.held(at).filter(organization__in=rows, declined_at__isnull=True).values("hub")
    brought = Organization.objects.filter(pk__in=rows, brought_by__isnull=False).values("brought_by")
    return hubs_at(at).filter(models.Q(pk__in=ties) | models.Q(pk__in=brought) | models.Q(pk__in=rows))


def merges_within(organization: Organization) -> list[Merge]:
    """Every standing merge that led to this row, directly or through another, the last first."""
    found: list[Merge] = []
    wanted = [organization.pk]
    while wanted:
        rows = list(Merge.objects.standing().filter(kept__in=wanted).select_related("gone"))
        found += rows
        wanted = [row.gone_id for row in rows]
    return sorted(found, key=lambda row: (row.merged_at, row.pk), reverse=True)


def designation_of(hub: Organization, at: datetime) -> Designation | None:
    return (
        Designation.objects.valid(at)
        .filter(organization=hub)
        .select_related("field", "reports_to", "organization")
        .first()
    )
