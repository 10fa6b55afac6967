from __future__ import annotations

from datetime import datetime
from typing import Any

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from shuniu.kernel.core.moments import local_date
from shuniu.kernel.orgs.models.organization import Organization


class Role(models.TextChoices):
    HEAD = "head", _("负责人")
    OFFICER = "officer", _("经办人")
    CLERK = "clerk", _("录入员")
    SECRETARY_GENERAL = "secretary_general", _("秘书长")
    LIAISON_OFFICER = "liaison_officer", _("信息联络员")
    SPOKESPERSON = "spokesperson", _("新闻发言人")
    STAFF = "staff", _("工作人员")


class DatedQuerySet(models.QuerySet[Any]):
    """Rows with `valid_from` and an exclusive `valid_to`."""

    def valid(self, at: datetime) -> Any:
        day = local_date(at)
        return self.filter(models.Q(valid_to__isnull=True) | models.Q(valid_to__gt=day), valid_from__lte=day)


class Appointment(models.Model):
    """A person's dated role in an organization: everything a person may do comes from here."""

    person = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="appointments")
    organization = models.ForeignKey(Organization, models.PROTECT, related_name="appointments")
    role = models.CharField(_("职责"), max_length=30, choices=Role)
    valid_from = models.DateField(_("任职自"))
    valid_to = models.DateField(_("任职至"), null=True, blank=True)
    objects = DatedQuerySet.as_manager()

    class Meta:
        indexes = [models.Index(fields=["organization", "role"], name="appointment_body_role")]
        constraints = [
            models.CheckConstraint(
                name="appointment_ends_after_start",
                condition=models.Q(valid_to__isnull=True) | models.Q(valid_to__gte=models.F("valid_from")),
            )
        ]

    def __str__(self) -> str:
        return f"{self.person} {self.get_role_display()}"


class Substitution(models.Model):
    """During an absence another person stands in for one appointment; `holds` asks both."""

    appointment = models.ForeignKey(Appointment, models.CASCADE, related_name="substitutions")
    substitute = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="substitutions")
    reason = models.CharField(_("事由"), max_length=120)
    valid_from = models.DateField(_("代理自"))
    valid_to = models.DateField(_("代理至"))
    objects = DatedQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="substitution_ends_after_start",
                condition=models.Q(valid_to__gt=models.F("valid_from")),
            )
        ]

    def __str__(self) -> str:
        return f"{self.substitute} ⇐ {self.appointment}"
