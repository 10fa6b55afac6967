from __future__ import annotations

from typing import Any

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from shuniu.engines.gatherings.models import Gathering
from shuniu.kernel.core.flow import Flow
from shuniu.kernel.core.moments import local_date, period_of
from shuniu.kernel.orgs.models import Organization
from shuniu.kernel.orgs.queries import bodies_of, hubs_of, overseen_by


class SecretaryMeetingQuerySet(models.QuerySet["SecretaryMeeting"]):
    def visible_to(self, user: Any, at: Any) -> SecretaryMeetingQuerySet:
        """The host's staff, who oversees the host, and the organizations invited once it was announced."""
        if not user.is_authenticated:
            return self.none()
        own = models.Q(host__in=hubs_of(user, at))
        overseen = models.Q(host__in=overseen_by(user, at))
        invited = models.Q(gathering__invitees__organization__in=bodies_of(user, at)) & ~models.Q(state="PLANNED")
        asked = models.Q(topics_until__isnull=False, host__ties_as_hub__organization__in=bodies_of(user, at))
        return self.filter(pk__in=self.model.objects.filter(own | overseen | invited | asked).values("pk"))


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

    flow = Flow(
        announce=({State.PLANNED}, State.ANNOUNCED),
        close_sign_in=({State.PLANNED, State.ANNOUNCED}, State.HELD),
        call_off=({State.PLANNED, State.ANNOUNCED}, State.CALLED_OFF),
    )
    host = models.ForeignKey(Organization, models.PROTECT, related_name="secretary_meetings")
    gathering = models.OneToOneField(Gathering, models.PROTECT, related_name="secretary_meeting")
    form = models.CharField(_("会议形式"), max_length=10, choices=Form)
    form_note = models.CharField(_("形式说明"), max_length=60, blank=True)
    state = models.CharField(max_length=12, choices=State, default=State.PLANNED)
    topics_until = models.DateField(_("征题截止"), null=True, blank=True)
    quorum_share = models.PositiveSmallIntegerField(_("法定人数（占应到单位的百分比）"), null=True, blank=True)
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
    proposed_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
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
    closed_on = models.DateField(_("办结日期"), null=True, blank=True)
    outcome = models.TextField(_("办理结果"), blank=True)
    created_at = models.DateTimeField(editable=False)

    class Meta:
        ordering = ["due_on", "pk"]

    def __str__(self) -> str:
        return self.text[:40]


class Minutes(models.Model):
    """The minutes of a meeting: the officer writes, the head approves."""

    class State(models.TextChoices):
        DRAFT = "DRAFT", _("草稿")
        SUBMITTED = "SUBMITTED", _("待审签")
        APPROVED = "APPROVED", _("已审签")

    flow = Flow(
        submit=({State.DRAFT}, State.SUBMITTED),
        send_back=({State.SUBMITTED}, State.DRAFT),
        approve=({State.SUBMITTED, State.DRAFT}, State.APPROVED),
    )
    meeting = models.OneToOneField(SecretaryMeeting, models.CASCADE, related_name="minutes")
    chair = models.CharField(_("主持人"), max_length=60)
    recorder = models.CharField(_("记录人"), max_length=60, blank=True)
    summary = models.TextField(_("会议情况"))
    effect = models.TextField(_("会议成效"), blank=True)
    state = models.CharField(max_length=10, choices=State, default=State.DRAFT)
    remark = models.CharField(_("审签意见"), max_length=200, blank=True)
    approved_at = models.DateTimeField(null=True, blank=True)
    approved_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+")
    version = models.PositiveIntegerField(default=0, editable=False)

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="approved_minutes_have_date",
                condition=~models.Q(state="APPROVED") | models.Q(approved_at__isnull=False),
            )
        ]

    def __str__(self) -> str:
        return f"{self.meeting}"


class ReportQuerySet(models.QuerySet["MeetingReport"]):
    def visible_to(self, user: Any, at: Any) -> ReportQuerySet:
        if not user.is_authenticated:
            return self.none()
        own = models.Q(meeting__host__in=hubs_of(user, at))
        overseen = models.Q(meeting__host__in=overseen_by(user, at)) & ~models.Q(state="DRAFT")
        return self.filter(own | overseen)


class MeetingReport(models.Model):
    """What a hub tells its overseeing body after a secretary-general meeting (A14.4)."""

    class State(models.TextChoices):
        DRAFT = "DRAFT", _("草稿")
        FILED = "FILED", _("已报送")
        RETURNED = "RETURNED", _("退回补充")
        ACCEPTED = "ACCEPTED", _("已接收")

    flow = Flow(
        file=({State.DRAFT, State.RETURNED}, State.FILED),
        send_back=({State.FILED}, State.RETURNED),
        accept=({State.FILED}, State.ACCEPTED),
    )
    meeting = models.OneToOneField(SecretaryMeeting, models.PROTECT, related_name="report")
    topics = models.TextField(_("议题"))
    resolutions = models.TextField(_("决议"), blank=True)
    effect = models.TextField(_("成效"), blank=True)
    scale = models.PositiveIntegerField(_("规模"), default=0, editable=False)
    late_entries = models.PositiveIntegerField(_("其中会后补录"), default=0, editable=False)
    late_reason = models.CharField(_("补录原因"), max_length=200, blank=True)
    state = models.CharField(max_length=20, choices=State, default=State.DRAFT)
    first_filed_at = models.DateTimeField(null=True, editable=False)
    filed_at = models.DateTimeField(null=True, editable=False)
    times_returned = models.PositiveSmallIntegerField(default=0, editable=False)
    reply = models.TextField(_("上级意见"), blank=True)
    replied_at = models.DateTimeField(null=True, editable=False)
    version = models.PositiveIntegerField(default=0, editable=False)
    objects = ReportQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="report_filed_has_date",
                condition=models.Q(state="DRAFT") | models.Q(filed_at__isnull=False),
            ),
            models.CheckConstraint(
                name="report_late_entries_within_scale", condition=models.Q(late_entries__lte=models.F("scale"))
            ),
        ]

    def __str__(self) -> str:
        return f"{self.meeting}"


class MeetingException(models.Model):
    """Why a quarter had no meeting: the hub's reason, the overseeing body's answer; both stay visible (A14.1)."""

    class State(models.TextChoices):
        FILED = "FILED", _("已提出")
        ACCEPTED = "ACCEPTED", _("已认可")
        REFUSED = "REFUSED", _("未认可")

    flow = Flow(accept=({State.FILED}, State.ACCEPTED), refuse=({State.FILED}, State.REFUSED))
    host = models.ForeignKey(Organization, models.PROTECT, related_name="meeting_exceptions")
    period_code = models.CharField(_("季度"), max_length=8)
    reason = models.TextField(_("理由"))
    state = models.CharField(max_length=10, choices=State, default=State.FILED)
    filed_at = models.DateTimeField()
    reply = models.CharField(_("答复"), max_length=200, blank=True)
    replied_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["host", "period_code"], name="exception_once_a_quarter")]

    def __str__(self) -> str:
        return f"{self.host} {self.period_code}"
