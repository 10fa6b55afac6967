"""What keeps an affiliation active, and what of invitations and rolls a merge of two organizations has to know."""

from __future__ import annotations

from typing import Any

from shuniu.engines.gatherings.actions import remove_from_roll, restore_to_roll
from shuniu.engines.gatherings.confirmed import CONFIRMED_ATTENDANCE
from shuniu.engines.gatherings.models import RollEntry
from shuniu.kernel.orgs.contacts import contact_sources
from shuniu.kernel.orgs.merging import prefer
from shuniu.kernel.record.undo import Undo, undos

contact_sources.add(
    "gatherings",
    "SELECT g.host_id AS hub_id, c.organization_id, g.starts_at AS happened_at, c.entered_at AS known_at, c.is_late_entry AS is_late "  # noqa: S608  our constant
    f"FROM ({CONFIRMED_ATTENDANCE}) c JOIN gatherings_gathering g ON g.id = c.gathering_id",
)


def fuller(invitee: Any) -> tuple[bool, bool]:
    """An answered invitation before a sent one before one that was never sent."""
    return invitee.answer != "none", invitee.sent_at is not None


def surer(entry: Any) -> tuple[bool, bool]:
    """Signed in by oneself or on a kept sheet before entered by hand; at the door before afterwards."""
    return entry.way in ("qr", "code") or entry.sheet_id is not None, not entry.is_late_entry


prefer("gatherings.invitee", fuller)
prefer("gatherings.rollentry", surer)
undos.add("gatherings.roll_entered", Undo(RollEntry, remove_from_roll))
undos.add("gatherings.removed_from_roll", Undo(RollEntry, restore_to_roll))
undos.add("gatherings.restored_to_roll", Undo(RollEntry, remove_from_roll))
