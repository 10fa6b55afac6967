from __future__ import annotations

from typing import Any

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from shuniu.kernel.core.flow import Flow
from shuniu.kernel.core.moments import local_date
from shuniu.kernel.orgs.models import Organization
from shuniu.kernel.orgs.queries import hubs_of, overseen_by


class StatementQuerySet(models.QuerySet["Statement"]):
    def visible_to(self, user: Any, at: Any) -> StatementQuerySet:
        """Own statements in every state; of overseen hubs those whose head has stood for them at least once."""
        if not user.is_authenticated:
            return self.none()
        own = models.Q(hub__in=hubs_of(user, at))
        overseen = models.Q(hub__in=overseen_by(user, at), confirmed_at__isnull=False)
        return self.filter(own | overseen)


class Statement(models.Model):
    """自述: what a hub says it does for one unit of the specification, for one year, with evidence beside it.

    `text` and `degree` are what the hub is writing; `confirmed_…` is what its head stood for last, and all that the
    body above is shown.
    """

    class State(models.TextChoices):
        DRAFT = "DRAFT", _("草稿")
        CONFIRMED = "CONFIRMED", _("已确认")

    class Degree(models.TextChoices):
        DONE = "done", _("已做到")
        PARTLY = "partly", _("部分做到")
        NOT_YET = "not_yet", _("尚未做到")

    flow = Flow(confirm=({State.DRAFT}, State.CONFIRMED), reopen=({State.CONFIRMED}, State.DRAFT))
    hub = models.ForeignKey(Organization, models.PROTECT, related_name="statements")
    unit_code = models.CharField(max_length=10)
    year = models.PositiveSmallIntegerField(_("年度"))
    text = models.TextField(_("做了什么"), blank=True)
    degree = models.CharField(_("做到程度"), max_length=10, choices=Degree, default=Degree.NOT_YET)
    state = models.CharField(max_length=10, choices=State, default=State.DRAFT)
    confirmed_text = models.TextField(blank=True)
    confirmed_degree = models.CharField(max_length=10, choices=Degree, blank=True)
    confirmed_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+")
    confirmed_at = models.DateTimeField(null=True, blank=True)
    saved_at = models.DateTimeField()
    saved_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+")
    version = models.PositiveIntegerField(default=0, editable=False)
    objects = StatementQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["hub", "unit_code", "year"], name="statement_once"),
            models.CheckConstraint(
                name="confirmed_statement_has_date",
                condition=~models.Q(state="CONFIRMED")
                | models.Q(confirmed_at__isnull=False, confirmed_text=models.F("text")),
            ),
        ]
        indexes = [models.Index(fields=["unit_code", "year"], name="statement_unit")]

    def __str__(self) -> str:
        return f"{self.hub} {self.unit_code} {self.year}"

    @property
    def is_changed_since(self) -> bool:
        """The hub is writing on what its head confirmed before."""
        return self.state == self.State.DRAFT and self.confirmed_at is not None


class Remark(models.Model):
    """What the body above notes beside a statement; the hub may answer. It never changes the hub's words."""

    statement = models.ForeignKey(Statement, models.CASCADE, related_name="remarks")
    text = models.TextField(_("批注"))
    written_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    written_at = models.DateTimeField()
    reply = models.TextField(_("答复"), blank=True)
    replied_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+")
    replied_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["-written_at", "-pk"]
        constraints = [
            models.CheckConstraint(name="remark_has_text", condition=~models.Q(text="")),
            models.CheckConstraint(
                name="remark_reply_has_date",
                condition=models.Q(reply="", replied_at__isnull=True)
                | (models.Q(replied_at__isnull=False) & ~models.Q(reply="")),
            ),
        ]

    def __str__(self) -> str:
        return self.text[:40]


class CoordinationQuerySet(models.QuerySet["CoordinationRequest"]):
    def visible_to(self, user: Any, at: Any) -> CoordinationQuerySet:
        if not user.is_authenticated:
            return self.none()
        return self.filter(models.Q(hub__in=hubs_of(user, at)) | models.Q(hub__in=overseen_by(user, at)))


class CoordinationRequest(models.Model):
    """A hub asks the body above to coordinate; unanswered after the setting's days it is overdue at both ends."""

    class State(models.TextChoices):
        FILED = "FILED", _("待答复")
        ANSWERED = "ANSWERED", _("已答复")
        WITHDRAWN = "WITHDRAWN", _("已撤回")

    flow = Flow(
        answer=({State.FILED}, State.ANSWERED),
        withdraw=({State.FILED}, State.WITHDRAWN),
        restore=({State.WITHDRAWN}, State.FILED),
    )
    hub = models.ForeignKey(Organization, models.PROTECT, related_name="coordination_requests")
    addressed_to = models.ForeignKey(Organization, models.PROTECT, related_name="coordination_inbox")
    subject = models.CharField(_("事项"), max_length=160)
    detail = models.TextField(_("情况和请求"))
    state = models.CharField(max_length=10, choices=State, default=State.FILED)
    filed_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    filed_at = models.DateTimeField()
    due_on = models.DateField(_("答复期限"))
    answer = models.TextField(_("答复"), blank=True)
    answered_at = models.DateTimeField(null=True, blank=True)
    answered_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+")
    withdrawn_at = models.DateTimeField(null=True, blank=True)
    key = models.CharField(max_length=60, unique=True)
    objects = CoordinationQuerySet.as_manager()

    class Meta:
        ordering = ["-filed_at"]
        constraints = [
            models.CheckConstraint(
                name="answered_request_has_answer",
                condition=~models.Q(state="ANSWERED") | (models.Q(answered_at__isnull=False) & ~models.Q(answer="")),
            ),
            models.CheckConstraint(
                name="withdrawn_request_has_date",
                condition=models.Q(state="WITHDRAWN") ^ models.Q(withdrawn_at__isnull=True),
            ),
        ]
        indexes = [models.Index(fields=["hub", "due_on"], name="request_hub_due")]

    def __str__(self) -> str:
        return self.subject

    @property
    def is_late(self) -> bool:
        """Answered after its deadline."""
        return self.answered_at is not None and local_date(self.answered_at) > self.due_on


class RequestQuestion(models.Model):
    """The body above asks back before it answers; the deadline does not stand still meanwhile."""

    request = models.ForeignKey(CoordinationRequest, models.CASCADE, related_name="questions")
    text = models.TextField(_("要补充什么"))
    asked_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    asked_at = models.DateTimeField()
    reply = models.TextField(_("补充情况"), blank=True)
    replied_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+")
    replied_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["asked_at"]
        constraints = [
            models.UniqueConstraint(
                fields=["request"], condition=models.Q(replied_at__isnull=True), name="request_one_open_question"
            ),
            models.CheckConstraint(
                name="question_reply_has_date",
                condition=models.Q(reply="", replied_at__isnull=True)
                | (models.Q(replied_at__isnull=False) & ~models.Q(reply="")),
            ),
        ]

    def __str__(self) -> str:
        return self.text[:40]


class Reminder(models.Model):
    """The overseeing body reminded a hub of something late: who, of what, when."""

    hub = models.ForeignKey(Organization, models.PROTECT, related_name="reminders")
    sent_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    matter = models.CharField(max_length=40)
    period_code = models.CharField(max_length=16)
    sent_on = models.DateField()
    sent_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["hub", "matter", "period_code", "sent_on"], name="reminder_once_a_day")
        ]

    def __str__(self) -> str:
        return f"{self.hub} {self.matter}"
