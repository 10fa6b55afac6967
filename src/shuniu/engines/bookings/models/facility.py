from __future__ import annotations

from datetime import date
from typing import Any

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from shuniu.kernel.orgs.models import Organization
from shuniu.kernel.orgs.queries import bodies_of, hubs_of


class FacilityQuerySet(models.QuerySet["Facility"]):
    def visible_to(self, user: Any, at: Any) -> FacilityQuerySet:
        """What is listed is seen by everybody signed in; what was taken off by its owner and its hub."""
        if not user.is_authenticated:
            return self.none()
        own = models.Q(owner__in=bodies_of(user, at)) | models.Q(hub__in=hubs_of(user, at))
        return self.filter(models.Q(withdrawn_at__isnull=True) | own)

    def listed(self) -> FacilityQuerySet:
        return self.filter(withdrawn_at__isnull=True)


class Facility(models.Model):
    """A room, a hall, a vehicle or a set of things that its owner opens to others (A08.2, A10.5).

    Owned by a hub (then `unit_name` says which department of it) or by an organization; listed at one hub.
    """

    class Kind(models.TextChoices):
        MEETING = "meeting", _("会议室")
        TRAINING = "training", _("培训教室")
        ACTIVITY = "activity", _("活动场地")
        EXHIBITION = "exhibition", _("展示场地")
        EQUIPMENT = "equipment", _("设备器材")
        VEHICLE = "vehicle", _("车辆")

    class OpenTo(models.TextChoices):
        MEMBERS = "members", _("只限会员")
        FIELD = "field", _("本领域的组织都可使用，不限会员")
        EVERYONE = "everyone", _("任何社会组织都可使用")

    hub = models.ForeignKey(Organization, models.PROTECT, related_name="facilities_listed")
    owner = models.ForeignKey(Organization, models.PROTECT, related_name="facilities")
    unit_name = models.CharField(_("内设部门"), max_length=60, blank=True)
    name = models.CharField(_("名称"), max_length=80)
    kind = models.CharField(_("类别"), max_length=12, choices=Kind)
    place = models.CharField(_("地点"), max_length=120)
    capacity = models.PositiveIntegerField(_("容纳人数"))
    equipment = models.CharField(_("设备"), max_length=200, blank=True)
    conditions = models.TextField(_("使用条件"), blank=True)
    contact = models.CharField(_("开门联系"), max_length=80, blank=True)
    open_to = models.CharField(_("谁可以使用"), max_length=10, choices=OpenTo, default=OpenTo.FIELD)
    fee_fen = models.PositiveIntegerField(_("每小时收费"), default=0)
    closed_on_holidays = models.BooleanField(_("法定假日不开放"), default=True)
    feed_token = models.CharField(max_length=40, unique=True)
    listed_at = models.DateTimeField()
    listed_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    withdrawn_at = models.DateTimeField(null=True, blank=True)
    withdraw_reason = models.CharField(max_length=200, blank=True)
    key = models.CharField(max_length=60, unique=True)
    version = models.PositiveIntegerField(default=0, editable=False)
    objects = FacilityQuerySet.as_manager()

    class Meta:
        ordering = ["name", "pk"]
        indexes = [models.Index(fields=["hub", "owner"], name="facility_hub_owner")]
        constraints = [
            models.CheckConstraint(name="facility_holds_somebody", condition=models.Q(capacity__gt=0)),
            models.CheckConstraint(
                name="facility_withdrawn_with_reason",
                condition=models.Q(withdrawn_at__isnull=True) | ~models.Q(withdraw_reason=""),
            ),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def is_internal(self) -> bool:
        return self.owner_id == self.hub_id

    @property
    def owner_label(self) -> str:
        return f"{self.owner.name} {self.unit_name}".strip()


WEEKDAYS = (
    (0, _("周一")),
    (1, _("周二")),
    (2, _("周三")),
    (3, _("周四")),
    (4, _("周五")),
    (5, _("周六")),
    (6, _("周日")),
)


class OpenHours(models.Model):
    """Hours of one weekday in which a facility can be booked; changed hours end and new ones begin, so that what was
    open in a past quarter stays countable."""

    facility = models.ForeignKey(Facility, models.CASCADE, related_name="hours")
    weekday = models.PositiveSmallIntegerField(choices=WEEKDAYS)
    opens = models.TimeField()
    closes = models.TimeField()
    valid_from = models.DateField()
    valid_to = models.DateField(null=True, blank=True)

    class Meta:
        ordering = ["weekday", "opens"]
        constraints = [
            models.CheckConstraint(name="hours_weekday", condition=models.Q(weekday__gte=0, weekday__lte=6)),
            models.CheckConstraint(name="hours_end_after_start", condition=models.Q(closes__gt=models.F("opens"))),
            models.UniqueConstraint(fields=["facility", "weekday", "opens", "valid_from"], name="hours_once"),
        ]

    def __str__(self) -> str:
        return f"{self.get_weekday_display()} {self.opens:%H:%M}–{self.closes:%H:%M}"

    def holds_on(self, day: date) -> bool:
        return self.valid_from <= day and (self.valid_to is None or day < self.valid_to)


class Closure(models.Model):
    """A time in which an open facility cannot be used: said by the owner, or busy in a calendar that was read in."""

    class Source(models.TextChoices):
        ENTERED = "entered", _("产权单位登记")
        CALENDAR = "calendar", _("日历文件")

    facility = models.ForeignKey(Facility, models.CASCADE, related_name="closures")
    starts_at = models.DateTimeField(_("开始"))
    ends_at = models.DateTimeField(_("结束"))
    reason = models.CharField(_("原因"), max_length=120)
    source = models.CharField(max_length=10, choices=Source, default=Source.ENTERED)
    uid = models.CharField(max_length=200, blank=True)
    entered_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    entered_at = models.DateTimeField()
    lifted_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["starts_at", "pk"]
        indexes = [models.Index(fields=["facility", "starts_at"], name="closure_facility_start")]
        constraints = [
            models.CheckConstraint(
                name="closure_ends_after_start", condition=models.Q(ends_at__gt=models.F("starts_at"))
            ),
            models.CheckConstraint(name="closure_has_reason", condition=~models.Q(reason="")),
        ]

    def __str__(self) -> str:
        return self.reason
