"""Tables of the record that point to any row: when two rows become one, what is owed, proved or enclosed follows.

And which of its small acts can be taken back at once.
"""

from __future__ import annotations

from datetime import date
from typing import Any

from shuniu.kernel.orgs.actions import (
    end_appointment,
    restore_appointment,
    restore_designation,
    restore_substitution,
    withdraw_substitution,
)
from shuniu.kernel.orgs.merging import pointer
from shuniu.kernel.orgs.models import Appointment, Designation, Substitution
from shuniu.kernel.record.actions import (
    restore_evidence,
    restore_invitation,
    restore_template,
    save_view,
    unread_notices,
    withdraw_evidence,
)
from shuniu.kernel.record.models import Evidence, Invitation, ListTemplate
from shuniu.kernel.record.undo import Undo, undos

pointer("record.duty", "subject_type", "subject_id")
pointer("record.attachment", "subject_type", "subject_id")
pointer("record.answercheck", "subject_type", "subject_id")
pointer("record.evidence", "subject_type", "subject_id")
pointer("record.evidence", "record_type", "record_id")
pointer("record.querynumber", "subject_type", "subject_id")


def _appointed_by_mistake(post: Appointment, **who: Any) -> Appointment:
    """Its end is its beginning: it was never held."""
    return end_appointment(post, on=post.valid_from, **who)


def _appointed_still(post: Appointment, *, until: str, **who: Any) -> Appointment:
    return restore_appointment(post, until=date.fromisoformat(until) if until else None, **who)


def _standing_in_still(row: Substitution, *, until: str, **who: Any) -> Substitution:
    return restore_substitution(row, until=date.fromisoformat(until), **who)


undos.add("orgs.appointed", Undo(Appointment, _appointed_by_mistake))
undos.add("orgs.appointment_ended", Undo(Appointment, _appointed_still))
undos.add("orgs.substitute_named", Undo(Substitution, withdraw_substitution))
undos.add("orgs.substitution_ended", Undo(Substitution, _standing_in_still))
undos.add("orgs.designation_ended", Undo(Designation, restore_designation))
undos.add("record.evidence_added", Undo(Evidence, withdraw_evidence))
undos.add("record.evidence_withdrawn", Undo(Evidence, restore_evidence))
undos.add("record.invitation_withdrawn", Undo(Invitation, restore_invitation))
undos.add("record.template_dropped", Undo(ListTemplate, restore_template))
undos.add("record.view_dropped", Undo(None, save_view))
undos.add("record.notices_read", Undo(None, lambda *, by, at, read_at: unread_notices(by, read_at=read_at)))
