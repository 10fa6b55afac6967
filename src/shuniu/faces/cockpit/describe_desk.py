"""Lines behind the figures of the one-stop desk: requests, services offered, consultations, entrusted services."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.urls import reverse

from shuniu.domain.support.models.desk import Consultation, EntrustedService, ServiceGuide, ServiceRequest


def _visible(model: Any, ids: list[int], user: Any, at: datetime) -> set[int]:
    return set(model.objects.visible_to(user, at).filter(pk__in=ids).values_list("pk", flat=True))


def _requests(ids: list[int], user: Any, at: datetime) -> dict[int, tuple[str, str]]:
    seen = _visible(ServiceRequest, ids, user, at)
    rows = ServiceRequest.objects.filter(pk__in=ids).select_related("guide")
    return {
        row.pk: (f"{row.subject if row.pk in seen else row.guide.title} {row.get_state_display()}",
                 reverse("support:request", args=[row.pk]) if row.pk in seen else "")
        for row in rows
    }  # fmt: skip


def _guides(ids: list[int], user: Any, at: datetime) -> dict[int, tuple[str, str]]:
    rows = ServiceGuide.objects.filter(pk__in=ids).select_related("hub")
    return {row.pk: (row.title, reverse("services:guide", args=[row.hub.code, row.slug])) for row in rows}


def _consultations(ids: list[int], user: Any, at: datetime) -> dict[int, tuple[str, str]]:
    seen = _visible(Consultation, ids, user, at)
    rows = Consultation.objects.filter(pk__in=ids).select_related("committee")
    return {
        row.pk: (row.subject if row.pk in seen else row.committee.name,
                 reverse("support:consultation", args=[row.pk]) if row.pk in seen else "")
        for row in rows
    }  # fmt: skip


def _entrusted(ids: list[int], user: Any, at: datetime) -> dict[int, tuple[str, str]]:
    seen = _visible(EntrustedService, ids, user, at)
    rows = EntrustedService.objects.filter(pk__in=ids).select_related("client")
    return {
        row.pk: (str(row), reverse("support:entrusted-service", args=[row.pk]) if row.pk in seen else "")
        for row in rows
    }


DESCRIBE = {
    "support.servicerequest": _requests,
    "support.serviceguide": _guides,
    "support.consultation": _consultations,
    "support.entrustedservice": _entrusted,
}
