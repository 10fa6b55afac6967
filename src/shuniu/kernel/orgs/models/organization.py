from __future__ import annotations

import re
from datetime import date
from typing import Any

from django.conf import settings
from django.contrib.postgres.indexes import GinIndex
from django.contrib.postgres.search import SearchQuery, SearchVectorField
from django.db import models
from django.db.models.functions import Coalesce
from django.utils.translation import gettext_lazy as _

from shuniu.kernel.core.moments import local_date
from shuniu.kernel.core.registries import search_classes
from shuniu.kernel.core.remembering import remembered
from shuniu.kernel.core.search import DROPPED, fold, query_text
from shuniu.kernel.orgs.models.area import Area, Field


class OrganizationKind(models.TextChoices):
    SOCIAL_ASSOCIATION = "social_association", _("社会团体")
    SOCIAL_SERVICE = "social_service", _("社会服务机构")
    FOUNDATION = "foundation", _("基金会")
    GRASSROOTS = "grassroots", _("社区社会组织")
    MASS_ORGANIZATION = "mass_organization", _("人民团体")
    AUTHORITY = "authority", _("机关单位")
    OTHER = "other", _("其他")


class Ending(models.TextChoices):
    """In which way an organization ended."""

    DISSOLVED = "dissolved", _("注销")
    REVOKED = "revoked", _("撤销（吊销）登记")
    ENDED = "ended", _("终止活动")


class Scale(models.TextChoices):
    SMALL = "small", _("10 人以下")
    MIDDLE = "middle", _("10–49 人")
    LARGE = "large", _("50 人及以上")


_LATIN = re.compile("[0-9a-z]")


def fold_name(name: str) -> str:
    """Two spellings of one name give one key: width (that of brackets too), case, spaces and quotes do not count."""
    folded = fold(name)
    return (folded if folded.isalnum() else folded.translate(DROPPED))[:120]


