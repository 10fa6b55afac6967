from __future__ import annotations

from datetime import datetime
from typing import Any

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from shuniu.domain.support.models.desk.charter import DeskUnit, ServiceGuide
from shuniu.kernel.core.moments import local_date
from shuniu.kernel.orgs.models import Organization
from shuniu.kernel.orgs.queries import bodies_of, overseen_by
from shuniu.kernel.orgs.rules import SPEAKS
from shuniu.kernel.record.models import Attachment


class RequestQuerySet(models.QuerySet["ServiceRequest"]):
    def visible_to(self, user: Any, at: datetime) -> RequestQuerySet:
        """The hub's staff, the staff of the unit it lies with, who speaks for the applicant, and who oversees the hub."""
        if not user.is_authenticated:
            return self.none()
        staff = bodies_of(user, at, "head", "officer", "clerk").values("pk")
        speaks = bodies_of(user, at, *SPEAKS).values("pk")
        return self.filter(
            models.Q(hub__in=staff)
            | models.Q(unit__organization__in=speaks)
            | models.Q(organization__in=speaks)
            | models.Q(hub__in=overseen_by(user, at))
        )

    def at_desk_of(self, user: Any, at: datetime) -> RequestQuerySet:
        """Those the person can work on: the hub's own, and those that lie with the person's organization."""
        if not user.is_authenticated:
            return self.none()
        staff = bodies_of(user, at, "head", "officer", "clerk").values("pk")
        speaks = bodies_of(user, at, *SPEAKS).values("pk")
        return self.filter(models.Q(hub__in=staff) | models.Q(unit__organization__in=speaks))

    def open(self) -> RequestQuerySet:
        return self.exclude(state="CLOSED")


class ServiceRequest(models.Model):
    """One request at the desk (A09). Its dates are what the clock reads from its steps; see `methods.workclock`."""

    class State(models.TextChoices):
        FILED = "FILED", _("待受理")
        IN_HAND = "IN_HAND", _("办理中")
        MISSING = "MISSING", _("待申请人补充")
        ANSWERED = "ANSWERED", _("已答复，待申请人确认")
        CLOSED = "CLOSED", _("已办结")

    class Channel(models.TextChoices):
        WEB = "web", _("网上")
        PHONE = "phone", _("电话")
        COUNTER = "counter", _("窗口")
        VISIT = "visit", _("走访")

    class Closing(models.TextChoices):
        CONSENT = "consent", _("申请人确认办结")
        LAPSE = "lapse", _("到期没有回音，按公布的规则办结")
        WITHDRAWN = "withdrawn", _("申请人撤回")

    hub = models.ForeignKey(Organization, models.PROTECT, related_name="service_requests")
    guide = models.ForeignKey(ServiceGuide, models.PROTECT, related_name="requests", verbose_name=_("服务事项"))
    organization = models.ForeignKey(
        Organization, models.PROTECT, null=True, blank=True, related_name="requests_made", verbose_name=_("申请组织")
    )
    applicant = models.CharField(_("组织或团队名称"), max_length=120)
    contact_name = models.CharField(_("联系人"), max_length=60)
    phone = models.CharField(_("联系电话"), max_length=30)
    # However it is written, the same telephone is the same caller.
    phone_key = models.CharField(max_length=30, editable=False)
    email = models.EmailField(_("邮箱"), blank=True)
    channel = models.CharField(_("渠道"), max_length=10, choices=Channel, default=Channel.WEB)
    subject = models.CharField(_("要办什么事"), max_length=120)
    text = models.TextField(_("具体情况"), blank=True)
    state = models.CharField(max_length=10, choices=State, default=State.FILED)
    filed_at = models.DateTimeField()
    entered_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+")
    reopens = models.OneToOneField("self", models.PROTECT, null=True, blank=True, related_name="reopened_by")
    clock_from = models.DateField(_("计时起点"))
    accept_by = models.DateField(_("受理期限"))
    due_on = models.DateField(_("办结期限"), null=True, blank=True)
    unit = models.ForeignKey(DeskUnit, models.PROTECT, related_name="requests", verbose_name=_("现在由谁办"))
    assigned_to = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+")
    accepted_at = models.DateTimeField(null=True, blank=True)
    missing_told_at = models.DateTimeField(null=True, blank=True)
    missing = models.TextField(_("要补的材料和情况"), blank=True)
    reply_by = models.DateField(_("申请人回复期限"), null=True, blank=True)
    answer = models.TextField(_("答复"), blank=True)
    answered_at = models.DateTimeField(null=True, blank=True)
    answered_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+")
    answered_unit = models.ForeignKey(DeskUnit, models.PROTECT, null=True, blank=True, related_name="+")
    sent_elsewhere = models.CharField(_("请申请人另找了谁"), max_length=120, blank=True)
    closing = models.CharField(max_length=10, choices=Closing, blank=True)
    closed_at = models.DateTimeField(null=True, blank=True)
    # Who was signed in when the applicant agreed; nobody: it rests on the applicant's address alone.
    agreed_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+")
    token = models.CharField(max_length=40, unique=True)
    # The desk printed the applicant's address: what is said through it may be the desk's own word.
    address_printed = models.BooleanField(default=False)
    key = models.CharField(max_length=60, unique=True)
    version = models.PositiveIntegerField(default=0)
    objects = RequestQuerySet.as_manager()

    class Meta:
        ordering = ["due_on", "pk"]
        indexes = [
            models.Index(fields=["hub", "due_on"], condition=~models.Q(state="CLOSED"), name="request_open_due"),
            models.Index(fields=["hub", "filed_at"], name="request_hub_filed"),
            models.Index(fields=["hub", "phone_key"], name="request_hub_phone"),
            models.Index(fields=["hub", "closed_at"], name="request_hub_closed"),
        ]
        constraints = [
            models.CheckConstraint(name="request_has_words", condition=~models.Q(subject="") & ~models.Q(applicant="")),
            models.CheckConstraint(
                name="request_closed_says_how",
                condition=models.Q(state="CLOSED", closed_at__isnull=False) & ~models.Q(closing="")
                | ~models.Q(state="CLOSED") & models.Q(closing="", closed_at__isnull=True),
            ),
            # Nothing is closed without an answer; only the applicant may give a request up before one, or fall silent
            # after having been asked.
            models.CheckConstraint(
                name="request_answered_before_consent",
                condition=~models.Q(state="ANSWERED") & ~models.Q(closing="consent")
                | (~models.Q(answer="") & models.Q(answered_at__isnull=False)),
            ),
            models.CheckConstraint(
                name="request_lapses_only_after_the_applicant_was_asked",
                condition=~models.Q(closing="lapse") | models.Q(reply_by__isnull=False) & ~models.Q(answer=""),
            ),
            models.CheckConstraint(
                name="request_has_a_due_date_unless_asked",
                condition=models.Q(due_on__isnull=False) | models.Q(state="MISSING") | models.Q(state="CLOSED"),
            ),
        ]

    def __str__(self) -> str:
        return self.subject

    @property
    def is_open(self) -> bool:
        return self.state != self.State.CLOSED

    def is_late(self, at: datetime) -> bool:
        """Past its day: not answered yet, or answered afterwards."""
        if self.due_on is None:
            return False
        return local_date(self.answered_at or at) > self.due_on


