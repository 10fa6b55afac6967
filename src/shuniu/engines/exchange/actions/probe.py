from __future__ import annotations

import time
import urllib.error
import urllib.request
from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

from django.conf import settings
from django.db import transaction
from django.db.models import F
from django.db.models.functions import Greatest
from django.urls import reverse

from shuniu.engines.exchange.models import ProbeDay
from shuniu.engines.exchange.rules import SLOW_MS
from shuniu.kernel.core.access import authorise
from shuniu.kernel.core.moments import local_date

EVERY = timedelta(minutes=5)
PATIENCE = 10
"""Seconds after which a visitor has gone."""


def visit() -> bool:
    """Ask the public search from outside, as a visitor does: it answered with a page."""
    address = f"{settings.PUBLIC_URL}{reverse('services:pool')}?q=%E6%95%99%E5%AE%A4"
    try:
        with urllib.request.urlopen(address, timeout=PATIENCE) as page:  # noqa: S310  our own address, from the settings
            return bool(page.status == 200)
    except (urllib.error.URLError, OSError):
        return False


def probe_search(*, by: Any, at: datetime, ask: Callable[[], bool] = visit) -> ProbeDay:
    """Ask once and write down whether and how fast it answered; twice within a minute is once."""
    authorise(by, "exchange.probe_search", None, at=at)
    begun = time.perf_counter()
    answered = ask()
    took = round((time.perf_counter() - begun) * 1000)
    with transaction.atomic():
        row, made = ProbeDay.objects.select_for_update().get_or_create(
            day=local_date(at), defaults={"first_at": at, "last_at": at}
        )
        if not made and at - row.last_at < timedelta(minutes=1):
            return row
        ProbeDay.objects.filter(pk=row.pk).update(
            answered=F("answered") + int(answered), failed=F("failed") + int(not answered),
            slow=F("slow") + int(answered and took >= SLOW_MS), slowest_ms=Greatest(F("slowest_ms"), took if answered else 0),
            last_at=at,
        )  # fmt: skip
    row.refresh_from_db()
    return row
