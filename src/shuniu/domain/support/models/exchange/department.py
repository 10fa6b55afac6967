from __future__ import annotations

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from shuniu.domain.support.models.exchange.opportunity import KeptByHub
from shuniu.kernel.orgs.models import Organization


class InternalDepartment(models.Model):
    """A department of the hub itself, whether it lends something or not: what SUP-7 is counted over (A08.2)."""

    hub = models.ForeignKey(Organization, models.PROTECT, related_name="internal_departments")
    name = models.CharField(_("内设部门"), max_length=60)
    opened_on = models.DateField(_("从哪天起"))
    closed_on = models.DateField(_("到哪天止"), null=True, blank=True)
    # [{"name", "until"}]: what it was called before, the oldest first.
    former_names = models.JSONField(default=list, blank=True)
    entered_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    objects = KeptByHub.as_manager()

    class Meta:
        ordering = ["hub", "name"]
        constraints = [
            models.UniqueConstraint(
                fields=["hub", "name"], condition=models.Q(closed_on__isnull=True), name="internal_department_once"
            ),
            models.CheckConstraint(name="internal_department_has_name", condition=~models.Q(name="")),
        ]

    def __str__(self) -> str:
        return self.name
