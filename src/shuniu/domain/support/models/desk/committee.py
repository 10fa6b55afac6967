from __future__ import annotations

from datetime import datetime
from typing import Any

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from shuniu.domain.support.models.desk.request import ServiceRequest
from shuniu.kernel.orgs.models import Organization
from shuniu.kernel.orgs.models.appointment import DatedQuerySet
from shuniu.kernel.orgs.queries import bodies_of, overseen_by
from shuniu.kernel.orgs.rules import SPEAKS


class ServiceCommittee(models.Model):
    """A hub's expert committee for services: members with areas and terms answer what organizations ask (A09.3)."""

    hub = models.ForeignKey(Organization, models.PROTECT, related_name="service_committees")
    name = models.CharField(_("专委会名称"), max_length=80)
    purpose = models.CharField(_("做什么"), max_length=200)
    opened_at = models.DateTimeField()

    class Meta:
        ordering = ["name"]
        constraints = [models.UniqueConstraint(fields=["hub", "name"], name="committee_once")]

    def __str__(self) -> str:
        return self.name


class CommitteeMember(models.Model):
    """A person on a committee, for some areas and a term with an end."""

    committee = models.ForeignKey(ServiceCommittee, models.PROTECT, related_name="members")
    person = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    areas = models.CharField(_("专长领域"), max_length=160)
    valid_from = models.DateField(_("聘期自"))
    valid_to = models.DateField(_("聘期至"))
    appointed_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    appointed_at = models.DateTimeField()
    # An early end: the term's last day moves, and why is said.
    ended_at = models.DateTimeField(null=True, blank=True)
    end_reason = models.CharField(_("提前结束的原因"), max_length=200, blank=True)
    objects = DatedQuerySet.as_manager()

    class Meta:
        ordering = ["person__name", "-valid_from"]
        constraints = [
            models.UniqueConstraint(fields=["committee", "person", "valid_from"], name="committee_term_once"),
            models.CheckConstraint(
                name="term_ends_after_start", condition=models.Q(valid_to__gt=models.F("valid_from"))
            ),
            models.CheckConstraint(
                name="term_ended_early_with_reason",
                condition=models.Q(ended_at__isnull=True) | ~models.Q(end_reason=""),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.person} {self.areas}"


class InterestDeclaration(models.Model):
    """A tie of a member to an organization, said by the member: of that organization the member judges nothing."""

    member = models.ForeignKey(CommitteeMember, models.PROTECT, related_name="ties")
    organization = models.ForeignKey(Organization, models.PROTECT, related_name="ties_declared")
    relation = models.CharField(_("什么关系"), max_length=120)
    declared_at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["member", "organization"], name="interest_declared_once")]

    def __str__(self) -> str:
        return f"{self.member} – {self.organization}"


class ConsultationQuerySet(models.QuerySet["Consultation"]):
    def visible_to(self, user: Any, at: datetime) -> ConsultationQuerySet:
        """The hub's staff, who asked, members of the committee in their term, and who oversees the hub."""
        if not user.is_authenticated:
            return self.none()
        sits = CommitteeMember.objects.valid(at).filter(person=user).values("committee")
        return self.filter(
            models.Q(hub__in=bodies_of(user, at, "head", "officer", "clerk").values("pk"))
            | models.Q(organization__in=bodies_of(user, at, *SPEAKS).values("pk"))
            | models.Q(committee__in=sits)
            | models.Q(hub__in=overseen_by(user, at))
        )


class Consultation(models.Model):
    """A question put to a committee and its answer."""

    hub = models.ForeignKey(Organization, models.PROTECT, related_name="consultations")
    committee = models.ForeignKey(ServiceCommittee, models.PROTECT, related_name="consultations")
    # Nobody: the desk asks for the applicant of its request, who is in no register.
    organization = models.ForeignKey(
        Organization, models.PROTECT, null=True, blank=True, related_name="questions_asked"
    )
    request = models.ForeignKey(ServiceRequest, models.PROTECT, null=True, blank=True, related_name="consultations")
    subject = models.CharField(_("问题"), max_length=120)
    text = models.TextField(_("情况"), blank=True)
    asked_at = models.DateTimeField()
    asked_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    due_on = models.DateField(_("答复期限"))
    member = models.ForeignKey(CommitteeMember, models.PROTECT, null=True, blank=True, related_name="given")
    answer = models.TextField(_("答复"), blank=True)
    answered_at = models.DateTimeField(null=True, blank=True)
    answered_by = models.ForeignKey(CommitteeMember, models.PROTECT, null=True, blank=True, related_name="answered")
    key = models.CharField(max_length=60, unique=True)
    objects = ConsultationQuerySet.as_manager()

    class Meta:
        ordering = ["-asked_at", "-pk"]
        indexes = [models.Index(fields=["hub", "due_on"], name="consultation_hub_due")]
        constraints = [
            models.CheckConstraint(name="consultation_has_words", condition=~models.Q(subject="")),
            models.CheckConstraint(
                name="consultation_says_who_asks",
                condition=models.Q(organization__isnull=False) | models.Q(request__isnull=False),
            ),
            models.CheckConstraint(
                name="consultation_answered_by_a_member",
                condition=models.Q(answered_at__isnull=True, answered_by__isnull=True, answer="")
                | (models.Q(answered_at__isnull=False, answered_by__isnull=False) & ~models.Q(answer="")),
            ),
        ]

    def __str__(self) -> str:
        return self.subject

    @property
    def asker(self) -> str:
        """Who wants to know: an organization, or the applicant of a request."""
        if self.organization is not None:
            return str(self.organization.name)
        return self.request.applicant if self.request is not None else ""
