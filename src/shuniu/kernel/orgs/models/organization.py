from __future__ import annotations

from typing import Any

from django.contrib.postgres.indexes import GinIndex
from django.contrib.postgres.search import SearchQuery, SearchVectorField
from django.db import models
from django.utils.translation import gettext_lazy as _

from shuniu.kernel.core.search import query_text
from shuniu.kernel.specification.models import in_language


class Area(models.Model):
    """A city, a district or a subdistrict by its administrative code."""

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

    class Meta:
        ordering = ["code"]

    def __str__(self) -> str:
        return in_language(self, "name")


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


class OrganizationKind(models.TextChoices):
    SOCIAL_ASSOCIATION = "social_association", _("社会团体")
    SOCIAL_SERVICE = "social_service", _("社会服务机构")
    FOUNDATION = "foundation", _("基金会")
    GRASSROOTS = "grassroots", _("社区社会组织")
    MASS_ORGANIZATION = "mass_organization", _("人民团体")
    AUTHORITY = "authority", _("机关单位")
    OTHER = "other", _("其他")


class Scale(models.TextChoices):
    SMALL = "small", _("10 人以下")
    MIDDLE = "middle", _("10–49 人")
    LARGE = "large", _("50 人及以上")


class OrganizationQuerySet(models.QuerySet["Organization"]):
    def visible_to(self, user: Any, at: Any) -> OrganizationQuerySet:
        """An organization's public facts are public; notes and contacts lie in rows of their own."""
        return self.filter(merged_into__isnull=True)

    def search(self, text: str) -> OrganizationQuerySet:
        """Every pair of characters of `text` occurs in the name, a former name or the credit code."""
        query = query_text(text)
        if not query:
            return self
        return self.filter(search=SearchQuery(query, search_type="raw", config="simple"))


class Organization(models.Model):
    """One row for all: hub, member, authority or unregistered group. Facts carry source and date."""

    code = models.CharField(_("编号"), max_length=20, unique=True)
    name = models.CharField(_("名称"), max_length=120)
    name_key = models.CharField(max_length=120, db_index=True, editable=False)
    sort_key = models.CharField(max_length=120, db_index=True, editable=False)
    kind = models.CharField(_("类型"), max_length=30, choices=OrganizationKind)
    credit_code = models.CharField(_("统一社会信用代码"), max_length=18, null=True, blank=True, unique=True)
    area = models.ForeignKey(
        Area, models.PROTECT, verbose_name=_("所在区域"), null=True, blank=True, related_name="organizations"
    )
    field = models.ForeignKey(
        Field, models.PROTECT, verbose_name=_("领域"), null=True, blank=True, related_name="organizations"
    )
    registered_on = models.DateField(_("成立（登记）日期"), null=True, blank=True)
    legal_representative = models.CharField(_("法定代表人"), max_length=60, blank=True)
    staff_count = models.PositiveIntegerField(_("专职人员"), null=True, blank=True)
    member_count = models.PositiveIntegerField(_("会员（志愿者）数"), null=True, blank=True)
    address = models.CharField(_("地址"), max_length=200, blank=True)
    purpose = models.TextField(_("宗旨和业务范围"), blank=True)
    activities = models.TextField(_("主要活动"), blank=True)
    source = models.CharField(_("来源"), max_length=40, default="entry")
    facts_on = models.DateField(_("资料日期"), null=True, blank=True)
    claimed_at = models.DateTimeField(null=True, blank=True, editable=False)
    merged_into = models.ForeignKey("self", models.PROTECT, null=True, blank=True, related_name="merged")
    created_at = models.DateTimeField(editable=False)
    search = SearchVectorField(null=True, editable=False)
    version = models.PositiveIntegerField(default=0, editable=False)
    objects = OrganizationQuerySet.as_manager()

    class Meta:
        ordering = ["sort_key", "pk"]
        indexes = [
            GinIndex(fields=["search"], name="organization_search", fastupdate=False),
            models.Index(fields=["field", "kind"], name="organization_field_kind"),
            models.Index(fields=["area"], name="organization_area"),
        ]
        constraints = [
            models.CheckConstraint(
                name="organization_not_merged_into_itself",
                condition=models.Q(merged_into__isnull=True) | ~models.Q(merged_into=models.F("id")),
            )
        ]

    def __str__(self) -> str:
        return self.name


class FormerName(models.Model):
    organization = models.ForeignKey(Organization, models.CASCADE, related_name="former_names")
    name = models.CharField(max_length=120)
    until = models.DateField()

    def __str__(self) -> str:
        return self.name


class RegistrarFact(models.Model):
    """What the registrar says: grade, abnormal list, penalty; dated, never overwritten."""

    class Kind(models.TextChoices):
        GRADE = "grade", _("评估等级")
        ABNORMAL = "abnormal", _("活动异常名录")
        PENALTY = "penalty", _("行政处罚")

    organization = models.ForeignKey(Organization, models.CASCADE, related_name="registrar_facts")
    kind = models.CharField(max_length=20, choices=Kind)
    value = models.CharField(max_length=60)
    valid_from = models.DateField()
    valid_to = models.DateField(null=True, blank=True)
    source = models.CharField(max_length=60)

    def __str__(self) -> str:
        return f"{self.get_kind_display()} {self.value}"
