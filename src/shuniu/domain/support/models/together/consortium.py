from __future__ import annotations

from typing import Any

from django.conf import settings
from django.db import models
from django.db.models import Exists, F, OuterRef, Q
from django.utils.translation import gettext_lazy as _

from shuniu.kernel.core.flow import Flow
from shuniu.kernel.orgs.models import Organization
from shuniu.kernel.orgs.queries import bodies_of, hubs_of, overseen_by


class ConsortiumQuerySet(models.QuerySet["Consortium"]):
    def visible_to(self, user: Any, at: Any) -> ConsortiumQuerySet:
        """Lead and partners (asked ones too), the hub where it is kept; above the hub once it has started."""
        if not user.is_authenticated:
            return self.none()
        mine = bodies_of(user, at)
        partners = Partner.objects.filter(consortium=OuterRef("pk"), organization__in=mine).exclude(state="WITHDRAWN")
        near = Q(hub__in=hubs_of(user, at)) | Q(lead__in=mine) | Exists(partners)
        return self.filter(near | Q(hub__in=overseen_by(user, at), started_at__isnull=False))


class Consortium(models.Model):
    """Organizations that carry one project together, each with its task and its part of the budget (A10.5)."""

    class State(models.TextChoices):
        FORMING = "FORMING", _("组建中")
        RUNNING = "RUNNING", _("进行中")
        ENDED = "ENDED", _("已完成")
        CALLED_OFF = "CALLED_OFF", _("已停止")

    flow = Flow(
        start=({State.FORMING}, State.RUNNING),
        end=({State.RUNNING}, State.ENDED),
        call_off=({State.FORMING, State.RUNNING}, State.CALLED_OFF),
    )
    hub = models.ForeignKey(Organization, models.PROTECT, related_name="consortia_kept")
    lead = models.ForeignKey(Organization, models.PROTECT, verbose_name=_("牵头组织"), related_name="consortia_led")
    title = models.CharField(_("项目名称"), max_length=120)
    aim = models.TextField(_("要解决什么、做成什么样"))
    starts_on = models.DateField(_("开始日期"))
    ends_on = models.DateField(_("结束日期"))
    state = models.CharField(max_length=10, choices=State, default=State.FORMING)
    opened_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    opened_at = models.DateTimeField()
    started_at = models.DateTimeField(null=True, blank=True)
    closed_at = models.DateTimeField(null=True, blank=True)
    closing = models.TextField(_("结果或停止的原因"), blank=True)
    version = models.PositiveIntegerField(default=1)
    key = models.CharField(max_length=60, unique=True)
    objects = ConsortiumQuerySet.as_manager()

    class Meta:
        ordering = ["-opened_at", "-pk"]
        indexes = [models.Index(fields=["hub", "opened_at"], name="consortium_hub_opened")]
        constraints = [
            models.CheckConstraint(name="consortium_has_aim", condition=~Q(title="") & ~Q(aim="")),
            models.CheckConstraint(name="consortium_ends_after_start", condition=Q(ends_on__gt=F("starts_on"))),
            models.CheckConstraint(
                name="consortium_closed_with_words",
                condition=Q(state__in=["FORMING", "RUNNING"], closed_at__isnull=True)
                | Q(state__in=["ENDED", "CALLED_OFF"], closed_at__isnull=False) & ~Q(closing=""),
            ),
        ]

    def __str__(self) -> str:
        return self.title

    @property
    def is_open(self) -> bool:
        return self.state in (self.State.FORMING, self.State.RUNNING)


class PartnerQuerySet(models.QuerySet["Partner"]):
    def counted(self) -> PartnerQuerySet:
        """Those who joined and carry something: a task or a budget line of their own. A name alone is no partner."""
        lines = BudgetLine.objects.filter(partner=OuterRef("pk"))
        return self.filter(Q(state="JOINED") & (~Q(task="") | Exists(lines)))


class Partner(models.Model):
    """One organization's share of a consortium: asked by the lead, joined by its own word."""

    class State(models.TextChoices):
        ASKED = "ASKED", _("待对方同意")
        JOINED = "JOINED", _("已加入")
        DECLINED = "DECLINED", _("未同意")
        WITHDRAWN = "WITHDRAWN", _("邀请已撤回")
        LEFT = "LEFT", _("已退出")

    flow = Flow(
        join=({State.ASKED}, State.JOINED),
        decline=({State.ASKED}, State.DECLINED),
        withdraw=({State.ASKED}, State.WITHDRAWN),
        leave=({State.JOINED}, State.LEFT),
        ask_again=({State.DECLINED, State.WITHDRAWN, State.LEFT, State.JOINED}, State.ASKED),
    )
    consortium = models.ForeignKey(Consortium, models.PROTECT, related_name="partners")
    organization = models.ForeignKey(Organization, models.PROTECT, related_name="partnerships_in_consortia")
    task = models.TextField(_("任务"), blank=True)
    state = models.CharField(max_length=10, choices=State, default=State.ASKED)
    asked_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    asked_at = models.DateTimeField()
    answered_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+")
    answered_at = models.DateTimeField(null=True, blank=True)
    reason = models.CharField(_("原因"), max_length=200, blank=True)
    done = models.TextField(_("完成情况"), blank=True)
    done_on = models.DateField(_("完成日期"), null=True, blank=True)
    done_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+")
    confirmed_at = models.DateTimeField(null=True, blank=True)
    confirmed_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+")
    version = models.PositiveIntegerField(default=1)
    objects = PartnerQuerySet.as_manager()

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(fields=["consortium", "organization"], name="consortium_partner_once"),
            models.CheckConstraint(
                name="consortium_partner_gone_with_reason",
                condition=~Q(state__in=["DECLINED", "LEFT"]) | ~Q(reason=""),
            ),
            models.CheckConstraint(
                name="consortium_task_done_in_words",
                condition=Q(done_on__isnull=True, done="") | Q(done_on__isnull=False) & ~Q(done=""),
            ),
            models.CheckConstraint(
                name="consortium_task_confirmed_by_another",
                condition=Q(confirmed_by__isnull=True) | ~Q(confirmed_by=F("done_by")),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.organization} · {self.consortium}"


class BudgetLine(models.Model):
    """What a partner's share is to cost."""

    partner = models.ForeignKey(Partner, models.CASCADE, related_name="lines")
    item = models.CharField(_("开支项目"), max_length=80)
    amount_fen = models.PositiveBigIntegerField(_("金额"))
    position = models.PositiveSmallIntegerField(default=0)

    class Meta:
        ordering = ["position", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["partner", "position"], name="consortium_line_place_once"),
            models.CheckConstraint(name="consortium_line_costs", condition=Q(amount_fen__gt=0) & ~Q(item="")),
        ]

    def __str__(self) -> str:
        return self.item
