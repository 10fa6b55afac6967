from __future__ import annotations

from datetime import datetime
from typing import Any

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from shuniu.domain.support.models.desk.charter import DeskUnit
from shuniu.kernel.core.moments import local_date
from shuniu.kernel.orgs.models import Organization
from shuniu.kernel.orgs.models.appointment import DatedQuerySet
from shuniu.kernel.orgs.queries import bodies_of, overseen_by
from shuniu.kernel.orgs.rules import SPEAKS


class AgreementQuerySet(DatedQuerySet):
    def visible_to(self, user: Any, at: datetime) -> Any:
        """The hub's staff, who speaks for the organization, and who oversees the hub."""
        if not user.is_authenticated:
            return self.none()
        return self.filter(
            models.Q(hub__in=bodies_of(user, at, "head", "officer", "clerk").values("pk"))
            | models.Q(organization__in=bodies_of(user, at, *SPEAKS).values("pk"))
            | models.Q(hub__in=overseen_by(user, at))
        )


class PlatformAgreement(models.Model):
    """A comprehensive organization of the field serves others through the hub's desk: tasks, area, term (A09.4)."""

    hub = models.ForeignKey(Organization, models.PROTECT, related_name="platform_agreements")
    organization = models.ForeignKey(Organization, models.PROTECT, related_name="platform_roles")
    tasks = models.TextField(_("承担的任务"))
    area = models.CharField(_("服务范围"), max_length=120)
    valid_from = models.DateField(_("协议期自"))
    valid_to = models.DateField(_("协议期至"))
    proposed_at = models.DateTimeField()
    proposed_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    agreed_at = models.DateTimeField(null=True, blank=True)
    agreed_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+")
    ended_at = models.DateTimeField(null=True, blank=True)
    end_reason = models.CharField(_("终止原因"), max_length=200, blank=True)
    unit = models.OneToOneField(DeskUnit, models.PROTECT, null=True, blank=True, related_name="agreement")
    objects = AgreementQuerySet.as_manager()

    class Meta:
        ordering = ["-valid_from", "-pk"]
        constraints = [
            models.CheckConstraint(name="agreement_between_two", condition=~models.Q(hub=models.F("organization"))),
            models.CheckConstraint(name="agreement_has_tasks", condition=~models.Q(tasks="") & ~models.Q(area="")),
            models.CheckConstraint(
                name="agreement_ends_after_start", condition=models.Q(valid_to__gt=models.F("valid_from"))
            ),
            models.CheckConstraint(
                name="agreement_ended_with_reason",
                condition=models.Q(ended_at__isnull=True, end_reason="")
                | (models.Q(ended_at__isnull=False) & ~models.Q(end_reason="")),
            ),
            models.UniqueConstraint(
                fields=["hub", "organization"],
                condition=models.Q(ended_at__isnull=True),
                name="one_agreement_at_a_time",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.organization}"

    def state(self, at: datetime) -> str:
        if self.ended_at is not None or self.valid_to <= local_date(at):
            return "ended"
        return "agreed" if self.agreed_at else "waiting"


class PlatformService(models.Model):
    """What a platform organization offers under its agreement. Who pays is settled for each service by the hub, and one
    that the hub pays for costs nobody a fee; until that is settled it is not offered.
    """

    agreement = models.ForeignKey(PlatformAgreement, models.PROTECT, related_name="services")
    title = models.CharField(_("服务名称"), max_length=80)
    hub_funded = models.BooleanField(_("由枢纽出资"))
    fee_fen = models.BigIntegerField(_("收费"), default=0)
    entered_at = models.DateTimeField()
    entered_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    settled_at = models.DateTimeField(null=True, blank=True)
    settled_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+")
    dropped_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["title"]
        constraints = [
            models.UniqueConstraint(fields=["agreement", "title"], name="platform_service_once"),
            models.CheckConstraint(
                name="no_fee_on_what_the_hub_funds",
                condition=models.Q(fee_fen__gte=0) & (models.Q(hub_funded=False) | models.Q(fee_fen=0)),
            ),
        ]

    def __str__(self) -> str:
        return self.title
