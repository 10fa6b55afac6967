"""An expo (A10.1): booths by a published rule, exhibitors' cards, visitors, meetings without clashes, deals followed for a year."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from shuniu.engines.gatherings.models import Gathering
from shuniu.kernel.core.flow import Flow
from shuniu.kernel.orgs.models import Organization
from shuniu.kernel.orgs.queries import bodies_of, hubs_of, overseen_by


class Expo(models.Model):
    """One exhibition day of a hub; when, where and the door are its gathering's."""

    class Rule(models.TextChoices):
        ORDER = "order", _("按申请先后")
        FIRST_TIME = "first_time", _("首次参展的优先，其余按申请先后")

    hub = models.ForeignKey(Organization, models.PROTECT, related_name="expos")
    gathering = models.OneToOneField(Gathering, models.PROTECT, related_name="expo")
    theme = models.TextField(_("展什么、给谁看"))
    booths_offered = models.PositiveIntegerField(_("展位数"))
    rule = models.CharField(_("展位分配办法"), max_length=10, choices=Rule, default=Rule.FIRST_TIME)
    apply_until = models.DateField(_("展位申请截止"))
    opened_at = models.DateTimeField()
    allocated_at = models.DateTimeField(null=True, blank=True)
    # What exhibitors and visitors are told of a change or of the calling-off (its moment is the gathering's).
    changed_at = models.DateTimeField(null=True, blank=True)
    change_note = models.CharField(_("变动说明"), max_length=200, blank=True)
    key = models.CharField(max_length=60, unique=True)
    version = models.PositiveIntegerField(default=0, editable=False)

    class Meta:
        ordering = ["-gathering__starts_at", "-pk"]
        constraints = [
            models.CheckConstraint(name="expo_has_booths", condition=Q(booths_offered__gt=0)),
            models.CheckConstraint(
                name="expo_changed_with_a_word", condition=Q(changed_at__isnull=True) | ~Q(change_note="")
            ),
        ]

    def __str__(self) -> str:
        return self.gathering.title


class Booth(models.Model):
    """An organization's place at an expo and the card it shows; given by the published rule, never by hand."""

    class State(models.TextChoices):
        APPLIED = "APPLIED", _("已申请")
        GIVEN = "GIVEN", _("有展位")
        WAITING = "WAITING", _("候补")
        WITHDRAWN = "WITHDRAWN", _("已退出")

    flow = Flow(
        give=({State.APPLIED, State.WAITING}, State.GIVEN), wait=({State.APPLIED}, State.WAITING),
        withdraw=({State.APPLIED, State.GIVEN, State.WAITING}, State.WITHDRAWN),
    )  # fmt: skip
    expo = models.ForeignKey(Expo, models.PROTECT, related_name="booths")
    organization = models.ForeignKey(Organization, models.PROTECT, related_name="booths")
    shows = models.CharField(_("展示什么"), max_length=120)
    card = models.TextField(_("名片：做什么、做成过什么"))
    looks_for = models.CharField(_("想找谁、要什么"), max_length=200)
    first_time = models.BooleanField(_("首次参展"), default=False)
    number = models.PositiveIntegerField(_("展位号"), null=True, blank=True)
    state = models.CharField(max_length=10, choices=State, default=State.APPLIED)
    applied_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    applied_at = models.DateTimeField()

    class Meta:
        ordering = ["number", "applied_at", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["expo", "organization"], condition=~Q(state="WITHDRAWN"), name="booth_applied_once"
            ),
            models.UniqueConstraint(fields=["expo", "number"], condition=Q(state="GIVEN"), name="booth_number_once"),
            models.CheckConstraint(
                name="booth_given_has_number", condition=~Q(state="GIVEN") | Q(number__isnull=False)
            ),
        ]

    def __str__(self) -> str:
        return f"{self.expo} {self.organization}"

    @property
    def hub(self) -> Organization:
        return self.expo.hub


class Visitor(models.Model):
    """Somebody who comes to see and buy: opened by the address kept; exhibitors get the name and the body, nothing else."""

    expo = models.ForeignKey(Expo, models.CASCADE, related_name="visitors")
    name = models.CharField(_("姓名"), max_length=60)
    body_name = models.CharField(_("单位"), max_length=120)
    interest = models.CharField(_("想看什么、想买什么服务"), max_length=200)
    token = models.CharField(max_length=40, unique=True)
    registered_at = models.DateTimeField()
    checked_in_at = models.DateTimeField(null=True, blank=True)
    key = models.CharField(max_length=60, unique=True)

    class Meta:
        ordering = ["registered_at", "pk"]

    def __str__(self) -> str:
        return self.name


