"""Who may ask, answer, send back; limits; what a fault of a cell says (填报任务)."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.utils.translation import gettext_lazy as _

from shuniu.kernel.core.access import permit, predicate
from shuniu.kernel.norms.queries import limit
from shuniu.kernel.orgs.queries import holds, hubs_at, hubs_below
from shuniu.kernel.orgs.rules import keeps_facts

FILERS = ("head", "officer", "secretary_general", "liaison_officer")
FILLERS = (*FILERS, "clerk", "staff")

ROWS = limit("registry.request_rows", default=500, unit_label=_("行"), title=_("填报任务每家最多行数"), clause="A16.1")
COLUMNS = limit("registry.request_columns", default=30, unit_label=_("列"), title=_("填报任务最多列数"), clause="A06")
NOTICE_DAYS = limit(
    "registry.request_notice_days",
    default=3,
    unit_label=_("个工作日"),
    title=_("填报任务至少留出的填报时间"),
    clause="A06",
)
RETURN_DAYS = limit(
    "registry.request_return_days", default=3, unit_label=_("个工作日"), title=_("填报退回后修改的期限"), clause="A06"
)
CLOSE_DAYS = limit(
    "registry.request_close_days",
    default=10,
    unit_label=_("个工作日"),
    title=_("填报任务到期后了结的期限"),
    clause="A06",
)


@predicate
def prepares_the_request(user: Any, request: Any, at: datetime) -> bool:
    return holds(user, request.asker, "head", "officer", "clerk", at=at) and _asks(request.asker, at)


@predicate
def asks_for_the_body(user: Any, request: Any, at: datetime) -> bool:
    return holds(user, request.asker, "head", "officer", at=at) and _asks(request.asker, at)


def _asks(body: Any, at: datetime) -> bool:
    """A hub, or a body with hubs below it."""
    return hubs_at(at).filter(pk=body.pk).exists() or bool(hubs_below([body.pk], at))


@predicate
def fills_for_the_body(user: Any, answer: Any, at: datetime) -> bool:
    return holds(user, answer.body, *FILLERS, at=at)


@predicate
def files_for_the_body(user: Any, answer: Any, at: datetime) -> bool:
    return holds(user, answer.body, *FILERS, at=at)


@predicate
def asked_for_it(user: Any, answer: Any, at: datetime) -> bool:
    return asks_for_the_body(user, answer.request, at)


@predicate
def keeps_its_own_facts(user: Any, answer: Any, at: datetime) -> bool:
    return keeps_facts(user, answer.body, at)


permit("registry.make_request", prepares_the_request)
permit("registry.change_request", prepares_the_request)
permit("registry.send_request", asks_for_the_body)
permit("registry.chase_request", prepares_the_request)
permit("registry.extend_request", asks_for_the_body)
permit("registry.close_request", asks_for_the_body)
permit("registry.withdraw_request", asks_for_the_body)
permit("registry.return_answer", asked_for_it)
permit("registry.open_answer", fills_for_the_body)
permit("registry.save_answer", fills_for_the_body)
permit("registry.file_answer", files_for_the_body)
permit("registry.take_back_answer", files_for_the_body)
permit("registry.offer_facts", keeps_its_own_facts)

FAULTS = {
    "missing": _("“%(title)s”还没有填，请补上"),
    "not_a_number": _("“%(title)s”填的“%(value)s”不是数字，请只写数字"),
    "not_a_day": _("“%(title)s”填的“%(value)s”不是日期，请写成 2026-03-05 的样子"),
    "not_a_choice": _("“%(title)s”填的“%(value)s”不在选项里，请从“%(choices)s”中选一项"),
    "not_yes_or_no": _("“%(title)s”填的“%(value)s”看不出是或否，请写“是”或“否”"),
    "below": _("“%(title)s”不应小于 %(limit)s，请核对"),
    "above": _("“%(title)s”不应大于 %(limit)s，请核对"),
    "too_long": _("“%(title)s”超过 %(limit)s 字，请写短一些"),
    "above_column": _("“%(title)s”不应大于“%(other)s”，请核对这两项"),
}
# Facts of the register that a column can be prefilled from and offered back to, with the kind they have there.
FACT_KINDS = {
    "name": "text", "credit_code": "text", "registered_on": "date", "legal_representative": "text",
    "staff_count": "number", "member_count": "number", "address": "text", "supervising_unit": "text",
    "registration_authority": "text", "purpose": "text", "activities": "text",
    "kind": "text", "area": "text", "field": "text", "capital_fen": "money",
}  # fmt: skip
OFFERED = ("registered_on", "legal_representative", "staff_count", "member_count", "address", "supervising_unit",
           "registration_authority", "purpose", "activities")  # fmt: skip
