from __future__ import annotations

from datetime import datetime
from typing import Any

from django.utils.translation import gettext_lazy as _

from shuniu.kernel.core.access import nobody, permit, predicate
from shuniu.kernel.norms.queries import limit
from shuniu.kernel.orgs.models import Appointment, Designation, Organization, OrganizationKind
from shuniu.kernel.orgs.queries import bodies_above, holds, is_community
from shuniu.kernel.orgs.rules import SPEAKS

STAY_MONTHS = limit(
    "support.incubation_months", default=24, unit_label=_("个月"), title=_("孵化期最长（含一次延期）"), clause="A09.1"
)
FIRST_MONTHS = limit(
    "support.incubation_first_months",
    default=12,
    unit_label=_("个月"),
    title=_("入驻时没写到期日的，先给多久"),
    clause="A09.1",
)
BOOTH_DAYS = limit(
    "support.booth_days", default=3, unit_label=_("个工作日"), title=_("展位申请截止后多久分完展位"), clause="A10.1"
)
DEAL_DAYS = limit(
    "support.deal_confirm_days", default=20, unit_label=_("个工作日"), title=_("确认展会成交兑现的期限"), clause="A10.1"
)
FOLLOW_MONTHS = limit(
    "support.follow_up_months", default=24, unit_label=_("个月"), title=_("出壳多久以后回访"), clause="A09.1"
)
# What a graduate does a few months after leaving says nothing of what became of it.
EARLY_LOOK_DAYS = limit(
    "support.early_look_days", default=60, unit_label=_("天"), title=_("出壳回访最多提前多少天"), clause="A09.1"
)
EMPTY_DAYS = limit(
    "support.empty_place_days", default=30, unit_label=_("天"), title=_("工位空着多少天可以收回"), clause="A09.1"
)
INTAKE_DAYS = limit(
    "support.intake_decision_days", default=20, unit_label=_("个工作日"), title=_("孵化申请的决定期限（截止之后）"), clause="A09.1"
)  # fmt: skip

ADVICE_DAYS = limit(
    "support.transition_answer_days", default=10, unit_label=_("个工作日"), title=_("答复转型中法律和资产问题的期限"), clause="A11"
)  # fmt: skip

NOMINATION_DAYS = limit(
    "support.nomination_days", default=10, unit_label=_("个工作日"), title=_("审定和转入培育提名的期限"), clause="A05.4"
)
LANDING_DAYS = limit(
    "support.landing_answer_days",
    default=10,
    unit_label=_("个工作日"),
    title=_("社区答复和确认落地项目的期限"),
    clause="A10.3",
)
LANDING_MONTHS = limit(
    "support.landing_months", default=12, unit_label=_("个月"), title=_("落地多久以后请社区说明"), clause="A10.3"
)


@predicate
def works_for_the_hub_of(user: Any, row: Any, at: datetime) -> bool:
    return holds(user, row.hub, "head", "officer", at=at)


@predicate
def prepares_for_the_hub_of(user: Any, row: Any, at: datetime) -> bool:
    return holds(user, row.hub, "head", "officer", "clerk", at=at)


@predicate
def heads_the_hub_of(user: Any, row: Any, at: datetime) -> bool:
    return holds(user, row.hub, "head", at=at)


@predicate
def speaks_for_the_organization(user: Any, row: Any, at: datetime) -> bool:
    return holds(user, row.organization, *SPEAKS, at=at)


@predicate
def is_no_authority(user: Any, row: Any, at: datetime) -> bool:
    """An office or a subdistrict is nobody to incubate or to turn into a social enterprise."""
    return bool(row.organization.kind != OrganizationKind.AUTHORITY)


@predicate
def mentors_it(user: Any, stay: Any, at: datetime) -> bool:
    return bool(user.is_authenticated and stay.mentors.filter(person=user, ended_at__isnull=True).exists())


@predicate
def advises_it(user: Any, transition: Any, at: datetime) -> bool:
    return bool(user.is_authenticated and transition.adviser_id == user.pk)


@predicate
def stands_for_the_community(user: Any, landing: Any, at: datetime) -> bool:
    return is_community(landing.community) and holds(user, landing.community, "officer", *SPEAKS, at=at)


@predicate
def signs_for_the_organization(user: Any, row: Any, at: datetime) -> bool:
    return holds(user, row.organization, "officer", *SPEAKS, at=at)


@predicate
def exhibits_it(user: Any, deal: Any, at: datetime) -> bool:
    return holds(user, deal.booth.organization, "officer", *SPEAKS, at=at)


@predicate
def is_the_other_side(user: Any, deal: Any, at: datetime) -> bool:
    return deal.body is not None and holds(user, deal.body, "officer", *SPEAKS, at=at)


