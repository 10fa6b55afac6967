from __future__ import annotations

from datetime import date, datetime
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from shuniu.kernel.core.access import authorise
from shuniu.kernel.core.moments import local_date
from shuniu.kernel.core.versions import check_version
from shuniu.kernel.orgs.actions.derived import person_of
from shuniu.kernel.orgs.models import Ending, FactChange, Organization
from shuniu.kernel.orgs.queries import bodies_of, holds, hubs_at
from shuniu.kernel.orgs.rules import SPEAKS
from shuniu.kernel.trail.actions import trace


@transaction.atomic
def end_organization(
    organization: Organization, *, ending: str, on: date, version: int, by: Any, at: datetime
) -> Organization:
    """It was dissolved, struck off, or has given up: from that day on it counts nowhere and is asked for nothing.

    Said twice the same changes nothing. Raises ValidationError for a day ahead or before it was registered, and for a
    body that is a hub: its designation ends first.
    """
    row = Organization.objects.select_for_update().get(pk=organization.pk)
    authorise(by, "orgs.end_organization", row, at=at)
    if (row.ending, row.ended_on) == (ending, on):
        return row
    if ending not in Ending.values:
        raise ValidationError({"ending": _("请选是注销、撤销登记还是终止活动。")})
    if on > local_date(at) or (row.registered_on is not None and on < row.registered_on):
        raise ValidationError({"on": _("终止日期要在成立以后、今天以前。")})
    if hubs_at(at).filter(pk=row.pk).exists():
        raise ValidationError(_("这是一家枢纽，请先终止它的枢纽资格。"))
    return _stand(row, ending, on, version, by, at)


@transaction.atomic
def revive_organization(organization: Organization, *, version: int, by: Any, at: datetime) -> Organization:
    """It has not ended after all: it is known again, and its ties hold as if nothing had been said."""
    row = Organization.objects.select_for_update().get(pk=organization.pk)
    authorise(by, "orgs.end_organization", row, at=at)
    return row if not row.ending else _stand(row, "", None, version, by, at)


def _stand(row: Organization, ending: str, on: date | None, version: int, by: Any, at: datetime) -> Organization:
    check_version(row, version)
    before, own = row.standing, holds(by, row, *SPEAKS, at=at)
    row.ending, row.ended_on, row.version = ending, on, version + 1
    row.save(update_fields=["ending", "ended_on", "version"])
    body = None if own else bodies_of(by, at, "head", "officer", "clerk").first()
    FactChange.objects.create(
        organization=row, key="standing", old=before, new=row.standing, source="self" if own else "hub", body=body,
        on=local_date(at), at=at, by=person_of(by),
    )  # fmt: skip
    if ending:
        trace(row, "orgs.organization_ended", by=by, at=at, ending=ending, on=on)
    else:
        trace(row, "orgs.organization_revived", by=by, at=at)
    return row
