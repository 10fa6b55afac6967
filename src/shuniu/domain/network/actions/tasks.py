"""Tasks down with a date and a closing, requests up with an answer, figures that each level keeps itself (A06)."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from shuniu.domain.network.actions.counterpart import due_in, tell
from shuniu.domain.network.guidance_rules import CLOSE_DAYS, DECIDES, OPEN_TASKS, UPWARD_DAYS, guides
from shuniu.domain.network.models import Counterpart, LocalFigure, TaskFigure, VerticalTask
from shuniu.kernel.core.access import authorise
from shuniu.kernel.core.moments import db_now, local_date, period_of
from shuniu.kernel.norms.queries import setting_for
from shuniu.kernel.orgs.models import Organization
from shuniu.kernel.record.actions import owe, settle
from shuniu.kernel.record.asking import Match, already_there
from shuniu.kernel.record.kinds import duty_kind, notice_kind
from shuniu.kernel.trail.actions import trace
from shuniu.methods.cells import Column, question_key, read_cell

State, Direction = VerticalTask.State, VerticalTask.Direction
duty_kind("do_vertical_task", title=gettext_lazy("办理上级任务：%(label)s"), verb=gettext_lazy("去办理"))
duty_kind("close_vertical_task", title=gettext_lazy("看反馈并办结：%(label)s"), verb=gettext_lazy("去办结"))
duty_kind("answer_upward", title=gettext_lazy("答复上报的请求：%(label)s"), verb=gettext_lazy("去答复"))
notice_kind("task_sent", text=gettext_lazy("%(hub)s发来“%(title)s”，%(due_on)s 前反馈。"))
notice_kind("task_reported", text=gettext_lazy("%(body)s反馈了“%(title)s”的办理情况。"))
notice_kind("task_closed", text=gettext_lazy("“%(title)s”已办结。"))
notice_kind("task_sent_back", text=gettext_lazy("“%(title)s”还要补充：%(reply)s"))
notice_kind("task_declined", text=gettext_lazy("%(body)s认为“%(title)s”超出指导关系，没有接受：%(reason)s"))
notice_kind("task_withdrawn", text=gettext_lazy("%(hub)s撤回了“%(title)s”，不用再办。"))
notice_kind("upward_asked", text=gettext_lazy("%(body)s上报“%(title)s”，%(due_on)s 前答复。"))
notice_kind("upward_answered", text=gettext_lazy("%(hub)s答复了“%(title)s”。"))


class AskedAlready(ValidationError):
    """Figures asked for that are there already; `found` holds, for each asked title, what is known."""

    def __init__(self, message: str, found: list[tuple[str, Match]]) -> None:
        super().__init__(message, code="asked_already")
        self.found = found


def url_of(task: VerticalTask) -> str:
    return reverse("network:task", args=[task.pk])


def _facts(task: VerticalTask) -> dict[str, Any]:
    return {"hub": task.hub.name, "body": task.counterpart.body.name, "title": task.title,
            "due_on": task.due_on.isoformat()}  # fmt: skip


def known_figures(
    figures: Iterable[str], counterparts: Iterable[Counterpart], *, at: datetime
) -> list[tuple[str, Match]]:
    """What the register, other requests and the bodies' own figures say of these questions this quarter."""
    titles = {question_key(figure): figure for figure in figures}
    found = already_there(titles, bodies=[row.body_id for row in counterparts], at=at)
    return [(titles[key], match) for key, matches in found.items() for match in matches]


