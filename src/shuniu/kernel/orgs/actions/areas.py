"""Areas and fields: entered, renamed, moved, given up, each with its day; kept by the operator and the overseeing body."""

from __future__ import annotations

import re
from datetime import date, datetime
from typing import Any

from django.core.exceptions import ValidationError
from django.db import connection, transaction
from django.utils.translation import gettext as _

from shuniu.kernel.core.access import authorise
from shuniu.kernel.core.moments import local_date
from shuniu.kernel.orgs.actions.derived import person_of
from shuniu.kernel.orgs.models import Area, Field, FormerAreaName
from shuniu.kernel.orgs.queries import hold_register
from shuniu.kernel.trail.actions import trace

ABOVE = {Area.Level.CITY: (None,), Area.Level.DISTRICT: (Area.Level.CITY,),
         Area.Level.SUBDISTRICT: (Area.Level.DISTRICT, Area.Level.CITY)}  # fmt: skip

_CODE, _SLUG = re.compile("[0-9A-Za-z]{1,12}"), re.compile("[0-9A-Za-z_-]{1,40}")


@transaction.atomic
def enter_area(
    *,
    code: str,
    name: str,
    level: str,
    by: Any,
    at: datetime,
    parent: Area | None = None,
    valid_from: date | None = None,
) -> Area:
    """A city, district or subdistrict by its administrative code; the same code again is the area that is there."""
    authorise(by, "orgs.enter_area", None, at=at)
    if not _CODE.fullmatch(code):
        raise ValidationError({"code": _("代码要是 12 位以内的数字或字母")})
    if not 0 < len(name.strip()) <= 60:
        raise ValidationError({"name": _("请写区域的名称。")})
    _check_place(level, parent)
    row, made = Area.objects.get_or_create(
        code=code, defaults={"name": name, "level": level, "parent": parent, "valid_from": valid_from}
    )
    if made:
        trace(row, "orgs.area_entered", by=by, at=at, code=code)
    return row


def _check_place(level: str, parent: Area | None) -> None:
    if level not in ABOVE or (parent.level if parent else None) not in (*ABOVE[Area.Level(level)], None):
        raise ValidationError({"parent": _("上级不对：区在市之下，街道（乡镇）在区之下。")})


@transaction.atomic
def enter_field(*, code: str, name: str, by: Any, at: datetime) -> Field:
    """A field of work in which a hub gathers organizations; the same code again is the field that is there."""
    authorise(by, "orgs.enter_field", None, at=at)
    if not _SLUG.fullmatch(code):
        raise ValidationError({"code": _("领域的代号只用英文字母、数字和连字符，最多 40 个字。")})
    if not 0 < len(name.strip()) <= 60:
        raise ValidationError({"name": _("请写领域的名称，最多 60 个字。")})
    row, made = Field.objects.get_or_create(code=code, defaults={"name": name})
    if made:
        trace(row, "orgs.field_entered", by=by, at=at, code=code)
    return row


@transaction.atomic
def rename_field(field: Field, *, name: str, by: Any, at: datetime) -> Field:
    """Another name for the same field; its code, and whatever belongs to it, stays."""
    row = Field.objects.select_for_update().get(pk=field.pk)
    authorise(by, "orgs.enter_field", row, at=at)
    if row.name == name.strip():
        return row
    if not name.strip() or Field.objects.filter(name=name.strip()).exclude(pk=row.pk).exists():
        raise ValidationError({"name": _("请写一个还没有用过的名称。")})
    before, row.name = row.name, name.strip()
    row.name_hant = row.name_en = ""
    row.save(update_fields=["name", "name_hant", "name_en"])
    trace(row, "orgs.field_renamed", by=by, at=at, before=before, name=row.name)
    return row


def _changed_on(row: Area, on: date, at: datetime) -> None:
    """Raises ValidationError for a day ahead, before the area was one, or before its last change."""
    last = row.former_names.order_by("-until").values_list("until", flat=True).first()
    if on > local_date(at) or (row.valid_from and on <= row.valid_from) or (last and on < last):
        raise ValidationError({"on": _("变更日期要在设立和上一次变更之后、今天以前。")})
    if row.valid_to is not None:
        raise ValidationError(_("%(area)s已于 %(day)s 撤销，不能再改。") % {"area": row, "day": row.valid_to})


