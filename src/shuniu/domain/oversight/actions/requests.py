from __future__ import annotations

from datetime import datetime
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from shuniu.domain.oversight.models import CoordinationRequest, RequestQuestion
from shuniu.kernel.core.access import authorise
from shuniu.kernel.core.moments import add_working_days, db_now, local_date
from shuniu.kernel.norms.queries import setting_for, working_calendar
from shuniu.kernel.orgs.models import Organization
from shuniu.kernel.orgs.queries import directly_above, holders
from shuniu.kernel.record.actions import issue_query_number, notify, owe, settle
from shuniu.kernel.record.kinds import duty_kind, notice_kind
from shuniu.kernel.trail.actions import trace

State = CoordinationRequest.State

duty_kind("answer_request", title=gettext_lazy("答复协调请求：%(label)s"), verb=gettext_lazy("去答复"))
duty_kind("await_answer", title=gettext_lazy("等待上级答复：%(label)s"), verb=gettext_lazy("去查看"))
duty_kind("reply_to_question", title=gettext_lazy("补充协调请求的情况：%(label)s"), verb=gettext_lazy("去补充"))
notice_kind("request_filed", text=gettext_lazy("%(hub)s提出协调请求：%(subject)s"))
notice_kind("request_answered", text=gettext_lazy("协调请求“%(subject)s”已答复。"))
notice_kind("request_asked_back", text=gettext_lazy("协调请求“%(subject)s”需要补充情况。"))
notice_kind("request_supplemented", text=gettext_lazy("%(hub)s补充了协调请求“%(subject)s”的情况。"))
notice_kind("request_restored", text=gettext_lazy("%(hub)s收回了撤回，协调请求“%(subject)s”仍待答复。"))
notice_kind("request_withdrawn", text=gettext_lazy("%(hub)s撤回了协调请求“%(subject)s”。"))


def _url(row: CoordinationRequest) -> str:
    return reverse("oversight:request", args=[row.pk])


def _tell(body: Organization, kind: str, row: CoordinationRequest, *, key: str, at: datetime) -> None:
    for person in holders(body, "head", "officer", at=at):
        notify(person, kind, at=at, mail=True, key=key, hub=row.hub.name, subject=row.subject, url=_url(row))


def _days(hub: Organization, key: str, at: datetime) -> int:
    value = setting_for(hub, key, at)
    assert value is not None
    return int(value)


@transaction.atomic
def file_request(
    hub: Organization, *, subject: str, detail: str, key: str, by: Any, at: datetime
) -> CoordinationRequest:
    """Ask the body above to coordinate. `key` comes with the form: sent twice it is one request.

    The duty to answer stands at the body above and, as waiting, at the hub: overdue at both ends.
    """
    hub = Organization.objects.select_for_update(of=("self",)).get(pk=hub.pk)
    draft = CoordinationRequest(hub=hub)
    authorise(by, "oversight.file_request", draft, at=at)
    existing = CoordinationRequest.objects.filter(key=key, hub=hub).first()
    if existing is not None:
        return existing
    missing = {
        name: _("请填写这一项。") for name, text in (("subject", subject), ("detail", detail)) if not text.strip()
    }
    if missing:
        raise ValidationError(missing)
    above = directly_above(hub, at)
    if above is None:
        raise ValidationError(_("本枢纽还没有指定的上级单位，不能提出协调请求。"))
    at = db_now()
    days = _days(hub, "oversight.coordination_working_days", at)
    due_on = add_working_days(local_date(at), days, working_calendar())
    row = CoordinationRequest.objects.create(
        hub=hub, addressed_to=above, subject=subject.strip(), detail=detail.strip(), filed_by=by, filed_at=at,
        due_on=due_on, key=key,
    )  # fmt: skip
    issue_query_number(row, prefix="XT", at=at)
    _owe_both(row, at=at)
    _tell(above, "request_filed", row, key=f"request:{row.pk}", at=at)
    trace(row, "oversight.request_filed", by=by, at=at, hub=hub, due_on=due_on)
    return row


def _owe_both(row: CoordinationRequest, *, at: datetime) -> None:
    """To be answered by the body above; waited for by the hub."""
    for verb, body, label in (
        ("answer_request", row.addressed_to, f"{row.hub.name} · {row.subject}"), ("await_answer", row.hub, row.subject),
    ):  # fmt: skip
        owe(row, verb, body=body, roles=["head", "officer"], due_on=row.due_on, url=_url(row), at=at, label=label,
            unit_code="A03", element="general")  # fmt: skip


def _owe_reply(row: CoordinationRequest, question: RequestQuestion, *, at: datetime) -> None:
    days = _days(row.hub, "oversight.supplement_working_days", question.asked_at)
    due_on = add_working_days(local_date(question.asked_at), days, working_calendar())
    owe(row, "reply_to_question", body=row.hub, roles=["head", "officer"], due_on=due_on, url=_url(row), at=at,
        label=row.subject, unit_code="A03", element="general")  # fmt: skip


