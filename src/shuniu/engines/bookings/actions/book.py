"""Taking hours: confirmed at once by rule, or told why not; the same for everybody, the owner included."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from shuniu.engines.bookings.models import Booking, BookingSeries, Facility
from shuniu.engines.bookings.queries import booked, closed_spans, holidays, is_eligible, missed, opened, sublet_lately
from shuniu.engines.bookings.rules import AHEAD_DAYS, OPEN_BOOKINGS
from shuniu.engines.bookings.slots import LONGEST_SERIES, Span, is_inside, overlaps, repeat_days
from shuniu.kernel.core.access import authorise
from shuniu.kernel.core.moments import CITY_TIME, db_now, local_date
from shuniu.kernel.norms.queries import setting_for
from shuniu.kernel.orgs.models import Organization
from shuniu.kernel.trail.actions import trace

LEFT_OUT = 40


class Clash(ValidationError):
    """Some times of a series are not to be had: `told` says which and why, `possible` how many are."""

    def __init__(self, told: list[tuple[Span, str]], possible: int) -> None:
        self.told, self.possible = told, possible
        lines = [f"{date_format(span[0].astimezone(CITY_TIME), 'Y-m-d H:i')} {why}" for span, why in told[:LEFT_OUT]]
        super().__init__([_("有 %(count)s 次订不上，一次都没有订：") % {"count": len(told)}, *lines])


def _check_body(facility: Facility, body: Organization, *, people: int, purpose: str, at: datetime) -> None:
    """What does not depend on the hours. Raises ValidationError in the booker's words."""
    if facility.withdrawn_at is not None:
        raise ValidationError(_("这处设施已下架，请换一处。"))
    if not purpose.strip():
        raise ValidationError({"purpose": _("请写一句用来做什么。")})
    if people < 1:
        raise ValidationError({"people": _("请写有几个人。")})
    if people > facility.capacity:
        raise ValidationError(
            {"people": _("这里最多容纳 %(most)s 人，请换一处大的或分两次用。") % {"most": facility.capacity}}
        )
    if not is_eligible(facility, body, at):
        raise ValidationError(
            _("按公布的条件，这处设施%(open_to)s。你单位还没有与%(hub)s建立联系，可以先申请加入。")
            % {"open_to": facility.get_open_to_display(), "hub": facility.hub.name}
        )
    if sublet_lately(body, facility.hub, at):
        raise ValidationError(
            _("你单位把订到的时段转给别人用过，暂停预订，满期后自动恢复。有出入请与%(owner)s联系更正。")
            % {"owner": facility.owner.name}
        )
    times, most = missed(body, facility.hub, at)
    if most and times >= most:
        raise ValidationError(
            _("你单位近期失约 %(times)s 次，暂停预订。最早的一次满期后自动恢复，急用请与%(owner)s联系。")
            % {"times": times, "owner": facility.owner.name}
        )


class _Diary:
    """What is open and what is taken around some spans: read once for a whole series."""

    def __init__(self, facility: Facility, spans: list[Span], at: datetime) -> None:
        self.facility, self.at = facility, at
        first, last = min(span[0] for span in spans), max(span[1] for span in spans)
        self.off = holidays(local_date(first), local_date(last))
        self.hours = list(facility.hours.all())
        self.closed = closed_spans(facility, first, last)
        self.taken = [(row.starts_at, row.ends_at) for row in booked(facility, first, last)]
        self.latest = local_date(at) + timedelta(days=int(setting_for(facility.hub, AHEAD_DAYS.key, at) or 0))

    def why_not(self, span: Span) -> str:
        """The reason why these hours are not to be had; empty when they are."""
        day = local_date(span[0])
        if span[0] < self.at:
            return _("时间已经过了")
        if day > self.latest:
            return _("太早了，最多提前到 %(day)s") % {"day": self.latest}
        if not is_inside(span, opened(self.facility, day, off=self.off, hours=self.hours)):
            return _("不在开放时间内")
        if any(overlaps(span, one) for one in self.closed):
            return _("这段时间不能使用")
        if any(overlaps(span, one) for one in self.taken):
            return _("这段时间已经有人订了")
        return ""


def _lock(facility: Facility) -> Facility:
    return Facility.objects.select_for_update(of=("self",)).select_related("hub", "owner").get(pk=facility.pk)


def _room_left(facility: Facility, body: Organization, wanted: int, at: datetime) -> None:
    most = int(setting_for(facility.hub, OPEN_BOOKINGS.key, at) or 0)
    held = facility.bookings.filter(organization=body, state=Booking.State.BOOKED, ends_at__gt=at).count()
    if most and held + wanted > most:
        raise ValidationError(
            _("一家单位在这里最多同时订 %(most)s 次，你单位还有 %(held)s 次没用。请少订几次，给别家留些时段。")
            % {"most": most, "held": held}
        )


