"""An expo and its booths: opened, applied for, given by the published rule; visitors and their meetings (A10.1)."""

from __future__ import annotations

import secrets
from datetime import date, datetime, timedelta
from typing import Any

from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from shuniu.domain.support.actions.common import SIGNS, filled, tell, whole
from shuniu.domain.support.models.growing import Booth, Expo, FairMeeting, Visitor
from shuniu.domain.support.rules.growing import BOOTH_DAYS
from shuniu.engines.exchange.screening import has_contact
from shuniu.engines.gatherings.actions import call_gathering, sign_in_at_door
from shuniu.kernel.core.access import authorise
from shuniu.kernel.core.moments import add_working_days, db_now, local_date
from shuniu.kernel.norms.queries import working_calendar
from shuniu.kernel.orgs.models import Organization
from shuniu.kernel.record.actions import owe, settle
from shuniu.kernel.record.kinds import duty_kind, notice_kind
from shuniu.kernel.trail.actions import trace

duty_kind("allocate_booths", title=gettext_lazy("按办法分配展位：%(label)s"), verb=gettext_lazy("去分配"))
duty_kind("answer_fair_meeting", title=gettext_lazy("答复展会约见：%(label)s"), verb=gettext_lazy("去答复"))
notice_kind("booth_given", text=gettext_lazy("“%(expo)s”展位结果：%(state)s %(number)s"))
MEETING_MINUTES = 20


def lock_expo(expo: Expo) -> Expo:
    return Expo.objects.select_for_update(of=("self",)).select_related("hub", "gathering").get(pk=expo.pk)


def _url(expo: Expo) -> str:
    return reverse("support:expo", args=[expo.pk])


@transaction.atomic
def open_expo(
    hub: Organization, *, title: str, starts_at: datetime, ends_at: datetime, place: str, theme: str, booths_offered: int,
    rule: str, apply_until: date, key: str, by: Any, at: datetime,
) -> Expo:  # fmt: skip
    """A fair on one day, open to everybody; the rule by which booths are given is published with it and stays."""
    draft = Expo(hub=hub)
    authorise(by, "support.open_expo", draft, at=at)
    Organization.objects.select_for_update(of=("self",)).get(pk=hub.pk)
    there = Expo.objects.filter(key=key, hub=hub).first()
    if there is not None:
        return there
    texts = filled(title=title, place=place, theme=theme)
    if not local_date(at) <= apply_until < local_date(starts_at):
        raise ValidationError({"apply_until": _("申请截止要在今天以后、开展之前。")})
    if booths_offered < 1:
        raise ValidationError({"booths_offered": _("至少要有一个展位。")})
    gathering = call_gathering(
        hub,
        title=texts["title"],
        starts_at=starts_at,
        ends_at=ends_at,
        place=texts["place"],
        open_to="everyone",
        by=by,
        at=at,
    )
    row = Expo.objects.create(
        hub=hub,
        gathering=gathering,
        theme=texts["theme"],
        booths_offered=booths_offered,
        rule=rule,
        apply_until=apply_until,
        opened_at=at,
        key=key,
    )
    owe(row, "allocate_booths", body=hub, roles=["head", "officer"], due_on=add_working_days(apply_until, whole(hub, BOOTH_DAYS.key, at), working_calendar()), at=at, url=_url(row),
        label=texts["title"], unit_code="A10.1", element="support")  # fmt: skip
    trace(row, "support.expo_opened", by=by, at=at, hub=hub, booths=booths_offered)
    return row


@transaction.atomic
def apply_booth(expo: Expo, organization: Organization, *, by: Any, at: datetime, **texts: str) -> Booth:
    """An organization asks for a booth with the card it will show. Whether it is its first is looked up, never claimed."""
    row = lock_expo(expo)
    draft = Booth(expo=row, organization=organization)
    authorise(by, "support.apply_booth", draft, at=at)
    at = db_now()
    there = row.booths.filter(organization=organization).exclude(state="WITHDRAWN").first()
    if there is not None:
        return there
    if local_date(at) > row.apply_until or row.allocated_at is not None:
        raise ValidationError(_("展位申请已经截止。"))
    words = filled(shows=texts["shows"], card=texts["card"], looks_for=texts["looks_for"])
    _no_contacts(words)
    before = Booth.objects.filter(
        organization=organization, state="GIVEN", expo__gathering__starts_at__lt=row.gathering.starts_at
    )
    booth = Booth.objects.create(
        expo=row, organization=organization, first_time=not before.exists(), applied_by=by, applied_at=at, **words
    )
    trace(booth, "support.booth_applied", by=by, at=at, organization=organization)
    return booth


