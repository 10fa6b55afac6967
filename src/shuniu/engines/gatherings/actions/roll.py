"""The roll: at the door, by hand, from a paper sheet; a name entered afterwards is marked so."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from shuniu.engines.gatherings.models import Gathering, Invitee, RollEntry
from shuniu.kernel.core.access import authorise
from shuniu.kernel.core.moments import db_now
from shuniu.kernel.norms.queries import setting_for
from shuniu.kernel.orgs.models import Organization
from shuniu.kernel.record.models import Attachment
from shuniu.kernel.trail.actions import trace

# What a secretary-general writes under 职务, when the invitation did not name one.
SECRETARY_POSTS = ("秘书长", "秘書長", "secretary-general")


@dataclass(frozen=True)
class Line:
    """One person to be written on the roll; `key` makes a repeat of the same line one line."""

    name: str
    key: str
    organization: Organization | None = None
    post: str = ""
    attendance: str = RollEntry.Attendance.PRESENT


class SheetProblems(ValidationError):
    """Lines of a sheet that cannot be entered: `rows` maps the line's index to a sentence; nothing was entered."""

    def __init__(self, rows: dict[int, str]) -> None:
        super().__init__(_("有 %(n)s 行需要核对，改好后再登记；这张表还没有登记。") % {"n": len(rows)})
        self.rows = rows


@transaction.atomic
def sign_in_at_door(
    gathering: Gathering, *, name: str, way: str, key: str, at: datetime, organization: Organization | None = None,
    post: str = "", attendance: str = RollEntry.Attendance.PRESENT, signed_at: datetime | None = None,
) -> RollEntry:  # fmt: skip
    """Check in by the door's QR or code; the token or code in hand is the permission.

    `key` comes from the phone, so that a sign-in sent twice over a weak network is one. `signed_at` is the phone's
    moment when it was queued; it counts only inside the sign-in hours, and never later than now. What reaches us
    later than the grace after closing (a setting) is marked as entered afterwards: a phone's clock proves nothing.
    Raises ValidationError outside the sign-in hours.
    """
    now = db_now()
    moment = min(signed_at, now) if signed_at is not None else now
    if gathering.called_off_at is not None:
        raise ValidationError(_("这次会议已取消，不用签到。"))
    if not gathering.sign_in_opens_at <= moment <= gathering.sign_in_closes_at:
        raise ValidationError(_("现在不在签到时间内。如果你到了会，请让工作人员登记。"))
    line = _checked(Line(name, key, organization, post, attendance))
    hours = setting_for(gathering.host, "gatherings.upload_grace_hours", at) or 0
    late = now > gathering.sign_in_closes_at + timedelta(hours=hours)
    return _enter(gathering, [line], way=way, signed_at=moment, entered_at=now, late=late, by=None)[0]


@transaction.atomic
def enter_roll(
    gathering: Gathering, *, name: str, way: str, key: str, by: Any, at: datetime,
    organization: Organization | None = None, post: str = "", attendance: str = RollEntry.Attendance.PRESENT,
) -> RollEntry:  # fmt: skip
    """The host's staff write a name on the roll; after sign-in has closed it is marked as entered afterwards."""
    authorise(by, "gatherings.enter_roll", gathering, at=at)
    now = _staff_may_enter(gathering)
    line = _checked(Line(name, key, organization, post, attendance))
    return _enter(
        gathering, [line], way=way, signed_at=min(now, gathering.ends_at), entered_at=now,
        late=now > gathering.sign_in_closes_at, by=by,
    )[0]  # fmt: skip


@transaction.atomic
def enter_sheet(
    gathering: Gathering, *, lines: Iterable[Line], by: Any, at: datetime, sheet: Attachment | None = None
) -> list[RollEntry]:
    """Type a signed paper sheet in at once: all lines or none. `sheet` is its photograph or scan.

    Only a sheet that can be looked at makes its lines confirmed attendance (counting rule 1).
    Raises SheetProblems naming each line that cannot be entered.
    """
    authorise(by, "gatherings.enter_sheet", gathering, at=at)
    now = _staff_may_enter(gathering)
    wanted, problems = [], {}
    for number, line in enumerate(lines):
        try:
            wanted.append(_checked(line))
        except ValidationError as error:
            problems[number] = " ".join(error.messages)
    if problems:
        raise SheetProblems(problems)
    if not wanted:
        raise ValidationError(_("表里还没有人，请至少填一行。"))
    return _enter(
        gathering, wanted, way=RollEntry.Way.PAPER, signed_at=min(now, gathering.ends_at), entered_at=now,
        late=now > gathering.sign_in_closes_at, by=by, sheet=sheet,
    )  # fmt: skip


def _staff_may_enter(gathering: Gathering) -> datetime:
    now = db_now()
    if gathering.called_off_at is not None:
        raise ValidationError(_("这次会议已取消，不用签到。"))
    if now < gathering.sign_in_opens_at:
        raise ValidationError(_("签到还没开始，不能登记到会。"))
    return now


