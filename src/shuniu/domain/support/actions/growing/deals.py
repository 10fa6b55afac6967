"""Deals signed at an expo, followed after 3, 6 and 12 months (A10.1)."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from shuniu.domain.support.actions.common import SIGNS, filled, whole
from shuniu.domain.support.models.growing import Booth, Deal, DealCheck
from shuniu.domain.support.rules.growing import DEAL_DAYS
from shuniu.kernel.core.access import authorise
from shuniu.kernel.core.moments import add_working_days, db_now, local_date, months_after
from shuniu.kernel.norms.queries import working_calendar
from shuniu.kernel.record.actions import owe, settle
from shuniu.kernel.record.kinds import duty_kind
from shuniu.kernel.trail.actions import trace

duty_kind("follow_deal", title=gettext_lazy("说明展会意向进展：%(label)s"), verb=gettext_lazy("去说明"))
duty_kind("confirm_deal", title=gettext_lazy("核对展会意向兑现：%(label)s"), verb=gettext_lazy("去核对"))
MONTHS = (3, 6, 12)


def _lock(deal: Deal) -> Deal:
    rows = Deal.objects.select_for_update(of=("self",)).select_related("booth__expo__hub", "booth__organization")
    return rows.get(pk=deal.pk)


def _owe_next(deal: Deal, month: int, *, at: datetime) -> None:
    owe(deal, "follow_deal", body=deal.booth.organization, roles=list(SIGNS), due_on=months_after(deal.signed_on, month), at=at,
        url=reverse("support:deal", args=[deal.pk]), label=deal.subject, unit_code="A10.1", element="support")  # fmt: skip


@transaction.atomic
def sign_deal(
    booth: Booth, *, partner: str, subject: str, value_fen: int, signed_on: date, key: str, by: Any, at: datetime
) -> Deal:
    """An intent, open until somebody can see what came of it; the exhibitor is asked after 3, 6 and 12 months."""
    booth = (
        Booth.objects.select_for_update(of=("self",))
        .select_related("expo__hub", "expo__gathering", "organization")
        .get(pk=booth.pk)
    )
    authorise(by, "support.sign_deal", booth, at=at)
    there = Deal.objects.filter(key=key, booth=booth).first()
    if there is not None:
        return there
    if booth.state != Booth.State.GIVEN:
        raise ValidationError(_("有展位的单位才登记意向。"))
    texts = filled(partner=partner, subject=subject)
    if not local_date(booth.expo.gathering.starts_at) <= signed_on <= local_date(at):
        raise ValidationError({"signed_on": _("签约日期要在开展以后、今天以前。")})
    row = Deal.objects.create(
        booth=booth, value_fen=value_fen, signed_on=signed_on, entered_by=by, entered_at=at, key=key, **texts
    )
    trace(row, "support.deal_signed", by=by, at=at)
    _owe_next(row, MONTHS[0], at=at)
    return row


@transaction.atomic
def check_deal(
    deal: Deal, *, month: int, state: str, note: str, ended_on: date | None = None, by: Any, at: datetime
) -> DealCheck:
    """What became of it by the 3rd, 6th or 12th month: open, delivered or failed. Delivered is looked at by the hub."""
    row = _lock(deal)
    authorise(by, "support.sign_deal", row.booth, at=at)
    there = row.checks.filter(month=month).first()
    if there is not None:
        return there
    if month not in MONTHS or state not in Deal.State.values:
        raise ValidationError(_("请选择第几个月和进展。"))
    today = local_date(db_now())
    if state == Deal.State.OPEN and today < months_after(row.signed_on, month):
        raise ValidationError(_("还没满 %(month)s 个月。") % {"month": month})
    note = filled(note=note)["note"][:200]
    if row.state != Deal.State.OPEN:
        raise ValidationError(_("已经兑现或终止，不用再说明。"))
    if state != Deal.State.OPEN:
        day = ended_on or today
        if not row.signed_on <= day <= today:
            raise ValidationError({"ended_on": _("日期要在签约以后、今天以前。")})
        row.flow.apply(row, "deliver" if state == Deal.State.DELIVERED else "fail")
        row.ended_on, row.note = day, note
        row.save(update_fields=["state", "ended_on", "note"])
    check = DealCheck.objects.create(deal=row, month=month, state=state, note=note, said_by=by, said_at=at)
    settle(row, "follow_deal", at=at, by=by)
    trace(row, "support.deal_checked", by=by, at=at, month=month, state=state)
    later = [one for one in MONTHS if one > month]
    if state == Deal.State.OPEN and later:
        _owe_next(row, later[0], at=at)
    if state == Deal.State.DELIVERED:
        owe(row, "confirm_deal", body=row.hub, roles=["head", "officer"], due_on=add_working_days(today, whole(row.hub, DEAL_DAYS.key, at), working_calendar()), at=at,
            url=reverse("support:deal", args=[row.pk]), label=row.subject, unit_code="A10.1", element="support")  # fmt: skip
    return check


@transaction.atomic
def confirm_deal(deal: Deal, *, by: Any, at: datetime) -> Deal:
    """The hub has seen what was delivered; only then it counts."""
    row = _lock(deal)
    authorise(by, "support.confirm_deal", row, at=at)
    if row.confirmed_at is None:
        if row.state != Deal.State.DELIVERED:
            raise ValidationError(_("展商还没有说兑现。"))
        row.confirmed_at, row.confirmed_by = at, by
        row.save(update_fields=["confirmed_at", "confirmed_by"])
        settle(row, "confirm_deal", at=at, by=by)
        trace(row, "support.deal_confirmed", by=by, at=at)
    return row