class OrganizationQuerySet(models.QuerySet["Organization"]):
    def visible_to(self, user: Any, at: Any) -> OrganizationQuerySet:
        """Public facts are public. A group without a code that only one hub's roster knows is seen by that hub alone."""
        present = self.filter(merged_into__isnull=True)
        if user is None or not user.is_authenticated:
            return present.filter(brought_by__isnull=True)
        mine = own_bodies(user, at)
        own = models.Q(brought_by__isnull=True) | models.Q(brought_by__in=mine) | models.Q(pk__in=mine)
        return present.filter(own)

    def living(self, day: date) -> OrganizationQuerySet:
        """Those that had not ended on that day."""
        return self.filter(models.Q(ended_on__isnull=True) | models.Q(ended_on__gt=day))

    def ended(self, day: date) -> OrganizationQuerySet:
        return self.filter(ended_on__lte=day)

    def communities(self) -> OrganizationQuerySet:
        """Subdistricts, villages and residents' committees: no social organization, and its place is a subdistrict."""
        local = (OrganizationKind.AUTHORITY, OrganizationKind.OTHER)
        return self.filter(kind__in=local, area__level=Area.Level.SUBDISTRICT, merged_into__isnull=True)

    def known_to(self, user: Any, at: Any) -> OrganizationQuerySet:
        """What a list holds unless it is asked for more: visible, and not ended."""
        return self.visible_to(user, at).living(local_date(at))

    def unknown_to(self, user: Any, at: Any) -> OrganizationQuerySet:
        """All that `known_to` leaves out."""
        return self.hidden_from(user, at) | self.ended(local_date(at))

    def in_life(self, life: str, day: date) -> OrganizationQuerySet:
        """As a list asks: those that stand, unless `ended` or `all` is asked for."""
        return self if life == "all" else self.ended(day) if life == "ended" else self.living(day)

    def hidden_from(self, user: Any, at: Any) -> OrganizationQuerySet:
        """All that `visible_to` leaves out: two partial indexes know them, where counting the visible reads the register."""
        mine = own_bodies(user, at)
        others = models.Q(brought_by__isnull=False) & ~models.Q(brought_by__in=mine) & ~models.Q(pk__in=mine)
        return self.filter(models.Q(merged_into__isnull=False) | others)

    def as_of(self, day: date) -> OrganizationQuerySet:
        """With `name_on`, `kind_on` and `area_on` as they were on that day; without those registered only later."""
        held = models.Q(past_states__valid_from__isnull=True) | models.Q(past_states__valid_from__lte=day)
        past = models.FilteredRelation("past_states", condition=held & models.Q(past_states__valid_to__gt=day))
        was = models.Q(then_state__isnull=False)
        return (
            self.annotate(then_state=past)
            .annotate(
                name_on=Coalesce("then_state__name", "name"),
                kind_on=Coalesce("then_state__kind", "kind"),
                area_on=models.Case(models.When(was, then=models.F("then_state__area")), default=models.F("area")),
            )
            .exclude(registered_on__gt=day)
        )

    def search(self, text: str, *, also: Any = None) -> OrganizationQuerySet:
        """Every pair of characters of `text` occurs in the names or the code; or a person, field or area is named so.

        `also`: ids of what else is found so, of organizations whose people the reader may know (`search.in_posts`).
        """
        query = query_text(text)
        if not query:
            return self
        # Each test has an index of its own, which the server joins as sets of rows; with a query among them it would read
        # the whole register, so what is found elsewhere is given by its ids.
        elsewhere = [row[0] for _name, ids_of in search_classes for row in ids_of(text)]
        elsewhere += [] if also is None else [row[0] for row in also]
        code = fold_name(text).upper()
        tests = models.Q(search=SearchQuery(query, search_type="raw", config="simple")) | models.Q(pk__in=elsewhere)
        tests |= models.Q(code__startswith=code) if _LATIN.match(fold_name(text)) else models.Q()
        for test in _facts_named(text):
            tests |= test
        return self.filter(tests)

    def ranked(self, text: str) -> OrganizationQuerySet:
        """The ranking stated in `kernel.orgs.search`, for any set of rows; within one class by pinyin."""
        key = fold_name(text)
        query = SearchQuery(query_text(text), search_type="raw", config="simple")
        form = {"regex": f"(^|[^0-9a-z]){re.escape(key)}"} if _LATIN.match(key) else {"contains": key}
        [(how, what)] = form.items()
        former = FormerName.objects.annotate(key=FormerKey("name")).filter(organization=models.OuterRef("pk"))
        tests = [
            models.Q(name_key=key) | models.Q(credit_code=key.upper()) | models.Q(code=key.upper()),
            models.Q(credit_code__startswith=key.upper()) | models.Q(code__startswith=key.upper()),
            models.Q(name_key__startswith=key),
            models.Q(**{f"name_key__{how}": what}),
            models.Exists(former.filter(**{f"key__{how}": what})),
            models.Q(search=query),
            *_facts_named(text),
            *(models.Q(pk__in=ids_of(text)) for _name, ids_of in search_classes),
        ]
        cases = [models.When(test, then=models.Value(place)) for place, test in enumerate(tests)]
        rank = models.Case(*cases, default=models.Value(len(tests)), output_field=models.IntegerField())
        return self.order_by(rank, "sort_key", "pk")


def own_bodies(user: Any, at: Any) -> list[int]:
    """Ids of the organizations in which the user holds a role or stands in for one at the moment `at`."""
    if user is None or not user.is_authenticated:
        return []
    day = local_date(at)
    holding = models.Q(valid_from__lte=day) & (models.Q(valid_to__isnull=True) | models.Q(valid_to__gt=day))
    posts, stands = user.appointments.filter(holding), user.substitutions.filter(holding)
    own, stood_in = (
        posts.values_list("organization", flat=True),
        stands.values_list("appointment__organization", flat=True),
    )
    return remembered(user, ("own bodies", at), lambda: [*own, *stood_in])


