from __future__ import annotations

from typing import Any

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from shuniu.kernel.orgs.models.organization import Organization


class MergeQuerySet(models.QuerySet["Merge"]):
    def standing(self) -> MergeQuerySet:
        return self.filter(split_at__isnull=True)


class Merge(models.Model):
    """One organization that stood in the register twice: which row stays, what followed, and how it all comes back."""

    class Because(models.TextChoices):
        CODE = "code", _("统一社会信用代码相同")
        PERSON = "person", _("人工判断")

    kept = models.ForeignKey(Organization, models.PROTECT, related_name="merges")
    gone = models.ForeignKey(Organization, models.PROTECT, related_name="merged_as")
    because = models.CharField(max_length=10, choices=Because)
    reason = models.CharField(_("依据"), max_length=200, blank=True)
    # Column → [before, after] of the two rows themselves: a split puts back what nobody changed since.
    kept_changes = models.JSONField(default=dict)
    gone_changes = models.JSONField(default=dict)
    merged_at = models.DateTimeField()
    merged_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+")
    split_at = models.DateTimeField(null=True, blank=True)
    split_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+")
    split_reason = models.CharField(_("拆开的理由"), max_length=200, blank=True)
    objects = MergeQuerySet.as_manager()

    class Meta:
        ordering = ["-merged_at", "-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["gone"], condition=models.Q(split_at__isnull=True), name="merge_standing_once"
            ),
            models.CheckConstraint(name="merge_of_two", condition=~models.Q(kept=models.F("gone"))),
        ]

    def __str__(self) -> str:
        return f"{self.gone} → {self.kept}"


class MergeStep(models.Model):
    """One row of any table that followed a merge: its column pointed to `old` and now points to `new`.

    A row that the kept organization had already lies in `content` as it was, until a split puts it back.
    """

    merge = models.ForeignKey(Merge, models.CASCADE, related_name="steps")
    model = models.CharField(max_length=80)
    column = models.CharField(max_length=63, blank=True)
    # The model of which `old` and `new` are rows.
    target = models.CharField(max_length=80, blank=True)
    row_id = models.BigIntegerField()
    old = models.BigIntegerField(null=True)
    new = models.BigIntegerField(null=True)
    content = models.JSONField(null=True)

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.CheckConstraint(
                name="merge_step_moved_or_kept_aside",
                condition=models.Q(content__isnull=False)
                | models.Q(old__isnull=False, new__isnull=False) & ~models.Q(column=""),
            )
        ]

    def __str__(self) -> str:
        return f"{self.model} {self.row_id}"

    @property
    def folded(self) -> bool:
        return self.content is not None


class FormerCode(models.Model):
    """A credit code under which an organization was known: a roster that still has it finds the organization.

    `merge` names the merge through which it came, and with which it goes.
    """

    organization = models.ForeignKey(Organization, models.CASCADE, related_name="former_codes")
    code = models.CharField(max_length=18)
    until = models.DateField()
    merge = models.ForeignKey(Merge, models.CASCADE, null=True, blank=True, related_name="+")

    class Meta:
        ordering = ["-until", "pk"]
        constraints = [models.UniqueConstraint(fields=["organization", "code"], name="former_code_once")]
        indexes = [models.Index(fields=["code"], name="former_code")]

    def __str__(self) -> str:
        return self.code


def present_of(organization: Organization) -> Organization:
    """The row that stands for the organization today, through however many merges."""
    row: Any = organization
    while row.merged_into_id is not None:
        row = row.merged_into
    return row
