"""Ratings at the demo's desks: those by receipt asked after by the office, groups with bad ones looked through."""

from __future__ import annotations

from datetime import timedelta
from itertools import groupby, islice
from typing import TYPE_CHECKING

from shuniu.domain.support.actions.desk.rating import finish_review, review_full_group
from shuniu.domain.support.models.desk import RequestRating, ServiceRequest
from shuniu.kernel.record.models import AnswerCheck

if TYPE_CHECKING:
    from shuniu.faces.cli.demo.city import DemoCity

FOUND = [
    "看了这段时间办结的事，三件答得太笼统。以后答复写明去哪里办、带什么、找谁。",
    "多数嫌等得久：转办时没有交代清楚。转办说明改为必写已经问过什么。",
]
GROUP = 5
ALSO_RATED, YESTERDAY = (3, 4, 8), (0, 1)
"""At the first hub some more, so that a group became whole yesterday, with a bad one: its review is still to be done."""


def rated(row: ServiceRequest, grade: int, words: str) -> RequestRating:
    """Three hours after the closing, as the request shows its applicant."""
    assert row.closed_at is not None
    at = row.closed_at + timedelta(hours=3)
    through = "receipt" if row.address_printed else "account" if row.organization_id else "web"
    return RequestRating(request=row, grade=grade, words=words, rated_at=at, through=through, counts_from=None if through == "receipt" else at)  # fmt: skip


def fill(city: DemoCity) -> None:
    """Each group reviewed as it became whole, and done two days later but for the newest one at the first hub."""
    _asked_after(city)
    made = []
    rows = RequestRating.objects.filter(counts_from__isnull=False).order_by("request__hub", "counts_from", "pk")
    for hub, found in groupby(rows.select_related("request__hub", "request__answered_by"), lambda one: one.request.hub):
        for last in islice(found, GROUP - 1, None, GROUP):
            assert last.counts_from is not None
            if (review := review_full_group(hub, at=last.counts_from)) is not None:
                made.append((review, last.request.answered_by))
    to_do = next((review for review, _officer in reversed(made) if review.hub == city.hubs[0]), None)
    for number, (review, officer) in enumerate(made):
        if review is not to_do:
            finish_review(review, found=FOUND[number % 2], by=officer, at=review.opened_at + timedelta(days=2))


def _asked_after(city: DemoCity) -> None:
    """The office telephones some six days later; the newest still wait."""
    officer = city.users["office.officer"]
    asked = [
        one
        for one in RequestRating.objects.filter(through="receipt").select_related("request")
        if one.rated_at < city.now - timedelta(days=40)
    ]
    for one in asked:
        one.counts_from = one.rated_at + timedelta(days=6)
    RequestRating.objects.bulk_update(asked, ["counts_from"], batch_size=500)
    AnswerCheck.objects.bulk_create(
        AnswerCheck(
            subject_type="support.requestrating", subject_id=one.pk, hub=one.request.hub, is_right=True,
            checked_at=one.counts_from, checked_by=officer,
        )
        for one in asked
    )  # fmt: skip