def _facts_named(text: str) -> list[models.Q]:
    """Person, field, area: what of an organization may be named so, best first."""
    text = text.strip()
    there = models.Q(name__icontains=text) | models.Q(name_hant__icontains=text) | models.Q(name_en__icontains=text)
    fields = list(Field.objects.filter(there).values_list("pk", flat=True))
    areas = list(Area.objects.filter(there).values_list("pk", flat=True))
    person = models.Q(legal_representative__startswith=fold_name(text)) & ~models.Q(legal_representative="")
    return [person, models.Q(field__in=fields), models.Q(area__in=areas)]


class FormerKey(models.Func):
    """`fold_name` said in SQL."""

    template = "translate(lower(normalize(%(expressions)s, NFKC)), ' ·“”\"', '')"
    output_field = models.CharField()


class Organization(models.Model):
    """One row for all: hub, member, authority or unregistered group. Facts carry source and date."""

    # Each index is written for every row of an import: one for each question asked, none twice (see Meta).
    code = models.CharField(_("编号"), max_length=20)
    name = models.CharField(_("名称"), max_length=120)
    name_key = models.CharField(max_length=120, editable=False)
    sort_key = models.CharField(max_length=120, editable=False)
    kind = models.CharField(_("类型"), max_length=30, choices=OrganizationKind)
    credit_code = models.CharField(_("统一社会信用代码"), max_length=18, null=True, blank=True)
    area = models.ForeignKey(
        Area,
        models.PROTECT,
        verbose_name=_("所在区域"),
        null=True,
        blank=True,
        related_name="organizations",
        db_index=False,
    )
    field = models.ForeignKey(
        Field,
        models.PROTECT,
        verbose_name=_("领域"),
        null=True,
        blank=True,
        related_name="organizations",
        db_index=False,
    )
    registered_on = models.DateField(_("成立（登记）日期"), null=True, blank=True)
    legal_representative = models.CharField(_("法定代表人"), max_length=60, blank=True)
    staff_count = models.PositiveIntegerField(_("专职人员"), null=True, blank=True)
    member_count = models.PositiveIntegerField(_("会员（志愿者）数"), null=True, blank=True)
    capital_fen = models.BigIntegerField(_("开办（注册）资金"), null=True, blank=True)
    address = models.CharField(_("地址"), max_length=200, blank=True)
    # As the registrar writes them: bodies outside the register are named here too.
    supervising_unit = models.CharField(_("业务主管单位"), max_length=120, blank=True, default="", db_default="")
    registration_authority = models.CharField(_("登记管理机关"), max_length=120, blank=True, default="", db_default="")
    purpose = models.TextField(_("宗旨和业务范围"), blank=True)
    activities = models.TextField(_("主要活动"), blank=True)
    # From this day on it is no more: it stays readable, and is in no denominator, list by default, invitation or request.
    ending = models.CharField(_("状态"), max_length=10, choices=Ending, blank=True, default="", db_default="")
    ended_on = models.DateField(_("终止日期"), null=True, blank=True)
    source = models.CharField(_("来源"), max_length=40, default="entry")
    facts_on = models.DateField(_("资料日期"), null=True, blank=True)
    claimed_at = models.DateTimeField(null=True, blank=True, editable=False)
    # A group without a credit code, so far known from one hub's roster only: nobody else sees it until it is confirmed.
    brought_by = models.ForeignKey(
        "self", models.SET_NULL, null=True, blank=True, related_name="+", editable=False, db_index=False
    )
    merged_into = models.ForeignKey(
        "self", models.PROTECT, null=True, blank=True, related_name="merged", db_index=False
    )
    created_at = models.DateTimeField(editable=False)
    search = SearchVectorField(null=True, editable=False)
    version = models.PositiveIntegerField(default=0, editable=False)
    objects = OrganizationQuerySet.as_manager()

    class Meta:
        ordering = ["sort_key", "pk"]
        indexes = [
            GinIndex(fields=["search"], name="organization_search"),
            # With the id: who belongs to a field is read from the index alone.
            models.Index(fields=["field", "id"], name="organization_field"),
            # All that a list filters, counts and sorts by: pages, counts and statistics read this and not the wide rows.
            models.Index(
                fields=["sort_key", "id"],
                include=[
                    "kind",
                    "field",
                    "area",
                    "registered_on",
                    "staff_count",
                    "brought_by",
                    "merged_into",
                    "name_key",
                    "ended_on",
                ],
                name="organization_list",
            ),
            models.Index(fields=["area"], name="organization_area"),
            # Equal and beginning so: one index answers both.
            models.Index(fields=["name_key"], name="organization_name_key", opclasses=["varchar_pattern_ops"]),
            # Persons are found by the beginning of the name.
            models.Index(
                fields=["legal_representative"],
                name="organization_person",
                opclasses=["varchar_pattern_ops"],
                condition=~models.Q(legal_representative=""),
            ),
            models.Index(
                fields=["brought_by"], name="organization_brought", condition=models.Q(brought_by__isnull=False)
            ),
            models.Index(fields=["ended_on"], name="organization_ended", condition=models.Q(ended_on__isnull=False)),
            models.Index(
                fields=["merged_into"], name="organization_merged", condition=models.Q(merged_into__isnull=False)
            ),
        ]
        constraints = [
            models.UniqueConstraint(fields=["code"], name="organization_code_once"),
            models.UniqueConstraint(fields=["credit_code"], name="organization_credit_code_once"),
            models.CheckConstraint(
                name="organization_ended_with_day",
                condition=models.Q(ending="", ended_on__isnull=True)
                | (~models.Q(ending="") & models.Q(ended_on__isnull=False)),
            ),
            models.CheckConstraint(
                name="organization_not_merged_into_itself",
                condition=models.Q(merged_into__isnull=True) | ~models.Q(merged_into=models.F("id")),
            ),
        ]

    def __str__(self) -> str:
        return self.name

    def newest_on(self) -> date | None:
        """The day of the newest of its facts; `facts_on` is that of the row as it came in."""
        return self.fact_changes.aggregate(newest=models.Max("on"))["newest"] or self.facts_on

    @property
    def standing(self) -> str:
        """`dissolved 2026-03-01`, or nothing while it stands: as it is kept in the history and in a roster's plan."""
        return f"{self.ending} {self.ended_on}" if self.ending else ""

    def has_ended(self, day: date) -> bool:
        return self.ended_on is not None and self.ended_on <= day