def _refuse_known(
    figures: list[str], rows: list[Counterpart], *, skip_known: bool, differs: str, at: datetime
) -> set[tuple[int, str]]:
    """(body, key) of what is left out; raises AskedAlready for what would be asked twice."""
    found = known_figures(figures, rows, at=at)
    same = [(title, match) for title, match in found if match.same]
    near = [(title, match) for title, match in found if not match.same]
    if same and not skip_known:
        raise AskedAlready(
            ngettext(
                "要的数据里有 %(n)s 项本季度已经有了，不再问一遍。",
                "要的数据里有 %(n)s 项本季度已经有了，不再问一遍。",
                len({t for t, _m in same}),
            )
            % {"n": len({t for t, _m in same})},
            same,
        )
    if near and not differs.strip():
        raise AskedAlready(_("要的数据与本季度已有的相近，请写明有什么不同，或改用已有的。"), near)
    return {(one.body_id, question_key(title)) for title, match in same for one in match.known}


@transaction.atomic
def send_tasks(
    hub: Organization, *, counterparts: Iterable[int], title: str, detail: str, kind: str, basis: str, due_on: date,
    key: str, by: Any, at: datetime, figures: Iterable[str] = (), skip_known: bool = False, differs: str = "",
) -> list[VerticalTask]:  # fmt: skip
    """One task for each counterpart, with a deadline and what it rests on. A figure that is there is not asked again.

    `key` comes with the form: sent twice it is one. `skip_known` asks each body only for what it has not said yet; a
    body that has said all of it gets no task. Raises AskedAlready with the answers, ValidationError for the rest.
    """
    hub = Organization.objects.select_for_update().get(pk=hub.pk)
    authorise(by, "network.send_task", VerticalTask(hub=hub), at=at)
    sent = list(VerticalTask.objects.filter(hub=hub, key=key, direction=Direction.DOWN).order_by("pk"))
    if sent:
        return sent
    wanted = [figure for figure in dict.fromkeys(text.strip() for text in figures) if figure]
    rows = list(
        Counterpart.objects.confirmed(local_date(at))
        .filter(hub=hub, pk__in=list(counterparts))
        .select_related("body", "area")
    )
    _check(hub, rows, basis=basis, due_on=due_on, kind=kind, figures=wanted, at=at)
    left = _refuse_known(wanted, rows, skip_known=skip_known, differs=differs, at=at)
    made = []
    for row in rows:
        asked = [figure for figure in wanted if (row.body_id, question_key(figure)) not in left]
        if wanted and not asked:
            continue
        task = VerticalTask.objects.create(
            hub=hub, counterpart=row, direction=Direction.DOWN, kind=kind, title=title.strip(), detail=detail.strip(),
            basis=basis.strip(), due_on=due_on, key=key, asked_by=by, asked_at=at,
        )  # fmt: skip
        _ask_figures(task, asked, differs)
        _owe_down(task, due_on=due_on, at=at)
        tell(row.body, "task_sent", key=f"task:{task.pk}", url=url_of(task), at=at, **_facts(task))
        trace(task, "network.task_sent", by=by, at=at, hub=hub, due_on=due_on)
        made.append(task)
    if not made:
        raise ValidationError(_("所选的机构本季度都已经有这些数据，没有要问的了。"))
    return made


def _check(
    hub: Organization, rows: list[Counterpart], *, basis: str, due_on: date, kind: str, figures: list[str], at: datetime
) -> None:
    problems: dict[str, Any] = {}
    if not rows:
        problems["counterparts"] = _("请选至少一家已确认的对应机构；只能向有指导关系的机构发。")
    if not basis.strip():
        problems["basis"] = _("请写明依据：哪项工作、哪份文件。")
    if due_on <= local_date(at):
        problems["due_on"] = _("期限要在今天之后，请改一个日期。")
    if kind == VerticalTask.Kind.FIGURES and not figures:
        problems["figures"] = _("请写明要哪几项数据，一行一项。")
    most = int(setting_for(hub, OPEN_TASKS.key, at) or 0)
    busy = [row for row in rows if row.tasks.filter(direction=Direction.DOWN, state=State.OPEN).count() >= most]
    if busy and "counterparts" not in problems:
        problems["counterparts"] = _("%(body)s手上已有 %(n)s 件没办结，请先办结几件再发。") % {
            "body": busy[0].body.name,
            "n": most,
        }
    if problems:
        raise ValidationError(problems)


