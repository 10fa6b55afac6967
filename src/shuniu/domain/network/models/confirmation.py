from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

from shuniu.kernel.orgs.models import Affiliation


class ConfirmationLink(models.Model):
    """The secret address (also as QR) through which an organization confirms or declines a claimed affiliation."""

    affiliation = models.OneToOneField(Affiliation, models.CASCADE, related_name="confirmation_link")
    token = models.CharField(max_length=40, unique=True)
    made_at = models.DateTimeField()
    ends_on = models.DateField(_("有效期至"))
    used_at = models.DateTimeField(null=True, blank=True)
    answered_by = models.CharField(_("答复人姓名和职务"), max_length=60, blank=True)
    remark = models.CharField(_("说明"), max_length=200, blank=True)

    def __str__(self) -> str:
        return f"{self.affiliation}"
