from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from shuniu.kernel.core.access import authorise, permit, predicate
from shuniu.kernel.norms.models import Holiday, Setting
from shuniu.kernel.norms.queries import default_of
from shuniu.kernel.orgs.models import Organization
from shuniu.kernel.orgs.queries import holds, hubs_below
from shuniu.kernel.people.actions import is_operator
from shuniu.kernel.trail.actions import trace


@predicate
def heads_an_overseeing_body(user: Any, organization: Organization, at: datetime) -> bool:
    return holds(user, organization, "head", at=at) and bool(hubs_below([organization.pk], at))


permit("norms.fix_setting", heads_an_overseeing_body)
permit("norms.load_holidays", is_operator)


@transaction.atomic
def fix_setting(
    owner: Organization, *, key: str, value: Decimal, reason: str, valid_from: date, by: Any, at: datetime
) -> Setting:
    """An overseeing body fixes a limit from a day on; what was in force before stays readable.

    Raises ValidationError for a day in the past: nobody changes a rule after the facts are in.
    """
    owner = Organization.objects.select_for_update().get(pk=owner.pk)
    authorise(by, "norms.fix_setting", owner, at=at)
    default_of(key)
    if valid_from < at.date() and not getattr(by, "is_system", False):
        raise ValidationError(_("施行日期不能早于今天，请改为今天或以后的日期。"))
    same = Setting.objects.filter(owner=owner, key=key, valid_from=valid_from).first()
    if same is not None:
        if same.value != value:
            raise ValidationError(_("这一天已定过一个数值，请换一个施行日期。"))
        return same
    Setting.objects.filter(owner=owner, key=key, valid_to__isnull=True, valid_from__lt=valid_from).update(
        valid_to=valid_from
    )
    row = Setting.objects.create(owner=owner, key=key, value=value, reason=reason, valid_from=valid_from)
    trace(row, "norms.setting_fixed", by=by, at=at, key=key, value=str(value), on=valid_from)
    return row


@transaction.atomic
def load_holidays(days: Iterable[tuple[date, bool, str]], *, by: Any, at: datetime) -> int:
    """Store the exceptions of a year's calendar; loading the same days again replaces them. Returns how many."""
    authorise(by, "norms.load_holidays", None, at=at)
    count = 0
    for day, is_working, name in days:
        row, _made = Holiday.objects.update_or_create(day=day, defaults={"is_working": is_working, "name": name})
        trace(row, "norms.holiday_loaded", by=by, at=at, is_working=is_working)
        count += 1
    return count
