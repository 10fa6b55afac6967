from __future__ import annotations

from datetime import datetime
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from shuniu.domain.support.actions.common import lines_of
from shuniu.domain.support.models.exchange import InternalDepartment
from shuniu.kernel.core.access import authorise
from shuniu.kernel.core.moments import local_date
from shuniu.kernel.orgs.models import Organization
from shuniu.kernel.trail.actions import trace


@transaction.atomic
def enter_departments(hub: Organization, *, names: str, by: Any, at: datetime) -> int:
    """The hub's own departments, one a line; who is on the list stays. Returns how many were added."""
    hub = Organization.objects.select_for_update(of=("self",)).get(pk=hub.pk)
    authorise(by, "support.enter_departments", InternalDepartment(hub=hub), at=at)
    wanted = list(dict.fromkeys(line[:60] for line in lines_of(names)))
    if not wanted:
        raise ValidationError({"names": _("请写内设部门的名称，一行一个。")})
    there = set(InternalDepartment.objects.filter(hub=hub, closed_on__isnull=True).values_list("name", flat=True))
    fresh = [name for name in wanted if name not in there]
    for name in fresh:
        row = InternalDepartment.objects.create(hub=hub, name=name, opened_on=local_date(at), entered_by=by)
        trace(row, "support.department_entered", by=by, at=at, hub=hub, name=name)
    return len(fresh)


@transaction.atomic
def close_department(row: InternalDepartment, *, by: Any, at: datetime) -> InternalDepartment:
    """It is no more; what it lent stays on record, and it is counted until today."""
    row = InternalDepartment.objects.select_for_update(of=("self",)).select_related("hub").get(pk=row.pk)
    authorise(by, "support.enter_departments", row, at=at)
    if row.closed_on is None:
        row.closed_on = local_date(at)
        row.save(update_fields=["closed_on"])
        trace(row, "support.department_closed", by=by, at=at, name=row.name)
    return row