def _lock(request: CoordinationRequest) -> CoordinationRequest:
    return (
        CoordinationRequest.objects.select_for_update(of=("self",))
        .select_related("hub", "addressed_to")
        .get(pk=request.pk)
    )


def _settle_all(row: CoordinationRequest, *, by: Any, at: datetime) -> None:
    for verb in ("answer_request", "await_answer", "reply_to_question"):
        settle(row, verb, at=at, by=by)


@transaction.atomic
def answer_request(request: CoordinationRequest, *, answer: str, by: Any, at: datetime) -> CoordinationRequest:
    """The body above answers; late answers are kept with their true day. An answer is never written over."""
    request = _lock(request)
    authorise(by, "oversight.answer_request", request, at=at)
    if request.state == State.ANSWERED:
        if request.answer == answer.strip():
            return request
        raise ValidationError(_("这件请求已经答复过了，请刷新页面查看。"))
    if not answer.strip():
        raise ValidationError({"answer": _("请填写答复内容。")})
    request.flow.apply(request, "answer")
    request.answer, request.answered_at, request.answered_by = answer.strip(), db_now(), by
    request.save()
    _settle_all(request, by=by, at=at)
    _tell(request.hub, "request_answered", request, key=f"request-answer:{request.pk}", at=at)
    trace(request, "oversight.request_answered", by=by, at=at)
    return request


@transaction.atomic
def withdraw_request(request: CoordinationRequest, *, by: Any, at: datetime) -> CoordinationRequest:
    """The hub takes its request back before it is answered."""
    request = _lock(request)
    authorise(by, "oversight.withdraw_request", request, at=at)
    if request.state == State.WITHDRAWN:
        return request
    request.flow.apply(request, "withdraw")
    request.withdrawn_at = db_now()
    request.save(update_fields=["state", "withdrawn_at"])
    _settle_all(request, by=by, at=at)
    _tell(request.addressed_to, "request_withdrawn", request, key=f"request-withdrawn:{request.pk}", at=at)
    trace(request, "oversight.request_withdrawn", by=by, at=at)
    return request


@transaction.atomic
def restore_request(request: CoordinationRequest, *, by: Any, at: datetime) -> CoordinationRequest:
    """Take a withdrawal back: it waits for its answer again, by the same day; the body above hears of it."""
    request = _lock(request)
    authorise(by, "oversight.withdraw_request", request, at=at)
    if request.state != State.WITHDRAWN:
        return request
    request.flow.apply(request, "restore")
    withdrawn_at, request.withdrawn_at = request.withdrawn_at, None
    request.save(update_fields=["state", "withdrawn_at"])
    _owe_both(request, at=at)
    for question in request.questions.filter(replied_at__isnull=True):
        _owe_reply(request, question, at=at)
    _tell(request.addressed_to, "request_restored", request, key=f"request:{request.pk}:{withdrawn_at:%s}", at=at)
    trace(request, "oversight.request_restored", by=by, at=at)
    return request


@transaction.atomic
def ask_back(request: CoordinationRequest, *, text: str, by: Any, at: datetime) -> RequestQuestion:
    """The body above asks for what is missing; its own deadline does not stand still. One open question at a time."""
    request = _lock(request)
    authorise(by, "oversight.answer_request", request, at=at)
    if not text.strip():
        raise ValidationError({"text": _("请写明要补充什么。")})
    there = request.questions.filter(replied_at__isnull=True).first()
    if there is not None:
        if there.text == text.strip():
            return there
        raise ValidationError(_("上一次的补充还没有收到，请等枢纽答复后再问。"))
    if request.state != State.FILED:
        raise ValidationError(_("这件请求已经办结，不再补充。"))
    row = RequestQuestion.objects.create(request=request, text=text.strip(), asked_by=by, asked_at=at)
    _owe_reply(request, row, at=at)
    _tell(request.hub, "request_asked_back", request, key=f"request-question:{row.pk}", at=at)
    trace(request, "oversight.request_asked_back", by=by, at=at, question=row)
    return row


@transaction.atomic
def reply_to_question(question: RequestQuestion, *, reply: str, by: Any, at: datetime) -> RequestQuestion:
    """The hub adds what was asked for; the same reply again changes nothing."""
    request = _lock(question.request)
    authorise(by, "oversight.file_request", request, at=at)
    question = RequestQuestion.objects.select_for_update().get(pk=question.pk)
    if question.replied_at is not None:
        if question.reply == reply.strip():
            return question
        raise ValidationError(_("已经补充过了，请刷新页面查看。"))
    if not reply.strip():
        raise ValidationError({"reply": _("请填写补充的情况。")})
    if request.state != State.FILED:
        raise ValidationError(_("这件请求已经办结，不再补充。"))
    question.reply, question.replied_at, question.replied_by = reply.strip(), at, by
    question.save()
    settle(request, "reply_to_question", at=at, by=by)
    _tell(request.addressed_to, "request_supplemented", request, key=f"request-reply:{question.pk}", at=at)
    trace(request, "oversight.question_answered", by=by, at=at, question=question)
    return question
