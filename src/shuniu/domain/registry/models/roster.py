from __future__ import annotations

from typing import Any

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from shuniu.kernel.core.flow import Flow
from shuniu.kernel.orgs.models import Affiliation, Area, Ending, Field, Organization, OrganizationKind
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
        PLANNED = "PLANNED", _("待导入")
        RUNNING = "RUNNING", _("正在导入")
        DONE = "DONE", _("已导入")
        UNDOING = "UNDOING", _("正在撤销")
        UNDONE = "UNDONE", _("已撤销")

    flow = Flow(
        plan=({State.UPLOADED, State.PLANNED}, State.PLANNED),
        start=({State.PLANNED}, State.RUNNING),
        finish=({State.RUNNING}, State.DONE),
        undo=({State.DONE}, State.UNDOING),
        settle_undo=({State.UNDOING}, State.UNDONE),
    )
    hub = models.ForeignKey(Organization, models.PROTECT, related_name="roster_imports")
    file_name = models.CharField(_("文件名"), max_length=200)
    file = models.FileField(upload_to="rosters/%Y/%m")
    digest = models.CharField(max_length=64)
    sheet = models.CharField(_("工作表"), max_length=100, blank=True)
    headings = models.JSONField(default=list)
    above = models.JSONField(default=list)
    # What stands among the rows and is no body: [row number, text] of notes, totals, titles of sections.
    aside = models.JSONField(default=list)
    columns = models.JSONField(default=dict)
    # Row number → field → the text a person put instead of the cell's: applied whenever the file is checked.
    corrections = models.JSONField(default=dict)
    # Where new organizations go that the file gives no field: nobody leaves the denominator by an empty cell.
    default_field = models.ForeignKey(Field, models.PROTECT, null=True, blank=True, related_name="+")
    state = models.CharField(max_length=10, choices=State, default=State.UPLOADED)
    rows_total = models.PositiveIntegerField(default=0)
    rows_new = models.PositiveIntegerField(default=0)
    rows_changed = models.PositiveIntegerField(default=0)
    rows_same = models.PositiveIntegerField(default=0)
    rows_failing = models.PositiveIntegerField(default=0)
    rows_members = models.PositiveIntegerField(default=0)
    rows_left = models.PositiveIntegerField(default=0)
    rows_kept = models.PositiveIntegerField(default=0)
    plan_version = models.PositiveIntegerField(default=0)
    uploaded_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    uploaded_at = models.DateTimeField()
    started_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+")
    started_at = models.DateTimeField(null=True, blank=True)
    finished_at = models.DateTimeField(null=True, blank=True)
    undo_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+")
    undo_started_at = models.DateTimeField(null=True, blank=True)
    undone_at = models.DateTimeField(null=True, blank=True)
    # Since then the file and its cells as typed are gone; what the import read of them stays.
    forgotten_at = models.DateTimeField(null=True, blank=True)
    objects = RosterImportQuerySet.as_manager()

    class Meta:
        ordering = ["-uploaded_at"]
        constraints = [
            models.CheckConstraint(
                name="roster_done_has_moment",
                condition=~models.Q(state__in=["DONE", "UNDOING", "UNDONE"]) | models.Q(finished_at__isnull=False),
            )
        ]

    def __str__(self) -> str:
        return self.file_name

    @property
    def goods(self) -> int:
        """Rows that an import writes or leaves as they are: all but the failing ones."""
        return self.rows_total - self.rows_failing

    @property
    def writes(self) -> int:
        return self.rows_new + self.rows_changed


class RosterProgress(models.Model):
    """How far a running import is: written on a connection of its own, because the import itself is one transaction."""

    roster = models.OneToOneField(RosterImport, models.CASCADE, related_name="progress")
    rows_done = models.PositiveIntegerField(default=0)

    def __str__(self) -> str:
        return f"{self.rows_done}"