def is_own_office(hub: Organization, body: Organization, at: datetime) -> str:
    """Why this body is no outsider to the hub: the hub itself, one above or below it, an authority, one led by the hub's
    staff. Empty when it is one (own offices never pose as incubatees, A09.1)."""
    if body.pk == hub.pk:
        return str(_("枢纽自己不能占用自己的名额。"))
    if body.kind in (OrganizationKind.AUTHORITY, OrganizationKind.MASS_ORGANIZATION):
        return str(_("机关单位和人民团体不在孵化、培育之列。"))
    below = Designation.objects.valid(at).filter(organization=body, reports_to=hub).exists()
    if below or body.pk in bodies_above(hub, at):
        return str(_("枢纽的上级和下属枢纽不能占用名额。"))
    staff = Appointment.objects.valid(at).filter(organization=hub, role__in=["head", "officer", "clerk"])
    led = Appointment.objects.valid(at).filter(organization=body, role__in=["head", "secretary_general"])
    if led.filter(person__in=staff.values("person")).exists():
        return str(_("这家组织由枢纽的工作人员负责，属于枢纽内部机构，不能占用名额。"))
    return ""


permit("support.open_center", works_for_the_hub_of)
permit("support.publish_round", works_for_the_hub_of)
permit("support.apply_for_stay", speaks_for_the_organization & is_no_authority & ~works_for_the_hub_of)
permit("support.withdraw_stay_application", speaks_for_the_organization)
permit("support.decide_stay", heads_the_hub_of & ~speaks_for_the_organization)
permit("support.extend_stay", heads_the_hub_of & ~speaks_for_the_organization)
permit("support.save_plan", prepares_for_the_hub_of | speaks_for_the_organization | mentors_it)
permit("support.agree_plan", speaks_for_the_organization)
permit("support.name_mentor", works_for_the_hub_of)
permit("support.log_session", mentors_it | prepares_for_the_hub_of)
permit("support.confirm_session", speaks_for_the_organization)
permit("support.set_milestone", prepares_for_the_hub_of | mentors_it)
permit("support.state_milestone", speaks_for_the_organization)
permit("support.confirm_milestone", (works_for_the_hub_of | mentors_it) & ~speaks_for_the_organization)
permit("support.review_exit", works_for_the_hub_of & ~mentors_it & ~speaks_for_the_organization)
permit("support.leave_incubation", speaks_for_the_organization)
permit("support.review_stay", works_for_the_hub_of & ~mentors_it & ~speaks_for_the_organization)
permit("support.review_coached", works_for_the_hub_of & ~speaks_for_the_organization)
permit("support.record_follow_up", prepares_for_the_hub_of)
permit("support.confirm_follow_up", speaks_for_the_organization & ~prepares_for_the_hub_of)
permit("support.check_place", prepares_for_the_hub_of & ~speaks_for_the_organization)
permit("support.expel_stay", heads_the_hub_of & ~speaks_for_the_organization)
permit("support.end_lapsed_stays", nobody)

permit("support.take_self_check", speaks_for_the_organization & is_no_authority)
permit("support.list_candidate", works_for_the_hub_of & ~speaks_for_the_organization)
permit("support.name_adviser", works_for_the_hub_of)
permit("support.save_transition_plan", prepares_for_the_hub_of | speaks_for_the_organization | advises_it)
permit("support.finish_step", works_for_the_hub_of & ~speaks_for_the_organization)
permit("support.record_certificate", works_for_the_hub_of & ~speaks_for_the_organization)
permit("support.attach_opinion", prepares_for_the_hub_of | speaks_for_the_organization)
permit("support.log_advice", advises_it | prepares_for_the_hub_of)
permit("support.confirm_advice", speaks_for_the_organization)
permit("support.ask_question", speaks_for_the_organization)
permit("support.answer_question", (works_for_the_hub_of | advises_it) & ~speaks_for_the_organization)
permit("support.stop_transition", works_for_the_hub_of | speaks_for_the_organization)

permit("support.note_candidate", prepares_for_the_hub_of)
permit("support.nominate_cultivation", works_for_the_hub_of & ~speaks_for_the_organization)
permit("support.decide_cultivation", heads_the_hub_of & ~speaks_for_the_organization)
permit("support.hand_over_cultivation", works_for_the_hub_of & ~speaks_for_the_organization)

permit("support.propose_landing", works_for_the_hub_of)
permit("support.answer_landing", stands_for_the_community)
permit("support.count_served", signs_for_the_organization)

permit("support.open_expo", works_for_the_hub_of)
permit("support.apply_booth", signs_for_the_organization)
permit("support.sign_deal", signs_for_the_organization)
permit("support.confirm_deal", works_for_the_hub_of & ~exhibits_it)
permit("support.enter_deal", is_the_other_side & ~exhibits_it)
permit("support.receive_deal", is_the_other_side & ~exhibits_it)
