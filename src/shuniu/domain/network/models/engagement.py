from __future__ import annotations

from datetime import date, datetime
from typing import Any

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from shuniu.kernel.orgs.models import Organization
from shuniu.kernel.orgs.queries import bodies_of, hubs_of, overseen_by

WAITING = models.Q(confirmed_at__isnull=True, declined_at__isnull=True, withdrawn_at__isnull=True)


class EngagementQuerySet(models.QuerySet["Engagement"]):
    def visible_to(self, user: Any, at: datetime) -> EngagementQuerySet:
        """Both sides see all; above the hub only what the organization confirmed."""
        if not user.is_authenticated:
            return self.none()
        both = models.Q(hub__in=hubs_of(user, at)) | models.Q(organization__in=bodies_of(user, at))
        return self.filter(both | models.Q(hub__in=overseen_by(user, at), confirmed_at__isnull=False))

    def confirmed(self) -> EngagementQuerySet:
        return self.filter(confirmed_at__isnull=False)

    def in_state(self, state: str, today: date) -> EngagementQuerySet:
        tests = {
            "waiting": WAITING & models.Q(ends_on__gt=today), "unconfirmed": WAITING & models.Q(ends_on__lte=today),
            "confirmed": models.Q(confirmed_at__isnull=False), "declined": models.Q(declined_at__isnull=False),
            "withdrawn": models.Q(withdrawn_at__isnull=False),
        }  # fmt: skip
        return self.filter(tests.get(state, models.Q()))


class Engagement(models.Model):
    """One contact of a stated type: written down by the hub, confirmed by the organization (A05.2)."""

    class Type(models.TextChoices):
        POLICY = "policy", _("政策解读")
        TRAINING = "training", _("业务培训")
        PROJECT = "project", _("项目实施")
        SHARING = "sharing", _("资源共享")
        EVENT = "event", _("举办活动")
        BENEFIT = "benefit", _("开展公益")

    hub = models.ForeignKey(Organization, models.PROTECT, related_name="engagements_as_hub")
    organization = models.ForeignKey(Organization, models.PROTECT, related_name="engagements")
    type = models.CharField(_("联系形式"), max_length=10, choices=Type)
    subject = models.CharField(_("是什么事"), max_length=80, blank=True)
    happened_on = models.DateField(_("发生日期"))
    entered_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    entered_at = models.DateTimeField()
    key = models.CharField(max_length=40)
    token = models.CharField(max_length=40, unique=True)
    ends_on = models.DateField(_("确认期限"))
    # The first days given: asking again gives new ones, yet moves no figure.
    judged_on = models.DateField()
    confirmed_at = models.DateTimeField(null=True, blank=True)
    confirmed_through = models.CharField(max_length=20, blank=True)
    confirmed_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+")
    answered_by = models.CharField(_("答复人姓名和职务"), max_length=60, blank=True)
    declined_at = models.DateTimeField(null=True, blank=True)
    reason = models.CharField(_("说明"), max_length=200, blank=True)
    withdrawn_at = models.DateTimeField(null=True, blank=True)
    objects = EngagementQuerySet.as_manager()

    class Meta:
        ordering = ["-happened_on", "-pk"]
        indexes = [
            models.Index(fields=["hub", "organization", "happened_on"], name="engagement_hub_org"),
            models.Index(fields=["organization", "happened_on"], name="engagement_org"),
        ]
        constraints = [
            models.UniqueConstraint(fields=["hub", "key"], name="engagement_sent_once"),
            models.UniqueConstraint(
                fields=["hub", "organization", "type", "happened_on", "subject"],
                condition=models.Q(withdrawn_at__isnull=True),
                name="engagement_one_happening_once",
            ),
            models.CheckConstraint(name="engagement_with_another", condition=~models.Q(hub=models.F("organization"))),
            models.CheckConstraint(
                name="engagement_confirmed_by_another",
                condition=models.Q(confirmed_by__isnull=True) | ~models.Q(confirmed_by=models.F("entered_by")),
            ),
            models.CheckConstraint(
                name="engagement_one_answer",
                condition=models.Q(confirmed_at__isnull=True) | models.Q(declined_at__isnull=True),
            ),
            models.CheckConstraint(
                name="engagement_withdrawn_unanswered",
                condition=models.Q(withdrawn_at__isnull=True)
                | models.Q(confirmed_at__isnull=True, declined_at__isnull=True),
            ),
            models.CheckConstraint(
                name="engagement_confirmed_through",
                condition=models.Q(confirmed_at__isnull=True) | ~models.Q(confirmed_through=""),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_type_display()} {self.organization} {self.happened_on}"

    @property
    def title(self) -> str:
        return self.subject or str(self.get_type_display())

    def state(self, today: date) -> str:
        """waiting until its days are over, then unconfirmed; confirmed, declined or withdrawn."""
        if self.confirmed_at:
            return "confirmed"
        if self.declined_at:
            return "declined"
        return "withdrawn" if self.withdrawn_at else "waiting" if self.ends_on > today else "unconfirmed"


STATES = {
    "waiting": _("待对方确认"), "unconfirmed": _("未确认，不计入数字"), "confirmed": _("已确认"), "declined": _("对方说不是"),
    "withdrawn": _("已撤回"),
}  # fmt: skip
