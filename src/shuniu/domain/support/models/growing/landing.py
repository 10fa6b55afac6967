"""Projects put to work in communities (A10.3): the community's need, its yes, its word on the first service and a year later."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from shuniu.engines.exchange.models import Group, Need
from shuniu.kernel.core.flow import Flow
from shuniu.kernel.orgs.models import Organization
from shuniu.kernel.orgs.queries import bodies_of, hubs_of, overseen_by


class LandingQuerySet(models.QuerySet["Landing"]):
    def visible_to(self, user: Any, at: Any) -> LandingQuerySet:
        """The hub, the community, whoever carries it out, and above the hub."""
        if not user.is_authenticated:
            return self.none()
        mine = bodies_of(user, at)
        hub = Q(hub__in=hubs_of(user, at)) | Q(hub__in=overseen_by(user, at))
        return self.filter(hub | Q(community__in=mine) | Q(organization__in=mine))


class Landing(models.Model):
    """A project proposed for a community's own need; it counts only once the community has confirmed the first service."""

    class State(models.TextChoices):
        PROPOSED = "PROPOSED", _("待社区答复")
        DECLINED = "DECLINED", _("社区谢绝")
        WITHDRAWN = "WITHDRAWN", _("已撤回")
        ACCEPTED = "ACCEPTED", _("社区接纳，待首次服务")
        RUNNING = "RUNNING", _("已落地")
        CONTINUED = "CONTINUED", _("满一年仍在运行")
        STOPPED = "STOPPED", _("已停止")

    flow = Flow(
        accept=({State.PROPOSED}, State.ACCEPTED),
        decline=({State.PROPOSED, State.ACCEPTED}, State.DECLINED),
        withdraw=({State.PROPOSED, State.ACCEPTED}, State.WITHDRAWN),
        run=({State.ACCEPTED}, State.RUNNING),
        go_on=({State.RUNNING}, State.CONTINUED),
        stop=({State.RUNNING, State.CONTINUED}, State.STOPPED),
    )
    hub = models.ForeignKey(Organization, models.PROTECT, related_name="landings_proposed")
    need = models.ForeignKey(Need, models.PROTECT, related_name="landings")
    community = models.ForeignKey(Organization, models.PROTECT, related_name="landings_hosted")
    organization = models.ForeignKey(Organization, models.PROTECT, related_name="landings_carried")
    title = models.CharField(_("项目"), max_length=120)
    plan = models.TextField(_("打算怎么做"))
    asks_for = models.CharField(
        _("需要社区提供什么"), max_length=200, blank=True, help_text=_("场地、钥匙、告示栏等；不得要求社区出钱。")
    )
    state = models.CharField(max_length=10, choices=State, default=State.PROPOSED)
    proposed_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    proposed_at = models.DateTimeField()
    answered_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+")
    answered_at = models.DateTimeField(null=True, blank=True)
    host = models.CharField(_("社区联系人职务"), max_length=60, blank=True)
    hosts_with = models.CharField(_("社区提供"), max_length=200, blank=True)
    reason = models.CharField(_("原因"), max_length=200, blank=True)
    first_service_on = models.DateField(null=True, blank=True)
    first_stated_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+"
    )
    first_confirmed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+"
    )
    first_confirmed_at = models.DateTimeField(null=True, blank=True)
    year_on = models.DateField(null=True, blank=True)
    year_note = models.TextField(_("一年以后怎样"), blank=True)
    year_said_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+")
    year_said_at = models.DateTimeField(null=True, blank=True)
    key = models.CharField(max_length=60, unique=True)
    objects = LandingQuerySet.as_manager()

    class Meta:
        ordering = ["-proposed_at", "-pk"]
        indexes = [models.Index(fields=["hub", "state"], name="landing_hub_state")]
        constraints = [
            models.CheckConstraint(
                name="landing_counts_with_the_communitys_word",
                condition=~Q(state__in=["RUNNING", "CONTINUED"])
                | Q(first_confirmed_at__isnull=False, first_service_on__isnull=False),
            ),
            models.CheckConstraint(
                name="landing_first_confirmed_by_another",
                condition=Q(first_confirmed_by__isnull=True) | ~Q(first_confirmed_by=models.F("first_stated_by")),
            ),
            models.CheckConstraint(
                name="landing_given_up_with_reason",
                condition=~Q(state__in=["DECLINED", "WITHDRAWN", "STOPPED"]) | ~Q(reason=""),
            ),
        ]

    def __str__(self) -> str:
        return self.title


class LandingCount(models.Model):
    """How many of a group were served on a day: numbers only, nobody's name (A10.3)."""

    landing = models.ForeignKey(Landing, models.CASCADE, related_name="counts")
    group = models.CharField(_("服务对象"), max_length=16, choices=Group)
    persons = models.PositiveIntegerField(_("人次"))
    served_on = models.DateField(_("日期"))
    entered_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    entered_at = models.DateTimeField()

    class Meta:
        ordering = ["-served_on", "-pk"]
        constraints = [
            models.UniqueConstraint(fields=["landing", "group", "served_on"], name="landing_count_once"),
            models.CheckConstraint(name="landing_count_of_somebody", condition=Q(persons__gt=0)),
        ]

    def __str__(self) -> str:
        return f"{self.get_group_display()} {self.persons}"
