"""What a hub chose and has: the forms of article 10 it took up, which alone are judged, and its own departments."""

from __future__ import annotations

from collections import Counter
from datetime import date

from django.db.models import F, Q

from shuniu.domain.support.models.exchange import ChosenForm, InternalDepartment
from shuniu.engines.bookings.models import Facility
from shuniu.engines.exchange.models import Offer
from shuniu.kernel.orgs.models import Organization

UNITS = {"expo": "A10.1", "calls": "A10.2", "landing": "A10.3", "online": "A10.4", "grouping": "A10.5"}


def forms_not_chosen(*, hubs: list[int], start: date, end: date) -> dict[int, set[str]]:
    """Hub id → units of the forms it used on no day of the period."""
    rows = ChosenForm.objects.filter(
        Q(dropped_on__isnull=True) | Q(dropped_on__gt=start), hub__in=hubs, chosen_on__lt=end
    )
    left = {hub: set(UNITS.values()) for hub in hubs}
    for hub, form in rows.values_list("hub", "form"):
        left[hub].discard(UNITS[form])
    return left


def open_departments(hub: Organization) -> list[str]:
    rows = InternalDepartment.objects.filter(hub=hub, closed_on__isnull=True)
    return list(rows.order_by("name").values_list("name", flat=True))


def lent_by(rows: list[InternalDepartment]) -> dict[int, tuple[int, int]]:
    """Department id → how many facilities and how many offers of its own stand open; two queries for however many."""
    hubs = {row.hub_id for row in rows}
    rooms = Counter(
        Facility.objects.filter(owner__in=hubs, hub=F("owner"), withdrawn_at__isnull=True).values_list(
            "hub", "unit_name"
        )
    )
    offers = Counter(Offer.objects.public().filter(keeper__in=hubs, source="own").values_list("keeper", "unit_name"))
    return {row.pk: (rooms[row.hub_id, row.name], offers[row.hub_id, row.name]) for row in rows}
