"""What keeps a milestone of an entrusted service from being paid: the client has not confirmed it (A09.2)."""

from __future__ import annotations

from datetime import datetime

from django.utils.translation import gettext as _

from shuniu.domain.support.models.desk import ServiceMilestone


def unconfirmed_milestones(*, ids: list[int], at: datetime) -> dict[int, str]:
    """Milestone id → why it may not be paid; one that is not there may not be paid either."""
    rows = {row.pk: row for row in ServiceMilestone.objects.filter(pk__in=ids)}
    why = {pk: _("没有这个里程碑，不能拨付。") for pk in ids if pk not in rows}
    for pk, row in rows.items():
        if row.confirmed_at is None or row.confirmed_at > at:
            why[pk] = _("客户还没有确认“%(title)s”，不能拨付。") % {"title": row.title}
    return why