def _ask_figures(task: VerticalTask, figures: list[str], differs: str) -> None:
    rows = []
    for position, figure in enumerate(figures, start=1):
        plain, _sign, unit = (
            figure.rstrip(")）").partition("（") if "（" in figure else figure.rstrip(")").partition("(")
        )
        rows.append(TaskFigure(task=task, position=position, title=plain.strip()[:60], key=question_key(figure),
                               unit=unit.strip()[:10], differs=differs.strip()[:120]))  # fmt: skip
    TaskFigure.objects.bulk_create(rows, ignore_conflicts=True)


def _owe_down(task: VerticalTask, *, due_on: date, at: datetime) -> None:
    owe(task, "do_vertical_task", body=task.counterpart.body, roles=DECIDES, due_on=due_on, at=at, url=url_of(task),
        label=f"{task.title} · {task.hub.name}", unit_code="A06", element="open")  # fmt: skip


def _lock(task: VerticalTask) -> VerticalTask:
    rows = VerticalTask.objects.select_for_update(of=("self",))
    return rows.select_related("hub", "counterpart__body", "counterpart__area").get(pk=task.pk)


def _only_down(task: VerticalTask) -> None:
    """Raises ValidationError for a request that came up: it is answered, not reported on, closed or taken back."""
    if task.direction != Direction.DOWN:
        raise ValidationError(_("这是上报的请求，请答复。"))


@transaction.atomic
def report_task(
    task: VerticalTask, *, result: str, values: Mapping[int, str], version: int, by: Any, at: datetime
) -> VerticalTask:
    """The counterpart says what was done; figures asked for become its own figures of this quarter.

    Raises ValidationError with one sentence for each figure that is no number.
    """
    task = _lock(task)
    authorise(by, "network.report_task", task, at=at)
    _only_down(task)
    if task.state in (State.REPORTED, State.CLOSED) and task.result == result.strip():
        return task
    at = db_now()
    problems: list[str] = []
    asked = list(task.figures.all())
    numbers = _numbers(asked, values, problems)
    if not result.strip() and not asked:
        problems.append(_("请写明办理情况。"))
    if problems:
        raise ValidationError(problems)
    task.flow.apply(task, "report")
    task.result, task.reported_at, task.reported_by, task.version = result.strip(), at, by, task.version + 1
    task.close_by = due_in(task.hub, CLOSE_DAYS.key, at)
    task.save()
    for figure in asked:
        figure.figure = _keep(task.counterpart.body, figure.title, figure.unit, numbers[figure.pk], by=by, at=at)
        figure.save(update_fields=["figure"])
    settle(task, "do_vertical_task", at=at, by=by)
    owe(task, "close_vertical_task", body=task.hub, roles=DECIDES, due_on=task.close_by, at=at, url=url_of(task),
        label=f"{task.title} · {task.counterpart.body.name}", unit_code="A06", element="open")  # fmt: skip
    tell(task.hub, "task_reported", key=f"task-reported:{task.pk}:{task.version}",
         url=url_of(task), at=at, **_facts(task))  # fmt: skip
    trace(task, "network.task_reported", by=by, at=at)
    return task


def _numbers(asked: list[TaskFigure], values: Mapping[int, str], problems: list[str]) -> dict[int, Decimal]:
    """Figure id → the number typed; one sentence joins `problems` for each that is none."""
    numbers: dict[int, Decimal] = {}
    for figure in asked:
        column = Column(key="", title=figure.title, kind="number", unit=figure.unit, required=True)
        cell = read_cell(column, values.get(figure.pk, ""))
        if cell.fault is not None or cell.number is None:
            problems.append(_("“%(title)s”请填一个数字，没有就填 0。") % {"title": figure.title})
        else:
            numbers[figure.pk] = cell.number
    return numbers


