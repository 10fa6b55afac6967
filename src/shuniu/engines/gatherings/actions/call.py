"""Calling people together: the gathering, its invitations, and the answers to them."""

from __future__ import annotations

import secrets
from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from shuniu.engines.gatherings.actions.roll import refresh_principals
from shuniu.engines.gatherings.models import Gathering, Invitee
from shuniu.engines.gatherings.rules import works_for_the_host
from shuniu.kernel.core.access import authorise
from shuniu.kernel.core.moments import db_now
from shuniu.kernel.norms.queries import setting_for
from shuniu.kernel.orgs.models import Organization
from shuniu.kernel.record.models import AnswerCheck
from shuniu.kernel.trail.actions import trace


def sign_in_hours(
    host: Organization, *, starts_at: datetime, ends_at: datetime, at: datetime
) -> tuple[datetime, datetime]:
    """When the door opens and closes: the host's settings before the start and after the end."""
    lead = setting_for(host, "gatherings.sign_in_lead_hours", at) or 0
    grace = setting_for(host, "gatherings.sign_in_grace_hours", at) or 0
    return starts_at - timedelta(hours=lead), ends_at + timedelta(hours=grace)


@transaction.atomic
def call_gathering(
    host: Organization, *, title: str, starts_at: datetime, ends_at: datetime, place: str, by: Any, at: datetime,
    open_to: str = "",
) -> Gathering:  # fmt: skip
    """A new gathering with its door code and QR token; sign-in opens some hours before it starts (a setting)."""
    opens, closes = sign_in_hours(host, starts_at=starts_at, ends_at=ends_at, at=at)
    row = Gathering(
        host=host, title=title, starts_at=starts_at, ends_at=ends_at, place=place, created_at=at,
        open_to=open_to or Gathering.OpenTo.MEMBERS,
        door_token=secrets.token_urlsafe(18), door_code=f"{secrets.randbelow(10**6):06d}",
        sign_in_opens_at=opens, sign_in_closes_at=closes,
    )  # fmt: skip
    authorise(by, "gatherings.call", row, at=at)
    _check_hours(starts_at, ends_at)
    row.save()
    trace(row, "gatherings.called", by=by, at=at, host=host)
    return row


def _check_hours(starts_at: datetime, ends_at: datetime) -> None:
    if ends_at <= starts_at:
        raise ValidationError(_("结束时间要晚于开始时间。"))


@transaction.atomic
def move_gathering(
    gathering: Gathering, *, title: str, starts_at: datetime, ends_at: datetime, place: str, by: Any, at: datetime,
    open_to: str = "",
) -> Gathering:  # fmt: skip
    """Change time or place. What has begun keeps its time; nothing is moved into a day already past."""
    gathering = Gathering.objects.select_for_update(of=("self",)).select_related("host").get(pk=gathering.pk)
    authorise(by, "gatherings.call", gathering, at=at)
    _check_hours(starts_at, ends_at)
    if gathering.starts_at != starts_at and gathering.starts_at < at:
        raise ValidationError(_("会议时间已过，不能再改开会时间。"))
    if gathering.starts_at != starts_at and starts_at < at:
        raise ValidationError(_("不能把会议改到已经过去的时间。"))
    if (gathering.starts_at, gathering.ends_at) != (starts_at, ends_at):
        gathering.moved_at = at
    if (gathering.title, gathering.place, gathering.starts_at, gathering.ends_at) != (title, place, starts_at, ends_at):
        _revise(gathering, at=at)
    gathering.title, gathering.place = title, place
    gathering.open_to = open_to or gathering.open_to
    gathering.starts_at, gathering.ends_at = starts_at, ends_at
    opens, closes = sign_in_hours(gathering.host, starts_at=starts_at, ends_at=ends_at, at=at)
    gathering.sign_in_opens_at, gathering.sign_in_closes_at = opens, closes
    gathering.save()
    trace(gathering, "gatherings.moved", by=by, at=at)
    return gathering


def _revise(gathering: Gathering, *, at: datetime) -> None:
    """What stands in people's calendars is no longer right: the next file they take replaces it."""
    gathering.revision, gathering.revised_at = gathering.revision + 1, at


@transaction.atomic
def call_off_gathering(gathering: Gathering, *, by: Any, at: datetime) -> Gathering:
    """It will not take place: nobody signs in or answers any more. Raises ValidationError once somebody is on the roll."""
    gathering = Gathering.objects.select_for_update(of=("self",)).select_related("host").get(pk=gathering.pk)
    authorise(by, "gatherings.call", gathering, at=at)
    if gathering.called_off_at is None:
        if gathering.roll.filter(removed_at__isnull=True).exists():
            raise ValidationError(_("已经有人签到，说明会已经开了，不能取消。"))
        gathering.called_off_at = at
        _revise(gathering, at=at)
        gathering.save(update_fields=["called_off_at", "revision", "revised_at"])
        trace(gathering, "gatherings.called_off", by=by, at=at)
    return gathering


