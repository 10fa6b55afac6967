"""A data request as its asker makes it: title, columns, who is asked (A06, A16.1)."""

from __future__ import annotations

import re
from collections.abc import Iterable
from datetime import date, datetime
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Max
from django.utils.translation import gettext as _

from shuniu.domain.registry.asking import FACT_OF, REMARKS, askable
from shuniu.domain.registry.models import DataRequest, RequestAnswer, RequestColumn
from shuniu.domain.registry.request_rules import COLUMNS, FACT_KINDS
from shuniu.kernel.core.access import authorise
from shuniu.kernel.core.moments import local_date
from shuniu.kernel.core.versions import check_version
from shuniu.kernel.norms.queries import setting_for
from shuniu.kernel.orgs.models import Organization
from shuniu.kernel.trail.actions import trace
from shuniu.methods.cells import question_key

_UNIT = re.compile(r"[（(]\s*(?:单位[:：])?\s*([^（()）]{1,6})\s*[)）]\s*$")
_NO_UNIT = ("必填", "选填", "可选", "单选", "是/否")
Kind = RequestColumn.Kind


def lock_draft(request: DataRequest, *, by: Any, at: datetime) -> DataRequest:
    """The request locked, its asker's staff asked for; raises ValidationError once it was sent."""
    request = DataRequest.objects.select_for_update(of=("self",)).select_related("asker").get(pk=request.pk)
    authorise(by, "registry.change_request", request, at=at)
    if request.state != DataRequest.State.DRAFT:
        raise ValidationError(_("任务已经发出，列和对象不再改；需要改时请撤回，照此再发一份。"))
    return request


@transaction.atomic
def make_request(
    asker: Organization, *, title: str, purpose: str, due_on: date, many_rows: bool, key: str, by: Any, at: datetime,
    like: DataRequest | None = None,
) -> DataRequest:  # fmt: skip
    """A draft; `key` comes with the form: sent twice it is one. With `like` it takes that request's columns and bodies."""
    draft = DataRequest(asker=asker)
    authorise(by, "registry.make_request", draft, at=at)
    there = DataRequest.objects.filter(asker=asker, key=key).first()
    if there is not None:
        return there
    if due_on <= local_date(at):
        raise ValidationError({"due_on": _("期限要在今天之后，请改一个日期。")})
    request = DataRequest.objects.create(
        asker=asker, title=title.strip(), purpose=purpose.strip(), due_on=due_on, many_rows=many_rows, key=key,
        made_by=by, made_at=at,
    )  # fmt: skip
    if like is not None:
        _copy(like, request, at)
    trace(request, "registry.request_made", by=by, at=at, asker=asker)
    return request


def _copy(like: DataRequest, request: DataRequest, at: datetime) -> None:
    copies, olds = {}, list(like.columns.all())
    for old in olds:
        pk, old.pk, old.request = old.pk, None, request
        old._state.adding, old.differs, old.reuses = True, "", False
        whole, old.not_above = old.not_above_id, None
        old.save()
        copies[pk] = (old, whole)
    for column, whole in copies.values():
        if whole in copies:
            column.not_above = copies[whole][0]
            column.save(update_fields=["not_above"])
    bodies = askable(request.asker, at).filter(pk__in=like.answers.values("body"))
    RequestAnswer.objects.bulk_create(RequestAnswer(request=request, body=body) for body in bodies)


@transaction.atomic
def change_request(
    request: DataRequest,
    *,
    title: str,
    purpose: str,
    due_on: date,
    many_rows: bool,
    version: int,
    by: Any,
    at: datetime,
) -> DataRequest:
    """Change the words of a draft. Raises Stale when somebody saved since."""
    request = lock_draft(request, by=by, at=at)
    check_version(request, version)
    if due_on <= local_date(at):
        raise ValidationError({"due_on": _("期限要在今天之后，请改一个日期。")})
    request.title, request.purpose, request.due_on = title.strip(), purpose.strip(), due_on
    request.many_rows, request.version = many_rows, version + 1
    request.save()
    trace(request, "registry.request_changed", by=by, at=at)
    return request


def guessed(title: str) -> dict[str, Any]:
    """What a heading says of its column: unit in brackets, an amount, a day, yes or no, a fact of the register."""
    found = _UNIT.search(title)
    unit = found[1] if found and found[1] not in _NO_UNIT else ""
    plain = _UNIT.sub("", title).strip("*＊ ") if found else title.strip("*＊ ")
    fact = FACT_OF.get(question_key(plain), "")
    if fact:
        kind = FACT_KINDS[fact]
        unit = unit or ("元" if kind == "money" else "")
    elif unit in ("元", "万元", "千元"):
        kind, unit = "money", "万元" if unit == "万元" else "元"
    elif unit or re.search(r"(数|数量|人次|面积|总数)$", plain):
        kind = "number"
    elif re.search(r"(日期|时间)$", plain):
        kind = "date"
    else:
        kind = "yes_no" if plain.startswith("是否") else "text"
    optional = (found is not None and found[1] in ("选填", "可选")) or question_key(plain) in REMARKS
    return {"title": plain[:60], "unit": unit, "kind": kind, "fact": fact, "required": not optional}


