"""Whom an opportunity is for, and who of them can be told here (A08.1)."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.db.models import Q, QuerySet

from shuniu.domain.support.models.exchange import Opportunity
from shuniu.kernel.core.moments import local_date
from shuniu.kernel.orgs.models import Affiliation, Appointment, Organization, OrganizationKind
from shuniu.kernel.orgs.rules import SPEAKS


def eligible_for(row: Opportunity, at: datetime) -> QuerySet[Organization]:
    """Members; where others may apply too, everybody tied to the hub and every living organization of its field."""
    ties = Affiliation.objects.confirmed(at).filter(hub=row.hub)
    if not row.open_to_all:
        ties = ties.filter(kind="membership")
    wanted = Q(pk__in=ties.values("organization"))
    if row.open_to_all and row.hub.field_id:
        wanted |= Q(field=row.hub.field_id) & ~Q(kind=OrganizationKind.AUTHORITY)
    rows = Organization.objects.filter(wanted, merged_into__isnull=True).exclude(pk=row.hub_id)
    return rows.filter(Q(brought_by__isnull=True) | Q(brought_by=row.hub)).living(local_date(at))


def not_told(row: Opportunity, at: datetime) -> QuerySet[Any]:
    """Eligible, but nobody of them has an account here: the hub tells them in another way."""
    speaks = Appointment.objects.valid(at).filter(role__in=SPEAKS, person__is_active=True)
    return eligible_for(row, at).exclude(pk__in=speaks.values("organization")).order_by("sort_key", "pk")