@transaction.atomic
def book(
    facility: Facility, *, organization: Organization, starts_at: datetime, ends_at: datetime, purpose: str, people: int,
    key: str, by: Any, at: datetime,
) -> Booking:  # fmt: skip
    """Hours for a body, confirmed at once. The same `key` again is the same booking.

    Raises ValidationError in the booker's words: taken, closed, outside the hours, too far ahead, too many, not eligible.
    """
    authorise(by, "bookings.book", Booking(facility=facility, organization=organization), at=at)
    facility = _lock(facility)
    at = db_now()
    there = Booking.objects.filter(key=key, organization=organization).first()
    if there is not None:
        return there
    if ends_at <= starts_at:
        raise ValidationError({"ends_at": _("结束要晚于开始。")})
    _check_body(facility, organization, people=people, purpose=purpose, at=at)
    span = (starts_at, ends_at)
    if why := _Diary(facility, [span], at).why_not(span):
        raise ValidationError(_("%(why)s，请换个时间。") % {"why": why})
    _room_left(facility, organization, 1, at)
    row = Booking.objects.create(**_facts(facility, organization, span, purpose, people, by, at), key=key)
    trace(row, "bookings.booked", by=by, at=at, organization=organization, facility=facility.pk)
    return row


def _facts(
    facility: Facility, body: Organization, span: Span, purpose: str, people: int, by: Any, at: datetime
) -> dict[str, Any]:
    hours = (span[1] - span[0]).total_seconds() / 3600
    fee = 0 if body.pk == facility.owner_id else round(facility.fee_fen * hours)
    return {"facility": facility, "organization": body, "starts_at": span[0], "ends_at": span[1], "purpose": purpose.strip()[:120],
            "people": people, "fee_fen": fee, "booked_by": by, "booked_at": at}  # fmt: skip


@transaction.atomic
def book_repeating(
    facility: Facility, *, organization: Organization, starts_at: datetime, ends_at: datetime, every: str, count: int,
    purpose: str, people: int, only_possible: bool, key: str, by: Any, at: datetime,
) -> tuple[list[Booking], list[tuple[Span, str]]]:  # fmt: skip
    """The same hours `count` times: all of them, or with `only_possible` those that are to be had.

    Returns what is booked and which times are not, each with its reason. Raises Clash when all were wanted and one is
    not to be had: then nothing is booked.
    """
    authorise(by, "bookings.book", Booking(facility=facility, organization=organization), at=at)
    facility = _lock(facility)
    at = db_now()
    there = BookingSeries.objects.filter(key=key, facility=facility).first()
    if there is not None:
        return list(there.bookings.order_by("starts_at")), []
    _check_series(starts_at, ends_at, every, count)
    _check_body(facility, organization, people=people, purpose=purpose, at=at)
    spans = series_spans(starts_at, ends_at, every, count)
    diary = _Diary(facility, spans, at)
    answers = [(span, diary.why_not(span)) for span in spans]
    told, good = [(span, why) for span, why in answers if why], [span for span, why in answers if not why]
    if (told and not only_possible) or not good:
        raise Clash(told, len(good))
    _room_left(facility, organization, len(good), at)
    series = BookingSeries.objects.create(facility=facility, every=every, asked=count, key=key, made_at=at)
    rows = Booking.objects.bulk_create(
        Booking(
            **_facts(facility, organization, span, purpose, people, by, at),
            series=series,
            key=f"{key}:{span[0]:%Y%m%d}",
        )
        for span in good
    )
    for row in rows:
        trace(row, "bookings.booked", by=by, at=at, organization=organization, facility=facility.pk)
    return rows, told


def series_spans(starts_at: datetime, ends_at: datetime, every: str, count: int) -> list[Span]:
    """Each time of a series by the city's wall clock."""
    starts, ends = starts_at.astimezone(CITY_TIME), ends_at.astimezone(CITY_TIME)
    return [
        (datetime.combine(day, starts.time(), tzinfo=CITY_TIME), datetime.combine(day, ends.time(), tzinfo=CITY_TIME))
        for day in repeat_days(starts.date(), every, count)
    ]


def _check_series(starts_at: datetime, ends_at: datetime, every: str, count: int) -> None:
    if every not in BookingSeries.Every.values:
        raise ValidationError({"every": _("请选择多久一次。")})
    if not 2 <= count <= LONGEST_SERIES:
        raise ValidationError({"count": _("重复 2 到 %(most)s 次。") % {"most": LONGEST_SERIES}})
    if ends_at <= starts_at or local_date(starts_at) != local_date(ends_at - timedelta(seconds=1)):
        raise ValidationError({"ends_at": _("重复预订的每一次要在同一天内开始和结束。")})
