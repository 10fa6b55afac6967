from __future__ import annotations

from datetime import datetime
from typing import Any

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.utils.translation import gettext_lazy as _

from shuniu.kernel.orgs.models import Organization
from shuniu.kernel.orgs.queries import posts_of


class DutyQuerySet(models.QuerySet["Duty"]):
    def visible_to(self, user: Any, at: datetime) -> DutyQuerySet:
        """Duties of a person, and of the bodies and roles the person holds."""
        if not user.is_authenticated:
            return self.none()
        mine = models.Q(person=user)
        for organization_id, role in posts_of(user, at):
            mine |= models.Q(person__isnull=True, body_id=organization_id, roles__contains=[role])
        return self.filter(mine)

    def open(self) -> DutyQuerySet:
        return self.filter(settled_at__isnull=True)


class Duty(models.Model):
    """What a body or a person still has to do, by when, and where: one work list, one reminder job."""

    body = models.ForeignKey(Organization, models.CASCADE, related_name="duties")
    roles = ArrayField(models.CharField(max_length=30), default=list)
    person = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="duties")
    verb = models.CharField(max_length=60)
    subject_type = models.CharField(max_length=60)
    subject_id = models.BigIntegerField()
    subject_label = models.CharField(max_length=200, blank=True)
    unit_code = models.CharField(max_length=10, blank=True)
    element = models.CharField(max_length=20, blank=True)
    url = models.CharField(max_length=200)
    began_at = models.DateTimeField()
    due_on = models.DateField(_("期限"), db_index=True)
    settled_at = models.DateTimeField(null=True, blank=True)
    settled_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+")
    objects = DutyQuerySet.as_manager()

    class Meta:
        ordering = ["due_on", "pk"]
        indexes = [
            models.Index(fields=["subject_type", "subject_id", "verb"], name="duty_subject"),
            models.Index(fields=["body", "due_on"], condition=models.Q(settled_at__isnull=True), name="duty_open"),
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["body", "verb", "subject_type", "subject_id"],
                condition=models.Q(settled_at__isnull=True),
                name="duty_open_once",
            )
        ]

    def __str__(self) -> str:
        return f"{self.verb} {self.subject_label}"


class Notice(models.Model):
    """A message in the app to one person. `text` is in the reader's language when drawn from `kind` and `facts`."""

    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="notices")
    kind = models.CharField(max_length=60)
    facts = models.JSONField(default=dict)
    url = models.CharField(max_length=200, blank=True)
    key = models.CharField(max_length=120)
    created_at = models.DateTimeField()
    read_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["-created_at", "-pk"]
        constraints = [models.UniqueConstraint(fields=["user", "key"], name="notice_once")]
        indexes = [models.Index(fields=["user"], condition=models.Q(read_at__isnull=True), name="notice_unread")]

    def __str__(self) -> str:
        return f"{self.kind} → {self.user}"


class OutgoingMail(models.Model):
    """The outbox: written in the transaction that decided it, sent by the worker, kept to be looked at."""

    to = models.EmailField()
    subject = models.CharField(max_length=200)
    body = models.TextField()
    key = models.CharField(max_length=160, unique=True)
    created_at = models.DateTimeField()
    sent_at = models.DateTimeField(null=True, blank=True)
    failure = models.CharField(max_length=200, blank=True)

    class Meta:
        ordering = ["-created_at", "-pk"]

    def __str__(self) -> str:
        return f"{self.to}: {self.subject}"
