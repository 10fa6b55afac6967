from __future__ import annotations

from typing import Any

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from shuniu.engines.gatherings.models import Gathering, Invitee
from shuniu.kernel.core.flow import Flow
from shuniu.kernel.core.moments import local_date, period_of
from shuniu.kernel.orgs.models import Affiliation, Organization
from shuniu.kernel.orgs.queries import bodies_of, hubs_of, overseen_by


class SecretaryMeetingQuerySet(models.QuerySet["SecretaryMeeting"]):
    def visible_to(self, user: Any, at: Any) -> SecretaryMeetingQuerySet:
        """The host's staff, who oversees the host, and the organizations asked for topics, invited or owing a resolution."""
        if not user.is_authenticated:
            return self.none()
        own = models.Q(host__in=hubs_of(user, at))
        overseen = models.Q(host__in=overseen_by(user, at))
        # Each by its own subquery: joined, invitations, ties and resolutions would multiply each other.
        mine = bodies_of(user, at)
        calls = Invitee.objects.filter(organization__in=mine).values("gathering")
        ties = Affiliation.objects.filter(organization__in=mine).values("hub")
        tasks = Resolution.objects.filter(owner__in=mine).values("meeting")
        invited = models.Q(gathering__in=calls) & ~models.Q(state="PLANNED")
        asked = models.Q(topics_until__isnull=False, host__in=ties)
        return self.filter(own | overseen | invited | asked | models.Q(pk__in=tasks))


class SecretaryMeeting(models.Model):
    """One meeting of the secretaries-general of a hub's field (A14)."""

    class Form(models.TextChoices):
        JOINT = "joint", _("联席会议")
        SALON = "salon", _("工作沙龙")
        SEMINAR = "seminar", _("专题研讨")
        OTHER = "other", _("其他形式")

    class State(models.TextChoices):
        PLANNED = "PLANNED", _("筹备")
        ANNOUNCED = "ANNOUNCED", _("已通知")
        HELD = "HELD", _("已召开")
        CALLED_OFF = "CALLED_OFF", _("已取消")

    class QuorumBase(models.TextChoices):
        """Of whom the quorum is a share: bodies whose tie is confirmed, unless the hub's rule counts all it invited."""

        CONFIRMED = "confirmed", _("已确认联系的受邀单位")
        INVITED = "invited", _("全部受邀单位")

    flow = Flow(
        announce=({State.PLANNED}, State.ANNOUNCED),
        close_sign_in=({State.PLANNED, State.ANNOUNCED}, State.HELD),
        call_off=({State.PLANNED, State.ANNOUNCED}, State.CALLED_OFF),
        reopen_sign_in=({State.HELD}, State.ANNOUNCED),
        restore=({State.CALLED_OFF}, State.PLANNED),
    )
    host = models.ForeignKey(Organization, models.PROTECT, related_name="secretary_meetings")
    gathering = models.OneToOneField(Gathering, models.PROTECT, related_name="secretary_meeting")
    form = models.CharField(_("会议形式"), max_length=10, choices=Form)
    form_note = models.CharField(_("形式说明"), max_length=60, blank=True)
    state = models.CharField(max_length=12, choices=State, default=State.PLANNED)
    topics_until = models.DateField(_("征题截止"), null=True, blank=True)
    quorum_share = models.PositiveSmallIntegerField(_("法定人数（占应到单位的百分比）"), null=True, blank=True)
    quorum_base = models.CharField(_("法定人数的基数"), max_length=10, choices=QuorumBase, default=QuorumBase.CONFIRMED)
    materials_note = models.TextField(_("会前材料说明"), blank=True)
    created_at = models.DateTimeField(editable=False)
    version = models.PositiveIntegerField(default=0, editable=False)
    objects = SecretaryMeetingQuerySet.as_manager()

    class Meta:
        ordering = ["-gathering__starts_at"]
        constraints = [
            models.CheckConstraint(
                name="meeting_quorum_is_a_share",
                condition=models.Q(quorum_share__isnull=True) | models.Q(quorum_share__range=(1, 100)),
            )
        ]

    def __str__(self) -> str:
        return self.gathering.title

    @property
    def starts_at(self) -> Any:
        return self.gathering.starts_at

    @property
    def period(self) -> Any:
        return period_of("Q", local_date(self.gathering.starts_at))

    @property
    def entered_afterwards(self) -> bool:
        """The meeting was put into the platform only after the day it is said to have been held."""
        return self.created_at >= self.gathering.starts_at


