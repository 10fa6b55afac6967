from __future__ import annotations

from typing import Any

from django.db import models
from django.db.models import F, Q


class ProbeQuerySet(models.QuerySet["ProbeDay"]):
    def visible_to(self, user: Any, at: Any) -> ProbeQuerySet:
        """Whether the public search answers is no secret."""
        return self


class ProbeDay(models.Model):
    """One day of asking the public search as a visitor would, every five minutes: what was asked, answered, slow (A10.4).

    A question that was never asked, because nothing ran, is no answer: it is counted from the first one of the day on.
    """

    day = models.DateField(unique=True)
    first_at = models.DateTimeField()
    answered = models.PositiveIntegerField(default=0)
    failed = models.PositiveIntegerField(default=0)
    slow = models.PositiveIntegerField(default=0)
    slowest_ms = models.PositiveIntegerField(default=0)
    last_at = models.DateTimeField()
    objects = ProbeQuerySet.as_manager()

    class Meta:
        ordering = ["day"]
        constraints = [models.CheckConstraint(name="probe_slow_of_answered", condition=Q(slow__lte=F("answered")))]

    def __str__(self) -> str:
        return f"{self.day} {self.answered}"
