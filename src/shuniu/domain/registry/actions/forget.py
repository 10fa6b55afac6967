"""What an uploaded roster holds beyond the register (phone numbers, remarks) is not kept for ever (A16.1)."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from django.db import transaction
from django.db.models import Q

from shuniu.domain.registry.models import RosterImport, RosterRow
from shuniu.domain.registry.rules import ROSTER_DAYS
from shuniu.kernel.core.access import authorise
from shuniu.kernel.norms.queries import settings_for
from shuniu.kernel.trail.actions import trace

A_NIGHT = 50
State = RosterImport.State


@transaction.atomic
def forget_rosters(*, by: Any, at: datetime) -> int:
    """Some days after the import, or after the last look at a plan nobody imported: the file, its title rows and the cells
    as typed go; what the import read, wrote and can still be taken back stays. Returns how many rosters.
    """
    authorise(by, "registry.forget_rosters", None, at=at)
    kept = RosterImport.objects.filter(forgotten_at=None).exclude(state__in=[State.RUNNING, State.UNDOING])
    days = settings_for(set(kept.values_list("hub", flat=True)), ROSTER_DAYS.key, at)
    due = Q(pk__in=())
    for hub, most in days.items():
        before = at - timedelta(days=int(most or 0))
        due |= Q(hub=hub) & (Q(finished_at__lt=before) | Q(finished_at=None, uploaded_at__lt=before))
    rows = list(kept.select_for_update().filter(due).order_by("pk")[:A_NIGHT])
    RosterRow.objects.filter(roster__in=rows).update(cells=[])
    for roster in rows:
        name, storage = roster.file.name, roster.file.storage
        roster.above, roster.aside, roster.forgotten_at = [], [], at
        roster.save(update_fields=["above", "aside", "forgotten_at"])
        trace(roster, "registry.roster_forgotten", by=by, at=at)
        # After the transaction: a file that is gone cannot be brought back by taking the rows back.
        transaction.on_commit(lambda name=name, storage=storage: storage.delete(name))
    return len(rows)
