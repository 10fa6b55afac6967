"""The lines of a list behind a figure in words, with the address of the record where the reader may open it."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable
from datetime import datetime
from typing import Any

from django.urls import reverse

from shuniu.domain.meetings.models import Mechanism, MechanismRun, MeetingReport, Resolution, SecretaryMeeting
from shuniu.domain.oversight.models import CoordinationRequest
from shuniu.engines.gatherings.models import Invitee
from shuniu.engines.indicators.models import SnapshotItem
from shuniu.kernel.orgs.models import Affiliation, Organization
from shuniu.kernel.specification.indicators import note_text
from shuniu.kernel.specification.models import Unit

Line = tuple[str, str]


def _organizations(ids: list[int]) -> dict[int, Line]:
    rows = Organization.objects.filter(pk__in=ids)
    return {row.pk: (row.name, reverse("registry:organization", args=[row.code])) for row in rows}


def _affiliations(ids: list[int]) -> dict[int, Line]:
    rows = Affiliation.objects.filter(pk__in=ids).select_related("organization")
    return {row.pk: (row.organization.name, reverse("network:tie", args=[row.pk])) for row in rows}


def _meetings(ids: list[int]) -> dict[int, Line]:
    rows = SecretaryMeeting.objects.filter(pk__in=ids).select_related("gathering")
    return {
        row.pk: (
            f"{row.gathering.title} {row.gathering.starts_at:%Y-%m-%d}",
            reverse("meetings:meeting", args=[row.pk]),
        )
        for row in rows
    }


def _reports(ids: list[int]) -> dict[int, Line]:
    rows = MeetingReport.objects.filter(pk__in=ids).select_related("meeting__gathering")
    return {row.pk: (row.meeting.gathering.title, reverse("meetings:report", args=[row.meeting_id])) for row in rows}


def _resolutions(ids: list[int]) -> dict[int, Line]:
    rows = Resolution.objects.filter(pk__in=ids)
    return {row.pk: (row.text[:80], reverse("meetings:meeting", args=[row.meeting_id])) for row in rows}


def _mechanisms(ids: list[int]) -> dict[int, Line]:
    rows = Mechanism.objects.filter(pk__in=ids)
    return {row.pk: (row.name, reverse("meetings:mechanism", args=[row.pk])) for row in rows}


def _runs(ids: list[int]) -> dict[int, Line]:
    rows = MechanismRun.objects.filter(pk__in=ids).select_related("mechanism")
    return {
        row.pk: (f"{row.mechanism.name} {row.held_on}", reverse("meetings:mechanism", args=[row.mechanism_id]))
        for row in rows
    }


def _invitees(ids: list[int]) -> dict[int, Line]:
    rows = Invitee.objects.filter(pk__in=ids).select_related("organization", "gathering__secretary_meeting")
    return {
        row.pk: (row.organization.name, reverse("meetings:meeting", args=[row.gathering.secretary_meeting.pk]))
        for row in rows
    }


def _requests(ids: list[int]) -> dict[int, Line]:
    rows = CoordinationRequest.objects.filter(pk__in=ids)
    return {row.pk: (row.subject, reverse("oversight:request", args=[row.pk])) for row in rows}


def _units(ids: list[int]) -> dict[int, Line]:
    rows = Unit.objects.filter(pk__in=ids).select_related("edition")
    return {row.pk: (str(row), reverse("portal:unit", args=[row.edition.code, row.code])) for row in rows}


DESCRIBE: dict[str, Callable[[list[int]], dict[int, Line]]] = {
    "orgs.organization": _organizations,
    "orgs.affiliation": _affiliations,
    "meetings.secretarymeeting": _meetings,
    "meetings.meetingreport": _reports,
    "meetings.resolution": _resolutions,
    "meetings.mechanism": _mechanisms,
    "meetings.mechanismrun": _runs,
    "gatherings.invitee": _invitees,
    "oversight.coordinationrequest": _requests,
    "specification.unit": _units,
}


def describe_items(items: list[SnapshotItem], *, user: Any, at: datetime) -> list[dict[str, Any]]:
    """One query for each kind of record on the page; a record gone since keeps its number."""
    ids: dict[str, list[int]] = defaultdict(list)
    for item in items:
        ids[item.subject_type].append(item.subject_id)
    found = {kind: DESCRIBE[kind](numbers) for kind, numbers in ids.items() if kind in DESCRIBE}
    lines = []
    for item in items:
        title, url = found.get(item.subject_type, {}).get(item.subject_id, (f"№ {item.subject_id}", ""))
        lines.append({"item": item, "title": title, "url": url, "note": note_text(item.note)})
    return lines
