from __future__ import annotations

from datetime import date, datetime
from typing import Any

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.translation import gettext as _

from shuniu.domain.meetings.models import MeetingReport, Minutes, SecretaryMeeting, TopicProposal
from shuniu.kernel.core.access import allowed
from shuniu.kernel.core.moments import local_date
from shuniu.kernel.orgs.models import Organization
from shuniu.kernel.orgs.queries import bodies_of, holds
from shuniu.kernel.orgs.rules import SPEAKS


def seen_meeting(request: HttpRequest, pk: int) -> SecretaryMeeting:
    rows = SecretaryMeeting.objects.visible_to(request.user, request.at).select_related("host", "gathering__host")
    return get_object_or_404(rows, pk=pk)


def staffed_meeting(request: HttpRequest, pk: int) -> SecretaryMeeting:
    """For pages that only the host's staff works on: who sees the meeting but does not work on it is refused."""
    rows = SecretaryMeeting.objects.visible_to(request.user, request.at).select_related("host", "gathering__host")
    meeting = get_object_or_404(rows, pk=pk)
    if not holds(request.user, meeting.host, "head", "officer", "clerk", at=request.at):
        raise PermissionDenied
    return meeting


def proposers(meeting: SecretaryMeeting, user: Any, at: datetime) -> list[Organization]:
    """Bodies the person speaks for that may propose a topic here: the body above, say, has no part in it."""
    return [
        body for body in bodies_of(user, at, *SPEAKS).exclude(pk=meeting.host_id)
        if allowed(user, "meetings.propose_topic", TopicProposal(meeting=meeting, organization=body), at=at)
    ]  # fmt: skip


def wechat_text(sentence: str, link: str) -> str:
    """What is pasted into a chat: one sentence and its link, without anything a phone would mangle."""
    return f"{sentence}\n{link}"


def steps(meeting: SecretaryMeeting, at: datetime) -> list[dict[str, Any]]:
    """征题 通知 签到 纪要 报送: what is done, what is now, on which day, and where it is worked on."""
    minutes: Minutes | None = getattr(meeting, "minutes", None)
    report: MeetingReport | None = getattr(meeting, "report", None)
    gathering = meeting.gathering
    sent_at = gathering.invitees.order_by("sent_at").values_list("sent_at", flat=True).first()
    filed = report is not None and report.state in (MeetingReport.State.FILED, MeetingReport.State.ACCEPTED)
    approved = minutes is not None and minutes.state == Minutes.State.APPROVED
    # The call for topics goes on until its last day, or until the meeting is over.
    held = meeting.state == SecretaryMeeting.State.HELD
    calling = meeting.topics_until is not None and meeting.topics_until >= local_date(at) and not held
    rows: list[tuple[str, bool, date | datetime | None, str]] = [
        (_("征题"), meeting.agenda.exists() and not calling, meeting.topics_until, "meetings:agenda"),
        (_("通知"), sent_at is not None, sent_at, "meetings:announce"),
        (_("签到"), held, gathering.starts_at, "meetings:roll"),
        (_("纪要"), approved, minutes.approved_at if minutes else None, "meetings:minutes"),
        (_("报送"), filed, report.filed_at if report else None, "meetings:report"),
    ]
    done = [row[1] for row in rows]
    current = done.index(False) if False in done else -1
    return [
        {"number": n + 1, "name": name, "state": "done" if ok else "now" if n == current else "",
         "day": local_date(day) if isinstance(day, datetime) else day, "url": reverse(url, args=[meeting.pk])}
        for n, (name, ok, day, url) in enumerate(rows)
    ]  # fmt: skip


def may(request: HttpRequest, *names: str, row: Any) -> dict[str, bool]:
    return {name: allowed(request.user, f"meetings.{name}", row, at=request.at) for name in names}
