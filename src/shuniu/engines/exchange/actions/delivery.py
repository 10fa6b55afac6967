from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import Any

from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import UploadedFile
from django.db import transaction
from django.db.models import Sum
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from shuniu.engines.exchange.actions.match import lock_match
from shuniu.engines.exchange.actions.posting import person
from shuniu.engines.exchange.models import Delivery, Match, Offer
from shuniu.engines.exchange.pages import address_of
from shuniu.engines.exchange.rules import CONFIRM_DAYS, WORKS
from shuniu.kernel.core.access import authorise
from shuniu.kernel.core.moments import local_date
from shuniu.kernel.core.money import yuan
from shuniu.kernel.norms.queries import setting_for
from shuniu.kernel.orgs.queries import bodies_of, holds
from shuniu.kernel.orgs.rules import SPEAKS
from shuniu.kernel.record.actions import attach, owe, settle
from shuniu.kernel.record.kinds import duty_kind
from shuniu.kernel.trail.actions import trace

duty_kind("confirm_delivery", title=gettext_lazy("确认收到：%(label)s"), verb=gettext_lazy("去确认"))


@transaction.atomic
def record_delivery(
    match: Match, *, what: str, delivered_on: date, value_fen: int, is_cash: bool, key: str, by: Any, at: datetime,
    opened_with: str = "",
) -> Delivery:  # fmt: skip
    """Write down a part that was handed over; the receiving side is asked to confirm it. The same `key` is one part."""
    match = lock_match(match, opened_with)
    authorise(by, "exchange.record_delivery", match, at=at)
    existing = Delivery.objects.filter(key=key, match=match).first()
    if existing is not None:
        return existing
    if match.state != Match.State.ACCEPTED:
        raise ValidationError(_("双方都答应以后才能登记交付。"))
    if match.need.body is not None and holds(by, match.need.body, *SPEAKS, *WORKS, at=at):
        raise ValidationError(_("受方不能自己登记又自己确认，请由供给方登记。"))
    wrong: dict[str, str] = {}
    if not what.strip():
        wrong["what"] = _("请写交付了什么、多少。")
    if delivered_on > local_date(at):
        wrong["delivered_on"] = _("日期还没到，答应的事请交付以后再登记。")
    if value_fen < 0:
        wrong["value_fen"] = _("金额不能是负数。")
    elif above := _above_the_offer(match, value_fen):
        wrong["value_fen"] = above
    if is_cash and not match.offer.is_cash:
        wrong["is_cash"] = _("这份资源登记的不是现金。是现金的，请枢纽先改资源的登记。")
    if wrong:
        raise ValidationError(wrong)
    row = Delivery.objects.create(
        match=match, what=what.strip()[:160], delivered_on=delivered_on, value_fen=value_fen, is_cash=is_cash,
        recorded_by=person(by), recorded_at=at, key=key,
    )  # fmt: skip
    if match.need.body is not None:
        due = local_date(at) + timedelta(days=int(setting_for(match.hub, CONFIRM_DAYS.key, at) or 0))
        owe(row, "confirm_delivery", body=match.need.body, roles=SPEAKS, due_on=due, url=address_of(match), at=at,
            label=row.what, unit_code="A08", element="support")  # fmt: skip
    trace(row, "exchange.delivery_recorded", by=by, at=at, value=value_fen)
    return row


def _above_the_offer(match: Match, value_fen: int) -> str:
    """Why this part is more than was offered, over all to whom it was given; empty when it is not, or nothing was said."""
    whole = match.offer.value_fen
    if not whole or not value_fen:
        return ""
    Offer.objects.select_for_update(of=("self",)).get(pk=match.offer_id)
    parts = Delivery.objects.filter(match__offer=match.offer_id, disputed_at__isnull=True)
    before = parts.aggregate(n=Sum("value_fen"))["n"] or 0
    if before + value_fen <= whole:
        return ""
    return _("这份资源登记的是 %(whole)s 元，已登记交付 %(before)s 元，这一笔超出了。请核对金额；资源确实增加了，请枢纽先改资源的金额。") % {
        "whole": yuan(whole), "before": yuan(before),
    }  # fmt: skip


