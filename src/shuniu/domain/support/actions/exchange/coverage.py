from __future__ import annotations

from datetime import date, datetime
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from shuniu.domain.support.actions.common import filled
from shuniu.domain.support.models.exchange import Coverage
from shuniu.engines.exchange.models import Match
from shuniu.kernel.core.access import authorise
from shuniu.kernel.core.moments import local_date
from shuniu.kernel.orgs.models import Organization
from shuniu.kernel.trail.actions import trace


@transaction.atomic
def record_coverage(
    hub: Organization, *, outlet: str, title: str, published_on: date, link: str, place: str, key: str, by: Any,
    at: datetime, about: Organization | None = None, match: Match | None = None,
) -> Coverage:  # fmt: skip
    """What was published, where it can be read, and the help it came from. The same `key`, or the same link, is one."""
    hub = Organization.objects.select_for_update(of=("self",)).get(pk=hub.pk)
    row = Coverage(hub=hub, about=about, match=match, published_on=published_on, link=link.strip(), place=place.strip()[:80],
                   recorded_by=by, recorded_at=at, key=key)  # fmt: skip
    authorise(by, "support.record_coverage", row, at=at)
    texts = filled(outlet=outlet, title=title)
    same = Coverage.objects.filter(hub=hub, withdrawn_at__isnull=True)
    there = Coverage.objects.filter(hub=hub, key=key).first() or (
        same.filter(link=row.link).first() if row.link else None
    )
    if there is not None:
        return there
    if published_on > local_date(at):
        raise ValidationError({"published_on": _("日期还没到，刊发以后再登记。")})
    if not row.link and not row.place:
        raise ValidationError({"link": _("请写网址，或写版面、时段，别人要查得到。")})
    if match is not None and match.hub_id != hub.pk:
        raise ValidationError({"match": _("这次对接不是本枢纽牵线的。")})
    row.outlet, row.title = texts["outlet"][:80], texts["title"][:160]
    row.save()
    trace(row, "support.coverage_recorded", by=by, at=at, hub=hub)
    return row


@transaction.atomic
def withdraw_coverage(row: Coverage, *, by: Any, at: datetime) -> Coverage:
    """Entered wrongly: it is no longer shown. Twice is once."""
    row = Coverage.objects.select_for_update(of=("self",)).select_related("hub").get(pk=row.pk)
    authorise(by, "support.record_coverage", row, at=at)
    if row.withdrawn_at is None:
        row.withdrawn_at = at
        row.save(update_fields=["withdrawn_at"])
        trace(row, "support.coverage_withdrawn", by=by, at=at)
    return row
