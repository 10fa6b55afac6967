from __future__ import annotations

from datetime import datetime
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from shuniu.domain.oversight.models import CoordinationRequest, Reminder, Statement
from shuniu.kernel.core.access import authorise
from shuniu.kernel.core.moments import add_working_days, db_now, local_date
from shuniu.kernel.core.versions import check_version
from shuniu.kernel.norms.queries import setting_for, units_of, why_not, working_calendar
from shuniu.kernel.orgs.models import Organization
from shuniu.kernel.orgs.queries import designation_of, directly_above, holders
from shuniu.kernel.record.actions import issue_query_number, notify, owe, settle
from shuniu.kernel.record.kinds import duty_kind, notice_kind
from shuniu.kernel.trail.actions import trace

duty_kind("answer_request", title=gettext_lazy("答复协调请求：%(label)s"), verb=gettext_lazy("去答复"))
duty_kind("await_answer", title=gettext_lazy("等待上级答复：%(label)s"), verb=gettext_lazy("去查看"))
notice_kind("statement_remarked", text=gettext_lazy("上级对“%(unit)s”的自查写了批注。"))
notice_kind("request_filed", text=gettext_lazy("%(hub)s提出协调请求：%(subject)s"))
notice_kind("request_answered", text=gettext_lazy("协调请求“%(subject)s”已答复。"))
notice_kind("hub_reminded", text=gettext_lazy("%(body)s提醒你单位：%(matter)s（%(period)s）。"))


@transaction.atomic
def save_statement(
    hub: Organization, *, unit_code: str, year: int, text: str, degree: str, version: int, by: Any, at: datetime
) -> Statement:
    """Say what the hub does for a unit. Saving reopens what the head had confirmed.

    Raises Stale when somebody saved since, ValidationError for a unit that does not apply to the hub.
    """
    hub = Organization.objects.select_for_update(of=("self",)).get(pk=hub.pk)
    draft = Statement(hub=hub, unit_code=unit_code, year=year)
    authorise(by, "oversight.save_statement", draft, at=at)
    designation = designation_of(hub, at)
    unit = next((u for u in units_of(designation.edition_code) if u.code == unit_code), None) if designation else None
    if designation is None or unit is None:
        raise ValidationError(_("本枢纽适用的规范里没有这一条。"))
    reason = why_not(unit, designation)
    if reason:
        raise ValidationError(_("这一条不适用：%(reason)s。") % {"reason": reason})
    statement = Statement.objects.filter(hub=hub, unit_code=unit_code, year=year).first() or draft
    if statement.pk and (statement.text, statement.degree) == (text, degree):
        return statement
    check_version(statement, version)
    if statement.state == Statement.State.CONFIRMED:
        statement.flow.apply(statement, "reopen")
        statement.confirmed_at = statement.confirmed_by = None
    statement.text, statement.degree, statement.saved_at, statement.version = text, degree, at, version + 1
    statement.save()
    trace(statement, "oversight.statement_saved", by=by, at=at, unit=unit_code, degree=degree)
    return statement


@transaction.atomic
def confirm_statement(statement: Statement, *, version: int, by: Any, at: datetime) -> Statement:
    """The head stands for the statement; from now on the overseeing body sees it. Twice keeps the first moment."""
    statement = Statement.objects.select_for_update(of=("self",)).select_related("hub").get(pk=statement.pk)
    authorise(by, "oversight.confirm_statement", statement, at=at)
    if statement.state == Statement.State.CONFIRMED:
        return statement
    check_version(statement, version)
    if not statement.text.strip():
        raise ValidationError(_("还没有写做了什么，请先填写，再确认。"))
    statement.flow.apply(statement, "confirm")
    statement.confirmed_at, statement.confirmed_by = at, (None if getattr(by, "is_system", False) else by)
    statement.save()
    trace(statement, "oversight.statement_confirmed", by=by, at=at, unit=statement.unit_code)
    return statement