def standing_text(standing: str) -> str:
    """`dissolved 2026-03-01` in words."""
    if not standing:
        return str(_("存续"))
    ending, _space, day = standing.partition(" ")
    return f"{Ending(ending).label} {day}"


class FormerName(models.Model):
    organization = models.ForeignKey(Organization, models.CASCADE, related_name="former_names")
    name = models.CharField(max_length=120)
    until = models.DateField()
    # The merge through which it came: the name of the row that became one with this.
    merge = models.ForeignKey("orgs.Merge", models.CASCADE, null=True, blank=True, related_name="+", editable=False)

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


class FactChange(models.Model):
    """A fact that changed: both values, who said so and when; the organization may object. Never overwritten."""

    organization = models.ForeignKey(Organization, models.CASCADE, related_name="fact_changes")
    key = models.CharField(max_length=30)
    old = models.TextField(blank=True)
    new = models.TextField(blank=True)
    source = models.CharField(max_length=40)
    body = models.ForeignKey(Organization, models.SET_NULL, null=True, blank=True, related_name="+")
    on = models.DateField()
    at = models.DateTimeField()
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+")
    objected_at = models.DateTimeField(null=True, blank=True)
    objected_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+")
    objection = models.CharField(_("异议理由"), max_length=200, blank=True)

    class Meta:
        ordering = ["-at", "-pk"]
        indexes = [models.Index(fields=["organization", "-at"], name="factchange_organization")]

    def __str__(self) -> str:
        return f"{self.organization} {self.key}"
