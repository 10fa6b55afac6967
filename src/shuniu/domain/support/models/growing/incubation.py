"""Incubation (A09.1): centres with places, intake rounds, stays with an end, and what became of them."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from shuniu.kernel.core.flow import Flow
from shuniu.kernel.orgs.models import Organization
from shuniu.kernel.orgs.queries import bodies_of, hubs_of, overseen_by


class Mode(models.TextChoices):
    ONSITE = "onsite", _("入驻")
    VIRTUAL = "virtual", _("虚拟入驻")


class IncubationCenter(models.Model):
    """A hub's place and programme for young organizations. Places are for those on site; virtual entry takes none."""

    hub = models.ForeignKey(Organization, models.PROTECT, related_name="incubation_centers")
    name = models.CharField(_("名称"), max_length=80)
    place = models.CharField(_("地点"), max_length=120)
    places = models.PositiveIntegerField(_("工位（席位）数"))
    services = models.TextField(_("提供什么"), help_text=_("场地、督导、财务代账等，一行一项。"))
    house_rules = models.TextField(
        _("入驻约定"), blank=True, help_text=_("例如：工位不得转借转租；连续一个月不用的收回。")
    )
    opened_at = models.DateTimeField()
    closed_at = models.DateTimeField(null=True, blank=True)
    close_reason = models.CharField(_("为什么停办"), max_length=200, blank=True)
    key = models.CharField(max_length=60, unique=True)
    version = models.PositiveIntegerField(default=0, editable=False)

    class Meta:
        ordering = ["name", "pk"]
        constraints = [
            models.CheckConstraint(name="center_has_places", condition=Q(places__gt=0)),
            models.CheckConstraint(
                name="center_closed_with_reason", condition=Q(closed_at__isnull=True) | ~Q(close_reason="")
            ),
        ]

    def __str__(self) -> str:
        return self.name


class ExitCriterion(models.Model):
    """One of the criteria by which a stay is judged at its end; published with the centre."""

    center = models.ForeignKey(IncubationCenter, models.CASCADE, related_name="criteria")
    position = models.PositiveSmallIntegerField()
    text = models.CharField(_("出壳标准"), max_length=160)
    retired_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["position", "pk"]

    def __str__(self) -> str:
        return self.text


class IntakeRound(models.Model):
    """A published invitation to apply: criteria, days, how many places."""

    center = models.ForeignKey(IncubationCenter, models.PROTECT, related_name="rounds")
    title = models.CharField(_("名称"), max_length=80)
    criteria = models.TextField(_("入选标准"), help_text=_("一行一条，公布以后不再改。"))
    offered = models.PositiveIntegerField(_("招几家"))
    takes_virtual = models.BooleanField(_("也接受虚拟入驻"), default=True)
    opens_on = models.DateField(_("开始申请"))
    closes_on = models.DateField(_("截止申请"))
    published_at = models.DateTimeField()
    withdrawn_at = models.DateTimeField(null=True, blank=True)
    withdraw_reason = models.CharField(_("为什么取消"), max_length=200, blank=True)
    first_closing = models.DateField(_("原来的截止日期"), null=True, blank=True)
    move_reason = models.CharField(_("为什么推迟截止"), max_length=200, blank=True)
    key = models.CharField(max_length=60, unique=True)

    class Meta:
        ordering = ["-closes_on", "-pk"]
        constraints = [
            models.CheckConstraint(name="round_closes_after_opening", condition=Q(closes_on__gte=F("opens_on"))),
            models.CheckConstraint(name="round_offers_something", condition=Q(offered__gt=0)),
            models.CheckConstraint(
                name="round_moved_with_reason", condition=Q(first_closing__isnull=True) | ~Q(move_reason="")
            ),
            models.CheckConstraint(
                name="round_withdrawn_with_reason", condition=Q(withdrawn_at__isnull=True) | ~Q(withdraw_reason="")
            ),
        ]

    def __str__(self) -> str:
        return self.title

    @property
    def hub(self) -> Organization:
        return self.center.hub

    def is_open(self, today: date) -> bool:
        return self.withdrawn_at is None and self.opens_on <= today <= self.closes_on


