from __future__ import annotations

from datetime import date, datetime
from typing import Any

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from shuniu.kernel.core.flow import Flow
from shuniu.kernel.core.money import yuan
from shuniu.kernel.orgs.models import Affiliation, Area, Organization, OrganizationKind
from shuniu.kernel.orgs.queries import bodies_of, hubs_of, overseen_by


class JoiningConditions(models.Model):
    """What a hub publishes about joining it: one text and one fee for everybody; a new one ends the one before."""

    hub = models.ForeignKey(Organization, models.PROTECT, related_name="joining_conditions")
    who_may_join = models.TextField(_("谁可以加入"))
    rights = models.TextField(_("会员有什么"))
    duties = models.TextField(_("会员做什么"), blank=True)
    papers = models.TextField(_("要带的材料"), blank=True)
    fee_fen = models.PositiveBigIntegerField(_("会费（元/年）"), default=0)
    fee_basis = models.CharField(_("会费依据和用途"), max_length=200, blank=True)
    contact = models.CharField(_("咨询方式"), max_length=120)
    published_at = models.DateTimeField()
    published_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    ended_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["-published_at", "-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["hub"], condition=models.Q(ended_at__isnull=True), name="joining_conditions_open_once"
            ),
            models.CheckConstraint(
                name="joining_fee_has_basis", condition=models.Q(fee_fen=0) | ~models.Q(fee_basis="")
            ),
        ]

    def __str__(self) -> str:
        return f"{self.hub}"

    @property
    def fee(self) -> str:
        return yuan(self.fee_fen)

    @property
    def paper_lines(self) -> list[str]:
        return [line.strip() for line in self.papers.splitlines() if line.strip()]


class MembershipInvitation(models.Model):
    """The hub's head asks an organization to join; the organization accepts or declines, by link or signed in."""

    hub = models.ForeignKey(Organization, models.PROTECT, related_name="membership_invitations_sent")
    organization = models.ForeignKey(Organization, models.PROTECT, related_name="membership_invitations")
    conditions = models.ForeignKey(JoiningConditions, models.PROTECT, related_name="+")
    message = models.CharField(_("想说的话"), max_length=300, blank=True)
    token = models.CharField(max_length=40, unique=True)
    ends_on = models.DateField(_("有效期至"))
    invited_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    invited_at = models.DateTimeField()
    accepted_at = models.DateTimeField(null=True, blank=True)
    declined_at = models.DateTimeField(null=True, blank=True)
    withdrawn_at = models.DateTimeField(null=True, blank=True)
    answered_by = models.CharField(_("答复人姓名和职务"), max_length=60, blank=True)
    reason = models.CharField(_("说明"), max_length=200, blank=True)
    # Who was signed in and spoke for the organization; nobody: the answer came through the address alone.
    answered_by_person = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+"
    )
    tie = models.ForeignKey(Affiliation, models.SET_NULL, null=True, blank=True, related_name="+")

    class Meta:
        ordering = ["-invited_at", "-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["hub", "organization"],
                condition=models.Q(accepted_at__isnull=True, declined_at__isnull=True, withdrawn_at__isnull=True),
                name="membership_invitation_open_once",
            ),
            models.CheckConstraint(
                name="membership_invitation_one_answer",
                condition=models.Q(accepted_at__isnull=True) | models.Q(declined_at__isnull=True),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.hub} → {self.organization}"

    def state(self, today: date) -> str:
        if self.accepted_at:
            return "accepted"
        if self.declined_at:
            return "declined"
        return "withdrawn" if self.withdrawn_at else "over" if self.ends_on <= today else "open"


class ApplicationQuerySet(models.QuerySet["MembershipApplication"]):
    def visible_to(self, user: Any, at: datetime) -> ApplicationQuerySet:
        """The organization and, once filed, the hub; the body above sees what was decided."""
        if not user.is_authenticated:
            return self.none()
        State = MembershipApplication.State
        filed = models.Q(hub__in=hubs_of(user, at)) & ~models.Q(state=State.DRAFT)
        decided = models.Q(hub__in=overseen_by(user, at), state__in=(State.ADMITTED, State.REFUSED))
        return self.filter(filed | decided | models.Q(organization__in=bodies_of(user, at)))

    def under_way(self) -> ApplicationQuerySet:
        return self.filter(state__in=MembershipApplication.OPEN)

    def waiting(self) -> ApplicationQuerySet:
        return self.filter(state=MembershipApplication.State.FILED)


