from __future__ import annotations

from typing import Any

from django.db import models
from django.utils.translation import gettext_lazy as _

from shuniu.kernel.orgs.models import Area, Organization
from shuniu.kernel.orgs.queries import hubs_of, overseen_by


class Snapshot(models.Model):
    """All figures of one period, computed at one moment. Once closed nothing in it moves."""

    period_code = models.CharField(max_length=16)
    period_kind = models.CharField(max_length=4)
    starts_on = models.DateField()
    ends_on = models.DateField(help_text="exclusive")
    computed_at = models.DateTimeField()
    closed_at = models.DateTimeField(null=True, blank=True)
    note = models.CharField(_("说明"), max_length=200, blank=True)

    class Meta:
        ordering = ["-starts_on", "period_kind"]
        constraints = [models.UniqueConstraint(fields=["period_code"], name="snapshot_once_per_period")]

    def __str__(self) -> str:
        return self.period_code


class IndicatorValueQuerySet(models.QuerySet["IndicatorValue"]):
    def visible_to(self, user: Any, at: Any) -> IndicatorValueQuerySet:
        """Own hubs and overseen hubs always; of other hubs only what a closed, published period says."""
        published = models.Q(snapshot__closed_at__isnull=False)
        if not user.is_authenticated:
            return self.filter(published)
        mine = models.Q(hub__in=hubs_of(user, at)) | models.Q(hub__in=overseen_by(user, at))
        return self.filter(published | mine)


class IndicatorValue(models.Model):
    """One indicator of one hub in one period: numerator, denominator and what became of the computation."""

    class State(models.TextChoices):
        COMPUTED = "computed", _("已计算")
        NO_DATA = "no_data", _("没有数据")
        FAILED = "failed", _("计算失败")
        NOT_APPLICABLE = "not_applicable", _("不适用")

    snapshot = models.ForeignKey(Snapshot, models.CASCADE, related_name="values")
    hub = models.ForeignKey(Organization, models.PROTECT, related_name="indicator_values")
    code = models.CharField(max_length=12)
    state = models.CharField(max_length=20, choices=State)
    numerator = models.FloatField(null=True, blank=True)
    denominator = models.FloatField(null=True, blank=True)
    value = models.FloatField(null=True, blank=True)
    threshold = models.FloatField(null=True, blank=True)
    score = models.FloatField(null=True, blank=True, help_text="0–100, None when it does not score")
    starts_on = models.DateField(help_text="first day the figure looks at")
    ends_on = models.DateField(help_text="exclusive")
    late_entries = models.PositiveIntegerField(default=0)
    revised_numerator = models.FloatField(
        null=True, blank=True, help_text="the period before, computed anew, where it came out otherwise than closed"
    )
    revised_denominator = models.FloatField(null=True, blank=True)
    failure = models.CharField(max_length=200, blank=True)
    objects = IndicatorValueQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["snapshot", "hub", "code"], name="indicator_value_once"),
            models.CheckConstraint(
                name="computed_value_has_numerator",
                condition=~models.Q(state="computed") | models.Q(numerator__isnull=False),
            ),
        ]
        indexes = [models.Index(fields=["hub", "code"], name="indicator_value_hub")]

    def __str__(self) -> str:
        return f"{self.code} {self.hub_id}"


class SnapshotItem(models.Model):
    """One line of the list behind a figure.

    Half a million of them are written in one statement that takes their `value` from the rows just made, and they go
    with it: a check of each line anew would cost a third of the night's run and find nothing.
    """

    value = models.ForeignKey(IndicatorValue, models.CASCADE, related_name="items", db_constraint=False)
    subject_type = models.CharField(max_length=60)
    subject_id = models.BigIntegerField()
    counted = models.BooleanField()
    late_entry = models.BooleanField(default=False)
    note = models.CharField(max_length=200, blank=True)

    def __str__(self) -> str:
        return f"{self.subject_type}:{self.subject_id}"


class AreaShare(models.Model):
    """One indicator by district for one overseeing body, each organization counted once over all its hubs."""

    snapshot = models.ForeignKey(Snapshot, models.CASCADE, related_name="area_shares")
    body = models.ForeignKey(Organization, models.PROTECT, related_name="area_shares")
    code = models.CharField(max_length=12)
    area = models.ForeignKey(Area, models.PROTECT, null=True, blank=True, related_name="+")
    numerator = models.PositiveIntegerField()
    denominator = models.PositiveIntegerField()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["snapshot", "body", "code", "area"], nulls_distinct=False, name="area_share_once"
            ),
            models.CheckConstraint(
                name="area_share_is_a_share", condition=models.Q(numerator__lte=models.F("denominator"))
            ),
        ]

    def __str__(self) -> str:
        return f"{self.code} {self.area_id}"


class ElementScore(models.Model):
    """The score of one element of one hub in one period; None where no scoring indicator has a figure."""

    snapshot = models.ForeignKey(Snapshot, models.CASCADE, related_name="element_scores")
    hub = models.ForeignKey(Organization, models.PROTECT, related_name="element_scores")
    element = models.CharField(max_length=20)
    score = models.FloatField(null=True, blank=True)
    indicators_counted = models.PositiveSmallIntegerField(default=0)
    is_baseline = models.BooleanField(default=False)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["snapshot", "hub", "element"], name="element_score_once")]

    def __str__(self) -> str:
        return f"{self.hub_id} {self.element}"
