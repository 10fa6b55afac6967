"""Who guides and who is guided: the hub with vertical guidance and its confirmed counterparts (A06)."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.utils.translation import gettext_lazy as _

from shuniu.kernel.core.access import permit, predicate
from shuniu.kernel.norms.queries import limit
from shuniu.kernel.orgs.queries import designation_of, holds

UPWARD_DAYS = limit(
    "network.upward_working_days", default=10, unit_label=_("个工作日"), title=_("答复上报请求的期限"), clause="A06"
)
CONFIRM_DAYS = limit(
    "network.counterpart_confirm_days",
    default=10,
    unit_label=_("个工作日"),
    title=_("对应机构确认的期限"),
    clause="A06",
)
CLOSE_DAYS = limit(
    "network.task_close_days", default=5, unit_label=_("个工作日"), title=_("对方反馈后办结的期限"), clause="A06"
)
OPEN_TASKS = limit(
    "network.open_tasks_most", default=5, unit_label=_("件"), title=_("同一对应机构同时在办的任务上限"), clause="A06"
)
VISIT_DAYS = limit(
    "network.visit_confirm_days", default=10, unit_label=_("个工作日"), title=_("走访指导确认的期限"), clause="A06"
)
DECIDES, PREPARES = ("head", "officer"), ("head", "officer", "clerk")


def guides(hub: Any, at: datetime) -> bool:
    """The hub's designation says that it guides bodies in districts and subdistricts."""
    designation = designation_of(hub, at)
    return designation is not None and designation.vertical_guidance


@predicate
def decides_for_a_guiding_hub(user: Any, row: Any, at: datetime) -> bool:
    return holds(user, row.hub, *DECIDES, at=at) and guides(row.hub, at)


@predicate
def works_for_a_guiding_hub(user: Any, row: Any, at: datetime) -> bool:
    return holds(user, row.hub, *PREPARES, at=at) and guides(row.hub, at)


def _body(row: Any) -> Any:
    return row.body if hasattr(row, "body") else row.counterpart.body


@predicate
def decides_for_the_counterpart(user: Any, row: Any, at: datetime) -> bool:
    return holds(user, _body(row), *DECIDES, at=at)


@predicate
def works_for_the_counterpart(user: Any, row: Any, at: datetime) -> bool:
    return holds(user, _body(row), *PREPARES, at=at)


@predicate
def visited_by_its_hub(user: Any, visit: Any, at: datetime) -> bool:
    return works_for_a_guiding_hub(user, visit.counterpart, at)


@predicate
def decides_for_either_end(user: Any, counterpart: Any, at: datetime) -> bool:
    return holds(user, counterpart.hub, *DECIDES, at=at) or holds(user, counterpart.body, *DECIDES, at=at)


permit("network.name_counterpart", decides_for_a_guiding_hub)
permit("network.confirm_counterpart", decides_for_the_counterpart)
permit("network.end_counterpart", decides_for_either_end)
permit("network.send_task", decides_for_a_guiding_hub)
permit("network.withdraw_task", decides_for_a_guiding_hub)
permit("network.close_task", decides_for_a_guiding_hub)
permit("network.report_task", works_for_the_counterpart)
permit("network.decline_task", decides_for_the_counterpart)
permit("network.ask_up", works_for_the_counterpart)
permit("network.answer_upward", decides_for_a_guiding_hub)
permit("network.enter_figure", works_for_the_counterpart)
permit("network.record_visit", visited_by_its_hub)
permit("network.confirm_visit", decides_for_the_counterpart)
