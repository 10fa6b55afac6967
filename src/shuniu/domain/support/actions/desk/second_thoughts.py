"""The desk takes back what it did a moment ago with one key: the request is as it was, and then nobody was told."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.dateparse import parse_date, parse_datetime
from django.utils.translation import gettext as _

from shuniu.domain.support.actions.desk.handling import assign_requests, link_requests
from shuniu.domain.support.actions.desk.steps import lock, owe_work, reckon, tell_applicant
from shuniu.domain.support.models.desk import AnswerTemplate, DeskUnit, RequestLink, ServiceGuide, ServiceRequest
from shuniu.kernel.core.access import authorise
from shuniu.kernel.people.models import User
from shuniu.kernel.record.actions import unsay, unsettle
from shuniu.kernel.record.models import OutgoingMail
from shuniu.kernel.trail.actions import trace

KEPT = (
    "state",
    "missing",
    "answer",
    "sent_elsewhere",
    "unit_id",
    "assigned_to_id",
    "answered_by_id",
    "answered_unit_id",
)
MOMENTS = ("accepted_at", "missing_told_at", "answered_at")


def request_before(row: ServiceRequest) -> dict[str, Any]:
    """What the way back needs to know of a request, to be read before the act."""
    moments = {name: (moment := getattr(row, name)) and moment.isoformat() for name in MOMENTS}
    return {
        **{name: getattr(row, name) for name in KEPT}, **moments, "reply_by": row.reply_by and row.reply_by.isoformat(),
        "version": row.version, "steps": row.history.count(),
    }  # fmt: skip


@transaction.atomic
def take_back_act(request: ServiceRequest, *, before: dict[str, Any], by: Any, at: datetime) -> ServiceRequest:
    """Accepted, sent on, asked or answered by mistake: the step is gone, and the clock as if it had not been.

    Raises ValidationError where somebody, the applicant too, went on from it.
    """
    row = lock(request)
    done = list(row.history.order_by("position")[before["steps"] :])
    since, version = (done[0].happened_at if done else at), row.version
    if version != before["version"] + 1 or any(step.by_id != by.pk for step in done):
        raise ValidationError(_("别人已经接着办了，这一步不能再撤销。"))
    for name in KEPT:
        setattr(row, name, before[name])
    for name in MOMENTS:
        setattr(row, name, before[name] and parse_datetime(before[name]))
    row.reply_by = before["reply_by"] and parse_date(before["reply_by"])
    row.unit = DeskUnit.objects.select_related("organization", "hub").get(pk=before["unit_id"])
    authorise(by, "support.answer_request", row, at=at)
    row.history.filter(pk__in=[step.pk for step in done]).delete()
    reckon(row)
    row.version += 1
    row.save()
    unsettle(row, "accept_request", since=since)
    owe_work(row, at)
    keys = [f"moved:{version}", f"answered:{version}", f"assigned:{version}"]
    keys += ["accepted"] if row.accepted_at is None else []
    keys += ["missing"] if row.missing_told_at is None else []
    if _were_told([f"request:{row.pk}:{key}" for key in keys]):
        tell_applicant(row, _("刚才的一步撤回了，请以这一页为准。"), key=f"back:{row.version}", at=at)
    trace(row, "support.act_taken_back", by=by, at=at)
    return row


def _were_told(keys: Iterable[str]) -> bool:
    """Whether somebody has heard already of what is taken back; what was not sent is not said."""
    heard = False
    for key in keys:
        heard = bool(unsay(key)) or heard
    mails = OutgoingMail.objects.filter(key__in=keys)
    sent = mails.filter(sent_at__isnull=False)
    heard = sent.exists() or heard
    mails.filter(sent_at__isnull=True).delete()
    return heard


@transaction.atomic
def take_back_assignment(*, changed: list[list[Any]], person: int | None, by: Any, at: datetime) -> None:
    """`changed`: (request, to whom it was assigned before). Raises ValidationError where it lies with another by now."""
    for pk, former in changed:
        row = lock(ServiceRequest(pk=pk))
        authorise(by, "support.assign_request", row, at=at)
        if row.assigned_to_id != person:
            raise ValidationError(_("别人已经接着办了，这一步不能再撤销。"))
        unsay(f"request:{pk}:assigned:{row.version}")
        assign_requests([row], person=User.objects.filter(pk=former).first(), by=by, at=at)


def link_again(*, first: int, second: int, kind: str, by: Any, at: datetime) -> RequestLink:
    rows = ServiceRequest.objects.in_bulk([first, second])
    return link_requests(rows[first], rows[second], kind=kind, by=by, at=at)


@transaction.atomic
def restore_answer_template(template: AnswerTemplate, *, by: Any, at: datetime) -> AnswerTemplate:
    row = AnswerTemplate.objects.select_for_update(of=("self",)).select_related("hub").get(pk=template.pk)
    authorise(by, "support.save_answer_template", row, at=at)
    if AnswerTemplate.objects.filter(hub=row.hub, name=row.name, dropped_at__isnull=True).exists():
        raise ValidationError(_("已经有一个同名的模板，这一步不能再撤销。"))
    row.dropped_at = None
    row.save(update_fields=["dropped_at"])
    trace(row, "support.answer_template_saved", by=by, at=at, name=row.name)
    return row


@transaction.atomic
def restore_guide(guide: ServiceGuide, *, by: Any, at: datetime) -> ServiceGuide:
    """Offered again as it was, when it was withdrawn by mistake."""
    row = ServiceGuide.objects.select_for_update(of=("self",)).select_related("hub").get(pk=guide.pk)
    authorise(by, "support.publish_guide", row, at=at)
    if ServiceGuide.objects.filter(hub=row.hub, slug=row.slug, version__gt=row.version).exists():
        raise ValidationError(_("这项服务已经公布了新的一版，这一步不能再撤销。"))
    if row.valid_to is not None:
        row.valid_to = None
        row.save(update_fields=["valid_to"])
        trace(row, "support.guide_published", by=by, at=at, hub=row.hub, title=row.title)
    return row


@transaction.atomic
def reopen_unit(unit: DeskUnit, *, by: Any, at: datetime) -> DeskUnit:
    """Closed by mistake: requests can be sent there again."""
    row = DeskUnit.objects.select_for_update(of=("self",)).select_related("hub").get(pk=unit.pk)
    authorise(by, "support.publish_guide", row, at=at)
    if DeskUnit.objects.filter(hub=row.hub, name=row.name, closed_at__isnull=True).exclude(pk=row.pk).exists():
        raise ValidationError(_("已经有一个同名的单元，这一步不能再撤销。"))
    if row.closed_at is not None:
        row.closed_at = None
        row.save(update_fields=["closed_at"])
        trace(row, "support.unit_opened", by=by, at=at, hub=row.hub, name=row.name)
    return row
