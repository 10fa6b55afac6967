from __future__ import annotations

from typing import Any

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from shuniu.engines.exchange.models.posting import Need, Offer
from shuniu.kernel.core.flow import Flow
from shuniu.kernel.orgs.models import Organization
from shuniu.kernel.orgs.queries import bodies_of, hubs_of, overseen_by
from shuniu.kernel.record.models import Attachment


class MatchQuerySet(models.QuerySet["Match"]):
    def visible_to(self, user: Any, at: Any) -> MatchQuerySet:
        """Both sides, the hub that brought them together, and those above it."""
        if not user.is_authenticated:
            return self.none()
        mine = bodies_of(user, at)
        kept = models.Q(hub__in=hubs_of(user, at)) | models.Q(hub__in=overseen_by(user, at))
        return self.filter(kept | models.Q(offer__body__in=mine) | models.Q(need__body__in=mine))


class Match(models.Model):
    """An offer and a need brought together: introduced, accepted by both, delivered part by part, closed or failed."""

    class State(models.TextChoices):
        INTRODUCED = "introduced", _("已牵线")
        ACCEPTED = "accepted", _("双方答应")
        DECLINED = "declined", _("一方谢绝")
        CLOSED = "closed", _("办成")
        FAILED = "failed", _("没有办成")

    flow = Flow(
        accept=({State.INTRODUCED}, State.ACCEPTED),
        decline=({State.INTRODUCED}, State.DECLINED),
        close=({State.ACCEPTED}, State.CLOSED),
        fail=({State.ACCEPTED}, State.FAILED),
    )
    hub = models.ForeignKey(Organization, models.PROTECT, related_name="matches")
    offer = models.ForeignKey(Offer, models.PROTECT, related_name="matches")
    need = models.ForeignKey(Need, models.PROTECT, related_name="matches")
    fit = models.PositiveSmallIntegerField(_("合适度"))
    # Codes and words as they were when both were brought together: only ever shown.
    reasons = models.JSONField(default=list)
    state = models.CharField(max_length=12, choices=State, default=State.INTRODUCED)
    introduced_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+")
    introduced_at = models.DateTimeField()
    offer_accepted_at = models.DateTimeField(null=True, blank=True)
    need_accepted_at = models.DateTimeField(null=True, blank=True)
    accepted_at = models.DateTimeField(null=True, blank=True)
    ended_at = models.DateTimeField(null=True, blank=True)
    ended_why = models.CharField(_("原因"), max_length=200, blank=True)
    thanks = models.TextField(_("致谢"), blank=True)
    thanked_at = models.DateTimeField(null=True, blank=True)
    objects = MatchQuerySet.as_manager()

    class Meta:
        ordering = ["-introduced_at", "-pk"]
        indexes = [
            models.Index(fields=["hub", "state"], name="match_hub_state"),
            models.Index(fields=["hub", "accepted_at"], name="match_hub_accepted"),
        ]
        constraints = [
            models.UniqueConstraint(fields=["offer", "need"], name="match_once"),
            models.CheckConstraint(name="match_fit_in_percent", condition=models.Q(fit__lte=100)),
            models.CheckConstraint(
                name="match_accepted_by_both",
                condition=~models.Q(state__in=["accepted", "closed", "failed"])
                | models.Q(offer_accepted_at__isnull=False, need_accepted_at__isnull=False, accepted_at__isnull=False),
            ),
            models.CheckConstraint(
                name="match_ended_unhappily_with_reason",
                condition=~models.Q(state__in=["declined", "failed"]) | ~models.Q(ended_why=""),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.need.title} ← {self.offer.title}"


class Delivery(models.Model):
    """One part of what was promised, handed over; it counts once the receiving side has confirmed it."""

    match = models.ForeignKey(Match, models.PROTECT, related_name="deliveries")
    what = models.CharField(_("交付了什么"), max_length=160)
    delivered_on = models.DateField(_("交付日期"))
    value_fen = models.BigIntegerField(_("金额或折合金额"))
    is_cash = models.BooleanField(_("是现金"), default=False)
    recorded_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+")
    recorded_at = models.DateTimeField()
    confirmed_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+")
    confirmed_at = models.DateTimeField(null=True, blank=True)
    disputed_at = models.DateTimeField(null=True, blank=True)
    dispute = models.CharField(_("有出入的地方"), max_length=200, blank=True)
    # Who has no account signs on paper: the hub keeps the sheet, and whoever oversees it can check it.
    receipt = models.ForeignKey(Attachment, models.PROTECT, null=True, blank=True, related_name="+")
    received_by = models.CharField(_("受方签收人"), max_length=60, blank=True)
    key = models.CharField(max_length=60, unique=True)

    class Meta:
        ordering = ["delivered_on", "pk"]
        constraints = [
            models.CheckConstraint(name="delivery_value_not_negative", condition=models.Q(value_fen__gte=0)),
            models.CheckConstraint(
                name="delivery_confirmed_by_another",
                condition=models.Q(confirmed_by__isnull=True)
                | models.Q(recorded_by__isnull=True)
                | ~models.Q(confirmed_by=models.F("recorded_by")),
            ),
            models.CheckConstraint(
                name="delivery_signed_on_paper_by_somebody",
                condition=models.Q(receipt__isnull=True, received_by="")
                | models.Q(receipt__isnull=False, confirmed_at__isnull=False) & ~models.Q(received_by=""),
            ),
            models.CheckConstraint(
                name="delivery_disputed_or_confirmed",
                condition=models.Q(disputed_at__isnull=True) | models.Q(confirmed_at__isnull=True),
            ),
        ]

    def __str__(self) -> str:
        return self.what


class RelayMessage(models.Model):
    """What one side writes to the other: neither sees more of the other than its name."""

    class Side(models.TextChoices):
        OFFER = "offer", _("供给方")
        NEED = "need", _("需求方")
        HUB = "hub", _("枢纽")

    match = models.ForeignKey(Match, models.CASCADE, related_name="messages")
    side = models.CharField(max_length=6, choices=Side)
    text = models.TextField(_("留言"))
    sent_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+")
    sent_at = models.DateTimeField()
    key = models.CharField(max_length=60, unique=True)

    class Meta:
        ordering = ["sent_at", "pk"]

    def __str__(self) -> str:
        return f"{self.side} {self.sent_at:%Y-%m-%d %H:%M}"
