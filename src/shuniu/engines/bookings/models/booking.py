from __future__ import annotations

from typing import Any

from django.conf import settings
from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import BigIntegerRangeField, DateTimeRangeField, RangeOperators
from django.db import models
from django.db.models import F, Func, Q, Value
from django.utils.translation import gettext_lazy as _

from shuniu.engines.bookings.models.facility import Facility
from shuniu.kernel.core.flow import Flow
from shuniu.kernel.orgs.models import Organization
from shuniu.kernel.orgs.queries import bodies_of, hubs_of, overseen_by

# A facility's number as a range of one: GiST compares ranges without an extension, numbers only with one.
ONE_FACILITY = Func(
    F("facility"), F("facility"), Value("[]"), function="int8range", output_field=BigIntegerRangeField()
)
SPAN = Func(F("starts_at"), F("ends_at"), Value("[)"), function="tstzrange", output_field=DateTimeRangeField())


class BookingSeries(models.Model):
    """The same hours again and again, asked for at once."""

    class Every(models.TextChoices):
        DAY = "day", _("每天")
        WEEK = "week", _("每周")
        FORTNIGHT = "fortnight", _("每两周")
        MONTH = "month", _("每个月")

    facility = models.ForeignKey(Facility, models.PROTECT, related_name="series")
    every = models.CharField(_("重复"), max_length=10, choices=Every)
    asked = models.PositiveSmallIntegerField(_("次数"))
    key = models.CharField(max_length=60, unique=True)
    made_at = models.DateTimeField()

    def __str__(self) -> str:
        return f"{self.facility} {self.get_every_display()}"


class BookingQuerySet(models.QuerySet["Booking"]):
    def visible_to(self, user: Any, at: Any) -> BookingQuerySet:
        """Whoever booked, whose facility it is, the hub where it is listed, and above the hub."""
        if not user.is_authenticated:
            return self.none()
        mine = bodies_of(user, at)
        near = Q(organization__in=mine) | Q(facility__owner__in=mine) | Q(facility__hub__in=hubs_of(user, at))
        return self.filter(near | Q(facility__hub__in=overseen_by(user, at)))

    def standing(self) -> BookingQuerySet:
        """What takes up its hours: neither cancelled nor displaced."""
        return self.exclude(state__in=GIVEN_UP)


class Booking(models.Model):
    """Hours of one facility for one body: confirmed at once by rule, never overlapping another (A08.2, A10.5)."""

    class State(models.TextChoices):
        BOOKED = "BOOKED", _("已订")
        USED = "USED", _("已使用")
        NO_SHOW = "NO_SHOW", _("未到")
        CANCELLED = "CANCELLED", _("已取消")
        DISPLACED = "DISPLACED", _("被收回")
        SUBLET = "SUBLET", _("转给别人用")

    class Cause(models.TextChoices):
        OWN_USE = "own_use", _("产权单位自用")
        UNUSABLE = "unusable", _("场地临时不能用")

    flow = Flow(
        use=({State.BOOKED, State.NO_SHOW, State.SUBLET}, State.USED),
        miss=({State.BOOKED, State.USED, State.SUBLET}, State.NO_SHOW),
        cancel=({State.BOOKED}, State.CANCELLED),
        displace=({State.BOOKED}, State.DISPLACED),
        sublet=({State.BOOKED, State.USED, State.NO_SHOW}, State.SUBLET),
    )
    facility = models.ForeignKey(Facility, models.PROTECT, related_name="bookings")
    organization = models.ForeignKey(Organization, models.PROTECT, related_name="bookings")
    series = models.ForeignKey(BookingSeries, models.PROTECT, null=True, blank=True, related_name="bookings")
    purpose = models.CharField(_("用途"), max_length=120)
    people = models.PositiveIntegerField(_("人数"))
    starts_at = models.DateTimeField(_("开始"))
    ends_at = models.DateTimeField(_("结束"))
    fee_fen = models.PositiveBigIntegerField(_("费用"), default=0)
    state = models.CharField(max_length=10, choices=State, default=State.BOOKED)
    booked_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    booked_at = models.DateTimeField()
    ended_at = models.DateTimeField(_("处理时间"), null=True, blank=True)
    ended_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+")
    cancelled_late = models.BooleanField(default=False)
    cause = models.CharField(max_length=10, choices=Cause, blank=True)
    reason = models.CharField(_("原因"), max_length=200, blank=True)
    # What the user says it was charged: a free facility that asks for money shows at the hub and above it.
    charged_fen = models.PositiveBigIntegerField(null=True, blank=True)
    key = models.CharField(max_length=80, unique=True)
    objects = BookingQuerySet.as_manager()

    class Meta:
        ordering = ["starts_at", "pk"]
        indexes = [
            models.Index(fields=["facility", "starts_at"], name="booking_facility_start"),
            models.Index(fields=["organization", "starts_at"], name="booking_body_start"),
        ]
        constraints = [
            models.CheckConstraint(name="booking_ends_after_start", condition=Q(ends_at__gt=F("starts_at"))),
            models.CheckConstraint(
                name="booking_displaced_with_reason",
                condition=~Q(state="DISPLACED") | (~Q(reason="") & ~Q(cause="")),
            ),
            models.CheckConstraint(name="booking_sublet_says_to_whom", condition=~Q(state="SUBLET") | ~Q(reason="")),
            models.CheckConstraint(
                name="booking_ended_has_moment", condition=Q(state="BOOKED") | Q(ended_at__isnull=False)
            ),
            ExclusionConstraint(
                name="booking_no_overlap",
                expressions=[(ONE_FACILITY, RangeOperators.OVERLAPS), (SPAN, RangeOperators.OVERLAPS)],
                condition=Q(state__in=["BOOKED", "USED", "NO_SHOW", "SUBLET"]),
            ),
        ]

    def __str__(self) -> str:
        return self.purpose

    @property
    def hub(self) -> Organization:
        return self.facility.hub

    @property
    def hours(self) -> float:
        return (self.ends_at - self.starts_at).total_seconds() / 3600

    @property
    def charged_too_much(self) -> bool:
        return self.charged_fen is not None and self.charged_fen > self.fee_fen


GIVEN_UP = (Booking.State.CANCELLED, Booking.State.DISPLACED)