class MembershipApplication(models.Model):
    """One form in which an organization asks to join; the hub decides with reason and date (A05.1)."""

    class State(models.TextChoices):
        DRAFT = "DRAFT", _("草稿")
        FILED = "FILED", _("待决定")
        RETURNED = "RETURNED", _("待补充")
        ADMITTED = "ADMITTED", _("已接纳")
        REFUSED = "REFUSED", _("未接纳")
        WITHDRAWN = "WITHDRAWN", _("已撤回")

    OPEN = (State.DRAFT, State.FILED, State.RETURNED)
    flow = Flow(
        file=({State.DRAFT, State.RETURNED}, State.FILED),
        ask=({State.FILED}, State.RETURNED),
        admit=({State.FILED}, State.ADMITTED),
        refuse=({State.FILED}, State.REFUSED),
        withdraw=({State.DRAFT, State.FILED, State.RETURNED}, State.WITHDRAWN),
        overturn=({State.REFUSED}, State.ADMITTED),
    )
    hub = models.ForeignKey(Organization, models.PROTECT, related_name="applications_received")
    organization = models.ForeignKey(
        Organization, models.PROTECT, null=True, blank=True, related_name="membership_applications"
    )
    conditions = models.ForeignKey(JoiningConditions, models.PROTECT, related_name="applications")
    token = models.CharField(max_length=40, unique=True)
    name = models.CharField(_("单位名称"), max_length=120, blank=True)
    kind = models.CharField(_("类型"), max_length=30, choices=OrganizationKind, blank=True)
    credit_code = models.CharField(_("统一社会信用代码"), max_length=18, blank=True)
    area = models.ForeignKey(Area, models.PROTECT, null=True, blank=True, verbose_name=_("所在区域"), related_name="+")
    leader = models.CharField(_("负责人"), max_length=60, blank=True)
    contact_name = models.CharField(_("联系人和职务"), max_length=60, blank=True)
    contact = models.CharField(_("办公电话或邮箱"), max_length=80, blank=True)
    purpose = models.TextField(_("宗旨和业务范围"), blank=True)
    activities = models.TextField(_("近两年的主要活动"), blank=True)
    wish = models.TextField(_("为什么加入，能一起做什么"), blank=True)
    consented_at = models.DateTimeField(null=True, blank=True)
    fee_fen = models.PositiveBigIntegerField(default=0)
    state = models.CharField(max_length=10, choices=State, default=State.DRAFT)
    started_at = models.DateTimeField()
    started_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+")
    saved_at = models.DateTimeField()
    filed_at = models.DateTimeField(null=True, blank=True)
    # Who was signed in and spoke for the organization when it was filed; nobody: it was filed through the address alone,
    # which the hub could have done as well, and so makes nobody a member before the organization itself has confirmed.
    filed_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+")
    asked_at = models.DateTimeField(null=True, blank=True)
    asked = models.TextField(_("还缺什么"), blank=True)
    complete_at = models.DateTimeField(null=True, blank=True)
    due_on = models.DateField(null=True, blank=True)
    decided_at = models.DateTimeField(null=True, blank=True)
    decided_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+")
    reason = models.TextField(_("理由"), blank=True)
    tie = models.OneToOneField(Affiliation, models.PROTECT, null=True, blank=True, related_name="application")
    version = models.PositiveIntegerField(default=0, editable=False)
    objects = ApplicationQuerySet.as_manager()

    class Meta:
        ordering = ["-started_at", "-pk"]
        indexes = [models.Index(fields=["hub", "state", "due_on"], name="application_hub_state")]
        constraints = [
            models.UniqueConstraint(
                fields=["hub", "organization"],
                condition=models.Q(state__in=["DRAFT", "FILED", "RETURNED"]),
                name="application_under_way_once",
            ),
            models.CheckConstraint(
                name="application_filed_with_consent",
                condition=models.Q(state__in=["DRAFT", "WITHDRAWN"])
                | models.Q(filed_at__isnull=False, consented_at__isnull=False),
            ),
            models.CheckConstraint(
                name="application_refused_with_reason",
                condition=~models.Q(state="REFUSED") | (~models.Q(reason="") & models.Q(decided_at__isnull=False)),
            ),
            models.CheckConstraint(
                name="application_admitted_has_tie",
                condition=~models.Q(state="ADMITTED")
                | models.Q(tie__isnull=False, organization__isnull=False, decided_at__isnull=False),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.name} → {self.hub}"

    @property
    def fee(self) -> str:
        return yuan(self.fee_fen)


class MembershipObjection(models.Model):
    """The refused objects; somebody other than whoever decided answers in writing."""

    application = models.OneToOneField(MembershipApplication, models.PROTECT, related_name="objection")
    decider = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    text = models.TextField(_("异议"))
    filed_by = models.CharField(_("姓名和职务"), max_length=60)
    filed_at = models.DateTimeField()
    due_on = models.DateField()
    upheld = models.BooleanField(null=True)
    answer = models.TextField(_("书面答复"), blank=True)
    answered_at = models.DateTimeField(null=True, blank=True)
    answered_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+")

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="objection_answered_by_another",
                condition=models.Q(answered_by__isnull=True) | ~models.Q(answered_by=models.F("decider")),
            ),
            models.CheckConstraint(
                name="objection_answered_in_writing",
                condition=models.Q(answered_at__isnull=True, upheld__isnull=True)
                | (models.Q(answered_at__isnull=False, upheld__isnull=False) & ~models.Q(answer="")),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.application}"

    @property
    def hub(self) -> Organization:
        return self.application.hub


class TieEnding(models.Model):
    """Why a tie ended and who ended it."""

    affiliation = models.OneToOneField(Affiliation, models.CASCADE, related_name="ending")
    by_hub = models.BooleanField()
    reason = models.CharField(_("原因"), max_length=200, blank=True)
    ended_by = models.CharField(max_length=60)
    ended_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.CheckConstraint(name="hub_ends_with_reason", condition=models.Q(by_hub=False) | ~models.Q(reason=""))
        ]

    def __str__(self) -> str:
        return f"{self.affiliation}"
