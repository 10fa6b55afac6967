"""What the desk does with a request: accept, assign, send on, ask once, answer, write, link; nothing closes by itself."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any

from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import UploadedFile
from django.db import transaction
from django.utils.translation import gettext as _

from shuniu.domain.support.actions.desk.charter import ensure_hall
from shuniu.domain.support.actions.desk.requests import keep_papers
from shuniu.domain.support.actions.desk.steps import (
    add_step,
    days_ahead,
    lock,
    owe_work,
    reckon,
    tell_applicant,
    tell_desk,
    url_of,
)
from shuniu.domain.support.models.desk import AnswerTemplate, DeskUnit, RequestLink, ServiceRequest
from shuniu.domain.support.rules.desk import REPLY_DAYS
from shuniu.kernel.core.access import allowed, authorise
from shuniu.kernel.core.moments import db_now
from shuniu.kernel.core.versions import check_version
from shuniu.kernel.orgs.models import Organization
from shuniu.kernel.orgs.queries import holds
from shuniu.kernel.record.actions import notify, settle
from shuniu.kernel.trail.actions import trace

State = ServiceRequest.State
WORKED = (State.FILED, State.IN_HAND)
LEFT_OPEN = (*WORKED, State.MISSING)


def _must_be(row: ServiceRequest, *states: str) -> None:
    if row.state not in states:
        raise ValidationError(
            _("当前状态是“%(state)s”，不能这样办理。请刷新页面后再看。") % {"state": row.get_state_display()},
            code="flow",
        )


def _needed(name: str, text: str, why: str) -> str:
    text = text.strip()
    if not text:
        raise ValidationError({name: why})
    return text


def _accept(row: ServiceRequest, *, by: Any, at: datetime) -> None:
    """Whoever does the first thing with a request has accepted it."""
    if row.accepted_at is None:
        row.accepted_at = at
        add_step(row, "accept", by=by, at=at)
        settle(row, "accept_request", at=at, by=by)
        tell_applicant(row, _("已受理。"), key="accepted", at=at)
    if row.state == State.FILED:
        row.state = State.IN_HAND


def _save(row: ServiceRequest, at: datetime) -> None:
    reckon(row)
    row.version += 1
    row.save()
    owe_work(row, at)


@transaction.atomic
def accept_request(request: ServiceRequest, *, by: Any, at: datetime) -> ServiceRequest:
    """Taken in hand, by whoever takes it. What is accepted already stays as it is."""
    row = lock(request)
    authorise(by, "support.accept_request", row, at=at)
    if row.accepted_at is not None:
        return row
    _must_be(row, *WORKED)
    at = db_now()
    _accept(row, by=by, at=at)
    if row.assigned_to is None and holds(by, row.unit.body, at=at):
        row.assigned_to = by
    _save(row, at)
    trace(row, "support.request_accepted", by=by, at=at)
    return row


@transaction.atomic
def assign_requests(requests: Iterable[ServiceRequest], *, person: Any, by: Any, at: datetime) -> int:
    """Give requests to a colleague (None: to nobody). All or none; returns how many changed hands."""
    changed = 0
    for request in sorted(requests, key=lambda one: one.pk):
        row = lock(request)
        authorise(by, "support.assign_request", row, at=at)
        if not row.is_open:
            raise ValidationError(_("“%(subject)s”已经办结，不用再分派。") % {"subject": row.subject})
        if person is not None and not holds(person, row.unit.body, at=at):
            raise ValidationError(
                _("“%(subject)s”现在由%(unit)s办，请选那里的同事。") % {"subject": row.subject, "unit": row.unit}
            )
        if row.assigned_to_id == (person.pk if person else None):
            continue
        row.assigned_to = person
        row.version += 1
        row.save(update_fields=["assigned_to", "version"])
        if person is not None and person.pk != by.pk:
            notify(person, "service_request_assigned", key=f"request:{row.pk}:assigned:{row.version}", at=at, url=url_of(row),
                   subject=row.subject)  # fmt: skip
        trace(row, "support.request_assigned", by=by, at=at, person=person)
        changed += 1
    return changed


@transaction.atomic
def move_request(request: ServiceRequest, *, unit: DeskUnit, text: str, by: Any, at: datetime) -> ServiceRequest:
    """Send it on to another unit of the desk, saying why. The clock goes on from the first submission."""
    row = lock(request)
    authorise(by, "support.move_request", row, at=at)
    unit = DeskUnit.objects.select_related("organization").get(pk=unit.pk)
    if row.unit_id == unit.pk:
        return row
    _must_be(row, *LEFT_OPEN)
    if unit.hub_id != row.hub_id or unit.closed_at is not None:
        raise ValidationError({"unit": _("这个单元不在本服务台，请另选。")})
    if not DeskUnit.objects.taking(at).filter(pk=unit.pk).exists():
        raise ValidationError({"unit": _("%(name)s的平台协议不在期内，不能再转新的申请，请另选。") % {"name": unit.name}})  # fmt: skip
    if unit.organization_id is not None and unit.organization_id == row.organization_id:
        raise ValidationError({"unit": _("不能转给申请人自己办。")})
    text = _needed("text", text, _("请写一句为什么转，接手的人和申请人都看得到。"))
    at = db_now()
    if row.state != State.MISSING:
        _accept(row, by=by, at=at)
    to_unit(row, unit, text=text, by=by, at=at)
    return row


def bring_back(unit: DeskUnit, *, text: str, by: Any, at: datetime) -> int:
    """A unit ends: what lies open with it goes on at the hub's hall, each clock from its first submission; how many.

    One that is answered waits for the applicant's word where it is; a word that it is not done brings it back.
    """
    hall, moved = ensure_hall(unit.hub, at=at), 0
    for request in list(unit.requests.filter(state__in=LEFT_OPEN).order_by("pk")):
        row = lock(request)
        if row.unit_id == unit.pk and row.state in LEFT_OPEN:
            to_unit(row, hall, text=text, by=by, at=at)
            moved += 1
    return moved


def to_unit(row: ServiceRequest, unit: DeskUnit, *, text: str, by: Any, at: datetime) -> None:
    row.unit, row.assigned_to = unit, None
    add_step(row, "move", by=by, at=at, unit=unit, text=text)
    _save(row, at)
    tell_desk(row, "service_request_moved", key=f"moved:{row.version}", at=at, unit=unit.name)
    tell_applicant(row, _("转由%(unit)s办理，期限不变。") % {"unit": unit.name}, key=f"moved:{row.version}", at=at)
    trace(row, "support.request_moved", by=by, at=at, unit=unit.name)


@transaction.atomic
def ask_applicant(request: ServiceRequest, *, missing: str, by: Any, at: datetime) -> ServiceRequest:
    """All that is missing, told once; the clock stands still until the applicant replies. A second time is refused."""
    row = lock(request)
    authorise(by, "support.ask_applicant", row, at=at)
    if row.missing_told_at is not None:
        raise ValidationError(_("要补的已经一次告知过，不能再追加，也不能再停计时。还有不清楚的，请留言或打电话问。"))
    missing = _needed("missing", missing, _("请写明要补什么，一次写全。"))
    _must_be(row, *WORKED)
    at = db_now()
    _accept(row, by=by, at=at)
    row.state, row.missing, row.missing_told_at = State.MISSING, missing, at
    row.reply_by = days_ahead(row, REPLY_DAYS.key, at)
    add_step(row, "ask", by=by, at=at, text=missing)
    _save(row, at)
    tell_applicant(
        row, _("还要补：%(what)s。请在 %(day)s 前补齐。") % {"what": missing, "day": row.reply_by}, key="missing", at=at
    )
    trace(row, "support.missing_told", by=by, at=at, day=row.reply_by)
    return row


@transaction.atomic
def answer_request(
    request: ServiceRequest, *, text: str, sent_elsewhere: str = "", version: int, by: Any, at: datetime
) -> ServiceRequest:
    """The answer goes to the applicant, who says whether the matter is done. `sent_elsewhere` names whom the applicant
    still has to go to, when the desk could not do it itself."""
    row = lock(request)
    authorise(by, "support.answer_request", row, at=at)
    text = text.strip()
    if row.state == State.ANSWERED and row.answer == text:
        return row
    check_version(row, version)
    text = _needed("text", text, _("请写明答复：办了什么，结果在哪里看。"))
    _must_be(row, *WORKED)
    at = db_now()
    _accept(row, by=by, at=at)
    row.state, row.answer, row.answered_at, row.answered_by = State.ANSWERED, text, at, by
    row.answered_unit, row.sent_elsewhere = row.unit, sent_elsewhere.strip()[:120]
    row.reply_by = days_ahead(row, REPLY_DAYS.key, at)
    add_step(row, "answer", by=by, at=at, text=text)
    _save(row, at)
    settle(row, "solve_request", at=at, by=by)
    news = _("有了答复，请看看是否办好。%(day)s 前没有回音的，按公布的规则办结。") % {"day": row.reply_by}
    tell_applicant(row, news, key=f"answered:{row.version}", at=at)
    trace(row, "support.request_answered", by=by, at=at)
    return row


@transaction.atomic
def receive_papers(
    request: ServiceRequest, *, text: str, papers: Mapping[str, UploadedFile], by: Any, at: datetime
) -> ServiceRequest:
    """What the applicant brings to the counter or says on the telephone, entered for it: asked before, the clock goes on.

    It never stops a clock, and whether the matter is done the applicant alone says.
    """
    row = lock(request)
    authorise(by, "support.write_note", row, at=at)
    text = text.strip()
    if not text and not papers:
        raise ValidationError({"brought": _("请写明申请人补了什么，或选文件。")})
    _must_be(row, *LEFT_OPEN)
    at = db_now()
    keep_papers(row, papers, by=by, at=at)
    words = _("窗口代收：%(what)s") % {"what": text or _("、").join(papers)}
    last = row.history.order_by("-position").first()
    if last is not None and (last.text, last.by_id) == (words, by.pk):
        return row
    if row.state == State.MISSING:
        row.state, row.reply_by = State.IN_HAND, None
        add_step(row, "reply", by=by, at=at, text=words)
        _save(row, at)
        tell_desk(row, "service_request_replied", key=f"received:{row.version}", at=at)
    else:
        add_step(row, "note", by=by, at=at, text=words)
    tell_applicant(row, words[:80], key=f"received:{row.history.count()}", at=at)
    trace(row, "support.papers_received", by=by, at=at)
    return row


@transaction.atomic
def write_note(request: ServiceRequest, *, text: str, by: Any, at: datetime) -> ServiceRequest:
    """A word to the applicant on the way; it stops no clock."""
    row = lock(request)
    authorise(by, "support.write_note", row, at=at)
    text = _needed("note", text, _("请写几个字再送出。"))
    last = row.history.order_by("-position").first()
    if last is not None and (last.kind, last.text, last.by_id) == ("note", text, by.pk):
        return row
    step = add_step(row, "note", by=by, at=at, text=text)
    tell_applicant(row, text[:80], key=f"note:{step.position}", at=at)
    trace(row, "support.note_written", by=by, at=at)
    return row


@transaction.atomic
def link_requests(first: ServiceRequest, second: ServiceRequest, *, kind: str, by: Any, at: datetime) -> RequestLink:
    """Two requests of one desk belong together; the same two again only change how."""
    rows = [lock(ServiceRequest(pk=pk)) for pk in sorted((first.pk, second.pk))]
    for row in rows:
        authorise(by, "support.link_requests", row, at=at)
    if rows[0].pk == rows[1].pk or rows[0].hub_id != rows[1].hub_id:
        raise ValidationError(_("请选本服务台的另一件申请。"))
    link, made = RequestLink.objects.get_or_create(
        first=rows[0], second=rows[1], defaults={"kind": kind, "linked_at": at, "linked_by": by}
    )
    if made:
        trace(first, "support.requests_linked", by=by, at=at, other=second.subject)
    return link


@transaction.atomic
def unlink_requests(link: RequestLink, *, by: Any, at: datetime) -> None:
    """What was linked by hand can be taken apart; that one request takes up another stays."""
    row = RequestLink.objects.select_for_update(of=("self",)).select_related("first__hub", "second").filter(pk=link.pk).first()  # fmt: skip
    if row is None:
        return
    authorise(by, "support.link_requests", row.first, at=at)
    if row.second.reopens_id == row.first_id:
        raise ValidationError(_("这是同一件事重新办理，计时连着算，不能拆开。"))
    trace(row.first, "support.requests_unlinked", by=by, at=at, other=row.second.subject)
    row.delete()


@transaction.atomic
def save_answer_template(hub: Organization, *, name: str, text: str, by: Any, at: datetime) -> AnswerTemplate:
    """Words to answer with; the same name is replaced."""
    hub = Organization.objects.select_for_update().get(pk=hub.pk)
    authorise(by, "support.save_answer_template", AnswerTemplate(hub=hub), at=at)
    name = _needed("name", name, _("请填写这一项。"))[:60]
    text = _needed("text", text, _("请填写这一项。"))
    row, _made = AnswerTemplate.objects.update_or_create(hub=hub, name=name, dropped_at=None, defaults={"text": text})
    trace(row, "support.answer_template_saved", by=by, at=at, name=name)
    return row


@transaction.atomic
def drop_answer_template(template: AnswerTemplate, *, by: Any, at: datetime) -> None:
    row = AnswerTemplate.objects.select_for_update(of=("self",)).select_related("hub").get(pk=template.pk)
    authorise(by, "support.save_answer_template", row, at=at)
    if row.dropped_at is None:
        row.dropped_at = at
        row.save(update_fields=["dropped_at"])
        trace(row, "support.answer_template_dropped", by=by, at=at, name=row.name)


def may_work(user: Any, row: ServiceRequest, at: datetime) -> bool:
    return allowed(user, "support.answer_request", row, at=at)
