"""Tables of the record that point to any row: when two rows become one, what is owed, proved or enclosed follows."""

from __future__ import annotations

from shuniu.kernel.orgs.merging import pointer

pointer("record.duty", "subject_type", "subject_id")
pointer("record.attachment", "subject_type", "subject_id")
pointer("record.answercheck", "subject_type", "subject_id")
pointer("record.evidence", "subject_type", "subject_id")
pointer("record.evidence", "record_type", "record_id")
pointer("record.querynumber", "subject_type", "subject_id")
