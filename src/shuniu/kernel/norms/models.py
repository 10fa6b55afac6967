from __future__ import annotations

from datetime import datetime
from typing import Any

from django.db import models
from django.utils.translation import gettext_lazy as _

from shuniu.kernel.orgs.models import Organization
from shuniu.kernel.orgs.models.appointment import DatedQuerySet


class SettingQuerySet(DatedQuerySet):
    def standing(self) -> SettingQuerySet:
        """What was fixed and not taken back before its day."""
        return self.filter(withdrawn_at__isnull=True)

    def valid(self, at: datetime) -> Any:
        return super().valid(at).filter(withdrawn_at__isnull=True)


class Setting(models.Model):
    """A limit that an overseeing body fixed for its hubs, dated; the default stands in code beside its name.

    The area is the owner's; `edition_code` narrows it to hubs under that edition (empty: all its hubs).
    """

    key = models.CharField(max_length=80, db_index=True)
    owner = models.ForeignKey(Organization, models.PROTECT, verbose_name=_("制定单位"), related_name="settings_owned")
    edition_code = models.SlugField(max_length=60, blank=True)
    value = models.DecimalField(_("数值"), max_digits=14, decimal_places=4)
    reason = models.CharField(_("理由"), max_length=200)
    valid_from = models.DateField(_("施行日期"))
    valid_to = models.DateField(null=True, blank=True)
    fixed_at = models.DateTimeField(editable=False)
    withdrawn_at = models.DateTimeField(null=True, blank=True, editable=False)
    objects = SettingQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["key", "owner", "edition_code", "valid_from"],
                condition=models.Q(withdrawn_at__isnull=True),
                name="setting_once_a_day",
            ),
            models.CheckConstraint(
                name="setting_ends_after_start",
                condition=models.Q(valid_to__isnull=True) | models.Q(valid_to__gt=models.F("valid_from")),
            ),
            models.CheckConstraint(name="setting_not_negative", condition=models.Q(value__gte=0)),
        ]

    def __str__(self) -> str:
        return f"{self.key} = {self.value}"


class CalendarYear(models.Model):
    """A year whose working calendar is in: where it comes from. A year without a row is not announced yet."""

    year = models.PositiveSmallIntegerField(unique=True)
    source = models.CharField(_("依据"), max_length=200)
    issued_on = models.DateField(_("发布日期"), null=True, blank=True)
    loaded_at = models.DateTimeField()

    class Meta:
        ordering = ["year"]

    def __str__(self) -> str:
        return str(self.year)


class Holiday(models.Model):
    """A day that differs from Monday to Friday: a public holiday, or a weekend day worked in exchange."""

    day = models.DateField(unique=True)
    is_working = models.BooleanField(_("是否上班"))
    name = models.CharField(_("名称"), max_length=60)

    class Meta:
        ordering = ["day"]

    def __str__(self) -> str:
        return f"{self.day} {self.name}"
