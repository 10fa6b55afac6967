from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from shuniu.domain.support.actions.common import filled
from shuniu.domain.support.actions.together.common import lock, must_be_open, tell, url
from shuniu.domain.support.models.together import BudgetLine, Consortium, Partner
from shuniu.domain.support.rules.together import ACTS, JOIN_DAYS, TASK_DAYS
from shuniu.kernel.core.access import authorise
from shuniu.kernel.core.moments import add_working_days, local_date
from shuniu.kernel.core.versions import check_version
from shuniu.kernel.norms.queries import setting_for, working_calendar
from shuniu.kernel.orgs.models import Organization
from shuniu.kernel.record.actions import owe
from shuniu.kernel.record.kinds import duty_kind, notice_kind
from shuniu.kernel.trail.actions import trace

duty_kind("answer_consortium", title=gettext_lazy("答复联合体邀请：%(label)s"), verb=gettext_lazy("去答复"))
duty_kind("confirm_consortium_task", title=gettext_lazy("确认联合体任务完成：%(label)s"), verb=gettext_lazy("去确认"))
notice_kind("consortium_asked", text=gettext_lazy("%(lead)s邀请你单位加入联合体“%(title)s”，请看任务和预算后答复。"))
notice_kind("consortium_answered", text=gettext_lazy("%(organization)s答复了联合体“%(title)s”的邀请：%(answer)s。"))
notice_kind("consortium_left", text=gettext_lazy("%(organization)s退出联合体“%(title)s”：%(reason)s"))
Lines = Sequence[tuple[str, int]]
MOST_LINES = 30


def _locked(partner: Partner) -> Partner:
    lock(partner.consortium)
    rows = Partner.objects.select_related("consortium__hub", "consortium__lead", "organization")
    return rows.select_for_update(of=("self",)).get(pk=partner.pk)


def _write_lines(partner: Partner, lines: Lines) -> None:
    """Raises ValidationError for a line without an item or an amount."""
    if len(lines) > MOST_LINES:
        raise ValidationError({"lines": _("预算最多 %(n)s 行，请合并小项。") % {"n": MOST_LINES}})
    if any(not item.strip() or amount <= 0 for item, amount in lines):
        raise ValidationError({"lines": _("每行预算都要有项目和大于零的金额。")})
    partner.lines.all().delete()
    BudgetLine.objects.bulk_create(
        BudgetLine(partner=partner, item=item.strip(), amount_fen=amount, position=place)
        for place, (item, amount) in enumerate(lines)
    )


def _due(consortium: Consortium, key: str, at: datetime) -> date:
    days = int(setting_for(consortium.hub, key, at) or 0)
    return add_working_days(local_date(at), days, working_calendar())


def _ask(partner: Partner, *, at: datetime) -> None:
    consortium = partner.consortium
    owe(consortium, "answer_consortium", body=partner.organization, roles=ACTS, due_on=_due(consortium, JOIN_DAYS.key, at),
        at=at, url=url(consortium), label=consortium.title, unit_code="A10.5", element="support")  # fmt: skip
    tell(partner.organization, "consortium_asked", consortium, at=at, lead=consortium.lead.name,
         key=f"consortium-asked:{partner.pk}:{partner.version}")  # fmt: skip


@transaction.atomic
def ask_partner(
    consortium: Consortium, organization: Organization, *, task: str, lines: Lines = (), by: Any, at: datetime
) -> Partner:
    """Ask an organization to take a share. Asked already: its row. Without a task or a line it may join, and counts as
    no partner until it has one.
    """
    consortium = lock(consortium)
    authorise(by, "support.ask_partner", Partner(consortium=consortium), at=at)
    must_be_open(consortium)
    there = Partner.objects.filter(consortium=consortium, organization=organization).first()
    if there is not None and there.state in (Partner.State.ASKED, Partner.State.JOINED):
        return there
    partner = there or Partner(consortium=consortium, organization=organization)
    if there is not None:
        Partner.flow.apply(partner, "ask_again")
        partner.version += 1
    partner.task, partner.asked_by, partner.asked_at = task.strip(), by, at
    partner.answered_at = partner.answered_by = None
    partner.reason = ""
    partner.save()
    _write_lines(partner, lines)
    _ask(partner, at=at)
    trace(consortium, "support.partner_asked", by=by, at=at, organization=organization)
    return partner


@transaction.atomic
def save_share(partner: Partner, *, task: str, lines: Lines, version: int, by: Any, at: datetime) -> Partner:
    """Another task or other lines. A partner that had joined is asked again: it agreed to something else."""
    partner = _locked(partner)
    consortium = partner.consortium
    authorise(by, "support.save_share", partner, at=at)
    must_be_open(consortium)
    if partner.state not in (Partner.State.ASKED, Partner.State.JOINED):
        raise ValidationError(_("这家单位不在联合体里。要请它加入，请重新邀请。"))
    if partner.task == task.strip() and list(partner.lines.values_list("item", "amount_fen")) == list(lines):
        return partner
    check_version(partner, version)
    if partner.done_on is not None:
        raise ValidationError(_("这家的任务已经说明完成，不能再改。"))
    partner.task, partner.version = task.strip(), partner.version + 1
    _write_lines(partner, lines)
    asks = partner.organization_id != consortium.lead_id
    if asks and partner.state == Partner.State.JOINED:
        Partner.flow.apply(partner, "ask_again")
        partner.answered_at = partner.answered_by = None
    partner.save()
    if asks:
        _ask(partner, at=at)
    trace(consortium, "support.share_saved", by=by, at=at, organization=partner.organization)
    return partner