class ApplicationQuerySet(models.QuerySet["IncubationApplication"]):
    def visible_to(self, user: Any, at: Any) -> ApplicationQuerySet:
        if not user.is_authenticated:
            return self.none()
        hub = Q(round__center__hub__in=hubs_of(user, at)) | Q(round__center__hub__in=overseen_by(user, at))
        return self.filter(hub | Q(organization__in=bodies_of(user, at)))


class IncubationApplication(models.Model):
    """An organization asks for a stay; the hub answers with a reason."""

    class State(models.TextChoices):
        FILED = "FILED", _("待决定")
        ADMITTED = "ADMITTED", _("入选")
        REFUSED = "REFUSED", _("未入选")
        WITHDRAWN = "WITHDRAWN", _("已撤回")
        OFF = "OFF", _("招募取消")

    flow = Flow(
        admit=({State.FILED}, State.ADMITTED), refuse=({State.FILED}, State.REFUSED), withdraw=({State.FILED}, State.WITHDRAWN),
        call_off=({State.FILED}, State.OFF),
    )  # fmt: skip
    round = models.ForeignKey(IntakeRound, models.PROTECT, related_name="applications")
    organization = models.ForeignKey(Organization, models.PROTECT, related_name="incubation_applications")
    mode = models.CharField(_("方式"), max_length=8, choices=Mode, default=Mode.ONSITE)
    work = models.TextField(_("在做什么、服务谁"))
    difficulties = models.TextField(_("眼下最难的是什么"))
    goals = models.TextField(_("希望孵化期内做到什么"))
    team_size = models.PositiveIntegerField(_("团队人数"))
    state = models.CharField(max_length=10, choices=State, default=State.FILED)
    filed_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    filed_at = models.DateTimeField()
    reason = models.TextField(_("理由"), blank=True)
    decided_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+")
    decided_at = models.DateTimeField(null=True, blank=True)
    objects = ApplicationQuerySet.as_manager()

    class Meta:
        ordering = ["filed_at", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["round", "organization"], condition=~Q(state="WITHDRAWN"), name="incubation_applied_once"
            ),
            models.CheckConstraint(
                name="incubation_decided_with_reason",
                condition=~Q(state__in=["ADMITTED", "REFUSED"]) | (~Q(reason="") & Q(decided_at__isnull=False)),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.organization} {self.round}"

    @property
    def hub(self) -> Organization:
        return self.round.center.hub


class IncubationQuerySet(models.QuerySet["Incubation"]):
    def visible_to(self, user: Any, at: Any) -> IncubationQuerySet:
        """The hub of the centre, the organization itself, its mentors, and above the hub."""
        if not user.is_authenticated:
            return self.none()
        hub = Q(center__hub__in=hubs_of(user, at)) | Q(center__hub__in=overseen_by(user, at))
        mentor = Q(mentors__person=user, mentors__ended_at__isnull=True)
        return self.filter(hub | mentor | Q(organization__in=bodies_of(user, at))).distinct()


