from __future__ import annotations

from datetime import date

from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import DateRangeField, RangeOperators
from django.db import models
from django.db.models import F, Func, Q, Value

from shuniu.kernel.orgs.models.organization import Area, Organization, OrganizationKind


class PastStateQuerySet(models.QuerySet["PastState"]):
    def on(self, day: date) -> PastStateQuerySet:
        return self.filter(Q(valid_from__isnull=True) | Q(valid_from__lte=day), valid_to__gt=day)


class PastState(models.Model):
    """What an organization was called, of which kind it was and in which area it lay, up to a day.

    Only what is past has a row; from the last `valid_to` on the organization's own columns hold. Two of them never
    overlap, which the database itself refuses. An empty `valid_from` means: as far back as is known.
    """

    organization = models.ForeignKey(Organization, models.CASCADE, related_name="past_states")
    name = models.CharField(max_length=120)
    kind = models.CharField(max_length=30, choices=OrganizationKind)
    area = models.ForeignKey(Area, models.PROTECT, null=True, blank=True, related_name="+")
    valid_from = models.DateField(null=True, blank=True)
    valid_to = models.DateField()
    objects = PastStateQuerySet.as_manager()

    class Meta:
        ordering = ["-valid_to"]
        constraints = [
            models.CheckConstraint(
                name="past_state_ends_after_start",
                condition=Q(valid_from__isnull=True) | Q(valid_to__gt=F("valid_from")),
            ),
            # A range of one number compares as an equality without an extension of the server.
            ExclusionConstraint(
                name="past_state_one_at_a_time",
                expressions=[
                    (Func(F("organization"), F("organization"), Value("[]"), function="int8range"), RangeOperators.OVERLAPS),
                    (Func(F("valid_from"), F("valid_to"), function="daterange", output_field=DateRangeField()),
                     RangeOperators.OVERLAPS),
                ],
            ),
        ]  # fmt: skip

    def __str__(self) -> str:
        return f"{self.name} – {self.valid_to}"
