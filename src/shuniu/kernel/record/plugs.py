"""Tables of the record that point to any row: when two rows become one, what is owed, proved or enclosed follows.

And which of its small acts can be taken back at once.
"""

from __future__ import annotations

from shuniu.kernel.orgs.merging import pointer
from shuniu.kernel.record.actions import (
    restore_evidence,
    restore_invitation,
    restore_template,
    save_view,
    unread_notices,
)
from shuniu.kernel.record.models import Evidence, Invitation, ListTemplate
from shuniu.kernel.record.undo import Undo, undos

pointer("record.duty", "subject_type", "subject_id")
pointer("record.attachment", "subject_type", "subject_id")
pointer("record.answercheck", "subject_type", "subject_id")
pointer("record.evidence", "subject_type", "subject_id")
pointer("record.evidence", "record_type", "record_id")
pointer("record.querynumber", "subject_type", "subject_id")

undos.add("record.evidence_withdrawn", Undo(Evidence, restore_evidence))
undos.add("record.invitation_withdrawn", Undo(Invitation, restore_invitation))
undos.add("record.template_dropped", Undo(ListTemplate, restore_template))
undos.add("record.view_dropped", Undo(None, save_view))
undos.add("record.notices_read", Undo(None, lambda *, by, at, read_at: unread_notices(by, read_at=read_at)))
