from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from shuniu.domain.support.models.exchange import DepartmentProposal, Opportunity
from shuniu.domain.support.rules.exchange import LEAST_DAYS, PUBLISH_DAYS, REPLY_DAYS
from shuniu.engines.exchange.actions import post_offer
from shuniu.kernel.core.access import authorise
from shuniu.kernel.core.moments import add_working_days, db_now, local_date, working_days_between
from shuniu.kernel.norms.queries import setting_for, working_calendar
from shuniu.kernel.orgs.models import Affiliation, Organization
from shuniu.kernel.orgs.queries import directly_above, holders, holders_of
from shuniu.kernel.orgs.rules import SPEAKS
from shuniu.kernel.record.actions import notify, notify_many, owe, settle
from shuniu.kernel.record.kinds import duty_kind, notice_kind
from shuniu.kernel.trail.actions import trace

OFFICERS = ("head", "officer")
duty_kind("record_reply", title=gettext_lazy("跟进部门答复：%(label)s"), verb=gettext_lazy("去登记"))
duty_kind("publish_opportunity", title=gettext_lazy("公布争取到的机会：%(label)s"), verb=gettext_lazy("去公布"))
notice_kind("opportunity_published", text=gettext_lazy("新机会：“%(title)s”，%(deadline)s 截止。"))
notice_kind("opportunity_late", text=gettext_lazy("%(hub)s公布“%(title)s”时离截止只剩 %(days)s 个工作日，已写明原因。"))


@transaction.atomic
def propose_to_department(
    hub: Organization, *, department: str, subject: str, asked: str, made_on: date, key: str, by: Any, at: datetime
) -> DepartmentProposal:
    """What the hub asked a department for; a reply is followed up after some days. The same `key` is one proposal."""
    draft = DepartmentProposal(hub=hub, department=department.strip()[:120], subject=subject.strip()[:120],
                               asked=asked.strip(), made_on=made_on, recorded_by=by, recorded_at=at, key=key)  # fmt: skip
    authorise(by, "support.propose_to_department", draft, at=at)
    existing = DepartmentProposal.objects.filter(key=key, hub=hub).first()
    if existing is not None:
        return existing
    if made_on > local_date(at):
        raise ValidationError({"made_on": _("日期还没到，请在提出以后登记。")})
    draft.save()
    due = made_on + timedelta(days=int(setting_for(hub, REPLY_DAYS.key, at) or 0))
    owe(draft, "record_reply", body=hub, roles=OFFICERS, due_on=max(due, local_date(at)), at=at, label=draft.subject,
        url=reverse("support:proposal", args=[draft.pk]), unit_code="A08.1", element="support")  # fmt: skip
    trace(draft, "support.department_asked", by=by, at=at, hub=hub)
    return draft


@transaction.atomic
def record_reply(
    proposal: DepartmentProposal, *, result: str, reply: str, replied_on: date, by: Any, at: datetime
) -> DepartmentProposal:
    """What the department said; it is written down once."""
    proposal = DepartmentProposal.objects.select_for_update(of=("self",)).select_related("hub").get(pk=proposal.pk)
    authorise(by, "support.record_reply", proposal, at=at)
    if proposal.result != DepartmentProposal.Result.WAITING:
        return proposal
    if result not in (DepartmentProposal.Result.OBTAINED, DepartmentProposal.Result.REFUSED) or not reply.strip():
        raise ValidationError({"reply": _("请选结果，并写部门怎么答复的。")})
    if not proposal.made_on <= replied_on <= local_date(at):
        raise ValidationError({"replied_on": _("答复日期要在提出以后、今天以前。")})
    proposal.result, proposal.reply, proposal.replied_on = result, reply.strip(), replied_on
    proposal.save()
    settle(proposal, "record_reply", at=at, by=by)
    trace(proposal, "support.reply_recorded", by=by, at=at, result=result)
    return proposal


