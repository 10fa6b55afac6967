"""What platform organizations bear of the desk: so that no one of them becomes the only way (A09.4)."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from django.db.models import Count

from shuniu.domain.support.models.desk import DeskUnit, ServiceRequest
from shuniu.kernel.core.moments import local_date, months_after, start_of_day


def platform_loads(hubs: Iterable[int], at: datetime) -> dict[int, tuple[int, int]]:
    """Unit → (requests it answered that were closed with consent in the last twelve months, those of all platforms of
    its hub).
    """
    rows = (
        ServiceRequest.objects.filter(
            hub__in=hubs, answered_unit__kind=DeskUnit.Kind.PLATFORM, closing=ServiceRequest.Closing.CONSENT,
            closed_at__gte=start_of_day(months_after(local_date(at), -12)), closed_at__lt=at,
        )
        .values_list("hub", "answered_unit")
        .annotate(done=Count("pk"))
        .order_by()
    )  # fmt: skip
    found, whole = list(rows), dict[int, int]()
    for hub, _unit, done in found:
        whole[hub] = whole.get(hub, 0) + done
    return {unit: (done, whole[hub]) for hub, unit, done in found}
