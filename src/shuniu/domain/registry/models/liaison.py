from __future__ import annotations

from datetime import datetime
from typing import Any

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from shuniu.domain.registry.models.card import OfHubQuerySet
from shuniu.kernel.orgs.models import Appointment, Organization
from shuniu.kernel.orgs.queries import bodies_of, hubs_of, overseen_by
from shuniu.kernel.record.models import HandOver


class LiaisonTerm(models.Model):
    """What is noted of one liaison officer's term beside the appointment: training by a hub, and the hand-over."""

    appointment = models.OneToOneField(Appointment, models.CASCADE, related_name="liaison_term")
    trained_on = models.DateField(_("培训日期"), null=True, blank=True)
    training = models.CharField(_("培训内容"), max_length=100, blank=True)
    trained_by = models.ForeignKey(Organization, models.PROTECT, null=True, blank=True, related_name="+")
    hand_over = models.ForeignKey(HandOver, models.PROTECT, null=True, blank=True, related_name="+")

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="liaison_training_is_whole",
                condition=models.Q(trained_on__isnull=True)
                | (models.Q(trained_by__isnull=False) & ~models.Q(training="")),
            )
        ]

    def __str__(self) -> str:
        return f"{self.appointment}"


class ForBothEndsQuerySet(models.QuerySet[Any]):
    """Rows between a hub and an organization: seen by the people of both, and by whoever oversees the hub."""

    def visible_to(self, user: Any, at: datetime) -> Any:
        if not user.is_authenticated:
            return self.none()
        seen = models.Q(hub__in=hubs_of(user, at)) | models.Q(hub__in=overseen_by(user, at))
        return self.filter(seen | models.Q(organization__in=bodies_of(user, at)))


class LiaisonQuery(models.Model):
    """A question of a hub to an organization, asked of its liaison officer, answered within some working days."""

    hub = models.ForeignKey(Organization, models.PROTECT, related_name="queries_asked")
    organization = models.ForeignKey(Organization, models.PROTECT, related_name="queries_received")
    title = models.CharField(_("要问的事"), max_length=80)
    text = models.TextField(_("说明"), blank=True)
    asked_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    asked_at = models.DateTimeField()
    due_on = models.DateField(_("期限"))
    answer = models.TextField(_("答复"), blank=True)
    answered_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+")
    answered_at = models.DateTimeField(null=True, blank=True)
    withdrawn_at = models.DateTimeField(null=True, blank=True)
    objects = ForBothEndsQuerySet.as_manager()

    class Meta:
        ordering = ["-asked_at", "-pk"]
        indexes = [models.Index(fields=["hub", "due_on"], name="liaison_query_hub")]
        constraints = [
            models.CheckConstraint(
                name="liaison_answer_is_whole",
                condition=models.Q(answered_at__isnull=True, answer="")
                | (models.Q(answered_at__isnull=False, answered_by__isnull=False) & ~models.Q(answer="")),
            )
        ]

    def __str__(self) -> str:
        return self.title


class LiaisonNews(models.Model):
    """What an organization lets its hub know: something that happened, on which day; the hub notes it."""

    hub = models.ForeignKey(Organization, models.PROTECT, related_name="+")
    organization = models.ForeignKey(Organization, models.PROTECT, related_name="+")
    title = models.CharField(_("标题"), max_length=80)
    text = models.TextField(_("内容"))
    happened_on = models.DateField(_("发生日期"))
    sent_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    sent_at = models.DateTimeField()
    noted_at = models.DateTimeField(null=True, blank=True)
    noted_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+")
    objects = ForBothEndsQuerySet.as_manager()

    class Meta:
        ordering = ["-sent_at", "-pk"]
        constraints = [
            models.UniqueConstraint(fields=["hub", "organization", "title", "happened_on"], name="liaison_news_once")
        ]

    def __str__(self) -> str:
        return self.title


class ContactExport(models.Model):
    """A list of liaison officers that went out: for what, until when it may be used, by whom; never with phone numbers."""

    hub = models.ForeignKey(Organization, models.PROTECT, related_name="+")
    purpose = models.CharField(_("用途"), max_length=100)
    used_until = models.DateField(_("用到哪天"))
    persons = models.PositiveIntegerField()
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    at = models.DateTimeField()
    objects = OfHubQuerySet.as_manager()

    class Meta:
        ordering = ["-at", "-pk"]
        constraints = [models.CheckConstraint(name="contact_export_has_purpose", condition=~models.Q(purpose=""))]

    def __str__(self) -> str:
        return self.purpose
