"""Visitors of an expo and the meetings they arrange before: no telephone, no clash, nothing left owed (A10.1)."""

from __future__ import annotations

import secrets
from datetime import datetime, timedelta
from typing import Any

from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from shuniu.domain.support.actions.common import SIGNS, filled
from shuniu.domain.support.models.growing import Booth, Expo, FairMeeting, Visitor
from shuniu.engines.exchange.screening import has_contact
from shuniu.engines.gatherings.actions import sign_in_at_door
from shuniu.kernel.core.access import authorise
from shuniu.kernel.core.moments import db_now, local_date
from shuniu.kernel.record.actions import owe, settle
from shuniu.kernel.record.kinds import duty_kind
from shuniu.kernel.trail.actions import trace

duty_kind("answer_fair_meeting", title=gettext_lazy("答复展会约见：%(label)s"), verb=gettext_lazy("去答复"))
MEETING_MINUTES = 20


def lock_expo(expo: Expo) -> Expo:
    return Expo.objects.select_for_update(of=("self",)).select_related("hub", "gathering").get(pk=expo.pk)


def no_contacts(words: dict[str, str]) -> None:
    wrong = {
        name: _("名片上不写手机、微信；有人约见，平台会告诉你。") for name, text in words.items() if has_contact(text)
    }
    if wrong:
        raise ValidationError(wrong)


@transaction.atomic
def register_visitor(expo: Expo, *, name: str, body_name: str, interest: str, key: str, at: datetime) -> Visitor:
    """Anybody registers; no telephone is asked for and none is kept."""
    row = lock_expo(expo)
    there = Visitor.objects.filter(key=key, expo=row).first()
    if there is not None:
        return there
    words = filled(name=name, body_name=body_name, interest=interest)
    no_contacts(words)
    if row.gathering.ends_at <= db_now() or row.gathering.called_off_at is not None:
        raise ValidationError(_("展会已经结束，不再登记。"))
    visitor = Visitor.objects.create(expo=row, token=secrets.token_urlsafe(24), registered_at=at, key=key, **words)
    trace(visitor, "support.visitor_registered", by=None, at=at, expo=row.pk)
    return visitor


def slots(expo: Expo) -> list[datetime]:
    """The moments at which a prearranged meeting can begin."""
    found, begin = [], expo.gathering.starts_at
    while begin + timedelta(minutes=MEETING_MINUTES) <= expo.gathering.ends_at:
        found.append(begin)
        begin += timedelta(minutes=MEETING_MINUTES)
    return found


@transaction.atomic
def ask_meeting(booth: Booth, visitor: Visitor, *, starts_at: datetime, at: datetime) -> FairMeeting:
    """The visitor's own address is the permission. Raises ValidationError when either has something else at that time."""
    expo = lock_expo(booth.expo)
    if visitor.expo_id != expo.pk or booth.state != Booth.State.GIVEN or expo.gathering.called_off_at is not None:
        raise ValidationError(_("这家没有展位，不能约见。"))
    if starts_at not in slots(expo) or starts_at <= db_now():
        raise ValidationError(_("请选一个还没到的约见时间。"))
    live = FairMeeting.objects.filter(starts_at=starts_at, state__in=["ASKED", "AGREED"])
    mine = live.filter(visitor=visitor).first()
    if mine is not None and mine.booth_id == booth.pk:
        return mine
    if mine is not None:
        raise ValidationError(_("这个时间你已经约了“%(body)s”，请换个时间。") % {"body": mine.booth.organization.name})
    try:
        with transaction.atomic():
            row = FairMeeting.objects.create(booth=booth, visitor=visitor, starts_at=starts_at, asked_at=at)
    except IntegrityError as error:
        raise ValidationError(_("这个时间展商已经有约，请换个时间。")) from error
    owe(row, "answer_fair_meeting", body=booth.organization, roles=list(SIGNS), due_on=local_date(expo.gathering.starts_at), at=at,
        url=reverse("support:booth", args=[booth.pk]), label=f"{visitor.body_name} {visitor.name}", unit_code="A10.1", element="support")  # fmt: skip
    trace(row, "support.fair_meeting_asked", by=None, at=at)
    return row


@transaction.atomic
def answer_meeting(meeting: FairMeeting, *, agree: bool, by: Any, at: datetime) -> FairMeeting:
    meeting = (
        FairMeeting.objects.select_for_update(of=("self",))
        .select_related("booth__expo", "booth__organization")
        .get(pk=meeting.pk)
    )
    authorise(by, "support.apply_booth", meeting.booth, at=at)
    if meeting.state == (meeting.State.AGREED if agree else meeting.State.DECLINED):
        return meeting
    meeting.flow.apply(meeting, "agree" if agree else "decline")
    meeting.answered_by = by
    meeting.save(update_fields=["state", "answered_by"])
    settle(meeting, "answer_fair_meeting", at=at, by=by)
    trace(meeting, "support.fair_meeting_agreed" if agree else "support.fair_meeting_declined", by=by, at=at)
    return meeting


@transaction.atomic
def cancel_meeting(meeting: FairMeeting, visitor: Visitor, *, at: datetime) -> FairMeeting:
    meeting = FairMeeting.objects.select_for_update().get(pk=meeting.pk, visitor=visitor)
    if meeting.state != meeting.State.CANCELLED:
        meeting.flow.apply(meeting, "cancel")
        meeting.save(update_fields=["state"])
        settle(meeting, "answer_fair_meeting", at=at)
        trace(meeting, "support.fair_meeting_cancelled", by=None, at=at)
    return meeting


@transaction.atomic
def check_in_visitor(visitor: Visitor, *, code: str, at: datetime) -> Visitor:
    """At the door, with the six digits that hang there: the roll is the gathering's own."""
    visitor = Visitor.objects.select_for_update(of=("self",)).select_related("expo__gathering__host").get(pk=visitor.pk)
    if visitor.checked_in_at is not None:
        return visitor
    gathering = visitor.expo.gathering
    if not secrets.compare_digest(code.strip().encode(), gathering.door_code.encode()):
        raise ValidationError({"code": _("签到码不对，请看门口的海报。")})
    entry = sign_in_at_door(
        gathering, name=visitor.name, way="code", key=f"visitor:{visitor.pk}", post=visitor.body_name[:60], at=at
    )
    visitor.checked_in_at = entry.signed_at
    visitor.save(update_fields=["checked_in_at"])
    trace(visitor, "support.visitor_came", by=None, at=at)
    return visitor


def drop_meeting(meeting: FairMeeting, *, at: datetime, by: Any = None) -> None:
    """What can no longer take place; nobody has to answer it any more."""
    meeting.flow.apply(meeting, "drop")
    meeting.save(update_fields=["state"])
    settle(meeting, "answer_fair_meeting", at=at, by=by)
    trace(meeting, "support.fair_meeting_dropped", by=by, at=at)
