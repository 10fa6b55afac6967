from __future__ import annotations

from datetime import datetime
from typing import Any

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from shuniu.kernel.core.flow import Flow
from shuniu.kernel.core.moments import local_date
from shuniu.kernel.orgs.models import Organization
from shuniu.kernel.orgs.models.appointment import DatedQuerySet
from shuniu.kernel.orgs.queries import bodies_of, overseen_by
from shuniu.kernel.record.models import Attachment


class IntakeCondition(models.Model):
    """One published condition for coming under a hub's supervision, with its ground and the paper that shows it (A05.5)."""

    hub = models.ForeignKey(Organization, models.PROTECT, related_name="intake_conditions")
    position = models.PositiveSmallIntegerField()
    title = models.CharField(_("条件"), max_length=160)
    ground = models.CharField(_("依据"), max_length=160)
    paper = models.CharField(_("要交的材料"), max_length=120, blank=True)
    valid_from = models.DateField()
    valid_to = models.DateField(null=True, blank=True)
    objects = DatedQuerySet.as_manager()

    class Meta:
        ordering = ["position", "pk"]
        constraints = [
            models.CheckConstraint(name="condition_has_ground", condition=~models.Q(title="") & ~models.Q(ground="")),
            models.CheckConstraint(
                name="condition_ends_after_start",
                condition=models.Q(valid_to__isnull=True) | models.Q(valid_to__gte=models.F("valid_from")),
            ),
        ]

    def __str__(self) -> str:
        return self.title


class ApplicationQuerySet(models.QuerySet["SupervisionApplication"]):
    def visible_to(self, user: Any, at: datetime) -> ApplicationQuerySet:
        """The hub's staff, and who oversees the hub."""
        if not user.is_authenticated:
            return self.none()
        mine = bodies_of(user, at, "head", "officer", "clerk")
        return self.filter(models.Q(hub__in=mine) | models.Q(hub__in=overseen_by(user, at)))


