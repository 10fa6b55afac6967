"""Entrusted and accompanying services: a need on record, a scope the client agrees to, milestones the client confirms (A09.2)."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime, timedelta
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from shuniu.domain.support.actions.common import filled, tell
from shuniu.domain.support.models.desk import CapacityReview, EntrustedService, ServiceHours, ServiceMilestone
from shuniu.domain.support.queries.desk.experts import worked_for
from shuniu.kernel.core.access import authorise
from shuniu.kernel.core.moments import db_now, local_date
from shuniu.kernel.orgs.interests import tied
from shuniu.kernel.orgs.models import Organization
from shuniu.kernel.orgs.rules import SPEAKS
from shuniu.kernel.record.actions import owe, settle
from shuniu.kernel.record.kinds import duty_kind, notice_kind
from shuniu.kernel.record.payments import refuse_unpayable
from shuniu.kernel.trail.actions import trace

State = EntrustedService.State
LONGEST = timedelta(hours=24)
"""Hours are worked in a day; a longer stretch is a slip of the date."""
notice_kind("milestone_returned", text=gettext_lazy("客户认为“%(title)s”还没有完成：%(reason)s"))
notice_kind("entrusted_ended", text=gettext_lazy("%(provider)s为%(client)s的服务提前结束：%(reason)s"))
duty_kind("agree_entrusted", title=gettext_lazy("看服务范围并答复：%(label)s"), verb=gettext_lazy("去看看"))
duty_kind("confirm_entrusted", title=gettext_lazy("确认里程碑：%(label)s"), verb=gettext_lazy("去确认"))


@transaction.atomic
def propose_entrusted(
    hub: Organization, *, kind: str, client: Organization, provider: Organization, need: str, need_on: date, scope: str,
    valid_from: date, valid_to: date, milestones: Sequence[tuple[str, date]], key: str, by: Any, at: datetime,
) -> EntrustedService:  # fmt: skip
    """Commission a support organization for a client's need that was on record before; nothing begins without the client."""
    hub = Organization.objects.select_for_update().get(pk=hub.pk)
    there = EntrustedService.objects.filter(key=key, hub=hub).first()
    if there is not None:
        return there
    row = EntrustedService(hub=hub, client=client, provider=provider, kind=kind)
    authorise(by, "support.propose_entrusted", row, at=at)
    wrong = {name: _("请填写这一项。") for name, text in (("need", need), ("scope", scope)) if not text.strip()}
    if client.pk == provider.pk or client.pk == hub.pk:
        wrong["client"] = _("客户要是承办组织和本枢纽以外的组织。")
    if need_on > min(valid_from, local_date(at)):
        wrong["need_on"] = _("需求要记录在服务开始之前，也不能晚于今天。")
    if valid_to <= max(valid_from, local_date(at)):
        wrong["valid_to"] = _("结束要晚于开始，也要在今天以后。")
    lines = [(title.strip()[:120], day) for title, day in milestones if title.strip()]
    if not lines:
        wrong["milestones"] = _("至少写一个里程碑。")
    elif outside := next((day for _title, day in lines if not valid_from <= day <= valid_to), None):
        wrong["milestones"] = _("里程碑的日期 %(day)s 不在服务期内。") % {"day": outside}
    if wrong:
        raise ValidationError(wrong)
    row.need, row.need_on, row.scope = need.strip(), need_on, scope.strip()
    row.valid_from, row.valid_to, row.proposed_at, row.proposed_by, row.key = valid_from, valid_to, at, by, key
    row.save()
    ServiceMilestone.objects.bulk_create(
        ServiceMilestone(service=row, position=n, title=title, due_on=day)
        for n, (title, day) in enumerate(lines, start=1)
    )
    for body in (client, provider):
        owe(row, "agree_entrusted", body=body, roles=list(SPEAKS), due_on=valid_from, url=_url(row), at=at, label=str(row),
            unit_code="A09.2", element="support")  # fmt: skip
    trace(row, "support.entrusted_proposed", by=by, at=at, client=client, provider=provider)
    return row


def _url(row: EntrustedService) -> str:
    return reverse("support:entrusted-service", args=[row.pk])


def _lock(row: EntrustedService) -> EntrustedService:
    rows = EntrustedService.objects.select_for_update(of=("self",)).select_related("hub", "client", "provider")
    return rows.get(pk=row.pk)


@transaction.atomic
def declare_no_control(service: EntrustedService, *, by: Any, at: datetime) -> EntrustedService:
    """The provider says in writing that it holds neither seal nor account nor votes of the client."""
    row = _lock(service)
    authorise(by, "support.declare_no_control", row, at=at)
    if row.declared_at is None:
        row.declared_at, row.declared_by = at, by
        row.save(update_fields=["declared_at", "declared_by"])
        trace(row, "support.no_control_declared", by=by, at=at)
    return row


