from __future__ import annotations

import secrets
from datetime import datetime
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from shuniu.engines.exchange.models import Need, Offer, PostingState, Source
from shuniu.engines.exchange.pages import address_of
from shuniu.engines.exchange.queries.twins import first_entry
from shuniu.engines.exchange.rules import SCREEN_DAYS, WORKS
from shuniu.engines.exchange.screening import ASKED, refuse_faults
from shuniu.kernel.core.access import authorise
from shuniu.kernel.core.moments import add_working_days, local_date
from shuniu.kernel.norms.queries import setting_for, working_calendar
from shuniu.kernel.orgs.models import Organization, OrganizationKind
from shuniu.kernel.orgs.naming import name_key
from shuniu.kernel.orgs.queries import holds, hubs_at, is_community
from shuniu.kernel.record.actions import owe
from shuniu.kernel.record.kinds import duty_kind
from shuniu.kernel.trail.actions import trace

duty_kind("screen_posting", title=gettext_lazy("审核：%(label)s"), verb=gettext_lazy("去审核"))
FACTS = ("kind", "groups", "area", "title", "details", "opens_on", "closes_on", "capacity", "value_fen")


def person(user: Any) -> Any:
    """Who acts with an account; None for who came with an address only."""
    return user if getattr(user, "is_authenticated", False) else None


def check_posting(row: Any, at: datetime) -> None:
    wrong: dict[str, str] = {}
    if not row.title.strip():
        wrong["title"] = _("请用一句话写清楚。")
    if not row.body_name.strip():
        wrong["body_name"] = _("请写单位或姓名，对方要知道在和谁打交道。")
    if row.closes_on and row.opens_on and row.closes_on < row.opens_on:
        wrong["closes_on"] = _("截止日期要在开始日期以后。")
    elif row.closes_on and row.closes_on < local_date(at):
        wrong["closes_on"] = _("这个日期已经过去，请改成以后的日期，或不写。")
    if row.value_fen is not None and row.value_fen < 0:
        wrong["value_fen"] = _("金额不能是负数。")
    if wrong:
        raise ValidationError(wrong)


def _save(row: Any, *, key: str, by: Any, at: datetime) -> Any:
    """Screened by the hub that keeps it, within days; what the hub's own officer posts is open at once."""
    row.title, row.details, row.body_name = row.title.strip(), row.details.strip(), row.body_name.strip()[:120]
    row.key, row.token, row.posted_by = key, secrets.token_urlsafe(24), person(by)
    row.posted_at = row.changed_at = at
    if holds(by, row.keeper, "head", "officer", at=at):
        row.state, row.screened_by, row.screened_at = PostingState.OPEN, person(by), at
    row.save()
    if row.state == PostingState.WAITING:
        owe_screening(row, at)
    return row


def owe_screening(row: Any, at: datetime) -> None:
    days = int(setting_for(row.keeper, SCREEN_DAYS.key, at) or 0)
    owe(row, "screen_posting", body=row.keeper, roles=WORKS[:2], url=address_of(row), at=at, label=row.title,
        due_on=add_working_days(local_date(at), days, working_calendar()), unit_code="A10.4", element="support")  # fmt: skip


def _hub(keeper: Organization, at: datetime) -> Organization:
    if not hubs_at(at).filter(pk=keeper.pk).exists():
        raise ValidationError({"keeper": _("这家单位不是枢纽，请另选一家。")})
    return Organization.objects.select_for_update(of=("self",)).get(pk=keeper.pk)


def _name_department(offer: Offer) -> None:
    """The department on record, or whose name stands as the provider: with it the source is fiscal, never without."""
    if offer.department is None and offer.body is not None:
        offer.department = offer.body if OrganizationKind(offer.body.kind) is OrganizationKind.AUTHORITY else None
    elif offer.department is None and offer.body_name.strip():
        known = Organization.objects.filter(kind=OrganizationKind.AUTHORITY, merged_into__isnull=True)
        offer.department = known.filter(name_key=name_key(offer.body_name)).first()
    if offer.department is not None:
        offer.source, offer.body_name = Source.FISCAL, offer.body_name.strip() or offer.department.name
    elif offer.source == Source.FISCAL:
        raise ValidationError({"department": _("财政的资源要写明是哪个党政部门出的。")})


def refuse_twin(offer: Offer) -> None:
    """Raise ValidationError naming what another hub entered first.

    Two hubs may well pass on one room or one notice: only money could be counted twice.
    """
    twin = first_entry(offer) if offer.is_cash or offer.value_fen else None
    if twin is not None:
        raise ValidationError(
            _("这份资源%(hub)s已经在 %(day)s 登记过：“%(title)s”。同一份资源只登记一次，请到那一条上提出分计，写明各计多少。")
            % {"hub": twin.keeper.name, "day": local_date(twin.posted_at), "title": twin.title},
            code="duplicate", params={"first": twin.pk},
        )  # fmt: skip


