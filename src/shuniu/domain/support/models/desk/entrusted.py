from __future__ import annotations

from datetime import datetime
from typing import Any

from django.conf import settings
from django.core.validators import MaxValueValidator
from django.db import models
from django.utils.translation import gettext_lazy as _

from shuniu.domain.support.models.desk.request import ServiceRequest
from shuniu.kernel.orgs.models import Organization
from shuniu.kernel.orgs.queries import bodies_of, overseen_by
from shuniu.kernel.orgs.rules import SPEAKS


class EntrustedQuerySet(models.QuerySet["EntrustedService"]):
    def visible_to(self, user: Any, at: datetime) -> EntrustedQuerySet:
        """The hub's staff, client and provider, and who oversees the hub."""
        if not user.is_authenticated:
            return self.none()
        speaks = bodies_of(user, at, *SPEAKS).values("pk")
        return self.filter(
            models.Q(hub__in=bodies_of(user, at, "head", "officer", "clerk").values("pk"))
            | models.Q(client__in=speaks)
            | models.Q(provider__in=speaks)
            | models.Q(hub__in=overseen_by(user, at))
        )


class EntrustedService(models.Model):
    """A support organization runs stated functions of a client, or coaches it, over a term, for a need on record (A09.2)."""

    class Kind(models.TextChoices):
        CUSTODIAL = "custodial", _("托管式服务")
        ACCOMPANIMENT = "accompaniment", _("陪伴式服务")

    class State(models.TextChoices):
        PROPOSED = "PROPOSED", _("待客户同意")
        AGREED = "AGREED", _("进行中")
        DONE = "DONE", _("已完成")
        DECLINED = "DECLINED", _("客户不同意")
        ENDED = "ENDED", _("提前结束")

    kind = models.CharField(_("方式"), max_length=15, choices=Kind)
    hub = models.ForeignKey(Organization, models.PROTECT, related_name="services_commissioned")
    client = models.ForeignKey(Organization, models.PROTECT, related_name="services_received", verbose_name=_("客户"))
    provider = models.ForeignKey(
        Organization, models.PROTECT, related_name="services_given", verbose_name=_("承办组织")
    )
    need = models.TextField(_("客户的需求"))
    need_on = models.DateField(_("需求记录日期"))
    request = models.ForeignKey(ServiceRequest, models.PROTECT, null=True, blank=True, related_name="+")
    scope = models.TextField(_("服务范围"))
    valid_from = models.DateField(_("服务期自"))
    valid_to = models.DateField(_("服务期至"))
    state = models.CharField(max_length=10, choices=State, default=State.PROPOSED)
    proposed_at = models.DateTimeField()
    proposed_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    # The provider says that it holds neither seal nor account nor votes of the client.
    declared_at = models.DateTimeField(null=True, blank=True)
    declared_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+")
    agreed_at = models.DateTimeField(null=True, blank=True)
    agreed_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+")
    decline_reason = models.CharField(_("不同意的原因"), max_length=200, blank=True)
    done_at = models.DateTimeField(null=True, blank=True)
    ended_at = models.DateTimeField(null=True, blank=True)
    end_reason = models.CharField(_("为什么提前结束"), max_length=200, blank=True)
    key = models.CharField(max_length=60, unique=True)
    objects = EntrustedQuerySet.as_manager()

    class Meta:
        ordering = ["-proposed_at", "-pk"]
        constraints = [
            models.CheckConstraint(
                name="entrusted_to_another",
                condition=~models.Q(client=models.F("provider")) & ~models.Q(client=models.F("hub")),
            ),
            models.CheckConstraint(name="entrusted_for_a_need", condition=~models.Q(need="") & ~models.Q(scope="")),
            models.CheckConstraint(name="need_stands_before", condition=models.Q(need_on__lte=models.F("valid_from"))),
            models.CheckConstraint(
                name="entrusted_begins_with_declaration_and_consent",
                condition=~models.Q(state__in=["AGREED", "DONE"])
                | models.Q(declared_at__isnull=False, agreed_at__isnull=False),
            ),
            models.CheckConstraint(
                name="entrusted_ended_early_with_reason",
                condition=models.Q(state="ENDED", ended_at__isnull=False) & ~models.Q(end_reason="")
                | ~models.Q(state="ENDED") & models.Q(ended_at__isnull=True, end_reason=""),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()} {self.client}"


class ServiceMilestone(models.Model):
    """What the provider delivers by a day; the client confirms it, and nobody pays before."""

    service = models.ForeignKey(EntrustedService, models.PROTECT, related_name="milestones")
    position = models.PositiveSmallIntegerField()
    title = models.CharField(_("里程碑"), max_length=120)
    due_on = models.DateField(_("期限"))
    report = models.TextField(_("完成情况"), blank=True)
    reported_at = models.DateTimeField(null=True, blank=True)
    # The client found it not done: the provider reports anew.
    returned_at = models.DateTimeField(null=True, blank=True)
    return_reason = models.CharField(_("还差什么"), max_length=200, blank=True)
    confirmed_at = models.DateTimeField(null=True, blank=True)
    confirmed_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+")
    # What the hub released for it: never before the client's word.
    paid_fen = models.PositiveBigIntegerField(_("拨付金额"), null=True, blank=True)
    paid_on = models.DateField(_("拨付日期"), null=True, blank=True)
    paid_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+")

    class Meta:
        ordering = ["position"]
        constraints = [
            models.UniqueConstraint(fields=["service", "position"], name="service_milestone_once"),
            models.CheckConstraint(
                name="milestone_reported_before_confirmed",
                condition=models.Q(confirmed_at__isnull=True) | models.Q(reported_at__isnull=False),
            ),
            models.CheckConstraint(
                name="milestone_paid_after_the_clients_word",
                condition=models.Q(paid_on__isnull=True) | models.Q(confirmed_at__isnull=False, paid_fen__isnull=False),
            ),
            models.CheckConstraint(
                name="milestone_not_paid_by_who_confirmed",
                condition=models.Q(paid_by__isnull=True) | ~models.Q(paid_by=models.F("confirmed_by")),
            ),
        ]

    def __str__(self) -> str:
        return self.title


class ServiceHours(models.Model):
    """Hours somebody of the provider worked on a milestone; the same hours stand in one service only."""

    milestone = models.ForeignKey(ServiceMilestone, models.PROTECT, related_name="hours")
    worker = models.CharField(_("谁"), max_length=60)
    starts_at = models.DateTimeField(_("从"))
    ends_at = models.DateTimeField(_("到"))

    class Meta:
        ordering = ["starts_at"]
        constraints = [
            models.CheckConstraint(name="hours_have_length", condition=models.Q(ends_at__gt=models.F("starts_at")))
        ]

    def __str__(self) -> str:
        return f"{self.worker} {self.starts_at:%Y-%m-%d}"


class CapacityReview(models.Model):
    """An organization's capacity from 0 to 100, before and after it is helped, judged by somebody other than who helps.

    The help is an entrusted service, a stay at an incubation centre, or the coaching after a nomination.
    """

    class Stage(models.TextChoices):
        BEFORE = "before", _("服务前")
        AFTER = "after", _("服务后")

    service = models.ForeignKey(EntrustedService, models.PROTECT, null=True, blank=True, related_name="reviews")
    stay = models.ForeignKey("support.Incubation", models.PROTECT, null=True, blank=True, related_name="capacity")
    cultivation = models.ForeignKey(
        "support.Cultivation", models.PROTECT, null=True, blank=True, related_name="capacity"
    )
    stage = models.CharField(_("阶段"), max_length=6, choices=Stage)
    score = models.PositiveSmallIntegerField(_("能力得分"), validators=[MaxValueValidator(100)])
    grounds = models.TextField(_("依据"))
    reviewed_at = models.DateTimeField()
    reviewer = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["service", "stage"], name="capacity_reviewed_once_a_stage"),
            models.UniqueConstraint(fields=["stay", "stage"], name="capacity_of_a_stay_once_a_stage"),
            models.UniqueConstraint(fields=["cultivation", "stage"], name="capacity_of_the_coached_once_a_stage"),
            models.CheckConstraint(
                name="capacity_of_one_help",
                condition=models.Q(service__isnull=False, stay__isnull=True, cultivation__isnull=True)
                | models.Q(service__isnull=True, stay__isnull=False, cultivation__isnull=True)
                | models.Q(service__isnull=True, stay__isnull=True, cultivation__isnull=False),
            ),
            models.CheckConstraint(name="capacity_0_to_100", condition=models.Q(score__lte=100)),
            models.CheckConstraint(name="capacity_has_grounds", condition=~models.Q(grounds="")),
        ]

    def __str__(self) -> str:
        return f"{self.get_stage_display()} {self.score}"
