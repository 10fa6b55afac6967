from __future__ import annotations

from datetime import datetime
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from shuniu.domain.support.models.together import Consortium, PracticeNote
from shuniu.kernel.core.moments import local_date
from shuniu.kernel.core.registries import Entry, navigation
from shuniu.kernel.orgs.merging import prefer
from shuniu.kernel.record.kinds import record_source
from shuniu.kernel.specification.indicators import feature

navigation.add(
    "support.consortia",
    Entry("support.consortia", _("联合体"), "users", "support:consortia", element="support", group="together", order=46,
          shown=lambda d: bool(d.posts)),
)  # fmt: skip
navigation.add(
    "support.notes",
    Entry("support.notes", _("做法分享"), "book", "support:notes", element="support", group="together", order=47,
          shown=lambda d: bool(d.posts)),
)  # fmt: skip
feature(
    "support.consortia", title=_("联合体：各有任务和预算的成员共做一个项目；做法分享"), units=["A10.5"],
    url_name="support:consortia", state="part",
    records=["support.Consortium", "support.Partner", "support.BudgetLine", "support.PracticeNote", "support.NoteUse"],
)  # fmt: skip
prefer("support.partner", lambda row: (row.state == "JOINED", row.asked_at, row.pk))
prefer("support.noteuse", lambda row: (row.stated_at, row.pk))


def started_consortia(*, hub: Any, unit_code: str, at: datetime, limit: int, text: str = "") -> list[dict[str, Any]]:
    if unit_code not in ("A10", "A10.5"):
        return []
    rows = Consortium.objects.filter(hub=hub, started_at__isnull=False)
    if text:
        rows = rows.filter(title__icontains=text)
    return [_consortium(row) for row in rows.order_by("-started_at", "-pk")[:limit]]


def describe_consortia(*, ids: list[int], user: Any, at: datetime) -> dict[int, dict[str, Any]]:
    return {row.pk: _consortium(row) for row in Consortium.objects.visible_to(user, at).filter(pk__in=ids)}


def _consortium(row: Consortium) -> dict[str, Any]:
    return {"id": row.pk, "title": row.title, "on": row.starts_on, "url": reverse("support:consortium", args=[row.pk])}


record_source("support.consortium", label=_("联合体"), candidates=started_consortia, describe=describe_consortia)


def own_notes(*, hub: Any, unit_code: str, at: datetime, limit: int, text: str = "") -> list[dict[str, Any]]:
    """What the hub shared itself."""
    if unit_code != "A10.5":
        return []
    rows = PracticeNote.objects.standing().filter(author=hub)
    if text:
        rows = rows.filter(title__icontains=text)
    return [_note(row) for row in rows[:limit]]


def describe_notes(*, ids: list[int], user: Any, at: datetime) -> dict[int, dict[str, Any]]:
    return {row.pk: _note(row) for row in PracticeNote.objects.visible_to(user, at).filter(pk__in=ids)}


def _note(row: PracticeNote) -> dict[str, Any]:
    return {
        "id": row.pk,
        "title": row.title,
        "on": local_date(row.shared_at),
        "url": reverse("support:note", args=[row.pk]),
    }


record_source("support.practicenote", label=_("做法分享"), candidates=own_notes, describe=describe_notes)
