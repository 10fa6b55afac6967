from __future__ import annotations

from typing import Any

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.utils.translation import gettext_lazy as _

from shuniu.domain.support.models.exchange.opportunity import KeptByHub
from shuniu.engines.exchange.models import Offer, ResourceKind
from shuniu.kernel.core.flow import Flow
from shuniu.kernel.orgs.models import Organization
from shuniu.kernel.orgs.queries import bodies_of
from shuniu.kernel.record.models import Attachment


class PartnershipQuerySet(KeptByHub):
    def visible_to(self, user: Any, at: Any) -> PartnershipQuerySet:
        """The hub, those above it, and the partner."""
        if not user.is_authenticated:
            return self.none()
        near = super().visible_to(user, at).values("pk")
        return self.filter(models.Q(pk__in=near) | models.Q(partner__in=bodies_of(user, at)))


class Partnership(models.Model):
    """What a hub and a partner signed: elements, term, deliverables, which become offers once it is approved (A08.3)."""

    class Element(models.TextChoices):
        FUNDS = "funds", _("资金")
        PROJECTS = "projects", _("合作项目")
        PLANNING = "planning", _("策划")
        CONSULTANCY = "consultancy", _("咨询")
        PEOPLE = "people", _("人力资源")

    class State(models.TextChoices):
        SUBMITTED = "submitted", _("待批准")
        APPROVED = "approved", _("已生效")
        SUSPENDED = "suspended", _("暂停")
        ENDED = "ended", _("已终止")

    flow = Flow(
        approve=({State.SUBMITTED}, State.APPROVED),
        suspend=({State.APPROVED}, State.SUSPENDED),
        resume=({State.SUSPENDED}, State.APPROVED),
        end=({State.SUBMITTED, State.APPROVED, State.SUSPENDED}, State.ENDED),
    )
    hub = models.ForeignKey(Organization, models.PROTECT, related_name="partnerships")
    partner = models.ForeignKey(Organization, models.PROTECT, related_name="partnerships_as_partner")
    title = models.CharField(_("合作事项"), max_length=120)
    elements = ArrayField(models.CharField(max_length=12, choices=Element))
    valid_from = models.DateField(_("起始日期"))
    valid_to = models.DateField(_("终止日期"))
    ties = models.TextField(_("本枢纽的利害关系声明"))
    # The partner signs here with its own declaration, or on a paper that the hub keeps.
    partner_ties = models.TextField(_("伙伴的利害关系声明"), blank=True)
    partner_signed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+"
    )
    partner_signed_at = models.DateTimeField(null=True, blank=True)
    renews = models.OneToOneField("self", models.PROTECT, null=True, blank=True, related_name="renewed_by")
    state = models.CharField(max_length=10, choices=State, default=State.SUBMITTED)
    submitted_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    submitted_at = models.DateTimeField()
    approved_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+")
    approved_at = models.DateTimeField(null=True, blank=True)
    # The overseeing body lets a partner on the abnormal list pass, in writing.
    exception_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+")
    exception_at = models.DateTimeField(null=True, blank=True)
    exception_reason = models.CharField(_("例外的理由"), max_length=200, blank=True)
    suspended_at = models.DateTimeField(null=True, blank=True)
    suspended_why = models.CharField(_("为什么暂停"), max_length=200, blank=True)
    # Said before the term ends: it is not renewed, and why.
    let_end_at = models.DateTimeField(null=True, blank=True)
    let_end_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+")
    let_end_why = models.CharField(_("到期不再续签的原因"), max_length=200, blank=True)
    ended_at = models.DateTimeField(null=True, blank=True)
    end_reason = models.CharField(_("终止的原因"), max_length=200, blank=True)
    key = models.CharField(max_length=60, unique=True)
    objects = PartnershipQuerySet.as_manager()

    class Meta:
        ordering = ["-valid_from", "-pk"]
        indexes = [models.Index(fields=["hub", "valid_from"], name="partnership_hub_from")]
        constraints = [
            models.CheckConstraint(
                name="partnership_ends_after_start", condition=models.Q(valid_to__gt=models.F("valid_from"))
            ),
            models.CheckConstraint(name="partnership_between_two", condition=~models.Q(hub=models.F("partner"))),
            models.CheckConstraint(
                name="partnership_exception_with_reason",
                condition=models.Q(exception_at__isnull=True) | ~models.Q(exception_reason=""),
            ),
            models.CheckConstraint(
                name="partnership_signed_with_ties",
                condition=models.Q(partner_signed_at__isnull=True) | ~models.Q(partner_ties=""),
            ),
            models.CheckConstraint(
                name="partnership_let_end_with_reason",
                condition=models.Q(let_end_at__isnull=True) | ~models.Q(let_end_why=""),
            ),
            models.CheckConstraint(
                name="partnership_ended_with_reason", condition=~models.Q(state="ended") | ~models.Q(end_reason="")
            ),
        ]

    def __str__(self) -> str:
        return self.title

    @property
    def element_labels(self) -> list[Any]:
        return [self.Element(code).label for code in self.elements]


class PartnershipPaper(models.Model):
    """A paper of it: the signed agreement, an annex, a letter."""

    partnership = models.ForeignKey(Partnership, models.PROTECT, related_name="papers")
    name = models.CharField(_("是什么文件"), max_length=80)
    is_signed = models.BooleanField(_("双方签字盖章的协议"), default=False)
    file = models.ForeignKey(Attachment, models.PROTECT, related_name="+")
    added_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    added_at = models.DateTimeField()

    class Meta:
        ordering = ["added_at", "pk"]
        constraints = [models.UniqueConstraint(fields=["partnership", "file"], name="partnership_paper_once")]

    def __str__(self) -> str:
        return self.name


class Deliverable(models.Model):
    """One thing the partner undertakes: what organizations may ask for. With the approval it stands among the offers."""

    partnership = models.ForeignKey(Partnership, models.CASCADE, related_name="deliverables")
    kind = models.CharField(_("类别"), max_length=12, choices=ResourceKind)
    what = models.CharField(_("交付什么"), max_length=80)
    value_fen = models.BigIntegerField(_("金额或折合金额"), default=0)
    is_cash = models.BooleanField(_("是现金"), default=False)
    offer = models.OneToOneField(Offer, models.PROTECT, null=True, blank=True, related_name="deliverable")

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(fields=["partnership", "what"], name="deliverable_once"),
            models.CheckConstraint(name="deliverable_value_not_negative", condition=models.Q(value_fen__gte=0)),
        ]

    def __str__(self) -> str:
        return self.what
