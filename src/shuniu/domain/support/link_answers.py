"""What applicants say through an address alone, and the body above asks after: that a matter is done (A09); ratings, of
which the hub learns nothing (A07).
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from types import SimpleNamespace
from typing import Any

from django.db.models import Case, CharField, QuerySet, Value, When
from django.db.models.functions import MD5, Cast, Concat
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from shuniu.domain.support.actions.desk.applicant import deny_consent
from shuniu.domain.support.actions.desk.rating import deny_rating, uphold_rating
from shuniu.domain.support.models.desk import RequestRating, ServiceRequest
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


def _closed(hubs: Iterable[Any] | None) -> QuerySet[ServiceRequest]:
    rows = ServiceRequest.objects.select_related("hub", "organization", "agreed_by")
    return rows if hubs is None else rows.filter(hub__in=hubs)


def _consent(row: ServiceRequest) -> LinkAnswer:
    where = _("网址印在窗口回执上") if row.address_printed else _("申请人自己的网址")
    return LinkAnswer(
        row=row, hub=row.hub, organization=row.organization or SimpleNamespace(name=row.applicant),
        title=f"{row.subject} · {where}", said_by=f"{row.contact_name} {row.phone}", at=row.closed_at,
        url=reverse("support:request", args=[row.pk]), opened_by=row.agreed_by, passed_by=row.entered_by,
    )  # fmt: skip


def _did_not_agree(row: ServiceRequest, *, by: Any, at: datetime) -> None:
    deny_consent(row, at=at)


# The ones whose address the desk printed come first: there the desk could have spoken for the applicant.
link_answers.add("support.consent", LinkAnswers(
    gettext_lazy("服务申请确认办结"), ServiceRequest, _closed,
    lambda rows: rows.filter(closing="consent", agreed_by__isnull=True), _consent, _did_not_agree,
    order=Concat(Case(When(address_printed=True, then=Value("0")), default=Value("1")), "token"),
))  # fmt: skip
