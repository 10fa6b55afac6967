"""The lines of a list behind a figure in words, with the address of the record where the reader may open it."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable
from datetime import datetime
from typing import Any

from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext as _

from shuniu.domain.meetings.models import Mechanism, MechanismRun, MeetingReport, Resolution, SecretaryMeeting
from shuniu.domain.network.confidential import opened_for
from shuniu.domain.network.models import (
    Appeal,
    CooperationIntent,
    Engagement,
    MembershipApplication,
    SupervisionApplication,
    VerticalTask,
)
from shuniu.domain.oversight.models import CoordinationRequest
from shuniu.domain.registry.models import LiaisonQuery
from shuniu.engines.gatherings.models import Gathering, Invitee
from shuniu.engines.indicators.models import ElementScore, SnapshotItem
from shuniu.faces.cockpit import describe_desk
from shuniu.faces.cockpit.describe_exchange import DESCRIBE_EXCHANGE
from shuniu.kernel.core.moments import local_date
from shuniu.kernel.core.templatetags.ui import plain_score
from shuniu.kernel.orgs.models import Affiliation, Area, Organization
from shuniu.kernel.orgs.queries import bodies_of, hubs_of, overseen_by
from shuniu.kernel.specification.indicators import note_text
from shuniu.kernel.specification.models import Element, Unit

Line = tuple[str, str]
"""What the record is called, and its address; an empty address where the reader may not open it."""


def _organizations(ids: list[int], user: Any, at: datetime) -> dict[int, Line]:
    rows = Organization.objects.filter(pk__in=ids)
    return {
        row.pk: (row.name, reverse("registry:organization", args=[row.code]) if row.merged_into_id is None else "")
        for row in rows
    }


def _affiliations(ids: list[int], user: Any, at: datetime) -> dict[int, Line]:
    may = Q(hub__in=hubs_of(user, at)) | Q(hub__in=overseen_by(user, at)) | Q(organization__in=bodies_of(user, at))
    seen = set(Affiliation.objects.filter(may, pk__in=ids).values_list("pk", flat=True))
    rows = Affiliation.objects.filter(pk__in=ids).select_related("organization")
    return {
        row.pk: (row.organization.name, reverse("network:tie", args=[row.pk]) if row.pk in seen else "") for row in rows
    }


def _applications(ids: list[int], user: Any, at: datetime) -> dict[int, Line]:
    rows = MembershipApplication.objects.filter(pk__in=ids)
    seen = set(MembershipApplication.objects.visible_to(user, at).filter(pk__in=ids).values_list("pk", flat=True))
    return {
        row.pk: (f"{row.name} {row.get_state_display()}", reverse("network:application", args=[row.pk]) if row.pk in seen else "")
        for row in rows
    }  # fmt: skip


def _engagements(ids: list[int], user: Any, at: datetime) -> dict[int, Line]:
    rows = Engagement.objects.filter(pk__in=ids).select_related("organization")
    seen = set(Engagement.objects.visible_to(user, at).filter(pk__in=ids).values_list("pk", flat=True))
    return {
        row.pk: (f"{row.organization.name} {row.get_type_display()} {row.happened_on}",
                 reverse("network:engagement", args=[row.pk]) if row.pk in seen else "")
        for row in rows
    }  # fmt: skip


def _open_meetings(ids: Any, user: Any, at: datetime) -> set[int]:
    return set(SecretaryMeeting.objects.visible_to(user, at).filter(pk__in=ids).values_list("pk", flat=True))


def _meeting(pk: int, seen: set[int]) -> str:
    return reverse("meetings:meeting", args=[pk]) if pk in seen else ""


def _meetings(ids: list[int], user: Any, at: datetime) -> dict[int, Line]:
    rows = SecretaryMeeting.objects.filter(pk__in=ids).select_related("gathering")
    seen = _open_meetings(ids, user, at)
    return {
        row.pk: (f"{row.gathering.title} {local_date(row.gathering.starts_at)}", _meeting(row.pk, seen)) for row in rows
    }


def _reports(ids: list[int], user: Any, at: datetime) -> dict[int, Line]:
    rows = MeetingReport.objects.filter(pk__in=ids).select_related("meeting__gathering")
    seen = set(MeetingReport.objects.visible_to(user, at).filter(pk__in=ids).values_list("pk", flat=True))
    return {
        row.pk: (
            row.meeting.gathering.title, reverse("meetings:report", args=[row.meeting_id]) if row.pk in seen else "",
        )
        for row in rows
    }  # fmt: skip


def _resolutions(ids: list[int], user: Any, at: datetime) -> dict[int, Line]:
    rows = list(Resolution.objects.filter(pk__in=ids))
    seen = _open_meetings([row.meeting_id for row in rows], user, at)
    return {
        row.pk: (
            f"{row.text[:80]} {row.due_on}", reverse("meetings:resolution", args=[row.pk]) if row.meeting_id in seen else "",
        )
        for row in rows
    }  # fmt: skip


def _invitees(ids: list[int], user: Any, at: datetime) -> dict[int, Line]:
    rows = list(Invitee.objects.filter(pk__in=ids).select_related("organization", "gathering__secretary_meeting"))
    seen = _open_meetings([row.gathering.secretary_meeting.pk for row in rows], user, at)
    return {
        row.pk: (
            f"{row.organization.name} · {local_date(row.gathering.starts_at)}",
            _meeting(row.gathering.secretary_meeting.pk, seen),
        )
        for row in rows
    }


def _mechanisms(ids: list[int], user: Any, at: datetime) -> dict[int, Line]:
    rows = Mechanism.objects.filter(pk__in=ids)
    return {row.pk: (row.name, reverse("meetings:mechanism", args=[row.pk])) for row in rows}


def _runs(ids: list[int], user: Any, at: datetime) -> dict[int, Line]:
    rows = MechanismRun.objects.filter(pk__in=ids).select_related("mechanism")
    return {
        row.pk: (f"{row.mechanism.name} {row.held_on}", reverse("meetings:mechanism", args=[row.mechanism_id]))
        for row in rows
    }


def _requests(ids: list[int], user: Any, at: datetime) -> dict[int, Line]:
    rows = CoordinationRequest.objects.filter(pk__in=ids)
    seen = set(CoordinationRequest.objects.visible_to(user, at).filter(pk__in=ids).values_list("pk", flat=True))
    return {
        row.pk: (f"{row.subject} {row.due_on}", reverse("oversight:request", args=[row.pk]) if row.pk in seen else "")
        for row in rows
    }


def _intents(ids: list[int], user: Any, at: datetime) -> dict[int, Line]:
    rows = CooperationIntent.objects.filter(pk__in=ids).select_related("first", "second")
    seen = set(CooperationIntent.objects.visible_to(user, at).filter(pk__in=ids).values_list("pk", flat=True))
    return {
        row.pk: (
            f"{row.subject} · {row.first.name} · {row.second.name}",
            reverse("network:intent", args=[row.pk]) if row.pk in seen else "",
        )
        for row in rows
    }


def _appeals(ids: list[int], user: Any, at: datetime) -> dict[int, Line]:
    """Nothing of an appeal but that there was one; the hub's handlers may open it."""
    with opened_for(user, at):
        seen = set(Appeal.objects.visible_to(user, at).filter(pk__in=ids).values_list("pk", flat=True))
    return {pk: (_("一件诉求"), reverse("network:appeal", args=[pk]) if pk in seen else "") for pk in ids}


