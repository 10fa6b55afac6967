"""Organizations bound together for a project, and notes of practice that others may use (A10.5)."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from shuniu.kernel.core.flow import Flow
from shuniu.kernel.orgs.models import Organization
from shuniu.kernel.orgs.queries import bodies_of, hubs_of, overseen_by


class ConsortiumQuerySet(models.QuerySet["Consortium"]):
    def visible_to(self, user: Any, at: Any) -> ConsortiumQuerySet:
        """The lead, everybody asked to be a partner, the hub, and above the hub."""
        if not user.is_authenticated:
            return self.none()
        mine = bodies_of(user, at)
        hub = Q(hub__in=hubs_of(user, at)) | Q(hub__in=overseen_by(user, at))
        return self.filter(hub | Q(lead__in=mine) | Q(partners__organization__in=mine)).distinct()


class Consortium(models.Model):
    """A project with its partners, each with a task or a budget line of its own; one with neither is no partner (A10.5)."""

    class State(models.TextChoices):
        GATHERING = "GATHERING", _("正在组团")
        FORMED = "FORMED", _("已组成")
        ENDED = "ENDED", _("已结束")

    flow = Flow(form=({State.GATHERING}, State.FORMED), end=({State.GATHERING, State.FORMED}, State.ENDED))
    hub = models.ForeignKey(Organization, models.PROTECT, related_name="consortia")
    lead = models.ForeignKey(Organization, models.PROTECT, related_name="consortia_led")
    title = models.CharField(_("项目"), max_length=120)
    purpose = models.TextField(_("一起做什么、为谁"))
    budget_fen = models.PositiveBigIntegerField(_("总预算"), default=0)
    state = models.CharField(max_length=10, choices=State, default=State.GATHERING)
    started_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    started_at = models.DateTimeField()
    formed_at = models.DateTimeField(null=True, blank=True)
    ended_at = models.DateTimeField(null=True, blank=True)
    outcome = models.TextField(_("做成了什么"), blank=True)
    key = models.CharField(max_length=60, unique=True)
    objects = ConsortiumQuerySet.as_manager()

    class Meta:
        ordering = ["-started_at", "-pk"]
        indexes = [models.Index(fields=["hub", "state"], name="consortium_hub_state")]
        constraints = [
            models.CheckConstraint(
                name="consortium_formed_has_moment", condition=~Q(state="FORMED") | Q(formed_at__isnull=False)
            ),
            models.CheckConstraint(name="consortium_ended_with_outcome", condition=~Q(state="ENDED") | ~Q(outcome="")),
        ]

    def __str__(self) -> str:
        return self.title


class PartnerQuerySet(models.QuerySet["ConsortiumPartner"]):
    def real(self) -> PartnerQuerySet:
        """Who counts: agreed by itself, with a task or a budget line."""
        return self.filter(Q(answer="agreed") & (~Q(task="") | Q(budget_fen__gt=0)))


class ConsortiumPartner(models.Model):
    class Answer(models.TextChoices):
        ASKED = "asked", _("待答复")
        AGREED = "agreed", _("同意")
        DECLINED = "declined", _("谢绝")

    consortium = models.ForeignKey(Consortium, models.CASCADE, related_name="partners")
    organization = models.ForeignKey(Organization, models.PROTECT, related_name="consortium_parts")
    task = models.CharField(_("承担的任务"), max_length=200, blank=True)
    budget_line = models.CharField(_("预算项目"), max_length=80, blank=True)
    budget_fen = models.PositiveBigIntegerField(_("预算金额"), default=0)
    answer = models.CharField(max_length=8, choices=Answer, default=Answer.ASKED)
    answered_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+")
    answered_at = models.DateTimeField(null=True, blank=True)
    objects = PartnerQuerySet.as_manager()

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(fields=["consortium", "organization"], name="consortium_partner_once"),
            models.CheckConstraint(
                name="budget_line_has_name_and_sum",
                condition=Q(budget_fen=0, budget_line="") | (Q(budget_fen__gt=0) & ~Q(budget_line="")),
            ),
        ]

    def __str__(self) -> str:
        return str(self.organization)

    @property
    def counts(self) -> bool:
        return self.answer == self.Answer.AGREED and bool(self.task or self.budget_fen)


class PracticeNote(models.Model):
    """What worked and what did not, written for others of the hub; whoever used it says so."""

    hub = models.ForeignKey(Organization, models.PROTECT, related_name="practice_notes_kept")
    organization = models.ForeignKey(Organization, models.PROTECT, related_name="practice_notes")
    consortium = models.ForeignKey(Consortium, models.SET_NULL, null=True, blank=True, related_name="notes")
    title = models.CharField(_("一句话"), max_length=120)
    did = models.TextField(_("怎么做的"))
    learned = models.TextField(_("做对了什么、做错了什么"))
    written_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    written_at = models.DateTimeField()
    withdrawn_at = models.DateTimeField(null=True, blank=True)
    key = models.CharField(max_length=60, unique=True)

    class Meta:
        ordering = ["-written_at", "-pk"]

    def __str__(self) -> str:
        return self.title


class PracticeUse(models.Model):
    """Another organization used a note, and how it went."""

    note = models.ForeignKey(PracticeNote, models.CASCADE, related_name="uses")
    organization = models.ForeignKey(Organization, models.PROTECT, related_name="practice_uses")
    how = models.CharField(_("用得怎样"), max_length=200)
    said_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    said_at = models.DateTimeField()

    class Meta:
        ordering = ["-said_at", "-pk"]
        constraints = [models.UniqueConstraint(fields=["note", "organization"], name="practice_use_once")]

    def __str__(self) -> str:
        return self.how
