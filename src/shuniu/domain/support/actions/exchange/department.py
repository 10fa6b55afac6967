from __future__ import annotations

from datetime import datetime
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from shuniu.domain.support.actions.common import lines_of
from shuniu.domain.support.models.exchange import InternalDepartment
from shuniu.engines.bookings.actions import rename_unit
from shuniu.engines.exchange.actions import rename_lender
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
def rename_department(row: InternalDepartment, *, name: str, by: Any, at: datetime) -> InternalDepartment:
    """The same department under another name: what it lends goes on under it, what it lent stays its own."""
    hub = Organization.objects.select_for_update(of=("self",)).get(pk=row.hub_id)
    row = InternalDepartment.objects.select_for_update(of=("self",)).select_related("hub").get(pk=row.pk)
    authorise(by, "support.enter_departments", row, at=at)
    name = name.strip()[:60]
    if name == row.name:
        return row
    if not name:
        raise ValidationError({"name": _("请写新的名称。")})
    if row.closed_on is not None:
        raise ValidationError({"name": _("这个部门已经撤销，不能再改名。")})
    if InternalDepartment.objects.filter(hub=hub, name=name, closed_on__isnull=True).exists():
        raise ValidationError({"name": _("已有同名的部门，两个合成一个时，请撤销其中一个。")})
    before, row.name = row.name, name
    row.former_names = [*row.former_names, {"name": before, "until": local_date(at).isoformat()}]
    row.save(update_fields=["name", "former_names"])
    rename_lender(hub, before, name)
    rename_unit(hub, before, name)
    trace(row, "support.department_renamed", by=by, at=at, before=before, name=name)
    return row


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
