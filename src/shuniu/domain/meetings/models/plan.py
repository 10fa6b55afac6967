from __future__ import annotations

from datetime import datetime
from typing import Any

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from shuniu.engines.gatherings.models import Gathering, Invitee
from shuniu.kernel.core.flow import Flow
from shuniu.kernel.core.moments import local_date, period_of
from shuniu.kernel.orgs.models import Affiliation, Organization
from shuniu.kernel.orgs.queries import bodies_of, hubs_of, overseen_by
from shuniu.kernel.record.models import AnswerCheck


class SecretaryMeetingQuerySet(models.QuerySet["SecretaryMeeting"]):
    def visible_to(self, user: Any, at: Any) -> SecretaryMeetingQuerySet:
        """Who takes part in it, and the organizations asked for topics: those see the call, the agenda and their own topics.

        Asked is whoever got a call while its tie held and was not declined, and every confirmed member while a day for
        topics is set; whoever proposed goes on seeing what became of it.
        """
        if not user.is_authenticated:
            return self.none()
        mine = bodies_of(user, at)
        ties = Affiliation.objects.valid(at).filter(organization__in=mine, declined_at__isnull=True)
        called = TopicCall.objects.filter(organization__in=mine).values("meeting")
        proposed = TopicProposal.objects.filter(organization__in=mine).values("meeting")
        asked = models.Q(pk__in=called, host__in=ties.values("hub")) | models.Q(
            topics_until__isnull=False, host__in=ties.filter(confirmed_at__isnull=False).values("hub")
        )
        return self.filter(self._part_of(user, at) | asked | models.Q(pk__in=proposed))

    def taking_part(self, user: Any, at: Any) -> SecretaryMeetingQuerySet:
        """The host's staff, who oversees the host, and the organizations invited or owing a resolution: they see its papers,
        who came and what was decided."""
        return self.filter(self._part_of(user, at)) if user.is_authenticated else self.none()

    def _part_of(self, user: Any, at: Any) -> models.Q:
        own = models.Q(host__in=hubs_of(user, at))
        overseen = models.Q(host__in=overseen_by(user, at))
        # Each by its own subquery: joined, invitations and resolutions would multiply each other.
        mine = bodies_of(user, at)
        calls = Invitee.objects.filter(organization__in=mine).values("gathering")
        tasks = Resolution.objects.filter(owner__in=mine).values("meeting")
        invited = models.Q(gathering__in=calls) & ~models.Q(state="PLANNED")
        return own | overseen | invited | models.Q(pk__in=tasks)


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

    def has_begun(self, at: datetime) -> bool:
        return bool(at >= self.gathering.starts_at)

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
    # An agenda is what was laid down before the meeting opened: what is written later stays readable as such.
    entered_at = models.DateTimeField(editable=False)

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

    @property
    def is_late(self) -> bool:
        """Put on the agenda only after the meeting had opened."""
        return self.entered_at >= self.meeting.starts_at


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


class TopicProposalQuerySet(models.QuerySet["TopicProposal"]):
    def visible_to(self, user: Any, at: Any) -> TopicProposalQuerySet:
        """The proposing organization, the host's staff and who oversees the host."""
        if not user.is_authenticated:
            return self.none()
        hosts = models.Q(meeting__host__in=hubs_of(user, at)) | models.Q(meeting__host__in=overseen_by(user, at))
        return self.filter(hosts | models.Q(organization__in=bodies_of(user, at)))

    def waiting_for_their_own(self) -> TopicProposalQuerySet:
        """Came by link, and the organization's own people have not said yet whether it is theirs."""
        return self.filter(by_link=True, confirmed_at__isnull=True, denied_at__isnull=True)

    def said_by_link(self) -> TopicProposalQuerySet:
        """Proposed through the link alone: nobody of the organization signed in to it, then or since."""
        return self.filter(by_link=True, confirmed_by__isnull=True)

    def with_checks(self) -> TopicProposalQuerySet:
        """Rows that know as `is_right` what the body above heard when it asked; None where it did not ask."""
        checks = AnswerCheck.objects.filter(subject_type="meetings.topicproposal", subject_id=models.OuterRef("pk"))
        return self.annotate(is_right=models.Subquery(checks.values("is_right")))


class TopicProposal(models.Model):
    """A topic an organization proposes before the meeting, and the answer to it.

    The host passes the links on itself. So what came by link stands as the organization's only once its own people
    have confirmed it; where it has none with an account, the link is all there is, and the body above may ask after it.
    """

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
    by_link = models.BooleanField(_("凭链接提出"), default=False, editable=False)
    confirmed_at = models.DateTimeField(null=True, blank=True, editable=False)
    confirmed_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+")
    denied_at = models.DateTimeField(null=True, blank=True, editable=False)
    answer = models.CharField(_("答复"), max_length=10, choices=Answer, default=Answer.WAITING)
    answer_reason = models.CharField(_("理由"), max_length=200, blank=True)
    answered_at = models.DateTimeField(null=True, blank=True)
    item = models.OneToOneField(AgendaItem, models.SET_NULL, null=True, blank=True, related_name="proposal")
    objects = TopicProposalQuerySet.as_manager()

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

    @property
    def waits_for_its_own(self) -> bool:
        return self.by_link and self.confirmed_at is None and self.denied_at is None

    @property
    def answered_late(self) -> bool:
        return self.answered_at is not None and self.answered_at >= self.meeting.starts_at

    @property
    def host(self) -> Organization:
        return self.meeting.host


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