@transaction.atomic
def remark_on_statement(statement: Statement, *, remark: str, by: Any, at: datetime) -> Statement:
    """The overseeing body's remark stands beside the hub's words and never changes them."""
    statement = Statement.objects.select_for_update(of=("self",)).select_related("hub").get(pk=statement.pk)
    authorise(by, "oversight.remark_on_statement", statement, at=at)
    if statement.remark == remark.strip():
        return statement
    statement.remark, statement.remarked_at, statement.remarked_by = remark.strip(), at, by
    statement.save()
    for person in holders(statement.hub, "head", "officer", at=at):
        notify(
            person, "statement_remarked", at=at, key=f"remark:{statement.pk}:{at:%Y%m%d%H%M%S}",
            unit=statement.unit_code, url=reverse("oversight:statement", args=[statement.hub.code, statement.unit_code]),
        )  # fmt: skip
    trace(statement, "oversight.statement_remarked", by=by, at=at)
    return statement


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
    existing = CoordinationRequest.objects.filter(key=key).first()
    if existing is not None:
        return existing
    above = directly_above(hub, at)
    if above is None:
        raise ValidationError(_("本枢纽还没有指定的上级单位，不能提出协调请求。"))
    at = db_now()
    days = int(setting_for(hub, "oversight.coordination_working_days", at) or 15)
    due_on = add_working_days(local_date(at), days, working_calendar())
    row = CoordinationRequest.objects.create(
        hub=hub, addressed_to=above, subject=subject.strip(), detail=detail.strip(), filed_by=by, filed_at=at,
        due_on=due_on, key=key,
    )  # fmt: skip
    issue_query_number(row, prefix="XT", at=at)
    url = reverse("oversight:request", args=[row.pk])
    for verb, body, label in (("answer_request", above, f"{hub.name} · {subject}"), ("await_answer", hub, subject)):
        owe(row, verb, body=body, roles=["head", "officer"], due_on=due_on, url=url, at=at, label=label,
            unit_code="A03", element="general")  # fmt: skip
    for person in holders(above, "head", "officer", at=at):
        notify(
            person, "request_filed", at=at, mail=True, key=f"request:{row.pk}", hub=hub.name, subject=subject, url=url
        )
    trace(row, "oversight.request_filed", by=by, at=at, hub=hub, due_on=due_on)
    return row


def _lock(request: CoordinationRequest) -> CoordinationRequest:
    return (
        CoordinationRequest.objects.select_for_update(of=("self",))
        .select_related("hub", "addressed_to")
        .get(pk=request.pk)
    )


@transaction.atomic
def answer_request(request: CoordinationRequest, *, answer: str, by: Any, at: datetime) -> CoordinationRequest:
    """The body above answers; late answers are kept with their true day."""
    request = _lock(request)
    authorise(by, "oversight.answer_request", request, at=at)
    if request.state == CoordinationRequest.State.ANSWERED:
        return request
    if not answer.strip():
        raise ValidationError({"answer": _("请填写答复内容。")})
    request.flow.apply(request, "answer")
    request.answer, request.answered_at, request.answered_by = answer.strip(), db_now(), by
    request.save()
    settle(request, "answer_request", at=at, by=by)
    settle(request, "await_answer", at=at, by=by)
    for person in holders(request.hub, "head", "officer", at=at):
        notify(
            person, "request_answered", at=at, mail=True, key=f"request-answer:{request.pk}", subject=request.subject,
            url=reverse("oversight:request", args=[request.pk]),
        )  # fmt: skip
    trace(request, "oversight.request_answered", by=by, at=at)
    return request


@transaction.atomic
def withdraw_request(request: CoordinationRequest, *, by: Any, at: datetime) -> CoordinationRequest:
    """The hub takes its request back before it is answered."""
    request = _lock(request)
    authorise(by, "oversight.withdraw_request", request, at=at)
    if request.state == CoordinationRequest.State.WITHDRAWN:
        return request
    request.flow.apply(request, "withdraw")
    request.save(update_fields=["state"])
    settle(request, "answer_request", at=at, by=by)
    settle(request, "await_answer", at=at, by=by)
    trace(request, "oversight.request_withdrawn", by=by, at=at)
    return request


MATTERS = {
    "meeting": gettext_lazy("本季度秘书长例会还没有召开"),
    "report": gettext_lazy("例会情况还没有报送"),
    "statement": gettext_lazy("六要素自查还没有填写"),
}


@transaction.atomic
def remind_hub(hub: Organization, *, matter: str, period_code: str, by: Any, at: datetime) -> Reminder:
    """Remind a hub of something late: a notice and a mail to its head and officers, once a day."""
    reminder = Reminder(hub=hub, sent_by=by, matter=matter, period_code=period_code, sent_on=local_date(at), sent_at=at)
    authorise(by, "oversight.remind_hub", reminder, at=at)
    if matter not in MATTERS:
        raise ValidationError(_("请从列出的事项里选择。"))
    row, made = Reminder.objects.get_or_create(
        hub=hub, matter=matter, period_code=period_code, sent_on=local_date(at), defaults={"sent_by": by, "sent_at": at}
    )
    if made:
        above = directly_above(hub, at)
        for person in holders(hub, "head", "officer", at=at):
            notify(
                person, "hub_reminded", at=at, mail=True, key=f"reminder:{row.pk}", matter=str(MATTERS[matter]),
                period=period_code, body=above.name if above else "", url=reverse("desk:home"),
            )  # fmt: skip
        trace(row, "oversight.hub_reminded", by=by, at=at, matter=matter, period=period_code)
    return row
