"""Facts of an organization: whoever else corrects them, the organization is told and may object (A16.1)."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from shuniu.kernel.core.access import authorise
from shuniu.kernel.orgs.actions import end_organization, fact_text, revive_organization, save_facts
from shuniu.kernel.orgs.models import Area, FactChange, Field, Organization, standing_text
from shuniu.kernel.orgs.queries import holders
from shuniu.kernel.orgs.rules import SPEAKS
from shuniu.kernel.record.actions import notify, unsay
from shuniu.kernel.record.kinds import notice_kind
from shuniu.kernel.trail.actions import trace

notice_kind("facts_corrected", text=_("%(hub)s修改了你单位的资料（%(n)s 项）。如不属实，可以提出异议，原值会恢复。"))
notice_kind(
    "said_to_have_ended",
    text=_("登记册把%(organization)s记为“%(standing)s”。如不属实，可以提出异议，会恢复。"),
)
notice_kind("facts_objected", text=_("%(organization)s对你单位改的资料提出异议，已恢复原值。理由：%(reason)s"))


@transaction.atomic
def correct_facts(organization: Organization, *, version: int, by: Any, at: datetime, **facts: Any) -> Organization:
    """Save facts; what a hub changed is told to everybody who speaks for the organization.

    Raises what `save_facts` raises. Saving the same again changes and tells nothing.
    """
    last = organization.fact_changes.values_list("pk", flat=True).first() or 0
    saved = save_facts(organization, version=version, by=by, at=at, **facts)
    changes = list(saved.fact_changes.filter(pk__gt=last).select_related("body"))
    if changes and changes[0].source != "self":
        for person in holders(saved, *SPEAKS, at=at):
            notify(
                person, "facts_corrected", at=at, key=f"facts:{changes[0].pk}", mail=True, n=len(changes),
                hub=changes[0].body.name if changes[0].body else "", url=f"/desk/registry/organizations/{saved.code}/#history",
            )  # fmt: skip
    return saved


@transaction.atomic
def end_body(organization: Organization, *, ending: str, on: date, version: int, by: Any, at: datetime) -> Organization:
    """The register says that an organization has ended; whoever speaks for it is told and may object."""
    before = organization.standing
    row = end_organization(organization, ending=ending, on=on, version=version, by=by, at=at)
    if row.standing != before and row.fact_changes.first().source != "self":  # type: ignore[union-attr]
        for person in holders(row, *SPEAKS, at=at):
            notify(
                person, "said_to_have_ended", at=at, key=f"ended:{row.pk}:{row.version}", mail=True, organization=row.name,
                standing=standing_text(row.standing), url=f"/desk/registry/organizations/{row.code}/#history",
            )  # fmt: skip
    return row


@transaction.atomic
def revive_body(organization: Organization, *, version: int, by: Any, at: datetime) -> Organization:
    """It has not ended after all; who has not read yet that it was said never hears of it."""
    unsay(f"ended:{organization.pk}:{version}")
    return revive_organization(organization, version=version, by=by, at=at)


@transaction.atomic
def object_to_facts(change: FactChange, *, reason: str, by: Any, at: datetime) -> FactChange:
    """The organization objects to a change by others: the old value comes back, whoever made the change is told."""
    already = change.objected_at is not None
    change = object_to_change(change, reason=reason, by=by, at=at)
    if not already and change.by is not None:
        notify(
            change.by, "facts_objected", at=at, key=f"objection:{change.pk}", organization=change.organization.name,
            reason=reason[:60], url=f"/desk/registry/organizations/{change.organization.code}/#history",
        )  # fmt: skip
    return change


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
        raise ValidationError(gettext("这是你单位自己填的，直接修改即可。"))
    change.objected_at, change.objected_by, change.objection = at, by, reason[:200]
    change.save(update_fields=["objected_at", "objected_by", "objection"])
    trace(change, "orgs.objected_to_change", by=by, at=at, organization=change.organization_id, field=change.key)
    organization = change.organization
    if fact_text(getattr(organization, change.key)) != change.new:
        return change
    if change.key == "standing":
        _stand_again(organization, change.old, by=by, at=at)
    else:
        save_facts(organization, version=organization.version, by=by, at=at, **{change.key: _fact(change)})
    return change


def _stand_again(organization: Organization, standing: str, *, by: Any, at: datetime) -> None:
    who: dict[str, Any] = {"version": organization.version, "by": by, "at": at}
    if not standing:
        revive_organization(organization, **who)
        return
    ending, _space, day = standing.partition(" ")
    end_organization(organization, ending=ending, on=date.fromisoformat(day), **who)


def _fact(change: FactChange) -> Any:
    """The old value of a change, typed again."""
    if change.key in ("area", "field"):
        model = Area if change.key == "area" else Field
        return model.objects.filter(code=change.old).first()
    if change.key == "registered_on":
        return date.fromisoformat(change.old) if change.old else None
    if change.key in ("staff_count", "member_count", "capital_fen"):
        return int(change.old) if change.old else None
    return change.old