@transaction.atomic
def agree_entrusted(service: EntrustedService, *, yes: bool, reason: str, by: Any, at: datetime) -> EntrustedService:
    """The client agrees to the scope, after the provider's declaration, or says why not."""
    row = _lock(service)
    authorise(by, "support.agree_entrusted", row, at=at)
    if row.state == (State.AGREED if yes else State.DECLINED):
        return row
    if row.state != State.PROPOSED:
        raise ValidationError(_("这项服务已经答复过。"))
    if yes and row.declared_at is None:
        raise ValidationError(_("承办组织还没有声明不掌管贵单位的印章、账户和表决权，请等它声明后再同意。"))
    if not yes and not reason.strip():
        raise ValidationError({"reason": _("请写明不同意的原因。")})
    row.state = State.AGREED if yes else State.DECLINED
    row.agreed_at, row.agreed_by, row.decline_reason = at, by, "" if yes else reason.strip()[:200]
    row.save()
    settle(row, "agree_entrusted", at=at, by=by)
    trace(row, "support.entrusted_answered", by=by, at=at, answer=row.get_state_display())
    return row


@transaction.atomic
def report_milestone(
    milestone: ServiceMilestone, *, report: str, hours: Sequence[tuple[str, datetime, datetime]], by: Any, at: datetime
) -> ServiceMilestone:
    """Done, says the provider, with the hours worked: (who, from, to). The same hours of one person stand only once."""
    row = ServiceMilestone.objects.select_for_update(of=("self",)).select_related("service").get(pk=milestone.pk)
    service = _lock(row.service)
    authorise(by, "support.report_milestone", service, at=at)
    if service.state != State.AGREED:
        raise ValidationError(_("客户同意后才能报完成。"))
    if row.reported_at is not None:
        return row
    if not report.strip():
        raise ValidationError({"report": _("请写明完成了什么。")})
    Organization.objects.select_for_update().get(pk=service.provider_id)  # two services of one provider in turn
    for worker, starts_at, ends_at in hours:
        _refuse_twice(service, worker, starts_at, ends_at, at)
        ServiceHours.objects.create(milestone=row, worker=worker.strip()[:60], starts_at=starts_at, ends_at=ends_at)
    row.report, row.reported_at, row.return_reason, row.returned_at = report.strip(), at, "", None
    row.save(update_fields=["report", "reported_at", "return_reason", "returned_at"])
    owe(row, "confirm_entrusted", body=service.client, roles=list(SPEAKS), due_on=row.due_on, url=_url(service), at=at,
        label=row.title, unit_code="A09.2", element="support")  # fmt: skip
    trace(row, "support.milestone_reported", by=by, at=at)
    return row


def _refuse_twice(service: EntrustedService, worker: str, starts_at: datetime, ends_at: datetime, at: datetime) -> None:
    if not starts_at < ends_at <= db_now():
        raise ValidationError({"hours": _("工时的结束要晚于开始，还没到的时间不能算。")})
    if ends_at - starts_at > LONGEST:
        raise ValidationError({"hours": _("一段工时不超过 24 小时，请核对日期。")})
    if local_date(starts_at) < service.valid_from:
        raise ValidationError({"hours": _("工时要在服务开始（%(day)s）以后。") % {"day": service.valid_from}})
    there = ServiceHours.objects.filter(
        milestone__service__provider=service.provider, worker=worker.strip(), starts_at__lt=ends_at, ends_at__gt=starts_at
    ).select_related("milestone__service__client").first()  # fmt: skip
    if there is not None:
        raise ValidationError({"hours": _("%(who)s这段时间已经记在为%(client)s的服务里，同一工时不能付两次。")
                               % {"who": worker, "client": there.milestone.service.client.name}})  # fmt: skip


@transaction.atomic
def return_milestone(milestone: ServiceMilestone, *, reason: str, by: Any, at: datetime) -> ServiceMilestone:
    """The client finds it not done and says what is missing: the provider reports anew, with the hours that were worked."""
    row = ServiceMilestone.objects.select_for_update(of=("self",)).select_related("service").get(pk=milestone.pk)
    service = _lock(row.service)
    authorise(by, "support.confirm_entrusted", service, at=at)
    if row.reported_at is None and row.returned_at is not None:
        return row
    if row.reported_at is None or row.confirmed_at is not None or service.state != State.AGREED:
        raise ValidationError(_("这个里程碑现在没有等您确认的完成情况。"))
    row.return_reason = filled(return_reason=reason)["return_reason"][:200]
    row.returned_at, row.reported_at = at, None
    row.save(update_fields=["return_reason", "returned_at", "reported_at"])
    row.hours.all().delete()
    settle(row, "confirm_entrusted", at=at, by=by)
    tell(service.provider, "milestone_returned", key=f"milestone:{row.pk}:{at.isoformat()}", url=_url(service), at=at,
         title=row.title, reason=row.return_reason)  # fmt: skip
    trace(row, "support.milestone_returned", by=by, at=at, title=row.title)
    return row


