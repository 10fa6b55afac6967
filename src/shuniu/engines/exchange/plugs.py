"""What a merge has to know, what keeps a tie active, and that a match done is what an intent may lead to."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from shuniu.engines.exchange.models import Match
from shuniu.kernel.core.moments import local_date
from shuniu.kernel.orgs.contacts import contact_sources
from shuniu.kernel.orgs.merging import prefer
from shuniu.kernel.record.kinds import outcome_source

prefer("exchange.offershare", lambda row: (row.agreed_at is not None, row.proposed_at))
contact_sources.add(
    "exchange",
    "SELECT m.hub_id, n.body_id AS organization_id, d.delivered_on::timestamp AT TIME ZONE 'Asia/Shanghai' AS happened_at, "
    "d.confirmed_at AS known_at, (d.recorded_at AT TIME ZONE 'Asia/Shanghai')::date > d.delivered_on + 30 AS is_late "
    "FROM exchange_delivery d JOIN exchange_match m ON m.id = d.match_id "
    "JOIN exchange_need n ON n.id = m.need_id WHERE d.confirmed_at IS NOT NULL AND n.body_id IS NOT NULL",
)


def matches_done(*, hub: Any, parties: list[int], since: date, until: date, at: datetime) -> list[dict[str, Any]]:
    """Matches with something delivered and confirmed between two bodies."""
    rows = Match.objects.filter(
        Q(offer__body__in=parties, need__body__in=parties), accepted_at__isnull=False, deliveries__confirmed_at__lte=at,
        deliveries__delivered_on__range=(since, until),
    ).select_related("offer", "need").distinct()  # fmt: skip
    return [
        {"id": row.pk, "title": row.need.title, "on": local_date(row.accepted_at)}
        for row in rows.order_by("-accepted_at")[:20] if row.accepted_at
    ]  # fmt: skip


outcome_source("exchange.match", kind="match", label=_("对接落地"), candidates=matches_done)