@transaction.atomic
def withdraw_partner(partner: Partner, *, by: Any, at: datetime) -> Partner:
    """Take back an invitation that was not answered yet."""
    partner = _locked(partner)
    authorise(by, "support.withdraw_partner", partner, at=at)
    if partner.state == Partner.State.WITHDRAWN:
        return partner
    Partner.flow.apply(partner, "withdraw")
    partner.save()
    _answered(partner, by=by, at=at)
    trace(partner.consortium, "support.partner_withdrawn", by=by, at=at, organization=partner.organization)
    return partner


def _answered(partner: Partner, *, by: Any, at: datetime) -> None:
    """The duty of this body; the others' stay."""
    partner.organization.duties.filter(
        subject_type=partner.consortium._meta.label_lower, subject_id=partner.consortium_id, verb="answer_consortium",
        settled_at__isnull=True,
    ).update(settled_at=at, settled_by=by)  # fmt: skip


@transaction.atomic
def answer_partner(partner: Partner, *, joins: bool, reason: str = "", by: Any, at: datetime) -> Partner:
    """The organization's own word; a no needs a reason. Raises ValidationError for one who also asked."""
    partner = _locked(partner)
    consortium = partner.consortium
    authorise(by, "support.answer_partner", partner, at=at)
    wanted = Partner.State.JOINED if joins else Partner.State.DECLINED
    if partner.state == wanted:
        return partner
    must_be_open(consortium)
    if partner.asked_by_id == by.pk:
        raise ValidationError(_("邀请是你发出的，请对方单位的另一个人来答复。"))
    if not joins:
        partner.reason = filled(reason=reason)["reason"][:200]
    Partner.flow.apply(partner, "join" if joins else "decline")
    partner.answered_at, partner.answered_by = at, by
    partner.save()
    _answered(partner, by=by, at=at)
    if joins:
        trace(consortium, "support.partner_joined", by=by, at=at, organization=partner.organization)
    else:
        trace(consortium, "support.partner_declined", by=by, at=at, organization=partner.organization)
    tell(consortium.lead, "consortium_answered", consortium, key=f"consortium-answered:{partner.pk}:{partner.version}", at=at,
         organization=partner.organization.name, answer=str(partner.get_state_display()))  # fmt: skip
    return partner


@transaction.atomic
def leave_consortium(partner: Partner, *, reason: str, by: Any, at: datetime) -> Partner:
    """Out of it, with a reason; the lead cannot leave its own."""
    partner = _locked(partner)
    consortium = partner.consortium
    authorise(by, "support.leave_consortium", partner, at=at)
    if partner.state == Partner.State.LEFT:
        return partner
    must_be_open(consortium)
    if partner.organization_id == consortium.lead_id:
        raise ValidationError(_("牵头组织不能退出自己发起的联合体。不做了，请停止联合体。"))
    partner.reason = filled(reason=reason)["reason"][:200]
    Partner.flow.apply(partner, "leave")
    partner.save()
    trace(consortium, "support.partner_left", by=by, at=at, organization=partner.organization)
    tell(consortium.lead, "consortium_left", consortium, key=f"consortium-left:{partner.pk}:{partner.version}", at=at,
         organization=partner.organization.name, reason=partner.reason)  # fmt: skip
    return partner


@transaction.atomic
def state_task(partner: Partner, *, done: str, done_on: date, by: Any, at: datetime) -> Partner:
    """A partner says what it did; another body confirms it."""
    partner = _locked(partner)
    consortium = partner.consortium
    authorise(by, "support.state_task", partner, at=at)
    kept = filled(done=done)["done"]
    if (partner.done, partner.done_on) == (kept, done_on) or partner.confirmed_at is not None:
        return partner
    if consortium.state != Consortium.State.RUNNING or partner.state != Partner.State.JOINED:
        raise ValidationError(_("联合体启动以后，已加入的成员才能说明任务完成情况。"))
    if not partner.task:
        raise ValidationError(_("这家单位没有任务，请牵头组织先写明任务。"))
    if done_on > local_date(at):
        raise ValidationError({"done_on": _("完成日期还没到。")})
    partner.done, partner.done_on, partner.done_by = kept, done_on, by
    partner.save()
    confirms = consortium.lead if partner.organization_id != consortium.lead_id else consortium.hub
    owe(consortium, "confirm_consortium_task", body=confirms, roles=ACTS, due_on=_due(consortium, TASK_DAYS.key, at), at=at,
        url=url(consortium), label=consortium.title, unit_code="A10.5",
        element="support")  # fmt: skip
    trace(consortium, "support.task_stated", by=by, at=at, organization=partner.organization)
    return partner


@transaction.atomic
def confirm_task(partner: Partner, *, by: Any, at: datetime) -> Partner:
    """Raises ValidationError for whoever stated it."""
    partner = _locked(partner)
    consortium = partner.consortium
    authorise(by, "support.confirm_task", partner, at=at)
    if partner.confirmed_at is not None:
        return partner
    if partner.done_on is None:
        raise ValidationError(_("这家单位还没有说明任务完成情况。"))
    if partner.done_by_id == by.pk:
        raise ValidationError(_("完成情况是你写的，请另一个人来确认。"))
    partner.confirmed_at, partner.confirmed_by = at, by
    partner.save()
    open_ones = consortium.partners.filter(state="JOINED", done_on__isnull=False, confirmed_at__isnull=True)
    is_leads = partner.organization_id == consortium.lead_id
    if not any((one.organization_id == consortium.lead_id) == is_leads for one in open_ones):
        body = consortium.hub if is_leads else consortium.lead
        body.duties.filter(
            subject_type=consortium._meta.label_lower, subject_id=consortium.pk, verb="confirm_consortium_task",
            settled_at__isnull=True,
        ).update(settled_at=at, settled_by=by)  # fmt: skip
    trace(consortium, "support.task_confirmed", by=by, at=at, organization=partner.organization)
    return partner
