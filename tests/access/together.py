"""Addresses of consortia and practice notes."""

from __future__ import annotations

from typing import Any

from shuniu.domain.support.models.together import Partner, PracticeNote
from tests.city import City

TOGETHER = (
    "support:consortia", "support:consortia-export", "support:consortium-open", "support:notes", "support:note-share",
)  # fmt: skip


def together_addresses(city: City) -> dict[str, list[Any]]:
    """`app:name` → arguments: a consortium that the first hub leads and in which the member has a share; the member's note."""
    partner = Partner.objects.filter(consortium__lead=city.hub, organization=city.member).order_by("pk").first()
    note = PracticeNote.objects.filter(author=city.member).order_by("pk").first()
    return {
        "support:consortium": [partner.consortium_id], "support:consortium-change": [partner.consortium_id],
        "support:share-save": [partner.consortium_id, partner.pk], "support:note": [note.pk], "support:note-change": [note.pk],
    }  # fmt: skip
