from __future__ import annotations

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from shuniu.kernel.orgs.models import Organization
from shuniu.kernel.record.models import Attachment


class Gathering(models.Model):
    """When and where people come together, who may come, and the code at the door."""

    class OpenTo(models.TextChoices):
        MEMBERS = "members", _("只限会员")
        FIELD = "field", _("本领域的组织都可参加，不限会员")
        EVERYONE = "everyone", _("任何组织和个人都可参加")

    host = models.ForeignKey(Organization, models.PROTECT, related_name="gatherings")
    title = models.CharField(_("名称"), max_length=120)
    starts_at = models.DateTimeField(_("开始时间"))
    ends_at = models.DateTimeField(_("结束时间"))
    place = models.CharField(_("地点"), max_length=120)
    open_to = models.CharField(_("谁可以参加"), max_length=10, choices=OpenTo, default=OpenTo.MEMBERS)
    door_token = models.CharField(max_length=40, unique=True)
    door_code = models.CharField(max_length=6)
    sign_in_opens_at = models.DateTimeField()
    sign_in_closes_at = models.DateTimeField()
    called_off_at = models.DateTimeField(null=True, blank=True)
    # When its hours last changed: whoever answered before answered for another time.
    moved_at = models.DateTimeField(null=True, blank=True, editable=False)
    # Counts what a calendar has to take over (RFC 5545, SEQUENCE), with the moment of the last change.
    revision = models.PositiveIntegerField(default=0, editable=False)
    revised_at = models.DateTimeField(null=True, blank=True, editable=False)
    created_at = models.DateTimeField()

    class Meta:
        indexes = [models.Index(fields=["host", "starts_at"], name="gathering_host_start")]
        constraints = [
            models.CheckConstraint(
                name="gathering_ends_after_start", condition=models.Q(ends_at__gt=models.F("starts_at"))
            )
        ]

    def __str__(self) -> str:
        return self.title


class Invitee(models.Model):
    """An organization asked to come, and its answer."""

    class Answer(models.TextChoices):
        NONE = "none", _("未回复")
        COMING = "coming", _("参加")
        DECLINED = "declined", _("请假")
        SUBSTITUTE = "substitute", _("委派他人")

    gathering = models.ForeignKey(Gathering, models.CASCADE, related_name="invitees")
    organization = models.ForeignKey(Organization, models.PROTECT, related_name="invited_to")
    person_name = models.CharField(_("受邀人"), max_length=60, blank=True)
    token = models.CharField(max_length=40, unique=True)
    answer = models.CharField(_("答复"), max_length=12, choices=Answer, default=Answer.NONE)
    attendee_name = models.CharField(_("参会人"), max_length=60, blank=True)
    mandate = models.BooleanField(_("有委派授权"), default=False)
    reason = models.CharField(_("请假原因"), max_length=120, blank=True)
    sent_at = models.DateTimeField(null=True, blank=True)
    answered_at = models.DateTimeField(null=True, blank=True)
    # Whoever was signed in; nobody when the answer came by the link alone, which the host passes on itself.
    answered_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+")

    class Meta:
        ordering = ["pk"]
        constraints = [models.UniqueConstraint(fields=["gathering", "organization"], name="invitee_once")]

    def __str__(self) -> str:
        return f"{self.organization}"

    @property
    def is_outdated(self) -> bool:
        """The answer was given before the gathering's hours changed."""
        moved = self.gathering.moved_at
        return moved is not None and self.answered_at is not None and self.answered_at < moved


class RollEntry(models.Model):
    """One person on the roll of a gathering: how it came there, and whether it was entered afterwards."""

    class Attendance(models.TextChoices):
        PRESENT = "present", _("出席")
        WITH_VOICE = "with_voice", _("列席")
        EXCUSED = "excused", _("请假")
        ABSENT = "absent", _("缺席")

    class Way(models.TextChoices):
        QR = "qr", _("扫码")
        CODE = "code", _("签到码")
        HAND = "hand", _("手工登记")
        PAPER = "paper", _("纸质签到补录")

    gathering = models.ForeignKey(Gathering, models.CASCADE, related_name="roll")
    organization = models.ForeignKey(Organization, models.PROTECT, null=True, blank=True, related_name="roll_entries")
    name = models.CharField(_("姓名"), max_length=60)
    post = models.CharField(_("职务"), max_length=60, blank=True)
    attendance = models.CharField(_("到会情况"), max_length=12, choices=Attendance)
    way = models.CharField(_("方式"), max_length=8, choices=Way)
    key = models.CharField(max_length=80)
    signed_at = models.DateTimeField()
    entered_at = models.DateTimeField()
    sheet = models.ForeignKey(
        Attachment, models.PROTECT, null=True, blank=True, verbose_name=_("签到表原件"), related_name="+"
    )
    entered_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+")
    is_late_entry = models.BooleanField(_("会后补录"), default=False)
    is_principal = models.BooleanField(_("秘书长或其委派人"), default=False)
    removed_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["signed_at", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["gathering", "key"], name="roll_key_once"),
            models.UniqueConstraint(
                fields=["gathering", "organization", "name"],
                condition=models.Q(removed_at__isnull=True),
                nulls_distinct=False,
                name="roll_person_once",
            ),
        ]
        indexes = [models.Index(fields=["organization", "attendance"], name="roll_organization")]

    def __str__(self) -> str:
        return self.name


class DoorTry(models.Model):
    """One wrong six-digit code, held against every gathering whose door was open; kept for a day.

    `client` is a keyed digest of the address it came from, never the address itself.
    """

    gathering = models.ForeignKey(Gathering, models.CASCADE, related_name="door_tries")
    client = models.CharField(max_length=64)
    tried_at = models.DateTimeField()

    class Meta:
        indexes = [models.Index(fields=["gathering", "tried_at"], name="door_try_gathering")]

    def __str__(self) -> str:
        return f"{self.gathering} {self.tried_at:%Y-%m-%d %H:%M}"
