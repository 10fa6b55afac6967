from __future__ import annotations

from datetime import datetime
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.urls import reverse
from django.utils.translation import gettext as _

from shuniu.domain.meetings.models import Minutes, SecretaryMeeting
from shuniu.domain.meetings.queries import report_due_on, report_left
from shuniu.kernel.core.access import authorise
from shuniu.kernel.core.versions import check_version
from shuniu.kernel.record.actions import owe, settle
from shuniu.kernel.trail.actions import trace


@transaction.atomic
def save_minutes(
    meeting: SecretaryMeeting,
    *,
    chair: str,
    recorder: str,
    summary: str,
    effect: str,
    version: int,
    by: Any,
    at: datetime,
) -> Minutes:
    """Write the minutes. Raises Stale when somebody saved since, ValidationError once they are approved."""
    meeting = SecretaryMeeting.objects.select_for_update(of=("self",)).select_related("host").get(pk=meeting.pk)
    authorise(by, "meetings.save_minutes", meeting, at=at)
    if meeting.state != SecretaryMeeting.State.HELD:
        raise ValidationError(_("会议还没有标为召开，先结束签到再写纪要。"))
    minutes = Minutes.objects.select_for_update().filter(meeting=meeting).first() or Minutes(meeting=meeting)
    if minutes.state != Minutes.State.DRAFT:
        raise ValidationError(_("纪要已送审或审签，不能再改；如需修改，请负责人退回。"))
    check_version(minutes, version)
    minutes.chair, minutes.recorder, minutes.summary, minutes.effect = chair, recorder, summary, effect
    minutes.version = version + 1
    minutes.save()
    trace(minutes, "meetings.minutes_saved", by=by, at=at, version=minutes.version)
    return minutes


def _lock(minutes: Minutes) -> Minutes:
    return (
        Minutes.objects.select_for_update(of=("self",))
        .select_related("meeting__host", "meeting__gathering")
        .get(pk=minutes.pk)
    )


@transaction.atomic
def submit_minutes(minutes: Minutes, *, by: Any, at: datetime) -> Minutes:
    """Hand the minutes to the head for approval."""
    minutes = _lock(minutes)
    authorise(by, "meetings.submit_minutes", minutes, at=at)
    if minutes.state == Minutes.State.SUBMITTED:
        return minutes
    minutes.flow.apply(minutes, "submit")
    minutes.save(update_fields=["state"])
    lay_before_the_head(minutes, by=by, at=at)
    trace(minutes, "meetings.minutes_submitted", by=by, at=at)
    return minutes


def lay_before_the_head(minutes: Minutes, *, by: Any, at: datetime) -> None:
    """Writing is done, the head owes a word (called by the actions that hand the minutes over)."""
    meeting = minutes.meeting
    settle(meeting, "write_minutes", at=at, by=by)
    owe(
        minutes, "approve_minutes", body=meeting.host, roles=["head"], due_on=report_due_on(meeting, at=at), at=at,
        label=meeting.gathering.title, url=reverse("meetings:minutes", args=[meeting.pk]), unit_code="A14.4",
        element="mechanism",
    )  # fmt: skip


def _owe_minutes(meeting: SecretaryMeeting, *, at: datetime) -> None:
    owe(
        meeting, "write_minutes", body=meeting.host, roles=["officer", "clerk"], at=at, unit_code="A14.4",
        due_on=report_due_on(meeting, at=at), label=meeting.gathering.title, element="mechanism",
        url=reverse("meetings:minutes", args=[meeting.pk]),
    )  # fmt: skip


@transaction.atomic
def withdraw_minutes(minutes: Minutes, *, by: Any, at: datetime) -> Minutes:
    """The officer takes the minutes back before the head has decided."""
    minutes = _lock(minutes)
    authorise(by, "meetings.withdraw_minutes", minutes, at=at)
    if minutes.state == Minutes.State.DRAFT:
        return minutes
    minutes.flow.apply(minutes, "send_back")
    minutes.save(update_fields=["state"])
    settle(minutes, "approve_minutes", at=at, by=by)
    _owe_minutes(minutes.meeting, at=at)
    trace(minutes, "meetings.minutes_withdrawn", by=by, at=at)
    return minutes


@transaction.atomic
def reopen_minutes(minutes: Minutes, *, by: Any, at: datetime) -> Minutes:
    """The head takes the approval back, while no report lies with the body above on its strength: before it was filed,
    or after it was returned."""
    minutes = _lock(minutes)
    authorise(by, "meetings.reopen_minutes", minutes, at=at)
    if minutes.state != Minutes.State.APPROVED:
        return minutes
    if report_left(minutes.meeting):
        raise ValidationError(_("报告已经报送，审签不能撤回；如需修改，请上级退回报告。"))
    minutes.flow.apply(minutes, "reopen")
    minutes.approved_at, minutes.approved_by = None, None
    minutes.save(update_fields=["state", "approved_at", "approved_by"])
    _owe_minutes(minutes.meeting, at=at)
    trace(minutes, "meetings.minutes_reopened", by=by, at=at)
    return minutes


@transaction.atomic
def send_minutes_back(minutes: Minutes, *, remark: str, by: Any, at: datetime) -> Minutes:
    """The head sends the minutes back to the officer with a remark."""
    minutes = _lock(minutes)
    authorise(by, "meetings.approve_minutes", minutes, at=at)
    if not remark.strip():
        raise ValidationError({"remark": _("请写明要改哪里。")})
    minutes.flow.apply(minutes, "send_back")
    minutes.remark = remark.strip()
    minutes.save(update_fields=["state", "remark"])
    settle(minutes, "approve_minutes", at=at, by=by)
    _owe_minutes(minutes.meeting, at=at)
    trace(minutes, "meetings.minutes_sent_back", by=by, at=at)
    return minutes


@transaction.atomic
def approve_minutes(minutes: Minutes, *, by: Any, at: datetime) -> Minutes:
    """The head approves; from here the minutes no longer change. Approving twice keeps the first moment."""
    minutes = _lock(minutes)
    authorise(by, "meetings.approve_minutes", minutes, at=at)
    if minutes.state == Minutes.State.APPROVED:
        return minutes
    minutes.flow.apply(minutes, "approve")
    minutes.approved_at, minutes.approved_by = at, (None if getattr(by, "is_system", False) else by)
    minutes.save(update_fields=["state", "approved_at", "approved_by"])
    settle(minutes, "approve_minutes", at=at, by=by)
    settle(minutes.meeting, "write_minutes", at=at, by=by)
    trace(minutes, "meetings.minutes_approved", by=by, at=at)
    return minutes
