"""Counterparts: named by the hub, confirmed by themselves, ended by either side; visits and their confirmation (A06)."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from shuniu.domain.network.guidance_rules import CONFIRM_DAYS, DECIDES, VISIT_DAYS, guides
from shuniu.domain.network.models import Counterpart, GuidanceVisit
from shuniu.kernel.core.access import authorise
from shuniu.kernel.core.moments import add_working_days, local_date
from shuniu.kernel.norms.queries import setting_for, working_calendar
from shuniu.kernel.orgs.actions import enter_organization
from shuniu.kernel.orgs.models import Appointment, Area, Organization
from shuniu.kernel.orgs.naming import name_key
from shuniu.kernel.orgs.queries import holders
from shuniu.kernel.people.models import User
from shuniu.kernel.record.actions import invite, notify, owe, settle
from shuniu.kernel.record.kinds import duty_kind, notice_kind
from shuniu.kernel.trail.actions import trace

KINDS = ("mass_organization", "authority", "other")
duty_kind("confirm_counterpart", title=gettext_lazy("确认担任对应机构：%(label)s"), verb=gettext_lazy("去确认"))
duty_kind("confirm_visit", title=gettext_lazy("确认走访指导：%(label)s"), verb=gettext_lazy("去确认"))
notice_kind("counterpart_named", text=gettext_lazy("%(hub)s请你单位担任它在%(area)s的对应机构，请确认。"))
notice_kind("counterpart_confirmed", text=gettext_lazy("%(body)s已确认担任%(area)s的对应机构。"))
notice_kind("counterpart_declined", text=gettext_lazy("%(body)s没有接受担任%(area)s的对应机构：%(reason)s"))
notice_kind("counterpart_ended", text=gettext_lazy("%(hub)s与%(body)s的对应关系已终止。"))
notice_kind("visit_recorded", text=gettext_lazy("%(hub)s登记了 %(day)s 对你单位的走访指导，请确认。"))


def url_of(row: Counterpart) -> str:
    return reverse("network:counterpart", args=[row.pk])


def due_in(hub: Organization, key: str, at: datetime) -> date:
    return add_working_days(local_date(at), int(setting_for(hub, key, at) or 0), working_calendar())


def tell(side: Organization, kind: str, /, *, key: str, url: str, at: datetime, **facts: Any) -> None:
    for person in holders(side, *DECIDES, at=at):
        notify(person, kind, key=key, url=url, at=at, mail=True, **facts)


@transaction.atomic
def name_counterpart(
    hub: Organization, *, area: Area, contact: str, post: str, by: Any, at: datetime, body: Organization | None = None,
    body_name: str = "", kind: str = "other", email: str = "",
) -> Counterpart:  # fmt: skip
    """Name the corresponding body in an area and its person; it stands once the body itself has confirmed.

    A body that the register does not know is entered; one without anybody who can sign in gets an invitation.
    """
    hub = Organization.objects.select_for_update().get(pk=hub.pk)
    authorise(by, "network.name_counterpart", Counterpart(hub=hub), at=at)
    there = Counterpart.objects.standing(local_date(at)).filter(hub=hub, area=area).select_related("body").first()
    if there is not None:
        if (body and there.body_id == body.pk) or there.body.name_key == name_key(body_name):
            return there
        raise ValidationError(
            _("%(area)s已经有对应机构“%(body)s”，要换请先终止它。") % {"area": area, "body": there.body.name}
        )
    if body is None:
        if kind not in KINDS:
            raise ValidationError({"kind": _("对应机构是机关单位、人民团体或其他，请从中选一种。")})
        body = enter_organization(name=body_name, kind=kind, area=area, source="counterpart", by=by, at=at)
    if body.pk == hub.pk or body.kind not in KINDS:
        raise ValidationError({"body": _("对应机构是区里、街道的机关单位或人民团体，请核对名称。")})
    row = Counterpart.objects.create(
        hub=hub, area=area, body=body, contact=contact.strip(), post=post.strip(), named_by=by, named_at=at
    )
    owe(row, "confirm_counterpart", body=body, roles=DECIDES, due_on=due_in(hub, CONFIRM_DAYS.key, at), at=at,
        url=url_of(row), label=f"{hub.name} · {area}", unit_code="A06", element="open")  # fmt: skip
    if not Appointment.objects.valid(at).filter(organization=body).exists():
        invite(body, role="officer", name=contact, email=email, by=User.objects.system("counterparts"), at=at)
    tell(body, "counterpart_named", key=f"counterpart:{row.pk}", url=url_of(row), at=at, hub=hub.name, area=area.name)
    trace(row, "network.counterpart_named", by=by, at=at, hub=hub, organization=body)
    return row


def _lock(row: Counterpart) -> Counterpart:
    rows = Counterpart.objects.select_for_update(of=("self",)).select_related("hub", "body", "area")
    return rows.get(pk=row.pk)


@transaction.atomic
def confirm_counterpart(counterpart: Counterpart, *, by: Any, at: datetime) -> Counterpart:
    """The body takes it on: from now on it keeps its own facts, and tasks may be sent to it. Twice is once."""
    row = _lock(counterpart)
    authorise(by, "network.confirm_counterpart", row, at=at)
    if row.confirmed_at is not None:
        return row
    if row.declined_at is not None or row.ended_on is not None:
        raise ValidationError(_("这项对应关系已经终止，不能再确认。"))
    if by.pk == row.named_by_id:
        raise ValidationError(_("提名的人不能替对方确认，请由对应机构的另一位同事确认。"))
    row.confirmed_at, row.confirmed_by = at, by
    row.save(update_fields=["confirmed_at", "confirmed_by"])
    Organization.objects.filter(pk=row.body_id, claimed_at=None).update(claimed_at=at)
    settle(row, "confirm_counterpart", at=at, by=by)
    tell(row.hub, "counterpart_confirmed", key=f"counterpart-yes:{row.pk}", url=url_of(row), at=at, body=row.body.name,
         area=row.area.name)  # fmt: skip
    trace(row, "network.counterpart_confirmed", by=by, at=at, organization=row.body)
    return row


@transaction.atomic
def decline_counterpart(counterpart: Counterpart, *, reason: str, by: Any, at: datetime) -> Counterpart:
    """The body says no, with a reason; the hub may name another one."""
    row = _lock(counterpart)
    authorise(by, "network.confirm_counterpart", row, at=at)
    if row.declined_at is not None:
        return row
    if row.confirmed_at is not None:
        raise ValidationError(_("已经确认过，要退出请用“终止”。"))
    if not reason.strip():
        raise ValidationError({"reason": _("请写明为什么不担任。")})
    row.declined_at, row.reason = at, reason.strip()[:200]
    row.save(update_fields=["declined_at", "reason"])
    settle(row, "confirm_counterpart", at=at, by=by)
    tell(row.hub, "counterpart_declined", key=f"counterpart-no:{row.pk}", url=url_of(row), at=at, body=row.body.name,
         area=row.area.name, reason=row.reason)  # fmt: skip
    trace(row, "network.counterpart_declined", by=by, at=at, organization=row.body)
    return row


@transaction.atomic
def end_counterpart(counterpart: Counterpart, *, by: Any, at: datetime) -> Counterpart:
    """Either side ends it today; what was done stays readable. Open tasks have to be closed or withdrawn first."""
    row = _lock(counterpart)
    authorise(by, "network.end_counterpart", row, at=at)
    if row.ended_on is not None:
        return row
    if row.tasks.filter(state__in=["OPEN", "REPORTED"]).exists():
        raise ValidationError(_("还有没办结的事项，请先办结或撤回，再终止对应关系。"))
    row.ended_on = local_date(at)
    row.save(update_fields=["ended_on"])
    settle(row, "confirm_counterpart", at=at, by=by)
    for side in (row.hub, row.body):
        tell(side, "counterpart_ended", key=f"counterpart-end:{row.pk}", url=url_of(row), at=at, hub=row.hub.name,
             body=row.body.name)  # fmt: skip
    trace(row, "network.counterpart_ended", by=by, at=at, organization=row.body)
    return row


@transaction.atomic
def record_visit(
    counterpart: Counterpart, *, visited_on: date, visitors: str, topic: str, advice: str, by: Any, at: datetime
) -> GuidanceVisit:
    """The hub was there; it counts once the counterpart has confirmed. The same visit again is one."""
    row = _lock(counterpart)
    authorise(by, "network.record_visit", GuidanceVisit(counterpart=row), at=at)
    if not guides(row.hub, at) or row.state != "confirmed":
        raise ValidationError(_("对方还没有确认担任对应机构，不能登记走访指导。"))
    if visited_on > local_date(at):
        raise ValidationError({"visited_on": _("走访日期还没到，请填已经发生的日期。")})
    visit, made = GuidanceVisit.objects.get_or_create(
        counterpart=row, visited_on=visited_on, topic=topic.strip(),
        defaults={"visitors": visitors.strip(), "advice": advice.strip(), "recorded_by": by, "recorded_at": at},
    )  # fmt: skip
    if made:
        owe(visit, "confirm_visit", body=row.body, roles=DECIDES, due_on=due_in(row.hub, VISIT_DAYS.key, at), at=at,
            url=url_of(row), label=f"{row.hub.name} · {visited_on}", unit_code="A06", element="open")  # fmt: skip
        tell(row.body, "visit_recorded", key=f"visit:{visit.pk}", url=url_of(row), at=at, hub=row.hub.name,
             day=visited_on.isoformat())  # fmt: skip
        trace(visit, "network.visit_recorded", by=by, at=at, on=visited_on)
    return visit


@transaction.atomic
def confirm_visit(visit: GuidanceVisit, *, reply: str, by: Any, at: datetime) -> GuidanceVisit:
    """The counterpart says that it was so, and what it found of use. Confirming twice keeps the first words."""
    visit = GuidanceVisit.objects.select_for_update(of=("self",)).select_related("counterpart__body").get(pk=visit.pk)
    authorise(by, "network.confirm_visit", visit, at=at)
    if visit.confirmed_at is None:
        visit.confirmed_at, visit.confirmed_by, visit.reply = at, by, reply.strip()[:200]
        visit.save(update_fields=["confirmed_at", "confirmed_by", "reply"])
        settle(visit, "confirm_visit", at=at, by=by)
        trace(visit, "network.visit_confirmed", by=by, at=at)
    return visit
