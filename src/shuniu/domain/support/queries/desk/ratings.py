"""Ratings in whole groups, and the reviews that follow from them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db.models import QuerySet

from shuniu.domain.support.models.desk import RatingReview, RequestRating, ServiceRequest
from shuniu.domain.support.queries.desk.requests import days_of
from shuniu.domain.support.rules.desk import FEWEST, FEWEST_RATINGS
from shuniu.kernel.orgs.models import Organization


def group_size(hub: Organization, at: datetime) -> int:
    return max(FEWEST, days_of(hub, FEWEST_RATINGS.key, at))


def counted(hub: Organization, at: datetime) -> QuerySet[RequestRating]:
    """All that have a place in a group by then, in the order in which they came to count; what was denied keeps its place."""
    return RequestRating.objects.filter(request__hub=hub, counts_from__lte=at).order_by("counts_from", "pk")


def looked_through(review: RatingReview) -> QuerySet[ServiceRequest]:
    """The requests that the group's ratings may be about: closed in that time, rated or not; what went badly first."""
    rows = ServiceRequest.objects.filter(
        hub=review.hub, closed_at__gte=review.since, closed_at__lt=review.opened_at
    ).exclude(closing="withdrawn")
    return rows.select_related("guide", "answered_unit").order_by("-sent_elsewhere", "-due_on", "pk")


@dataclass
class Ratings:
    """What a hub sees of the ratings of one service, or (`label` empty) of all together."""

    label: str
    count: int
    mean: float
    bad: int


def ratings_shown(hub: Organization, at: datetime) -> list[Ratings]:
    """Ratings of the last twelve months, the oldest first in whole batches: what comes in between shows with the next
    batch, so that no single rating can be told from two looks at the page."""
    batch = group_size(hub, at)
    rows = counted(hub, at).filter(counts_from__gte=at - timedelta(days=365))
    groups: dict[str, list[int | None]] = {"": []}
    for label, grade, denied_at in rows.values_list("request__guide__title", "grade", "denied_at"):
        said = None if denied_at else grade
        groups[""].append(said)
        groups.setdefault(label, []).append(said)
    shown = []
    for label, places in sorted(groups.items()):
        whole = [grade for grade in places[: len(places) // batch * batch] if grade is not None]
        if len(whole) >= batch:
            shown.append(Ratings(label, len(whole), sum(whole) / len(whole), sum(grade <= 2 for grade in whole)))
    return shown
