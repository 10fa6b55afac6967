"""What a meeting decided: recorded, carried on by its owner, corrected by the host, closed with a word on what was done."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from shuniu.domain.meetings.actions.plan import return_open_resolutions
from shuniu.domain.meetings.models import Resolution, SecretaryMeeting
from shuniu.domain.meetings.queries import report_left
from shuniu.domain.meetings.rules import speaks_for_the_owner
from shuniu.kernel.core.access import authorise
from shuniu.kernel.core.moments import db_now, local_date
from shuniu.kernel.core.versions import check_version
from shuniu.kernel.orgs.models import Organization
from shuniu.kernel.orgs.queries import holders
from shuniu.kernel.orgs.rules import SPEAKS
from shuniu.kernel.record.actions import notify, owe, settle
from shuniu.kernel.record.kinds import duty_kind, notice_kind
from shuniu.kernel.trail.actions import trace

duty_kind("carry_out_resolution", title=gettext_lazy("落实会议决议：%(label)s"), verb=gettext_lazy("看决议"))
notice_kind("resolution_progress", text=gettext_lazy("承办单位写了决议“%(text)s”的办理情况。"))
notice_kind("resolution_done", text=gettext_lazy("承办单位办结了决议“%(text)s”。"))


@transaction.atomic
def record_resolution(
    meeting: SecretaryMeeting, *, text: str, due_on: date, by: Any, at: datetime, owner: Organization | None = None,
    owner_name: str = "",
) -> Resolution:  # fmt: skip
    """Keep what was decided, with its owner and day. The same words of one meeting are one resolution."""
    meeting = (
        SecretaryMeeting.objects.select_for_update(of=("self",)).select_related("host", "gathering").get(pk=meeting.pk)
    )
    authorise(by, "meetings.record_resolution", meeting, at=at)
    if at < meeting.starts_at:
        raise ValidationError(_("会议尚未召开，还没有决议可记。"))
    if not text.strip():
        raise ValidationError({"text": _("请写明决议。")})
    if report_left(meeting):
        raise ValidationError(_("会议报告已经报送，不能再补记决议；如需补充，请上级退回报告。"))
    _check_due(meeting, due_on)
    row, made = Resolution.objects.get_or_create(
        meeting=meeting, text=text.strip(),
        defaults={"due_on": due_on, "owner": owner, "owner_name": owner_name, "created_at": at},
    )  # fmt: skip
    if made:
        _owe_resolution(row, at=at)
        return_open_resolutions(meeting.host, at=at)
        trace(row, "meetings.resolution_recorded", by=by, at=at, meeting=meeting, due_on=due_on)
    return row


def _check_due(meeting: SecretaryMeeting, due_on: date) -> None:
    if due_on < local_date(meeting.starts_at):
        raise ValidationError({"due_on": _("完成期限不能早于会议日期。")})


def _owe_resolution(row: Resolution, *, at: datetime) -> None:
    """The owner organization owes what was decided; without one, the hub that convened."""
    owner = row.owner or row.meeting.host
    roles = [*SPEAKS] if row.owner_id else ["head", "officer"]
    owe(
        row, "carry_out_resolution", body=owner, roles=roles, due_on=row.due_on, at=at, label=row.text[:120],
        url=reverse("meetings:resolution", args=[row.pk]), unit_code="A14.3", element="mechanism",
    )  # fmt: skip


def _lock(resolution: Resolution) -> Resolution:
    return (
        Resolution.objects.select_for_update(of=("self",))
        .select_related("meeting__host", "meeting__gathering")
        .get(pk=resolution.pk)
    )


@transaction.atomic
def change_resolution(
    resolution: Resolution, *, owner: Organization | None, owner_name: str, due_on: date, version: int, by: Any,
    at: datetime,
) -> Resolution:  # fmt: skip
    """The host corrects who carries it out and until when, until it is done; the first day stays readable.

    Moved only after its day had passed, it counts as late whatever the new day is (MEC-7).
    """
    resolution = _lock(resolution)
    authorise(by, "meetings.change_resolution", resolution, at=at)
    at = db_now()
    check_version(resolution, version)
    if resolution.closed_on is not None:
        raise ValidationError(_("决议已经办结，不能再改；如果办结有误，请先撤回办结。"))
    _check_due(resolution.meeting, due_on)
    before, was = resolution.owner_id, resolution.due_on
    if was != due_on:
        resolution.first_due_on = resolution.first_due_on or was
        resolution.moved_late = resolution.moved_late or was < local_date(at)
    resolution.owner, resolution.owner_name, resolution.due_on = owner, owner_name.strip(), due_on
    resolution.version += 1
    resolution.save()
    if before != resolution.owner_id:
        settle(resolution, "carry_out_resolution", at=at, by=by)
    _owe_resolution(resolution, at=at)
    trace(
        resolution, "meetings.resolution_changed", by=by, at=at, owner=owner or resolution.meeting.host, was=was,
        due_on=due_on,
    )  # fmt: skip
    return resolution


@transaction.atomic
def report_progress(resolution: Resolution, *, outcome: str, version: int, by: Any, at: datetime) -> Resolution:
    """Whoever carries it out says how far it is; the resolution stays open. Raises Stale when somebody wrote since."""
    resolution = _lock(resolution)
    authorise(by, "meetings.report_progress", resolution, at=at)
    check_version(resolution, version)
    if resolution.closed_on is not None:
        raise ValidationError(_("决议已经办结，不能再改；如果办结有误，请先撤回办结。"))
    if not outcome.strip():
        raise ValidationError({"outcome": _("请写一句办理情况。")})
    if resolution.outcome == outcome.strip():
        return resolution
    resolution.outcome, resolution.version = outcome.strip(), version + 1
    resolution.save(update_fields=["outcome", "version"])
    _tell_the_host(resolution, "resolution_progress", by=by, at=at)
    trace(resolution, "meetings.resolution_progress", by=by, at=at)
    return resolution


@transaction.atomic
def close_resolution(resolution: Resolution, *, closed_on: date, outcome: str, by: Any, at: datetime) -> Resolution:
    """The resolution is done; it no longer returns to the agenda. Closing twice keeps the first day.

    Its owner closes it, or the host for whoever has no account; the host is told what the owner did.
    """
    resolution = _lock(resolution)
    authorise(by, "meetings.close_resolution", resolution, at=at)
    at = db_now()
    if resolution.closed_on is not None:
        return resolution
    if closed_on > local_date(at):
        raise ValidationError({"closed_on": _("办结日期还没到。")})
    if not outcome.strip():
        raise ValidationError({"outcome": _("请写一句办理结果。")})
    if closed_on < local_date(resolution.meeting.starts_at):
        raise ValidationError({"closed_on": _("办结日期不能早于会议日期。")})
    resolution.closed_on, resolution.closed_at, resolution.outcome = closed_on, at, outcome.strip()
    resolution.version += 1
    resolution.save(update_fields=["closed_on", "closed_at", "outcome", "version"])
    settle(resolution, "carry_out_resolution", at=at, by=by)
    _tell_the_host(resolution, "resolution_done", by=by, at=at)
    trace(resolution, "meetings.resolution_closed", by=by, at=at, closed_on=closed_on)
    return resolution


def _tell_the_host(resolution: Resolution, kind: str, *, by: Any, at: datetime) -> None:
    """Not about what the host's own people wrote."""
    if not speaks_for_the_owner(by, resolution, at):
        return
    for person in holders(resolution.meeting.host, "head", "officer", at=at):
        notify(
            person, kind, at=at, key=f"{kind}:{resolution.pk}:{resolution.version}", text=resolution.text[:60],
            url=reverse("meetings:resolution", args=[resolution.pk]),
        )  # fmt: skip


@transaction.atomic
def reopen_resolution(resolution: Resolution, *, by: Any, at: datetime) -> Resolution:
    """Closed by mistake: it is open again and returns to the next agenda."""
    resolution = _lock(resolution)
    authorise(by, "meetings.reopen_resolution", resolution, at=at)
    if resolution.closed_on is None:
        return resolution
    resolution.closed_on, resolution.closed_at, resolution.outcome = None, None, ""
    resolution.version += 1
    resolution.save(update_fields=["closed_on", "closed_at", "outcome", "version"])
    _owe_resolution(resolution, at=at)
    return_open_resolutions(resolution.meeting.host, at=at)
    trace(resolution, "meetings.resolution_reopened", by=by, at=at)
    return resolution
