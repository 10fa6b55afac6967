from __future__ import annotations

from typing import Any

from django.utils.translation import gettext_lazy as _

from shuniu.domain.network import guidance_rules  # noqa: F401  permissions and limits of the guidance relation
from shuniu.kernel.core.access import permit, predicate
from shuniu.kernel.norms.queries import limit
from shuniu.kernel.orgs.queries import holds
from shuniu.kernel.orgs.rules import SPEAKS, works_for_the_hub

LINK_DAYS = limit(
    "network.confirmation_days", default=90, unit_label=_("天"), title=_("确认链接和确认函的有效期"), clause="A04"
)


@predicate
def works_for_this_hub(user: Any, hub: Any, at: Any) -> bool:
    return holds(user, hub, "head", "officer", "clerk", at=at)


permit("network.make_confirmation_link", works_for_the_hub)
permit("network.make_letters", works_for_this_hub)

INTENT_CONFIRM_DAYS = limit(
    "network.intent_confirm_days", default=30, unit_label=_("天"), title=_("确认合作意向的期限"), clause="A05.3"
)
INTENT_MONTHS = limit(
    "network.intent_months", default=12, unit_label=_("个月"), title=_("合作意向见结果的期限"), clause="A05.3"
)


def signs_for(user: Any, body: Any, at: Any) -> bool:
    """May bind the body: its head, a hub's officer, an organization's secretary-general or liaison officer."""
    return holds(user, body, "officer", *SPEAKS, at=at)


@predicate
def signs_for_a_party(user: Any, intent: Any, at: Any) -> bool:
    return signs_for(user, intent.first, at) or signs_for(user, intent.second, at)


@predicate
def works_where_it_is_kept(user: Any, row: Any, at: Any) -> bool:
    return holds(user, row.hub, "head", "officer", "clerk", at=at)


permit("network.record_intent", works_where_it_is_kept | signs_for_a_party)
permit("network.confirm_intent", signs_for_a_party)
permit("network.state_outcome", works_where_it_is_kept | signs_for_a_party)
permit("network.confirm_outcome", signs_for_a_party)