class Incubation(models.Model):
    """One organization's stay: entry, plan, mentoring, an end; graduated only by an exit review in time (A09.1)."""

    class State(models.TextChoices):
        IN = "IN", _("在孵")
        GRADUATED = "GRADUATED", _("出壳")
        NOT_MET = "NOT_MET", _("退出，未达标")
        LEFT = "LEFT", _("提前退出")
        LAPSED = "LAPSED", _("到期未评，按未出壳计")
        EXPELLED = "EXPELLED", _("转借或长期不用，工位收回")

    flow = Flow(
        graduate=({State.IN}, State.GRADUATED), fail=({State.IN}, State.NOT_MET), leave=({State.IN}, State.LEFT),
        lapse=({State.IN}, State.LAPSED), expel=({State.IN}, State.EXPELLED),
    )  # fmt: skip
    center = models.ForeignKey(IncubationCenter, models.PROTECT, related_name="stays")
    organization = models.ForeignKey(Organization, models.PROTECT, related_name="incubations")
    application = models.OneToOneField(
        IncubationApplication, models.PROTECT, null=True, blank=True, related_name="stay"
    )
    mode = models.CharField(_("方式"), max_length=8, choices=Mode)
    starts_on = models.DateField(_("入驻"))
    ends_on = models.DateField(_("到期"))
    first_ends_on = models.DateField(null=True, blank=True, editable=False)
    extension_reason = models.CharField(_("延期理由"), max_length=200, blank=True)
    plan = models.TextField(_("孵化计划"), blank=True)
    plan_agreed_at = models.DateTimeField(null=True, blank=True)
    plan_agreed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+"
    )
    state = models.CharField(max_length=10, choices=State, default=State.IN)
    ended_on = models.DateField(_("退出"), null=True, blank=True)
    end_reason = models.CharField(_("退出原因"), max_length=200, blank=True)
    version = models.PositiveIntegerField(default=0, editable=False)
    objects = IncubationQuerySet.as_manager()

    class Meta:
        ordering = ["-starts_on", "pk"]
        indexes = [models.Index(fields=["center", "state"], name="incubation_center_state")]
        constraints = [
            models.UniqueConstraint(fields=["organization"], condition=Q(state="IN"), name="incubation_one_at_a_time"),
            models.CheckConstraint(name="incubation_ends_after_start", condition=Q(ends_on__gt=F("starts_on"))),
            models.CheckConstraint(
                name="incubation_ended_has_day", condition=Q(state="IN", ended_on__isnull=True) | ~Q(state="IN") & Q(ended_on__isnull=False)
            ),
            models.CheckConstraint(
                name="incubation_extended_with_reason",
                condition=Q(first_ends_on__isnull=True, extension_reason="") | (Q(first_ends_on__lt=F("ends_on")) & ~Q(extension_reason="")),
            ),
        ]  # fmt: skip

    def __str__(self) -> str:
        return f"{self.organization} {self.center}"

    @property
    def hub(self) -> Organization:
        return self.center.hub

    @property
    def is_extended(self) -> bool:
        return self.first_ends_on is not None


class PlaceCheck(models.Model):
    """What somebody of the hub saw at a tenant's place: used, empty, or used by somebody else."""

    class Finding(models.TextChoices):
        USED = "used", _("自己在用")
        EMPTY = "empty", _("空着")
        SUBLET = "sublet", _("别人在用")

    incubation = models.ForeignKey(Incubation, models.PROTECT, related_name="place_checks")
    seen_on = models.DateField(_("日期"))
    finding = models.CharField(_("看到什么"), max_length=6, choices=Finding)
    note = models.CharField(_("情况"), max_length=200, blank=True)
    noted_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    noted_at = models.DateTimeField()

    class Meta:
        ordering = ["-seen_on", "-pk"]
        constraints = [
            models.UniqueConstraint(fields=["incubation", "seen_on"], name="place_checked_once_a_day"),
            models.CheckConstraint(name="place_sublet_says_to_whom", condition=~Q(finding="sublet") | ~Q(note="")),
        ]

    def __str__(self) -> str:
        return f"{self.seen_on} {self.get_finding_display()}"


class Mentor(models.Model):
    """A person who coaches one stay; never of the organization itself."""

    incubation = models.ForeignKey(Incubation, models.CASCADE, related_name="mentors")
    person = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="mentorships")
    strength = models.CharField(_("擅长"), max_length=80, blank=True)
    named_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["named_at", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["incubation", "person"], condition=Q(ended_at__isnull=True), name="mentor_once"
            )
        ]

    def __str__(self) -> str:
        return f"{self.person}"


