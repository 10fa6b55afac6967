from __future__ import annotations

from typing import Any

from django.core.exceptions import ValidationError
from django.forms import BaseForm
from django.http import Http404, HttpRequest
from django.shortcuts import get_object_or_404
from django.utils.translation import gettext as _

from shuniu.domain.meetings.models import MeetingReport, Minutes, SecretaryMeeting
from shuniu.kernel.core.access import allowed
from shuniu.kernel.orgs.queries import holds


def seen_meeting(request: HttpRequest, pk: int) -> SecretaryMeeting:
    rows = SecretaryMeeting.objects.visible_to(request.user, request.at).select_related("host", "gathering__host")
    return get_object_or_404(rows, pk=pk)


def staffed_meeting(request: HttpRequest, pk: int) -> SecretaryMeeting:
    """For pages that only the host's staff works on; others see nothing there."""
    rows = SecretaryMeeting.objects.visible_to(request.user, request.at).select_related("host", "gathering__host")
    meeting = get_object_or_404(rows, pk=pk)
    if not holds(request.user, meeting.host, "head", "officer", "clerk", at=request.at):
        raise Http404
    return meeting


def show_errors(form: BaseForm, error: ValidationError) -> None:
    """Put an action's faults where they belong: at their field when the form has it, else on top."""
    if hasattr(error, "error_dict"):
        for field, faults in error.error_dict.items():
            form.add_error(field if field in form.fields else None, faults)
    else:
        form.add_error(None, error)


def steps(meeting: SecretaryMeeting) -> list[dict[str, Any]]:
    """征题 通知 签到 纪要 报送: what is done, what is now."""
    minutes: Minutes | None = getattr(meeting, "minutes", None)
    report: MeetingReport | None = getattr(meeting, "report", None)
    done = [
        meeting.agenda.exists(),
        meeting.gathering.invitees.exists(),
        meeting.state == SecretaryMeeting.State.HELD,
        minutes is not None and minutes.state == Minutes.State.APPROVED,
        report is not None and report.state in (MeetingReport.State.FILED, MeetingReport.State.ACCEPTED),
    ]
    names = [_("征题"), _("通知"), _("签到"), _("纪要"), _("报送")]
    current = done.index(False) if False in done else -1
    return [
        {"number": n + 1, "name": name, "state": "done" if done[n] else "now" if n == current else ""}
        for n, name in enumerate(names)
    ]


def may(request: HttpRequest, *names: str, row: Any) -> dict[str, bool]:
    return {name: allowed(request.user, f"meetings.{name}", row, at=request.at) for name in names}
