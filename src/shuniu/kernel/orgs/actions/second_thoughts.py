"""What was just done by mistake to a post, a designation or a tie is as it was before."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from shuniu.kernel.core.access import authorise
from shuniu.kernel.orgs.models import Affiliation, Appointment, Designation, Organization, Substitution
from shuniu.kernel.trail.actions import trace


@transaction.atomic
def restore_appointment(appointment: Appointment, *, until: date | None, by: Any, at: datetime) -> Appointment:
    """The role goes on until the day it had before its end was written: mostly none."""
    post = Appointment.objects.select_for_update().select_related("organization").get(pk=appointment.pk)
    authorise(by, "orgs.end_appointment", post.organization, at=at)
    if post.valid_to == until:
        return post
    again = Appointment.objects.filter(organization=post.organization, person=post.person_id, role=post.role)
    if again.filter(valid_to__isnull=True).exists():
        raise ValidationError(_("他已经重新任职，不用再恢复。"))
    post.valid_to = until
    post.save(update_fields=["valid_to"])
    trace(post, "orgs.appointment_restored", by=by, at=at)
    return post


@transaction.atomic
def withdraw_substitution(substitution: Substitution, *, by: Any, at: datetime) -> None:
    """Named by mistake: nobody was to stand in, not even for the day. One that is gone already changes nothing."""
    rows = Substitution.objects.select_for_update(of=("self",)).select_related("appointment__organization")
    for row in rows.filter(pk=substitution.pk):
        authorise(by, "orgs.name_substitute", row.appointment, at=at)
        trace(row, "orgs.substitution_withdrawn", by=by, at=at, substitute=row.substitute_id)
        row.delete()


@transaction.atomic
def restore_substitution(substitution: Substitution, *, until: date, by: Any, at: datetime) -> Substitution:
    """The substitute stands in until the day it was first said."""
    rows = Substitution.objects.select_for_update(of=("self",)).select_related("appointment__organization")
    row = rows.get(pk=substitution.pk)
    authorise(by, "orgs.name_substitute", row.appointment, at=at)
    if row.valid_to != until:
        row.valid_to = until
        row.save(update_fields=["valid_to"])
        trace(row, "orgs.substitution_restored", by=by, at=at, until=until)
    return row


@transaction.atomic
def restore_designation(designation: Designation, *, by: Any, at: datetime) -> Designation:
    """The body goes on as a hub, unless it was designated anew since."""
    rows = Designation.objects.select_for_update(of=("self",)).select_related("organization", "designated_by")
    row = rows.get(pk=designation.pk)
    authorise(by, "orgs.end_designation", row, at=at)
    if row.valid_to is None:
        return row
    if Designation.objects.filter(organization=row.organization, valid_to__isnull=True).exists():
        raise ValidationError(_("已经重新确定为枢纽，不用再恢复。"))
    row.valid_to = None
    row.save(update_fields=["valid_to"])
    trace(row, "orgs.designation_restored", by=by, at=at, organization=row.organization)
    return row


def tie_before(tie: Affiliation) -> dict[str, Any]:
    """What an answer changes about a tie, as plain values that travel."""
    return {
        "confirmed_at": tie.confirmed_at and tie.confirmed_at.isoformat(), "confirmed_by_id": tie.confirmed_by_id,
        "confirmed_through": tie.confirmed_through, "declined_at": tie.declined_at and tie.declined_at.isoformat(),
        "brought_by_id": tie.organization.brought_by_id,
    }  # fmt: skip


@transaction.atomic
def take_back_tie_answer(tie: Affiliation, *, before: dict[str, Any], by: Any, at: datetime) -> Affiliation:
    """The organization's yes or no was a mistake: the tie stands as it did (`tie_before`)."""
    tie = Affiliation.objects.select_for_update(of=("self",)).select_related("organization", "hub").get(pk=tie.pk)
    authorise(by, "orgs.decline_affiliation", tie, at=at)
    if tie_before(tie) == before:
        return tie
    for name in ("confirmed_at", "declined_at"):
        setattr(tie, name, before[name] and datetime.fromisoformat(before[name]))
    tie.confirmed_by_id, tie.confirmed_through = before["confirmed_by_id"], before["confirmed_through"]
    tie.save(update_fields=["confirmed_at", "declined_at", "confirmed_by", "confirmed_through"])
    Organization.objects.filter(pk=tie.organization_id).update(brought_by=before["brought_by_id"])
    trace(tie, "orgs.affiliation_answer_taken_back", by=by, at=at)
    return tie
