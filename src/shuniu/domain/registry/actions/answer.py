"""What an asked body does: opens, drafts, files, takes back; the asker sends back; facts go to the register (A06, A16.1)."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date, datetime
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from shuniu.domain.registry.actions.facts import correct_facts
from shuniu.domain.registry.actions.send import ANSWER
from shuniu.domain.registry.asking import checked, fault_text, grid_of
from shuniu.domain.registry.models import AnswerCell, AnswerRow, DataRequest, RequestAnswer, RequestColumn
from shuniu.domain.registry.request_rules import FILERS, OFFERED, RETURN_DAYS, ROWS
from shuniu.kernel.core.access import authorise
from shuniu.kernel.core.moments import add_working_days, db_now, local_date
from shuniu.kernel.core.versions import check_version
from shuniu.kernel.norms.queries import setting_for, working_calendar
from shuniu.kernel.orgs.models import Organization
from shuniu.kernel.orgs.queries import holders
from shuniu.kernel.record.actions import issue_query_number, notify, owe, settle
from shuniu.kernel.record.kinds import notice_kind
from shuniu.kernel.trail.actions import trace

notice_kind("data_returned", text=gettext_lazy("填报任务“%(title)s”被退回修改：%(reason)s"))
notice_kind("data_filed", text=gettext_lazy("%(body)s报送了填报任务“%(title)s”。"))
State = RequestAnswer.State


def _lock(answer: RequestAnswer) -> RequestAnswer:
    rows = RequestAnswer.objects.select_for_update(of=("self",)).select_related("request__asker", "body")
    return rows.get(pk=answer.pk)


def _check_open(answer: RequestAnswer) -> None:
    if answer.request.state != DataRequest.State.OPEN:
        raise ValidationError(_("这个填报任务已经结束，不再接收。如需补报，请联系发起单位。"))


@transaction.atomic
def open_answer(answer: RequestAnswer, *, by: Any, at: datetime) -> RequestAnswer:
    """Somebody of the body opened it: the asker's receipt. The first moment stays."""
    if answer.opened_at is not None:
        return answer
    answer = _lock(answer)
    authorise(by, "registry.open_answer", answer, at=at)
    if answer.opened_at is None:
        answer.opened_at, answer.opened_by = at, by
        answer.save(update_fields=["opened_at", "opened_by"])
        trace(answer, "registry.answer_opened", by=by, at=at)
    return answer


@transaction.atomic
def save_answer(
    answer: RequestAnswer, *, rows: Sequence[Sequence[str]], version: int, by: Any, at: datetime
) -> RequestAnswer:
    """Keep what is typed, right or wrong; nobody else sees it before it is filed. The same again changes nothing."""
    answer = _lock(answer)
    authorise(by, "registry.save_answer", answer, at=at)
    _check_open(answer)
    columns = list(answer.request.columns.all())
    most = int(setting_for(answer.request.asker, ROWS.key, at) or 0) if answer.request.many_rows else 1
    filled = [[text.strip() for text in row] for row in rows]
    filled = [row for row in filled if any(row)]
    if len(filled) > most:
        raise ValidationError(_("一家最多填 %(n)s 行，请删减或分开报。") % {"n": most})
    texts, cells = grid_of(answer, columns)
    read = checked(columns, filled)
    tidy = [[cell.text for cell in row] for row in read]
    if tidy == texts and answer.saved_at is not None:
        return answer
    if answer.state == State.FILED:
        raise ValidationError(_("已经报送，不能直接改。要改请先撤回。"))
    check_version(answer, version)
    _store(answer, columns, read, cells)
    answer.saved_at, answer.version = at, version + 1
    answer.save(update_fields=["saved_at", "version"])
    trace(answer, "registry.answer_saved", by=by, at=at, rows=len(read))
    return answer


def _store(
    answer: RequestAnswer, columns: list[RequestColumn], read: list[list[Any]], before: list[dict[int, AnswerCell]]
) -> None:
    """Rows and cells anew; a cell taken over keeps its source as long as its words stay the same."""
    answer.rows.all().delete()
    rows = AnswerRow.objects.bulk_create(AnswerRow(answer=answer, position=n) for n in range(1, len(read) + 1))
    stored = []
    for n, (row, line) in enumerate(zip(rows, read, strict=True)):
        old = before[n] if n < len(before) else {}
        for column, cell in zip(columns, line, strict=True):
            was = old.get(column.pk)
            kept = was if was is not None and was.text == cell.text else None
            value = cell if cell.fault is None else None
            stored.append(AnswerCell(
                row=row, column=column, text=cell.text, number=value and value.number, day=value and value.day,
                fen=value and value.fen, origin=kept.origin if kept else "", origin_on=kept.origin_on if kept else None,
            ))  # fmt: skip
    AnswerCell.objects.bulk_create(stored, batch_size=2000)