@transaction.atomic
def add_columns(request: DataRequest, *, headings: Iterable[str], by: Any, at: datetime) -> list[RequestColumn]:
    """One column for each heading, kind and unit as the heading says; one that is there already is left out."""
    request = lock_draft(request, by=by, at=at)
    there = set(request.columns.values_list("key", flat=True))
    position = request.columns.aggregate(last=Max("position"))["last"] or 0
    rows = []
    for heading in headings:
        said = guessed(heading)
        if request.many_rows:  # a row is about a station or an event, not about the organization
            said["fact"] = ""
        key = question_key(said["title"])
        if not key or key in there:
            continue
        there.add(key)
        position += 1
        rows.append(RequestColumn(request=request, position=position, key=key, **said))
    most = int(setting_for(request.asker, COLUMNS.key, at) or 0)
    if len(there) > most:
        raise ValidationError(_("一张表最多 %(n)s 列，请分成两个任务，或只问用得到的。") % {"n": most})
    made = RequestColumn.objects.bulk_create(rows)
    if made:
        trace(request, "registry.columns_added", by=by, at=at, count=len(made))
    return made


@transaction.atomic
def change_column(column: RequestColumn, *, by: Any, at: datetime, **facts: Any) -> RequestColumn:
    """Change a column of a draft; `facts` are its fields. Raises ValidationError in the user's words."""
    request = lock_draft(column.request, by=by, at=at)
    column = RequestColumn.objects.select_for_update().get(pk=column.pk)
    for name, value in facts.items():
        setattr(column, name, value)
    column.key = question_key(column.title)
    _check(column, request)
    column.save()
    trace(request, "registry.column_changed", by=by, at=at)
    return column


def _check(column: RequestColumn, request: DataRequest) -> None:
    if not column.key:
        raise ValidationError({"title": _("请写明这一列问什么。")})
    if request.columns.filter(key=column.key).exclude(pk=column.pk).exists():
        raise ValidationError({"title": _("这张表里已经有同一列，请不要问两遍。")})
    if column.kind == Kind.CHOICE and len(column.choices) < 2:
        raise ValidationError({"choices": _("单选至少要有两个选项，一行一个。")})
    if column.least is not None and column.most is not None and column.least > column.most:
        raise ValidationError({"most": _("“不大于”要不小于“不小于”，请核对。")})
    if column.fact and FACT_KINDS.get(column.fact) != column.kind:
        raise ValidationError({"fact": _("登记册里这一项是另一种类型，请改类型，或不从登记册带出。")})
    if column.not_above_id is not None and (column.not_above_id == column.pk or not column.is_number):
        raise ValidationError({"not_above": _("只有数字和金额能与另一列比较，请改选。")})


@transaction.atomic
def drop_column(column: RequestColumn, *, by: Any, at: datetime) -> None:
    """Take a column out of a draft; one that is gone changes nothing."""
    request = lock_draft(column.request, by=by, at=at)
    if RequestColumn.objects.filter(pk=column.pk).delete()[0]:
        trace(request, "registry.column_dropped", by=by, at=at)


@transaction.atomic
def move_column(column: RequestColumn, *, up: bool, by: Any, at: datetime) -> None:
    """One place to the front or to the back."""
    request = lock_draft(column.request, by=by, at=at)
    rows = list(request.columns.all())
    place = next((n for n, row in enumerate(rows) if row.pk == column.pk), None)
    if place is None or not 0 <= place + (-1 if up else 1) < len(rows):
        return
    rows.insert(place + (-1 if up else 1), rows.pop(place))
    for position, row in enumerate(rows, start=1):
        row.position = position
    RequestColumn.objects.bulk_update(rows, ["position"])
    trace(request, "registry.column_changed", by=by, at=at)


@transaction.atomic
def add_bodies(request: DataRequest, *, bodies: Iterable[int], by: Any, at: datetime) -> int:
    """Those of the bodies that may be asked are asked once this is sent. Returns how many are new."""
    request = lock_draft(request, by=by, at=at)
    may = (
        askable(request.asker, at)
        .living(local_date(at))
        .filter(pk__in=list(bodies))
        .exclude(pk__in=request.answers.values("body"))
    )
    made = RequestAnswer.objects.bulk_create(
        [RequestAnswer(request=request, body_id=pk) for pk in may.values_list("pk", flat=True)],
        ignore_conflicts=True, batch_size=2000,
    )  # fmt: skip
    if made:
        trace(request, "registry.bodies_added", by=by, at=at, count=len(made))
    return len(made)


@transaction.atomic
def drop_bodies(request: DataRequest, *, bodies: Iterable[int] | None = None, by: Any, at: datetime) -> int:
    """Take bodies out of a draft's list, or all of them. Returns how many were there."""
    request = lock_draft(request, by=by, at=at)
    rows = request.answers.all() if bodies is None else request.answers.filter(body__in=list(bodies))
    dropped = rows.count()
    rows.delete()
    if dropped:
        trace(request, "registry.bodies_dropped", by=by, at=at, count=dropped)
    return dropped
