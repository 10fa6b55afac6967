"""Contacts go out only for a purpose and a time, on record; tags are a hub's own words (A16.2)."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from shuniu.domain.registry.models import ContactExport, Tag
from shuniu.domain.registry.queries_liaison import contacts_of
from shuniu.kernel.core.access import authorise
from shuniu.kernel.core.moments import local_date
from shuniu.kernel.orgs.models import Organization
from shuniu.kernel.trail.actions import trace


@transaction.atomic
def export_contacts(
    hub: Organization, *, purpose: str, used_until: date, by: Any, at: datetime
) -> tuple[ContactExport, list[dict[str, str]]]:
    """The liaison officers of the hub's members with their work addresses, never phone numbers; what for is kept.

    Raises ValidationError without a purpose or with an end that is past.
    """
    authorise(by, "registry.export_contacts", hub, at=at)
    if len(purpose.strip()) < 4 or used_until < local_date(at):
        raise ValidationError(_("请写明用途（至少四个字）和用到哪天；过了那天应当删除。"))
    rows = contacts_of(hub, at)
    export = ContactExport.objects.create(
        hub=hub, purpose=purpose.strip(), used_until=used_until, persons=len(rows), by=by, at=at
    )
    trace(export, "registry.contacts_exported", by=by, at=at, hub=hub, count=len(rows), on=used_until)
    return export, rows


@transaction.atomic
def note_list_export(body: Organization, *, columns: Iterable[str], count: int, by: Any, at: datetime) -> None:
    """That a list of organizations went out, how many and which facts: all of them public, so no purpose is asked."""
    authorise(by, "registry.note_list_export", body, at=at)
    trace(body, "registry.list_exported", by=by, at=at, count=count, columns=list(columns))


@transaction.atomic
def tag_organizations(hub: Organization, *, organizations: Iterable[int], name: str, by: Any, at: datetime) -> int:
    """Put the hub's own word on organizations; how many had it not yet."""
    authorise(by, "registry.tag_organizations", hub, at=at)
    word = name.strip()[:20]
    if not word:
        raise ValidationError(_("请写下标签。"))
    there = set(Tag.objects.filter(hub=hub, name=word).values_list("organization", flat=True))
    new = [pk for pk in dict.fromkeys(organizations) if pk not in there]
    Tag.objects.bulk_create([Tag(hub=hub, organization_id=pk, name=word) for pk in new], ignore_conflicts=True)
    if new:
        trace(hub, "registry.organizations_tagged", by=by, at=at, count=len(new))
    return len(new)


@transaction.atomic
def remove_tag(hub: Organization, *, name: str, by: Any, at: datetime) -> int:
    """Take a word of the hub away from all organizations; how many had it."""
    authorise(by, "registry.tag_organizations", hub, at=at)
    gone, _rows = Tag.objects.filter(hub=hub, name=name).delete()
    if gone:
        trace(hub, "registry.tag_removed", by=by, at=at, count=gone)
    return gone
