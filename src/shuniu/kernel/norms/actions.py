from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from shuniu.kernel.core.access import authorise
from shuniu.kernel.core.moments import local_date
from shuniu.kernel.norms import rules as _rules  # noqa: F401  registers the permissions
from shuniu.kernel.norms.calendar import Day, published_years
from shuniu.kernel.norms.models import CalendarYear, Holiday, Setting
from shuniu.kernel.norms.queries import norm_named
from shuniu.kernel.orgs.actions import change_designation
from shuniu.kernel.orgs.models import Designation, Organization
from shuniu.kernel.people.models import User
from shuniu.kernel.specification.actions import amend_edition
from shuniu.kernel.specification.models import Edition
from shuniu.kernel.trail.actions import trace


@transaction.atomic
def fix_setting(
    owner: Organization, *, key: str, value: Decimal, reason: str, valid_from: date, by: Any, at: datetime,
    edition_code: str = "",
) -> Setting:  # fmt: skip
    """An overseeing body fixes a limit from a day on; what was in force before stays readable.

    Raises KeyError for an unknown limit, ValidationError for a day in the past (nobody changes a rule after the
    facts are in), a missing reason, a value out of its range, or a day for which another value is fixed already.
    """
    owner = Organization.objects.select_for_update().get(pk=owner.pk)
    authorise(by, "norms.fix_setting", owner, at=at)
    norm = norm_named(key)
    if not reason.strip():
        raise ValidationError(_("请写明调整的理由。"))
    if value < 0 or (norm.is_share and value > 1):
        raise ValidationError(_("数值超出范围：比例在 0 到 100 % 之间，其余不小于 0。"))
    if valid_from < local_date(at) and not getattr(by, "is_system", False):
        raise ValidationError(_("施行日期不能早于今天，请改为今天或以后的日期。"))
    line = Setting.objects.standing().filter(owner=owner, key=key, edition_code=edition_code)
    same = line.filter(valid_from=valid_from).first()
    if same is not None:
        if same.value != value:
            raise ValidationError(_("这一天已定过一个数值，请换一个施行日期，或先撤回原定的数值。"))
        return same
    later = line.filter(valid_from__gt=valid_from).order_by("valid_from").first()
    for before in line.filter(valid_from__lt=valid_from).order_by("-valid_from")[:1]:
        before.valid_to = valid_from
        before.save(update_fields=["valid_to"])
    row = Setting.objects.create(
        owner=owner, key=key, edition_code=edition_code, value=value, reason=reason.strip(), valid_from=valid_from,
        valid_to=later.valid_from if later else None, fixed_at=at,
    )  # fmt: skip
    trace(row, "norms.setting_fixed", by=by, at=at, key=key, value=str(value), on=valid_from)
    return row


@transaction.atomic
def withdraw_setting(setting: Setting, *, by: Any, at: datetime) -> Setting:
    """Take back a value that is planned and not in force yet; the one before goes on. Twice changes nothing.

    Raises ValidationError once the day has come: a rule that was in force is never taken back.
    """
    owner = Organization.objects.select_for_update().get(pk=setting.owner_id)
    authorise(by, "norms.withdraw_setting", owner, at=at)
    setting = Setting.objects.select_for_update().get(pk=setting.pk)
    if setting.withdrawn_at is not None:
        return setting
    if setting.valid_from <= local_date(at):
        raise ValidationError(_("这个数值已经施行，不能撤回；可以另定一个以后施行的数值。"))
    setting.withdrawn_at = at
    setting.save(update_fields=["withdrawn_at"])
    line = Setting.objects.standing().filter(owner=owner, key=setting.key, edition_code=setting.edition_code)
    for before in line.filter(valid_from__lt=setting.valid_from).order_by("-valid_from")[:1]:
        before.valid_to = setting.valid_to
        before.save(update_fields=["valid_to"])
    trace(setting, "norms.setting_withdrawn", by=by, at=at, on=setting.valid_from)
    return setting


