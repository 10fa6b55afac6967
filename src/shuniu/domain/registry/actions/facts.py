"""Facts of an organization: whoever else corrects them, the organization is told and may object (A16.1)."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from shuniu.kernel.orgs.actions import save_facts
from shuniu.kernel.orgs.fact_actions import object_to_change
from shuniu.kernel.orgs.models import FactChange, Organization
from shuniu.kernel.orgs.queries import holders
from shuniu.kernel.orgs.rules import SPEAKS
from shuniu.kernel.record.actions import notify
from shuniu.kernel.record.kinds import notice_kind

notice_kind("facts_corrected", text=_("%(hub)s修改了你单位的资料（%(n)s 项）。如不属实，可以提出异议，原值会恢复。"))
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
