from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Q, QuerySet
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from shuniu.engines.exchange.actions.posting import person
from shuniu.engines.exchange.models import Match, Need, Offer, PostingState
from shuniu.engines.exchange.pages import address_of
from shuniu.engines.exchange.queries.finding import judge
from shuniu.engines.exchange.rules import (
    ANSWER_DAYS,
    INTRODUCTIONS,
    stands_on_the_needs_side,
    stands_on_the_offers_side,
    works_for_the_hub,
)
from shuniu.kernel.core.access import authorise
from shuniu.kernel.core.moments import local_date
from shuniu.kernel.norms.queries import setting_for
from shuniu.kernel.orgs.models import Organization
from shuniu.kernel.orgs.queries import holders
from shuniu.kernel.orgs.rules import SPEAKS
from shuniu.kernel.record.actions import notify, owe, settle
from shuniu.kernel.record.kinds import duty_kind, notice_kind
from shuniu.kernel.trail.actions import trace

duty_kind("answer_match", title=gettext_lazy("答复牵线：%(label)s"), verb=gettext_lazy("去答复"))
notice_kind("match_introduced", text=gettext_lazy("有一家合适的：“%(title)s”。请看理由，答应或谢绝。"))
notice_kind("match_accepted", text=gettext_lazy("“%(title)s”双方都答应了，可以在平台上商量怎么交付。"))
notice_kind("match_ended", text=gettext_lazy("“%(title)s”的对接结束了：%(reason)s"))


GONE = {PostingState.WITHDRAWN, PostingState.CLOSED, PostingState.REFUSED}
_GONE = Q(offer__state__in=GONE) | Q(need__state__in=GONE)


def lock_match(match: Match, opened_with: str = "") -> Match:
    rows = Match.objects.select_for_update(of=("self",))
    rows = rows.select_related("hub", "offer__body", "offer__keeper", "need__body", "need__keeper")
    fresh = rows.get(pk=match.pk)
    fresh.opened_with = opened_with  # type: ignore[attr-defined]
    return fresh


def tell_sides(match: Match, kind: str, *, at: datetime, key: str, **facts: Any) -> None:
    for body in {match.offer.body, match.need.body} - {None}:
        for one in holders(body, *SPEAKS, at=at):
            notify(one, kind, key=f"match:{match.pk}:{key}", at=at, url=address_of(match), mail=True,
                   title=match.need.title, **facts)  # fmt: skip


@transaction.atomic
def introduce(
    offer: Offer, need: Need, *, hub: Organization, by: Any, at: datetime, opened_with: str = "",
) -> Match:  # fmt: skip
    """Bring both sides together; whoever asks for it has accepted with it. The same pair is one match.

    Raises ValidationError when either is not open, or when the rule excludes the pair (with the reason).
    """
    offer = Offer.objects.select_for_update(of=("self",)).select_related("keeper", "body").get(pk=offer.pk)
    need = Need.objects.select_for_update(of=("self",)).select_related("keeper", "body").get(pk=need.pk)
    match = Match(hub=hub, offer=offer, need=need)
    match.opened_with = opened_with  # type: ignore[attr-defined]
    authorise(by, "exchange.introduce", match, at=at)
    existing = Match.objects.filter(offer=offer, need=need).first()
    if existing is not None:
        return existing
    if hub.pk not in (offer.keeper_id, need.keeper_id):
        raise ValidationError(_("牵线的枢纽要是其中一方所在的枢纽。"))
    if {offer.state, need.state} != {PostingState.OPEN}:
        raise ValidationError(_("有一方已经撤回或结束，请换一家。"))
    if offer.body_id and offer.body_id == need.body_id:
        raise ValidationError(_("供需是同一家单位，不用牵线。"))
    judged = judge(need, offer)
    if judged.excluded_by:
        raise ValidationError(_("这一对的地域或日期对不上，不能牵线。请先改好日期或地域。"))
    _not_too_many(match, by, at)
    match.fit, match.introduced_by, match.introduced_at = judged.fit, person(by), at
    match.reasons = [[one.code, list(one.words), one.share, one.speaks_for] for one in judged.reasons]
    match.save()
    trace(match, "exchange.introduced", by=by, at=at, hub=hub, fit=match.fit)
    _first_word(match, by=by, at=at)
    tell_sides(match, "match_introduced", at=at, key="introduced")
    return match


def _owe_answers(match: Match, at: datetime) -> None:
    """Who has not answered yet is asked to, within the days of the rule."""
    due = local_date(at) + timedelta(days=int(setting_for(match.hub, ANSWER_DAYS.key, at) or 0))
    for posting, said in ((match.offer, match.offer_accepted_at), (match.need, match.need_accepted_at)):
        if said is None and posting.body is not None:
            owe(match, "answer_match", body=posting.body, roles=SPEAKS, due_on=due, url=address_of(match), at=at,
                label=match.need.title, unit_code="A10.4", element="support")  # fmt: skip


def _open_introductions(row: Offer | Need) -> QuerySet[Match]:
    rows = Match.objects.select_for_update(of=("self",)).filter(state=Match.State.INTRODUCED)
    rows = rows.select_related("hub", "offer__body", "offer__keeper", "need__body", "need__keeper").order_by("pk")
    return rows.filter(offer=row) if isinstance(row, Offer) else rows.filter(need=row)


def hold_introductions(row: Offer | Need, *, by: Any, at: datetime) -> None:
    """It was taken back: as long as it is, nobody owes an answer (called by the action that withdraws it)."""
    for match in _open_introductions(row):
        settle(match, "answer_match", at=at, by=person(by))


