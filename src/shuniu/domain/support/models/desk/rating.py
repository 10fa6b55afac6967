from __future__ import annotations

from datetime import datetime
from typing import Any

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from shuniu.domain.support.models.desk.request import ServiceRequest
from shuniu.kernel.orgs.models import Organization
from shuniu.kernel.orgs.queries import bodies_of, overseen_by


class RequestRating(models.Model):
    """What the applicant says of the service, from one to five, through the applicant's own link (A07).

    One given through an address that the desk printed waits until the body above has asked the applicant: until then it
    enters no figure. One that the applicant did not give keeps its place in its group and counts no more.
    """

    class Grade(models.IntegerChoices):
        VERY_GOOD = 5, _("非常满意")
        GOOD = 4, _("满意")
        FAIR = 3, _("基本满意")
        BAD = 2, _("不满意")
        VERY_BAD = 1, _("非常不满意")

    class Through(models.TextChoices):
        ACCOUNT = "account", _("申请组织的账号")
        WEB = "web", _("申请人网上提交时得到的网址")
        MAIL = "mail", _("寄到申请人邮箱的网址")
        RECEIPT = "receipt", _("窗口回执上的网址")

    request = models.OneToOneField(ServiceRequest, models.PROTECT, related_name="rating")
    grade = models.PositiveSmallIntegerField(_("评价"), choices=Grade)
    words = models.CharField(_("想说的话"), max_length=500, blank=True)
    rated_at = models.DateTimeField()
    through = models.CharField(max_length=10, choices=Through)
    opened_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+")
    counts_from = models.DateTimeField(null=True, blank=True)
    denied_at = models.DateTimeField(null=True, blank=True)
    # A single rating stays unknown to the hub unless the applicant wants to be called.
    wants_call = models.BooleanField(_("愿意接受回访"), default=False)
    called_back_at = models.DateTimeField(null=True, blank=True)
    called_back_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+"
    )
    call_note = models.CharField(_("回访情况"), max_length=300, blank=True)

    class Meta:
        indexes = [models.Index(fields=["counts_from"], name="rating_counts_from")]
        constraints = [
            models.CheckConstraint(name="rating_one_to_five", condition=models.Q(grade__gte=1, grade__lte=5)),
            models.CheckConstraint(
                name="only_a_receipt_rating_waits",
                condition=models.Q(through="receipt") | models.Q(counts_from__isnull=False),
            ),
            models.CheckConstraint(
                name="call_back_says_what",
                condition=models.Q(called_back_at__isnull=True, call_note="")
                | (models.Q(called_back_at__isnull=False) & ~models.Q(call_note="")),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.grade}"


class ReviewQuerySet(models.QuerySet["RatingReview"]):
    def visible_to(self, user: Any, at: datetime) -> ReviewQuerySet:
        """The hub's staff and who oversees the hub."""
        if not user.is_authenticated:
            return self.none()
        return self.filter(
            models.Q(hub__in=bodies_of(user, at, "head", "officer", "clerk").values("pk"))
            | models.Q(hub__in=overseen_by(user, at))
        )


class RatingReview(models.Model):
    """A whole group of ratings with bad ones among them whose givers want no call: what was handled in that time is looked
    through again, without anybody learning who rated what (A07).
    """

    hub = models.ForeignKey(Organization, models.PROTECT, related_name="rating_reviews")
    upto = models.PositiveIntegerField(help_text="how many ratings of the hub there were, this group the last of them")
    ratings = models.PositiveSmallIntegerField()
    since = models.DateTimeField(help_text="requests closed from here on may be the ones rated")
    opened_at = models.DateTimeField()
    due_on = models.DateField()
    found = models.TextField(_("查看的情况和怎么改"), blank=True)
    done_at = models.DateTimeField(null=True, blank=True)
    done_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+")
    objects = ReviewQuerySet.as_manager()

    class Meta:
        ordering = ["-opened_at", "-pk"]
        constraints = [
            models.UniqueConstraint(fields=["hub", "upto"], name="one_review_of_a_group"),
            models.CheckConstraint(
                name="review_of_a_group_says_what_was_found",
                condition=models.Q(done_at__isnull=True, found="")
                | (models.Q(done_at__isnull=False) & ~models.Q(found="")),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.opened_at:%Y-%m-%d}"
