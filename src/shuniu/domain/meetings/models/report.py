from __future__ import annotations

from typing import Any

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from shuniu.domain.meetings.models.plan import SecretaryMeeting
from shuniu.kernel.core.flow import Flow
from shuniu.kernel.orgs.models import Organization
from shuniu.kernel.orgs.queries import hubs_of, overseen_by


class Minutes(models.Model):
    """The minutes of a meeting: the officer writes, the head approves."""

    class State(models.TextChoices):
        DRAFT = "DRAFT", _("草稿")
        SUBMITTED = "SUBMITTED", _("待审签")
        APPROVED = "APPROVED", _("已审签")

    flow = Flow(
        submit=({State.DRAFT}, State.SUBMITTED),
        send_back=({State.SUBMITTED}, State.DRAFT),
        reopen=({State.APPROVED}, State.DRAFT),
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
        take_up_again=({State.ACCEPTED, State.RETURNED}, State.FILED),
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

    @property
    def host(self) -> Organization:
        return self.meeting.host

    def as_filed(self) -> ReportFiling | None:
        """What the body above has in its hands: the words of the last filing, whatever the hub writes since."""
        return self.filings.last()


class ReportFiling(models.Model):
    """One filing of a report: the words, the scale and the moment they left the hub. It never changes (A14.4)."""

    report = models.ForeignKey(MeetingReport, models.CASCADE, related_name="filings")
    number = models.PositiveSmallIntegerField(_("第几次报送"))
    topics = models.TextField(_("议题"))
    resolutions = models.TextField(_("决议"), blank=True)
    effect = models.TextField(_("成效"), blank=True)
    scale = models.PositiveIntegerField(_("规模"))
    late_entries = models.PositiveIntegerField(_("其中会后补录"), default=0)
    late_reason = models.CharField(_("补录原因"), max_length=200, blank=True)
    filed_at = models.DateTimeField()

    class Meta:
        ordering = ["number"]
        constraints = [
            models.UniqueConstraint(fields=["report", "number"], name="report_filing_numbered"),
            models.CheckConstraint(
                name="filing_late_entries_within_scale", condition=models.Q(late_entries__lte=models.F("scale"))
            ),
        ]

    def __str__(self) -> str:
        return f"{self.report} {self.number}"

    @property
    def meeting(self) -> SecretaryMeeting:
        return self.report.meeting

    @property
    def words(self) -> tuple[str, str, str]:
        return self.topics, self.resolutions, self.effect


class ReportQuestion(models.Model):
    """What the overseeing body asks about a filed report without returning it, and the hub's answer (A14.4)."""

    report = models.ForeignKey(MeetingReport, models.CASCADE, related_name="questions")
    question = models.TextField(_("询问"))
    asked_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    asked_at = models.DateTimeField()
    answer = models.TextField(_("答复"), blank=True)
    answered_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+")
    answered_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["asked_at", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["report", "question"], name="report_question_once"),
            models.CheckConstraint(
                name="report_answer_has_date",
                condition=models.Q(answer="") | models.Q(answered_at__isnull=False),
            ),
        ]

    def __str__(self) -> str:
        return self.question[:40]

    @property
    def host(self) -> Organization:
        return self.report.meeting.host


class MeetingException(models.Model):
    """Why a quarter had no meeting: the hub's reason, the overseeing body's answer; both stay visible (A14.1).

    One that was refused stays as it is; what the hub explains anew is a row of its own.
    """

    class State(models.TextChoices):
        FILED = "FILED", _("已提出")
        ACCEPTED = "ACCEPTED", _("已认可")
        REFUSED = "REFUSED", _("未认可")

    flow = Flow(
        accept=({State.FILED}, State.ACCEPTED),
        refuse=({State.FILED}, State.REFUSED),
        take_up_again=({State.ACCEPTED, State.REFUSED}, State.FILED),
    )
    host = models.ForeignKey(Organization, models.PROTECT, related_name="meeting_exceptions")
    period_code = models.CharField(_("季度"), max_length=8)
    reason = models.TextField(_("理由"))
    state = models.CharField(max_length=10, choices=State, default=State.FILED)
    filed_at = models.DateTimeField()
    reply = models.CharField(_("答复"), max_length=200, blank=True)
    replied_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["filed_at", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["host", "period_code"], condition=~models.Q(state="REFUSED"), name="exception_once_a_quarter"
            ),
            models.CheckConstraint(
                name="exception_refused_with_reply", condition=~models.Q(state="REFUSED") | ~models.Q(reply="")
            ),
        ]

    def __str__(self) -> str:
        return f"{self.host} {self.period_code}"
