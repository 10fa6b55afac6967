from __future__ import annotations

import secrets
from datetime import datetime
from typing import Any

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from shuniu.domain.network.confidential import handled_by, spoken_for
from shuniu.domain.network.models.issue import Issue
from shuniu.kernel.core.flow import Flow
from shuniu.kernel.core.moments import local_date
from shuniu.kernel.orgs.models import Organization


def random_id() -> int:
    """A number that tells neither order nor time nor how many there are."""
    return secrets.randbelow(2**53 - 2**40) + 2**40


def place_of_file(row: Any, name: str) -> str:
    """Where a file of an appeal lies: nothing of its own name, no date."""
    return f"confidential/{secrets.token_hex(20)}"


class AppealQuerySet(models.QuerySet["Appeal"]):
    def visible_to(self, user: Any, at: datetime) -> AppealQuerySet:
        """Only who handles appeals at the hub; not its other staff, not the body above it."""
        return self.filter(hub__in=handled_by(user, at))

    def raised_for(self, user: Any, at: datetime) -> AppealQuerySet:
        """What the user's organization raised under its name; an anonymous appeal is nobody's here."""
        return self.filter(organization__in=spoken_for(user, at), anonymous=False)


class Appeal(models.Model):
    """A claim or concern raised to a hub through the one channel (A05.3). Who raised it is `Appellant`, a row apart.

    The number that the appellant keeps is not stored, only its digest: nobody but the appellant can follow or judge.
    """

    class State(models.TextChoices):
        RAISED = "RAISED", _("待首次答复")
        IN_HAND = "IN_HAND", _("办理中")
        CONCLUDED = "CONCLUDED", _("已答复，待反映人评价")
        CLOSED = "CLOSED", _("已办结")

    class Channel(models.TextChoices):
        WEB = "web", _("网上")
        PHONE = "phone", _("电话")
        VISIT = "visit", _("当面")
        LETTER = "letter", _("来信")

    class View(models.TextChoices):
        SATISFIED = "satisfied", _("满意")
        PARTLY = "partly", _("基本满意")
        UNSATISFIED = "unsatisfied", _("不满意")

    flow = Flow(
        answer=({State.RAISED, State.IN_HAND}, State.IN_HAND),
        conclude=({State.RAISED, State.IN_HAND}, State.CONCLUDED),
        take_up_again=({State.CONCLUDED}, State.IN_HAND),
        close=({State.CONCLUDED}, State.CLOSED),
    )
    id = models.BigIntegerField(primary_key=True, default=random_id, editable=False)
    hub = models.ForeignKey(Organization, models.PROTECT, related_name="+")
    organization = models.ForeignKey(Organization, models.PROTECT, null=True, blank=True, related_name="+")
    anonymous = models.BooleanField(_("对外匿名"), default=False)
    channel = models.CharField(_("渠道"), max_length=10, choices=Channel, default=Channel.WEB)
    subject = models.CharField(_("诉求事项"), max_length=120)
    text = models.TextField(_("情况和要求"))
    state = models.CharField(max_length=10, choices=State, default=State.RAISED)
    raised_at = models.DateTimeField()
    due_on = models.DateField(_("首次答复期限"))
    close_by = models.DateField(_("办结期限"))
    first_answered_at = models.DateTimeField(null=True, blank=True)
    conclusion = models.TextField(_("办理结果"), blank=True)
    concluded_at = models.DateTimeField(null=True, blank=True)
    concluded_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+")
    view = models.CharField(_("反映人的评价"), max_length=12, choices=View, blank=True)
    view_text = models.CharField(_("评价说明"), max_length=500, blank=True)
    viewed_at = models.DateTimeField(null=True, blank=True)
    closed_at = models.DateTimeField(null=True, blank=True)
    issue = models.ForeignKey(Issue, models.PROTECT, null=True, blank=True, related_name="+")
    number_digest = models.CharField(max_length=64, unique=True, editable=False)
    key_digest = models.CharField(max_length=64, unique=True, editable=False)
    objects = AppealQuerySet.as_manager()

    class Meta:
        ordering = ["due_on", "pk"]
        indexes = [models.Index(fields=["hub", "due_on"], name="appeal_hub_due")]
        constraints = [
            models.CheckConstraint(
                name="appeal_ends_with_a_reply",
                condition=~models.Q(state__in=["CONCLUDED", "CLOSED"])
                | (~models.Q(conclusion="") & models.Q(concluded_at__isnull=False, first_answered_at__isnull=False)),
            ),
            models.CheckConstraint(
                name="appeal_closed_has_date", condition=models.Q(state="CLOSED") ^ models.Q(closed_at__isnull=True)
            ),
            models.CheckConstraint(
                name="appeal_view_has_date", condition=models.Q(view="") ^ models.Q(viewed_at__isnull=False)
            ),
            models.CheckConstraint(
                name="anonymous_appeal_names_no_body",
                condition=models.Q(anonymous=False) | models.Q(organization__isnull=True),
            ),
            models.CheckConstraint(name="appeal_has_words", condition=~models.Q(subject="") & ~models.Q(text="")),
        ]

    def __str__(self) -> str:
        return self.subject

    @property
    def known_appellant(self) -> Appellant | None:
        """Who raised it, for the hub that has it; None when that stayed with the hub that passed it on."""
        return Appellant.objects.filter(appeal=self, hub=self.hub_id).first()

    @property
    def is_late(self) -> bool:
        """First answered after its day."""
        return self.first_answered_at is not None and local_date(self.first_answered_at) > self.due_on