class RequestStep(models.Model):
    """What happened to a request, in its order: the clock is read from these rows and from nothing else."""

    class Kind(models.TextChoices):
        SUBMIT = "submit", _("提交")
        ACCEPT = "accept", _("受理")
        MOVE = "move", _("转办")
        ASK = "ask", _("一次告知要补的")
        REPLY = "reply", _("申请人补充")
        ANSWER = "answer", _("答复")
        DISAGREE = "disagree", _("申请人认为没有办好")
        CONSENT = "consent", _("申请人确认办结")
        LAPSE = "lapse", _("到期没有回音，办结")
        WITHDRAW = "withdraw", _("申请人撤回")
        REOPEN = "reopen", _("重新办理")
        NOTE = "note", _("沟通")

    request = models.ForeignKey(ServiceRequest, models.PROTECT, related_name="history")
    position = models.PositiveSmallIntegerField()
    kind = models.CharField(max_length=10, choices=Kind)
    happened_at = models.DateTimeField()
    unit = models.ForeignKey(DeskUnit, models.PROTECT, null=True, blank=True, related_name="+")
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+")
    text = models.TextField(blank=True)

    class Meta:
        ordering = ["position"]
        constraints = [models.UniqueConstraint(fields=["request", "position"], name="request_step_once")]

    def __str__(self) -> str:
        return f"{self.get_kind_display()}"


class RequestPaper(models.Model):
    """A file that the applicant handed in."""

    request = models.ForeignKey(ServiceRequest, models.PROTECT, related_name="papers")
    name = models.CharField(max_length=120)
    file = models.ForeignKey(Attachment, models.PROTECT, related_name="+")
    added_at = models.DateTimeField()

    class Meta:
        ordering = ["pk"]

    def __str__(self) -> str:
        return self.name


class RequestLink(models.Model):
    """Two requests that have to do with each other; the same matter twice, or one led to the other."""

    class Kind(models.TextChoices):
        SAME = "same", _("同一件事")
        RELATED = "related", _("相关")

    first = models.ForeignKey(ServiceRequest, models.PROTECT, related_name="links_out")
    second = models.ForeignKey(ServiceRequest, models.PROTECT, related_name="links_in")
    kind = models.CharField(max_length=10, choices=Kind)
    linked_at = models.DateTimeField()
    linked_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["first", "second"], name="request_link_once"),
            models.CheckConstraint(name="request_link_in_order", condition=models.Q(first__lt=models.F("second"))),
        ]

    def __str__(self) -> str:
        return f"{self.first} – {self.second}"


class AnswerTemplate(models.Model):
    """Words a hub's desk answers with, to be completed by hand."""

    hub = models.ForeignKey(Organization, models.PROTECT, related_name="answer_templates")
    name = models.CharField(_("名称"), max_length=60)
    text = models.TextField(_("内容"))
    dropped_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["name"]
        constraints = [
            models.UniqueConstraint(
                fields=["hub", "name"], condition=models.Q(dropped_at__isnull=True), name="answer_template_once"
            ),
            models.CheckConstraint(name="answer_template_has_words", condition=~models.Q(name="") & ~models.Q(text="")),
        ]

    def __str__(self) -> str:
        return self.name
