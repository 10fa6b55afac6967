from __future__ import annotations

from datetime import date
from typing import Any

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.utils import translation
from django.utils.translation import gettext_lazy as _


class Element(models.TextChoices):
    """The six elements in the order of the specification, and the frame around them."""

    OPEN = "open", _("开放式体系")
    SUPPORT = "support", _("支持型平台")
    MECHANISM = "mechanism", _("常态化机制")
    CARRIER = "carrier", _("创新型载体")
    GUIDANCE = "guidance", _("引导性规范")
    BRAND = "brand", _("品牌化特征")
    GENERAL = "general", _("总则与附则")


SIX = (
    Element.OPEN,
    Element.SUPPORT,
    Element.MECHANISM,
    Element.CARRIER,
    Element.GUIDANCE,
    Element.BRAND,
)


class Kind(models.TextChoices):
    DUTY = "duty", _("应尽")
    RECOMMENDED = "recommended", _("提倡")
    OPTIONAL = "optional", _("可选")
    DEFINITION = "definition", _("总述")


class EditionQuerySet(models.QuerySet["Edition"]):
    def in_force(self, day: date) -> EditionQuerySet:
        return self.filter(published=True, valid_from__lte=day).filter(
            models.Q(valid_to__isnull=True) | models.Q(valid_to__gt=day)
        )

    def of_the_city(self, day: date) -> Edition | None:
        """The edition of the widest area in force that day, the newest of it: a district's own stands beside it."""
        rows = sorted(self.in_force(day), key=lambda row: (row.valid_from, row.pk), reverse=True)
        return min(rows, key=lambda row: len(row.area_code.rstrip("0")), default=None)


class Edition(models.Model):
    """A published wording of the specification, by whom and for which area. A superseded one stays readable."""

    code = models.SlugField(max_length=60, unique=True)
    number = models.CharField(_("文号"), max_length=60)
    title = models.CharField(_("名称"), max_length=120)
    title_hant = models.CharField(max_length=120)
    title_en = models.CharField(max_length=200)
    issuer = models.CharField(_("发布机关"), max_length=120)
    area_code = models.CharField(_("适用地区代码"), max_length=12, blank=True)
    area_name = models.CharField(_("适用地区"), max_length=60, blank=True)
    issued_on = models.DateField(_("发布日期"))
    valid_from = models.DateField(_("施行日期"))
    valid_to = models.DateField(_("废止日期"), null=True, blank=True)
    published = models.BooleanField(default=False)
    based_on = models.ForeignKey("self", models.PROTECT, null=True, blank=True, related_name="adaptations")
    objects = EditionQuerySet.as_manager()

    class Meta:
        ordering = ["-valid_from", "code"]
        constraints = [
            models.CheckConstraint(
                name="edition_ends_after_start",
                condition=models.Q(valid_to__isnull=True) | models.Q(valid_to__gt=models.F("valid_from")),
            ),
            models.UniqueConstraint(fields=["issuer", "area_code", "valid_from"], name="edition_begins_once"),
            models.UniqueConstraint(
                fields=["issuer", "area_code"], condition=models.Q(valid_to__isnull=True), name="edition_open_once"
            ),
        ]

    def __str__(self) -> str:
        return in_language(self, "title")


class Unit(models.Model):
    """An article or a clause of one edition: what it asks, in our own short wording in three languages."""

    edition = models.ForeignKey(Edition, models.CASCADE, related_name="units")
    code = models.CharField(max_length=10)
    chapter = models.CharField(max_length=4)
    chapter_title = models.CharField(max_length=60)
    chapter_title_hant = models.CharField(max_length=60)
    chapter_title_en = models.CharField(max_length=120)
    position = models.PositiveSmallIntegerField()
    element = models.CharField(_("要素"), max_length=20, choices=Element)
    kind = models.CharField(_("性质"), max_length=20, choices=Kind)
    conditions = ArrayField(models.CharField(max_length=40), default=list, blank=True)
    actors = ArrayField(models.CharField(max_length=60), default=list, blank=True)
    list_rule = models.CharField(max_length=20, blank=True)
    title = models.CharField(max_length=80)
    title_hant = models.CharField(max_length=80)
    title_en = models.CharField(max_length=160)
    summary = models.TextField()
    summary_hant = models.TextField()
    summary_en = models.TextField()

    class Meta:
        ordering = ["position"]
        constraints = [models.UniqueConstraint(fields=["edition", "code"], name="unit_once_per_edition")]

    def __str__(self) -> str:
        return f"{self.label} {in_language(self, 'title')}"

    @property
    def article(self) -> str:
        return self.code.split(".")[0]

    @property
    def is_clause(self) -> bool:
        return "." in self.code

    @property
    def label(self) -> str:
        return unit_label(self.code)


class OfficialTextQuerySet(models.QuerySet["OfficialText"]):
    def current(self) -> OfficialTextQuerySet:
        return self.filter(replaced_on__isnull=True)

    def earlier(self) -> OfficialTextQuerySet:
        """What stood there before, the newest first."""
        return self.filter(replaced_on__isnull=False).order_by("-replaced_on", "-pk")


class OfficialText(models.Model):
    """The issuer's own words of a unit, loaded by an office beside our summaries; one row per script and loading.

    Words loaded later never wipe out those before: they stay readable under the days on which they stood there.
    """

    class Script(models.TextChoices):
        HANS = "zh-Hans", _("简体")
        HANT = "zh-Hant", _("繁体")

    edition = models.ForeignKey(Edition, models.CASCADE, related_name="official_texts")
    code = models.CharField(max_length=10)
    script = models.CharField(max_length=10, choices=Script)
    text = models.TextField()
    loaded_on = models.DateField()
    replaced_on = models.DateField(null=True, blank=True)
    objects = OfficialTextQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["edition", "code", "script"], condition=models.Q(replaced_on__isnull=True),
                name="official_text_once",
            ),
            models.CheckConstraint(
                name="official_text_replaced_after_loaded",
                condition=models.Q(replaced_on__isnull=True) | models.Q(replaced_on__gte=models.F("loaded_on")),
            ),
        ]  # fmt: skip

    def __str__(self) -> str:
        return f"{self.code} {self.script}"


def in_language(row: Any, field: str, language: str | None = None) -> str:
    """`field` of `row` in the active language: plain zh-Hans, `…_hant`, `…_en`."""
    language = (language or translation.get_language() or "zh-hans").lower()
    if language.startswith("en"):
        return getattr(row, f"{field}_en") or getattr(row, field)
    if language in ("zh-hant", "zh-tw", "zh-hk"):
        return getattr(row, f"{field}_hant") or getattr(row, field)
    return getattr(row, field)


def unit_label(code: str) -> str:
    """`第十四条（一）` in Chinese, `Art. 14(1)` in English, for `A14.1`."""
    number, _dot, clause = code[1:].partition(".")
    if (translation.get_language() or "").startswith("en"):
        return f"Art. {int(number)}" + (f"({clause})" if clause else "")
    mark = "條" if (translation.get_language() or "").lower() == "zh-hant" else "条"
    return f"第{han_number(int(number))}{mark}" + (f"（{han_number(int(clause))}）" if clause else "")


_DIGITS = "零一二三四五六七八九"


def han_number(number: int) -> str:
    """Chinese numeral of 1…99."""
    tens, ones = divmod(number, 10)
    head = "" if tens == 0 else ("十" if tens == 1 else _DIGITS[tens] + "十")
    return head + (_DIGITS[ones] if ones or not tens else "")