@transaction.atomic
def restore_gathering(gathering: Gathering, *, by: Any, at: datetime) -> Gathering:
    """Take a calling-off back, as long as its time has not passed."""
    gathering = Gathering.objects.select_for_update(of=("self",)).select_related("host").get(pk=gathering.pk)
    authorise(by, "gatherings.call", gathering, at=at)
    if gathering.called_off_at is not None:
        if gathering.starts_at < at:
            raise ValidationError(_("开会时间已过，不能再恢复。"))
        gathering.called_off_at = None
        _revise(gathering, at=at)
        gathering.save(update_fields=["called_off_at", "revision", "revised_at"])
        trace(gathering, "gatherings.restored", by=by, at=at)
    return gathering


@transaction.atomic
def invite_organizations(
    gathering: Gathering, *, organizations: Iterable[Organization], names: dict[int, str], by: Any, at: datetime
) -> int:
    """Ask organizations to come; those asked already stay as they are. `names`: organization id → person.

    Returns how many are new.
    """
    gathering = Gathering.objects.select_for_update(of=("self",)).select_related("host").get(pk=gathering.pk)
    authorise(by, "gatherings.invite_organizations", gathering, at=at)
    asked = set(gathering.invitees.values_list("organization_id", flat=True))
    rows = [
        Invitee(
            gathering=gathering, organization=organization, person_name=names.get(organization.pk, ""),
            token=secrets.token_urlsafe(18), sent_at=at,
        )
        for organization in organizations
        if organization.pk not in asked
    ]  # fmt: skip
    Invitee.objects.bulk_create(rows, ignore_conflicts=True, batch_size=1000)
    if rows:
        trace(gathering, "gatherings.organizations_invited", by=by, at=at, count=len(rows))
    return len(rows)


@transaction.atomic
def answer_invitation(
    invitee: Invitee, *, answer: str, at: datetime, attendee_name: str = "", mandate: bool = False,
    reason: str = "", by: Any = None, token: str = "",
) -> Invitee:  # fmt: skip
    """Accept, decline with a reason, or send a substitute; by sign-in, or by the invitee's own link.

    The last answer counts, until the gathering has ended. Raises ValidationError in the user's words.
    """
    invitee = (
        Invitee.objects.select_for_update(of=("self",))
        .select_related("gathering__host", "organization")
        .get(pk=invitee.pk)
    )
    if not (token and secrets.compare_digest(token.encode(), invitee.token.encode())):
        authorise(by, "gatherings.answer", invitee, at=at)
    elif by is not None and works_for_the_host(by, invitee.gathering, at):
        raise ValidationError(_("这个链接要由受邀单位打开答复，召集单位不能代为答复。"))
    elif (check := AnswerCheck.objects.of(invitee)) is not None and not check.is_right:
        raise ValidationError(_("上级单位核实过，之前凭这个链接的答复不属实；请登录后答复。"))
    at = db_now()
    if answer not in (Invitee.Answer.COMING, Invitee.Answer.DECLINED, Invitee.Answer.SUBSTITUTE):
        raise ValidationError(_("请选择参加、委派他人或请假。"))
    if invitee.gathering.called_off_at is not None:
        raise ValidationError(_("会议已取消，不用再答复。"))
    if invitee.gathering.ends_at <= at:
        raise ValidationError(_("会议已经结束，不能再答复。如需补正，请联系召集单位。"))
    if answer == Invitee.Answer.DECLINED and not reason.strip():
        raise ValidationError({"reason": _("请写一句请假原因。")})
    if answer == Invitee.Answer.SUBSTITUTE and not attendee_name.strip():
        raise ValidationError({"attendee_name": _("请填写代为参会的人。")})
    invitee.answer = answer
    invitee.attendee_name = attendee_name.strip() if answer == Invitee.Answer.SUBSTITUTE else ""
    invitee.reason = reason.strip() if answer == Invitee.Answer.DECLINED else ""
    invitee.mandate = mandate if answer == Invitee.Answer.SUBSTITUTE else answer == Invitee.Answer.COMING
    invitee.answered_at, invitee.answered_by = at, by
    invitee.save()
    refresh_principals(invitee)
    trace(invitee, "gatherings.answered", by=by, at=at, answer=answer)
    return invitee


def unanswer(invitee: Invitee) -> None:
    """The invited body did not give the answer that came through its address: it has not answered."""
    invitee.answer, invitee.attendee_name, invitee.reason, invitee.mandate = Invitee.Answer.NONE, "", "", False
    invitee.answered_at = invitee.answered_by = None
    invitee.save()
    refresh_principals(invitee)
