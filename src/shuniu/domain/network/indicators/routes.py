"""OPN-4: routes alive (A05)."""

from __future__ import annotations

from datetime import datetime

from django.utils.translation import gettext_lazy as _

from shuniu.domain.network.routes import ROUTES, first_records
from shuniu.kernel.core.moments import Period, local_date, start_of_day
from shuniu.kernel.orgs.models import Designation
from shuniu.kernel.specification.indicators import Figure, Item, indicator, note_words

for _code, _route in ROUTES.items():
    note_words.add(f"route_{_code}", _route.label)


# Three of four and four of five both reach it, two of four and three of five do not: all but one.
@indicator(
    "OPN-4", units=["A05"], title=_("在走的途径"), formula=_("有完成记录的途径 ÷ 适用的途径（四种或五种）"), period="Y",
    element="open", scoring=True, threshold=0.75,
)  # fmt: skip
def routes_alive(*, hubs: list[int], period: Period, at: datetime) -> dict[int, Figure]:
    """Each applicable route once: with its first completed record of the year, or with the hub itself as not yet walked."""
    first = first_records(hubs, period.start, period.end, at)
    day = start_of_day(min(period.last_day, local_date(at)))
    figures = {}
    for designation in Designation.objects.valid(day).filter(organization__in=hubs):
        hub, items = designation.organization_id, []
        for code, route in ROUTES.items():
            if route.applies(designation):
                kind, pk = first.get((hub, code), ("orgs.organization", hub))
                items.append(Item(kind, pk, (hub, code) in first, f"route_{code}"))
        figures[hub] = Figure(sum(item.counted for item in items), len(items), items)
    return figures