@transaction.atomic
def load_holidays(
    days: Iterable[Day], *, year: int, source: str, by: Any, at: datetime, issued_on: date | None = None
) -> CalendarYear:
    """Store the exceptions of one year's calendar. Loading the same days again changes nothing.

    Days that are over are left as they are when the year was in already: what was counted stays counted.
    Raises ValidationError when a day lies in another year or nothing is given.
    """
    authorise(by, "norms.load_holidays", None, at=at)
    wanted = {day: (is_working, name) for day, is_working, name in days}
    if not wanted or any(day.year != year for day in wanted):
        raise ValidationError(_("请给出 %(year)s 年的放假和调休日期。") % {"year": year})
    row, made = CalendarYear.objects.select_for_update().get_or_create(
        year=year, defaults={"source": source, "issued_on": issued_on, "loaded_at": at}
    )
    there = {h.day: (h.is_working, h.name) for h in Holiday.objects.filter(day__year=year)}
    first = date.min if made else local_date(at)
    changed = [day for day, what in wanted.items() if there.get(day) != what and day >= first]
    gone = [day for day in there if day not in wanted and day >= first]
    if not changed and not gone:
        return row
    Holiday.objects.filter(day__in=gone).delete()
    for day in changed:
        Holiday.objects.update_or_create(day=day, defaults={"is_working": wanted[day][0], "name": wanted[day][1]})
    row.source, row.issued_on, row.loaded_at = source, issued_on, at
    row.save(update_fields=["source", "issued_on", "loaded_at"])
    trace(row, "norms.calendar_loaded", by=by, at=at, year=year, days=len(changed) + len(gone))
    return row


@transaction.atomic
def set_day(*, day: date, is_working: bool, name: str, by: Any, at: datetime) -> Holiday:
    """Say of one day whether it is worked. Raises ValidationError for a day that is over."""
    authorise(by, "norms.set_day", None, at=at)
    if day < local_date(at):
        raise ValidationError(_("这一天已经过去，工作日已按原日历计算，不再改动。"))
    row, made = Holiday.objects.select_for_update().get_or_create(
        day=day, defaults={"is_working": is_working, "name": name}
    )
    if made or (row.is_working, row.name) != (is_working, name):
        row.is_working, row.name = is_working, name
        row.save(update_fields=["is_working", "name"])
        trace(row, "norms.day_set", by=by, at=at, on=day, is_working=is_working)
    return row


def load_published_calendars(*, by: Any, at: datetime) -> list[int]:
    """Load the calendars that come with the product for years that are not in yet; returns those years."""
    known = set(CalendarYear.objects.values_list("year", flat=True))
    fresh = [entry for entry in published_years() if entry["year"] not in known]
    for entry in fresh:
        load_holidays(
            entry["days"], year=entry["year"], source=entry["source"], issued_on=entry["issued_on"], by=by, at=at
        )
    return [entry["year"] for entry in fresh]


@transaction.atomic
def follow_editions(*, by: Any, at: datetime) -> int:
    """Hubs under an edition that was superseded go on under the one that took its place, from that day on.

    Run when an edition is published and every morning; a hub is moved once. Returns how many hubs moved.
    """
    authorise(by, "norms.follow_editions", None, at=at)
    today, moved = local_date(at), 0
    for old in Edition.objects.filter(published=True, valid_to__lte=today):
        new = Edition.objects.filter(
            published=True, issuer=old.issuer, area_code=old.area_code, valid_from=old.valid_to
        ).first()
        if new is None:
            continue
        for row in Designation.objects.filter(edition_code=old.code, valid_to__isnull=True):
            change_designation(row, on=max(new.valid_from, row.valid_from), edition_code=new.code, by=by, at=at)
            moved += 1
    return moved


@transaction.atomic
def publish_amendment(
    edition: Edition,
    *,
    facts: dict[str, Any],
    changes: dict[str, dict[str, Any]],
    valid_from: date,
    by: Any,
    at: datetime,
) -> Edition:
    """Publish an amended or adapted edition; when it is in force already, its hubs follow at once."""
    new = amend_edition(edition, facts=facts, changes=changes, valid_from=valid_from, by=by, at=at)
    follow_editions(by=User.objects.system("editions"), at=at)
    return new