class SupervisionApplication(models.Model):
    """A body in the making asks a hub to become its supervisory unit (A05.5). The clock runs from the complete file."""

    class State(models.TextChoices):
        FILED = "FILED", _("待核对材料")
        MISSING = "MISSING", _("待补材料")
        COMPLETE = "COMPLETE", _("审核中")
        ADMITTED = "ADMITTED", _("同意")
        REFUSED = "REFUSED", _("不同意")

    class Kind(models.TextChoices):
        SOCIAL_ASSOCIATION = "social_association", _("社会团体")
        SOCIAL_SERVICE = "social_service", _("社会服务机构")
        FOUNDATION = "foundation", _("基金会")

    flow = Flow(
        tell_missing=({State.FILED}, State.MISSING),
        supplement=({State.MISSING}, State.FILED),
        accept_file=({State.FILED, State.MISSING}, State.COMPLETE),
        admit=({State.COMPLETE}, State.ADMITTED),
        refuse=({State.COMPLETE}, State.REFUSED),
    )
    hub = models.ForeignKey(Organization, models.PROTECT, related_name="supervision_applications")
    name = models.CharField(_("拟用名称"), max_length=120)
    kind = models.CharField(_("拟登记类型"), max_length=30, choices=Kind)
    founders = models.CharField(_("发起人或发起单位"), max_length=200)
    plan = models.TextField(_("宗旨、业务范围和筹备情况"))
    contact_name = models.CharField(_("联系人"), max_length=60)
    phone = models.CharField(_("联系电话"), max_length=30)
    email = models.EmailField(_("邮箱"), blank=True)
    state = models.CharField(max_length=10, choices=State, default=State.FILED)
    filed_at = models.DateTimeField()
    check_by = models.DateField(_("核对材料的期限"))
    missing_told_at = models.DateTimeField(null=True, blank=True)
    supplemented_at = models.DateTimeField(null=True, blank=True)
    complete_on = models.DateField(_("材料齐全日期"), null=True, blank=True)
    due_on = models.DateField(_("决定期限"), null=True, blank=True)
    delay_told_at = models.DateTimeField(null=True, blank=True)
    decided_at = models.DateTimeField(null=True, blank=True)
    decided_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+")
    grounds = models.TextField(_("理由和依据"), blank=True)
    remedy = models.TextField(_("不服怎么办"), blank=True)
    token = models.CharField(max_length=40, unique=True)
    key = models.CharField(max_length=60, unique=True)
    objects = ApplicationQuerySet.as_manager()

    class Meta:
        ordering = ["-filed_at", "-pk"]
        indexes = [models.Index(fields=["hub", "due_on"], name="application_hub_due")]
        constraints = [
            models.CheckConstraint(
                name="application_complete_has_clock",
                condition=models.Q(state__in=["FILED", "MISSING"])
                | models.Q(complete_on__isnull=False, due_on__isnull=False),
            ),
            models.CheckConstraint(
                name="application_decided_with_grounds",
                condition=~models.Q(state__in=["ADMITTED", "REFUSED"])
                | (models.Q(decided_at__isnull=False) & ~models.Q(grounds="")),
            ),
            models.CheckConstraint(
                name="application_refused_with_remedy", condition=~models.Q(state="REFUSED") | ~models.Q(remedy="")
            ),
            models.CheckConstraint(
                name="application_missing_was_told",
                condition=~models.Q(state="MISSING") | models.Q(missing_told_at__isnull=False),
            ),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def is_decided(self) -> bool:
        return self.decided_at is not None

    def is_late(self, at: datetime) -> bool:
        """Past its day: not decided yet, or decided afterwards."""
        if self.due_on is None:
            return False
        return local_date(self.decided_at or at) > self.due_on


class IntakeCheck(models.Model):
    """One condition of one application, as published when it was filed: its paper, whether it lacks, whether it is met."""

    application = models.ForeignKey(SupervisionApplication, models.PROTECT, related_name="checks")
    condition = models.ForeignKey(IntakeCondition, models.PROTECT, related_name="+")
    paper = models.ForeignKey(Attachment, models.PROTECT, null=True, blank=True, related_name="+")
    missing = models.CharField(_("要补什么"), max_length=200, blank=True)
    # What the applicant says in words instead of, or beside, a paper.
    said = models.TextField(_("申请人的说明"), blank=True)
    met = models.BooleanField(_("是否符合"), null=True, blank=True)
    note = models.CharField(_("审核意见"), max_length=200, blank=True)

    class Meta:
        ordering = ["condition__position", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["application", "condition"], name="intake_check_once"),
            models.CheckConstraint(
                name="unmet_condition_has_note", condition=~models.Q(met=False) | ~models.Q(note="")
            ),
        ]

    def __str__(self) -> str:
        return f"{self.condition}"


class CoordinationMatter(models.Model):
    """The file of an admitted applicant at the registrar: when it was passed on, what came of it (A05.5, A28)."""

    class Outcome(models.TextChoices):
        REGISTERED = "registered", _("准予登记")
        NOT_REGISTERED = "not_registered", _("不予登记")
        WITHDRAWN = "withdrawn", _("申请人撤回")

    application = models.OneToOneField(SupervisionApplication, models.PROTECT, related_name="matter")
    registrar = models.CharField(_("登记管理机关"), max_length=120)
    reference = models.CharField(_("文号或收件编号"), max_length=60, blank=True)
    passed_on = models.DateField(_("转送日期"))
    passed_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    outcome = models.CharField(_("登记结果"), max_length=16, choices=Outcome, blank=True)
    outcome_on = models.DateField(_("结果日期"), null=True, blank=True)
    outcome_note = models.CharField(_("说明"), max_length=200, blank=True)
    organization = models.ForeignKey(Organization, models.PROTECT, null=True, blank=True, related_name="+")

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="matter_outcome_has_day", condition=models.Q(outcome="") ^ models.Q(outcome_on__isnull=False)
            )
        ]

    def __str__(self) -> str:
        return f"{self.application} → {self.registrar}"
