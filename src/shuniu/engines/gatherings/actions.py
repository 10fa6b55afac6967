from __future__ import annotations

import secrets
from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from shuniu.engines.gatherings.models import Gathering, Invitee, RollEntry
from shuniu.kernel.core.access import authorise, permit, predicate
from shuniu.kernel.core.moments import db_now
from shuniu.kernel.orgs.models import Organization
from shuniu.kernel.orgs.queries import holds
from shuniu.kernel.orgs.rules import SPEAKS
from shuniu.kernel.trail.actions import trace

SIGN_IN_LEAD = timedelta(hours=2)
SIGN_IN_GRACE = timedelta(hours=2)


@predicate
def works_for_the_host(user: Any, gathering: Gathering, at: datetime) -> bool:
    return holds(user, gathering.host, "head", "officer", "clerk", at=at)


@predicate
def calls_for_the_host(user: Any, gathering: Gathering, at: datetime) -> bool:
    return holds(user, gathering.host, "head", "officer", at=at)


@predicate
def speaks_for_the_invited(user: Any, invitee: Invitee, at: datetime) -> bool:
    return holds(user, invitee.organization, *SPEAKS, at=at)


permit("gatherings.call", calls_for_the_host)
permit("gatherings.invite_organizations", calls_for_the_host)
permit("gatherings.enter_roll", works_for_the_host)
permit("gatherings.remove_from_roll", works_for_the_host)
permit("gatherings.answer", speaks_for_the_invited)


@transaction.atomic
def call_gathering(
    host: Organization, *, title: str, starts_at: datetime, ends_at: datetime, place: str, by: Any, at: datetime
) -> Gathering:
    """A new gathering with its door code and QR token; sign-in opens two hours before it starts."""
    row = Gathering(
        host=host, title=title, starts_at=starts_at, ends_at=ends_at, place=place, created_at=at,
        door_token=secrets.token_urlsafe(18), door_code=f"{secrets.randbelow(10**6):06d}",
        sign_in_opens_at=starts_at - SIGN_IN_LEAD, sign_in_closes_at=ends_at + SIGN_IN_GRACE,
    )  # fmt: skip
    authorise(by, "gatherings.call", row, at=at)
    if ends_at <= starts_at:
        raise ValidationError(_("结束时间要晚于开始时间。"))
    row.save()
    trace(row, "gatherings.called", by=by, at=at, host=host)
    return row


@transaction.atomic
def move_gathering(
    gathering: Gathering, *, title: str, starts_at: datetime, ends_at: datetime, place: str, by: Any, at: datetime
) -> Gathering:
    """Change time or place. A day already past is never moved into: what was held stays where it was."""
    gathering = Gathering.objects.select_for_update(of=("self",)).select_related("host").get(pk=gathering.pk)
    authorise(by, "gatherings.call", gathering, at=at)
    if ends_at <= starts_at:
        raise ValidationError(_("结束时间要晚于开始时间。"))
    if gathering.starts_at < at and gathering.starts_at != starts_at:
        raise ValidationError(_("会议时间已过，不能再改开会时间。"))
    gathering.title, gathering.place = title, place
    gathering.starts_at, gathering.ends_at = starts_at, ends_at
    gathering.sign_in_opens_at, gathering.sign_in_closes_at = starts_at - SIGN_IN_LEAD, ends_at + SIGN_IN_GRACE
    gathering.save()
    trace(gathering, "gatherings.moved", by=by, at=at)
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
    """Accept, decline with a reason, or send a substitute; by sign-in, or by the invitee's own link."""
    invitee = (
        Invitee.objects.select_for_update(of=("self",)).select_related("gathering", "organization").get(pk=invitee.pk)
    )
    if not (token and secrets.compare_digest(token, invitee.token)):
        authorise(by, "gatherings.answer", invitee, at=at)
    at = db_now()
    if invitee.gathering.ends_at <= at:
        raise ValidationError(_("会议已经结束，不能再答复。如需补正，请联系召集单位。"))
    if answer == Invitee.Answer.DECLINED and not reason.strip():
        raise ValidationError({"reason": _("请写一句请假原因。")})
    if answer == Invitee.Answer.SUBSTITUTE and not attendee_name.strip():
        raise ValidationError({"attendee_name": _("请填写代为参会的人。")})
    invitee.answer, invitee.attendee_name, invitee.reason = answer, attendee_name.strip(), reason.strip()
    invitee.mandate = mandate if answer == Invitee.Answer.SUBSTITUTE else answer == Invitee.Answer.COMING
    invitee.answered_at = at
    invitee.save()
    trace(invitee, "gatherings.answered", by=by, at=at, answer=answer)
    return invitee


