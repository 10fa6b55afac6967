from __future__ import annotations

from datetime import datetime
from typing import Any

from django.utils.translation import gettext_lazy as _

from shuniu.domain.network import guidance_rules  # noqa: F401  permissions and limits of the guidance relation
from shuniu.kernel.core.access import nobody, permit, predicate
from shuniu.kernel.norms.queries import limit
from shuniu.kernel.orgs.queries import holds, oversees
from shuniu.kernel.orgs.rules import SPEAKS, speaks_for_member, works_for_the_hub

LINK_DAYS = limit(
    "network.confirmation_days", default=90, unit_label=_("天"), title=_("确认链接和确认函的有效期"), clause="A04"
)
DECISION_DAYS = limit(
    "network.decision_working_days", default=15, unit_label=_("个工作日"), title=_("入会申请的决定期限"), clause="A05.1"
)
OBJECTION_DAYS = limit(
    "network.objection_days", default=30, unit_label=_("天"), title=_("对未接纳提出异议的期限"), clause="A05.1"
)
ANSWER_DAYS = limit(
    "network.objection_answer_working_days", default=15, unit_label=_("个工作日"), title=_("答复入会异议的期限"), clause="A05.1"
)  # fmt: skip
INVITATION_DAYS = limit(
    "network.invitation_days", default=60, unit_label=_("天"), title=_("入会邀请的有效期"), clause="A05.1"
)
CONSENT_YEARS = limit(
    "network.consent_years", default=10, unit_label=_("年"), title=_("入会同意的有效期"), clause="A05.1"
)
DRAFT_DAYS = limit(
    "network.draft_days", default=60, unit_label=_("天"), title=_("没有提交的入会申请草稿保留多久"), clause="A05.1"
)

ENGAGEMENT_DAYS = limit(
    "network.engagement_days", default=30, unit_label=_("天"), title=_("工作联系的确认期限"), clause="A05.2"
)
REPEATED = limit(
    "network.contacts_before_invitation", default=2, unit_label=_("次"), title=_("一年内确认几次联系后建议邀请入会"), clause="A05.2"
)  # fmt: skip


@predicate
def works_for_this_hub(user: Any, hub: Any, at: Any) -> bool:
    return holds(user, hub, "head", "officer", "clerk", at=at)


@predicate
def works_the_hub_of(user: Any, row: Any, at: datetime) -> bool:
    return holds(user, row.hub, "head", "officer", at=at)


@predicate
def prepares_for_the_hub_of(user: Any, row: Any, at: datetime) -> bool:
    return holds(user, row.hub, "head", "officer", "clerk", at=at)


@predicate
def heads_the_hub_of(user: Any, row: Any, at: datetime) -> bool:
    return holds(user, row.hub, "head", at=at)


@predicate
def oversees_the_hub_of(user: Any, row: Any, at: datetime) -> bool:
    return oversees(user, row.hub, at)


@predicate
def speaks_for_the_applicant(user: Any, row: Any, at: datetime) -> bool:
    return row.organization is not None and holds(user, row.organization, *SPEAKS, at=at)


@predicate
def decided_it(user: Any, objection: Any, at: datetime) -> bool:
    return bool(user.is_authenticated and objection.decider_id == user.pk)


permit("network.make_confirmation_link", works_for_the_hub)
permit("network.make_letters", works_for_this_hub)
permit("network.answer_signed_in", speaks_for_member & ~works_for_the_hub)
permit("network.end_tie", works_for_the_hub | speaks_for_member)
permit("network.choose_route", works_for_the_hub)
permit("network.propose_tie", prepares_for_the_hub_of)
permit("network.confirm_by_sheet", prepares_for_the_hub_of)
permit("network.check_signature", oversees_the_hub_of)
permit("network.publish_conditions", heads_the_hub_of)
# Without an account the secret address is the permission: such calls come in as the account of the address.
permit("network.start_application", speaks_for_the_applicant)
permit("network.save_application", speaks_for_the_applicant & ~prepares_for_the_hub_of)
permit("network.ask_for_missing", works_the_hub_of)
permit("network.decide_application", heads_the_hub_of & ~speaks_for_the_applicant)
permit("network.object_to_refusal", speaks_for_the_applicant & ~prepares_for_the_hub_of)
permit("network.answer_objection", (works_the_hub_of | oversees_the_hub_of) & ~decided_it)
permit("network.invite_to_join", heads_the_hub_of)
permit("network.answer_invitation", speaks_for_the_applicant & ~prepares_for_the_hub_of)
permit("network.drop_drafts", nobody)
permit("network.log_engagement", prepares_for_the_hub_of)
permit("network.answer_engagement", speaks_for_the_applicant & ~prepares_for_the_hub_of)
permit("network.ask_again", prepares_for_the_hub_of)
permit("network.withdraw_engagement", prepares_for_the_hub_of)
permit("network.close_unconfirmed", nobody)

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
permit("network.pass_appeal", heads_where_it_is_kept)
permit("network.export_appeals", handles_appeals)
permit("network.close_unjudged_appeals", nobody)
permit("network.write_issue", handles_appeals)
permit("network.decide_issue", heads_where_it_is_kept)
permit("network.publish_values", heads_or_works_for_this_hub)
permit("network.endorse", speaks_for_the_endorsing)

INTAKE_CHECK_DAYS = limit(
    "network.intake_check_working_days",
    default=5,
    unit_label=_("个工作日"),
    title=_("核对受理申请材料的期限"),
    clause="A05.5",
)
INTAKE_DECIDE_DAYS = limit(
    "network.intake_decide_working_days",
    default=20,
    unit_label=_("个工作日"),
    title=_("材料齐全后决定的期限"),
    clause="A05.5",
)
INTAKE_PASS_DAYS = limit(
    "network.intake_pass_working_days",
    default=5,
    unit_label=_("个工作日"),
    title=_("同意后转送登记管理机关的期限"),
    clause="A05.5",
)

permit("network.publish_intake_conditions", heads_or_works_for_this_hub)
permit("network.check_intake", works_where_it_is_kept)
permit("network.decide_intake", heads_where_it_is_kept)
permit("network.count_files_complete", nobody)
permit("network.tell_delays", nobody)
