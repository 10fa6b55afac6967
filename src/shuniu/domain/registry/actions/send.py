"""A data request under way: sent once nothing is asked twice, chased, put off, closed (A06)."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import F
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from shuniu.domain.registry.asking import Block, asked_already, cells_columns
from shuniu.domain.registry.models import AnswerCell, AnswerRow, DataRequest, RequestAnswer, RequestColumn
from shuniu.domain.registry.request_rules import CLOSE_DAYS, FILERS, NOTICE_DAYS
from shuniu.kernel.core.access import authorise
from shuniu.kernel.core.moments import add_working_days, db_now, local_date, working_days_between
from shuniu.kernel.norms.queries import setting_for, working_calendar
from shuniu.kernel.orgs.queries import holders_of
from shuniu.kernel.record.actions import notify_many, owe, owe_many, put_off, settle, settle_many
from shuniu.kernel.record.kinds import duty_kind, notice_kind
from shuniu.kernel.trail.actions import trace
from shuniu.methods.cells import read_cell

notice_kind("data_asked", text=gettext_lazy("%(asker)s请你单位填报“%(title)s”，%(due_on)s 前报送。"))
notice_kind("data_chased", text=gettext_lazy("%(asker)s催办：填报任务“%(title)s”还没有收到，期限 %(due_on)s。"))
notice_kind("data_put_off", text=gettext_lazy("填报任务“%(title)s”的期限改为 %(due_on)s。"))
notice_kind("data_withdrawn", text=gettext_lazy("%(asker)s撤回了填报任务“%(title)s”，不用再填。"))
duty_kind("answer_data_request", title=gettext_lazy("填报：%(label)s"), verb=gettext_lazy("去填报"))
duty_kind("close_data_request", title=gettext_lazy("收齐并了结填报任务：%(label)s"), verb=gettext_lazy("去了结"))
ANSWER = "answer_data_request"
CLOSE = "close_data_request"


def lock_request(request: DataRequest) -> DataRequest:
    return DataRequest.objects.select_for_update(of=("self",)).select_related("asker").get(pk=request.pk)


def _tell(request: DataRequest, kind: str, answers: Iterable[RequestAnswer], *, key: str, at: datetime) -> int:
    """Everybody who files for these bodies, in a constant number of statements."""
    rows = list(answers)
    people = holders_of([row.body_id for row in rows], *FILERS, at=at)
    facts = {"asker": request.asker.name, "title": request.title, "due_on": request.due_on.isoformat()}
    told = [
        (person, f"{key}:{row.pk}", reverse("registry:answer", args=[row.pk]), facts)
        for row in rows for person in people.get(row.body_id, [])
    ]  # fmt: skip
    return notify_many(told, kind, at=at, mail=True)


def _owe(request: DataRequest, rows: Iterable[RequestAnswer], *, due_on: date, at: datetime) -> None:
    label = f"{request.title} · {request.asker.name}"
    owe_many(
        [(row, row.body_id, reverse("registry:answer", args=[row.pk]), label) for row in rows], ANSWER, roles=FILERS,
        due_on=due_on, at=at, unit_code="A06", element="open",
    )  # fmt: skip


def refuse_repeats(blocks: list[Block]) -> None:
    """Raises ValidationError naming each question that is answered already or needs a word on how it differs."""
    problems = []
    for block in blocks:
        if not block.blocks:
            continue
        words = {"title": block.column.title, "n": len(block.match.known), "other": block.match.title}
        if block.match.same and block.everybody:
            problems.append(_("“%(title)s”所有对象本季度都已经填过，答案就在下面，请去掉这一列。") % words)
        elif block.match.same:
            problems.append(_("“%(title)s”有 %(n)s 家本季度已经填过，请引用已有答案，或去掉这一列。") % words)
        else:
            problems.append(_("“%(title)s”与本季度已有的“%(other)s”相近，请写明区别，或去掉这一列。") % words)
    if problems:
        raise ValidationError(problems)


@transaction.atomic
def send_request(request: DataRequest, *, by: Any, at: datetime) -> DataRequest:
    """Ask: every body gets its duty, notice and mail. A question whose answer is there already is refused.

    Sending what is sent changes nothing. Raises ValidationError with everything that is missing at once.
    """
    request = lock_request(request)
    authorise(by, "registry.send_request", request, at=at)
    if request.state == DataRequest.State.OPEN:
        return request
    at, columns = db_now(), list(request.columns.all())
    answers = list(request.answers.select_related("body"))
    _check_ready(request, columns, answers, at)
    blocks = asked_already(request, columns, at=at)
    refuse_repeats(blocks)
    request.flow.apply(request, "send")
    request.sent_at, request.sent_by, request.version = at, by, request.version + 1
    request.save()
    _take_over(answers, blocks)
    _owe(request, answers, due_on=request.due_on, at=at)
    _tell(request, "data_asked", answers, key="data-asked", at=at)
    days = int(setting_for(request.asker, CLOSE_DAYS.key, at) or 0)
    owe(request, CLOSE, body=request.asker, roles=["head", "officer"], at=at, label=request.title, unit_code="A06",
        due_on=add_working_days(request.due_on, days, working_calendar()), element="open",
        url=reverse("registry:request", args=[request.pk]))  # fmt: skip
    trace(request, "registry.request_sent", by=by, at=at, count=len(answers), due_on=request.due_on)
    return request


def _check_ready(
    request: DataRequest, columns: list[RequestColumn], answers: list[RequestAnswer], at: datetime
) -> None:
    problems = []
    if not columns:
        problems.append(_("还没有列，请先写明要填哪几项。"))
    if not answers:
        problems.append(_("还没有对象，请先选要请哪些单位填。"))
    least = int(setting_for(request.asker, NOTICE_DAYS.key, at) or 0)
    if working_days_between(local_date(at), request.due_on, working_calendar()) < least:
        problems.append(_("期限太近：至少要留出 %(n)s 个工作日，请把期限往后改。") % {"n": least})
    if problems:
        raise ValidationError(problems)


def _take_over(answers: list[RequestAnswer], blocks: list[Block]) -> None:
    """What a body has said already stands in its form, with source and day; it may still change it."""
    by_body = {answer.body_id: answer for answer in answers}
    known = [
        (block.column, one) for block in blocks if block.match.same and block.column.reuses for one in block.match.known
    ]
    rows = {body: AnswerRow(answer=by_body[body], position=1) for body in {one.body_id for _c, one in known}}
    AnswerRow.objects.bulk_create(rows.values())
    shapes = {
        column.pk: shape
        for column, shape in zip([c for c, _o in known], cells_columns([c for c, _o in known]), strict=True)
    }
    cells = []
    for column, one in known:
        read = read_cell(shapes[column.pk], one.text)
        cells.append(AnswerCell(row=rows[one.body_id], column=column, text=read.text, number=read.number, day=read.day,
                                fen=read.fen, origin=one.source[:160], origin_on=one.on))  # fmt: skip
    AnswerCell.objects.bulk_create(cells, ignore_conflicts=True, batch_size=2000)


@transaction.atomic
def chase_request(request: DataRequest, *, answers: Iterable[int], by: Any, at: datetime) -> int:
    """Remind those of the answers that are not in; each body at most once a day. Returns how many bodies were reminded."""
    request = lock_request(request)
    authorise(by, "registry.chase_request", request, at=at)
    if request.state != DataRequest.State.OPEN:
        raise ValidationError(_("任务不在填报中，不用再催。"))
    today = local_date(at)
    waiting = request.answers.filter(pk__in=list(answers)).exclude(state=RequestAnswer.State.FILED)
    rows = list(waiting.exclude(reminded_on=today).select_related("body"))
    request.answers.filter(pk__in=[row.pk for row in rows]).update(
        reminded_on=today, times_reminded=F("times_reminded") + 1
    )
    _tell(request, "data_chased", rows, key=f"data-chased:{today.isoformat()}", at=at)
    if rows:
        trace(request, "registry.request_chased", by=by, at=at, count=len(rows))
    return len(rows)


@transaction.atomic
def extend_request(request: DataRequest, *, due_on: date, by: Any, at: datetime) -> DataRequest:
    """A later deadline; whoever has not filed is told. Earlier is not possible once it was sent."""
    request = lock_request(request)
    authorise(by, "registry.extend_request", request, at=at)
    if request.state != DataRequest.State.OPEN:
        raise ValidationError(_("任务不在填报中，期限不用再改。"))
    if due_on == request.due_on:
        return request
    if due_on < request.due_on or due_on <= local_date(at):
        raise ValidationError({"due_on": _("期限只能往后延，请改一个更晚的日期。")})
    request.due_on = due_on
    request.save(update_fields=["due_on"])
    waiting = list(request.answers.exclude(state=RequestAnswer.State.FILED))
    put_off(RequestAnswer, [row.pk for row in waiting], ANSWER, due_on=due_on)
    days = int(setting_for(request.asker, CLOSE_DAYS.key, at) or 0)
    put_off(DataRequest, [request.pk], CLOSE, due_on=add_working_days(due_on, days, working_calendar()))
    _tell(request, "data_put_off", waiting, key=f"data-put-off:{due_on.isoformat()}", at=at)
    trace(request, "registry.request_extended", by=by, at=at, due_on=due_on)
    return request


@transaction.atomic
def close_request(request: DataRequest, *, conclusion: str, by: Any, at: datetime) -> DataRequest:
    """No more answers are taken; what is in stays as it is, who did not answer stays named. Closing twice is one."""
    request = lock_request(request)
    authorise(by, "registry.close_request", request, at=at)
    if request.state == DataRequest.State.CLOSED:
        return request
    request.flow.apply(request, "close")
    request.closed_at, request.conclusion = db_now(), conclusion.strip()
    request.save()
    settle_many(RequestAnswer, request.answers.values_list("pk", flat=True), ANSWER, at=at)
    settle(request, CLOSE, at=at, by=by)
    trace(request, "registry.request_closed", by=by, at=at)
    return request


@transaction.atomic
def reopen_request(request: DataRequest, *, by: Any, at: datetime) -> DataRequest:
    """Closed too early: whoever has not filed owes it again."""
    request = lock_request(request)
    authorise(by, "registry.close_request", request, at=at)
    if request.state == DataRequest.State.OPEN:
        return request
    request.flow.apply(request, "reopen")
    request.save(update_fields=["state"])
    _owe(request, request.answers.exclude(state="FILED"), due_on=max(request.due_on, local_date(at)), at=at)
    trace(request, "registry.request_reopened", by=by, at=at)
    return request


@transaction.atomic
def withdraw_request(request: DataRequest, *, by: Any, at: datetime) -> DataRequest:
    """Nobody has to answer any more; whoever was asked is told. What was filed stays with those who filed it."""
    request = lock_request(request)
    authorise(by, "registry.withdraw_request", request, at=at)
    if request.state == DataRequest.State.WITHDRAWN:
        return request
    sent = request.state == DataRequest.State.OPEN
    request.flow.apply(request, "withdraw")
    request.save(update_fields=["state"])
    rows = list(request.answers.all())
    settle_many(RequestAnswer, [row.pk for row in rows], ANSWER, at=at)
    settle(request, CLOSE, at=at, by=by)
    if sent:
        _tell(request, "data_withdrawn", rows, key="data-withdrawn", at=at)
    trace(request, "registry.request_withdrawn", by=by, at=at)
    return request
