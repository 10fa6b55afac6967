from __future__ import annotations

from typing import Any

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from shuniu.kernel.orgs.models import Organization


class TermQuerySet(models.QuerySet["Term"]):
    def standing(self) -> TermQuerySet:
        return self.filter(ended_at__isnull=True)

    def visible_to(self, user: Any, at: Any) -> TermQuerySet:
        """The word list is part of the published rule."""
        return self


class Term(models.Model):
    """A concept of the city's word list: its words, what it belongs under. A change ends the row and makes a new one."""

    office = models.ForeignKey(Organization, models.PROTECT, related_name="terms")
    name = models.CharField(_("名称"), max_length=30)
    words = models.TextField(_("同义词"), blank=True)
    broader = models.CharField(_("上位词"), max_length=30, blank=True)
    general = models.BooleanField(_("笼统的词，分量轻"), default=False)
    entered_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    entered_at = models.DateTimeField()
    ended_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+")
    ended_at = models.DateTimeField(null=True, blank=True)
    objects = TermQuerySet.as_manager()

    class Meta:
        ordering = ["name", "-entered_at"]
        constraints = [
            models.UniqueConstraint(fields=["name"], condition=Q(ended_at__isnull=True), name="term_stands_once"),
            models.CheckConstraint(name="term_has_a_name", condition=~Q(name="")),
        ]

    def __str__(self) -> str:
        return self.name
