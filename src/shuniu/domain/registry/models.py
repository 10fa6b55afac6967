from __future__ import annotations

from typing import Any

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from shuniu.kernel.core.flow import Flow
from shuniu.kernel.orgs.models import Affiliation, Organization
from shuniu.kernel.orgs.queries import hubs_of


class RosterImportQuerySet(models.QuerySet["RosterImport"]):
    def visible_to(self, user: Any, at: Any) -> RosterImportQuerySet:
        """A roster belongs to the hub that brought it."""
        if not user.is_authenticated:
            return self.none()
        return self.filter(hub__in=hubs_of(user, at))


class RosterImport(models.Model):
    """A roster brought in: the file, the columns agreed on, the stored plan, and what became of it."""

    class State(models.TextChoices):
        UPLOADED = "UPLOADED", _("已上传")
        PLANNED = "PLANNED", _("待确认")
        RUNNING = "RUNNING", _("正在导入")
        DONE = "DONE", _("已导入")
        FAILED = "FAILED", _("未完成")
        UNDONE = "UNDONE", _("已撤销")

    flow = Flow(
        plan=({State.UPLOADED, State.PLANNED}, State.PLANNED),
        start=({State.PLANNED, State.FAILED}, State.RUNNING),
        finish=({State.RUNNING}, State.DONE),
        fail=({State.RUNNING}, State.FAILED),
        undo=({State.DONE}, State.UNDONE),
    )
    hub = models.ForeignKey(Organization, models.PROTECT, related_name="roster_imports")
    file_name = models.CharField(_("文件名"), max_length=200)
    file = models.FileField(upload_to="rosters/%Y/%m")
    digest = models.CharField(max_length=64)
    sheet = models.CharField(_("工作表"), max_length=100, blank=True)
    columns = models.JSONField(default=dict)
    state = models.CharField(max_length=10, choices=State, default=State.UPLOADED)
    rows_total = models.PositiveIntegerField(default=0)
    rows_new = models.PositiveIntegerField(default=0)
    rows_changed = models.PositiveIntegerField(default=0)
    rows_same = models.PositiveIntegerField(default=0)
    rows_failing = models.PositiveIntegerField(default=0)
    rows_done = models.PositiveIntegerField(default=0)
    rows_kept = models.PositiveIntegerField(default=0)
    plan_version = models.PositiveIntegerField(default=0)
    uploaded_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    uploaded_at = models.DateTimeField()
    finished_at = models.DateTimeField(null=True, blank=True)
    undone_at = models.DateTimeField(null=True, blank=True)
    failure = models.CharField(max_length=200, blank=True)
    objects = RosterImportQuerySet.as_manager()

    class Meta:
        ordering = ["-uploaded_at"]

    def __str__(self) -> str:
        return self.file_name


class RosterRow(models.Model):
    """One row of a stored plan: its values, its problems, what it will do, and what it did."""

    class Action(models.TextChoices):
        CREATE = "create", _("新增")
        UPDATE = "update", _("更新")
        SAME = "same", _("已有")
        FAILING = "failing", _("需核对")

    roster = models.ForeignKey(RosterImport, models.CASCADE, related_name="rows")
    number = models.PositiveIntegerField(_("行号"))
    action = models.CharField(max_length=10, choices=Action)
    name = models.CharField(max_length=200, blank=True)
    values = models.JSONField(default=dict)
    cells = models.JSONField(default=list)
    problems = models.JSONField(default=list)
    changes = models.JSONField(default=dict)
    is_member = models.BooleanField(default=False)
    organization = models.ForeignKey(Organization, models.SET_NULL, null=True, blank=True, related_name="roster_rows")
    affiliation = models.ForeignKey(Affiliation, models.SET_NULL, null=True, blank=True, related_name="+")
    organization_version = models.PositiveIntegerField(null=True, blank=True)
    done_at = models.DateTimeField(null=True, blank=True)
    kept_at_undo = models.BooleanField(default=False)

    class Meta:
        ordering = ["number"]
        constraints = [models.UniqueConstraint(fields=["roster", "number"], name="roster_row_once")]
        indexes = [models.Index(fields=["roster", "action"], name="roster_row_action")]

    def __str__(self) -> str:
        return f"{self.number} {self.name}"
