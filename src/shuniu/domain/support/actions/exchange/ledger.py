from __future__ import annotations

from datetime import datetime
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from shuniu.domain.support.actions.common import department_of
from shuniu.domain.support.actions.exchange.department import enter_departments
from shuniu.domain.support.models.exchange import InternalDepartment
from shuniu.engines.exchange.actions import post_offer
from shuniu.engines.exchange.models import Offer, Source
from shuniu.kernel.core.access import authorise
from shuniu.kernel.orgs.models import Organization
from shuniu.kernel.orgs.queries import holds


@transaction.atomic
def enter_offer(
    keeper: Organization, *, department: Organization | None, department_name: str = "", unit_name: str = "", by: Any,
    at: datetime, **facts: Any,
) -> Offer:  # fmt: skip
    """An officer enters what was won; a department that the register does not know is entered with it (A10).

    Of the hub's own it says which of its departments lends it, people and experts too (A08.2).
    """
    authorise(by, "support.enter_offer", Offer(keeper=keeper), at=at)
    if department is None and department_name:
        department = department_of(None, department_name, hub=keeper, by=by, at=at)
    unit_name = unit_name.strip() if facts.get("source") == Source.OWN else ""
    if facts.get("source") == Source.OWN:
        if not unit_name:
            raise ValidationError({"unit_name": _("本枢纽自己的资源，请写明是哪个内设部门的。")})
        if not holds(by, keeper, "head", "officer", at=at):
            known = InternalDepartment.objects.filter(hub=keeper, name=unit_name, closed_on__isnull=True).exists()
            if not known:
                raise ValidationError({"unit_name": _("内设部门名单里没有这一个，请经办人先列入名单。")})
        else:
            enter_departments(keeper, names=unit_name, by=by, at=at)
        facts["body"] = keeper
    return post_offer(keeper, department=department, unit_name=unit_name, by=by, at=at, **facts)
