from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from shuniu.domain.support.actions.common import changed, department_of
from shuniu.domain.support.models.exchange import DepartmentProposal, Opportunity
from shuniu.domain.support.queries.exchange.raised import eligible_for
from shuniu.domain.support.rules.exchange import LEAST_DAYS, PUBLISH_DAYS, REPLY_DAYS
from shuniu.engines.exchange.actions import change_posting, close_posting, post_offer, resume_posting
from shuniu.engines.exchange.models import GRANTS
from shuniu.kernel.core.access import authorise
from shuniu.kernel.core.moments import add_working_days, db_now, local_date, working_days_between
from shuniu.kernel.core.versions import check_version
from shuniu.kernel.norms.queries import setting_for, working_calendar
from shuniu.kernel.orgs.models import Organization
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

notice_kind("opportunity_changed", text=gettext_lazy("“%(title)s”有变化：%(reason)s。现在 %(deadline)s 截止。"))
notice_kind("opportunity_withdrawn", text=gettext_lazy("“%(title)s”撤销了：%(reason)s"))
notice_kind("opportunity_taken_back", text=gettext_lazy("%(hub)s撤销了争取到的机会“%(title)s”：%(reason)s"))


@transaction.atomic
def propose_to_department(
    hub: Organization, *, department: Organization | None, subject: str, asked: str, made_on: date, key: str, by: Any,
    at: datetime, department_name: str = "",
) -> DepartmentProposal:  # fmt: skip
    """What the hub asked a department for; a reply is followed up after some days. The same `key` is one proposal.

    A department that the register does not know is entered under `department_name`.
    """
    draft = DepartmentProposal(hub=hub, subject=subject.strip()[:120], asked=asked.strip(), made_on=made_on,
                               recorded_by=by, recorded_at=at, key=key)  # fmt: skip
    authorise(by, "support.propose_to_department", draft, at=at)
    existing = DepartmentProposal.objects.filter(key=key, hub=hub).first()
    if existing is not None:
        return existing
    if made_on > local_date(at):
        raise ValidationError({"made_on": _("日期还没到，请在提出以后登记。")})
    draft.department = department_of(department, department_name, hub=hub, by=by, at=at)
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
    hub: Organization, *, department: Organization | None, kind: str, title: str, details: str, value_fen: int | None, obtained_on: date,
    deadline: date, open_to_all: bool, key: str, by: Any, at: datetime, proposal: DepartmentProposal | None = None,
    department_name: str = "",
) -> Opportunity:  # fmt: skip
    """Something was won from a department. It is owed to the organizations within days. The same `key` is one."""
    row = Opportunity(
        hub=hub, proposal=proposal, kind=kind, title=title.strip()[:80],
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
    row.department = department_of(department, department_name, hub=hub, by=by, at=at)
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
    row = _lock(row)
    authorise(by, "support.publish_opportunity", row, at=at)
    if row.published_at is not None:
        return row
    at = db_now()
    if row.withdrawn_at is not None:
        raise ValidationError(_("这个机会已经撤销，不能再公布。"))
    if row.deadline < local_date(at):
        raise ValidationError(_("申请已经截止，不能再公布。请向部门申请延期，在这里改好截止日期以后再公布。"))
    _weigh_days(row, row.deadline, late_reason, at)
    row.offer = post_offer(
        row.hub, source="fiscal", department=row.department, is_notice=True, body_name=row.department.name, key=f"opportunity:{row.pk}",
        by=by, at=at, **_posted(row),
    )  # fmt: skip
    row.published_at, row.published_by = at, by
    row.eligible, row.told = tell_eligible(row, "opportunity_published", key=f"opportunity:{row.pk}", at=at)
    row.save()
    settle(row, "publish_opportunity", at=at, by=by)
    trace(row, "support.opportunity_published", by=by, at=at, days=row.days_left)
    if row.is_late:
        _tell_the_office(row, "opportunity_late", at, days=row.days_left)
    return row


def _lock(row: Opportunity) -> Opportunity:
    rows = Opportunity.objects.select_for_update(of=("self",)).select_related("hub", "department", "offer")
    return rows.get(pk=row.pk)


def _posted(row: Opportunity) -> dict[str, Any]:
    """The public posting of an opportunity says what its record says."""
    return {
        "kind": row.kind, "groups": ["organizations"], "area": None, "title": row.title, "details": row.details[:1000],
        "closes_on": row.deadline, "value_fen": row.value_fen, "open_to_all": row.open_to_all,
        "is_cash": row.kind in GRANTS,
    }  # fmt: skip


def _weigh_days(row: Opportunity, deadline: date, late_reason: str, at: datetime) -> None:
    """With fewer working days left than the limit the reason is written down. Raises ValidationError without one."""
    left = working_days_between(local_date(at), deadline, working_calendar())
    least = int(setting_for(row.hub, LEAST_DAYS.key, at) or 0)
    if left < least and not late_reason.strip():
        raise ValidationError({"late_reason": _("离截止只剩 %(left)s 个工作日，不到 %(least)s 个。请写明原因，主管单位看得到。") % {"left": left, "least": least}})  # fmt: skip
    row.days_left, row.is_late = min(left, 32_000), left < least  # what the column holds
    row.late_reason = late_reason.strip()[:200] if row.is_late else ""


@transaction.atomic
def change_opportunity(
    row: Opportunity, *, title: str, details: str, value_fen: int | None, deadline: date, open_to_all: bool, reason: str,
    version: int, by: Any, at: datetime, late_reason: str = "",
) -> Opportunity:  # fmt: skip
    """The department changed it, or it was entered wrongly. Nothing changed gives it back as it is.

    Before it is published a deadline that has passed can be put off, and it can be published after all. What is public
    changes with it, with the reason, and everybody eligible is told at the same moment; a deadline moved forward leaves
    as many days as publishing does, or says why. Raises Stale when somebody saved since.
    """
    row = _lock(row)
    authorise(by, "support.publish_opportunity", row, at=at)
    new = {"title": title.strip()[:80], "details": details.strip(), "value_fen": value_fen or None, "deadline": deadline,
           "open_to_all": open_to_all}  # fmt: skip
    if not changed(row, new, new):
        return row
    check_version(row, version)
    at = db_now()
    if row.withdrawn_at is not None:
        raise ValidationError(_("这个机会已经撤销，不能再改。"))
    if not new["title"] or not new["details"]:
        raise ValidationError({name: _("请填写这一项。") for name in ("title", "details") if not new[name]})
    if deadline < local_date(at):
        raise ValidationError({"deadline": _("这个日期已经过去，请写部门同意的新日期。")})
    if not reason.strip():
        raise ValidationError({"reason": _("请写明为什么改，大家看得到。")})
    sooner, wider = deadline < row.deadline, open_to_all and not row.open_to_all
    if row.published_at is not None and sooner:
        _weigh_days(row, deadline, late_reason, at)
    for name, value in new.items():
        setattr(row, name, value)
    row.changed_at, row.change_reason, row.version = at, reason.strip()[:200], row.version + 1
    if row.offer is not None:
        _make_public(row, wider, by=by, at=at)
    row.save()
    trace(row, "support.opportunity_changed", by=by, at=at)
    if row.published_at is not None and sooner and row.is_late:
        _tell_the_office(row, "opportunity_late", at, days=row.days_left)
    return row


def _make_public(row: Opportunity, wider: bool, *, by: Any, at: datetime) -> None:
    assert row.offer is not None
    if row.offer.state == "closed":  # its deadline had passed and was put off
        row.offer = resume_posting(row.offer, closes_on=row.deadline, by=by, at=at)
    row.offer = change_posting(row.offer, is_notice=True, by=by, at=at, **_posted(row))
    row.eligible, row.told = tell_eligible(
        row, "opportunity_changed", key=f"opportunity:{row.pk}:{row.version}", at=at, reason=row.change_reason
    )


@transaction.atomic
def withdraw_opportunity(row: Opportunity, *, reason: str, by: Any, at: datetime) -> Opportunity:
    """The department took it back, or it was entered by mistake; the body above sees it and why. Twice is once."""
    row = _lock(row)
    authorise(by, "support.withdraw_opportunity", row, at=at)
    if row.withdrawn_at is not None:
        return row
    if not reason.strip():
        raise ValidationError({"reason": _("请写明为什么撤销，主管单位看得到。")})
    at = db_now()
    row.withdrawn_at, row.withdrawn_by, row.withdraw_reason = at, by, reason.strip()[:200]
    row.version += 1
    row.save()
    if row.offer is not None:
        if row.offer.state == "open":
            close_posting(row.offer, by=by, at=at, is_notice=True, why=row.withdraw_reason)
        tell_eligible(row, "opportunity_withdrawn", key=f"opportunity:{row.pk}:withdrawn", at=at, reason=row.withdraw_reason)  # fmt: skip
    settle(row, "publish_opportunity", at=at, by=by)
    trace(row, "support.opportunity_withdrawn", by=by, at=at)
    _tell_the_office(row, "opportunity_taken_back", at, reason=row.withdraw_reason)
    return row


def tell_eligible(row: Opportunity, kind: str, *, key: str, at: datetime, **more: Any) -> tuple[int, int]:
    """Everybody eligible in one go: nobody hears of it earlier. Returns how many are eligible, and how many were told;
    the others have nobody here who can be told, and are listed for the hub."""
    eligible = list(eligible_for(row, at).values_list("pk", flat=True))
    people = holders_of(eligible, *SPEAKS, at=at)
    facts = {"title": row.title, "deadline": row.deadline.isoformat(), **more}
    url = reverse("services:pool-posting", args=["offers", row.offer_id])
    notify_many([(one, key, url, facts) for persons in people.values() for one in persons], kind, at=at, mail=True)
    return len(eligible), len(people)


def _tell_the_office(row: Opportunity, kind: str, at: datetime, **facts: Any) -> None:
    above = directly_above(row.hub, at)
    for one in holders(above, *OFFICERS, at=at) if above else []:
        notify(one, kind, key=f"{kind}:{row.pk}:{row.version}", at=at, url=reverse("support:opportunity", args=[row.pk]),
               hub=row.hub.name, title=row.title, **facts)  # fmt: skip
