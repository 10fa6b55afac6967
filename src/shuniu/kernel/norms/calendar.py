"""Working calendars read from data or from what an office pasted."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import yaml
from django.utils.translation import gettext as _

DATA = Path(__file__).parent / "data" / "calendar.yaml"

Day = tuple[date, bool, str]
"""(day, is it worked, name of the holiday)"""

_LINE = re.compile(
    r"^(\d{4}-\d{1,2}-\d{1,2})(?:\s*(?:至|到|~|—|–|-{1,2}>?)\s*(\d{4}-\d{1,2}-\d{1,2}))?\s+(\S+)(?:\s+(.+))?$"
)
_WORDS = {"休": False, "放假": False, "假": False, "off": False, "班": True, "上班": True, "work": True}
_LONGEST = 15


@dataclass(frozen=True)
class Fault:
    """A pasted line that could not be read, and why."""

    line: int
    text: str
    why: str


def published_years(path: Path = DATA) -> list[dict[str, Any]]:
    """[{"year", "source", "issued_on": date, "days": [Day]}] of the calendars that come with the product."""
    years = []
    for entry in yaml.safe_load(path.read_text(encoding="utf-8"))["years"]:
        days: list[Day] = []
        for span in entry["holidays"]:
            days += [(day, False, span["name"]) for day in _span(_day(span["from"]), _day(span["to"]))]
        for exchange in entry["exchanged"]:
            days += [(_day(day), True, exchange["name"]) for day in exchange["days"]]
        years.append({"year": entry["year"], "source": entry["source"], "issued_on": _day(entry["issued_on"]),
                      "days": sorted(days)})  # fmt: skip
    return years


def read_pasted(text: str, *, year: int) -> tuple[list[Day], list[Fault]]:
    """Lines like `2027-01-01 至 2027-01-03 休 元旦` or `2027-01-04 班 元旦`; empty lines and `#` are left out.

    Returns the days in order and the lines that could not be read; a day named twice is a fault.
    """
    found: dict[date, Day] = {}
    faults = []
    for number, raw in enumerate(text.splitlines(), start=1):
        line = raw.replace("\u3000", " ").replace(",", " ").replace("，", " ").strip()
        if not line or line.startswith("#"):
            continue
        try:
            for one in _read(line, year):
                if one[0] in found:
                    raise ValueError(_("%(day)s 出现了两次") % {"day": one[0]})
                found[one[0]] = one
        except ValueError as error:
            faults.append(Fault(number, raw.strip()[:80], str(error)))
    return sorted(found.values()), faults


def _read(line: str, year: int) -> list[Day]:
    match = _LINE.match(line)
    if match is None or match[3] not in _WORDS:
        raise ValueError(_("请写成“2027-01-01 休 元旦”或“2027-01-04 班 元旦”的样子"))
    try:
        first = _day(match[1])
        last = _day(match[2]) if match[2] else first
    except ValueError as error:
        raise ValueError(_("没有这一天")) from error
    if last < first or (last - first).days > _LONGEST:
        raise ValueError(_("起止日期不对"))
    if first.year != year or last.year != year:
        raise ValueError(_("不是 %(year)s 年的日期") % {"year": year})
    return [(day, _WORDS[match[3]], (match[4] or match[3]).strip()[:60]) for day in _span(first, last)]


def _span(first: date, last: date) -> list[date]:
    return [first + timedelta(days=n) for n in range((last - first).days + 1)]


def _day(text: str) -> date:
    year, month, day = text.split("-")
    return date(int(year), int(month), int(day))