class FairMeeting(models.Model):
    """Twenty minutes of one exhibitor for one visitor, asked for before the day; neither is ever promised twice at once."""

    class State(models.TextChoices):
        ASKED = "ASKED", _("待展商答复")
        AGREED = "AGREED", _("约好了")
        DECLINED = "DECLINED", _("展商谢绝")
        CANCELLED = "CANCELLED", _("访客取消")
        OFF = "OFF", _("展商退出或展会有变，约见作废")

    flow = Flow(
        agree=({State.ASKED}, State.AGREED), decline=({State.ASKED, State.AGREED}, State.DECLINED),
        cancel=({State.ASKED, State.AGREED}, State.CANCELLED), drop=({State.ASKED, State.AGREED}, State.OFF),
    )  # fmt: skip
    booth = models.ForeignKey(Booth, models.CASCADE, related_name="meetings")
    visitor = models.ForeignKey(Visitor, models.CASCADE, related_name="meetings")
    starts_at = models.DateTimeField(_("时间"))
    state = models.CharField(max_length=10, choices=State, default=State.ASKED)
    asked_at = models.DateTimeField()
    answered_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+")

    class Meta:
        ordering = ["starts_at", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["booth", "starts_at"],
                condition=Q(state__in=["ASKED", "AGREED"]),
                name="fair_meeting_booth_free",
            ),
            models.UniqueConstraint(
                fields=["visitor", "starts_at"],
                condition=Q(state__in=["ASKED", "AGREED"]),
                name="fair_meeting_visitor_free",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.booth} {self.visitor}"


class DealQuerySet(models.QuerySet["Deal"]):
    def visible_to(self, user: Any, at: Any) -> DealQuerySet:
        """The exhibitor, the other side where it is of the register, the hub, and above the hub."""
        if not user.is_authenticated:
            return self.none()
        hub = Q(booth__expo__hub__in=hubs_of(user, at)) | Q(booth__expo__hub__in=overseen_by(user, at))
        own = bodies_of(user, at)
        return self.filter(hub | Q(booth__organization__in=own) | Q(body__in=own))


class Deal(models.Model):
    """An intent signed at an expo: a signature counts as nothing until it is delivered and the hub has looked."""

    class State(models.TextChoices):
        OPEN = "OPEN", _("进行中")
        DELIVERED = "DELIVERED", _("已兑现")
        FAILED = "FAILED", _("没有成")

    flow = Flow(
        deliver=({State.OPEN}, State.DELIVERED), fail=({State.OPEN}, State.FAILED), dispute=({State.DELIVERED}, State.OPEN)
    )  # fmt: skip
    booth = models.ForeignKey(Booth, models.PROTECT, related_name="deals")
    # The other side, where it registered for the fair: it may enter the deal itself and confirm that it was delivered.
    visitor = models.ForeignKey(Visitor, models.PROTECT, null=True, blank=True, related_name="deals")
    # Or a body of the register: whoever signs for it sees the deal at the desk and says the same there.
    body = models.ForeignKey(Organization, models.PROTECT, null=True, blank=True, related_name="deals_met")
    partner = models.CharField(_("对方"), max_length=120)
    subject = models.CharField(_("约定做什么"), max_length=160)
    value_fen = models.PositiveBigIntegerField(_("约定金额"), default=0)
    signed_on = models.DateField(_("签约日期"))
    state = models.CharField(max_length=10, choices=State, default=State.OPEN)
    ended_on = models.DateField(_("兑现或终止"), null=True, blank=True)
    note = models.CharField(_("情况"), max_length=200, blank=True)
    entered_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+")
    entered_at = models.DateTimeField()
    # Who looked at it for the hub; nobody where the other side itself said so.
    confirmed_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+")
    confirmed_at = models.DateTimeField(null=True, blank=True)
    key = models.CharField(max_length=60, unique=True)
    objects = DealQuerySet.as_manager()

    class Meta:
        ordering = ["signed_on", "pk"]
        constraints = [
            models.CheckConstraint(
                name="deal_ended_has_day",
                condition=Q(state="OPEN", ended_on__isnull=True) | ~Q(state="OPEN") & Q(ended_on__isnull=False),
            ),
            models.CheckConstraint(
                name="deal_confirmed_by_another",
                condition=Q(confirmed_by__isnull=True)
                | Q(entered_by__isnull=True)
                | ~Q(confirmed_by=models.F("entered_by")),
            ),
            models.CheckConstraint(
                name="deal_entered_by_one_of_both", condition=Q(entered_by__isnull=False) | Q(visitor__isnull=False)
            ),
            models.CheckConstraint(
                name="deal_confirmed_by_hub_or_other_side",
                condition=Q(confirmed_at__isnull=True)
                | Q(confirmed_by__isnull=False)
                | Q(visitor__isnull=False)
                | Q(body__isnull=False),
            ),
        ]

    def __str__(self) -> str:
        return self.subject

    @property
    def hub(self) -> Organization:
        return self.booth.expo.hub

    @property
    def is_said_only(self) -> bool:
        """The exhibitor calls it delivered; nobody else has seen it yet, so it counts as nothing."""
        return self.state == self.State.DELIVERED and self.confirmed_at is None


class DealCheck(models.Model):
    """What the exhibitor said of a deal after 3, 6 and 12 months."""

    deal = models.ForeignKey(Deal, models.CASCADE, related_name="checks")
    month = models.PositiveSmallIntegerField()
    state = models.CharField(max_length=10, choices=Deal.State)
    note = models.CharField(_("情况"), max_length=200)
    said_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    said_at = models.DateTimeField()

    class Meta:
        ordering = ["month"]
        constraints = [
            models.UniqueConstraint(fields=["deal", "month"], name="deal_check_once"),
            models.CheckConstraint(name="deal_check_month", condition=Q(month__in=[3, 6, 12])),
        ]

    def __str__(self) -> str:
        return f"{self.deal} {self.month}"
