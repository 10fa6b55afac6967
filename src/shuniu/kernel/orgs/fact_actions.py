"""What an organization does about changes that others made to its facts."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from shuniu.kernel.core.access import authorise
from shuniu.kernel.orgs.actions import fact_text, save_facts
from shuniu.kernel.orgs.models import Area, FactChange, Field
from shuniu.kernel.trail.actions import trace


@transaction.atomic
def object_to_change(change: FactChange, *, reason: str, by: Any, at: datetime) -> FactChange:
    """The organization says a change by others is not so; the old value comes back, both stay in the history.

    Objecting twice keeps the first. Where the fact was changed again since, the newer value stays.
    """
    change = FactChange.objects.select_for_update(of=("self",)).select_related("organization").get(pk=change.pk)
    authorise(by, "orgs.object_to_change", change, at=at)
    if change.objected_at is not None:
        return change
    if change.source == "self":
        raise ValidationError(_("这是你单位自己填的，直接修改即可。"))
    change.objected_at, change.objected_by, change.objection = at, by, reason[:200]
    change.save(update_fields=["objected_at", "objected_by", "objection"])
    trace(change, "orgs.objected_to_change", by=by, at=at, organization=change.organization_id, field=change.key)
    organization = change.organization
    if fact_text(getattr(organization, change.key)) == change.new:
        save_facts(organization, version=organization.version, by=by, at=at, **{change.key: _fact(change)})
    return change


def _fact(change: FactChange) -> Any:
    """The old value of a change, typed again."""
    if change.key in ("area", "field"):
        model = Area if change.key == "area" else Field
        return model.objects.filter(code=change.old).first()
    if change.key == "registered_on":
        return date.fromisoformat(change.old) if change.old else None
    if change.key in ("staff_count", "member_count"):
        return int(change.old) if change.old else None
    return change.old