@transaction.atomic
def post_offer(
    keeper: Organization, *, source: str, body_name: str, key: str, by: Any, at: datetime,
    body: Organization | None = None, department: Organization | None = None, is_notice: bool = False, conditions: str = "",
    is_cash: bool = False, open_to_all: bool = True, contact_name: str = "", contact_phone: str = "", **facts: Any,
) -> Offer:  # fmt: skip
    """Anybody offers something to the organizations of a hub. The form's `key` sent twice is one offer.

    What comes from a department is fiscal, whatever was chosen, and nothing is fiscal without its department. A
    department's own notice (`is_notice`) may say where to ask. Raises ValidationError for advertising, contacts asked
    for, a price in publicity (A08.4), and, naming the first entry, for a grant that another hub has entered (A08).
    """
    keeper = _hub(keeper, at)
    offer = Offer(keeper=keeper, body=body, body_name=body.name if body else body_name, source=source,
                  department=department, conditions=conditions.strip(), is_cash=is_cash, open_to_all=open_to_all,
                  contact_name=contact_name.strip()[:60], contact_phone=contact_phone.strip()[:30], **facts)  # fmt: skip
    authorise(by, "exchange.post_offer", offer, at=at)
    existing = Offer.objects.filter(key=key).first()
    if existing is not None:
        return existing
    _name_department(offer)
    if offer.source != Source.OWN:
        offer.unit_name = ""
    elif offer.unit_name and not offer.body_name.strip():
        offer.body_name = f"{keeper.name} {offer.unit_name}"
    check_posting(offer, at)
    if not is_notice:
        refuse_faults(title=offer.title, details=offer.details, conditions=offer.conditions)
    refuse_twin(offer)
    offer = _save(offer, key=key, by=by, at=at)
    trace(offer, "exchange.offer_posted", by=by, at=at, hub=keeper, source=offer.source)
    return offer


def _whose_need(need: Need) -> None:
    """A community's need is one of a body that is a community, whatever was chosen; its place is where it stands (A10.3)."""
    if need.body is None:
        return
    if is_community(need.body):
        need.asker, need.area = Need.Asker.COMMUNITY, need.area or need.body.area
    elif need.asker == Need.Asker.COMMUNITY:
        raise ValidationError({"asker": _("“%(body)s”不是街道、社区：登记册里它不在街道一级。请改“谁提出”，或先更正它的所在区域。")
                                        % {"body": need.body.name}})  # fmt: skip


@transaction.atomic
def post_need(
    keeper: Organization, *, asker: str, body_name: str, key: str, by: Any, at: datetime,
    body: Organization | None = None, contact_name: str = "", contact_phone: str = "", **facts: Any,
) -> Need:  # fmt: skip
    """An organization, a community or anybody of the public asks for something. The same `key` is one need."""
    keeper = _hub(keeper, at)
    need = Need(keeper=keeper, body=body, body_name=body.name if body else body_name, asker=asker,
                contact_name=contact_name.strip()[:60], contact_phone=contact_phone.strip()[:30], **facts)  # fmt: skip
    authorise(by, "exchange.post_need", need, at=at)
    existing = Need.objects.filter(key=key).first()
    if existing is not None:
        return existing
    _whose_need(need)
    check_posting(need, at)
    refuse_faults(only=ASKED, title=need.title, details=need.details)
    need = _save(need, key=key, by=by, at=at)
    trace(need, "exchange.need_posted", by=by, at=at, hub=keeper)
    return need


@transaction.atomic
def set_source(offer: Offer, *, source: str, by: Any, at: datetime, department: Organization | None = None) -> Offer:
    """Say anew where an offer comes from; the department on record forces fiscal, so it cannot be called social (A10).

    It becomes fiscal with the department that pays, and not without one.
    """
    offer = Offer.objects.select_for_update(of=("self",)).select_related("keeper", "department").get(pk=offer.pk)
    authorise(by, "exchange.set_source", offer, at=at)
    wanted = Source(source)
    held = Source.FISCAL if offer.department_id else wanted
    forced = held is not wanted
    if offer.source == held and not forced:
        return offer
    offer.source, offer.changed_at = held, at
    offer.unit_name = offer.unit_name if held is Source.OWN else ""
    if held is Source.FISCAL:
        offer.department = offer.department or department
        _name_department(offer)
    offer.save(update_fields=["source", "department", "unit_name", "changed_at"])
    if forced:
        trace(offer, "exchange.source_forced", by=by, at=at, wanted=wanted, held=held)
    else:
        trace(offer, "exchange.source_set", by=by, at=at, source=held)
    return offer