class AgendaItem(models.Model):
    """One item of a meeting's agenda, by the content types the article names (A14.3)."""

    class Kind(models.TextChoices):
        POLICY = "policy", _("解读政策")
        INFORMATION = "information", _("通报情况")
        EXPERIENCE = "experience", _("交流经验")
        PROBLEM = "problem", _("研究问题")
        THEME = "theme", _("征求意见后确定的主题")

    meeting = models.ForeignKey(SecretaryMeeting, models.CASCADE, related_name="agenda")
    kind = models.CharField(_("内容类型"), max_length=12, choices=Kind)
    title = models.CharField(_("议题"), max_length=160)
    speaker = models.CharField(_("主讲（汇报）人"), max_length=60, blank=True)
    proposer = models.ForeignKey(
        Organization, models.PROTECT, null=True, blank=True, verbose_name=_("提议单位"), related_name="+"
    )
    position = models.PositiveSmallIntegerField()
    follows_up = models.ForeignKey(
        "meetings.Resolution", models.SET_NULL, null=True, blank=True, related_name="returned_in"
    )
    notes = models.TextField(_("讨论情况"), blank=True)

    class Meta:
        ordering = ["position", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["meeting", "follows_up"],
                condition=models.Q(follows_up__isnull=False),
                name="resolution_returns_once_per_meeting",
            )
        ]

    def __str__(self) -> str:
        return self.title


class TopicCall(models.Model):
    """One organization asked for topics, with the link that lets it propose without an account (A14.3)."""

    meeting = models.ForeignKey(SecretaryMeeting, models.CASCADE, related_name="topic_calls")
    organization = models.ForeignKey(Organization, models.PROTECT, related_name="+")
    token = models.CharField(max_length=40, unique=True)
    sent_at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["meeting", "organization"], name="topics_asked_once")]

    def __str__(self) -> str:
        return f"{self.organization}"


class TopicProposal(models.Model):
    """A topic an organization proposes before the meeting, and the answer to it."""

    class Answer(models.TextChoices):
        WAITING = "waiting", _("待答复")
        TAKEN = "taken", _("已列入议程")
        NOT_TAKEN = "not_taken", _("本次未列入")

    meeting = models.ForeignKey(SecretaryMeeting, models.CASCADE, related_name="proposals")
    organization = models.ForeignKey(Organization, models.PROTECT, related_name="topic_proposals")
    kind = models.CharField(_("内容类型"), max_length=12, choices=AgendaItem.Kind)
    title = models.CharField(_("议题"), max_length=160)
    detail = models.TextField(_("说明"), blank=True)
    proposed_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+")
    proposer_name = models.CharField(_("提议人"), max_length=60, blank=True)
    proposed_at = models.DateTimeField()
    answer = models.CharField(_("答复"), max_length=10, choices=Answer, default=Answer.WAITING)
    answer_reason = models.CharField(_("理由"), max_length=200, blank=True)
    answered_at = models.DateTimeField(null=True, blank=True)
    item = models.OneToOneField(AgendaItem, models.SET_NULL, null=True, blank=True, related_name="proposal")

    class Meta:
        ordering = ["proposed_at"]
        constraints = [
            models.UniqueConstraint(fields=["meeting", "organization", "title"], name="topic_once"),
            models.CheckConstraint(
                name="topic_refused_with_reason",
                condition=~models.Q(answer="not_taken") | ~models.Q(answer_reason=""),
            ),
        ]

    def __str__(self) -> str:
        return self.title


class Resolution(models.Model):
    """What a meeting decided, who does it and until when; open ones return to the next agenda."""

    meeting = models.ForeignKey(SecretaryMeeting, models.CASCADE, related_name="resolutions")
    text = models.TextField(_("决议"))
    owner = models.ForeignKey(
        Organization, models.PROTECT, null=True, blank=True, verbose_name=_("承办单位"), related_name="+"
    )
    owner_name = models.CharField(_("责任人"), max_length=60, blank=True)
    due_on = models.DateField(_("完成期限"))
    first_due_on = models.DateField(_("最初的期限"), null=True, blank=True, editable=False)
    moved_late = models.BooleanField(_("到期后才改期限"), default=False, editable=False)
    closed_on = models.DateField(_("办结日期"), null=True, blank=True)
    closed_at = models.DateTimeField(null=True, blank=True, editable=False)
    outcome = models.TextField(_("办理结果"), blank=True)
    version = models.PositiveIntegerField(default=0, editable=False)
    created_at = models.DateTimeField(editable=False)

    class Meta:
        ordering = ["due_on", "pk"]
        constraints = [
            models.CheckConstraint(
                name="resolution_closed_with_entry",
                condition=models.Q(closed_on__isnull=True) | models.Q(closed_at__isnull=False),
            ),
            models.CheckConstraint(
                name="resolution_moved_keeps_first_day",
                condition=models.Q(moved_late=False) | models.Q(first_due_on__isnull=False),
            ),
        ]

    def __str__(self) -> str:
        return self.text[:40]

    @property
    def host(self) -> Organization:
        return self.meeting.host
