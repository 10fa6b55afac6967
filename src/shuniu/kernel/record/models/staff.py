from __future__ import annotations

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from shuniu.kernel.orgs.models import Organization, Role


class Invitation(models.Model):
    """A way in for one person: by mail, or by QR and code; it ends, and is taken up once."""

    organization = models.ForeignKey(Organization, models.PROTECT, related_name="invitations")
    role = models.CharField(_("职责"), max_length=30, choices=Role)
    name = models.CharField(_("姓名"), max_length=60)
    email = models.EmailField(_("邮箱"), blank=True)
    token = models.CharField(max_length=64, unique=True)
    invited_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    invited_at = models.DateTimeField()
    ends_on = models.DateField(_("有效期至"))
    accepted_at = models.DateTimeField(null=True, blank=True)
    accepted_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+")
    withdrawn_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["-invited_at"]

    def __str__(self) -> str:
        return f"{self.name} → {self.organization}"


class HandOver(models.Model):
    """Somebody leaves: the open duties go to a successor, with a note; the record stays."""

    organization = models.ForeignKey(Organization, models.PROTECT, related_name="hand_overs")
    leaver = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="hand_overs_given")
    successor = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="hand_overs_taken")
    on = models.DateField(_("交接日期"))
    note = models.TextField(_("交接说明"), blank=True)
    duties_moved = models.PositiveIntegerField(default=0)
    done_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.CheckConstraint(name="hand_over_to_another", condition=~models.Q(leaver=models.F("successor")))
        ]

    def __str__(self) -> str:
        return f"{self.leaver} → {self.successor}"


class SavedView(models.Model):
    """Filters of a list under a name of the person's own."""

    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="saved_views")
    page = models.CharField(max_length=60)
    name = models.CharField(_("名称"), max_length=60)
    query = models.CharField(max_length=500)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["user", "page", "name"], name="saved_view_once")]

    def __str__(self) -> str:
        return self.name