def ask_again(row: Offer | Need, *, at: datetime) -> None:
    """It is public again after all: who has not answered owes an answer again."""
    for match in _open_introductions(row):
        _owe_answers(match, at)


def drop_introductions(row: Offer | Need, *, why: str, by: Any, at: datetime) -> None:
    """It has ended: what was introduced and not agreed ends with it, and both sides are told."""
    for match in _open_introductions(row):
        _end(match, "decline", why, by=by, at=at)
        trace(match, "exchange.declined", by=by, at=at)


def _not_too_many(match: Match, by: Any, at: datetime) -> None:
    """Whoever asks without the hub asks a few at a time, so that nobody is flooded."""
    if works_for_the_hub(by, match, at):
        return
    most = int(setting_for(match.hub, INTRODUCTIONS.key, at) or 0)
    own = match.offer if stands_on_the_offers_side(by, match, at) else match.need
    if own.matches.filter(state=Match.State.INTRODUCED).exclude(_GONE).count() >= most:
        raise ValidationError(_("已有 %(n)s 次牵线在等答复，请等对方答复，或请枢纽帮忙。") % {"n": most})


def _first_word(match: Match, *, by: Any, at: datetime) -> None:
    sides = ((stands_on_the_offers_side, "offer_accepted_at"), (stands_on_the_needs_side, "need_accepted_at"))
    for stands, column in sides:
        if stands(by, match, at):
            setattr(match, column, at)
    _owe_answers(match, at)
    match.save()
    _both(match, at=at)


def _both(match: Match, *, at: datetime) -> None:
    if match.offer_accepted_at and match.need_accepted_at and match.accepted_at is None:
        match.flow.apply(match, "accept")
        match.accepted_at = at
        match.save()
        tell_sides(match, "match_accepted", at=at, key="accepted")


@transaction.atomic
def accept_match(match: Match, *, by: Any, at: datetime, opened_with: str = "") -> Match:
    """One side says yes; with both it is agreed. Saying yes twice changes nothing."""
    match = lock_match(match, opened_with)
    authorise(by, "exchange.accept_match", match, at=at)
    if match.state in (Match.State.DECLINED, Match.State.FAILED, Match.State.CLOSED):
        match.flow.apply(match, "accept")
    if match.state == Match.State.INTRODUCED and {match.offer.state, match.need.state} & GONE:
        raise ValidationError(_("有一方已经撤回或结束，现在不能答应。重新公开以后再答复。"))
    sides = ((stands_on_the_offers_side, match.offer, "offer_accepted_at"), (stands_on_the_needs_side, match.need, "need_accepted_at"))  # fmt: skip
    for stands, posting, column in sides:
        if stands(by, match, at) and getattr(match, column) is None:
            setattr(match, column, at)
            match.save()
            trace(match, "exchange.accepted", by=by, at=at)
            if posting.body is not None:
                _settle_for(match, posting.body, by=by, at=at)
    _both(match, at=at)
    return match


def _settle_for(match: Match, body: Organization, *, by: Any, at: datetime) -> None:
    body.duties.filter(
        subject_type=match._meta.label_lower, subject_id=match.pk, verb="answer_match", settled_at__isnull=True
    ).update(settled_at=at, settled_by=person(by))


def _end(match: Match, move: str, reason: str, *, by: Any, at: datetime) -> Match:
    if not reason.strip():
        raise ValidationError({"reason": _("请写一句原因，对方看得到。")})
    match.flow.apply(match, move)
    match.ended_at, match.ended_why = at, reason.strip()[:200]
    match.save()
    settle(match, "answer_match", at=at, by=person(by))
    tell_sides(match, "match_ended", at=at, key="ended", reason=match.ended_why)
    return match


@transaction.atomic
def decline_match(match: Match, *, reason: str, by: Any, at: datetime, opened_with: str = "") -> Match:
    """One side, or the hub for it, says no, with a reason."""
    match = lock_match(match, opened_with)
    authorise(by, "exchange.end_match", match, at=at)
    if match.state == Match.State.DECLINED:
        return match
    _end(match, "decline", reason, by=by, at=at)
    trace(match, "exchange.declined", by=by, at=at)
    return match


@transaction.atomic
def fail_match(match: Match, *, reason: str, by: Any, at: datetime, opened_with: str = "") -> Match:
    """Agreed, but nothing came of it."""
    match = lock_match(match, opened_with)
    authorise(by, "exchange.end_match", match, at=at)
    if match.state == Match.State.FAILED:
        return match
    if match.deliveries.filter(confirmed_at__isnull=False).exists():
        raise ValidationError(_("已经有确认过的交付，请办结，不要记成没有办成。"))
    _end(match, "fail", reason, by=by, at=at)
    trace(match, "exchange.match_failed", by=by, at=at)
    return match


@transaction.atomic
def close_match(match: Match, *, by: Any, at: datetime, thanks: str = "", opened_with: str = "") -> Match:
    """Done: at least one part was delivered and confirmed, none is open. A promise is no delivery."""
    match = lock_match(match, opened_with)
    authorise(by, "exchange.end_match", match, at=at)
    if match.state == Match.State.CLOSED:
        return match
    if not match.deliveries.filter(confirmed_at__isnull=False).exists():
        raise ValidationError(_("还没有受方确认过的交付。答应不算交付，请先登记交付并由受方确认。"))
    if match.deliveries.filter(confirmed_at__isnull=True, disputed_at__isnull=True).exists():
        raise ValidationError(_("还有交付等受方确认，确认以后再办结。"))
    match.flow.apply(match, "close")
    match.ended_at = at
    if thanks.strip():
        match.thanks, match.thanked_at = thanks.strip()[:500], at
    match.save()
    trace(match, "exchange.match_closed", by=by, at=at)
    return match
