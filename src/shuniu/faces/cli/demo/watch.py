"""Two and a half years of asking the public search every five minutes: a few nights of repairs, one longer failure (A10.4)."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from shuniu.engines.exchange.actions.probe import EVERY
from shuniu.engines.exchange.models import ProbeDay
from shuniu.kernel.core.moments import local_date, start_of_day

if TYPE_CHECKING:
    from shuniu.faces.cli.demo.city import DemoCity

REPAIRS, LONG_FAILURE = 41, 203
"""Every so many days an hour of repairs; that many days ago half a day without an answer."""
WHOLE_CITY = 1000
"""Organizations from which on the city has this history; the small one leaves its days free."""


def fill(city: DemoCity) -> None:
    if city.size <= WHOLE_CITY:
        return
    days = []
    for ago in range((city.today - local_date(city.start)).days, -1, -1):
        first = start_of_day(city.today - timedelta(days=ago))
        last = min(first + timedelta(days=1) - EVERY, city.now)
        asked = int((last - first) / EVERY) + 1
        failed = min(asked, 140 if ago == LONG_FAILURE else 12 if ago % REPAIRS == 0 and ago else 0)
        days.append(
            ProbeDay(day=local_date(first), first_at=first, last_at=last, answered=asked - failed, failed=failed,
                     slow=min(asked - failed, ago % 3), slowest_ms=260 + 37 * (ago % 23))
        )  # fmt: skip
    ProbeDay.objects.bulk_create(days)
