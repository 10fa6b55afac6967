from __future__ import annotations

from datetime import datetime
from typing import Any

from django.utils.translation import gettext_lazy as _

from shuniu.engines.exchange.rules import works_for_the_keeper
from shuniu.kernel.core.access import nobody, permit, predicate
from shuniu.kernel.norms.queries import limit
from shuniu.kernel.orgs.queries import holds, oversees
from shuniu.kernel.orgs.rules import SPEAKS

LEAST_DAYS = limit(
    "support.opportunity_working_days", default=10, unit_label=_("个工作日"), title=_("公布机会时至少给申请人留多少时间"), clause="A08.1"
)  # fmt: skip
PUBLISH_DAYS = limit(
    "support.publish_working_days", default=3, unit_label=_("个工作日"), title=_("取得机会以后多久公布"), clause="A08.1"
)
REPLY_DAYS = limit(
    "support.department_reply_days",
    default=60,
    unit_label=_("天"),
    title=_("向部门提出建议以后多久跟进答复"),
    clause="A08.1",
)
TERM_DAYS = limit(
    "support.partnership_term_days", default=60, unit_label=_("天"), title=_("合作到期以前多久提醒续签"), clause="A08.3"
)


@predicate
def works_for_its_hub(user: Any, row: Any, at: datetime) -> bool:
    return holds(user, row.hub, "head", "officer", at=at)


@predicate
def heads_its_hub(user: Any, row: Any, at: datetime) -> bool:
    return holds(user, row.hub, "head", at=at)


@predicate
def oversees_its_hub(user: Any, row: Any, at: datetime) -> bool:
    return oversees(user, row.hub, at)


@predicate
def speaks_for_the_partner(user: Any, row: Any, at: datetime) -> bool:
    return holds(user, row.partner, *SPEAKS, at=at)


permit("support.propose_to_department", works_for_its_hub)
permit("support.record_reply", works_for_its_hub)
permit("support.record_opportunity", works_for_its_hub)
permit("support.publish_opportunity", works_for_its_hub)
permit("support.withdraw_opportunity", heads_its_hub)
permit("support.record_coverage", works_for_its_hub)
permit("support.enter_departments", works_for_its_hub)
permit("support.enter_offer", works_for_the_keeper)
permit("support.submit_partnership", works_for_its_hub)
permit("support.approve_partnership", heads_its_hub)
permit("support.except_partnership", oversees_its_hub)
permit("support.end_partnership", heads_its_hub)
permit("support.sign_partnership", speaks_for_the_partner)
permit("support.add_partnership_paper", works_for_its_hub | speaks_for_the_partner)
permit("support.let_partnership_end", works_for_its_hub)
permit("support.watch_partnerships", nobody)
permit("support.choose_form", heads_its_hub)
