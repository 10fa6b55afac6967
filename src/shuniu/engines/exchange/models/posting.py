from __future__ import annotations

from typing import Any

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.utils.translation import gettext_lazy as _

from shuniu.kernel.core.flow import Flow
from shuniu.kernel.orgs.models import Area, Organization
from shuniu.kernel.orgs.queries import bodies_of, hubs_of, overseen_by


class ResourceKind(models.TextChoices):
    PLACE = "place", _("场地设施")
    MONEY = "money", _("资金")
    GOODS = "goods", _("物资")
    PEOPLE = "people", _("志愿者和人手")
    EXPERTISE = "expertise", _("专业支持")
    TRAINING = "training", _("培训名额")
    MEDIA = "media", _("媒体传播")
    PROJECT = "project", _("项目和政策机会")


# The same money is a fund to one officer and a project to the next.
GRANTS = (ResourceKind.MONEY, ResourceKind.PROJECT)


class Group(models.TextChoices):
    ELDERS = "elders", _("老年人")
    MINORS = "minors", _("儿童青少年")
    YOUTH = "youth", _("青年")
    WOMEN = "women", _("妇女")
    DISABLED = "disabled", _("残疾人")
    PATIENTS = "patients", _("病人和照护者")
    WORKERS = "workers", _("职工和新就业群体")
    MIGRANTS = "migrants", _("外来务工人员")
    VETERANS = "veterans", _("退役军人")
    POOR = "poor", _("困难群众")
    RESIDENTS = "residents", _("社区居民")
    ORGANIZATIONS = "organizations", _("社会组织自身")


class Source(models.TextChoices):
    FISCAL = "fiscal", _("党政部门（财政）")
    OWN = "own", _("枢纽内部部门")
    PARTNER = "partner", _("合作伙伴")
    COMPANY = "company", _("企业")
    MEDIA = "media", _("媒体")
    ORGANIZATION = "organization", _("社会组织")
    SOCIETY = "society", _("社会人士和其他")


class PostingState(models.TextChoices):
    WAITING = "waiting", _("待审核")
    OPEN = "open", _("开放中")
    REFUSED = "refused", _("未通过审核")
    WITHDRAWN = "withdrawn", _("已撤回")
    CLOSED = "closed", _("已结束")


class PostingQuerySet(models.QuerySet[Any]):
    def public(self) -> PostingQuerySet:
        return self.filter(state=PostingState.OPEN)

    def visible_to(self, user: Any, at: Any) -> PostingQuerySet:
        """What is open is public; the rest for the hub that keeps it, for whoever posted it, and above the hub."""
        if user is None or not user.is_authenticated:
            return self.public()
        kept = models.Q(keeper__in=hubs_of(user, at)) | models.Q(keeper__in=overseen_by(user, at))
        return self.filter(models.Q(state=PostingState.OPEN) | kept | models.Q(body__in=bodies_of(user, at)))


class Posting(models.Model):
    """What offers and needs share: who, what for whom, where, when, how much. What is empty is not said."""

    flow = Flow(
        open=({PostingState.WAITING}, PostingState.OPEN),
        refuse=({PostingState.WAITING}, PostingState.REFUSED),
        withdraw=({PostingState.WAITING, PostingState.OPEN, PostingState.REFUSED}, PostingState.WITHDRAWN),
        reopen=({PostingState.WITHDRAWN}, PostingState.WAITING),
        screen_again=({PostingState.WAITING, PostingState.OPEN, PostingState.REFUSED}, PostingState.WAITING),
        close=({PostingState.OPEN}, PostingState.CLOSED),
        resume=({PostingState.CLOSED}, PostingState.OPEN),
    )
    keeper = models.ForeignKey(Organization, models.PROTECT, related_name="kept_%(class)ss")
    body = models.ForeignKey(Organization, models.PROTECT, null=True, blank=True, related_name="%(class)ss")
    body_name = models.CharField(_("单位或姓名"), max_length=120)
    kind = models.CharField(_("资源类别"), max_length=12, choices=ResourceKind)
    groups = ArrayField(models.CharField(max_length=16, choices=Group), default=list, blank=True)
    area = models.ForeignKey(Area, models.PROTECT, null=True, blank=True, verbose_name=_("地域"), related_name="+")
    title = models.CharField(_("一句话标题"), max_length=80)
    details = models.TextField(_("说明"), blank=True)
    opens_on = models.DateField(_("从哪天起"), null=True, blank=True)
    closes_on = models.DateField(_("到哪天止"), null=True, blank=True)
    capacity = models.PositiveIntegerField(_("多少人（份）"), null=True, blank=True)
    value_fen = models.BigIntegerField(_("金额或折合金额"), null=True, blank=True)
    # For the hub that keeps it only; both sides talk through the relay.
    contact_name = models.CharField(_("联系人"), max_length=60, blank=True)
    contact_phone = models.CharField(_("联系电话"), max_length=30, blank=True)
    state = models.CharField(max_length=10, choices=PostingState, default=PostingState.WAITING)
    refusal = models.CharField(_("未通过的原因"), max_length=200, blank=True)
    posted_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+")
    posted_at = models.DateTimeField()
    screened_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+")
    screened_at = models.DateTimeField(null=True, blank=True)
    changed_at = models.DateTimeField(db_index=True)
    closed_at = models.DateTimeField(null=True, blank=True)
    token = models.CharField(max_length=40, unique=True)
    key = models.CharField(max_length=60, unique=True)
    version = models.PositiveIntegerField(default=0)
    objects = PostingQuerySet.as_manager()

    class Meta:
        abstract = True
        ordering = ["posted_at", "pk"]

    def __str__(self) -> str:
        return self.title

    @property
    def group_labels(self) -> list[Any]:
        return [Group(code).label for code in self.groups if code in Group.values]

    @property
    def who(self) -> str:
        return self.body.name if self.body is not None else self.body_name