@transaction.atomic
def change_area(area: Area, *, name: str, on: date, by: Any, at: datetime, parent: Area | None = None) -> Area:
    """From that day on it has another name (a county becomes a district) or lies under another area; the code stays.

    The former name stays readable for the days before, and is found in rosters. The same again changes nothing.
    """
    row = Area.objects.select_for_update(of=("self",)).select_related("parent").get(pk=area.pk)
    authorise(by, "orgs.enter_area", row, at=at)
    parent = parent or row.parent
    if (row.name, row.parent_id) == (name.strip(), parent.pk if parent else None):
        return row
    _changed_on(row, on, at)
    _check_place(row.level, parent)
    if not name.strip():
        raise ValidationError({"name": _("请写区域的名称。")})
    if row.name != name.strip():
        FormerAreaName.objects.update_or_create(area=row, name=row.name, defaults={"until": on})
        before, row.name, row.name_hant, row.name_en = row.name, name.strip(), "", ""
        FormerAreaName.objects.filter(area=row, name=row.name).delete()
        trace(row, "orgs.area_renamed", by=by, at=at, before=before, name=row.name, on=on)
    if row.parent != parent:
        trace(row, "orgs.area_moved", by=by, at=at, before=str(row.parent or ""), parent=str(parent), on=on)
        row.parent = parent
    row.save()
    return row


@transaction.atomic
def note_former_name(area: Area, *, name: str, until: date, by: Any, at: datetime) -> FormerAreaName:
    """What it was called up to a day, for an area that is there under its present name already."""
    authorise(by, "orgs.enter_area", area, at=at)
    row, made = FormerAreaName.objects.get_or_create(area=area, name=name.strip(), defaults={"until": until})
    if made:
        trace(area, "orgs.area_renamed", by=by, at=at, before=row.name, name=area.name, on=until)
    return row


# Whoever lay in the area lies in the one it became from that day on; as of any earlier day, where it lay.
_PAST = """
INSERT INTO orgs_paststate (organization_id, name, kind, area_id, valid_from, valid_to)
SELECT o.id, o.name, o.kind, o.area_id, p.ended, %(on)s::date
  FROM orgs_organization o
  LEFT JOIN LATERAL (SELECT max(valid_to) AS ended FROM orgs_paststate s WHERE s.organization_id = o.id) p ON true
 WHERE o.area_id = %(area)s AND (p.ended IS NULL OR p.ended < %(on)s::date)
"""
_CHANGES = """
INSERT INTO orgs_factchange (organization_id, key, old, new, source, "on", at, by_id, objection)
SELECT o.id, 'area', %(old)s, %(new)s, 'area', %(on)s, %(at)s, %(by)s, '' FROM orgs_organization o WHERE o.area_id = %(area)s
"""
_MOVE = "UPDATE orgs_organization SET area_id = %(into)s, version = version + 1 WHERE area_id = %(area)s"


@transaction.atomic
def end_area(area: Area, *, on: date, by: Any, at: datetime, into: Area | None = None) -> Area:
    """The area is given up on that day; what lay in it lies in `into` from then on, its own parts too.

    Raises ValidationError when anything still lies in it and nothing is said of what it became part of.
    """
    hold_register()
    row = Area.objects.select_for_update(of=("self",)).select_related("parent").get(pk=area.pk)
    authorise(by, "orgs.enter_area", row, at=at)
    if row.valid_to is not None and (row.valid_to, row.became_id) == (on, into.pk if into else None):
        return row
    _changed_on(row, on, at)
    if into is None and (row.parts.exists() or row.organizations.exists()):
        raise ValidationError({"into": _("还有组织或下级区域在里面，请写明并入哪里。")})
    if into is not None and (into.pk == row.pk or into.level != row.level or into.valid_to is not None):
        raise ValidationError({"into": _("请选同一级、还在的另一个区域。")})
    if into is not None:
        words = {"area": row.pk, "into": into.pk, "old": row.code, "new": into.code, "on": on, "at": at,
                 "by": getattr(person_of(by), "pk", None)}  # fmt: skip
        with connection.cursor() as cursor:
            for statement in (_PAST, _CHANGES, _MOVE):
                cursor.execute(statement, words)
        row.parts.update(parent=into)
    row.valid_to, row.became = on, into
    row.save(update_fields=["valid_to", "became"])
    trace(row, "orgs.area_ended", by=by, at=at, on=on, into=str(into or ""))
    return row