class ColumnMemory(models.Model):
    """What a hub said a heading means; an empty field says: none."""

    hub = models.ForeignKey(Organization, models.CASCADE, related_name="+")
    heading = models.CharField(max_length=60)
    field = models.CharField(max_length=30, blank=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["hub", "heading"], name="column_memory_once")]

    def __str__(self) -> str:
        return f"{self.heading} → {self.field}"


class RosterRow(models.Model):
    """One row of a stored plan: typed values, what is wrong, what the import will do, and what it did."""

    class Action(models.TextChoices):
        CREATE = "create", _("新增")
        UPDATE = "update", _("更新")
        SAME = "same", _("没有变化")
        FAILING = "failing", _("需核对")

    class Outcome(models.TextChoices):
        CREATED = "created", _("已新增")
        UPDATED = "updated", _("已更新")
        LINKED = "linked", _("登记册里已有，已对应")
        SAME = "same", _("没有变化")
        LEFT = "left", _("预览后被改过，没有写入")

    # Without an index of its own: `roster_row_once` begins with it, and a plan just stored has no statistics to choose by.
    roster = models.ForeignKey(RosterImport, models.CASCADE, related_name="rows", db_index=False)
    number = models.PositiveIntegerField(_("行号"))
    action = models.CharField(max_length=10, choices=Action)
    name = models.CharField(max_length=120, blank=True)
    name_key = models.CharField(max_length=120, blank=True)
    sort_key = models.CharField(max_length=120, blank=True)
    search_text = models.TextField(blank=True)
    kind = models.CharField(max_length=30, choices=OrganizationKind, blank=True)
    credit_code = models.CharField(max_length=20, null=True, blank=True)
    # A plan is no fact: the register itself checks area and field when the row is written into it.
    area = models.ForeignKey(
        Area, models.DO_NOTHING, null=True, blank=True, related_name="+", db_constraint=False, db_index=False
    )
    field = models.ForeignKey(
        Field, models.DO_NOTHING, null=True, blank=True, related_name="+", db_constraint=False, db_index=False
    )
    registered_on = models.DateField(null=True, blank=True)
    legal_representative = models.CharField(max_length=60, blank=True)
    staff_count = models.PositiveIntegerField(null=True, blank=True)
    member_count = models.PositiveIntegerField(null=True, blank=True)
    capital_fen = models.BigIntegerField(null=True, blank=True)
    address = models.CharField(max_length=200, blank=True)
    supervising_unit = models.CharField(max_length=120, blank=True)
    registration_authority = models.CharField(max_length=120, blank=True)
    purpose = models.TextField(blank=True)
    activities = models.TextField(blank=True)
    ending = models.CharField(max_length=10, choices=Ending, blank=True)
    ended_on = models.DateField(null=True, blank=True)
    is_member = models.BooleanField(default=False)
    cells = models.JSONField(default=list)
    problems = models.JSONField(default=list)
    changes = models.JSONField(default=dict)
    # Written by the import for every row, together with what they point to; an undo empties them first.
    organization = models.ForeignKey(
        Organization, models.SET_NULL, null=True, blank=True, related_name="roster_rows", db_constraint=False, db_index=False,
    )  # fmt: skip
    organization_version = models.PositiveIntegerField(null=True, blank=True)
    affiliation = models.ForeignKey(
        Affiliation, models.SET_NULL, null=True, blank=True, related_name="+", db_constraint=False, db_index=False
    )
    outcome = models.CharField(max_length=10, choices=Outcome, blank=True)
    kept_at_undo = models.BooleanField(default=False)

    class Meta:
        ordering = ["number"]
        constraints = [models.UniqueConstraint(fields=["roster", "number"], name="roster_row_once")]
        indexes = [
            models.Index(fields=["roster", "action", "number"], name="roster_row_action"),
            # A plan of new organizations has neither yet: nothing to enter while it is stored.
            models.Index(
                fields=["organization"], name="roster_row_organization", condition=models.Q(organization__isnull=False)
            ),
            models.Index(
                fields=["affiliation"], name="roster_row_affiliation", condition=models.Q(affiliation__isnull=False)
            ),
        ]

    def __str__(self) -> str:
        return f"{self.number} {self.name}"
