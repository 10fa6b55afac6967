"""Scouting and cultivation (A05.4): a need on record first, then the organization that could meet it, then help."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from shuniu.domain.support.models.growing.incubation import Incubation
from shuniu.engines.exchange.models import Need
from shuniu.kernel.core.flow import Flow
from shuniu.kernel.orgs.models import Organization
from shuniu.kernel.orgs.queries import bodies_of, hubs_of, overseen_by


class CandidateNote(models.Model):
    """What somebody of the hub noticed of an organization: kept at the hub, private to it."""

    class Seen(models.TextChoices):
        VISIT = "visit", _("走访看到")
        TOLD = "told", _("社区或居民推荐")
        EVENT = "event", _("活动中认识")
        OWN = "own", _("组织自荐")

    hub = models.ForeignKey(Organization, models.PROTECT, related_name="candidate_notes")
    organization = models.ForeignKey(Organization, models.PROTECT, related_name="noticed_by")
    seen = models.CharField(_("怎么发现的"), max_length=6, choices=Seen)
    potential = models.TextField(_("好在哪里，还缺什么"))
    noted_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    noted_at = models.DateTimeField()
    key = models.CharField(max_length=60, unique=True)

    class Meta:
        ordering = ["-noted_at", "-pk"]
        indexes = [models.Index(fields=["hub", "organization"], name="candidate_note_hub_body")]

    def __str__(self) -> str:
        return str(self.organization)


class CultivationQuerySet(models.QuerySet["Cultivation"]):
    def visible_to(self, user: Any, at: Any) -> CultivationQuerySet:
        """The hub, above it; the organization once it is approved: until then nobody raises its hopes."""
        if not user.is_authenticated:
            return self.none()
        hub = Q(hub__in=hubs_of(user, at)) | Q(hub__in=overseen_by(user, at))
        told = Q(organization__in=bodies_of(user, at)) & ~Q(state__in=["NOMINATED", "REFUSED"])
        return self.filter(hub | told)


class Cultivation(models.Model):
    """An organization nominated with reasons for a need recorded before it was noticed, approved, and handed to help."""

    class State(models.TextChoices):
        NOMINATED = "NOMINATED", _("待审定")
        REFUSED = "REFUSED", _("未通过")
        APPROVED = "APPROVED", _("已审定")
        HANDED = "HANDED", _("已转入培育")

    class Help(models.TextChoices):
        INCUBATION = "incubation", _("孵化")
        COACHING = "coaching", _("陪伴辅导")

    flow = Flow(
        approve=({State.NOMINATED}, State.APPROVED), refuse=({State.NOMINATED}, State.REFUSED), hand=({State.APPROVED}, State.HANDED)
    )  # fmt: skip
    hub = models.ForeignKey(Organization, models.PROTECT, related_name="cultivations")
    organization = models.ForeignKey(Organization, models.PROTECT, related_name="cultivated_by")
    note = models.ForeignKey(CandidateNote, models.PROTECT, related_name="nominations")
    # When it was first noticed and when the need was recorded, as they stood at the approval: the order is a law of the row.
    noticed_at = models.DateTimeField()
    need = models.ForeignKey(Need, models.PROTECT, null=True, blank=True, related_name="cultivations")
    need_recorded_at = models.DateTimeField(null=True, blank=True)
    reasons = models.TextField(_("提名理由"))
    state = models.CharField(max_length=10, choices=State, default=State.NOMINATED)
    nominated_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    nominated_at = models.DateTimeField()
    decided_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+")
    decided_at = models.DateTimeField(null=True, blank=True)
    decision = models.TextField(_("审定意见"), blank=True)
    help = models.CharField(_("转入"), max_length=10, choices=Help, blank=True)
    incubation = models.OneToOneField(Incubation, models.PROTECT, null=True, blank=True, related_name="cultivation")
    coach = models.CharField(_("辅导人"), max_length=80, blank=True)
    coaching = models.TextField(_("辅导安排"), blank=True)
    handed_on = models.DateField(null=True, blank=True)
    objects = CultivationQuerySet.as_manager()

    class Meta:
        ordering = ["-nominated_at", "-pk"]
        indexes = [models.Index(fields=["hub", "state"], name="cultivation_hub_state")]
        constraints = [
            models.UniqueConstraint(
                fields=["hub", "organization"],
                condition=Q(state__in=["NOMINATED", "APPROVED"]),
                name="cultivation_one_at_a_time",
            ),
            models.CheckConstraint(
                name="cultivation_approved_for_an_earlier_need",
                condition=Q(state__in=["NOMINATED", "REFUSED"])
                | Q(need__isnull=False, need_recorded_at__lt=F("noticed_at")),
            ),
            models.CheckConstraint(
                name="cultivation_decided_by_another",
                condition=Q(decided_by__isnull=True) | ~Q(decided_by=F("nominated_by")),
            ),
            models.CheckConstraint(
                name="cultivation_handed_to_some_help",
                condition=~Q(state="HANDED")
                | Q(handed_on__isnull=False, help="incubation", incubation__isnull=False)
                | (Q(handed_on__isnull=False, help="coaching") & ~Q(coaching="")),
            ),
        ]

    def __str__(self) -> str:
        return str(self.organization)