def _no_contacts(words: dict[str, str]) -> None:
    wrong = {
        name: _("名片上不写手机、微信；有人约见，平台会告诉你。") for name, text in words.items() if has_contact(text)
    }
    if wrong:
        raise ValidationError(wrong)


@transaction.atomic
def save_card(booth: Booth, *, by: Any, at: datetime, **texts: str) -> Booth:
    booth = Booth.objects.select_for_update(of=("self",)).select_related("expo__hub", "organization").get(pk=booth.pk)
    authorise(by, "support.apply_booth", booth, at=at)
    words = filled(shows=texts["shows"], card=texts["card"], looks_for=texts["looks_for"])
    _no_contacts(words)
    if any(getattr(booth, name) != text for name, text in words.items()):
        for name, text in words.items():
            setattr(booth, name, text)
        booth.save(update_fields=list(words))
        trace(booth, "support.card_saved", by=by, at=at)
    return booth


def in_order(expo: Expo) -> list[Booth]:
    """The applications in the order of the published rule."""
    rows = expo.booths.filter(state__in=["APPLIED", "WAITING"]).select_related("organization")
    first = ["-first_time"] if expo.rule == Expo.Rule.FIRST_TIME else []
    return list(rows.order_by(*first, "applied_at", "pk"))


@transaction.atomic
def allocate_booths(expo: Expo, *, by: Any, at: datetime) -> list[Booth]:
    """Once applications are closed: numbers in the order of the rule, the rest wait. Nobody chooses; again changes nothing."""
    row = lock_expo(expo)
    authorise(by, "support.open_expo", row, at=at)
    if row.allocated_at is not None:
        return list(row.booths.filter(state="GIVEN"))
    if local_date(db_now()) <= row.apply_until:
        raise ValidationError(_("%(day)s 截止以后才分配，免得先分的占便宜。") % {"day": row.apply_until})
    for place, booth in enumerate(in_order(row), 1):
        given = place <= row.booths_offered
        booth.flow.apply(booth, "give" if given else "wait")
        booth.number = place if given else None
        booth.save(update_fields=["state", "number"])
        _tell_booth(row, booth, at=at)
    row.allocated_at = at
    row.save(update_fields=["allocated_at"])
    settle(row, "allocate_booths", at=at, by=by)
    trace(row, "support.booths_allocated", by=by, at=at, count=row.booths.filter(state="GIVEN").count())
    return list(row.booths.filter(state="GIVEN"))


def _tell_booth(expo: Expo, booth: Booth, *, at: datetime) -> None:
    tell(booth.organization, "booth_given", key=f"booth:{booth.pk}:{booth.state}", url=reverse("support:booth", args=[booth.pk]), at=at,
         expo=expo.gathering.title, state=str(booth.get_state_display()), number=booth.number or "")  # fmt: skip


@transaction.atomic
def withdraw_booth(booth: Booth, *, by: Any, at: datetime) -> Booth:
    """Give it back; the next of those who wait gets the number."""
    expo = lock_expo(booth.expo)
    booth = Booth.objects.select_for_update(of=("self",)).select_related("organization").get(pk=booth.pk)
    authorise(by, "support.apply_booth", booth, at=at)
    if booth.state == Booth.State.WITHDRAWN:
        return booth
    if expo.gathering.starts_at <= db_now():
        raise ValidationError(_("已经开展，不能再退。"))
    number = booth.number if booth.state == Booth.State.GIVEN else None
    booth.flow.apply(booth, "withdraw")
    booth.number = None
    booth.save(update_fields=["state", "number"])
    booth.meetings.filter(state__in=["ASKED", "AGREED"]).update(state="DECLINED")
    trace(booth, "support.booth_withdrawn", by=by, at=at)
    waiting = [row for row in in_order(expo) if row.state == Booth.State.WAITING]
    if number is not None and waiting:
        waiting[0].flow.apply(waiting[0], "give")
        waiting[0].number = number
        waiting[0].save(update_fields=["state", "number"])
        _tell_booth(expo, waiting[0], at=at)
    return booth


@transaction.atomic
def register_visitor(expo: Expo, *, name: str, body_name: str, interest: str, key: str, at: datetime) -> Visitor:
    """Anybody registers; no telephone is asked for and none is kept."""
    row = lock_expo(expo)
    there = Visitor.objects.filter(key=key, expo=row).first()
    if there is not None:
        return there
    words = filled(name=name, body_name=body_name, interest=interest)
    _no_contacts(words)
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
    if visitor.expo_id != expo.pk or booth.state != Booth.State.GIVEN:
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
