"""A table of areas as offices keep it: read, checked whole, shown line by line, then taken in all or nothing."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from shuniu.kernel.core.moments import local_date
from shuniu.kernel.orgs.actions.areas import change_area, end_area, enter_area, note_former_name
from shuniu.kernel.orgs.models import Area
from shuniu.methods.rosters import RosterError, Sheet, read_workbook
from shuniu.methods.rosters.columns import clean
from shuniu.methods.rosters.values import read_date, several

COLUMNS = {
    "code": ("代码", "区划代码", "行政区划代码", "编码", "统计用区划代码"), "name": ("名称", "区划名称", "区域名称", "现名"),
    "level": ("级别", "层级", "类型"), "parent": ("上级", "上级代码", "上级区划", "所属区", "所属区县", "上级名称"),
    "since": ("变更日期", "启用日期", "设立日期", "生效日期", "自何日起"), "former": ("曾用名", "原名", "原名称", "旧名"),
    "ended": ("撤销日期", "停用日期", "废止日期"), "became": ("并入", "并入代码", "并入区域", "去向"),
}  # fmt: skip
_LEVELS = {"市": "city", "区": "district", "县": "district", "区县": "district", "区级": "district", "市级": "city",
           "街道": "subdistrict", "镇": "subdistrict", "乡": "subdistrict", "街道乡镇": "subdistrict", "乡镇": "subdistrict",
           "乡镇街道": "subdistrict", "街镇": "subdistrict"}  # fmt: skip
_ORDER = {"city": 0, "district": 1, "subdistrict": 2}


@dataclass
class AreaLine:
    """One line: what it says, what it would do (`new`, `renamed`, `moved`, `former`, `ended`), what is wrong with it."""

    number: int
    code: str
    name: str
    level: str = ""
    parent: str = ""
    since: date | None = None
    former: list[str] = field(default_factory=list)
    ended: date | None = None
    became: str = ""
    acts: list[str] = field(default_factory=list)
    fault: str = ""


def read_areas(content: bytes, file_name: str) -> list[AreaLine]:
    """Lines of the fullest sheet. Raises ValidationError for a file that is no table with code and name."""
    try:
        sheet = read_workbook(content, file_name)[0]
    except RosterError as error:
        raise ValidationError(_("这个文件读不了。请用 xlsx 或 csv，要有“代码”和“名称”两列。")) from error
    headings = {clean(heading): index for index, heading in reversed(list(enumerate(sheet.headings)))}
    places = {key: headings[one] for key, words in COLUMNS.items() for one in words if one in headings}
    if not {"code", "name"} <= set(places):
        raise ValidationError(_("没有找到“代码”和“名称”两列，请核对列名。"))
    return [_line(number, cells, places) for number, cells in _filled(sheet)]


def _filled(sheet: Sheet) -> list[tuple[int, list[str]]]:
    return [(number, cells) for number, cells in sheet.rows if any(cell.strip() for cell in cells)]


def _line(number: int, cells: list[str], places: Mapping[str, int]) -> AreaLine:
    said = {key: cells[index].strip() if index < len(cells) else "" for key, index in places.items()}
    line = AreaLine(
        number, said["code"], said["name"], said.get("level", ""), said.get("parent", ""), became=said.get("became", "")
    )
    line.former = several(said["former"]) if said.get("former") else []
    for key in ("since", "ended"):
        text = said.get(key, "")
        day = read_date(text) if text else None
        if text and day is None:
            line.fault = _("日期“%(value)s”认不出") % {"value": text[:20]}
        elif day:
            setattr(line, key, date.fromisoformat(day))
    return line


def plan_areas(lines: list[AreaLine], *, at: datetime) -> list[AreaLine]:
    """What each line would do against the areas that are there; parents before parts. Nothing is written."""
    there = {area.code: area for area in Area.objects.select_related("parent").prefetch_related("former_names")}
    levels = {code: str(area.level) for code, area in there.items()}
    by_name: dict[str, set[str]] = {}
    for code, name in [*((area.code, area.name) for area in there.values()), *((one.code, one.name) for one in lines)]:
        by_name.setdefault(name, set()).add(code)
    codes, seen = {line.code for line in lines} | set(there), set[str]()
    for line in lines:
        for key in ("parent", "became"):
            said = getattr(line, key)
            found = {said} & codes or by_name.get(said, set())
            if said and len(found) != 1:
                line.fault = line.fault or _("“%(value)s”不在表里，或有几个同名，请写代码") % {"value": said[:20]}
            elif said:
                setattr(line, key, next(iter(found)))
        _check(line, seen, at)
        seen.add(line.code)
    for line in lines:  # a second look, once every parent of the table has its level
        line.level = line.level and _LEVELS.get(clean(line.level), line.level)
        line.level = levels.get(line.code) or (line.level if line.level in _ORDER else _level(line, lines, levels))
        levels.setdefault(line.code, line.level)
    for line in lines:
        if not line.fault:
            _acts(line, there.get(line.code), levels)
    return sorted(lines, key=lambda line: (_ORDER.get(line.level, 3), line.number))


def _check(line: AreaLine, seen: set[str], at: datetime) -> None:
    today = local_date(at)
    if not (line.code.isascii() and line.code.isalnum()) or len(line.code) > 12:
        line.fault = line.fault or _("代码要是 12 位以内的数字或字母")
    elif line.code in seen:
        line.fault = line.fault or _("同一代码前面已出现过")
    elif not line.name or len(line.name) > 60:
        line.fault = line.fault or _("请写区域的名称")
    elif max(line.since or today, line.ended or today) > today:
        line.fault = line.fault or _("日期还没到")
    elif line.former and line.since is None:
        line.fault = line.fault or _("写了曾用名，请写变更日期")


def _level(line: AreaLine, lines: list[AreaLine], levels: Mapping[str, str]) -> str:
    """Without a word for it: what lies under nothing is a city, under a city a district, under a district a subdistrict."""
    if not line.parent:
        return "city"
    above = levels.get(line.parent) or next((_level(one, lines, levels) for one in lines if one.code == line.parent and one is not line), "")  # fmt: skip
    return "district" if above == "city" else "subdistrict"


def _acts(line: AreaLine, there: Area | None, levels: Mapping[str, str]) -> None:
    above = levels.get(line.parent, "") if line.parent else ""
    if line.parent and _ORDER[above] >= _ORDER[line.level]:
        line.fault = _("上级不对：区在市之下，街道（乡镇）在区之下。")
        return
    if there is None:
        line.acts = ["new"]
    else:
        if there.valid_to is not None:
            line.acts = []
            return
        line.acts = ["renamed"] if there.name != line.name else []
        if line.parent and (there.parent is None or there.parent.code != line.parent):
            line.acts.append("moved")
    known = {row.name for row in there.former_names.all()} if there else set()
    if set(line.former) - known - ({there.name} if there else set()):
        line.acts.append("former")
    if line.ended is not None:
        line.acts.append("ended")


@transaction.atomic
def load_areas(lines: list[AreaLine], *, by: Any, at: datetime) -> dict[str, int]:
    """Take the planned lines in, all or nothing; how many of each act. Raises ValidationError naming the first fault."""
    counts: dict[str, int] = {}
    for line in lines:
        if line.fault:
            raise ValidationError(_("第 %(n)s 行：%(why)s") % {"n": line.number, "why": line.fault})
    for line in lines:
        try:
            _take(line, by=by, at=at)
        except ValidationError as error:
            why = " ".join(error.messages)
            raise ValidationError(_("第 %(n)s 行：%(why)s") % {"n": line.number, "why": why}) from error
    for line in lines:  # what it became part of may stand further down
        if "ended" in line.acts:
            into = Area.objects.filter(code=line.became).first() if line.became else None
            end_area(Area.objects.get(code=line.code), on=line.ended or local_date(at), into=into, by=by, at=at)
    for line in lines:
        for act in line.acts:
            counts[act] = counts.get(act, 0) + 1
    return counts


def _take(line: AreaLine, *, by: Any, at: datetime) -> None:
    parent = Area.objects.filter(code=line.parent).first() if line.parent else None
    if "new" in line.acts:
        since = line.since if not line.former else None
        area = enter_area(
            code=line.code, name=line.name, level=line.level, parent=parent, valid_from=since, by=by, at=at
        )
    else:
        area = Area.objects.get(code=line.code)
    day = line.since or local_date(at)
    if {"renamed", "moved"} & set(line.acts):
        area = change_area(area, name=line.name, parent=parent, on=day, by=by, at=at)
    if "former" in line.acts:
        for name in line.former:
            note_former_name(area, name=name, until=day, by=by, at=at)
