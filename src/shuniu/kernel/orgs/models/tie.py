from __future__ import annotations

from datetime import datetime
from typing import Any

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from shuniu.kernel.core.moments import local_date
from shuniu.kernel.orgs.models.appointment import DatedQuerySet
from shuniu.kernel.orgs.models.organization import Field, Organization


class AffiliationQuerySet(DatedQuerySet):
    def valid(self, at: Any) -> AffiliationQuerySet:
        """That hold at the moment `at`; with an organization that has ended there is no tie any more."""
        gone = Organization.objects.ended(local_date(at)).values("pk")
        return super().valid(at).exclude(organization__in=gone)

    def held(self, at: Any) -> AffiliationQuerySet:
        """Not ended by either side at the moment `at`, whether or not the organization itself has ended."""
        return super().valid(at)

    def confirmed(self, at: Any) -> AffiliationQuerySet:
        """Ties that the organization confirmed and that hold at the moment `at`."""
        return self.valid(at).filter(confirmed_at__isnull=False)

    def claimed(self, at: Any) -> AffiliationQuerySet:
        return self.valid(at).filter(confirmed_at__isnull=True, declined_at__isnull=True)


class Affiliation(models.Model):
    """The tie between a hub and an organization: claimed by the hub until the organization confirms it."""

    class Kind(models.TextChoices):
        MEMBERSHIP = "membership", _("会员")
        CONTACT = "contact", _("联系")
        SUPERVISED = "supervised", _("业务主管")
        ATTACHED = "attached", _("挂靠")

    class Route(models.TextChoices):
        MEMBERSHIP = "membership", _("吸纳入会")
        ENGAGEMENT = "engagement", _("业务联系")
        INTENT = "intent", _("价值与意向")
        CULTIVATION = "cultivation", _("培育")
        INTAKE = "intake", _("受理申请")
        IMPORTED = "imported", _("名录导入")

    hub = models.ForeignKey(Organization, models.PROTECT, related_name="ties_as_hub", db_index=False)
    organization = models.ForeignKey(Organization, models.PROTECT, related_name="ties", db_index=False)
    kind = models.CharField(_("联系类型"), max_length=20, choices=Kind)
    route = models.CharField(_("途径"), max_length=20, choices=Route)
    source = models.CharField(max_length=60)
    valid_from = models.DateField()
    valid_to = models.DateField(null=True, blank=True)
    claimed_at = models.DateTimeField()
    confirmed_at = models.DateTimeField(null=True, blank=True)
    confirmed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+", db_index=False
    )
    confirmed_through = models.CharField(max_length=20, blank=True)
    declined_at = models.DateTimeField(null=True, blank=True)
    is_main = models.BooleanField(default=False)
    is_public = models.BooleanField(default=True)
    objects = AffiliationQuerySet.as_manager()

    class Meta:
        indexes = [
            models.Index(fields=["hub", "organization"], name="affiliation_hub_org"),
            models.Index(fields=["organization"], name="affiliation_org"),
            models.Index(
                fields=["confirmed_by"],
                name="affiliation_confirmed_by",
                condition=models.Q(confirmed_by__isnull=False),
            ),
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["hub", "organization", "kind"],
                condition=models.Q(valid_to__isnull=True),
                name="affiliation_open_once",
            ),
            models.CheckConstraint(
                name="affiliation_not_with_itself", condition=~models.Q(hub=models.F("organization"))
            ),
            models.CheckConstraint(
                name="affiliation_ends_after_start",
                condition=models.Q(valid_to__isnull=True) | models.Q(valid_to__gte=models.F("valid_from")),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.hub} – {self.organization}"

    @property
    def state(self) -> str:
        return state_of_tie(self.confirmed_at, self.declined_at)


def state_of_tie(confirmed_at: datetime | None, declined_at: datetime | None) -> str:
    """confirmed, claimed or declined: what its two moments say of a tie."""
    if declined_at:
        return "declined"
    return "confirmed" if confirmed_at else "claimed"


class Designation(models.Model):
    """The steering tie: who made this body a hub, at which level, under which edition, and whom it reports to."""

    class Level(models.TextChoices):
        CITY = "city", _("市级")
        DISTRICT = "district", _("区级")
        SECOND_LEVEL = "second_level", _("二级")

    organization = models.ForeignKey(Organization, models.PROTECT, related_name="designations")
    designated_by = models.ForeignKey(Organization, models.PROTECT, related_name="designations_made")
    reports_to = models.ForeignKey(Organization, models.PROTECT, related_name="designations_overseen")
    level = models.CharField(_("层级"), max_length=20, choices=Level)
    field = models.ForeignKey(Field, models.PROTECT, null=True, blank=True, related_name="designations")
    edition_code = models.SlugField(max_length=60)
    mass_organization = models.BooleanField(_("人民团体"), default=False)
    supervisory_status = models.BooleanField(_("具有业务主管单位资格"), default=False)
    not_fiscally_funded = models.BooleanField(_("非财政拨款"), default=False)
    vertical_guidance = models.BooleanField(_("有上下级指导关系"), default=False)
    functional_hub = models.BooleanField(_("功能型枢纽"), default=False)
    large_coverage = models.BooleanField(_("覆盖面广"), default=False)
    setup_until = models.DateField(_("建设期至"), null=True, blank=True)
    valid_from = models.DateField()
    valid_to = models.DateField(null=True, blank=True)
    objects = DatedQuerySet.as_manager()

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["organization"], condition=models.Q(valid_to__isnull=True), name="designation_open_once"
            ),
            models.CheckConstraint(
                name="designation_reports_to_another",
                condition=~models.Q(reports_to=models.F("organization")),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.organization} {self.get_level_display()}"


class ConsentQuerySet(models.QuerySet["Consent"]):
    def in_force(self, at: datetime) -> ConsentQuerySet:
        """Given, not withdrawn, not run out at the moment `at`."""
        held = models.Q(withdrawn_at__isnull=True) | models.Q(withdrawn_at__gt=at)
        return self.filter(held, given_at__lte=at, ends_on__gt=local_date(at))


class Consent(models.Model):
    """Somebody agreed to something, for a purpose and until a day; withdrawn is a date, not a deletion."""

    organization = models.ForeignKey(Organization, models.CASCADE, null=True, blank=True, related_name="consents")
    person = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, null=True, blank=True, related_name="consents")
    purpose = models.CharField(max_length=120)
    given_at = models.DateTimeField()
    ends_on = models.DateField()
    withdrawn_at = models.DateTimeField(null=True, blank=True)
    objects = ConsentQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="consent_of_somebody",
                condition=models.Q(organization__isnull=False) | models.Q(person__isnull=False),
            )
        ]

    def __str__(self) -> str:
        return self.purpose
