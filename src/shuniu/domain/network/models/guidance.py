"""The hub's own counterparts in districts and subdistricts, what goes down to them and what comes up (A06)."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from shuniu.kernel.core.flow import Flow
from shuniu.kernel.orgs.models import Area, Organization
from shuniu.kernel.orgs.queries import bodies_of, hubs_of, overseen_by

STAFF = ("head", "officer", "clerk")


class CounterpartQuerySet(models.QuerySet["Counterpart"]):
    def visible_to(self, user: Any, at: Any) -> CounterpartQuerySet:
        """The hub and the counterpart itself; whoever oversees the hub once the counterpart has confirmed."""
        if not user.is_authenticated:
            return self.none()
        near = models.Q(hub__in=hubs_of(user, at)) | models.Q(body__in=bodies_of(user, at, *STAFF))
        above = models.Q(hub__in=overseen_by(user, at), confirmed_at__isnull=False)
        return self.filter(near | above)

    def standing(self, day: date) -> CounterpartQuerySet:
        """Not ended and not declined."""
        return self.filter(declined_at=None).filter(models.Q(ended_on=None) | models.Q(ended_on__gt=day))

    def confirmed(self, day: date) -> CounterpartQuerySet:
        return self.standing(day).filter(confirmed_at__isnull=False)


class Counterpart(models.Model):
    """区级、街道（乡镇）对应机构: a hub's corresponding body in an area, with a named person, confirmed by itself."""

    hub = models.ForeignKey(Organization, models.PROTECT, related_name="counterparts")
    area = models.ForeignKey(Area, models.PROTECT, verbose_name=_("所在区域"), related_name="counterparts")
    body = models.ForeignKey(Organization, models.PROTECT, verbose_name=_("对应机构"), related_name="counterpart_of")
    contact = models.CharField(_("联系人"), max_length=60)
    post = models.CharField(_("职务"), max_length=60, blank=True)
    named_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    named_at = models.DateTimeField()
    confirmed_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+")
    confirmed_at = models.DateTimeField(null=True, blank=True)
    declined_at = models.DateTimeField(null=True, blank=True)
    reason = models.CharField(_("不担任的原因"), max_length=200, blank=True)
    ended_on = models.DateField(null=True, blank=True)
    objects = CounterpartQuerySet.as_manager()

    class Meta:
        ordering = ["area__code", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["hub", "area"], condition=models.Q(ended_on=None, declined_at=None), name="counterpart_one_an_area"
            ),
            models.CheckConstraint(name="counterpart_not_the_hub", condition=~models.Q(hub=models.F("body"))),
            models.CheckConstraint(
                name="counterpart_confirmed_by_another",
                condition=models.Q(confirmed_by=None) | ~models.Q(confirmed_by=models.F("named_by")),
            ),
            models.CheckConstraint(
                name="counterpart_declined_with_reason", condition=models.Q(declined_at=None) | ~models.Q(reason="")
            ),
        ]  # fmt: skip

    def __str__(self) -> str:
        return self.body.name

    @property
    def state(self) -> str:
        if self.declined_at:
            return "declined"
        return "ended" if self.ended_on else "confirmed" if self.confirmed_at else "waiting"

    @property
    def state_label(self) -> Any:
        return COUNTERPART_STATES[self.state]


COUNTERPART_STATES = {
    "waiting": _("待对方确认"), "confirmed": _("已确认"), "declined": _("对方没有接受"), "ended": _("已终止"),
}  # fmt: skip


class TaskQuerySet(models.QuerySet["VerticalTask"]):
    def visible_to(self, user: Any, at: Any) -> TaskQuerySet:
        """Both ends; whoever oversees the hub, so that burdens pushed down are seen."""
        if not user.is_authenticated:
            return self.none()
        near = models.Q(hub__in=hubs_of(user, at)) | models.Q(counterpart__body__in=bodies_of(user, at, *STAFF))
        return self.filter(near | models.Q(hub__in=overseen_by(user, at)))


