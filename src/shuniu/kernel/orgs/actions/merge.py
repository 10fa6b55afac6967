"""One organization that stands in the register twice becomes one row, and comes apart again (A04, A16.1)."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from shuniu.kernel.core.access import authorise
from shuniu.kernel.core.moments import local_date
from shuniu.kernel.orgs import rules as _rules  # noqa: F401  registers the permissions
from shuniu.kernel.orgs.actions.derived import derive, fact_text, person_of
from shuniu.kernel.orgs.actions.follow import Follower, bring_back
from shuniu.kernel.orgs.merging import following
from shuniu.kernel.orgs.models import (
    Designation,
    FactChange,
    FormerCode,
    FormerName,
    Merge,
    Organization,
    present_of,
)
from shuniu.kernel.orgs.naming import name_key
from shuniu.kernel.orgs.queries import hold_register
from shuniu.kernel.trail.actions import trace

FILLED = (
    "credit_code", "area", "field", "registered_on", "legal_representative", "staff_count", "member_count", "capital_fen", "address",
    "supervising_unit", "registration_authority", "purpose", "activities",
)  # fmt: skip


@transaction.atomic
def merge_organizations(
    *, kept: Organization, gone: Organization, because: str, by: Any, at: datetime, reason: str = ""
) -> Merge:
    """`gone` becomes one with `kept`: all that points to it follows, its names and codes become former ones.

    Facts that the kept row lacks are taken over. Merging what is one already returns that merge. Raises
    PermissionDenied, or ValidationError for two hubs and for two bodies that have a tie with each other.
    """
    hold_register()
    asked = [kept.pk, gone.pk]
    kept, gone = (present_of(Organization.objects.get(pk=pk)) for pk in asked)
    locked = {
        row.pk: row for row in Organization.objects.select_for_update().filter(pk__in=[kept.pk, gone.pk]).order_by("pk")
    }
    kept, gone = locked[kept.pk], locked[gone.pk]
    draft = Merge(
        kept=kept, gone=gone, because=because, reason=reason.strip()[:200], merged_at=at, merged_by=person_of(by)
    )
    if kept.pk == gone.pk:
        standing = Merge.objects.standing().filter(gone__in=asked).order_by("-pk").first()
        if standing is None:
            raise ValidationError(_("请选两家不同的组织。"))
        authorise(by, "orgs.merge_organizations", standing, at=at)
        return standing
    authorise(by, "orgs.merge_organizations", draft, at=at)
    if (
        Designation.objects.valid(at).filter(organization__in=[kept, gone]).values("organization").distinct().count()
        > 1
    ):
        raise ValidationError(_("两家都是枢纽，不能合并。如确是同一家，请先在枢纽名单里终止其中一家。"))
    draft.save()
    try:
        with transaction.atomic():
            _wind(draft, at=at)
    except IntegrityError as error:
        raise ValidationError(_("这两家之间有联系或报送关系，不像同一家；请先核对那些关系。")) from error
    _write_changes(draft, by=by, at=at)
    trace(kept, "orgs.organizations_merged", by=by, at=at, merge=draft, kept=kept, gone=gone, because=because)
    trace(gone, "orgs.organizations_merged", by=by, at=at, merge=draft, kept=kept, gone=gone, because=because)
    return draft


@transaction.atomic
def split_organizations(merge: Merge, *, reason: str, by: Any, at: datetime) -> Merge:
    """Take a merge back: every row that followed returns, what lay aside is put back, facts nobody changed since are restored.

    Merges made later upon these rows are taken apart for it and made again in the same transaction. Splitting twice is
    one split. What came to the kept row after the merge stays with it. Raises ValidationError without a reason.
    """
    hold_register()
    merge = Merge.objects.select_for_update(of=("self",)).select_related("kept", "gone").get(pk=merge.pk)
    authorise(by, "orgs.split_organizations", merge, at=at)
    if merge.split_at is not None:
        return merge
    if not reason.strip():
        raise ValidationError({"reason": _("请写明为什么拆开。")})
    later = _later(merge)
    bodies = {pk for one in (merge, *later) for pk in (one.kept_id, one.gone_id)}
    list(Organization.objects.select_for_update().filter(pk__in=bodies).order_by("pk").values_list("pk"))
    for one in later:
        _unwind(one, at=at)
    before = _facts(merge.kept_id)
    _unwind(merge, at=at)
    merge.split_at, merge.split_by, merge.split_reason = at, person_of(by), reason.strip()[:200]
    merge.save(update_fields=["split_at", "split_by", "split_reason"])
    _write_restored(merge, before, by=by, at=at)
    for one in reversed(later):
        _wind(one, at=at)
    trace(merge.kept, "orgs.organizations_split", by=by, at=at, merge=merge, kept=merge.kept, gone=merge.gone)
    trace(merge.gone, "orgs.organizations_split", by=by, at=at, merge=merge, kept=merge.kept, gone=merge.gone)
    return merge


@transaction.atomic
def follow_late_rows(*, by: Any, at: datetime) -> int:
    """What was written to a merged row by somebody who had it open follows too; returns how many rows.

    Run by a job: the merges in the order they were made, so that a row reaches the row that stands today.
    """
    authorise(by, "orgs.follow_late_rows", None, at=at)
    hold_register()
    moved = 0
    while late := _late():
        for merge in Merge.objects.standing().filter(gone__in=late).order_by("pk"):
            before = merge.steps.count()
            Follower(merge).follow()
            moved += merge.steps.count() - before
    return moved


def _late() -> set[int]:
    """Merged rows to which something points: one query for each table, none of them reads more than an index."""
    gone = Merge.objects.standing().values("gone")
    found: set[int] = set()
    for link in following():
        rows = link.model._base_manager.filter(**{f"{link.field.attname}__in": gone})
        if link.type_column:
            rows = rows.filter(**{link.type_column: link.target})
        found.update(rows.values_list(link.field.attname, flat=True).distinct())
    return found


def _later(merge: Merge) -> list[Merge]:
    """Standing merges made after this one upon the same rows, the last first."""
    standing = list(Merge.objects.select_for_update(of=("self",)).standing().exclude(pk=merge.pk).order_by("pk"))
    bodies, grown = {merge.kept_id, merge.gone_id}, True
    while grown:
        touching = {pk for one in standing if {one.kept_id, one.gone_id} & bodies for pk in (one.kept_id, one.gone_id)}
        grown = not touching <= bodies
        bodies |= touching
    return [one for one in reversed(standing) if one.pk > merge.pk and {one.kept_id, one.gone_id} & bodies]


def _wind(merge: Merge, *, at: datetime) -> None:
    kept, gone = Organization.objects.get(pk=merge.kept_id), Organization.objects.get(pk=merge.gone_id)
    day = local_date(at)
    Follower(merge).follow()
    codes = [gone.credit_code] if gone.credit_code and kept.credit_code else []
    merge.kept_changes, merge.gone_changes = _taken(kept, gone), _given(kept, gone)
    merge.save(update_fields=["kept_changes", "gone_changes"])
    _apply(gone, merge.gone_changes)
    _apply(kept, merge.kept_changes)
    known = {name_key(name) for name in (kept.name, *kept.former_names.values_list("name", flat=True))}
    if name_key(gone.name) not in known:
        FormerName.objects.create(organization=kept, name=gone.name, until=day, merge=merge)
    for code in codes:
        FormerCode.objects.get_or_create(organization=kept, code=code, defaults={"until": day, "merge": merge})
    _refresh(kept, gone)


def _unwind(merge: Merge, *, at: datetime) -> None:
    FormerName.objects.filter(merge=merge).delete()
    FormerCode.objects.filter(merge=merge).delete()
    kept, gone = Organization.objects.get(pk=merge.kept_id), Organization.objects.get(pk=merge.gone_id)
    _revert(kept, merge.kept_changes)
    code = merge.gone_changes.get("credit_code", [None])[0]
    if code and Organization.objects.filter(credit_code=code).exists():  # somebody else has it today
        merge.gone_changes.pop("credit_code")
    _revert(gone, merge.gone_changes)
    bring_back(merge)
    _refresh(kept, gone)


def _taken(kept: Organization, gone: Organization) -> dict[str, list[Any]]:
    """What the kept row takes over: facts it lacks, the earlier day it was known, that it is known to all."""
    changes: dict[str, list[Any]] = {}
    for name in FILLED:
        column = Organization._meta.get_field(name).attname  # type: ignore[union-attr]
        mine, theirs = getattr(kept, column), getattr(gone, column)
        if mine in (None, "") and theirs not in (None, ""):
            changes[column] = [_plain(mine), _plain(theirs)]
    if "credit_code" in changes and kept.kind != gone.kind:
        changes["kind"] = [kept.kind, gone.kind]
    if gone.created_at < kept.created_at:
        changes["created_at"] = [_plain(kept.created_at), _plain(gone.created_at)]
    if gone.claimed_at is not None and (kept.claimed_at is None or gone.claimed_at < kept.claimed_at):
        changes["claimed_at"] = [_plain(kept.claimed_at), _plain(gone.claimed_at)]
    if kept.brought_by_id is not None and kept.brought_by_id != gone.brought_by_id:
        changes["brought_by_id"] = [kept.brought_by_id, None]
    return changes


def _given(kept: Organization, gone: Organization) -> dict[str, list[Any]]:
    changes: dict[str, list[Any]] = {"merged_into_id": [None, kept.pk]}
    if gone.credit_code:
        changes["credit_code"] = [gone.credit_code, None]
    return changes


def _apply(row: Organization, changes: dict[str, list[Any]]) -> None:
    for column, (_before, after) in changes.items():
        setattr(row, column, _typed(column, after))
    row.version += 1
    row.save(update_fields=[*changes, "version"])


def _revert(row: Organization, changes: dict[str, list[Any]]) -> None:
    """Put back what the merge wrote and nobody changed since."""
    back = [column for column, (_before, after) in changes.items() if getattr(row, column) == _typed(column, after)]
    for column in back:
        setattr(row, column, _typed(column, changes[column][0]))
    row.version += 1
    row.save(update_fields=[*back, "version"])


def _column(column: str) -> Any:
    return next(field for field in Organization._meta.concrete_fields if field.attname == column)


def _typed(column: str, value: Any) -> Any:
    field = _column(column)
    return value if value is None or field.is_relation else field.to_python(value)


def _plain(value: Any) -> Any:
    return value if value is None or isinstance(value, (int, str)) else value.isoformat()


def _refresh(*rows: Organization) -> None:
    """Keys and search texts anew: former names and codes have come or gone."""
    for row in rows:
        derive(row)
        row.save(update_fields=["name_key", "sort_key", "search"])


def _facts(pk: int) -> dict[str, str]:
    row = Organization.objects.select_related("area", "field").get(pk=pk)
    return {key: fact_text(getattr(row, key)) for key in ("kind", *FILLED)}


def _write_changes(merge: Merge, *, by: Any, at: datetime) -> None:
    """What the kept row took over stands in the history of its facts."""
    now = _facts(merge.kept_id)
    taken = {column.removesuffix("_id") for column in merge.kept_changes}
    old = {"kind": merge.kept_changes["kind"][0]} if "kind" in taken else {}
    rows = [
        _change(merge, key, old.get(key, ""), now[key], "merge", by, at) for key in ("kind", *FILLED) if key in taken
    ]
    FactChange.objects.bulk_create(rows)


def _write_restored(merge: Merge, before: dict[str, str], *, by: Any, at: datetime) -> None:
    now = _facts(merge.kept_id)
    FactChange.objects.bulk_create(
        _change(merge, key, before[key], now[key], "split", by, at) for key in now if before[key] != now[key]
    )


def _change(merge: Merge, key: str, old: str, new: str, source: str, by: Any, at: datetime) -> FactChange:
    return FactChange(organization_id=merge.kept_id, key=key, old=old, new=new, source=source, on=local_date(at), at=at,
                      by=person_of(by))  # fmt: skip
