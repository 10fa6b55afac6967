from __future__ import annotations

from datetime import date

from django.db import models
from django.utils.translation import gettext_lazy as _

from shuniu.kernel.specification.models import in_language


class AreaQuerySet(models.QuerySet["Area"]):
    def standing(self) -> AreaQuerySet:
        """Those that have not been given up."""
        return self.filter(valid_to__isnull=True)


class Area(models.Model):
    """A city, a district or a subdistrict by its administrative code.

    It keeps its code; its former names have days, and one that is given up says since when and what it became part of.
    """

    class Level(models.TextChoices):
        CITY = "city", _("市")
        DISTRICT = "district", _("区")
        SUBDISTRICT = "subdistrict", _("街道（乡镇）")

    code = models.CharField(max_length=12, unique=True)
    name = models.CharField(max_length=60)
    name_hant = models.CharField(max_length=60, blank=True)
    name_en = models.CharField(max_length=80, blank=True)
    level = models.CharField(max_length=20, choices=Level)
    parent = models.ForeignKey("self", models.PROTECT, null=True, blank=True, related_name="parts")
    valid_from = models.DateField(_("设立日期"), null=True, blank=True)
    valid_to = models.DateField(_("撤销日期"), null=True, blank=True)
    became = models.ForeignKey("self", models.PROTECT, verbose_name=_("并入"), null=True, blank=True, related_name="+")
    objects = AreaQuerySet.as_manager()

    class Meta:
        ordering = ["code"]
        constraints = [
            models.CheckConstraint(
                name="area_ends_after_start",
                condition=models.Q(valid_from__isnull=True)
                | models.Q(valid_to__isnull=True)
                | models.Q(valid_to__gt=models.F("valid_from")),
            ),
            models.CheckConstraint(
                name="area_becomes_another_once_ended",
                condition=models.Q(became__isnull=True)
                | (models.Q(valid_to__isnull=False) & ~models.Q(became=models.F("id"))),
            ),
        ]

    def __str__(self) -> str:
        return in_language(self, "name")

    def name_on(self, day: date) -> str:
        """What it was called on a day: the former name that was given up next after it, else the present one."""
        later = [row for row in self.former_names.all() if row.until > day]
        return min(later, key=lambda row: row.until).name if later else str(self)


class FormerAreaName(models.Model):
    """What an area was called before: a county that became a district is one area with two names."""

    area = models.ForeignKey(Area, models.CASCADE, related_name="former_names")
    name = models.CharField(max_length=60)
    until = models.DateField()

    class Meta:
        ordering = ["-until"]
        constraints = [models.UniqueConstraint(fields=["area", "name"], name="former_area_name_once")]

    def __str__(self) -> str:
        return self.name


class Field(models.Model):
    """A field of work in which one hub gathers the organizations."""

    code = models.SlugField(max_length=40, unique=True)
    name = models.CharField(max_length=60)
    name_hant = models.CharField(max_length=60, blank=True)
    name_en = models.CharField(max_length=80, blank=True)

    class Meta:
        ordering = ["code"]

    def __str__(self) -> str:
        return in_language(self, "name")
