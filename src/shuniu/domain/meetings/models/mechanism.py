from __future__ import annotations

from datetime import datetime
from typing import Any

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from shuniu.kernel.orgs.models import Organization
from shuniu.kernel.orgs.queries import hubs_of, overseen_by
from shuniu.kernel.record.models import Attachment


class MechanismQuerySet(models.QuerySet["Mechanism"]):
    def visible_to(self, user: Any, at: datetime) -> MechanismQuerySet:
        """The hub's staff and who oversees the hub."""
        if not user.is_authenticated:
            return self.none()
        return self.filter(models.Q(host__in=hubs_of(user, at)) | models.Q(host__in=overseen_by(user, at)))


class Mechanism(models.Model):
    """A standing procedure of a hub with owner, period and handbook (A13).

    The quarterly secretary-general meeting is one whose runs are the meetings themselves: nobody enters them twice.
    """

    class Kind(models.TextChoices):
        SECRETARY_MEETING = "meeting", _("秘书长例会")
        OTHER = "other", _("其他机制")

    class Frequency(models.TextChoices):
        MONTH = "M", _("每月")
        QUARTER = "Q", _("每季度")
        HALF = "H", _("每半年")
        YEAR = "Y", _("每年")

    host = models.ForeignKey(Organization, models.PROTECT, related_name="mechanisms")
    kind = models.CharField(_("类型"), max_length=10, choices=Kind, default=Kind.OTHER)
    name = models.CharField(_("机制名称"), max_length=80)
    owner_name = models.CharField(_("责任人"), max_length=60)
    frequency = models.CharField(_("周期"), max_length=1, choices=Frequency)
    unit_code = models.CharField(_("对应条款"), max_length=10, default="A13")
    handbook_link = models.URLField(_("工作手册链接"), blank=True)
    handbook = models.ForeignKey(
        Attachment, models.PROTECT, null=True, blank=True, verbose_name=_("工作手册文件"), related_name="+"
    )
    valid_from = models.DateField(_("开始日期"))
    valid_to = models.DateField(_("停止日期"), null=True, blank=True)
    end_reason = models.CharField(_("停止原因"), max_length=200, blank=True)
    created_at = models.DateTimeField(editable=False)
    version = models.PositiveIntegerField(default=0, editable=False)
    objects = MechanismQuerySet.as_manager()

    class Meta:
        ordering = ["kind", "name", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["host", "name"], condition=models.Q(valid_to__isnull=True), name="mechanism_named_once"
            ),
            models.UniqueConstraint(
                fields=["host"],
                condition=models.Q(kind="meeting", valid_to__isnull=True),
                name="mechanism_meeting_once",
            ),
            models.CheckConstraint(
                name="mechanism_meeting_is_quarterly",
                condition=~models.Q(kind="meeting") | models.Q(frequency="Q"),
            ),
            models.CheckConstraint(
                name="mechanism_ended_with_reason",
                condition=models.Q(valid_to__isnull=True) | ~models.Q(end_reason=""),
            ),
        ]

    def __str__(self) -> str:
        return self.name


class MechanismRun(models.Model):
    """One time a mechanism ran: the day it happened, and the moment it was entered, which nobody types."""

    mechanism = models.ForeignKey(Mechanism, models.PROTECT, related_name="runs")
    held_on = models.DateField(_("发生日期"))
    note = models.CharField(_("做了什么"), max_length=300)
    entered_at = models.DateTimeField(editable=False)
    entered_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+")
    withdrawn_at = models.DateTimeField(null=True, blank=True, editable=False)

    class Meta:
        ordering = ["-held_on", "-pk"]
        indexes = [models.Index(fields=["mechanism", "held_on"], name="run_mechanism_day")]
        constraints = [
            models.UniqueConstraint(
                fields=["mechanism", "held_on"], condition=models.Q(withdrawn_at__isnull=True), name="run_once_a_day"
            )
        ]

    def __str__(self) -> str:
        return f"{self.mechanism} {self.held_on}"

    @property
    def host(self) -> Organization:
        return self.mechanism.host
