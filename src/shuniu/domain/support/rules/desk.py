from __future__ import annotations

from datetime import datetime
from typing import Any

from django.utils.translation import gettext_lazy as _

from shuniu.kernel.core.access import nobody, permit, predicate
from shuniu.kernel.norms.queries import limit
from shuniu.kernel.orgs.queries import holds
from shuniu.kernel.orgs.rules import SPEAKS

ACCEPT_DAYS = limit(
    "support.accept_working_days", default=2, unit_label=_("个工作日"), title=_("服务申请受理的最长期限"), clause="A09"
)
SOLVE_DAYS = limit(
    "support.solve_working_days", default=10, unit_label=_("个工作日"), title=_("服务申请办结的最长期限"), clause="A09"
)
REPLY_DAYS = limit(
    "support.reply_working_days", default=10, unit_label=_("个工作日"), title=_("等申请人补充或确认的期限，过后按公布的规则办结"),
    clause="A09",
)  # fmt: skip
REOPEN_DAYS = limit(
    "support.reopen_days", default=60, unit_label=_("天"), title=_("办结后多久内再提同一件事算重新办理"), clause="A09"
)
RATING_DAYS = limit(
    "support.rating_days", default=60, unit_label=_("天"), title=_("办结后多久内可以评价"), clause="A07"
)
CALL_DAYS = limit(
    "support.call_back_working_days", default=3, unit_label=_("个工作日"), title=_("差评回访的期限"), clause="A07"
)
FEWEST = 5
"""Ratings are never shown in smaller groups: the text says five; a body above may ask for larger ones."""
FEWEST_RATINGS = limit(
    "support.fewest_ratings", default=5, unit_label=_("份"), title=_("评价满几份才给枢纽看"), clause="A07"
)
RESPONSE = limit(
    "support.rating_response", default=30, unit_label=_("%"), title=_("评价率至少多少才计满意度"), clause="A07"
)


@predicate
def publishes_for_the_hub(user: Any, row: Any, at: datetime) -> bool:
    return holds(user, row.hub, "head", "officer", at=at)


@predicate
def heads_the_hub(user: Any, row: Any, at: datetime) -> bool:
    return holds(user, row.hub, "head", at=at)


@predicate
def enters_for_the_hub(user: Any, row: Any, at: datetime) -> bool:
    return holds(user, row.hub, "head", "officer", "clerk", at=at)


@predicate
def works_in_its_unit(user: Any, request: Any, at: datetime) -> bool:
    body = request.unit.organization
    return body is not None and body.pk != request.hub_id and holds(user, body, "officer", *SPEAKS, at=at)


@predicate
def speaks_for_the_applicant(user: Any, request: Any, at: datetime) -> bool:
    return request.organization is not None and holds(user, request.organization, *SPEAKS, at=at)


works_on_it = (publishes_for_the_hub | works_in_its_unit) & ~speaks_for_the_applicant

permit("support.publish_guide", publishes_for_the_hub)
permit("support.file_request", speaks_for_the_applicant | enters_for_the_hub)
permit("support.accept_request", works_on_it)
permit("support.assign_request", works_on_it)
permit("support.move_request", works_on_it)
permit("support.ask_applicant", works_on_it)
permit("support.answer_request", works_on_it)
permit("support.write_note", works_on_it | enters_for_the_hub)
permit("support.link_requests", enters_for_the_hub)
permit("support.save_answer_template", publishes_for_the_hub)
permit("support.call_back", publishes_for_the_hub)
permit("support.finish_review", publishes_for_the_hub)
permit("support.lapse_requests", nobody)

CONSULT_DAYS = limit(
    "support.consultation_working_days",
    default=5,
    unit_label=_("个工作日"),
    title=_("专委会答复咨询的期限"),
    clause="A09.3",
)
ADVICE_MONTHS = limit(
    "support.advice_tie_months",
    default=24,
    unit_label=_("个月"),
    title=_("给过意见的专家多久内不评这家组织"),
    clause="A09.3",
)

FIELD_SHARE = limit(
    "support.platform_field_share", default=20, unit_label=_("%"), title=_("平台组织至少服务本领域组织的几成，也算达到"),
    clause="A09.4",
)  # fmt: skip
PLATFORM_LOAD = limit(
    "support.platform_load_share", default=50, unit_label=_("%"), title=_("平台组织一年办成的事，一家超过几成就提示多请几家"),
    clause="A09.4",
)  # fmt: skip


@predicate
def speaks_for_who_asks(user: Any, row: Any, at: datetime) -> bool:
    return row.organization is not None and holds(user, row.organization, *SPEAKS, at=at)


@predicate
def sits_on_the_committee(user: Any, row: Any, at: datetime) -> bool:
    """In the term: afterwards a member answers nothing."""
    return row.committee.members.valid(at).filter(person=user).exists()


@predicate
def is_that_member(user: Any, row: Any, at: datetime) -> bool:
    return bool(user.is_authenticated and row.member.person_id == user.pk)


@predicate
def speaks_for_the_client(user: Any, service: Any, at: datetime) -> bool:
    return holds(user, service.client, *SPEAKS, at=at)


@predicate
def speaks_for_the_provider(user: Any, service: Any, at: datetime) -> bool:
    return holds(user, service.provider, *SPEAKS, at=at)


@predicate
def belongs_to_the_provider(user: Any, service: Any, at: datetime) -> bool:
    return holds(user, service.provider, at=at)


permit("support.appoint_expert", heads_the_hub)
permit("support.declare_interest", is_that_member | publishes_for_the_hub)
permit("support.ask_committee", speaks_for_who_asks | enters_for_the_hub)
permit("support.give_question", publishes_for_the_hub)
permit("support.answer_consultation", sits_on_the_committee & ~speaks_for_who_asks)
permit("support.propose_agreement", publishes_for_the_hub)
permit("support.agree_agreement", speaks_for_who_asks & ~enters_for_the_hub)
permit("support.end_agreement", heads_the_hub | speaks_for_who_asks)
permit("support.end_lapsed_agreements", nobody)
permit("support.enter_platform_service", speaks_for_who_asks | publishes_for_the_hub)
permit("support.settle_platform_service", publishes_for_the_hub & ~speaks_for_who_asks)
permit("support.propose_entrusted", publishes_for_the_hub)
permit("support.declare_no_control", speaks_for_the_provider)
permit("support.agree_entrusted", speaks_for_the_client & ~belongs_to_the_provider & ~enters_for_the_hub)
permit("support.report_milestone", speaks_for_the_provider)
permit("support.confirm_entrusted", speaks_for_the_client & ~belongs_to_the_provider & ~enters_for_the_hub)
permit("support.end_entrusted", publishes_for_the_hub | speaks_for_the_client | speaks_for_the_provider)
permit("support.release_payment", publishes_for_the_hub & ~belongs_to_the_provider & ~speaks_for_the_client)
permit("support.review_capacity", publishes_for_the_hub & ~belongs_to_the_provider & ~speaks_for_the_client)