def _intakes(ids: list[int], user: Any, at: datetime) -> dict[int, Line]:
    rows = SupervisionApplication.objects.filter(pk__in=ids)
    seen = set(SupervisionApplication.objects.visible_to(user, at).filter(pk__in=ids).values_list("pk", flat=True))
    return {
        row.pk: (f"{row.name} {row.due_on or ''}", reverse("network:intake", args=[row.pk]) if row.pk in seen else "")
        for row in rows
    }


def _units(ids: list[int], user: Any, at: datetime) -> dict[int, Line]:
    rows = Unit.objects.filter(pk__in=ids).select_related("edition")
    return {row.pk: (str(row), reverse("portal:unit", args=[row.edition.code, row.code])) for row in rows}


def _scores(ids: list[int], user: Any, at: datetime) -> dict[int, Line]:
    rows = ElementScore.objects.filter(pk__in=ids).select_related("hub")
    return {
        row.pk: (
            f"{Element(row.element).label} {plain_score(row.score)}",
            reverse("cockpit:cell", args=[row.hub.code, row.element]),
        )
        for row in rows
    }


def _queries(ids: list[int], user: Any, at: datetime) -> dict[int, Line]:
    rows = LiaisonQuery.objects.filter(pk__in=ids).select_related("organization")
    seen = set(LiaisonQuery.objects.visible_to(user, at).filter(pk__in=ids).values_list("pk", flat=True))
    return {
        row.pk: (
            f"{row.organization.name} · {row.title} {row.due_on}",
            reverse("registry:query", args=[row.pk]) if row.pk in seen else "",
        )
        for row in rows
    }


