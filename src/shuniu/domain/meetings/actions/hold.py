"""Holding the meeting: the invitation, calling it off, and the end of sign-in, from which the deadlines run."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from shuniu.domain.meetings.actions.plan import locked, return_open_resolutions
from shuniu.domain.meetings.actions.telling import spoken_time, tell_invited, tell_organizations
from shuniu.domain.meetings.models import MeetingReport, Minutes, SecretaryMeeting
from shuniu.domain.meetings.queries import hub_officers_duty_roles, quarters_met, report_due_on
from shuniu.engines.gatherings.actions import call_off_gathering, invite_organizations, restore_gathering
from shuniu.kernel.core.access import authorise
from shuniu.kernel.core.moments import db_now, local_date, period_of
from shuniu.kernel.orgs.models import Appointment, Organization
from shuniu.kernel.record.actions import owe, settle
from shuniu.kernel.record.kinds import notice_kind
from shuniu.kernel.trail.actions import trace

notice_kind("meeting_announced", text=gettext_lazy("请参加“%(meeting)s”，时间 %(time)s，地点 %(place)s。"))
notice_kind("meeting_called_off", text=gettext_lazy("“%(meeting)s”已取消。"))
notice_kind("meeting_restored", text=gettext_lazy("“%(meeting)s”恢复召开，请留意时间和地点。"))


@transaction.atomic
def announce_meeting(
    meeting: SecretaryMeeting, *, organizations: Iterable[Organization], by: Any, at: datetime
) -> SecretaryMeeting:
    """Invite organizations: each secretary-general gets a notice with the link to answer. Again adds the new ones."""
    meeting = locked(meeting)
    authorise(by, "meetings.announce_meeting", meeting, at=at)
    chosen = list(organizations)
    if not chosen and not meeting.gathering.invitees.exists():
        raise ValidationError(_("请至少选择一家要通知的组织。"))
    if db_now() >= meeting.starts_at:
        raise ValidationError(_("会议时间已过，不能再发通知。"))
    if not meeting.agenda.exists():
        raise ValidationError(_("请先排好议程，再发会议通知。"))
    if meeting.state != SecretaryMeeting.State.ANNOUNCED:
        meeting.flow.apply(meeting, "announce")
        meeting.save(update_fields=["state"])
    principals = Appointment.objects.valid(at).filter(
        organization__in=chosen, role="secretary_general", person__is_active=True
    )
    names = dict(principals.values_list("organization_id", "person__name"))
    asked = set(meeting.gathering.invitees.values_list("organization_id", flat=True))
    new = invite_organizations(meeting.gathering, organizations=chosen, names=names, by=by, at=at)
    tell_organizations(
        [body.pk for body in chosen if body.pk not in asked], "meeting_announced", at=at, key=f"meeting:{meeting.pk}",
        meeting=meeting.gathering.title, time=spoken_time(meeting), place=meeting.gathering.place,
        url=reverse("meetings:meeting", args=[meeting.pk]),
    )  # fmt: skip
    trace(meeting, "meetings.meeting_announced", by=by, at=at, new=new)
    return meeting


@transaction.atomic
def call_off_meeting(meeting: SecretaryMeeting, *, by: Any, at: datetime) -> SecretaryMeeting:
    """The meeting will not take place; it stays listed and counts for nothing. Not once people have signed in."""
    meeting = locked(meeting)
    authorise(by, "meetings.call_off_meeting", meeting, at=at)
    if meeting.state == SecretaryMeeting.State.CALLED_OFF:
        return meeting
    meeting.flow.apply(meeting, "call_off")
    call_off_gathering(meeting.gathering, by=by, at=db_now())
    meeting.save(update_fields=["state"])
    settle(meeting, "close_sign_in", at=at, by=by)
    tell_invited(meeting, "meeting_called_off", at=at)
    return_open_resolutions(meeting.host, at=at)
    trace(meeting, "meetings.meeting_called_off", by=by, at=at)
    return meeting


@transaction.atomic
def close_sign_in(meeting: SecretaryMeeting, *, by: Any, at: datetime) -> SecretaryMeeting:
    """The meeting was held. From here the report's deadline runs. Raises ValidationError before it began."""
    meeting = locked(meeting)
    authorise(by, "meetings.close_sign_in", meeting, at=at)
    at = db_now()
    if meeting.state == SecretaryMeeting.State.HELD:
        return meeting
    if at < meeting.starts_at:
        raise ValidationError(_("会议尚未召开。"))
    meeting.flow.apply(meeting, "close_sign_in")
    meeting.save(update_fields=["state"])
    due = report_due_on(meeting, at=at)
    settle(meeting, "close_sign_in", at=at, by=by)
    settle_quarter(meeting, at=at, by=by)
    return_open_resolutions(meeting.host, at=at)
    for verb, roles, name in (
        ("write_minutes", ["officer", "clerk"], "meetings:minutes"),
        ("file_report", ["head", "officer"], "meetings:report"),
    ):
        owe(
            meeting, verb, body=meeting.host, roles=roles, due_on=due, at=at, label=meeting.gathering.title,
            url=reverse(name, args=[meeting.pk]), unit_code="A14.4", element="mechanism",
        )  # fmt: skip
    trace(meeting, "meetings.sign_in_closed", by=by, at=at)
    return meeting


