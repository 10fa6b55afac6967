from __future__ import annotations

from django.db import models

from shuniu.kernel.orgs.models import Affiliation


class ConfirmationLink(models.Model):
    """The secret address (also as QR) through which an organization confirms or declines a claimed affiliation."""

    affiliation = models.OneToOneField(Affiliation, models.CASCADE, related_name="confirmation_link")
    token = models.CharField(max_length=40, unique=True)
    made_at = models.DateTimeField()
    used_at = models.DateTimeField(null=True, blank=True)

    def __str__(self) -> str:
        return f"{self.affiliation}"
