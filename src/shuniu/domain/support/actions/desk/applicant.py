"""What only the applicant does, through the address that nobody of the hub is shown: supplement, agree, give up, rate."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import UploadedFile
from django.db import transaction
from django.utils.translation import gettext as _

from shuniu.domain.support.actions.desk.charter import ensure_hall
from shuniu.domain.support.actions.desk.handling import to_unit
from shuniu.domain.support.actions.desk.requests import keep_papers
from shuniu.domain.support.actions.desk.steps import (
    add_step,
    lock,
    owe_work,
    reckon,
    refuse_the_desk,
    tell_applicant,
    tell_desk,
)
from shuniu.domain.support.models.desk import RequestLink, ServiceRequest
from shuniu.kernel.core.access import authorise
from shuniu.kernel.core.moments import db_now, local_date
from shuniu.kernel.orgs.models import Organization
from shuniu.kernel.record.actions import settle
from shuniu.kernel.trail.actions import trace

State, Closing = ServiceRequest.State, ServiceRequest.Closing


def _close(row: ServiceRequest, closing: str, at: datetime) -> None:
    row.state, row.closing, row.closed_at = State.CLOSED, closing, at
    reckon(row)
    row.version += 1
    row.save()
    for verb in ("accept_request", "solve_request"):
        settle(row, verb, at=at)


@transaction.atomic
def reply_request(
    request: ServiceRequest, *, text: str, papers: Mapping[str, UploadedFile], opened_by: Any, at: datetime
) -> ServiceRequest:
    """The applicant brings what was asked for; the clock goes on. Before or after that it is a word to the desk."""
    row = lock(request)
    refuse_the_desk(opened_by, row, at)
    text = text.strip()
    if not text and not papers:
        raise ValidationError({"text": _("请写明情况，或选要补的文件。")})
    if not row.is_open:
        raise ValidationError(_("这件申请已经办结。还有事，请再提一件申请，会接着原来的办。"))
    at = db_now()
    keep_papers(row, papers, by=None, at=at)
    if row.state == State.MISSING:
        row.state, row.reply_by = State.IN_HAND, None
        add_step(row, "reply", by=None, at=at, text=text)
        reckon(row)
        row.version += 1
        row.save()
        owe_work(row, at)
        tell_desk(row, "service_request_replied", key="replied", at=at)
        trace(row, "support.request_replied", by=None, at=at)
        return row
    last = row.history.order_by("-position").first()
    if last is not None and (last.kind, last.text, last.by_id) == ("note", text, None):
        return row
    step = add_step(row, "note", by=None, at=at, text=text)
    tell_desk(row, "service_request_note", key=f"note:{step.position}", at=at)
    trace(row, "support.applicant_wrote", by=None, at=at)
    return row


@transaction.atomic
def judge_answer(request: ServiceRequest, *, done: bool, text: str, opened_by: Any, at: datetime) -> ServiceRequest:
    """The applicant says whether the matter is done: then it is closed, else it goes on with the days it has used."""
    row = lock(request)
    refuse_the_desk(opened_by, row, at)
    if done and row.closing == Closing.CONSENT:
        return row
    if row.state != State.ANSWERED:
        raise ValidationError(_("现在没有等您确认的答复，请刷新页面后再看。"))
    at = db_now()
    if done:
        row.agreed_by = opened_by if opened_by is not None and opened_by.is_authenticated else None
        add_step(row, "consent", by=None, at=at, text=text.strip())
        _close(row, Closing.CONSENT, at)
        trace(row, "support.request_agreed", by=None, at=at)
        return row
    if not text.strip():
        raise ValidationError({"text": _("请写明还差什么，承办的人会接着办。")})
    add_step(row, "disagree", by=None, at=at, text=text.strip())
    # An answer that was no solution stops no clock: the matter is answered when it is answered anew.
    row.state, row.reply_by, row.answered_at = State.IN_HAND, None, None
    if row.unit.closed_at is not None:
        to_unit(
            row,
            ensure_hall(row.hub, at=at),
            text=_("%(unit)s已不再承办，由枢纽接着办。") % {"unit": row.unit.name},
            by=None,
            at=at,
        )
    reckon(row)
    row.version += 1
    row.save()
    owe_work(row, at)
    tell_desk(row, "service_request_disagreed", key=f"disagreed:{row.version}", at=at)
    trace(row, "support.request_disagreed", by=None, at=at)
    return row


@transaction.atomic
def deny_consent(request: ServiceRequest, *, at: datetime) -> ServiceRequest:
    """The body above has asked: the applicant did not agree. The request goes on with the days it has used."""
    row = lock(request)
    if row.closing != Closing.CONSENT:
        return row
    at = db_now()
    row.state, row.closing, row.closed_at, row.answered_at, row.reply_by = State.IN_HAND, "", None, None, None
    hall = ensure_hall(row.hub, at=at)
    words = _("上级单位问过申请人，申请人没有确认办结，由枢纽接着办。")
    row.unit, row.assigned_to = hall, None
    add_step(row, "reopen", by=None, at=at, unit=hall, text=words)
    reckon(row)
    row.version += 1
    row.save()
    owe_work(row, at)
    tell_desk(row, "service_request_reopened", key=f"denied:{row.version}", at=at)
    tell_applicant(row, words, key=f"denied:{row.version}", at=at)
    trace(row, "support.consent_denied", by=None, at=at)
    return row


@transaction.atomic
def separate_request(request: ServiceRequest, *, opened_by: Any, at: datetime) -> ServiceRequest:
    """The applicant says that it is another matter than the one still open: then it has a clock of its own, from the day
    it was filed. Nobody else can say so, and of a matter that was closed nobody. Twice is once.
    """
    Organization.objects.select_for_update().get(pk=request.hub_id)
    row = lock(request)
    refuse_the_desk(opened_by, row, at)
    earlier = row.reopens
    if earlier is None:
        return row
    if not row.is_open or not earlier.is_open:
        raise ValidationError(_("前一件已经办结，同一件事计时接着算，不能分开。"))
    row.reopens = None
    row.links_in.filter(first=earlier).update(kind=RequestLink.Kind.RELATED)
    add_step(row, "note", by=None, at=at, text=_("申请人说明：这是另一件事，单独计时。"))
    row.save(update_fields=["reopens"])
    reckon(row)
    row.version += 1
    row.save()
    owe_work(row, at)
    tell_desk(row, "service_request_note", key=f"separated:{row.version}", at=at)
    trace(row, "support.request_separated", by=None, at=at)
    return row


@transaction.atomic
def withdraw_request(request: ServiceRequest, *, text: str, opened_by: Any, at: datetime) -> ServiceRequest:
    """The applicant no longer wants it. Twice is once."""
    row = lock(request)
    refuse_the_desk(opened_by, row, at)
    if row.closing == Closing.WITHDRAWN:
        return row
    if not row.is_open:
        raise ValidationError(_("这件申请已经办结，不用再撤回。"))
    at = db_now()
    add_step(row, "withdraw", by=None, at=at, text=text.strip())
    _close(row, Closing.WITHDRAWN, at)
    trace(row, "support.request_withdrawn", by=None, at=at)
    return row


@transaction.atomic
def lapse_requests(*, by: Any, at: datetime) -> int:
    """Once a night: who was asked, or got an answer, and has not been heard of until the day that was named."""
    due = ServiceRequest.objects.filter(state__in=[State.MISSING, State.ANSWERED], reply_by__lt=local_date(at))
    closed = 0
    for pk in list(due.values_list("pk", flat=True)):
        row = lock(ServiceRequest(pk=pk))
        authorise(by, "support.lapse_requests", row, at=at)
        if row.state not in (State.MISSING, State.ANSWERED) or row.reply_by is None or row.reply_by >= local_date(at):
            continue
        words = _("到 %(day)s 没有收到您的回音，按公布的规则办结。还要办的，再提一件，会接着原来的办。") % {
            "day": row.reply_by
        }
        add_step(row, "lapse", by=None, at=at, text=words)
        row.answer = row.answer or words  # nothing is closed without an answer that stays on the applicant's page
        _close(row, Closing.LAPSE, at)
        tell_applicant(row, words, key="lapsed", at=at)
        trace(row, "support.request_lapsed", by=by, at=at, day=row.reply_by)
        closed += 1
    return closed
