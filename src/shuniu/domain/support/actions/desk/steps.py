"""What every act on a request shares: the lock, the step written down, the dates read anew, the duties that follow."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.conf import settings
from django.core.exceptions import ValidationError
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from shuniu.domain.support.models.desk import DeskUnit, RequestStep, ServiceRequest
from shuniu.domain.support.queries.desk.clock import clock_of
from shuniu.kernel.core.moments import add_working_days, local_date
from shuniu.kernel.norms.queries import setting_for, working_calendar
from shuniu.kernel.orgs.models.appointment import Substitution
from shuniu.kernel.orgs.queries import bodies_of, holders
from shuniu.kernel.orgs.rules import SPEAKS
from shuniu.kernel.record.actions import notify, owe, send_mail, settle
from shuniu.kernel.record.kinds import duty_kind, notice_kind

STAFF = ("head", "officer", "clerk")
duty_kind("accept_request", title=gettext_lazy("受理服务申请：%(label)s"), verb=gettext_lazy("去受理"))
duty_kind("solve_request", title=gettext_lazy("办理服务申请：%(label)s"), verb=gettext_lazy("去办理"))
duty_kind("call_back", title=gettext_lazy("回访申请人：%(label)s"), verb=gettext_lazy("去回访"))
notice_kind("service_request_filed", text=gettext_lazy("收到服务申请“%(subject)s”，最迟 %(day)s 受理。"))
notice_kind("service_request_moved", text=gettext_lazy("“%(subject)s”转到%(unit)s办理，计时不变。"))
notice_kind("service_request_assigned", text=gettext_lazy("“%(subject)s”交给你办理。"))
notice_kind("service_request_replied", text=gettext_lazy("“%(subject)s”的申请人补充了情况，接着计时。"))
notice_kind("service_request_disagreed", text=gettext_lazy("“%(subject)s”的申请人认为还没有办好。"))
notice_kind(
    "service_request_reopened", text=gettext_lazy("上级单位问过，“%(subject)s”的申请人没有确认办结，请接着办。")
)
notice_kind("service_request_note", text=gettext_lazy("“%(subject)s”的申请人留了言。"))
notice_kind("service_request_news", text=gettext_lazy("你单位的服务申请“%(subject)s”有了进展：%(news)s"))


def lock(request: ServiceRequest) -> ServiceRequest:
    rows = ServiceRequest.objects.select_for_update(of=("self",))
    return rows.select_related("hub", "guide", "unit__organization", "organization").get(pk=request.pk)


def add_step(
    row: ServiceRequest, kind: str, *, by: Any, at: datetime, unit: DeskUnit | None = None, text: str = ""
) -> RequestStep:
    last = row.history.order_by("-position").values_list("position", flat=True).first() or 0
    person = by if by is not None and not getattr(by, "is_system", False) else None
    return RequestStep.objects.create(
        request=row, position=last + 1, kind=kind, happened_at=at, unit=unit, by=person, text=text
    )


def reckon(row: ServiceRequest) -> None:
    """Read the dates from the steps; the caller saves."""
    clock = clock_of(row)
    row.due_on = clock.due_on
    row.clock_from = clock.first_on or row.clock_from


def url_of(row: ServiceRequest) -> str:
    return reverse("support:request", args=[row.pk])


def address_of(row: ServiceRequest) -> str:
    """The applicant's own address: who has it can supplement, agree and rate. No page of the hub shows it."""
    return f"{settings.PUBLIC_URL}{reverse('services:case', args=[row.token])}"


def owe_work(row: ServiceRequest, at: datetime) -> None:
    """Who has to do what by when, after a step; duties of a unit it has left are settled."""
    settle(row, "solve_request", at=at)
    if row.state == "FILED":
        owe(row, "accept_request", body=row.hub, roles=STAFF, due_on=row.accept_by, url=url_of(row), at=at,
            label=row.subject, unit_code="A09", element="support")  # fmt: skip
    elif row.state == "IN_HAND" and row.due_on is not None:
        body = row.unit.body
        roles = STAFF if body.pk == row.hub_id else ("officer", *SPEAKS)
        owe(row, "solve_request", body=body, roles=roles, due_on=row.due_on, url=url_of(row), at=at, label=row.subject,
            unit_code="A09", element="support")  # fmt: skip


def tell_desk(row: ServiceRequest, kind: str, *, key: str, at: datetime, **facts: Any) -> None:
    """The person it is assigned to and who stands in for that person, else everybody of the unit it lies with."""
    body = row.unit.body
    roles = ("head", "officer") if body.pk == row.hub_id else ("officer", *SPEAKS)
    people = holders(body, *roles, at=at)
    if row.assigned_to is not None:
        away = Substitution.objects.valid(at).filter(
            appointment__person=row.assigned_to, appointment__organization=body
        )
        people = [row.assigned_to, *(stand.substitute for stand in away.select_related("substitute"))]
    for person in people:
        notify(person, kind, key=f"request:{row.pk}:{key}", at=at, url=url_of(row), mail=True, subject=row.subject,
               **facts)  # fmt: skip


def tell_applicant(row: ServiceRequest, news: str, *, key: str, at: datetime) -> None:
    """By mail where one was given, in the product for an organization; the applicant's page says it in any case."""
    if row.email:
        body = f"{row.contact_name}：\n\n“{row.subject}”：{news}\n{address_of(row)}\n\n{row.hub.name}\n"
        send_mail(to=row.email, subject=f"{row.subject}：{news}"[:120], body=body, key=f"request:{row.pk}:{key}", at=at)
    if row.organization is not None:
        for person in holders(row.organization, *SPEAKS, at=at):
            notify(person, "service_request_news", key=f"request:{row.pk}:{key}", at=at, subject=row.subject, news=news,
                   url=reverse("services:case", args=[row.token]))  # fmt: skip


def days_ahead(row: ServiceRequest, key: str, at: datetime) -> Any:
    return add_working_days(local_date(at), int(setting_for(row.hub, key, at) or 0), working_calendar())


def is_of_the_desk(person: Any, row: ServiceRequest, at: datetime) -> bool:
    """Whether somebody signed in works for the hub, or for a unit that had the request in hand."""
    if person is None or not person.is_authenticated:
        return False
    bodies = {row.hub_id} | set(
        row.history.filter(unit__organization__isnull=False).values_list("unit__organization", flat=True)
    )
    if row.organization_id != row.hub_id:
        bodies.discard(row.organization_id)
    return bodies_of(person, at).filter(pk__in=bodies).exists()


def refuse_the_desk(person: Any, row: ServiceRequest, at: datetime) -> None:
    """What belongs to the applicant no account of the hub does, whoever holds the link."""
    if is_of_the_desk(person, row, at):
        raise ValidationError(_("这一步只能由申请人自己办，本枢纽和承办单位的账号不能代办。"))
