from __future__ import annotations

from datetime import date, datetime
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from shuniu.engines.exchange.actions.match import ask_again, drop_introductions, hold_introductions
from shuniu.engines.exchange.actions.posting import owe_screening, person
from shuniu.engines.exchange.models import Need, Offer, Posting, PostingState
from shuniu.engines.exchange.pages import address_of
from shuniu.engines.exchange.rules import notices
from shuniu.kernel.core.access import authorise
from shuniu.kernel.core.moments import local_date
from shuniu.kernel.orgs.queries import holders
from shuniu.kernel.orgs.rules import SPEAKS
from shuniu.kernel.record.actions import notify, settle
from shuniu.kernel.record.kinds import notice_kind
from shuniu.kernel.trail.actions import trace

notice_kind("posting_opened", text=gettext_lazy("“%(title)s”已通过审核，现在公开。"))
notice_kind("posting_refused", text=gettext_lazy("“%(title)s”没有通过审核：%(reason)s"))


def lock(row: Posting, opened_with: str = "") -> Any:
    rows = type(row).objects.select_for_update(of=("self",)).select_related("keeper", "body")  # type: ignore[attr-defined]
    fresh = rows.get(pk=row.pk)
    fresh.opened_with = opened_with
    return fresh


def _tell(row: Any, kind: str, at: datetime, **facts: Any) -> None:
    if row.body is not None:
        for one in holders(row.body, *SPEAKS, at=at):
            notify(one, kind, key=f"{kind}:{row._meta.model_name}:{row.pk}:{row.changed_at:%s}", at=at,
                   url=address_of(row), mail=True, title=row.title, **facts)  # fmt: skip


def _move(row: Any, move: str, at: datetime) -> None:
    row.flow.apply(row, move)
    row.changed_at = at


@transaction.atomic
def open_posting(row: Posting, *, by: Any, at: datetime) -> Any:
    """It passed the screening and is public from now on."""
    row = lock(row)
    authorise(by, "exchange.screen_posting", row, at=at)
    if row.state == PostingState.OPEN:
        return row
    _move(row, "open", at)
    row.screened_by, row.screened_at, row.refusal = person(by), at, ""
    row.save()
    settle(row, "screen_posting", at=at, by=by)
    _tell(row, "posting_opened", at)
    ask_again(row, at=at)
    trace(row, "exchange.opened", by=by, at=at)
    return row


@transaction.atomic
def refuse_posting(row: Posting, *, reason: str, by: Any, at: datetime) -> Any:
    """It did not pass; the reason is told to whoever posted it."""
    row = lock(row)
    authorise(by, "exchange.screen_posting", row, at=at)
    if row.state == PostingState.REFUSED:
        return row
    if not reason.strip():
        raise ValidationError({"reason": _("请写明没有通过的原因和怎样改。")})
    _move(row, "refuse", at)
    row.screened_by, row.screened_at, row.refusal = person(by), at, reason.strip()[:200]
    row.save()
    settle(row, "screen_posting", at=at, by=by)
    _tell(row, "posting_refused", at, reason=row.refusal)
    trace(row, "exchange.refused", by=by, at=at)
    return row


def refuse_notice(row: Posting, is_notice: bool) -> None:
    """What was won from a department for everybody is changed and taken back where it is kept, with the reason and a word
    to all. Raises ValidationError saying where, unless it comes from there (`is_notice`)."""
    for _name, why in () if is_notice else notices:
        if said := why(row):
            raise ValidationError(said)


@transaction.atomic
def withdraw_posting(row: Posting, *, by: Any, at: datetime, opened_with: str = "") -> Any:
    """Whoever posted it takes it back; what was agreed already stays agreed."""
    row = lock(row, opened_with)
    authorise(by, "exchange.withdraw_posting", row, at=at)
    if row.state == PostingState.WITHDRAWN:
        return row
    refuse_notice(row, False)
    _move(row, "withdraw", at)
    row.save()
    settle(row, "screen_posting", at=at, by=person(by))
    hold_introductions(row, by=by, at=at)
    trace(row, "exchange.withdrawn", by=by, at=at)
    return row


@transaction.atomic
def reopen_posting(row: Posting, *, by: Any, at: datetime, opened_with: str = "") -> Any:
    """Withdrawn by mistake: it waits for the screening again."""
    row = lock(row, opened_with)
    authorise(by, "exchange.withdraw_posting", row, at=at)
    if row.state in (PostingState.WAITING, PostingState.OPEN):
        return row
    _move(row, "reopen", at)
    row.save()
    owe_screening(row, at)
    trace(row, "exchange.reopened", by=by, at=at)
    return row


@transaction.atomic
def close_posting(
    row: Posting, *, by: Any, at: datetime, opened_with: str = "", is_notice: bool = False, why: str = ""
) -> Any:
    """Given away or met: no longer shown; who was only introduced is told so, or `why`."""
    row = lock(row, opened_with)
    authorise(by, "exchange.withdraw_posting", row, at=at)
    if row.state == PostingState.CLOSED:
        return row
    refuse_notice(row, is_notice)
    _move(row, "close", at)
    row.closed_at = at
    row.save()
    drop_introductions(row, why=why or _("已经结束，不再公开。"), by=by, at=at)
    trace(row, "exchange.ended", by=by, at=at)
    return row


@transaction.atomic
def close_past(*, by: Any, at: datetime, day: date | None = None) -> int:
    """Every night: what ended yesterday is no longer offered or asked for. Returns how many."""
    authorise(by, "exchange.close_past", None, at=at)
    today, past = day or local_date(at), 0
    for model in (Offer, Need):
        ended = model.objects.filter(state=PostingState.OPEN, closes_on__lt=today)
        waiting = list(ended.filter(matches__state="introduced").distinct())
        past += ended.update(state=PostingState.CLOSED, closed_at=at, changed_at=at)
        for row in waiting:
            drop_introductions(row, why=_("到了截止日期，不再公开。"), by=by, at=at)
    return past