def _gatherings(ids: list[int], user: Any, at: datetime) -> dict[int, Line]:
    rows = Gathering.objects.filter(pk__in=ids).select_related("secretary_meeting")
    meetings = {row.pk: row.secretary_meeting.pk for row in rows if hasattr(row, "secretary_meeting")}
    seen = _open_meetings(meetings.values(), user, at)
    return {
        row.pk: (
            f"{row.title} {local_date(row.starts_at)} · {row.get_open_to_display()}",
            _meeting(meetings[row.pk], seen) if row.pk in meetings else "",
        )
        for row in rows
    }


def _areas(ids: list[int], user: Any, at: datetime) -> dict[int, Line]:
    return {row.pk: (str(row), "") for row in Area.objects.filter(pk__in=ids)}


def _tasks(ids: list[int], user: Any, at: datetime) -> dict[int, Line]:
    rows = VerticalTask.objects.filter(pk__in=ids).select_related("counterpart__body")
    seen = set(VerticalTask.objects.visible_to(user, at).filter(pk__in=ids).values_list("pk", flat=True))
    return {
        row.pk: (
            f"{row.title} · {row.counterpart.body.name} {row.due_on}",
            reverse("network:task", args=[row.pk]) if row.pk in seen else "",
        )
        for row in rows
    }


DESCRIBE: dict[str, Callable[[list[int], Any, datetime], dict[int, Line]]] = {
    **describe_desk.DESCRIBE,
    "orgs.organization": _organizations,
    "orgs.affiliation": _affiliations,
    "network.membershipapplication": _applications,
    "network.engagement": _engagements,
    "registry.liaisonquery": _queries,
    "gatherings.gathering": _gatherings,
    "meetings.secretarymeeting": _meetings,
    "meetings.meetingreport": _reports,
    "meetings.resolution": _resolutions,
    "meetings.mechanism": _mechanisms,
    "meetings.mechanismrun": _runs,
    "gatherings.invitee": _invitees,
    "oversight.coordinationrequest": _requests,
    "network.appeal": _appeals,
    "network.supervisionapplication": _intakes,
    "network.cooperationintent": _intents,
    "network.verticaltask": _tasks,
    "orgs.area": _areas,
    "specification.unit": _units,
    "indicators.elementscore": _scores,
    **DESCRIBE_EXCHANGE,
}


def describe_items(items: list[SnapshotItem], *, user: Any, at: datetime) -> list[dict[str, Any]]:
    """A few queries for each kind of record on the page; a record gone since keeps its number."""
    ids: dict[str, list[int]] = defaultdict(list)
    for item in items:
        ids[item.subject_type].append(item.subject_id)
    found = {kind: DESCRIBE[kind](numbers, user, at) for kind, numbers in ids.items() if kind in DESCRIBE}
    lines = []
    for item in items:
        there = found.get(item.subject_type, {}).get(item.subject_id)
        title, url = there or (f"№ {item.subject_id}", "")
        lines.append({"item": item, "title": title, "url": url, "gone": there is None, "note": note_text(item.note)})
    return lines
