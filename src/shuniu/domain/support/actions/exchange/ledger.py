from __future__ import annotations

from datetime import datetime
from typing import Any

from django.db import transaction

from shuniu.domain.support.actions.common import department_of
from shuniu.engines.exchange.actions import post_offer
from shuniu.engines.exchange.models import Offer
from shuniu.kernel.core.access import authorise
from shuniu.kernel.orgs.models import Organization


@transaction.atomic
def enter_offer(
    keeper: Organization, *, department: Organization | None, department_name: str = "", by: Any, at: datetime, **facts: Any
) -> Offer:  # fmt: skip
    """An officer enters what was won; a department that the register does not know is entered with it (A10)."""
    authorise(by, "support.enter_offer", Offer(keeper=keeper), at=at)
    if department is None and department_name:
        department = department_of(None, department_name, hub=keeper, by=by, at=at)
    return post_offer(keeper, department=department, by=by, at=at, **facts)