@transaction.atomic
def record_opportunity(
    hub: Organization, *, department: str, kind: str, title: str, details: str, value_fen: int | None, obtained_on: date,
    deadline: date, open_to_all: bool, key: str, by: Any, at: datetime, proposal: DepartmentProposal | None = None,
) -> Opportunity:  # fmt: skip
    """Something was won from a department. It is owed to the organizations within days. The same `key` is one."""
    row = Opportunity(
        hub=hub, proposal=proposal, department=department.strip()[:120], kind=kind, title=title.strip()[:80],
        details=details.strip(), value_fen=value_fen or None, obtained_on=obtained_on, deadline=deadline,
        open_to_all=open_to_all, recorded_by=by, recorded_at=at, key=key,
    )  # fmt: skip
    authorise(by, "support.record_opportunity", row, at=at)
    existing = Opportunity.objects.filter(key=key, hub=hub).first()
    if existing is not None:
        return existing
    if obtained_on > local_date(at):
        raise ValidationError({"obtained_on": _("日期还没到，请在取得以后登记。")})
    if deadline < obtained_on:
        raise ValidationError({"deadline": _("申请截止要在取得日期以后。")})
    if proposal is not None and proposal.hub_id != hub.pk:
        raise ValidationError({"proposal": _("这条建议不是本枢纽提出的。")})
    row.save()
    days = int(setting_for(hub, PUBLISH_DAYS.key, at) or 0)
    owe(row, "publish_opportunity", body=hub, roles=OFFICERS, at=at, label=row.title, unit_code="A08.1", element="support",
        url=reverse("support:opportunity", args=[row.pk]),
        due_on=add_working_days(local_date(at), days, working_calendar()))  # fmt: skip
    trace(row, "support.opportunity_recorded", by=by, at=at, hub=hub)
    return row


@transaction.atomic
def publish_opportunity(row: Opportunity, *, late_reason: str, by: Any, at: datetime) -> Opportunity:
    """Public for everybody at the same moment, with a notice to each eligible organization.

    With fewer working days left than the limit the hub says why, and the body above it is told (A08.1). Raises
    ValidationError without that reason, and after the deadline.
    """
    row = Opportunity.objects.select_for_update(of=("self",)).select_related("hub").get(pk=row.pk)
    authorise(by, "support.publish_opportunity", row, at=at)
    if row.published_at is not None:
        return row
    at = db_now()
    today = local_date(at)
    if row.deadline < today:
        raise ValidationError(_("申请已经截止，不能再公布。请向部门申请延期，改好截止日期以后重新登记。"))
    left = working_days_between(today, row.deadline, working_calendar())
    least = int(setting_for(row.hub, LEAST_DAYS.key, at) or 0)
    if left < least and not late_reason.strip():
        raise ValidationError({"late_reason": _("离截止只剩 %(left)s 个工作日，不到 %(least)s 个。请写明原因，主管单位看得到。") % {"left": left, "least": least}})  # fmt: skip
    row.offer = post_offer(
        row.hub, source="fiscal", from_department=True, body_name=row.department, kind=row.kind, groups=["organizations"], area=None, title=row.title,
        details=row.details[:1000], closes_on=row.deadline, value_fen=row.value_fen, open_to_all=row.open_to_all,
        key=f"opportunity:{row.pk}", by=by, at=at,
    )  # fmt: skip
    row.published_at, row.published_by, row.days_left = at, by, left
    row.is_late, row.late_reason = left < least, late_reason.strip()[:200] if left < least else ""
    row.told = _tell_all(row, at)
    row.save()
    settle(row, "publish_opportunity", at=at, by=by)
    trace(row, "support.opportunity_published", by=by, at=at, days=left)
    if row.is_late:
        _tell_the_office(row, at)
    return row


def _tell_all(row: Opportunity, at: datetime) -> int:
    """Every organization tied to the hub, in one go: nobody hears of it earlier. Returns how many organizations."""
    eligible = list(
        Affiliation.objects.confirmed(at).filter(hub=row.hub).values_list("organization", flat=True).distinct()
    )
    people = holders_of(eligible, *SPEAKS, at=at)
    facts = {"title": row.title, "deadline": row.deadline.isoformat()}
    url = reverse("services:pool-posting", args=["offers", row.offer_id])
    rows = [(one, f"opportunity:{row.pk}", url, facts) for persons in people.values() for one in persons]
    notify_many(rows, "opportunity_published", at=at, mail=True)
    return len(eligible)


def _tell_the_office(row: Opportunity, at: datetime) -> None:
    above = directly_above(row.hub, at)
    for one in holders(above, *OFFICERS, at=at) if above else []:
        notify(one, "opportunity_late", key=f"late:{row.pk}", at=at, url=reverse("support:opportunity", args=[row.pk]),
               hub=row.hub.name, title=row.title, days=row.days_left)  # fmt: skip
