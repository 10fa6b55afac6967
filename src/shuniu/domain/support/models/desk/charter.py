from __future__ import annotations

from datetime import datetime
from typing import Any

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from shuniu.kernel.core.moments import local_date
from shuniu.kernel.orgs.models import Organization
from shuniu.kernel.orgs.models.appointment import DatedQuerySet
from shuniu.kernel.record.models import Attachment


class ServiceCharter(models.Model):
    """One version of what a hub promises to every organization of its field (A07); an older one stays readable."""

    hub = models.ForeignKey(Organization, models.PROTECT, related_name="service_charters")
    number = models.PositiveIntegerField()
    promises = models.TextField(_("服务承诺"))
    complaint = models.CharField(_("对服务不满意找谁"), max_length=200)
    published_at = models.DateTimeField()
    published_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")

    class Meta:
        ordering = ["-number"]
        constraints = [
            models.UniqueConstraint(fields=["hub", "number"], name="charter_version_once"),
            models.CheckConstraint(name="charter_has_words", condition=~models.Q(promises="")),
        ]

    def __str__(self) -> str:
        return f"{self.hub} {self.number}"


class GuideQuerySet(DatedQuerySet):
    def published(self, at: datetime) -> GuideQuerySet:
        """What anybody reads and asks for at the moment `at`."""
        return self.valid(at)


class ServiceGuide(models.Model):
    """One kind of service a hub offers, as published: for whom, on what conditions, which papers, how long, which steps.

    A change is a new row with the same `slug`; a request keeps the row it was filed under.
    """

    class Category(models.TextChoices):
        POLICY = "policy", _("政策咨询")
        REGISTRATION = "registration", _("登记备案指导")
        FINANCE = "finance", _("财税和票据")
        LEGAL = "legal", _("法律支持")
        TALENT = "talent", _("培训和人才")
        PROJECT = "project", _("项目和资源对接")
        PLACE = "place", _("场地和设施")
        COMMUNICATION = "communication", _("宣传和信息化")
        OTHER = "other", _("其他")

    class Openness(models.TextChoices):
        ALL = "all", _("面向本领域全部组织，不限会员")
        MEMBERS = "members", _("面向会员")

    hub = models.ForeignKey(Organization, models.PROTECT, related_name="service_guides")
    slug = models.CharField(max_length=40)
    version = models.PositiveIntegerField()
    title = models.CharField(_("服务名称"), max_length=80)
    category = models.CharField(_("类别"), max_length=20, choices=Category)
    audience = models.CharField(_("谁可以申请"), max_length=200)
    conditions = models.TextField(_("条件"), blank=True)
    steps = models.TextField(_("办理步骤"), help_text=_("一行一步。"))
    openness = models.CharField(_("开放范围"), max_length=10, choices=Openness, default=Openness.ALL)
    accept_days = models.PositiveSmallIntegerField(_("几个工作日内受理"))
    solve_days = models.PositiveSmallIntegerField(_("几个工作日内办结"))
    valid_from = models.DateField()
    valid_to = models.DateField(null=True, blank=True)
    published_at = models.DateTimeField()
    published_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    objects = GuideQuerySet.as_manager()

    class Meta:
        ordering = ["category", "title", "-version"]
        constraints = [
            models.UniqueConstraint(fields=["hub", "slug", "version"], name="guide_version_once"),
            models.UniqueConstraint(
                fields=["hub", "slug"], condition=models.Q(valid_to__isnull=True), name="guide_one_in_force"
            ),
            models.CheckConstraint(
                name="guide_says_what_and_how",
                condition=~models.Q(title="") & ~models.Q(steps="") & ~models.Q(audience=""),
            ),
            models.CheckConstraint(
                name="guide_days_make_sense",
                condition=models.Q(accept_days__gte=1, solve_days__gte=models.F("accept_days")),
            ),
            models.CheckConstraint(
                name="guide_ends_after_start",
                condition=models.Q(valid_to__isnull=True) | models.Q(valid_to__gte=models.F("valid_from")),
            ),
        ]

    def __str__(self) -> str:
        return self.title

    def step_lines(self) -> list[str]:
        return [line.strip() for line in self.steps.splitlines() if line.strip()]


class GuidePaper(models.Model):
    """A paper that a guide asks for, with a filled-in sample to look at."""

    guide = models.ForeignKey(ServiceGuide, models.PROTECT, related_name="papers")
    position = models.PositiveSmallIntegerField()
    name = models.CharField(_("材料名称"), max_length=120)
    note = models.CharField(_("要求"), max_length=200, blank=True)
    sample = models.ForeignKey(Attachment, models.PROTECT, null=True, blank=True, related_name="+")

    class Meta:
        ordering = ["position"]
        constraints = [
            models.UniqueConstraint(fields=["guide", "position"], name="guide_paper_once"),
            models.CheckConstraint(name="guide_paper_has_name", condition=~models.Q(name="")),
        ]

    def __str__(self) -> str:
        return self.name


class UnitQuerySet(models.QuerySet["DeskUnit"]):
    def taking(self, at: datetime) -> UnitQuerySet:
        """Those a request can be sent to: not closed, and a platform organization's only in the term of its agreement."""
        today = local_date(at)
        in_term = models.Q(
            agreement__agreed_at__isnull=False, agreement__ended_at__isnull=True, agreement__valid_from__lte=today,
            agreement__valid_to__gt=today,
        )  # fmt: skip
        return self.filter(~models.Q(kind=DeskUnit.Kind.PLATFORM) | in_term, closed_at__isnull=True)


class DeskUnit(models.Model):
    """Where the desk can send a request: a window or centre of its own, a support organization, a committee, a platform
    organization. The clock runs on wherever it lies (A09)."""

    class Kind(models.TextChoices):
        HALL = "hall", _("综合窗口")
        CENTER = "center", _("服务（孵化）中心")
        SUPPORT = "support", _("支持型组织")
        COMMITTEE = "committee", _("专委会")
        PLATFORM = "platform", _("平台组织")

    hub = models.ForeignKey(Organization, models.PROTECT, related_name="desk_units")
    kind = models.CharField(_("类型"), max_length=10, choices=Kind)
    name = models.CharField(_("名称"), max_length=80)
    organization = models.ForeignKey(
        Organization, models.PROTECT, null=True, blank=True, related_name="desks_served", verbose_name=_("承办组织")
    )
    opened_at = models.DateTimeField()
    closed_at = models.DateTimeField(null=True, blank=True)
    objects = UnitQuerySet.as_manager()

    class Meta:
        ordering = ["kind", "name"]
        constraints = [
            models.UniqueConstraint(
                fields=["hub", "name"], condition=models.Q(closed_at__isnull=True), name="desk_unit_once"
            ),
            models.UniqueConstraint(
                fields=["hub"], condition=models.Q(kind="hall", closed_at__isnull=True), name="one_hall_of_a_hub"
            ),
            models.CheckConstraint(
                name="others_desk_names_the_body",
                condition=~models.Q(kind__in=["support", "platform"]) | models.Q(organization__isnull=False),
            ),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def body(self) -> Organization:
        """Who owes the work: the organization behind the unit, or the hub itself."""
        found: Any = self.organization or self.hub
        return found
