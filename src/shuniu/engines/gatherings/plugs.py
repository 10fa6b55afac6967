"""What of invitations and rolls a merge of two organizations has to know."""

from __future__ import annotations

from typing import Any

from shuniu.kernel.orgs.merging import prefer


def fuller(invitee: Any) -> tuple[bool, bool]:
    """An answered invitation before a sent one before one that was never sent."""
    return invitee.answer != "none", invitee.sent_at is not None


def surer(entry: Any) -> tuple[bool, bool]:
    """Signed in by oneself or on a kept sheet before entered by hand; at the door before afterwards."""
    return entry.way in ("qr", "code") or entry.sheet_id is not None, not entry.is_late_entry


prefer("gatherings.invitee", fuller)
prefer("gatherings.rollentry", surer)
