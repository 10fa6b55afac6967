from __future__ import annotations

from typing import Any

from django.conf import settings
from django.db import models

from shuniu.kernel.orgs.models import Organization


class AnswerCheckQuerySet(models.QuerySet["AnswerCheck"]):
    def of(self, row: Any) -> AnswerCheck | None:
        return self.filter(subject_type=row._meta.label_lower, subject_id=row.pk).select_related("checked_by").first()


class AnswerCheck(models.Model):
    """The body above asked an organization whether it was it that answered through a secret address: what it heard.

    `hub` is who passed the address on, and so could have opened it itself.
    """

    subject_type = models.CharField(max_length=60)
    subject_id = models.BigIntegerField()
    hub = models.ForeignKey(Organization, models.PROTECT, related_name="+")
    is_right = models.BooleanField()
    checked_at = models.DateTimeField()
    checked_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    objects = AnswerCheckQuerySet.as_manager()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["subject_type", "subject_id"], name="answer_checked_once")]

    def __str__(self) -> str:
        return f"{self.subject_type} {self.subject_id}"