@transaction.atomic
def close_task(task: VerticalTask, *, reply: str, by: Any, at: datetime) -> VerticalTask:
    """The hub has read the report: done."""
    task = _lock(task)
    authorise(by, "network.close_task", task, at=at)
    _only_down(task)
    if task.state == State.CLOSED:
        return task
    task.flow.apply(task, "close")
    task.reply, task.closed_at, task.closed_by = reply.strip(), db_now(), by
    task.save()
    settle(task, "close_vertical_task", at=at, by=by)
    tell(task.counterpart.body, "task_closed", key=f"task-closed:{task.pk}", url=url_of(task), at=at, **_facts(task))
    trace(task, "network.task_closed", by=by, at=at)
    return task


@transaction.atomic
def send_back_task(task: VerticalTask, *, reply: str, by: Any, at: datetime) -> VerticalTask:
    """The report lacks something: said in words, the task is open again with its own deadline."""
    task = _lock(task)
    authorise(by, "network.close_task", task, at=at)
    _only_down(task)
    if task.state == State.OPEN:
        return task
    if not reply.strip():
        raise ValidationError({"reply": _("请写明还要补充什么。")})
    task.flow.apply(task, "send_back")
    task.reply, task.version = reply.strip(), task.version + 1
    task.save()
    settle(task, "close_vertical_task", at=at, by=by)
    _owe_down(task, due_on=max(task.due_on, due_in(task.hub, CLOSE_DAYS.key, at)), at=at)
    tell(task.counterpart.body, "task_sent_back", key=f"task-back:{task.pk}:{task.version}", url=url_of(task), at=at,
         reply=task.reply, **_facts(task))  # fmt: skip
    trace(task, "network.task_sent_back", by=by, at=at)
    return task


@transaction.atomic
def decline_task(task: VerticalTask, *, reason: str, by: Any, at: datetime) -> VerticalTask:
    """The counterpart says that this goes beyond guidance; whoever oversees the hub reads it too."""
    task = _lock(task)
    authorise(by, "network.decline_task", task, at=at)
    _only_down(task)
    if task.state == State.DECLINED:
        return task
    if not reason.strip():
        raise ValidationError({"reason": _("请写明哪里超出了指导关系。")})
    task.flow.apply(task, "decline")
    task.result, task.reported_at, task.reported_by = reason.strip(), at, by
    task.save()
    settle(task, "do_vertical_task", at=at, by=by)
    tell(task.hub, "task_declined", key=f"task-declined:{task.pk}", url=url_of(task), at=at, reason=task.result[:80],
         **_facts(task))  # fmt: skip
    trace(task, "network.task_declined", by=by, at=at)
    return task


@transaction.atomic
def withdraw_task(task: VerticalTask, *, by: Any, at: datetime) -> VerticalTask:
    """The hub takes it back before it is reported on; after its day it still counts as not done in time."""
    task = _lock(task)
    authorise(by, "network.withdraw_task", task, at=at)
    _only_down(task)
    if task.state == State.WITHDRAWN:
        return task
    task.flow.apply(task, "withdraw")
    task.withdrawn_at = db_now()
    task.save(update_fields=["state", "withdrawn_at"])
    settle(task, "do_vertical_task", at=at, by=by)
    tell(task.counterpart.body, "task_withdrawn", key=f"task-withdrawn:{task.pk}",
         url=url_of(task), at=at, **_facts(task))  # fmt: skip
    trace(task, "network.task_withdrawn", by=by, at=at)
    return task


