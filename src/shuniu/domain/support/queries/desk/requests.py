"""The desk's queue, and what is published."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import Any

from django.db.models import Q, QuerySet

from shuniu.domain.support.models.desk import (
    DeskUnit,
    PlatformService,
    ServiceCharter,
    ServiceGuide,
    ServiceRequest,
)
from shuniu.domain.support.rules.desk import REOPEN_DAYS
from shuniu.kernel.core.reading import whole_number
from shuniu.kernel.norms.queries import setting_for
from shuniu.kernel.orgs.models import Organization
from shuniu.kernel.orgs.models.appointment import Substitution

SORTS = {"due": ("due_on", "accept_by", "pk"), "new": ("-filed_at", "-pk"), "name": ("applicant", "pk")}


def days_of(hub: Organization, key: str, at: datetime) -> int:
    return int(setting_for(hub, key, at) or 0)


def guides_of(hub: Organization, at: datetime) -> QuerySet[ServiceGuide]:
    return ServiceGuide.objects.published(at).filter(hub=hub)


def charter_of(hub: Organization) -> ServiceCharter | None:
    return ServiceCharter.objects.filter(hub=hub).order_by("-number").first()


def queue(
    user: Any, at: datetime, *, hub: Organization | None, which: str = "", guide: str = "", unit: str = "", text: str = "",
    sort: str = "", today: date,
) -> QuerySet[ServiceRequest]:  # fmt: skip
    """The requests a person can work on, under a tab and filters; what presses first."""
    rows = ServiceRequest.objects.at_desk_of(user, at)
    if hub is not None:
        rows = rows.filter(hub=hub)
    tab = {
        "": ~Q(state="CLOSED"),
        "new": Q(state="FILED"),
        "mine": Q(assigned_to__in=[user.pk, *stood_in_for(user, at)]) & ~Q(state="CLOSED"),
        "free": Q(assigned_to__isnull=True) & ~Q(state="CLOSED"),
        "late": ~Q(state__in=["CLOSED", "ANSWERED"]) & (Q(due_on__lt=today) | Q(state="FILED", accept_by__lt=today)),
        "asked": Q(state__in=["MISSING", "ANSWERED"]),
        "reopened": Q(reopens__isnull=False),
        "closed": Q(state="CLOSED"),
    }.get(which, Q())
    rows = rows.filter(tab)
    if guide:
        rows = rows.filter(guide__slug=guide)
    if chosen := whole_number(unit):
        rows = rows.filter(unit=chosen)
    if text.strip():
        word = text.strip()
        rows = rows.filter(Q(subject__icontains=word) | Q(applicant__icontains=word) | Q(contact_name__icontains=word))
    order = SORTS.get(sort, SORTS["new"] if which == "closed" else SORTS["due"])
    return rows.order_by(*order)


def stood_in_for(user: Any, at: datetime) -> list[int]:
    """Persons who are away and for whom the user stands in."""
    rows = Substitution.objects.valid(at).filter(substitute=user)
    return list(rows.values_list("appointment__person", flat=True))


def earlier_of(
    hub: Organization, *, organization: Organization | None, phone_key: str, guide: ServiceGuide, at: datetime
) -> ServiceRequest | None:
    """The request that a new one takes up again: same applicant, same service, still open or closed not long ago."""
    since = at - timedelta(days=days_of(hub, REOPEN_DAYS.key, at))
    rows = ServiceRequest.objects.filter(hub=hub, guide__slug=guide.slug, reopened_by__isnull=True)
    same = Q(phone_key=phone_key, organization__isnull=True)
    if organization is not None:
        same = Q(organization=organization) | Q(phone_key=phone_key)
    standing = Q(closed_at__isnull=True) | Q(closed_at__gte=since)
    return rows.filter(same & standing).order_by("-filed_at", "-pk").first()


def same_applicant(row: ServiceRequest) -> QuerySet[ServiceRequest]:
    """Other requests of the same organization, or from the same telephone."""
    same = Q(phone_key=row.phone_key)
    if row.organization_id:
        same |= Q(organization=row.organization_id)
    return ServiceRequest.objects.filter(same, hub=row.hub).exclude(pk=row.pk).order_by("-filed_at")


def open_units(hub: Organization) -> QuerySet[DeskUnit]:
    """All units of the hub's desk, also where nothing new can be sent."""
    return DeskUnit.objects.filter(hub=hub, closed_at__isnull=True).select_related("organization")


def units_of(hub: Organization, at: datetime) -> QuerySet[DeskUnit]:
    """Where requests of the hub's desk can be sent now."""
    return DeskUnit.objects.taking(at).filter(hub=hub).select_related("organization")


def platform_services(hub: Organization, at: datetime) -> QuerySet[PlatformService]:
    """What platform organizations offer for the hub now: settled who pays, the fee in public (A09.4)."""
    units = DeskUnit.objects.taking(at).filter(hub=hub, kind=DeskUnit.Kind.PLATFORM)
    rows = PlatformService.objects.filter(agreement__unit__in=units, settled_at__isnull=False, dropped_at__isnull=True)
    return rows.select_related("agreement__organization").order_by("agreement__organization__sort_key", "title")
