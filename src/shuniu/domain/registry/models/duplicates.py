from __future__ import annotations

from typing import Any

from django.conf import settings
from django.db import models
from django.db.models import Exists, F, OuterRef, Q
from django.utils.translation import gettext_lazy as _

from shuniu.kernel.orgs.models import Affiliation, Merge, Organization
from shuniu.kernel.orgs.queries import hubs_of, overseen_by


class PairQuerySet(models.QuerySet[Any]):
    """Rows about two organizations, `first` and `second`."""

    def visible_to(self, user: Any, at: Any) -> Any:
        """Hubs that have to do with either and those above them; where no hub has, whoever oversees any. Both
        organizations have to be visible: a group known from another hub's roster alone stays with that hub. Two such
        groups of two hubs no hub can compare: the body above both sees the pair, and nothing else of them.
        """
        if not user.is_authenticated:
            return self.none()
        seen = Organization.objects.all().visible_to(user, at).values("pk")
        hubs, below = (
            list(hubs_of(user, at).values_list("pk", flat=True)),
            list(overseen_by(user, at).values_list("pk", flat=True)),
        )
        ties = Affiliation.objects.valid(at).filter(declined_at__isnull=True)
        tied = ties.filter(hub__in=[*hubs, *below]).values("organization")
        mine = Q()
        for side in ("first", "second"):
            mine |= (
                Q(**{f"{side}__in": tied})
                | Q(**{f"{side}__in": [*hubs, *below]})
                | Q(**{f"{side}__brought_by__in": hubs})
            )
        if below:
            mine |= ~Exists(ties.filter(organization=OuterRef("first"))) & ~Exists(
                ties.filter(organization=OuterRef("second"))
            )
        between = Q(first__brought_by__in=below, second__brought_by__in=below) & ~Q(
            first__brought_by=F("second__brought_by")
        )
        return self.filter((mine & Q(first__in=seen, second__in=seen)) | between)


class DuplicatePairQuerySet(PairQuerySet):
    def waiting(self) -> Any:
        """Both still stand in the register and nobody has judged them."""
        judged = Judgement.objects.standing().filter(first=OuterRef("first"), second=OuterRef("second"))
        return self.filter(~Exists(judged), first__merged_into__isnull=True, second__merged_into__isnull=True)


class DuplicatePair(models.Model):
    """Two rows of the register that may be one organization, with the reasons; found anew whenever one of them changes."""

    class Source(models.TextChoices):
        FOUND = "found", _("比对发现")
        HAND = "hand", _("有人提出")

    first = models.ForeignKey(Organization, models.CASCADE, related_name="+")
    second = models.ForeignKey(Organization, models.CASCADE, related_name="+")
    source = models.CharField(max_length=10, choices=Source, default=Source.FOUND)
    score = models.FloatField()
    # [kind, what agrees], strongest first; merely shown.
    reasons = models.JSONField(default=list)
    kinds = models.CharField(max_length=120, blank=True)
    found_at = models.DateTimeField()
    proposed_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+")
    objects = DuplicatePairQuerySet.as_manager()

    class Meta:
        ordering = ["-score", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["first", "second"], name="duplicate_pair_once"),
            models.CheckConstraint(name="duplicate_pair_in_order", condition=Q(first__lt=models.F("second"))),
        ]

    def __str__(self) -> str:
        return f"{self.first} ? {self.second}"


class JudgementQuerySet(PairQuerySet):
    def standing(self) -> Any:
        return self.filter(withdrawn_at__isnull=True)


class Judgement(models.Model):
    """What a person said about a pair: kept apart from the data, so that the same question is not asked again."""

    class Verdict(models.TextChoices):
        SAME = "same", _("是同一家")
        DIFFERENT = "different", _("不是同一家")

    first = models.ForeignKey(Organization, models.PROTECT, related_name="+")
    second = models.ForeignKey(Organization, models.PROTECT, related_name="+")
    verdict = models.CharField(_("判断"), max_length=10, choices=Verdict)
    note = models.CharField(_("依据"), max_length=200, blank=True)
    reasons = models.JSONField(default=list)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+")
    body = models.ForeignKey(Organization, models.PROTECT, null=True, blank=True, related_name="+")
    at = models.DateTimeField()
    merge = models.OneToOneField(Merge, models.PROTECT, null=True, blank=True, related_name="judgement")
    withdrawn_at = models.DateTimeField(null=True, blank=True)
    withdrawn_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+")
    objects = JudgementQuerySet.as_manager()

    class Meta:
        ordering = ["-at", "-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["first", "second"], condition=Q(withdrawn_at__isnull=True), name="judgement_standing_once"
            ),
            models.CheckConstraint(name="judgement_in_order", condition=Q(first__lt=models.F("second"))),
            models.CheckConstraint(
                name="judgement_same_has_merge", condition=~Q(verdict="same") | Q(merge__isnull=False)
            ),
        ]

    def __str__(self) -> str:
        return f"{self.first} {self.get_verdict_display()} {self.second}"


class Looked(models.Model):
    """Up to which version an organization has been compared with the register."""

    organization = models.ForeignKey(Organization, models.CASCADE, related_name="+")
    version = models.PositiveIntegerField()
    at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["organization"], name="looked_once")]

    def __str__(self) -> str:
        return f"{self.organization_id} {self.version}"
