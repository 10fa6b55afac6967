from __future__ import annotations

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from shuniu.domain.support.models.exchange.opportunity import KeptByHub
from shuniu.engines.exchange.models import Match
from shuniu.kernel.orgs.models import Organization


class Coverage(models.Model):
    """What a medium published about an organization or the hub, and which offer of help it came from (A08.4)."""

    hub = models.ForeignKey(Organization, models.PROTECT, related_name="coverage")
    about = models.ForeignKey(
        Organization, models.PROTECT, related_name="coverage_about", null=True, blank=True, verbose_name=_("报道的组织")
    )
    match = models.ForeignKey(Match, models.PROTECT, null=True, blank=True, related_name="coverage")
    outlet = models.CharField(_("媒体"), max_length=80)
    title = models.CharField(_("标题"), max_length=160)
    published_on = models.DateField(_("刊发日期"))
    link = models.URLField(_("网址"), max_length=300, blank=True)
    place = models.CharField(_("版面或时段"), max_length=80, blank=True)
    recorded_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    recorded_at = models.DateTimeField()
    withdrawn_at = models.DateTimeField(null=True, blank=True)
    key = models.CharField(max_length=60, unique=True)
    objects = KeptByHub.as_manager()

    class Meta:
        ordering = ["-published_on", "-pk"]
        indexes = [models.Index(fields=["hub", "published_on"], name="coverage_hub_published")]
        constraints = [
            models.CheckConstraint(
                name="coverage_can_be_found",
                condition=~models.Q(outlet="") & ~models.Q(title="") & (~models.Q(link="") | ~models.Q(place="")),
            )
        ]

    def __str__(self) -> str:
        return self.title