def _stands_with_the_giver(by: Any, match: Match, at: datetime) -> bool:
    """Somebody of the hub that brought both together or keeps either side, or of the giver: no receiver."""
    if not getattr(by, "is_authenticated", False):
        return False
    bodies = {match.hub_id, match.offer.keeper_id, match.need.keeper_id, match.offer.body_id} - {
        None,
        match.need.body_id,
    }
    return bodies_of(by, at).filter(pk__in=bodies).exists()


def _posted_by_the_hub(match: Match, at: datetime) -> bool:
    """A need that somebody of the hub wrote down for who has no account: only the hub has its address."""
    need = match.need
    if need.body_id is not None or need.posted_by is None:
        return False
    return need.posted_by_id == need.screened_by_id or _stands_with_the_giver(need.posted_by, match, at)


def _lock(delivery: Delivery, opened_with: str) -> tuple[Delivery, Match]:
    match = lock_match(Match(pk=delivery.match_id), opened_with)
    return Delivery.objects.select_for_update(of=("self",)).get(pk=delivery.pk, match=match), match


@transaction.atomic
def confirm_delivery(delivery: Delivery, *, by: Any, at: datetime, opened_with: str = "") -> Delivery:
    """The receiving side got it: only now it counts. Never the person who wrote it down."""
    delivery, match = _lock(delivery, opened_with)
    authorise(by, "exchange.confirm_delivery", match, at=at)
    if delivery.confirmed_at is not None:
        return delivery
    if delivery.recorded_by_id is not None and delivery.recorded_by_id == getattr(by, "pk", None):
        raise ValidationError(_("登记的人不能自己确认，请受方另一位同事确认。"))
    if _posted_by_the_hub(match, at) or _stands_with_the_giver(by, match, at):
        raise ValidationError(_("枢纽和供给方不能替受方确认。受方没有账号的，请上传受方签字的签收单。"))
    delivery.confirmed_by, delivery.confirmed_at = person(by), at
    delivery.disputed_at, delivery.dispute = None, ""
    delivery.save()
    settle(delivery, "confirm_delivery", at=at, by=person(by))
    trace(delivery, "exchange.delivery_confirmed", by=by, at=at, value=delivery.value_fen)
    return delivery


@transaction.atomic
def confirm_by_receipt(
    delivery: Delivery, *, received_by: str, upload: UploadedFile, by: Any, at: datetime
) -> Delivery:
    """Who has no account signed on paper: another officer than who wrote it down keeps the sheet, and it can be checked.

    Not for a receiver that can sign in, which confirms here itself.
    """
    delivery, match = _lock(delivery, "")
    authorise(by, "exchange.confirm_by_receipt", match, at=at)
    if delivery.confirmed_at is not None:
        return delivery
    if match.need.body is not None:
        raise ValidationError(_("受方有账号，请受方登录后自己确认。"))
    if delivery.recorded_by_id == by.pk:
        raise ValidationError(_("登记的人不能自己确认，请另一位同事核对签收单。"))
    if not received_by.strip():
        raise ValidationError({"received_by": _("请写签收单上签字的人。")})
    delivery.receipt = attach(upload, owner=match.hub, subject=delivery, by=by, at=at)
    delivery.received_by, delivery.confirmed_by, delivery.confirmed_at = received_by.strip()[:60], by, at
    delivery.disputed_at, delivery.dispute = None, ""
    delivery.save()
    trace(delivery, "exchange.receipt_kept", by=by, at=at, value=delivery.value_fen)
    return delivery


@transaction.atomic
def dispute_delivery(delivery: Delivery, *, reason: str, by: Any, at: datetime, opened_with: str = "") -> Delivery:
    """The receiving side says what differs; it does not count."""
    delivery, match = _lock(delivery, opened_with)
    authorise(by, "exchange.confirm_delivery", match, at=at)
    if delivery.confirmed_at is not None:
        raise ValidationError(_("这一笔已经确认过。如有出入，请在留言里说明。"))
    if not reason.strip():
        raise ValidationError({"reason": _("请写哪里有出入。")})
    if delivery.disputed_at is None:
        delivery.disputed_at, delivery.dispute = at, reason.strip()[:200]
        delivery.save()
        settle(delivery, "confirm_delivery", at=at, by=person(by))
        trace(delivery, "exchange.delivery_disputed", by=by, at=at)
    return delivery
