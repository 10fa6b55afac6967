from __future__ import annotations

from datetime import datetime
from typing import Any

from django.utils.translation import gettext_lazy as _

from shuniu.kernel.core.access import permit, predicate
from shuniu.kernel.norms.queries import limit
from shuniu.kernel.orgs.queries import holds, oversees

limit(
    "oversight.coordination_working_days",
    default=15,
    unit_label=_("个工作日"),
    title=_("协调请求答复期限"),
    clause="A03",
)
limit(
    "oversight.supplement_working_days",
    default=5,
    unit_label=_("个工作日"),
    title=_("协调请求补充情况的期限"),
    clause="A03",
)


@predicate
def works_for_its_hub(user: Any, row: Any, at: datetime) -> bool:
    return holds(user, row.hub, "head", "officer", "clerk", at=at)


@predicate
def speaks_for_its_hub(user: Any, row: Any, at: datetime) -> bool:
    return holds(user, row.hub, "head", "officer", at=at)


@predicate
def heads_its_hub(user: Any, row: Any, at: datetime) -> bool:
    return holds(user, row.hub, "head", at=at)


@predicate
def oversees_its_hub(user: Any, row: Any, at: datetime) -> bool:
    return oversees(user, row.hub, at)


@predicate
def is_addressed(user: Any, row: Any, at: datetime) -> bool:
    return holds(user, row.addressed_to, "head", "officer", at=at)


permit("oversight.save_statement", works_for_its_hub)
permit("oversight.confirm_statement", heads_its_hub)
permit("oversight.remark_on_statement", oversees_its_hub)
permit("oversight.reply_to_remark", speaks_for_its_hub)
permit("oversight.file_request", speaks_for_its_hub)
permit("oversight.withdraw_request", speaks_for_its_hub)
permit("oversight.answer_request", is_addressed)
permit("oversight.remind_hub", oversees_its_hub)
