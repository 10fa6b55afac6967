"""Consortia and practice notes: the lead proposes, every partner joins by its own word, another confirms what was done."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.utils.translation import gettext_lazy as _

from shuniu.kernel.core.access import permit, predicate
from shuniu.kernel.norms.queries import limit
from shuniu.kernel.orgs.queries import holds
from shuniu.kernel.orgs.rules import SPEAKS

JOIN_DAYS = limit(
    "support.consortium_join_days",
    default=10,
    unit_label=_("个工作日"),
    title=_("答复联合体邀请的期限"),
    clause="A10.5",
)
TASK_DAYS = limit(
    "support.consortium_task_days",
    default=10,
    unit_label=_("个工作日"),
    title=_("确认联合体任务完成的期限"),
    clause="A10.5",
)
PARTNERS = limit(
    "support.consortium_partners", default=2, unit_label=_("家"), title=_("联合体启动至少要有几家承担任务或预算的成员"),
    clause="A10.5",
)  # fmt: skip

ACTS = ("officer", *SPEAKS)


@predicate
def acts_for_the_lead(user: Any, consortium: Any, at: datetime) -> bool:
    return holds(user, consortium.lead, *ACTS, at=at)


@predicate
def acts_for_the_partners_lead(user: Any, partner: Any, at: datetime) -> bool:
    return holds(user, partner.consortium.lead, *ACTS, at=at)


@predicate
def acts_for_the_partner(user: Any, partner: Any, at: datetime) -> bool:
    return holds(user, partner.organization, *ACTS, at=at)


@predicate
def confirms_the_task(user: Any, partner: Any, at: datetime) -> bool:
    """The lead confirms what a partner did; what the lead did itself its hub confirms, or a partner when the hub leads."""
    consortium = partner.consortium
    if partner.organization_id != consortium.lead_id:
        return holds(user, consortium.lead, *ACTS, at=at)
    if consortium.hub_id != consortium.lead_id:
        return holds(user, consortium.hub, "head", "officer", at=at)
    others = consortium.partners.filter(state="JOINED").exclude(organization=consortium.lead)
    return any(holds(user, one.organization, *ACTS, at=at) for one in others.select_related("organization"))


@predicate
def acts_for_the_author(user: Any, note: Any, at: datetime) -> bool:
    return holds(user, note.author, *ACTS, at=at)


@predicate
def acts_for_the_user(user: Any, use: Any, at: datetime) -> bool:
    """For another body than the one that wrote the note."""
    return use.organization_id != use.note.author_id and holds(user, use.organization, *ACTS, at=at)


permit("support.open_consortium", acts_for_the_lead)
permit("support.save_consortium", acts_for_the_lead)
permit("support.ask_partner", acts_for_the_partners_lead)
permit("support.save_share", acts_for_the_partners_lead)
permit("support.withdraw_partner", acts_for_the_partners_lead)
permit("support.answer_partner", acts_for_the_partner)
permit("support.leave_consortium", acts_for_the_partner)
permit("support.state_task", acts_for_the_partner)
permit("support.confirm_task", confirms_the_task)
permit("support.start_consortium", acts_for_the_lead)
permit("support.end_consortium", acts_for_the_lead)
permit("support.share_note", acts_for_the_author)
permit("support.save_note", acts_for_the_author)
permit("support.withdraw_note", acts_for_the_author)
permit("support.state_use", acts_for_the_user)
