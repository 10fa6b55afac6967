"""Which forms of article 10 a hub has taken up; only those are judged."""

from __future__ import annotations

from datetime import date

from django.db.models import Q

from shuniu.domain.support.models.exchange import ChosenForm

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
