from __future__ import annotations

from typing import Any

from django.utils.translation import gettext_lazy as _

from shuniu.kernel.core.access import nobody, permit, predicate
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

APPEAL_ANSWER_DAYS = limit(
    "network.appeal_answer_working_days",
    default=5,
    unit_label=_("个工作日"),
    title=_("诉求首次答复的期限"),
    clause="A05.3",
)
APPEAL_CLOSE_DAYS = limit(
    "network.appeal_close_days", default=60, unit_label=_("天"), title=_("诉求办结的期限"), clause="A05.3"
)
APPEAL_VIEW_DAYS = limit(
    "network.appeal_view_days", default=15, unit_label=_("天"), title=_("等反映人评价的期限"), clause="A05.3"
)


@predicate
def handles_appeals(user: Any, row: Any, at: Any) -> bool:
    return holds(user, row.hub, "head", "officer", at=at)


@predicate
def raises_in_own_name(user: Any, appeal: Any, at: Any) -> bool:
    """Anybody over the web; for an organization only who speaks for it."""
    if appeal.channel != "web":
        return False
    return appeal.organization is None or holds(user, appeal.organization, *SPEAKS, at=at)


@predicate
def heads_where_it_is_kept(user: Any, row: Any, at: Any) -> bool:
    return holds(user, row.hub, "head", at=at)


@predicate
def heads_or_works_for_this_hub(user: Any, hub: Any, at: Any) -> bool:
    return holds(user, hub, "head", "officer", at=at)


@predicate
def speaks_for_the_endorsing(user: Any, row: Any, at: Any) -> bool:
    return holds(user, row.organization, *SPEAKS, at=at)


permit("network.raise_appeal", raises_in_own_name | handles_appeals)
permit("network.answer_appeal", handles_appeals)
permit("network.export_appeals", handles_appeals)
permit("network.close_unjudged_appeals", nobody)
permit("network.write_issue", handles_appeals)
permit("network.decide_issue", heads_where_it_is_kept)
permit("network.publish_values", heads_or_works_for_this_hub)
permit("network.endorse", speaks_for_the_endorsing)
