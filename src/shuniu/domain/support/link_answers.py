"""Ratings through an address: the body above asks the applicants whether it was they; the hub learns nothing of it (A07)."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from types import SimpleNamespace
from typing import Any

from django.db.models import CharField, QuerySet
from django.db.models.functions import MD5, Cast
from django.urls import reverse
from django.utils.translation import gettext_lazy

from shuniu.domain.support.actions.desk.rating import deny_rating, uphold_rating
from shuniu.domain.support.models.desk import RequestRating
from shuniu.kernel.record.answers import LinkAnswer, LinkAnswers, link_answers


def _ratings(hubs: Iterable[Any] | None) -> QuerySet[RequestRating]:
    rows = RequestRating.objects.select_related("request__hub", "request__organization", "opened_by")
    return rows if hubs is None else rows.filter(request__hub__in=hubs)


def _rating(row: RequestRating) -> LinkAnswer:
    """Whom to call and about what; not the grade: whether one was given is all that is asked."""
    request = row.request
    return LinkAnswer(
        row=row, hub=request.hub, organization=request.organization or SimpleNamespace(name=request.applicant),
        title=f"{request.subject} · {row.get_through_display()}", said_by=f"{request.contact_name} {request.phone}",
        at=row.rated_at, url=reverse("support:request", args=[request.pk]), opened_by=row.opened_by,
    )  # fmt: skip


def _is_theirs(row: RequestRating, *, by: Any, at: datetime) -> None:
    uphold_rating(row, at=at)


def _is_not_theirs(row: RequestRating, *, by: Any, at: datetime) -> None:
    deny_rating(row, at=at)


link_answers.add("support.rating", LinkAnswers(
    gettext_lazy("服务评价"), RequestRating, _ratings, lambda rows: rows.exclude(through="account"), _rating,
    _is_not_theirs, order=MD5(Cast("pk", CharField())), uphold=_is_theirs, is_kept_from_hub=True,
))  # fmt: skip
