"""The refused object; another person than whoever decided answers in writing."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from shuniu.domain.network.actions.application import lock_application
from shuniu.domain.network.actions.decision import make_member, tell_applicant
from shuniu.domain.network.models import MembershipApplication, MembershipObjection
from shuniu.domain.network.queries.joining import days_of, working_days_on
from shuniu.domain.network.rules import ANSWER_DAYS, OBJECTION_DAYS
from shuniu.kernel.core.access import authorise
from shuniu.kernel.core.moments import db_now, local_date
from shuniu.kernel.orgs.queries import directly_above
from shuniu.kernel.record.actions import owe, settle
from shuniu.kernel.record.kinds import duty_kind, notice_kind
from shuniu.kernel.trail.actions import trace

State = MembershipApplication.State

duty_kind("answer_objection", title=gettext_lazy("答复入会异议：%(label)s"), verb=gettext_lazy("去答复"))
notice_kind("objection_answered", text=gettext_lazy("%(hub)s书面答复了%(organization)s的异议。"))


@transaction.atomic
def object_to_refusal(
    application: MembershipApplication, *, text: str, filed_by: str, by: Any, at: datetime
) -> MembershipObjection:
    """The refused say why the refusal is not right; once, within the setting's days."""
    application = lock_application(application)
    authorise(by, "network.object_to_refusal", application, at=at)
    there = MembershipObjection.objects.filter(application=application).first()
    if there is not None:
        return there
    if application.state != State.REFUSED or application.decided_at is None:
        raise ValidationError(_("只有未获接纳的申请可以提出异议。"))
    if not text.strip() or not filed_by.strip():
        raise ValidationError(_("请写明异议，并写下您的姓名和职务。"))
    at = db_now()
    days = days_of(application.hub, OBJECTION_DAYS.key, at)
    if at > application.decided_at + timedelta(days=days):
        raise ValidationError(_("决定已过 %(days)s 天，不再受理异议；可以重新申请。") % {"days": days})
    due_on = working_days_on(application.hub, ANSWER_DAYS.key, local_date(at), at)
    row = MembershipObjection.objects.create(
        application=application, decider=application.decided_by, text=text.strip(), filed_by=filed_by.strip()[:60],
        filed_at=at, due_on=due_on,
    )  # fmt: skip
    # Whoever decided may be the hub's only head: the body above stands ready as well.
    for body in (application.hub, directly_above(application.hub, at)):
        if body is not None:
            owe(row, "answer_objection", body=body, roles=["head", "officer"], due_on=due_on, at=at, unit_code="A05.1",
                element="open", label=application.name,
                url=reverse("network:application", args=[application.pk]))  # fmt: skip
    trace(application, "network.refusal_objected_to", by=by, at=at, due_on=due_on)
    return row


@transaction.atomic
def answer_objection(
    objection: MembershipObjection, *, upheld: bool, answer: str, by: Any, at: datetime
) -> MembershipObjection:
    """In writing, by somebody else than the decider. Upheld, the applicant is a member from today."""
    objection = (
        MembershipObjection.objects.select_for_update(of=("self",))
        .select_related("application__hub")
        .get(pk=objection.pk)
    )
    authorise(by, "network.answer_objection", objection, at=at)
    if objection.answered_at is not None:
        if objection.upheld == upheld and objection.answer == answer.strip():
            return objection
        raise ValidationError(_("这件异议已经答复，请刷新页面查看。"))
    if not answer.strip():
        raise ValidationError({"answer": _("请写明答复，对方会收到全文。")})
    application = lock_application(objection.application)
    at = db_now()
    objection.upheld, objection.answer, objection.answered_at, objection.answered_by = upheld, answer.strip(), at, by
    objection.save()
    settle(objection, "answer_objection", at=at, by=by)
    if upheld:
        application.flow.apply(application, "overturn")
        make_member(application, organization=None, by=by)
    application.version += 1
    application.save()
    tell_applicant(application, "objection_answered", at=at)
    trace(application, "network.objection_answered", by=by, at=at, upheld=upheld)
    return objection