class VerticalTask(models.Model):
    """工作对接: a task sent down with a date, or a request sent up that is answered."""

    class Direction(models.TextChoices):
        DOWN = "down", _("下达")
        UP = "up", _("上报")

    class Kind(models.TextChoices):
        GUIDANCE = "guidance", _("业务指导")
        JOINT = "joint", _("配合工作")
        FIGURES = "figures", _("报数据")
        REQUEST = "request", _("请求支持")

    class State(models.TextChoices):
        OPEN = "OPEN", _("办理中")
        REPORTED = "REPORTED", _("已反馈，待办结")
        CLOSED = "CLOSED", _("已办结")
        DECLINED = "DECLINED", _("超出指导关系，未接受")
        WITHDRAWN = "WITHDRAWN", _("已撤回")

    flow = Flow(
        report=({State.OPEN}, State.REPORTED),
        close=({State.REPORTED}, State.CLOSED),
        send_back=({State.REPORTED}, State.OPEN),
        answer=({State.OPEN}, State.CLOSED),
        decline=({State.OPEN}, State.DECLINED),
        withdraw=({State.OPEN}, State.WITHDRAWN),
    )
    hub = models.ForeignKey(Organization, models.PROTECT, related_name="vertical_tasks")
    counterpart = models.ForeignKey(Counterpart, models.PROTECT, related_name="tasks")
    direction = models.CharField(max_length=5, choices=Direction)
    kind = models.CharField(_("类型"), max_length=10, choices=Kind)
    title = models.CharField(_("事项"), max_length=120)
    detail = models.TextField(_("内容"))
    basis = models.CharField(_("依据"), max_length=160, blank=True)
    due_on = models.DateField(_("期限"))
    state = models.CharField(max_length=10, choices=State, default=State.OPEN)
    key = models.CharField(max_length=60)
    asked_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    asked_at = models.DateTimeField()
    result = models.TextField(_("办理情况"), blank=True)
    reported_at = models.DateTimeField(null=True, blank=True)
    reported_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+")
    reply = models.TextField(_("答复"), blank=True)
    closed_at = models.DateTimeField(null=True, blank=True)
    closed_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+")
    # Fixed by the report: until when the hub has time to close it.
    close_by = models.DateField(_("办结期限"), null=True, blank=True)
    withdrawn_at = models.DateTimeField(null=True, blank=True)
    version = models.PositiveIntegerField(default=0, editable=False)
    objects = TaskQuerySet.as_manager()

    class Meta:
        ordering = ["-asked_at", "-pk"]
        indexes = [models.Index(fields=["hub", "direction", "due_on"], name="vertical_task_due")]
        constraints = [
            models.UniqueConstraint(fields=["counterpart", "key"], name="vertical_task_once"),
            models.CheckConstraint(
                name="vertical_task_down_has_basis", condition=models.Q(direction="up") | ~models.Q(basis="")
            ),
            models.CheckConstraint(
                name="vertical_task_closed_has_moment",
                condition=~models.Q(state="CLOSED") | models.Q(closed_at__isnull=False),
            ),
            models.CheckConstraint(
                name="vertical_task_withdrawn_has_moment",
                condition=models.Q(state="WITHDRAWN", withdrawn_at__isnull=False)
                | (~models.Q(state="WITHDRAWN") & models.Q(withdrawn_at__isnull=True)),
            ),
            models.CheckConstraint(
                name="vertical_task_answered_in_words",
                condition=~models.Q(direction="up", state="CLOSED") | ~models.Q(reply=""),
            ),
        ]  # fmt: skip

    def __str__(self) -> str:
        return self.title


class LocalFigure(models.Model):
    """A figure that a district or subdistrict body enters about itself, for a quarter: nobody above writes it."""

    body = models.ForeignKey(Organization, models.PROTECT, related_name="local_figures")
    key = models.CharField(max_length=80)
    title = models.CharField(_("数据项"), max_length=60)
    unit = models.CharField(_("单位"), max_length=10, blank=True)
    period_code = models.CharField(_("季度"), max_length=8)
    value = models.DecimalField(_("数值"), max_digits=18, decimal_places=4)
    entered_at = models.DateTimeField()
    entered_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    version = models.PositiveIntegerField(default=0, editable=False)

    class Meta:
        ordering = ["-period_code", "title", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["body", "key", "period_code"], name="local_figure_once_a_quarter")
        ]

    def __str__(self) -> str:
        return f"{self.title} {self.value}"


class TaskFigure(models.Model):
    """A figure that a task asks for; answered it points to the body's own figure."""

    task = models.ForeignKey(VerticalTask, models.CASCADE, related_name="figures")
    position = models.PositiveSmallIntegerField()
    title = models.CharField(max_length=60)
    key = models.CharField(max_length=80)
    unit = models.CharField(max_length=10, blank=True)
    differs = models.CharField(max_length=120, blank=True)
    figure = models.ForeignKey(LocalFigure, models.PROTECT, null=True, blank=True, related_name="+")

    class Meta:
        ordering = ["position", "pk"]
        constraints = [models.UniqueConstraint(fields=["task", "key"], name="task_figure_once")]

    def __str__(self) -> str:
        return self.title


class GuidanceVisit(models.Model):
    """走访指导: the hub was there, what it advised; the counterpart confirms and says what it found of use."""

    counterpart = models.ForeignKey(Counterpart, models.PROTECT, related_name="visits")
    visited_on = models.DateField(_("走访日期"))
    visitors = models.CharField(_("谁去的"), max_length=120)
    topic = models.CharField(_("主题"), max_length=120)
    advice = models.TextField(_("指导内容"))
    recorded_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    recorded_at = models.DateTimeField()
    reply = models.CharField(_("对方意见"), max_length=200, blank=True)
    confirmed_at = models.DateTimeField(null=True, blank=True)
    confirmed_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+")

    class Meta:
        ordering = ["-visited_on", "-pk"]
        constraints = [
            models.UniqueConstraint(fields=["counterpart", "visited_on", "topic"], name="guidance_visit_once"),
            models.CheckConstraint(
                name="guidance_visit_confirmed_by_another",
                condition=models.Q(confirmed_by=None) | ~models.Q(confirmed_by=models.F("recorded_by")),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.counterpart} {self.visited_on}"
