"""What of the organizations' own tables a merge has to know."""

from __future__ import annotations

from typing import Any

from django.db.models import Q

from shuniu.kernel.orgs.merging import once, prefer, stay


def surer(tie: Any) -> tuple[bool, bool, int]:
    """A confirmed tie before a claimed one before a declined one; the older of two alike."""
    return tie.confirmed_at is not None, tie.declined_at is None, -tie.valid_from.toordinal()


stay("orgs.merge.kept", because="the merge says what became one with what")
stay("orgs.merge.gone", because="the merge says what became one with what")
stay("orgs.organization.merged_into", because="merged rows lead on, one to the next")
stay("orgs.paststate.organization", because="it says what this very row was called and where it lay")
prefer("orgs.affiliation", surer)
once("orgs.appointment.organization", "person", "role", where=Q(valid_to__isnull=True))
