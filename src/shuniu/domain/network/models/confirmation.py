from __future__ import annotations

from typing import Any

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from shuniu.kernel.orgs.models import Affiliation
from shuniu.kernel.orgs.queries import hubs_of, overseen_by


class ConfirmationLinkQuerySet(models.QuerySet["ConfirmationLink"]):
    def visible_to(self, user: Any, at: Any) -> ConfirmationLinkQuerySet:
        if not user.is_authenticated:
            return self.none()
        seen = models.Q(affiliation__hub__in=hubs_of(user, at)) | models.Q(affiliation__hub__in=overseen_by(user, at))
        return self.filter(seen)

    def answered_yes(self) -> ConfirmationLinkQuerySet:
        """Whose yes stands on the link alone: what the body above may ask about."""
        return self.filter(
            used_at__isnull=False, affiliation__confirmed_through="link", affiliation__confirmed_at__isnull=False
        )


class ConfirmationLink(models.Model):
    """The secret address (also as QR) through which an organization confirms or declines a claimed affiliation.

    The hub passes it on and so could open it itself: `opened_by` says who was signed in, mostly nobody, and the body
    above may ask the organization and write down what it heard (`AnswerCheck`).
    """

    affiliation = models.OneToOneField(Affiliation, models.CASCADE, related_name="confirmation_link")
    token = models.CharField(max_length=40, unique=True)
    made_at = models.DateTimeField()
    ends_on = models.DateField(_("有效期至"))
    used_at = models.DateTimeField(null=True, blank=True)
    answered_by = models.CharField(_("答复人姓名和职务"), max_length=60, blank=True)
    remark = models.CharField(_("说明"), max_length=200, blank=True)
    opened_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+")
    objects = ConfirmationLinkQuerySet.as_manager()

    def __str__(self) -> str:
        return f"{self.affiliation}"
