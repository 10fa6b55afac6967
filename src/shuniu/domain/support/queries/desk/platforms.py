"""What platform organizations bear of the desk: so that no one of them becomes the only way (A09.4)."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Count

from shuniu.domain.support.models.desk import DeskUnit, ServiceRequest
from shuniu.domain.support.rules.desk import PLATFORM_LOAD
from shuniu.kernel.core.moments import local_date, months_after, start_of_day
from shuniu.kernel.norms.queries import settings_for

FEW = 10
"""Of fewer in a year no share is told."""


@dataclass(frozen=True)
class Load:
    """Of the requests that platforms of a hub answered and that were closed with consent: those of one, and of all."""

    done: int
    whole: int
    is_too_much: bool


def platform_loads(hubs: Iterable[int], at: datetime) -> dict[int, Load]:
    """Unit → its load of the last twelve months."""
    rows = (
        ServiceRequest.objects.filter(
            hub__in=hubs, answered_unit__kind=DeskUnit.Kind.PLATFORM, closing=ServiceRequest.Closing.CONSENT,
            closed_at__gte=start_of_day(months_after(local_date(at), -12)), closed_at__lt=at,
        )
        .values_list("hub", "answered_unit")
        .annotate(done=Count("pk"))
        .order_by()
    )  # fmt: skip
    found, whole = list(rows), Counter[int]()
    for hub, _unit, done in found:
        whole[hub] += done
    most = settings_for(set(whole), PLATFORM_LOAD.key, at)
    return {
        unit: Load(done, whole[hub], whole[hub] >= FEW and 100 * done > float(most[hub] or 100) * whole[hub])
        for hub, unit, done in found
    }
