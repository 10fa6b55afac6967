from __future__ import annotations

from typing import Any

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from shuniu.kernel.orgs.models import Affiliation, Organization
from shuniu.kernel.orgs.queries import hubs_of, overseen_by
from shuniu.kernel.record.models import Attachment


class SignedSheetQuerySet(models.QuerySet["SignedSheet"]):
    def visible_to(self, user: Any, at: Any) -> SignedSheetQuerySet:
        if not user.is_authenticated:
            return self.none()
        return self.filter(models.Q(hub__in=hubs_of(user, at)) | models.Q(hub__in=overseen_by(user, at)))


class SignedSheet(models.Model):
    """A sheet on which several organizations signed that they are members; its picture is kept (A05.1)."""

    hub = models.ForeignKey(Organization, models.PROTECT, related_name="signed_sheets")
    paper = models.ForeignKey(Attachment, models.PROTECT, related_name="+")
    signed_on = models.DateField(_("签字日期"))
    occasion = models.CharField(_("在什么场合签的"), max_length=120, blank=True)
    key = models.CharField(max_length=40, unique=True)
    entered_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    entered_at = models.DateTimeField()
    objects = SignedSheetQuerySet.as_manager()

    class Meta:
        ordering = ["-entered_at", "-pk"]

    def __str__(self) -> str:
        return f"{self.hub} {self.signed_on}"


class SignedLine(models.Model):
    """One organization's signature on a sheet; the body above may look at it against the picture."""

    sheet = models.ForeignKey(SignedSheet, models.CASCADE, related_name="lines")
    affiliation = models.OneToOneField(Affiliation, models.PROTECT, related_name="signed_line")
    signer = models.CharField(_("签字人"), max_length=60)
    checked_at = models.DateTimeField(null=True, blank=True)
    checked_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+")
    is_right = models.BooleanField(null=True)

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.CheckConstraint(name="signed_line_has_signer", condition=~models.Q(signer="")),
            models.CheckConstraint(
                name="signed_line_checked_whole",
                condition=models.Q(checked_at__isnull=True, is_right__isnull=True)
                | models.Q(checked_at__isnull=False, is_right__isnull=False),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.affiliation}"