class Appellant(models.Model):
    """Who raised an appeal: for the hub's handlers alone, whether it is anonymous to others or not."""

    appeal = models.OneToOneField(Appeal, models.PROTECT, primary_key=True, related_name="appellant")
    hub = models.ForeignKey(Organization, models.PROTECT, related_name="+")
    organization = models.ForeignKey(Organization, models.PROTECT, null=True, blank=True, related_name="+")
    name = models.CharField(_("组织或团队名称"), max_length=120)
    contact_name = models.CharField(_("联系人"), max_length=60)
    phone = models.CharField(_("联系电话"), max_length=30)

    class Meta:
        constraints = [models.CheckConstraint(name="appellant_has_a_name", condition=~models.Q(name=""))]

    def __str__(self) -> str:
        return self.name


class AppealPassing(models.Model):
    """That an appeal was passed from one hub to another, and why; of the appeal itself it holds nothing."""

    id = models.BigIntegerField(primary_key=True, default=random_id, editable=False)
    appeal = models.ForeignKey(Appeal, models.PROTECT, related_name="passings")
    from_hub = models.ForeignKey(Organization, models.PROTECT, related_name="+")
    to_hub = models.ForeignKey(Organization, models.PROTECT, related_name="+")
    reason = models.CharField(_("转办原因"), max_length=300)
    passed_at = models.DateTimeField()
    passed_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")

    class Meta:
        ordering = ["passed_at", "pk"]
        indexes = [models.Index(fields=["from_hub", "passed_at"], name="appeal_passing_from")]
        constraints = [
            models.CheckConstraint(
                name="appeal_passed_elsewhere", condition=~models.Q(from_hub=models.F("to_hub")) & ~models.Q(reason="")
            )
        ]

    def __str__(self) -> str:
        return f"{self.from_hub} → {self.to_hub}"


class AppealMessage(models.Model):
    """What hub and appellant write to each other on the way to the reply."""

    class Side(models.TextChoices):
        HUB = "hub", _("枢纽")
        APPELLANT = "appellant", _("反映人")

    appeal = models.ForeignKey(Appeal, models.PROTECT, related_name="messages")
    hub = models.ForeignKey(Organization, models.PROTECT, related_name="+")
    side = models.CharField(max_length=10, choices=Side)
    text = models.TextField()
    written_at = models.DateTimeField()
    written_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+")

    class Meta:
        ordering = ["written_at", "pk"]
        constraints = [
            models.CheckConstraint(name="appeal_message_has_words", condition=~models.Q(text="")),
            models.CheckConstraint(
                name="appellant_writes_without_account",
                condition=models.Q(side="hub") | models.Q(written_by__isnull=True),
            ),
        ]

    def __str__(self) -> str:
        return self.text[:40]


class AppealFile(models.Model):
    """A file of an appeal, rid of its name and of what it says about its maker."""

    appeal = models.ForeignKey(Appeal, models.PROTECT, related_name="files")
    hub = models.ForeignKey(Organization, models.PROTECT, related_name="+")
    position = models.PositiveSmallIntegerField()
    suffix = models.CharField(max_length=8)
    media_type = models.CharField(max_length=100)
    file = models.FileField(upload_to=place_of_file)

    class Meta:
        ordering = ["position"]
        constraints = [models.UniqueConstraint(fields=["appeal", "position"], name="appeal_file_once")]

    def __str__(self) -> str:
        return self.name

    @property
    def name(self) -> str:
        return f"诉求附件{self.position}{self.suffix}"
