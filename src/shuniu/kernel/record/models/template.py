from __future__ import annotations

from datetime import datetime
from typing import Any

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from shuniu.kernel.orgs.models import Organization
from shuniu.kernel.orgs.queries import bodies_of


class ListTemplateQuerySet(models.QuerySet["ListTemplate"]):
    def visible_to(self, user: Any, at: datetime) -> ListTemplateQuerySet:
        """Those of the bodies in which the person holds a role."""
        if not user.is_authenticated:
            return self.none()
        return self.filter(body__in=bodies_of(user, at), dropped_at__isnull=True)


class ListTemplate(models.Model):
    """A body's own docx or xlsx with named fields, to be filled from any list."""

    class Kind(models.TextChoices):
        DOCX = "docx", "Word"
        XLSX = "xlsx", "Excel"

    body = models.ForeignKey(Organization, models.PROTECT, related_name="list_templates")
    name = models.CharField(_("模板名称"), max_length=60)
    kind = models.CharField(max_length=4, choices=Kind)
    fields = models.JSONField(default=list)
    file = models.FileField(upload_to="templates/%Y/%m")
    digest = models.CharField(max_length=64)
    added_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    added_at = models.DateTimeField()
    dropped_at = models.DateTimeField(null=True, blank=True)
    objects = ListTemplateQuerySet.as_manager()

    class Meta:
        ordering = ["name", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["body", "name"], condition=models.Q(dropped_at__isnull=True), name="list_template_once"
            )
        ]

    def __str__(self) -> str:
        return self.name