@transaction.atomic
def file_answer(answer: RequestAnswer, *, version: int, by: Any, at: datetime, said_by: str = "") -> RequestAnswer:
    """Hand in what is saved, once every cell is right; late is marked and taken. Filing twice is one filing.

    `said_by`: who filled it in, where nobody is signed in.

    Raises ValidationError with one sentence for each cell at fault.
    """
    answer = _lock(answer)
    authorise(by, "registry.file_answer", answer, at=at)
    if answer.state == State.FILED:
        return answer
    _check_open(answer)
    check_version(answer, version)
    columns = list(answer.request.columns.all())
    texts, _cells = grid_of(answer, columns)
    problems = [
        (_("第 %(n)s 行：") % {"n": n} if answer.request.many_rows else "") + fault_text(column, cell)
        for n, line in enumerate(checked(columns, texts or [[""] * len(columns)]), start=1)
        for column, cell in zip(columns, line, strict=True) if cell.fault is not None
    ]  # fmt: skip
    if problems or not texts:
        raise ValidationError(problems or [_("还没有填，请至少填一行。")])
    at = db_now()
    answer.flow.apply(answer, "file")
    if answer.first_filed_at is None:
        answer.first_filed_at, answer.is_late = at, local_date(at) > answer.request.due_on
    answer.filed_at, answer.filed_by, answer.said_by, answer.version = at, by, said_by, version + 1
    answer.save()
    settle(answer, ANSWER, at=at, by=by)
    issue_query_number(answer, prefix="TB", at=at)
    _tell_asker_when_all_in(answer, at=at)
    trace(answer, "registry.answer_filed", by=by, at=at, rows=len(texts), late=answer.is_late, said_by=said_by)
    return answer


def _tell_asker_when_all_in(answer: RequestAnswer, *, at: datetime) -> None:
    """One notice when the last of them is in, not one for each of sixty; a returned one that comes back is told."""
    request = answer.request
    last = not request.answers.exclude(state=State.FILED).exists()
    if not last and answer.returned_at is None:
        return
    for person in holders(request.asker, "officer", at=at):
        notify(person, "data_filed", key=f"data-filed:{answer.pk}:{answer.version}", at=at, body=answer.body.name,
               title=request.title, url=reverse("registry:request", args=[request.pk]))  # fmt: skip


@transaction.atomic
def take_back_answer(answer: RequestAnswer, *, by: Any, at: datetime) -> RequestAnswer:
    """The body wants to change what it filed: it owes it again, the first filing keeps its day."""
    answer = _lock(answer)
    authorise(by, "registry.take_back_answer", answer, at=at)
    if answer.state != State.FILED:
        return answer
    _check_open(answer)
    answer.flow.apply(answer, "take_back")
    answer.version += 1
    answer.save()
    _owe_again(answer, due_on=max(answer.request.due_on, local_date(at)), at=at)
    trace(answer, "registry.answer_taken_back", by=by, at=at)
    return answer


@transaction.atomic
def return_answer(answer: RequestAnswer, *, reason: str, by: Any, at: datetime) -> RequestAnswer:
    """The asker wants it corrected, with a reason; the body owes it again within the setting's days."""
    answer = _lock(answer)
    authorise(by, "registry.return_answer", answer, at=at)
    if answer.state == State.RETURNED:
        return answer
    _check_open(answer)
    if not reason.strip():
        raise ValidationError({"reason": _("请写明哪里要改、怎么改。")})
    answer.flow.apply(answer, "send_back")
    answer.reason, answer.returned_at, answer.version = reason.strip()[:200], at, answer.version + 1
    answer.save()
    days = int(setting_for(answer.request.asker, RETURN_DAYS.key, at) or 0)
    _owe_again(answer, due_on=add_working_days(local_date(at), days, working_calendar()), at=at)
    for person in holders(answer.body, *FILERS, at=at):
        notify(person, "data_returned", key=f"data-returned:{answer.pk}:{answer.version}", at=at, mail=True,
               title=answer.request.title, reason=answer.reason, url=reverse("registry:answer", args=[answer.pk]))  # fmt: skip
    trace(answer, "registry.answer_returned", by=by, at=at)
    return answer


def not_theirs(answer: RequestAnswer, *, by: Any, at: datetime) -> None:
    """The body above heard that the body did not file this: it is no answer, and while the asking goes on it is owed."""
    answer = _lock(answer)
    answer.flow.apply(answer, "send_back")
    answer.reason, answer.returned_at, answer.version = _("上级向你单位核实，不是你单位报送的"), at, answer.version + 1
    answer.save()
    if answer.request.state == DataRequest.State.OPEN:
        _owe_again(answer, due_on=max(answer.request.due_on, local_date(at)), at=at)


def _owe_again(answer: RequestAnswer, *, due_on: date, at: datetime) -> None:
    owe(answer, ANSWER, body=answer.body, roles=FILERS, due_on=due_on, at=at, unit_code="A06", element="open",
        label=f"{answer.request.title} · {answer.request.asker.name}", url=reverse("registry:answer", args=[answer.pk]))  # fmt: skip


@transaction.atomic
def offer_facts(answer: RequestAnswer, *, facts: Iterable[str], by: Any, at: datetime) -> Organization:
    """The organization lets facts it filed become facts of the register, with itself as source and today's date."""
    answer = _lock(answer)
    authorise(by, "registry.offer_facts", answer, at=at)
    wanted, values = set(facts) & set(OFFERED), {}
    cells = AnswerCell.objects.filter(row__answer=answer, row__position=1, column__fact__in=wanted).select_related(
        "column"
    )
    if answer.state != State.FILED:
        raise ValidationError(_("报送之后才能更新登记册。"))
    for cell in cells.exclude(text=""):
        number = int(cell.number) if cell.number is not None else None
        values[cell.column.fact] = cell.day or (number if number is not None else cell.text)
    return correct_facts(answer.body, version=answer.body.version, by=by, at=at, **values)