@transaction.atomic
def sign_in_at_door(
    gathering: Gathering, *, name: str, way: str, key: str, at: datetime, organization: Organization | None = None,
    post: str = "", attendance: str = RollEntry.Attendance.PRESENT, signed_at: datetime | None = None,
) -> RollEntry:  # fmt: skip
    """Check in by the door's QR or code; the token or code in hand is the permission.

    `key` comes from the phone, so that a sign-in sent twice over a weak network is one. `signed_at` is the phone's
    moment when it was queued; it counts only inside the sign-in hours, and never later than now.
    Raises ValidationError outside the sign-in hours.
    """
    now = db_now()
    moment = min(signed_at, now) if signed_at is not None else now
    if not gathering.sign_in_opens_at <= moment <= gathering.sign_in_closes_at:
        raise ValidationError(_("现在不在签到时间内。如果你到了会，请让工作人员登记。"))
    if not name.strip():
        raise ValidationError({"name": _("请填写姓名。")})
    return _enter(
        gathering, name=name, organization=organization, post=post, attendance=attendance, way=way, key=key,
        signed_at=moment, entered_at=now, by=None,
    )  # fmt: skip


@transaction.atomic
def enter_roll(
    gathering: Gathering, *, name: str, way: str, key: str, by: Any, at: datetime,
    organization: Organization | None = None, post: str = "", attendance: str = RollEntry.Attendance.PRESENT,
) -> RollEntry:  # fmt: skip
    """The host's staff write a name on the roll; after sign-in has closed it is marked as entered afterwards."""
    authorise(by, "gatherings.enter_roll", gathering, at=at)
    now = db_now()
    if now < gathering.sign_in_opens_at:
        raise ValidationError(_("签到还没开始，不能登记到会。"))
    if not name.strip():
        raise ValidationError({"name": _("请填写姓名。")})
    return _enter(
        gathering, name=name, organization=organization, post=post, attendance=attendance, way=way, key=key,
        signed_at=min(now, gathering.ends_at), entered_at=now, by=by,
    )  # fmt: skip


def _enter(
    gathering: Gathering, *, name: str, organization: Organization | None, post: str, attendance: str, way: str,
    key: str, signed_at: datetime, entered_at: datetime, by: Any,
) -> RollEntry:  # fmt: skip
    """One line on the roll. The same key, or the same person of the same body, is the line that is there."""
    name = name.strip()[:60]
    late = entered_at > gathering.sign_in_closes_at and way in (RollEntry.Way.HAND, RollEntry.Way.PAPER)
    row = RollEntry(
        gathering=gathering, organization=organization, name=name, post=post[:60], attendance=attendance, way=way,
        key=key[:80], signed_at=signed_at, entered_at=entered_at, entered_by=by, is_late_entry=late,
        is_principal=_is_principal(gathering, organization, name),
    )  # fmt: skip
    made = RollEntry.objects.bulk_create([row], ignore_conflicts=True)
    entry = RollEntry.objects.filter(gathering=gathering, key=row.key).first()
    if entry is None:
        entry = RollEntry.objects.get(
            gathering=gathering, organization=organization, name=name, removed_at__isnull=True
        )
    elif made and entry.entered_at == entered_at:
        trace(entry, "gatherings.signed_in", by=by, at=entered_at, gathering=gathering, way=way, late=late)
    return entry


def _is_principal(gathering: Gathering, organization: Organization | None, name: str) -> bool:
    """The invited secretary-general, or the deputy named with a mandate."""
    if organization is None:
        return False
    invitee = Invitee.objects.filter(gathering=gathering, organization=organization).first()
    if invitee is None:
        return False
    if invitee.answer == Invitee.Answer.SUBSTITUTE:
        return invitee.mandate and invitee.attendee_name == name
    return not invitee.person_name or invitee.person_name == name


@transaction.atomic
def remove_from_roll(entry: RollEntry, *, by: Any, at: datetime) -> RollEntry:
    """A name entered by mistake leaves the count; the line stays readable."""
    entry = RollEntry.objects.select_for_update(of=("self",)).select_related("gathering__host").get(pk=entry.pk)
    authorise(by, "gatherings.remove_from_roll", entry.gathering, at=at)
    if entry.removed_at is None:
        entry.removed_at = at
        entry.save(update_fields=["removed_at"])
        trace(entry, "gatherings.removed_from_roll", by=by, at=at)
    return entry
