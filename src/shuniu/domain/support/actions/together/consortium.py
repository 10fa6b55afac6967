from __future__ import annotations

from datetime import date, datetime
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from shuniu.domain.support.actions.common import filled
from shuniu.domain.support.actions.together.common import lock, must_be_open, tell
from shuniu.domain.support.models.together import Consortium, Partner
from shuniu.domain.support.rules.together import PARTNERS
from shuniu.kernel.core.access import authorise
from shuniu.kernel.core.versions import check_version
from shuniu.kernel.norms.queries import setting_for
from shuniu.kernel.orgs.models import Affiliation, Organization
from shuniu.kernel.orgs.queries import hubs_at
from shuniu.kernel.record.actions import settle
from shuniu.kernel.record.kinds import notice_kind
from shuniu.kernel.trail.actions import trace

notice_kind("consortium_started", text=gettext_lazy("联合体“%(title)s”已启动。"))
notice_kind("consortium_closed", text=gettext_lazy("联合体“%(title)s”已结束：%(closing)s"))


def hub_of(lead: Organization, at: datetime) -> Organization:
    """The lead itself when it is a hub, else the hub to which it has been tied longest.

    Raises ValidationError for an organization that no hub knows.
    """
    hubs = hubs_at(at)
    if hubs.filter(pk=lead.pk).exists():
        return lead
    ties = Affiliation.objects.confirmed(at).filter(organization=lead, hub__in=hubs).select_related("hub")
    tie = ties.order_by("confirmed_at", "pk").first()
    if tie is None:
        raise ValidationError({"lead": _("牵头组织还没有联系的枢纽。请先与一家枢纽建立联系。")})
    return tie.hub


def _days(starts_on: date, ends_on: date) -> None:
    if ends_on <= starts_on:
        raise ValidationError({"ends_on": _("结束日期要在开始日期以后。")})


@transaction.atomic
def open_consortium(
    lead: Organization, *, title: str, aim: str, task: str, starts_on: date, ends_on: date, key: str, by: Any, at: datetime
) -> Consortium:  # fmt: skip
    """The lead proposes a project to be carried together, with its own share. `key` comes with the form: twice is once."""
    authorise(by, "support.open_consortium", Consortium(lead=lead), at=at)
    Organization.objects.select_for_update(of=("self",)).get(pk=lead.pk)
    existing = Consortium.objects.filter(key=key, lead=lead).first()
    if existing is not None:
        return existing
    kept = filled(title=title, aim=aim, task=task)
    _days(starts_on, ends_on)
    consortium = Consortium.objects.create(
        hub=hub_of(lead, at), lead=lead, title=kept["title"], aim=kept["aim"], starts_on=starts_on, ends_on=ends_on,
        opened_by=by, opened_at=at, key=key,
    )  # fmt: skip
    Partner.objects.create(
        consortium=consortium, organization=lead, task=kept["task"], state=Partner.State.JOINED, asked_by=by, asked_at=at,
        answered_by=by, answered_at=at,
    )  # fmt: skip
    trace(consortium, "support.consortium_opened", by=by, at=at, organization=lead)
    return consortium


@transaction.atomic
def save_consortium(
    consortium: Consortium, *, title: str, aim: str, starts_on: date, ends_on: date, version: int, by: Any, at: datetime
) -> Consortium:  # fmt: skip
    consortium = lock(consortium)
    authorise(by, "support.save_consortium", consortium, at=at)
    must_be_open(consortium)
    kept = filled(title=title, aim=aim)
    _days(starts_on, ends_on)
    asked = (kept["title"], kept["aim"], starts_on, ends_on)
    if asked == (consortium.title, consortium.aim, consortium.starts_on, consortium.ends_on):
        return consortium
    check_version(consortium, version)
    consortium.title, consortium.aim, consortium.starts_on, consortium.ends_on = asked
    consortium.version += 1
    consortium.save()
    trace(consortium, "support.consortium_saved", by=by, at=at)
    return consortium


@transaction.atomic
def start_consortium(consortium: Consortium, *, by: Any, at: datetime) -> Consortium:
    """Raises ValidationError while too few partners carry a task or a budget line."""
    consortium = lock(consortium)
    authorise(by, "support.start_consortium", consortium, at=at)
    if consortium.state == Consortium.State.RUNNING:
        return consortium
    count, needed = consortium.partners.counted().count(), int(setting_for(consortium.hub, PARTNERS.key, at) or 0)
    if count < needed:
        raise ValidationError(
            _("承担任务或预算的成员现在是 %(count)s 家，至少要 %(needed)s 家。没有任务也没有预算的不算成员，请先写明各家的任务和预算。")
            % {"count": count, "needed": needed}
        )  # fmt: skip
    Consortium.flow.apply(consortium, "start")
    consortium.started_at = at
    consortium.save()
    trace(consortium, "support.consortium_started", by=by, at=at, count=count)
    _tell_all(consortium, "consortium_started", at=at)
    return consortium


def _tell_all(consortium: Consortium, kind: str, *, at: datetime, **facts: Any) -> None:
    bodies = Organization.objects.filter(
        partnerships_in_consortia__consortium=consortium, partnerships_in_consortia__state__in=["ASKED", "JOINED"]
    ).exclude(pk=consortium.lead_id)
    for body in bodies:
        tell(body, kind, consortium, key=f"{kind}:{consortium.pk}", at=at, **facts)


def _close(consortium: Consortium, closing: str, *, at: datetime) -> None:
    consortium.closing, consortium.closed_at = filled(closing=closing)["closing"], at
    consortium.save()
    for verb in ("answer_consortium", "confirm_consortium_task"):
        settle(consortium, verb, at=at)
    _tell_all(consortium, "consortium_closed", at=at, closing=consortium.closing[:200])


@transaction.atomic
def end_consortium(consortium: Consortium, *, closing: str, by: Any, at: datetime) -> Consortium:
    """The project is done: what came of it. Tasks that nobody confirmed stay shown as such."""
    consortium = lock(consortium)
    authorise(by, "support.end_consortium", consortium, at=at)
    if consortium.state == Consortium.State.ENDED:
        return consortium
    Consortium.flow.apply(consortium, "end")
    _close(consortium, closing, at=at)
    trace(consortium, "support.consortium_ended", by=by, at=at)
    return consortium


@transaction.atomic
def call_off_consortium(consortium: Consortium, *, closing: str, by: Any, at: datetime) -> Consortium:
    consortium = lock(consortium)
    authorise(by, "support.end_consortium", consortium, at=at)
    if consortium.state == Consortium.State.CALLED_OFF:
        return consortium
    Consortium.flow.apply(consortium, "call_off")
    _close(consortium, closing, at=at)
    trace(consortium, "support.consortium_called_off", by=by, at=at)
    return consortium
