from __future__ import annotations

from typing import Any

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from shuniu.kernel.orgs.models import Organization
from shuniu.kernel.orgs.queries import bodies_of, hubs_of, overseen_by
from shuniu.kernel.record.models import Attachment

BOTH = models.Q(first_confirmed_at__isnull=False, second_confirmed_at__isnull=False)


class IntentQuerySet(models.QuerySet["CooperationIntent"]):
    def visible_to(self, user: Any, at: Any) -> IntentQuerySet:
        """The hub where it is kept and both parties; above the hub once both parties have confirmed."""
        if not user.is_authenticated:
            return self.none()
        mine = bodies_of(user, at)
        near = models.Q(hub__in=hubs_of(user, at)) | models.Q(first__in=mine) | models.Q(second__in=mine)
        return self.filter(near | models.Q(hub__in=overseen_by(user, at)) & BOTH)

    def confirmed(self) -> IntentQuerySet:
        return self.filter(BOTH)


class CooperationIntent(models.Model):
    """Two parties intend to cooperate: what they signed, what each will do, until when; both confirm (A05.3)."""

    hub = models.ForeignKey(Organization, models.PROTECT, related_name="intents_kept")
    first = models.ForeignKey(Organization, models.PROTECT, verbose_name=_("甲方"), related_name="intents_as_first")
    second = models.ForeignKey(Organization, models.PROTECT, verbose_name=_("乙方"), related_name="intents_as_second")
    subject = models.CharField(_("签署事项"), max_length=160)
    commitments = models.TextField(_("各方做什么"))
    signed_on = models.DateField(_("签署日期"))
    ends_on = models.DateField(_("有效期至"))
    first_signatory = models.CharField(_("甲方签署人"), max_length=60)
    second_signatory = models.CharField(_("乙方签署人"), max_length=60)
    paper = models.ForeignKey(Attachment, models.PROTECT, null=True, blank=True, related_name="+")
    # The happening of the same day that is on record already: it is counted there and only there.
    happening_type = models.CharField(max_length=60, blank=True)
    happening_id = models.BigIntegerField(null=True, blank=True)
    recorded_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    recorded_at = models.DateTimeField()
    first_confirmed_at = models.DateTimeField(null=True, blank=True)
    first_confirmed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+"
    )
    second_confirmed_at = models.DateTimeField(null=True, blank=True)
    second_confirmed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+"
    )
    declined_at = models.DateTimeField(null=True, blank=True)
    declined_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+")
    decline_reason = models.CharField(_("不认可的原因"), max_length=200, blank=True)
    key = models.CharField(max_length=60, unique=True)
    objects = IntentQuerySet.as_manager()

    class Meta:
        ordering = ["-signed_on", "-pk"]
        indexes = [models.Index(fields=["hub", "signed_on"], name="intent_hub_signed")]
        constraints = [
            models.CheckConstraint(name="intent_between_two", condition=~models.Q(first=models.F("second"))),
            models.CheckConstraint(
                name="intent_has_content", condition=~models.Q(subject="") & ~models.Q(commitments="")
            ),
            models.CheckConstraint(
                name="intent_ends_after_signing", condition=models.Q(ends_on__gt=models.F("signed_on"))
            ),
            models.CheckConstraint(
                name="intent_confirmed_by_two_persons",
                condition=models.Q(first_confirmed_by__isnull=True)
                | models.Q(second_confirmed_by__isnull=True)
                | ~models.Q(first_confirmed_by=models.F("second_confirmed_by")),
            ),
            models.CheckConstraint(
                name="intent_declined_with_reason",
                condition=models.Q(declined_at__isnull=True, decline_reason="")
                | (models.Q(declined_at__isnull=False) & ~models.Q(decline_reason="")),
            ),
        ]

    def __str__(self) -> str:
        return self.subject

    @property
    def state(self) -> str:
        if self.declined_at:
            return "declined"
        return "confirmed" if self.first_confirmed_at and self.second_confirmed_at else "waiting"

    @property
    def state_label(self) -> Any:
        return STATES[self.state]

    def is_confirmed_for(self, party: Organization) -> bool:
        return bool(self.first_confirmed_at if party.pk == self.first_id else self.second_confirmed_at)


STATES = {"waiting": _("待双方确认"), "confirmed": _("双方已确认"), "declined": _("一方不认可")}


class IntentOutcome(models.Model):
    """What became of an intent: a record of the platform, or what one party states and the other confirms."""

    class Kind(models.TextChoices):
        PROJECT = "project", _("形成项目")
        MEMBERSHIP = "membership", _("加入枢纽")
        MATCH = "match", _("对接落地")
        NOTHING = "nothing", _("未能落实")

    intent = models.ForeignKey(CooperationIntent, models.PROTECT, related_name="outcomes")
    kind = models.CharField(_("结果"), max_length=12, choices=Kind)
    title = models.CharField(_("具体是什么"), max_length=160)
    happened_on = models.DateField(_("日期"))
    record_type = models.CharField(max_length=60, blank=True)
    record_id = models.BigIntegerField(null=True, blank=True)
    stated_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    stated_for = models.ForeignKey(Organization, models.PROTECT, related_name="+")
    stated_at = models.DateTimeField()
    confirmed_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+")
    confirmed_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["happened_on", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["intent", "kind", "title", "happened_on"], name="intent_outcome_once"),
            models.CheckConstraint(name="intent_outcome_has_title", condition=~models.Q(title="")),
            models.CheckConstraint(
                name="intent_outcome_confirmed_by_another",
                condition=models.Q(confirmed_by__isnull=True) | ~models.Q(confirmed_by=models.F("stated_by")),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()} {self.title}"
