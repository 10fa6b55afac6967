from __future__ import annotations

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from shuniu.domain.support.models.exchange.opportunity import KeptByHub
from shuniu.kernel.orgs.models import Organization


class ChosenForm(models.Model):
    """Which of the forms of article 10 a hub takes up, since when and why; only those are looked at (A10)."""

    class Form(models.TextChoices):
        EXPO = "expo", _("展会对接")
        CALLS = "calls", _("创投、大赛和众筹")
        LANDING = "landing", _("项目落地街道社区")
        ONLINE = "online", _("网上资源对接")
        GROUPING = "grouping", _("组团发展")

    hub = models.ForeignKey(Organization, models.PROTECT, related_name="chosen_forms")
    form = models.CharField(_("方式"), max_length=10, choices=Form)
    reason = models.CharField(_("为什么选这一种"), max_length=200)
    chosen_on = models.DateField(_("从哪天起"))
    chosen_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    dropped_on = models.DateField(null=True, blank=True)
    dropped_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+")
    drop_reason = models.CharField(_("为什么不再用"), max_length=200, blank=True)
    objects = KeptByHub.as_manager()

    class Meta:
        ordering = ["hub", "form", "-chosen_on"]
        constraints = [
            models.UniqueConstraint(
                fields=["hub", "form"], condition=models.Q(dropped_on__isnull=True), name="form_chosen_once"
            ),
            models.CheckConstraint(name="form_chosen_with_reason", condition=~models.Q(reason="")),
        ]

    def __str__(self) -> str:
        return f"{self.hub} {self.get_form_display()}"