@transaction.atomic
def end_entrusted(service: EntrustedService, *, reason: str, by: Any, at: datetime) -> EntrustedService:
    """Before its time, by any of the three sides, with a reason all of them read; also a proposal nobody answered.

    What the client has confirmed can still be paid, nothing else can be reported or confirmed. Twice is once.
    """
    row = _lock(service)
    authorise(by, "support.end_entrusted", row, at=at)
    if row.state == State.ENDED:
        return row
    if row.state not in (State.PROPOSED, State.AGREED):
        raise ValidationError(_("这项服务已经结束。"))
    row.end_reason = filled(end_reason=reason)["end_reason"][:200]
    row.state, row.ended_at = State.ENDED, at
    row.save(update_fields=["state", "ended_at", "end_reason"])
    settle(row, "agree_entrusted", at=at, by=by)
    for one in row.milestones.filter(confirmed_at__isnull=True):
        settle(one, "confirm_entrusted", at=at, by=by)
    for body in (row.client, row.provider, row.hub):
        tell(body, "entrusted_ended", key=f"entrusted-ended:{row.pk}", url=_url(row), at=at, client=row.client.name,
             provider=row.provider.name, reason=row.end_reason)  # fmt: skip
    trace(row, "support.entrusted_ended", by=by, at=at)
    return row


@transaction.atomic
def confirm_entrusted(milestone: ServiceMilestone, *, by: Any, at: datetime) -> ServiceMilestone:
    """The client confirms; the last one closes the service."""
    row = ServiceMilestone.objects.select_for_update(of=("self",)).select_related("service").get(pk=milestone.pk)
    service = _lock(row.service)
    authorise(by, "support.confirm_entrusted", service, at=at)
    if row.confirmed_at is not None:
        return row
    if row.reported_at is None or service.state == State.ENDED:
        raise ValidationError(_("承办组织还没有报完成，或服务已经结束，不能确认。"))
    row.confirmed_at, row.confirmed_by = at, by
    row.save(update_fields=["confirmed_at", "confirmed_by"])
    settle(row, "confirm_entrusted", at=at, by=by)
    if not service.milestones.filter(confirmed_at__isnull=True).exists():
        service.state, service.done_at = State.DONE, at
        service.save(update_fields=["state", "done_at"])
    trace(row, "support.entrusted_confirmed", by=by, at=at)
    return row


@transaction.atomic
def review_capacity(
    service: EntrustedService, *, stage: str, score: int, grounds: str, by: Any, at: datetime
) -> CapacityReview:
    """From 0 to 100 with grounds, once before and once after, by somebody other than provider and client."""
    row = _lock(service)
    authorise(by, "support.review_capacity", row, at=at)
    there = CapacityReview.objects.filter(service=row, stage=stage).first()
    if there is not None:
        return there
    bodies = [row.client_id, row.provider_id]
    if tied([by.pk], bodies, at) or worked_for(row.hub, persons=[by.pk], organizations=bodies, at=at):
        raise ValidationError(_("你与客户或承办组织有利害关系，或者不久前在那里任过职，请另一位同事评。"))
    if not 0 <= score <= 100:
        raise ValidationError({"score": _("请填 0 到 100。")})
    if not grounds.strip():
        raise ValidationError({"grounds": _("请写明打分的依据。")})
    reported = row.milestones.filter(reported_at__isnull=False).exists()
    if stage == CapacityReview.Stage.BEFORE and reported:
        raise ValidationError({"stage": _("服务已经开始，不能再补服务前的评价。")})
    if stage == CapacityReview.Stage.AFTER and row.state not in (State.DONE, State.ENDED):
        raise ValidationError({"stage": _("全部里程碑确认后才评服务后的能力。")})
    made = CapacityReview.objects.create(
        service=row, stage=stage, score=score, grounds=grounds.strip(), reviewed_at=at, reviewer=by
    )
    trace(row, "support.capacity_reviewed", by=by, at=at, stage=made.get_stage_display(), score=score)
    return made


@transaction.atomic
def release_payment(
    milestone: ServiceMilestone, *, paid_fen: int, paid_on: date, by: Any, at: datetime
) -> ServiceMilestone:
    """The hub pays what the client has confirmed, once; who confirmed does not pay. Again changes nothing."""
    row = ServiceMilestone.objects.select_for_update(of=("self",)).select_related("service").get(pk=milestone.pk)
    service = _lock(row.service)
    authorise(by, "support.release_payment", service, at=at)
    if row.paid_on is not None:
        return row
    refuse_unpayable(row, at)
    assert row.confirmed_at is not None
    if not local_date(row.confirmed_at) <= paid_on <= local_date(at):
        raise ValidationError({"paid_on": _("拨付日期要在客户确认以后、今天以前。")})
    if paid_fen < 1:
        raise ValidationError({"paid_fen": _("请写拨付了多少。")})
    row.paid_fen, row.paid_on, row.paid_by = paid_fen, paid_on, by
    row.save(update_fields=["paid_fen", "paid_on", "paid_by"])
    trace(row, "support.payment_released", by=by, at=at, paid_on=paid_on)
    return row
