from __future__ import annotations

from datetime import datetime
from typing import Any

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from shuniu.domain.registry.models.roster import RosterImport
from shuniu.kernel.orgs.models import Organization
from shuniu.kernel.orgs.queries import hubs_of, overseen_by
from shuniu.kernel.record.models import Attachment


class OfHubQuerySet(models.QuerySet[Any]):
    """Rows of a hub: its own people and whoever oversees it."""

    def visible_to(self, user: Any, at: datetime) -> Any:
        if not user.is_authenticated:
            return self.none()
        return self.filter(models.Q(hub__in=hubs_of(user, at)) | models.Q(hub__in=overseen_by(user, at)))


class CardCampaign(models.Model):
    """A hub asks organizations to confirm their cards: whom and until when; it stays readable when it is closed."""

    class Whom(models.TextChoices):
        TIED = "tied", _("已确认联系的全部组织")
        STALE = "stale", _("其中近六个月没有确认过资料的")
        CHOSEN = "chosen", _("在名录里选出的组织")

    hub = models.ForeignKey(Organization, models.PROTECT, related_name="card_campaigns")
    title = models.CharField(_("名称"), max_length=60)
    whom = models.CharField(_("请谁确认"), max_length=10, choices=Whom)
    ends_on = models.DateField(_("截止日期"))
    note = models.CharField(_("说明"), max_length=200, blank=True)
    asked_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    asked_at = models.DateTimeField()
    closed_at = models.DateTimeField(null=True, blank=True)
    objects = OfHubQuerySet.as_manager()

    class Meta:
        ordering = ["-asked_at", "-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["hub", "title"], condition=models.Q(closed_at__isnull=True), name="card_campaign_open_once"
            )
        ]

    def __str__(self) -> str:
        return self.title


class CardAsk(models.Model):
    """One organization asked, with the secret address through which it confirms without an account."""

    campaign = models.ForeignKey(CardCampaign, models.CASCADE, related_name="asks")
    organization = models.ForeignKey(Organization, models.PROTECT, related_name="card_asks")
    token = models.CharField(max_length=40, unique=True)
    asked_at = models.DateTimeField()
    confirmed_at = models.DateTimeField(null=True, blank=True)
    reminders = models.PositiveSmallIntegerField(default=0)
    reminded_at = models.DateTimeField(null=True, blank=True)
    # What the organization says is wrong with its card.
    remark = models.CharField(_("哪里不对"), max_length=300, blank=True)
    remarked_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["organization__sort_key", "pk"]
        constraints = [models.UniqueConstraint(fields=["campaign", "organization"], name="card_ask_once")]

    def __str__(self) -> str:
        return f"{self.organization}"


class SignedSheet(models.Model):
    """A signed list of organizations that confirmed on paper: the grid was typed in, the scan is kept."""

    hub = models.ForeignKey(Organization, models.PROTECT, related_name="+")
    campaign = models.ForeignKey(CardCampaign, models.PROTECT, related_name="sheets")
    scan = models.ForeignKey(Attachment, models.PROTECT, related_name="+")
    signed_on = models.DateField(_("签字日期"))
    entered_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    entered_at = models.DateTimeField()
    objects = OfHubQuerySet.as_manager()

    class Meta:
        ordering = ["-entered_at", "-pk"]

    def __str__(self) -> str:
        return f"{self.campaign} {self.signed_on}"


class CardConfirmation(models.Model):
    """An organization says that its card is right: when, who, in which way, and what the card said then."""

    class Way(models.TextChoices):
        LINK = "link", _("链接或二维码")
        SIGN_IN = "sign_in", _("登录确认")
        BATCH = "batch", _("联络员成批确认")
        SHEET = "sheet", _("签字表")

    organization = models.ForeignKey(Organization, models.PROTECT, related_name="card_confirmations")
    ask = models.ForeignKey(CardAsk, models.SET_NULL, null=True, blank=True, related_name="confirmations")
    way = models.CharField(_("方式"), max_length=10, choices=Way)
    on = models.DateField(_("确认日期"))
    at = models.DateTimeField()
    person = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+")
    said_by = models.CharField(_("确认人姓名和职务"), max_length=60)
    facts = models.JSONField(default=dict)
    sheet = models.ForeignKey(SignedSheet, models.PROTECT, null=True, blank=True, related_name="confirmations")
    # Some of what was typed from paper is asked again by somebody else.
    to_check = models.BooleanField(default=False)
    checked_at = models.DateTimeField(null=True, blank=True)
    checked_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+")
    withdrawn_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["-on", "-pk"]
        indexes = [models.Index(fields=["organization", "-on"], name="card_confirmation_newest")]
        constraints = [
            models.UniqueConstraint(
                fields=["organization", "on", "way"], condition=models.Q(withdrawn_at__isnull=True),
                name="card_confirmed_once_a_day",
            ),
            models.CheckConstraint(
                name="card_sheet_has_scan",
                condition=models.Q(way="sheet", sheet__isnull=False) | (~models.Q(way="sheet") & models.Q(sheet__isnull=True)),
            ),
            models.CheckConstraint(
                name="card_checked_by_somebody",
                condition=models.Q(checked_at__isnull=True) | models.Q(checked_by__isnull=False),
            ),
        ]  # fmt: skip

    def __str__(self) -> str:
        return f"{self.organization} {self.on}"


class RegistrarList(models.Model):
    """A roster that the registrar made: compared with the register, fact by fact, never written over it unseen."""

    hub = models.ForeignKey(Organization, models.PROTECT, related_name="+")
    roster = models.OneToOneField(RosterImport, models.PROTECT, related_name="registrar_list")
    as_of = models.DateField(_("登记机关资料日期"))
    compared_at = models.DateTimeField()
    compared_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    objects = OfHubQuerySet.as_manager()

    class Meta:
        ordering = ["-as_of", "-pk"]

    def __str__(self) -> str:
        return f"{self.roster} {self.as_of}"


class RegistrarValue(models.Model):
    """What the registrar says of one fact on that list's day; older lists keep theirs."""

    source = models.ForeignKey(RegistrarList, models.CASCADE, related_name="values_said")
    organization = models.ForeignKey(Organization, models.CASCADE, related_name="registrar_values")
    key = models.CharField(max_length=30)
    value = models.CharField(max_length=200)
    as_of = models.DateField()
    # The organization's or the hub's word on a difference: which side is behind, and what was done about it.
    remark = models.CharField(_("说明"), max_length=200, blank=True)
    remarked_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["source", "organization", "key"], name="registrar_value_once")]
        indexes = [models.Index(fields=["organization", "key", "-as_of"], name="registrar_value_newest")]

    def __str__(self) -> str:
        return f"{self.organization} {self.key}"


class Tag(models.Model):
    """A hub's own word for an organization, seen by the hub alone."""

    hub = models.ForeignKey(Organization, models.CASCADE, related_name="+")
    organization = models.ForeignKey(Organization, models.CASCADE, related_name="tags")
    name = models.CharField(_("标签"), max_length=20)

    class Meta:
        ordering = ["name"]
        constraints = [models.UniqueConstraint(fields=["hub", "name", "organization"], name="tag_once")]

    def __str__(self) -> str:
        return self.name
