"""An expo and its booths: opened, changed, called off; applied for, given by the published rule (A10.1)."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import QuerySet
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from shuniu.domain.support.actions.common import filled, tell, whole
from shuniu.domain.support.actions.growing.fair import drop_meeting, lock_expo, no_contacts, slots
from shuniu.domain.support.models.growing import Booth, Expo, FairMeeting
from shuniu.domain.support.rules.growing import BOOTH_DAYS
from shuniu.engines.gatherings.actions import call_gathering, call_off_gathering, move_gathering
from shuniu.kernel.core.access import authorise
from shuniu.kernel.core.moments import add_working_days, db_now, local_date
from shuniu.kernel.core.versions import check_version
from shuniu.kernel.norms.queries import working_calendar
from shuniu.kernel.orgs.models import Organization
from shuniu.kernel.record.actions import owe, put_off, settle
from shuniu.kernel.record.kinds import duty_kind, notice_kind
from shuniu.kernel.trail.actions import trace

duty_kind("allocate_booths", title=gettext_lazy("按办法分配展位：%(label)s"), verb=gettext_lazy("去分配"))
notice_kind("booth_given", text=gettext_lazy("“%(expo)s”展位结果：%(state)s %(number)s"))
notice_kind("expo_changed", text=gettext_lazy("“%(expo)s”有变动：%(note)s"))
notice_kind("expo_called_off", text=gettext_lazy("“%(expo)s”取消了：%(note)s"))


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


def _not_over(expo: Expo) -> None:
    if expo.gathering.called_off_at is not None:
        raise ValidationError(_("这场展会已经取消。"))
    if expo.gathering.starts_at <= db_now():
        raise ValidationError(_("已经开展，不能再改。"))


@transaction.atomic
def change_expo(
    expo: Expo, *, title: str, starts_at: datetime, ends_at: datetime, place: str, theme: str, booths_offered: int,
    apply_until: date, change_note: str, version: int, by: Any, at: datetime,
) -> Expo:  # fmt: skip
    """Another time, place or number of booths, said in a word to all who have a booth; the rule never changes.

    Meetings move along with the beginning, those past the new end are dropped; more booths go to those who wait.
    """
    row = lock_expo(expo)
    authorise(by, "support.open_expo", row, at=at)
    if row.version == version + 1 and row.change_note == change_note.strip():
        return row
    check_version(row, version)
    _not_over(row)
    texts = filled(title=title, place=place, theme=theme, change_note=change_note)
    _check_change(row, starts_at=starts_at, booths_offered=booths_offered, apply_until=apply_until, at=at)
    before = row.gathering.starts_at
    row.gathering = move_gathering(
        row.gathering, title=texts["title"], starts_at=starts_at, ends_at=ends_at, place=texts["place"], by=by, at=at
    )
    row.theme, row.booths_offered, row.apply_until = texts["theme"], booths_offered, apply_until
    row.changed_at, row.change_note, row.version = at, texts["change_note"][:200], version + 1
    row.save()
    _move_meetings(row, starts_at - before, at=at)
    if row.allocated_at is None:
        due = add_working_days(apply_until, whole(row.hub, BOOTH_DAYS.key, at), working_calendar())
        put_off(Expo, [row.pk], "allocate_booths", due_on=due)
    else:
        _give_to_waiting(row, at=at)
    trace(row, "support.expo_changed", by=by, at=at)
    _tell_exhibitors(row, "expo_changed", at=at)
    return row


def _check_change(row: Expo, *, starts_at: datetime, booths_offered: int, apply_until: date, at: datetime) -> None:
    given = row.booths.filter(state="GIVEN").count()
    if booths_offered < max(given, 1):
        raise ValidationError({"booths_offered": _("已经分出 %(count)s 个展位，不能比这少。") % {"count": given}})
    if row.allocated_at is not None and apply_until != row.apply_until:
        raise ValidationError({"apply_until": _("展位已经分了，截止日期不能再改。")})
    if apply_until < row.apply_until:
        raise ValidationError({"apply_until": _("截止只能往后延，不能提前：有人正在准备申请。")})
    if not apply_until < local_date(starts_at):
        raise ValidationError({"apply_until": _("申请截止要在今天以后、开展之前。")})


def _move_meetings(expo: Expo, later: timedelta, *, at: datetime) -> None:
    """In the order in which none meets another on the way."""
    kept = set(slots(expo))
    live = FairMeeting.objects.filter(booth__expo=expo, state__in=["ASKED", "AGREED"])
    for meeting in live.order_by("-starts_at" if later > timedelta() else "starts_at"):
        meeting.starts_at += later
        meeting.save(update_fields=["starts_at"])
        if meeting.starts_at not in kept:
            drop_meeting(meeting, at=at)


def _tell_exhibitors(expo: Expo, kind: str, *, at: datetime) -> None:
    for booth in expo.booths.exclude(state="WITHDRAWN").select_related("organization"):
        tell(booth.organization, kind, key=f"{kind}:{expo.pk}:{expo.version}", url=_url(expo), at=at,
             expo=expo.gathering.title, note=expo.change_note)  # fmt: skip


@transaction.atomic
def call_off_expo(expo: Expo, *, reason: str, by: Any, at: datetime) -> Expo:
    """It will not take place: exhibitors are told why, meetings are dropped, nothing is owed any more."""
    row = lock_expo(expo)
    authorise(by, "support.open_expo", row, at=at)
    if row.gathering.called_off_at is not None:
        return row
    _not_over(row)
    row.change_note = filled(reason=reason)["reason"][:200]
    row.gathering = call_off_gathering(row.gathering, by=by, at=at)
    row.changed_at, row.version = at, row.version + 1
    row.save()
    for meeting in FairMeeting.objects.filter(booth__expo=row, state__in=["ASKED", "AGREED"]):
        drop_meeting(meeting, at=at, by=by)
    settle(row, "allocate_booths", at=at, by=by)
    trace(row, "support.expo_called_off", by=by, at=at)
    _tell_exhibitors(row, "expo_called_off", at=at)
    return row


def _shown_before(expo: Expo) -> QuerySet[Booth]:
    """Booths of earlier fairs that took place or will."""
    return Booth.objects.filter(
        state="GIVEN", expo__gathering__starts_at__lt=expo.gathering.starts_at,
        expo__gathering__called_off_at__isnull=True,
    )  # fmt: skip


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
    if local_date(at) > row.apply_until or row.allocated_at is not None or row.gathering.called_off_at is not None:
        raise ValidationError(_("展位申请已经截止。"))
    words = filled(shows=texts["shows"], card=texts["card"], looks_for=texts["looks_for"])
    no_contacts(words)
    first = not _shown_before(row).filter(organization=organization).exists()
    booth = Booth.objects.create(
        expo=row, organization=organization, first_time=first, applied_by=by, applied_at=at, **words
    )
    trace(booth, "support.booth_applied", by=by, at=at, organization=organization)
    return booth


@transaction.atomic
def save_card(booth: Booth, *, by: Any, at: datetime, **texts: str) -> Booth:
    booth = Booth.objects.select_for_update(of=("self",)).select_related("expo__hub", "organization").get(pk=booth.pk)
    authorise(by, "support.apply_booth", booth, at=at)
    words = filled(shows=texts["shows"], card=texts["card"], looks_for=texts["looks_for"])
    no_contacts(words)
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
    _not_over(row)
    if local_date(db_now()) <= row.apply_until:
        raise ValidationError(_("%(day)s 截止以后才分配，免得先分的占便宜。") % {"day": row.apply_until})
    # Who applied for two fairs at once was given a booth at the earlier one meanwhile.
    known = _shown_before(row).values("organization")
    row.booths.filter(first_time=True, organization__in=known).update(first_time=False)
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
    for meeting in booth.meetings.filter(state__in=["ASKED", "AGREED"]):
        drop_meeting(meeting, at=at, by=by)
    trace(booth, "support.booth_withdrawn", by=by, at=at)
    if number is not None:
        _give_to_waiting(expo, at=at)
    return booth


def _give_to_waiting(expo: Expo, *, at: datetime) -> None:
    """Free numbers, the lowest first, to those who wait, in the order of the rule."""
    taken = set(expo.booths.filter(state="GIVEN").values_list("number", flat=True))
    free = [number for number in range(1, expo.booths_offered + 1) if number not in taken]
    waiting = [row for row in in_order(expo) if row.state == Booth.State.WAITING]
    for booth, number in zip(waiting, free, strict=False):
        booth.flow.apply(booth, "give")
        booth.number = number
        booth.save(update_fields=["state", "number"])
        _tell_booth(expo, booth, at=at)