@transaction.atomic
def ask_up(counterpart: Counterpart, *, title: str, detail: str, key: str, by: Any, at: datetime) -> VerticalTask:
    """A request goes up; the hub answers within the setting's working days. `key`: sent twice it is one."""
    row = (
        Counterpart.objects.select_for_update(of=("self",)).select_related("hub", "body", "area").get(pk=counterpart.pk)
    )
    authorise(by, "network.ask_up", row, at=at)
    there = VerticalTask.objects.filter(counterpart=row, key=key).first()
    if there is not None:
        return there
    if row.state != "confirmed" or not guides(row.hub, at):
        raise ValidationError(_("与这家枢纽没有已确认的对应关系，不能上报。"))
    at = db_now()
    task = VerticalTask.objects.create(
        hub=row.hub, counterpart=row, direction=Direction.UP, kind=VerticalTask.Kind.REQUEST, title=title.strip(),
        detail=detail.strip(), due_on=due_in(row.hub, UPWARD_DAYS.key, at), key=key, asked_by=by, asked_at=at,
    )  # fmt: skip
    owe(task, "answer_upward", body=row.hub, roles=DECIDES, due_on=task.due_on, at=at, url=url_of(task),
        label=f"{row.body.name} · {task.title}", unit_code="A06", element="open")  # fmt: skip
    tell(row.hub, "upward_asked", key=f"upward:{task.pk}", url=url_of(task), at=at, **_facts(task))
    trace(task, "network.upward_asked", by=by, at=at, due_on=task.due_on)
    return task


@transaction.atomic
def answer_upward(task: VerticalTask, *, reply: str, by: Any, at: datetime) -> VerticalTask:
    """The hub answers; late answers keep their true day, an answer is never written over."""
    task = _lock(task)
    authorise(by, "network.answer_upward", task, at=at)
    if task.direction != Direction.UP:
        raise ValidationError(_("这是下达的任务，请看反馈后办结。"))
    if task.state == State.CLOSED:
        if task.reply == reply.strip():
            return task
        raise ValidationError(_("这件请求已经答复过了，请刷新页面查看。"))
    if not reply.strip():
        raise ValidationError({"reply": _("请填写答复内容。")})
    task.flow.apply(task, "answer")
    task.reply, task.closed_at, task.closed_by = reply.strip(), db_now(), by
    task.save()
    settle(task, "answer_upward", at=at, by=by)
    tell(task.counterpart.body, "upward_answered", key=f"upward-answer:{task.pk}",
         url=url_of(task), at=at, **_facts(task))  # fmt: skip
    trace(task, "network.upward_answered", by=by, at=at)
    return task


@transaction.atomic
def enter_figure(counterpart: Counterpart, *, title: str, unit: str, value: str, by: Any, at: datetime) -> LocalFigure:
    """The body enters a figure about itself for this quarter; the same question again changes that figure."""
    authorise(by, "network.enter_figure", counterpart, at=at)
    if len(question_key(title)) < 2:
        raise ValidationError({"title": _("请写明是什么数据。")})
    cell = read_cell(Column(key="", title=title, kind="number", unit=unit, required=True), value)
    if cell.fault is not None or cell.number is None:
        raise ValidationError({"value": _("“%(title)s”请填一个数字，没有就填 0。") % {"title": title}})
    return _keep(counterpart.body, title.strip(), unit.strip(), cell.number, by=by, at=at)


def _keep(body: Organization, title: str, unit: str, value: Decimal, *, by: Any, at: datetime) -> LocalFigure:
    facts = {"title": title[:60], "unit": unit[:10], "value": value, "entered_at": at, "entered_by": by}
    row, made = LocalFigure.objects.select_for_update().get_or_create(
        body=body, key=question_key(title), period_code=period_of("Q", local_date(at)).code, defaults=facts
    )
    if made:
        trace(row, "network.figure_entered", by=by, at=at, organization=body, value=str(value))
    elif row.value != value:
        trace(
            row,
            "network.figure_changed",
            by=by,
            at=at,
            organization=body,
            old=f"{row.value.normalize():f}",
            value=f"{value:f}",
        )
        row.value, row.entered_at, row.entered_by, row.version = value, at, by, row.version + 1
        row.save()
    return row