def plain_name(name: str) -> str:
    """A name as it is compared: Chinese names are written with and without spaces between the characters."""
    joined = " ".join(name.split())
    return joined if joined.isascii() else joined.replace(" ", "")


def _checked(line: Line) -> Line:
    name = plain_name(line.name)
    if not name:
        raise ValidationError({"name": _("请填写姓名。")})
    if len(name) > RollEntry._meta.get_field("name").max_length:  # type: ignore[operator]
        raise ValidationError({"name": _("姓名太长了，请只填一个人。")})
    if line.attendance not in RollEntry.Attendance.values:
        raise ValidationError({"attendance": _("请选择到会情况。")})
    return Line(name, line.key[:80], line.organization, line.post.strip()[:60], line.attendance)


def _enter(
    gathering: Gathering, lines: list[Line], *, way: str, signed_at: datetime, entered_at: datetime, late: bool,
    by: Any, sheet: Attachment | None = None,
) -> list[RollEntry]:  # fmt: skip
    """Lines on the roll, in order. The same key, or the same person of the same body, is the line that is there."""
    bodies = {line.organization.pk for line in lines if line.organization}
    invitees = {row.organization_id: row for row in gathering.invitees.filter(organization__in=bodies)}
    rows = [
        RollEntry(
            gathering=gathering, organization=line.organization, name=line.name, post=line.post, way=way, key=line.key,
            attendance=line.attendance, signed_at=signed_at, entered_at=entered_at, entered_by=by, is_late_entry=late,
            sheet=sheet, is_principal=_is_principal(
                invitees.get(line.organization.pk) if line.organization else None, line.name, line.post
            ),
        )
        for line in lines
    ]  # fmt: skip
    RollEntry.objects.bulk_create(rows, ignore_conflicts=True, batch_size=1000)
    by_key = {row.key: row for row in gathering.roll.filter(key__in=[line.key for line in lines])}
    names = [line.name for line in lines if line.key not in by_key]
    by_person = {
        (row.organization_id, row.name): row for row in gathering.roll.filter(name__in=names, removed_at__isnull=True)
    }
    entries = [
        by_key.get(line.key) or by_person[line.organization.pk if line.organization else None, line.name]
        for line in lines
    ]
    for entry in {row.pk: row for row in entries}.values():
        if entry.removed_at is not None and by is not None:
            # Staff writing a removed name again want it back; a phone repeating itself does not.
            restore_to_roll(entry, by=by, at=entered_at)
            entry.removed_at = None
        elif entry.entered_at == entered_at:
            trace(entry, "gatherings.signed_in", by=by, at=entered_at, gathering=gathering, way=way, late=late)
    return entries


def _is_principal(invitee: Invitee | None, name: str, post: str) -> bool:
    """The invited secretary-general, or the deputy named with a mandate (MEC-4).

    When the invitation could not name the secretary-general, whoever signs in as one counts.
    """
    if invitee is None:
        return False
    if invitee.answer == Invitee.Answer.SUBSTITUTE:
        return invitee.mandate and plain_name(invitee.attendee_name) == name
    if invitee.person_name:
        return plain_name(invitee.person_name) == name
    return post.strip().lower() in SECRETARY_POSTS


def refresh_principals(invitee: Invitee) -> int:
    """An answer given at the door changes who stands for the body: its lines are judged again. Returns changes."""
    changed = 0
    for entry in RollEntry.objects.filter(gathering=invitee.gathering_id, organization=invitee.organization_id):
        principal = _is_principal(invitee, entry.name, entry.post)
        if entry.is_principal != principal:
            entry.is_principal = principal
            entry.save(update_fields=["is_principal"])
            changed += 1
    return changed


def _lock(entry: RollEntry) -> RollEntry:
    return RollEntry.objects.select_for_update(of=("self",)).select_related("gathering__host").get(pk=entry.pk)


@transaction.atomic
def remove_from_roll(entry: RollEntry, *, by: Any, at: datetime) -> RollEntry:
    """A name entered by mistake leaves the count; the line stays readable and can be restored."""
    entry = _lock(entry)
    authorise(by, "gatherings.remove_from_roll", entry.gathering, at=at)
    if entry.removed_at is None:
        entry.removed_at = at
        entry.save(update_fields=["removed_at"])
        trace(entry, "gatherings.removed_from_roll", by=by, at=at)
    return entry


@transaction.atomic
def restore_to_roll(entry: RollEntry, *, by: Any, at: datetime) -> RollEntry:
    """Take a removal back. Raises ValidationError when the same person stands on the roll again since."""
    entry = _lock(entry)
    authorise(by, "gatherings.restore_to_roll", entry.gathering, at=at)
    if entry.removed_at is None:
        return entry
    again = RollEntry.objects.filter(
        gathering=entry.gathering, organization=entry.organization, name=entry.name, removed_at__isnull=True
    )
    if again.exists():
        raise ValidationError(_("这个人已经重新登记，不用再恢复。"))
    entry.removed_at = None
    entry.save(update_fields=["removed_at"])
    trace(entry, "gatherings.restored_to_roll", by=by, at=at)
    return entry
