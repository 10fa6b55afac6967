from __future__ import annotations

from typing import Any

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from shuniu.domain.support.models.together.consortium import Consortium
from shuniu.kernel.orgs.models import Field, Organization
from shuniu.kernel.orgs.queries import bodies_of


class NoteQuerySet(models.QuerySet["PracticeNote"]):
    def visible_to(self, user: Any, at: Any) -> NoteQuerySet:
        """Shared notes are for everybody who is signed in; one taken back stays with the body that wrote it."""
        if not user.is_authenticated:
            return self.none()
        return self.filter(Q(withdrawn_at__isnull=True) | Q(author__in=bodies_of(user, at)))

    def standing(self) -> NoteQuerySet:
        return self.filter(withdrawn_at__isnull=True)


class PracticeNote(models.Model):
    """What an organization tried, what worked and what did not, for others to take up (A10.5)."""

    author = models.ForeignKey(Organization, models.PROTECT, related_name="practice_notes")
    consortium = models.ForeignKey(
        Consortium, models.PROTECT, null=True, blank=True, verbose_name=_("出自哪个联合体"), related_name="notes"
    )
    field = models.ForeignKey(
        Field, models.PROTECT, null=True, blank=True, verbose_name=_("领域"), related_name="practice_notes"
    )
    title = models.CharField(_("题目"), max_length=80)
    situation = models.TextField(_("遇到什么问题"))
    did = models.TextField(_("怎么做的"))
    worked = models.TextField(_("什么管用"))
    failed = models.TextField(_("什么不管用"), blank=True)
    shared_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    shared_at = models.DateTimeField()
    changed_at = models.DateTimeField(null=True, blank=True)
    withdrawn_at = models.DateTimeField(null=True, blank=True)
    version = models.PositiveIntegerField(default=1)
    key = models.CharField(max_length=60, unique=True)
    objects = NoteQuerySet.as_manager()

    class Meta:
        ordering = ["-shared_at", "-pk"]
        constraints = [
            models.CheckConstraint(
                name="practice_note_says_something",
                condition=~Q(title="") & ~Q(situation="") & ~Q(did="") & ~Q(worked=""),
            )
        ]

    def __str__(self) -> str:
        return self.title


class NoteUse(models.Model):
    """Another organization took it up, and says how that went."""

    note = models.ForeignKey(PracticeNote, models.PROTECT, related_name="uses")
    organization = models.ForeignKey(Organization, models.PROTECT, related_name="notes_used")
    remark = models.CharField(_("用得怎么样"), max_length=300)
    stated_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    stated_at = models.DateTimeField()

    class Meta:
        ordering = ["-stated_at", "-pk"]
        constraints = [
            models.UniqueConstraint(fields=["note", "organization"], name="practice_note_used_once"),
            models.CheckConstraint(name="practice_note_use_says_how", condition=~Q(remark="")),
        ]

    def __str__(self) -> str:
        return self.remark
