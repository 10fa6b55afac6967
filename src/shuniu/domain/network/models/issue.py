from __future__ import annotations

from datetime import datetime
from typing import Any

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from shuniu.kernel.core.flow import Flow
from shuniu.kernel.orgs.models import Organization
from shuniu.kernel.orgs.queries import bodies_of


class IssueQuerySet(models.QuerySet["Issue"]):
    def visible_to(self, user: Any, at: datetime) -> IssueQuerySet:
        """Drafts stay with head and officers of the hub; a published one everybody who is signed in may read."""
        if not user.is_authenticated:
            return self.none()
        return self.filter(~models.Q(state="DRAFT") | models.Q(hub__in=bodies_of(user, at, "head", "officer")))


class Issue(models.Model):
    """What several appeals come to, in the hub's own words, for departments (A05.3). It says nothing of who raised them."""

    class State(models.TextChoices):
        DRAFT = "DRAFT", _("起草中")
        PUBLISHED = "PUBLISHED", _("已公开")
        PASSED_ON = "PASSED_ON", _("已转送部门")
        ANSWERED = "ANSWERED", _("部门已答复")

    flow = Flow(
        publish=({State.DRAFT}, State.PUBLISHED),
        pass_on=({State.PUBLISHED}, State.PASSED_ON),
        answer=({State.PUBLISHED, State.PASSED_ON}, State.ANSWERED),
    )
    hub = models.ForeignKey(Organization, models.PROTECT, related_name="issues")
    title = models.CharField(_("议题名称"), max_length=120)
    text = models.TextField(_("共性情况和建议"))
    department = models.CharField(_("请哪个部门研究"), max_length=120)
    state = models.CharField(max_length=10, choices=State, default=State.DRAFT)
    published_on = models.DateField(null=True, blank=True)
    passed_on = models.DateField(null=True, blank=True)
    answer = models.TextField(_("部门答复"), blank=True)
    answered_on = models.DateField(null=True, blank=True)
    written_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    key = models.CharField(max_length=60, unique=True)
    version = models.PositiveIntegerField(default=0, editable=False)
    objects = IssueQuerySet.as_manager()

    class Meta:
        ordering = ["-pk"]
        indexes = [models.Index(fields=["hub", "state"], name="issue_hub_state")]
        constraints = [
            models.CheckConstraint(name="issue_has_words", condition=~models.Q(title="") & ~models.Q(text="")),
            models.CheckConstraint(
                name="issue_published_has_day", condition=models.Q(state="DRAFT") | models.Q(published_on__isnull=False)
            ),
            models.CheckConstraint(
                name="issue_answered_has_answer",
                condition=~models.Q(state="ANSWERED") | (~models.Q(answer="") & models.Q(answered_on__isnull=False)),
            ),
        ]

    def __str__(self) -> str:
        return self.title


class ValueStatement(models.Model):
    """A hub's statement of shared values; a new version leaves the old one readable with its endorsements."""

    hub = models.ForeignKey(Organization, models.PROTECT, related_name="value_statements")
    number = models.PositiveSmallIntegerField(_("版次"))
    title = models.CharField(_("标题"), max_length=120)
    text = models.TextField(_("正文"))
    published_at = models.DateTimeField()
    published_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")

    class Meta:
        ordering = ["-number"]
        constraints = [
            models.UniqueConstraint(fields=["hub", "number"], name="value_statement_version"),
            models.CheckConstraint(
                name="value_statement_has_words", condition=~models.Q(title="") & ~models.Q(text="")
            ),
        ]

    def __str__(self) -> str:
        return self.title


class Endorsement(models.Model):
    """An organization stands for one version of a hub's statement, until it takes it back."""

    statement = models.ForeignKey(ValueStatement, models.PROTECT, related_name="endorsements")
    organization = models.ForeignKey(Organization, models.PROTECT, related_name="endorsements")
    endorsed_at = models.DateTimeField()
    endorsed_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    withdrawn_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["endorsed_at"]
        constraints = [
            models.UniqueConstraint(
                fields=["statement", "organization"],
                condition=models.Q(withdrawn_at__isnull=True),
                name="endorsed_once",
            )
        ]

    def __str__(self) -> str:
        return f"{self.organization}"