class MentorSession(models.Model):
    """One hour or more with a mentor; it counts once the organization has confirmed it."""

    incubation = models.ForeignKey(Incubation, models.PROTECT, related_name="sessions")
    mentor = models.ForeignKey(Mentor, models.PROTECT, related_name="sessions")
    held_on = models.DateField(_("日期"))
    hours = models.DecimalField(_("时长（小时）"), max_digits=4, decimal_places=1)
    topic = models.CharField(_("主题"), max_length=120)
    advice = models.TextField(_("建议和下一步"))
    recorded_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    recorded_at = models.DateTimeField()
    confirmed_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+")
    confirmed_at = models.DateTimeField(null=True, blank=True)
    key = models.CharField(max_length=60, unique=True)

    class Meta:
        ordering = ["-held_on", "-pk"]
        constraints = [
            models.CheckConstraint(name="mentor_session_has_hours", condition=Q(hours__gt=0, hours__lte=24)),
            models.CheckConstraint(
                name="mentor_session_confirmed_by_another",
                condition=Q(confirmed_by__isnull=True) | ~Q(confirmed_by=F("recorded_by")),
            ),
        ]

    def __str__(self) -> str:
        return self.topic


class IncubationMilestone(models.Model):
    """What is to be reached by a day; the organization says it is, a mentor or the hub confirms."""

    incubation = models.ForeignKey(Incubation, models.CASCADE, related_name="milestones")
    title = models.CharField(_("里程碑"), max_length=120)
    due_on = models.DateField(_("期限"))
    stated_at = models.DateTimeField(null=True, blank=True)
    stated_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+")
    proof = models.CharField(_("怎么看得出来"), max_length=200, blank=True)
    # Looked at and found not reached: the organization states it anew.
    returned_at = models.DateTimeField(null=True, blank=True)
    return_reason = models.CharField(_("还差什么"), max_length=200, blank=True)
    confirmed_at = models.DateTimeField(null=True, blank=True)
    confirmed_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+")

    class Meta:
        ordering = ["due_on", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["incubation", "title"], name="incubation_milestone_once"),
            models.CheckConstraint(
                name="incubation_milestone_confirmed_by_another",
                condition=Q(confirmed_by__isnull=True) | ~Q(confirmed_by=F("stated_by")),
            ),
        ]

    def __str__(self) -> str:
        return self.title


class ExitReview(models.Model):
    """The review at the end, criterion by criterion: all met is a graduation, nothing else is."""

    incubation = models.OneToOneField(Incubation, models.PROTECT, related_name="review")
    held_on = models.DateField(_("评审日期"))
    reviewers = models.CharField(_("评审人"), max_length=200)
    summary = models.TextField(_("评审意见"))
    filed_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    filed_at = models.DateTimeField()

    def __str__(self) -> str:
        return f"{self.incubation}"


class ExitFinding(models.Model):
    review = models.ForeignKey(ExitReview, models.CASCADE, related_name="findings")
    criterion = models.ForeignKey(ExitCriterion, models.PROTECT, related_name="+")
    met = models.BooleanField()
    note = models.CharField(_("依据"), max_length=200, blank=True)

    class Meta:
        ordering = ["criterion__position", "pk"]
        constraints = [models.UniqueConstraint(fields=["review", "criterion"], name="exit_finding_once")]

    def __str__(self) -> str:
        return f"{self.criterion} {self.met}"


class FollowUp(models.Model):
    """What became of a graduate after two years: active only when the organization itself says so too."""

    incubation = models.OneToOneField(Incubation, models.PROTECT, related_name="follow_up")
    looked_on = models.DateField(_("回访日期"))
    is_active = models.BooleanField(_("仍在正常开展活动"))
    note = models.TextField(_("近况"))
    recorded_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    recorded_at = models.DateTimeField()
    confirmed_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+")
    confirmed_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="incubation_follow_up_confirmed_by_another",
                condition=Q(confirmed_by__isnull=True) | ~Q(confirmed_by=F("recorded_by")),
            )
        ]

    def __str__(self) -> str:
        return f"{self.incubation}"
