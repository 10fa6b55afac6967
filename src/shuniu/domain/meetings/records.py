"""What of the meetings proves a statement: meetings, reports, resolutions carried out, runs of other mechanisms."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from shuniu.domain.meetings.models import Mechanism, MechanismRun, MeetingReport, Resolution, SecretaryMeeting
from shuniu.kernel.core.moments import local_date
from shuniu.kernel.record.kinds import record_source

Line = dict[str, Any]


def meetings_held(*, hub: Any, unit_code: str, at: datetime, limit: int, text: str = "") -> list[Line]:
    if not unit_code.startswith(("A13", "A14", "A22")):
        return []
    rows = SecretaryMeeting.objects.filter(host=hub, state="HELD", gathering__title__icontains=text)
    return [_meeting(row) for row in rows.select_related("gathering").order_by("-gathering__starts_at")[:limit]]


def describe_meetings(*, ids: list[int], user: Any, at: datetime) -> dict[int, Line]:
    rows = SecretaryMeeting.objects.visible_to(user, at).filter(pk__in=ids).select_related("gathering")
    return {row.pk: _meeting(row) for row in rows}


def _meeting(row: SecretaryMeeting) -> Line:
    return {"id": row.pk, "title": row.gathering.title, "on": local_date(row.gathering.starts_at),
            "url": reverse("meetings:meeting", args=[row.pk])}  # fmt: skip


def reports_filed(*, hub: Any, unit_code: str, at: datetime, limit: int, text: str = "") -> list[Line]:
    if unit_code not in ("A14", "A14.1", "A14.3", "A14.4"):
        return []
    rows = MeetingReport.objects.filter(
        meeting__host=hub, first_filed_at__lt=at, meeting__gathering__title__icontains=text
    )
    return [_report(row) for row in rows.select_related("meeting__gathering").order_by("-first_filed_at")[:limit]]


def describe_reports(*, ids: list[int], user: Any, at: datetime) -> dict[int, Line]:
    rows = MeetingReport.objects.visible_to(user, at).filter(pk__in=ids, first_filed_at__isnull=False)
    return {row.pk: _report(row) for row in rows.select_related("meeting__gathering")}


def _report(row: MeetingReport) -> Line:
    return {"id": row.pk, "title": row.meeting.gathering.title, "on": local_date(row.first_filed_at),
            "url": reverse("meetings:report", args=[row.meeting_id])}  # fmt: skip


def resolutions_closed(*, hub: Any, unit_code: str, at: datetime, limit: int, text: str = "") -> list[Line]:
    if unit_code not in ("A14", "A14.3"):
        return []
    rows = Resolution.objects.filter(meeting__host=hub, closed_at__lt=at, text__icontains=text)
    return [_resolution(row) for row in rows.order_by("-closed_on", "-pk")[:limit]]


def describe_resolutions(*, ids: list[int], user: Any, at: datetime) -> dict[int, Line]:
    seen = SecretaryMeeting.objects.taking_part(user, at)
    rows = Resolution.objects.filter(pk__in=ids, meeting__in=seen, closed_on__isnull=False)
    return {row.pk: _resolution(row) for row in rows}


def _resolution(row: Resolution) -> Line:
    return {"id": row.pk, "title": row.text[:120], "on": row.closed_on,
            "url": reverse("meetings:resolution", args=[row.pk])}  # fmt: skip


def runs_entered(*, hub: Any, unit_code: str, at: datetime, limit: int, text: str = "") -> list[Line]:
    rows = MechanismRun.objects.filter(
        mechanism__host=hub, mechanism__unit_code=unit_code, withdrawn_at__isnull=True, note__icontains=text
    )
    return [_run(row) for row in rows.select_related("mechanism")[:limit]]


def describe_runs(*, ids: list[int], user: Any, at: datetime) -> dict[int, Line]:
    seen = Mechanism.objects.visible_to(user, at)
    rows = MechanismRun.objects.filter(pk__in=ids, mechanism__in=seen).select_related("mechanism")
    return {row.pk: _run(row) for row in rows}


def _run(row: MechanismRun) -> Line:
    return {"id": row.pk, "title": f"{row.mechanism.name}：{row.note}"[:120], "on": row.held_on,
            "url": reverse("meetings:mechanism", args=[row.mechanism_id])}  # fmt: skip


record_source("meetings.mechanismrun", label=_("机制运行"), candidates=runs_entered, describe=describe_runs)
record_source("meetings.meetingreport", label=_("例会报告"), candidates=reports_filed, describe=describe_reports)
record_source(
    "meetings.resolution", label=_("办结的决议"), candidates=resolutions_closed, describe=describe_resolutions
)
record_source("meetings.secretarymeeting", label=_("秘书长例会"), candidates=meetings_held, describe=describe_meetings)
