"""The first body and the first hubs of a real installation, through the same actions as every page."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from shuniu.kernel.core.moments import local_date
from shuniu.kernel.norms.actions import load_published_calendars
from shuniu.kernel.orgs.actions import appoint, designate, enter_area, enter_field, enter_organization
from shuniu.kernel.orgs.models import Area, Designation, Field, Organization
from shuniu.kernel.people.actions import open_account
from shuniu.kernel.people.models import User
from shuniu.kernel.record.actions import invite
from shuniu.kernel.record.models import Invitation
from shuniu.kernel.specification.actions import load_edition, read_edition
from shuniu.kernel.specification.models import Edition

Named = tuple[str, str]
"""(code, name)"""


@transaction.atomic
def set_up(
    *, account: dict[str, Any], office: str, area: Named, level: str, districts: Iterable[Named],
    fields: Iterable[Named], at: datetime,
) -> tuple[User, Organization]:  # fmt: skip
    """Area, districts, fields, edition, the overseeing body and its head, who is the operator too: all or nothing.

    Raises ValidationError when somebody has set up already, the account's name is taken or its password too weak.
    """
    system = User.objects.system("setup")
    if User.objects.filter(is_operator=True).exists():
        raise ValidationError(_("已有管理账号，不再新建。"))
    place = enter_area(code=area[0], name=area[1], level=level, by=system, at=at)
    parts = Area.Level.SUBDISTRICT if level == Area.Level.DISTRICT else Area.Level.DISTRICT
    for code, name in districts:
        enter_area(code=code, name=name, level=parts, parent=place, by=system, at=at)
    for code, name in fields:
        enter_field(code=code, name=name, by=system, at=at)
    load_specification(place, by=system, at=at)
    load_published_calendars(by=system, at=at)
    user = open_account(**account, is_operator=True, by=system, at=at)
    body = enter_organization(name=office, kind="authority", area=place, by=system, at=at)
    appoint(body, person=user, role="head", valid_from=local_date(at), by=system, at=at)
    return user, body


def load_specification(area: Area, *, by: Any, at: datetime) -> Edition:
    """The edition of 2016 as this installation's own, in force since its issuer's day; loading twice is once."""
    facts, units = read_edition()
    since = date.fromisoformat(str(facts["issued_on"]))
    place = {"area_code": area.code, "area_name": area.name}
    return load_edition(facts={**facts, **place}, units=units, valid_from=since, by=by, at=at)


@transaction.atomic
def make_hub(
    *, name: str, kind: str, level: str, office: Organization, head: str, email: str, by: User, at: datetime,
    field: Field | None = None,
) -> tuple[Designation, Invitation]:  # fmt: skip
    """Enter a body, make it a hub of `office` under the edition in force, open a way in for its head.

    Doing it again for the same name gives the same hub and the same invitation.
    """
    name = name.strip()
    hub = Organization.objects.filter(designations__designated_by=office, name=name).first()
    if hub is None:
        hub = enter_organization(name=name, kind=kind, area=office.area, field=field, by=by, at=at)
    edition = Edition.objects.in_force(local_date(at)).order_by("-valid_from", "-pk").first()
    if edition is None:
        raise ValidationError(_("还没有施行中的规范，请先运行 shuniu setup。"))
    row = designate(
        hub, designated_by=office, level=level, edition_code=edition.code, field=field, valid_from=local_date(at),
        by=by, at=at,
    )  # fmt: skip
    return row, invite(hub, role="head", name=head, email=email, by=by, at=at)
