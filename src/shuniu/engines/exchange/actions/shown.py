from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from django.db import connection

from shuniu.engines.exchange.models import Offer
from shuniu.kernel.core.access import authorise
from shuniu.kernel.core.moments import local_date

_COUNT = """
INSERT INTO exchange_showing (offer_id, day, times) SELECT unnest(%(offers)s::bigint[]), %(day)s, 1
    ON CONFLICT (offer_id, day) DO UPDATE SET times = exchange_showing.times + 1
"""


def count_shown(offers: Iterable[Offer], *, by: Any, at: datetime) -> None:
    """Each of these was shown once more to somebody; in order of id, so that two pages never wait for each other."""
    authorise(by, "exchange.count_shown", None, at=at)
    rows = sorted({offer.pk for offer in offers})
    if rows:
        with connection.cursor() as cursor:
            cursor.execute(_COUNT, {"offers": rows, "day": local_date(at)})
