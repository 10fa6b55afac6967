"""Deals signed at an expo, followed after 3, 6 and 12 months (A10.1)."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from shuniu.domain.support.actions.common import SIGNS, filled, tell, whole
from shuniu.domain.support.models.growing import Booth, Deal, DealCheck, Visitor
from shuniu.domain.support.rules.growing import DEAL_DAYS
from shuniu.engines.exchange.screening import has_contact
from shuniu.kernel.core.access import authorise
from shuniu.kernel.core.moments import add_working_days, db_now, local_date, months_after
from shuniu.kernel.norms.queries import working_calendar
from shuniu.kernel.orgs.models import Organization
from shuniu.kernel.record.actions import owe, settle
from shuniu.kernel.record.kinds import duty_kind, notice_kind
from shuniu.kernel.trail.actions import trace

duty_kind("follow_deal", title=gettext_lazy("说明展会意向进展：%(label)s"), verb=gettext_lazy("去说明"))
duty_kind("confirm_deal", title=gettext_lazy("核对展会意向兑现：%(label)s"), verb=gettext_lazy("去核对"))
duty_kind("receive_deal", title=gettext_lazy("说明收到没有：%(label)s"), verb=gettext_lazy("去说明"))
notice_kind(
    "deal_signed",
    text=gettext_lazy("%(partner)s登记了与你单位的展会意向：%(subject)s。以后有没有兑现，由你单位说。"),
)
notice_kind(
    "deal_entered", text=gettext_lazy("%(partner)s登记了与你单位的展会意向：%(subject)s。没有这回事的，请说明。")
)
notice_kind("deal_disputed", text=gettext_lazy("%(partner)s说“%(subject)s”还没有兑现：%(note)s"))
MONTHS = (3, 6, 12)


def _lock(deal: Deal) -> Deal:
    rows = Deal.objects.select_for_update(of=("self",)).select_related(
        "booth__expo__hub", "booth__organization", "body"
    )
    return rows.get(pk=deal.pk)


def _owe_next(deal: Deal, month: int, *, at: datetime) -> None:
    owe(deal, "follow_deal", body=deal.booth.organization, roles=list(SIGNS), due_on=months_after(deal.signed_on, month), at=at,
        url=reverse("support:deal", args=[deal.pk]), label=deal.subject, unit_code="A10.1", element="support")  # fmt: skip


@transaction.atomic
def sign_deal(
    booth: Booth, *, subject: str, value_fen: int, signed_on: date, key: str, by: Any, at: datetime, partner: str = "",
    visitor: Visitor | None = None, body: Organization | None = None,
) -> Deal:  # fmt: skip
    """An intent, open until somebody can see what came of it; the exhibitor is asked after 3, 6 and 12 months.

    With a `visitor` of the fair or a `body` of the register the other side sees it, and says itself whether it was delivered.
    """
    booth = _lock_booth(booth)
    authorise(by, "support.sign_deal", booth, at=at)
    there = Deal.objects.filter(key=key, booth=booth).first()
    if there is not None:
        return there
    _has_a_booth(booth)
    if visitor is not None and visitor.expo_id != booth.expo_id:
        raise ValidationError({"visitor": _("请从这场展会的访客里选。")})
    if visitor is not None:
        body = None
    _is_another(booth, body)
    texts = filled(partner=visitor.body_name if visitor else body.name if body else partner, subject=subject)
    if not local_date(booth.expo.gathering.starts_at) <= signed_on <= local_date(at):
        raise ValidationError({"signed_on": _("签约日期要在开展以后、今天以前。")})
    row = Deal.objects.create(
        booth=booth,
        visitor=visitor,
        body=body,
        value_fen=value_fen,
        signed_on=signed_on,
        entered_by=by,
        entered_at=at,
        key=key,
        **texts,
    )
    trace(row, "support.deal_signed", by=by, at=at)
    _owe_next(row, MONTHS[0], at=at)
    if body is not None:
        tell(body, "deal_signed", key=f"deal:{row.pk}", url=reverse("support:deal", args=[row.pk]), at=at,
             partner=booth.organization.name, subject=row.subject)  # fmt: skip
    return row


def _is_another(booth: Booth, body: Organization | None) -> None:
    if body is not None and body.pk == booth.organization_id:
        raise ValidationError({"partner": _("对方要是另一家单位。")})


def _lock_booth(booth: Booth) -> Booth:
    rows = Booth.objects.select_for_update(of=("self",)).select_related("expo__hub", "expo__gathering", "organization")
    return rows.get(pk=booth.pk)


def _has_a_booth(booth: Booth) -> None:
    if booth.state != Booth.State.GIVEN or booth.expo.gathering.called_off_at is not None:
        raise ValidationError(_("有展位的单位才登记意向。"))


@transaction.atomic
def enter_deal(
    booth: Booth, visitor: Visitor | None = None, *, subject: str, value_fen: int, key: str, at: datetime,
    body: Organization | None = None, by: Any = None,
) -> Deal:  # fmt: skip
    """The other side enters what was agreed: a visitor by its address, a body of the register by who signs for it.

    The exhibitor is told and may say it is not so.
    """
    booth = _lock_booth(booth)
    if visitor is None:
        authorise(by, "support.enter_deal", Deal(booth=booth, body=body), at=at)
    there = Deal.objects.filter(key=key, visitor=visitor, body=body).first()
    if there is not None:
        return there
    _has_a_booth(booth)
    _is_another(booth, body)
    at, texts = db_now(), filled(subject=subject)
    if visitor is not None and visitor.expo_id != booth.expo_id:
        raise ValidationError(_("这家没有展位，不能登记。"))
    if at < booth.expo.gathering.starts_at:
        raise ValidationError(_("开展以后再登记谈成的意向。"))
    if has_contact(texts["subject"]):
        raise ValidationError({"subject": _("这里不写手机、微信，只写约定做什么。")})
    row = Deal.objects.create(
        booth=booth, visitor=visitor, body=body, partner=visitor.body_name if visitor else str(body), value_fen=value_fen,
        signed_on=local_date(at), entered_by=by, entered_at=at, key=key, subject=texts["subject"][:160],
    )  # fmt: skip
    trace(row, "support.deal_entered", by=by, at=at)
    _owe_next(row, MONTHS[0], at=at)
    tell(booth.organization, "deal_entered", key=f"deal:{row.pk}", url=reverse("support:deal", args=[row.pk]), at=at,
         partner=row.partner, subject=row.subject)  # fmt: skip
    return row


def months_open(deal: Deal, today: date) -> list[int]:
    """The months that can be answered for now: those that have passed since the last word, else the next one.

    What was called delivered and is not stands open again for its month.
    """
    said = max(deal.checks.filter(state=Deal.State.OPEN).values_list("month", flat=True), default=0)
    left = [month for month in MONTHS if month > said]
    return [month for month in left if months_after(deal.signed_on, month) <= today] or left[:1]


@transaction.atomic
def check_deal(
    deal: Deal, *, month: int, state: str, note: str, ended_on: date | None = None, by: Any, at: datetime
) -> DealCheck:
    """What became of it by the 3rd, 6th or 12th month: open, delivered or failed. Delivered is looked at by the hub."""
    row = _lock(deal)
    authorise(by, "support.sign_deal", row.booth, at=at)
    there = row.checks.filter(month=month).first()
    if there is not None and (row.state != Deal.State.OPEN or there.state == Deal.State.OPEN):
        return there
    today = local_date(db_now())
    if month not in MONTHS or state not in Deal.State.values:
        raise ValidationError(_("请选择第几个月和进展。"))
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
    said = {"state": state, "note": note, "said_by": by, "said_at": at}
    check, _new = DealCheck.objects.update_or_create(deal=row, month=month, defaults=said)
    settle(row, "follow_deal", at=at, by=by)
    trace(row, "support.deal_checked", by=by, at=at, month=month, state=state)
    later = [one for one in MONTHS if one > month]
    if state == Deal.State.OPEN and later:
        _owe_next(row, later[0], at=at)
    if state == Deal.State.DELIVERED:
        owe(row, "confirm_deal", body=row.hub, roles=["head", "officer"], due_on=add_working_days(today, whole(row.hub, DEAL_DAYS.key, at), working_calendar()), at=at,
            url=reverse("support:deal", args=[row.pk]), label=row.subject, unit_code="A10.1", element="support")  # fmt: skip
        if row.body is not None:
            owe(row, "receive_deal", body=row.body, roles=list(SIGNS), due_on=add_working_days(today, whole(row.hub, DEAL_DAYS.key, at), working_calendar()), at=at,
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
        settle(row, "receive_deal", at=at)
        trace(row, "support.deal_confirmed", by=by, at=at)
    return row


@transaction.atomic
def judge_delivery(
    deal: Deal, visitor: Visitor | None = None, *, received: bool, note: str, at: datetime, by: Any = None
) -> Deal:
    """The other side says whether it got what the exhibitor calls delivered; a no opens it again.

    A visitor says it on its own page; for a body of the register somebody who signs for it says it at the desk.
    """
    row = _lock(deal)
    if visitor is None:
        authorise(by, "support.receive_deal", row, at=at)
    elif row.visitor_id != visitor.pk:
        return row
    if row.confirmed_at is not None:
        return row
    if row.state != Deal.State.DELIVERED:
        raise ValidationError(_("展商还没有说兑现。"))
    if received:
        row.confirmed_at = at
        row.save(update_fields=["confirmed_at"])
        trace(row, "support.deal_received", by=by, at=at)
    else:
        note = filled(note=note)["note"][:200]
        row.flow.apply(row, "dispute")
        row.ended_on, row.note = None, note
        row.save(update_fields=["state", "ended_on", "note"])
        trace(row, "support.deal_disputed", by=by, at=at)
        _owe_next(row, months_open(row, local_date(at))[0], at=at)
        tell(row.booth.organization, "deal_disputed", key=f"deal-disputed:{row.pk}:{row.checks.count()}", at=at,
             url=reverse("support:deal", args=[row.pk]), partner=row.partner, subject=row.subject, note=note)  # fmt: skip
    settle(row, "confirm_deal", at=at)
    settle(row, "receive_deal", at=at, by=by)
    return row
