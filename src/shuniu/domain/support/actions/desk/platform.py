"""A comprehensive organization as platform for others: agreed by both, served through the same desk (A09.4)."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from shuniu.domain.support.actions.desk.handling import LEFT_OPEN, bring_back
from shuniu.domain.support.models.desk import DeskUnit, PlatformAgreement, PlatformService
from shuniu.kernel.core.access import authorise
from shuniu.kernel.core.moments import add_working_days, db_now, local_date
from shuniu.kernel.norms.queries import working_calendar
from shuniu.kernel.orgs.models import Organization
from shuniu.kernel.orgs.queries import holders, holds
from shuniu.kernel.orgs.rules import SPEAKS
from shuniu.kernel.record.actions import notify, owe, settle
from shuniu.kernel.record.kinds import duty_kind, notice_kind
from shuniu.kernel.trail.actions import trace

notice_kind("agreement_proposed", text=gettext_lazy("%(hub)s请你单位承担平台任务，请看协议并答复。"))
duty_kind("settle_platform_services", title=gettext_lazy("逐项定谁出资：%(label)s"), verb=gettext_lazy("去定"))
notice_kind("agreement_ended", text=gettext_lazy("%(organization)s的平台协议结束了：%(reason)s"))
notice_kind("agreement_agreed", text=gettext_lazy("%(organization)s同意承担平台任务。"))


@transaction.atomic
def propose_agreement(
    hub: Organization, *, organization: Organization, tasks: str, area: str, valid_from: date, valid_to: date, by: Any,
    at: datetime,
) -> PlatformAgreement:  # fmt: skip
    """One agreement at a time with one organization; it holds once that organization agrees."""
    hub = Organization.objects.select_for_update().get(pk=hub.pk)
    authorise(by, "support.propose_agreement", PlatformAgreement(hub=hub, organization=organization), at=at)
    wrong = {name: _("请填写这一项。") for name, text in (("tasks", tasks), ("area", area)) if not text.strip()}
    if valid_to <= max(valid_from, local_date(at)):
        wrong["valid_to"] = _("结束要晚于开始，也要在今天以后。")
    if organization.pk == hub.pk:
        wrong["organization"] = _("请选本枢纽以外的组织。")
    if wrong:
        raise ValidationError(wrong)
    there = PlatformAgreement.objects.filter(hub=hub, organization=organization, ended_at__isnull=True).first()
    if there is not None:
        if (there.tasks, there.valid_to) == (tasks.strip(), valid_to):
            return there
        raise ValidationError({"organization": _("与这家组织已有一份协议，请先终止再签新的。")})
    row = PlatformAgreement.objects.create(
        hub=hub, organization=organization, tasks=tasks.strip(), area=area.strip()[:120], valid_from=valid_from,
        valid_to=valid_to, proposed_at=at, proposed_by=by,
    )  # fmt: skip
    for person in holders(organization, *SPEAKS, at=at):
        notify(person, "agreement_proposed", key=f"agreement:{row.pk}", at=at, url=_url(row), mail=True, hub=hub.name)
    trace(row, "support.agreement_proposed", by=by, at=at, organization=organization)
    return row


def _url(row: PlatformAgreement) -> str:
    return reverse("support:platform", args=[row.pk])


def _lock(row: PlatformAgreement) -> PlatformAgreement:
    rows = PlatformAgreement.objects.select_for_update(of=("self",)).select_related("hub", "organization", "unit")
    return rows.get(pk=row.pk)


@transaction.atomic
def agree_agreement(agreement: PlatformAgreement, *, by: Any, at: datetime) -> PlatformAgreement:
    """The organization agrees: the desk gets a unit to send requests to, and the same clock runs there."""
    row = _lock(agreement)
    authorise(by, "support.agree_agreement", row, at=at)
    if row.agreed_at is not None:
        return row
    if row.state(at) == "ended":
        raise ValidationError(_("这份协议已经终止或到期。"))
    row.agreed_at, row.agreed_by = at, by
    name = row.organization.name[:80]
    if DeskUnit.objects.filter(hub=row.hub, name=name, closed_at__isnull=True).exists():
        name = _("%(name)s（平台）") % {"name": name[:70]}  # it is a support organization of the desk already
    row.unit = DeskUnit.objects.create(
        hub=row.hub,
        kind=DeskUnit.Kind.PLATFORM,
        name=name,
        organization=row.organization,
        opened_at=at,
    )
    row.save(update_fields=["agreed_at", "agreed_by", "unit"])
    for person in holders(row.hub, "head", "officer", at=at):
        notify(person, "agreement_agreed", key=f"agreement:{row.pk}:agreed", at=at, url=_url(row),
               organization=row.organization.name)  # fmt: skip
    trace(row, "support.agreement_agreed", by=by, at=at)
    return row


@transaction.atomic
def end_agreement(agreement: PlatformAgreement, *, reason: str, by: Any, at: datetime) -> PlatformAgreement:
    """Either side ends it; requests that lie there go back to the hub with their clock."""
    row = _lock(agreement)
    authorise(by, "support.end_agreement", row, at=at)
    if row.ended_at is not None:
        return row
    if not reason.strip():
        raise ValidationError({"reason": _("请写明终止的原因。")})
    _end(row, reason.strip()[:200], by=by, at=at)
    return row


def _end(row: PlatformAgreement, reason: str, *, by: Any, at: datetime) -> None:
    at = db_now()
    if row.unit is not None:
        bring_back(
            row.unit, text=_("%(name)s的平台协议结束，由枢纽接着办。") % {"name": row.organization.name}, by=by, at=at
        )
        row.unit.closed_at = at
        row.unit.save(update_fields=["closed_at"])
    settle(row, "settle_platform_services", at=at, by=by)
    row.ended_at, row.end_reason = at, reason
    row.save(update_fields=["ended_at", "end_reason"])
    for body in (row.hub, row.organization):
        for person in holders(body, "head", "officer", *SPEAKS, at=at):
            notify(person, "agreement_ended", key=f"agreement:{row.pk}:ended", at=at, url=_url(row),
                   organization=row.organization.name, reason=reason)  # fmt: skip
    trace(row, "support.agreement_ended", by=by, at=at)


@transaction.atomic
def end_lapsed_agreements(*, by: Any, at: datetime) -> int:
    """Every night: terms that are over. What lies open there goes back to the hub, its clock running on; how many ended."""
    due = PlatformAgreement.objects.filter(ended_at__isnull=True, valid_to__lte=local_date(at)).order_by("pk")
    ended = 0
    for agreement in list(due):
        row = _lock(agreement)
        authorise(by, "support.end_lapsed_agreements", row, at=at)
        if row.ended_at is None and row.valid_to <= local_date(at):
            _end(row, _("协议期满"), by=by, at=at)
            ended += 1
    # What was sent there in the very moment of its end.
    ended_units = DeskUnit.objects.filter(kind=DeskUnit.Kind.PLATFORM, closed_at__isnull=False)
    lying = ended_units.filter(requests__state__in=LEFT_OPEN).distinct()
    for unit in lying.select_related("hub"):
        bring_back(unit, text=_("%(name)s的平台协议结束，由枢纽接着办。") % {"name": unit.name}, by=by, at=at)
    return ended


@transaction.atomic
def enter_platform_service(
    agreement: PlatformAgreement, *, title: str, hub_funded: bool, fee_fen: int, by: Any, at: datetime
) -> PlatformService:
    """What is offered under the agreement. Entered by the hub it is settled who pays; entered or changed by the platform
    organization it waits for the hub. A fee on what the hub pays for is refused.
    """
    row = _lock(agreement)
    authorise(by, "support.enter_platform_service", row, at=at)
    if row.state(at) != "agreed":
        raise ValidationError(_("协议还没有生效，先请对方同意。"))
    if not title.strip():
        raise ValidationError({"title": _("请填写这一项。")})
    _no_fee_on_funded(hub_funded, fee_fen)
    title = title.strip()[:80]
    known = PlatformService.objects.filter(agreement=row, title=title).first()
    if known is not None and (known.hub_funded, known.fee_fen, known.dropped_at) == (hub_funded, fee_fen, None):
        return known
    if known is not None and known.hub_funded and not hub_funded and not holds(by, row.hub, at=at):
        raise ValidationError({"hub_funded": _("登记为由枢纽出资的服务，只有枢纽可以改成不由枢纽出资。")})
    service = known or PlatformService(agreement=row, title=title)
    service.hub_funded, service.fee_fen, service.entered_at, service.entered_by = hub_funded, fee_fen, at, by
    service.settled_at = service.settled_by = service.dropped_at = None
    if holds(by, row.hub, at=at):
        service.settled_at, service.settled_by = at, by
    service.save()
    if service.settled_at is None:
        owe(row, "settle_platform_services", body=row.hub, roles=["head", "officer"], at=at, label=row.organization.name,
            url=_url(row), unit_code="A09.4", element="support",
            due_on=add_working_days(local_date(at), 5, working_calendar()))  # fmt: skip
    trace(row, "support.platform_service_entered", by=by, at=at, title=service.title)
    return service


def _no_fee_on_funded(hub_funded: bool, fee_fen: int) -> None:
    if hub_funded and fee_fen > 0:
        raise ValidationError(
            {"fee_fen": _("这项服务由枢纽出资，不能再向组织收费。请把收费改成 0，或改为不由枢纽出资。")}
        )


@transaction.atomic
def settle_platform_service(service: PlatformService, *, hub_funded: bool, by: Any, at: datetime) -> PlatformService:
    """The hub says of this one service whether it pays for it; from then on it is offered, its fee in public.

    What the hub pays for costs nobody a fee, whatever the platform organization entered.
    """
    row = _lock(service.agreement)
    authorise(by, "support.settle_platform_service", row, at=at)
    service = PlatformService.objects.select_for_update(of=("self",)).get(pk=service.pk)
    if service.settled_at is not None and service.hub_funded == hub_funded:
        return service
    _no_fee_on_funded(hub_funded, service.fee_fen)
    service.hub_funded, service.settled_at, service.settled_by = hub_funded, at, by
    service.save()
    _settled(row, by=by, at=at)
    trace(row, "support.platform_service_settled", by=by, at=at, title=service.title)
    return service


@transaction.atomic
def drop_platform_service(service: PlatformService, *, by: Any, at: datetime) -> PlatformService:
    """No longer offered; it can be entered again."""
    row = _lock(service.agreement)
    authorise(by, "support.enter_platform_service", row, at=at)
    service = PlatformService.objects.select_for_update(of=("self",)).get(pk=service.pk)
    if service.dropped_at is None:
        service.dropped_at = at
        service.save(update_fields=["dropped_at"])
        _settled(row, by=by, at=at)
        trace(row, "support.platform_service_dropped", by=by, at=at, title=service.title)
    return service


def _settled(row: PlatformAgreement, *, by: Any, at: datetime) -> None:
    if not row.services.filter(settled_at__isnull=True, dropped_at__isnull=True).exists():
        settle(row, "settle_platform_services", at=at, by=by)
