"""A place is for the tenant itself: looked at, and taken back where it is lent on or stays empty (A09.1)."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from shuniu.domain.support.actions.common import filled, whole
from shuniu.domain.support.actions.growing.stay import end_stay, lock_stay
from shuniu.domain.support.models.growing import Incubation, Mode, PlaceCheck
from shuniu.domain.support.rules.growing import EMPTY_DAYS
from shuniu.kernel.core.access import authorise
from shuniu.kernel.core.moments import local_date
from shuniu.kernel.trail.actions import trace


@transaction.atomic
def check_place(stay: Incubation, *, seen_on: date, finding: str, note: str, by: Any, at: datetime) -> PlaceCheck:
    """What was seen on a day; the same day again changes nothing. Somebody else at the place is named."""
    stay = lock_stay(stay)
    authorise(by, "support.check_place", stay, at=at)
    there = stay.place_checks.filter(seen_on=seen_on).first()
    if there is not None:
        return there
    if stay.state != Incubation.State.IN or stay.mode != Mode.ONSITE:
        raise ValidationError(_("只有在孵的入驻组织才有工位。"))
    if finding not in PlaceCheck.Finding.values:
        raise ValidationError({"finding": _("请选择看到什么。")})
    if not stay.starts_on <= seen_on <= local_date(at):
        raise ValidationError({"seen_on": _("日期要在入驻以后、今天以前。")})
    if finding == PlaceCheck.Finding.SUBLET and not note.strip():
        raise ValidationError({"note": _("请写是谁在用。")})
    row = PlaceCheck.objects.create(
        incubation=stay, seen_on=seen_on, finding=finding, note=note.strip()[:200], noted_by=by, noted_at=at
    )
    trace(stay, "support.place_checked", by=by, at=at, finding=finding)
    return row


def why_not_expelled(stay: Incubation, at: datetime) -> str:
    """Why the place cannot be taken back yet; empty when it can: it was lent on, or seen empty for a month."""
    seen = list(stay.place_checks.order_by("seen_on"))
    if any(one.finding == PlaceCheck.Finding.SUBLET for one in seen):
        return ""
    since: date | None = None
    for one in seen:  # empty at every look since, from the first to the last of them
        since = (since or one.seen_on) if one.finding == PlaceCheck.Finding.EMPTY else None
    days = whole(stay.hub, EMPTY_DAYS.key, at)
    if since is not None and seen[-1].seen_on - since >= timedelta(days=days):
        return ""
    return _("先登记看到的情况：别人在用，或者相隔 %(days)s 天以上两次都空着。") % {"days": days}


@transaction.atomic
def expel_stay(stay: Incubation, *, reason: str, by: Any, at: datetime) -> Incubation:
    """The head takes the place back, on what was seen; the organization reads why. It counts as no graduation."""
    stay = lock_stay(stay)
    authorise(by, "support.expel_stay", stay, at=at)
    if stay.state == Incubation.State.EXPELLED:
        return stay
    if why := why_not_expelled(stay, at):
        raise ValidationError(why)
    stay.end_reason = filled(reason=reason)["reason"][:200]
    end_stay(stay, "expel", on=local_date(at), by=by, at=at)
    trace(stay, "support.stay_expelled", by=by, at=at)
    return stay