def settle_quarter(meeting: SecretaryMeeting, *, at: datetime, by: Any) -> None:
    """The reminder to hold this quarter's meeting is done with, once a meeting that counts was held in it (MEC-3)."""
    if meeting.period == period_of("Q", local_date(at)) and quarters_met([meeting.host_id], meeting.period, at=at):
        settle(meeting.host, f"hold_meeting:{meeting.period.code}", at=at, by=by)


@transaction.atomic
def reopen_sign_in(meeting: SecretaryMeeting, *, by: Any, at: datetime) -> SecretaryMeeting:
    """Take “the meeting is over” back, until somebody wrote on what follows from it."""
    meeting = locked(meeting)
    authorise(by, "meetings.reopen_sign_in", meeting, at=at)
    if meeting.state != SecretaryMeeting.State.HELD:
        return meeting
    if Minutes.objects.filter(meeting=meeting).exists() or MeetingReport.objects.filter(meeting=meeting).exists():
        raise ValidationError(_("纪要已经开始写，不能再撤回。会后到的人请用补录登记。"))
    meeting.flow.apply(meeting, "reopen_sign_in")
    if not meeting.gathering.invitees.exists():
        meeting.state = SecretaryMeeting.State.PLANNED
    meeting.save(update_fields=["state"])
    for verb in ("write_minutes", "file_report"):
        settle(meeting, verb, at=at, by=by)
    owe(
        meeting, "close_sign_in", body=meeting.host, roles=hub_officers_duty_roles(), at=at, unit_code="A14.1",
        due_on=local_date(meeting.starts_at), label=meeting.gathering.title, element="mechanism",
        url=reverse("meetings:roll", args=[meeting.pk]),
    )  # fmt: skip
    trace(meeting, "meetings.sign_in_reopened", by=by, at=at)
    return meeting


@transaction.atomic
def restore_meeting(meeting: SecretaryMeeting, *, by: Any, at: datetime) -> SecretaryMeeting:
    """Take a calling-off back before the meeting's time has passed; the invited are told again."""
    meeting = locked(meeting)
    authorise(by, "meetings.restore_meeting", meeting, at=at)
    if meeting.state != SecretaryMeeting.State.CALLED_OFF:
        return meeting
    meeting.flow.apply(meeting, "restore")
    restore_gathering(meeting.gathering, by=by, at=db_now())
    if meeting.gathering.invitees.exists():
        meeting.flow.apply(meeting, "announce")
    meeting.save(update_fields=["state"])
    owe(
        meeting, "close_sign_in", body=meeting.host, roles=hub_officers_duty_roles(), at=at, unit_code="A14.1",
        due_on=local_date(meeting.starts_at), label=meeting.gathering.title, element="mechanism",
        url=reverse("meetings:roll", args=[meeting.pk]),
    )  # fmt: skip
    tell_invited(meeting, "meeting_restored", at=at)
    return_open_resolutions(meeting.host, at=at)
    trace(meeting, "meetings.meeting_restored", by=by, at=at)
    return meeting