class Offer(Posting):
    """A resource that somebody is ready to give, with conditions and dates (A08)."""

    source = models.CharField(_("来源"), max_length=14, choices=Source)
    # The department whose money or policy it is: with it the source is fiscal and nothing else, without it never (A10).
    department = models.ForeignKey(
        Organization, models.PROTECT, null=True, blank=True, related_name="offers_of_department"
    )
    # Of the keeping hub's own: which of its departments lends the people, the experts, the things.
    unit_name = models.CharField(_("内设部门"), max_length=60, blank=True)
    conditions = models.TextField(_("附带条件"), blank=True)
    is_cash = models.BooleanField(_("是现金"), default=False)
    open_to_all = models.BooleanField(_("非会员也可以申请"), default=True)

    class Meta(Posting.Meta):
        abstract = False
        indexes = [models.Index(fields=["keeper", "state"], name="offer_keeper_state")]
        constraints = [
            models.CheckConstraint(
                name="offer_of_a_department_is_fiscal",
                condition=models.Q(department__isnull=True) ^ models.Q(source=Source.FISCAL),
            ),
            models.CheckConstraint(
                name="offer_of_a_unit_is_the_hubs_own", condition=models.Q(unit_name="") | models.Q(source=Source.OWN)
            ),
            models.CheckConstraint(name="offer_value_not_negative", condition=models.Q(value_fen__gte=0)),
            models.CheckConstraint(
                name="offer_closes_after_opening",
                condition=models.Q(closes_on__isnull=True) | models.Q(opens_on__isnull=True)
                | models.Q(closes_on__gte=models.F("opens_on")),
            ),
            models.CheckConstraint(
                name="offer_refused_with_reason", condition=~models.Q(state="refused") | ~models.Q(refusal="")
            ),
        ]  # fmt: skip


class Need(Posting):
    """What an organization, a community or somebody of the public asks for (A08, A10.3, A10.4)."""

    class Asker(models.TextChoices):
        ORGANIZATION = "organization", _("社会组织")
        COMMUNITY = "community", _("街道社区")
        PUBLIC = "public", _("居民和其他")

    asker = models.CharField(_("谁提出"), max_length=12, choices=Asker)

    class Meta(Posting.Meta):
        abstract = False
        indexes = [models.Index(fields=["keeper", "state"], name="need_keeper_state")]
        constraints = [
            models.CheckConstraint(name="need_value_not_negative", condition=models.Q(value_fen__gte=0)),
            models.CheckConstraint(
                name="need_closes_after_opening",
                condition=models.Q(closes_on__isnull=True) | models.Q(opens_on__isnull=True)
                | models.Q(closes_on__gte=models.F("opens_on")),
            ),
            models.CheckConstraint(
                name="need_refused_with_reason", condition=~models.Q(state="refused") | ~models.Q(refusal="")
            ),
        ]  # fmt: skip


class OfferShare(models.Model):
    """One grant that two hubs won together is one offer; each counts its part of what is delivered (A08)."""

    offer = models.ForeignKey(Offer, models.CASCADE, related_name="shares")
    hub = models.ForeignKey(Organization, models.PROTECT, related_name="offer_shares")
    share_fen = models.BigIntegerField(_("本枢纽计入的部分"))
    proposed_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    proposed_at = models.DateTimeField()
    # Counts once the hub that entered the grant first has agreed to the split.
    agreed_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+")
    agreed_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["offer", "hub"], name="offer_share_once"),
            models.CheckConstraint(name="offer_share_positive", condition=models.Q(share_fen__gt=0)),
        ]

    def __str__(self) -> str:
        return f"{self.offer} · {self.hub}"


class Showing(models.Model):
    """How often a posting was shown on a day: exposure per provider is seen by everybody, and steers nothing."""

    offer = models.ForeignKey(Offer, models.CASCADE, related_name="showings")
    day = models.DateField()
    times = models.PositiveIntegerField(default=0)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["offer", "day"], name="showing_once_a_day")]

    def __str__(self) -> str:
        return f"{self.offer} {self.day}"
