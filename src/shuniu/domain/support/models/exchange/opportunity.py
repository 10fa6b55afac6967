from __future__ import annotations

from typing import Any

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from shuniu.engines.exchange.models import Offer, ResourceKind
from shuniu.kernel.orgs.models import Organization
from shuniu.kernel.orgs.queries import hubs_of, overseen_by


class KeptByHub(models.QuerySet[Any]):
    def visible_to(self, user: Any, at: Any) -> KeptByHub:
        """The hub and those above it."""
        if not user.is_authenticated:
            return self.none()
        return self.filter(models.Q(hub__in=hubs_of(user, at)) | models.Q(hub__in=overseen_by(user, at)))


class DepartmentProposal(models.Model):
    """What a hub asked a department for, and what the department said (A08.1)."""

    class Result(models.TextChoices):
        WAITING = "waiting", _("等答复")
        OBTAINED = "obtained", _("争取到了")
        REFUSED = "refused", _("没有争取到")

    hub = models.ForeignKey(Organization, models.PROTECT, related_name="department_proposals")
    department = models.ForeignKey(
        Organization, models.PROTECT, related_name="proposals_received", verbose_name=_("党政部门")
    )
    subject = models.CharField(_("建议事项"), max_length=120)
    asked = models.TextField(_("希望得到什么支持"))
    made_on = models.DateField(_("提出日期"))
    recorded_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    recorded_at = models.DateTimeField()
    result = models.CharField(_("结果"), max_length=10, choices=Result, default=Result.WAITING)
    reply = models.TextField(_("部门答复"), blank=True)
    replied_on = models.DateField(_("答复日期"), null=True, blank=True)
    key = models.CharField(max_length=60, unique=True)
    objects = KeptByHub.as_manager()

    class Meta:
        ordering = ["-made_on", "-pk"]
        indexes = [models.Index(fields=["hub", "made_on"], name="proposal_hub_made")]
        constraints = [
            models.CheckConstraint(
                name="proposal_result_has_reply",
                condition=models.Q(result="waiting") | (models.Q(replied_on__isnull=False) & ~models.Q(reply="")),
            )
        ]

    def __str__(self) -> str:
        return self.subject


class Opportunity(models.Model):
    """A policy, fund or project won from a department, published to all eligible organizations at once (A08.1)."""

    hub = models.ForeignKey(Organization, models.PROTECT, related_name="opportunities")
    proposal = models.ForeignKey(
        DepartmentProposal, models.PROTECT, null=True, blank=True, related_name="opportunities"
    )
    department = models.ForeignKey(
        Organization, models.PROTECT, related_name="opportunities_given", verbose_name=_("党政部门")
    )
    kind = models.CharField(_("类别"), max_length=12, choices=ResourceKind, default=ResourceKind.PROJECT)
    title = models.CharField(_("机会名称"), max_length=80)
    details = models.TextField(_("内容、条件和怎样申请"))
    value_fen = models.BigIntegerField(_("金额"), null=True, blank=True)
    obtained_on = models.DateField(_("取得日期"))
    deadline = models.DateField(_("申请截止"))
    open_to_all = models.BooleanField(_("非会员也可以申请"), default=True)
    recorded_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    recorded_at = models.DateTimeField()
    offer = models.OneToOneField(Offer, models.PROTECT, null=True, blank=True, related_name="opportunity")
    published_at = models.DateTimeField(null=True, blank=True)
    published_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+")
    days_left = models.SmallIntegerField(_("公布时还剩的工作日"), null=True, blank=True)
    eligible = models.PositiveIntegerField(_("符合条件的组织"), default=0)
    told = models.PositiveIntegerField(_("收到通知的组织"), default=0)
    late_reason = models.CharField(_("为什么剩下的时间不多"), max_length=200, blank=True)
    is_late = models.BooleanField(default=False)
    changed_at = models.DateTimeField(null=True, blank=True)
    change_reason = models.CharField(_("为什么改"), max_length=200, blank=True)
    withdrawn_at = models.DateTimeField(null=True, blank=True)
    withdrawn_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+")
    withdraw_reason = models.CharField(_("为什么撤销"), max_length=200, blank=True)
    version = models.PositiveIntegerField(default=0)
    key = models.CharField(max_length=60, unique=True)
    objects = KeptByHub.as_manager()

    class Meta:
        ordering = ["-obtained_on", "-pk"]
        indexes = [models.Index(fields=["hub", "obtained_on"], name="opportunity_hub_obtained")]
        constraints = [
            models.CheckConstraint(
                name="opportunity_late_with_reason", condition=models.Q(is_late=False) | ~models.Q(late_reason="")
            ),
            models.CheckConstraint(
                name="opportunity_published_as_offer",
                condition=models.Q(published_at__isnull=True) | models.Q(offer__isnull=False),
            ),
            models.CheckConstraint(
                name="opportunity_withdrawn_with_reason",
                condition=models.Q(withdrawn_at__isnull=True) | ~models.Q(withdraw_reason=""),
            ),
        ]

    def __str__(self) -> str:
        return self.title
