"""Ratings: by the applicant alone; a bad one is called back where the applicant wants it, else its group is reviewed (A07)."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from shuniu.domain.support.actions.common import whole
from shuniu.domain.support.actions.desk.steps import days_ahead, lock, refuse_the_desk, url_of
from shuniu.domain.support.models.desk import RatingReview, RequestRating, ServiceRequest
from shuniu.domain.support.queries.desk.ratings import counted, group_size
from shuniu.domain.support.rules.desk import CALL_DAYS, RATING_DAYS
from shuniu.kernel.core.access import authorise
from shuniu.kernel.core.moments import add_working_days, db_now, local_date
from shuniu.kernel.norms.queries import working_calendar
from shuniu.kernel.orgs.models import Organization
from shuniu.kernel.orgs.queries import holds
from shuniu.kernel.orgs.rules import SPEAKS
from shuniu.kernel.record.actions import owe, settle
from shuniu.kernel.record.kinds import duty_kind
from shuniu.kernel.trail.actions import trace

duty_kind(
    "review_ratings", title=gettext_lazy("%(label)s里有不满意的，查看这段时间办的事"), verb=gettext_lazy("去查看")
)


@transaction.atomic
def rate_request(
    request: ServiceRequest, *, grade: int, words: str, wants_call: bool, opened_by: Any, at: datetime
) -> RequestRating:
    """From one to five, once, through the applicant's own address; no account of the hub can give one, and what comes
    through an address that the hub printed counts when the body above has asked the applicant.

    A bad grade makes a call back a duty when the applicant wants to be called: else nobody learns whose it was.
    """
    Organization.objects.select_for_update().get(pk=request.hub_id)  # ratings of a hub come one after the other
    row = lock(request)
    refuse_the_desk(opened_by, row, at)
    there = RequestRating.objects.filter(request=row).first()
    if there is not None:
        return there
    if row.state != ServiceRequest.State.CLOSED or row.closing == ServiceRequest.Closing.WITHDRAWN:
        raise ValidationError(_("办结以后才能评价。"))
    assert row.closed_at is not None
    if at > row.closed_at + timedelta(days=whole(row.hub, RATING_DAYS.key, at)):
        raise ValidationError(_("评价的期限已经过了，谢谢您。"))
    if grade not in RequestRating.Grade.values:
        raise ValidationError({"grade": _("请选一个评价。")})
    at = db_now()
    through = _through(row, opened_by, at)
    rating = RequestRating.objects.create(
        request=row, grade=grade, words=words.strip()[:500], wants_call=wants_call, rated_at=at, through=through,
        opened_by=opened_by if opened_by is not None and opened_by.is_authenticated else None,
        counts_from=None if through == "receipt" else at,
    )  # fmt: skip
    if grade in (RequestRating.Grade.BAD, RequestRating.Grade.VERY_BAD) and wants_call:
        owe(row, "call_back", body=row.hub, roles=["head", "officer"], due_on=days_ahead(row, CALL_DAYS.key, at),
            url=url_of(row), at=at, label=row.subject, unit_code="A07", element="support")  # fmt: skip
    review_full_group(row.hub, at=at)
    return rating


def _through(row: ServiceRequest, opened_by: Any, at: datetime) -> str:
    """How the one who rates shows to be the applicant."""
    if (
        opened_by is not None
        and opened_by.is_authenticated
        and row.organization is not None
        and holds(opened_by, row.organization, *SPEAKS, at=at)
    ):
        return "account"
    if row.address_printed:
        return "receipt"
    return "web" if row.channel == ServiceRequest.Channel.WEB else "mail"


@transaction.atomic
def uphold_rating(rating: RequestRating, *, at: datetime) -> None:
    """The body above has asked: it was the applicant. From now on it counts, after those that came before."""
    hub = Organization.objects.select_for_update().get(pk=rating.request.hub_id)
    if rating.counts_from is None:
        rating.counts_from = db_now()
        rating.save(update_fields=["counts_from"])
        review_full_group(hub, at=rating.counts_from)


def deny_rating(rating: RequestRating, *, at: datetime) -> None:
    """The body above has asked: the applicant gave none. It counts no more."""
    rating.denied_at = at
    rating.save(update_fields=["denied_at"])
    settle(rating.request, "call_back", at=at)


def review_full_group(hub: Organization, *, at: datetime) -> RatingReview | None:
    """When a group is whole and holds bad ratings whose givers want no call, the hub owes a look at that time's requests."""
    rows, size = counted(hub, at), group_size(hub, at)
    count = rows.count()
    before = RatingReview.objects.filter(hub=hub).order_by("-upto").values_list("upto", flat=True).first() or 0
    if count == before or (count - before) % size:
        return None
    group = list(rows[count - size : count])
    if not any(one.grade <= 2 and not one.wants_call and one.denied_at is None for one in group):
        return None
    since = (rows[count - size - 1] if count > size else group[0]).counts_from
    assert since is not None
    due_on = add_working_days(local_date(at), whole(hub, CALL_DAYS.key, at), working_calendar())
    review = RatingReview.objects.create(
        hub=hub, upto=count, ratings=size, opened_at=at, due_on=due_on,
        since=since - timedelta(days=whole(hub, RATING_DAYS.key, at)),
    )  # fmt: skip
    owe(review, "review_ratings", body=hub, roles=["head", "officer"], due_on=due_on, at=at, unit_code="A07",
        url=reverse("support:rating-review", args=[review.pk]), element="support",
        label=_("%(n)s 份评价") % {"n": review.ratings})  # fmt: skip
    return review


@transaction.atomic
def finish_review(review: RatingReview, *, found: str, by: Any, at: datetime) -> RatingReview:
    """What was looked through, what went wrong and what changes. Done twice is done once."""
    row = RatingReview.objects.select_for_update(of=("self",)).select_related("hub").get(pk=review.pk)
    authorise(by, "support.finish_review", row, at=at)
    if row.done_at is not None:
        return row
    if not found.strip():
        raise ValidationError({"found": _("请写明看了哪些、问题在哪里、怎么改。")})
    row.found, row.done_at, row.done_by = found.strip(), at, by
    row.save(update_fields=["found", "done_at", "done_by"])
    settle(row, "review_ratings", at=at, by=by)
    trace(row, "support.review_finished", by=by, at=at)
    return row


@transaction.atomic
def call_back(request: ServiceRequest, *, note: str, by: Any, at: datetime) -> RequestRating:
    """What the applicant said on the telephone and what follows; the grade stays as it was given."""
    row = lock(request)
    authorise(by, "support.call_back", row, at=at)
    rating = RequestRating.objects.select_for_update().filter(request=row, wants_call=True, grade__lte=2).first()
    if rating is None or rating.denied_at is not None:
        raise ValidationError(_("这件申请没有要回访的。"))
    if rating.called_back_at is not None:
        return rating
    if not note.strip():
        raise ValidationError({"note": _("请写明回访的情况和后续怎么办。")})
    rating.called_back_at, rating.called_back_by, rating.call_note = at, by, note.strip()[:300]
    rating.save(update_fields=["called_back_at", "called_back_by", "call_note"])
    settle(row, "call_back", at=at, by=by)
    trace(row, "support.called_back", by=by, at=at)
    return rating
