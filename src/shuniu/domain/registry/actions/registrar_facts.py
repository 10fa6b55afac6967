"""What a registrar's list says beside the facts compared: grade with its term, abnormal list, penalty (A16.1)."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator
from datetime import date, datetime
from typing import Any

from django.db.models import Q

from shuniu.domain.registry.models import RegistrarList, RosterImport
from shuniu.kernel.orgs.models import Organization, RegistrarFact
from shuniu.kernel.trail.actions import trace_many
from shuniu.methods.rosters.columns import clean
from shuniu.methods.rosters.values import is_nothing, read_date

Kind = RegistrarFact.Kind
HEADINGS = {
    Kind.GRADE: ("评估等级", "等级", "社会组织评估等级", "评估结果"),
    Kind.ABNORMAL: ("活动异常名录", "异常名录", "列入异常名录", "是否列入异常名录", "列入活动异常名录", "活动异常"),
    Kind.PENALTY: ("行政处罚", "处罚", "处罚情况", "行政处罚情况"),
}
UNTIL = ("等级有效期", "等级有效期至", "评估等级有效期", "评估等级有效期至", "评估有效期至", "评估有效期")
_NOT = ("否", "无", "没有", "未列入", "未被", "未受", "移出", "已移出")
SPAN = 2000


def keep_registrar_facts(said: RegistrarList, *, by: Any, at: datetime) -> int:
    """Keep what the list says of them from its day on: another word ends the one before, the same word changes nothing.

    Only what the list has a column for is touched. Returns how many are new or ended.
    """
    roster = said.roster
    places = {clean(heading): index for index, heading in reversed(list(enumerate(roster.headings)))}
    columns = {kind: next((places[one] for one in words if one in places), None) for kind, words in HEADINGS.items()}
    until = next((places[one] for one in UNTIL if one in places), None)
    if not any(index is not None for index in columns.values()):
        return 0
    done = 0
    for cells in _spans(roster):
        done += _keep(said, cells, columns, until, by=by, at=at)
    return done


def _spans(roster: RosterImport) -> Iterator[dict[str, list[str]]]:
    """Credit code → cells, a span at a time."""
    span: dict[str, list[str]] = {}
    for code, cells in roster.rows.filter(credit_code__isnull=False).values_list("credit_code", "cells").iterator():
        span[code] = cells
        if len(span) == SPAN:
            yield span
            span = {}
    yield span


def _keep(
    said: RegistrarList, cells: dict[str, list[str]], columns: dict[Any, int | None], until: int | None, *, by: Any,
    at: datetime,
) -> int:  # fmt: skip
    bodies = {
        row.credit_code: row for row in Organization.objects.filter(credit_code__in=list(cells), merged_into=None)
    }
    open_now: dict[tuple[int, str], RegistrarFact] = {}
    held = Q(valid_to__isnull=True) | Q(valid_to__gt=said.as_of)
    for fact in RegistrarFact.objects.filter(held, organization__in=bodies.values(), valid_from__lte=said.as_of):
        open_now[fact.organization_id, fact.kind] = fact
    fresh, ended, events = [], [], []
    for code, body in bodies.items():
        for kind, index in columns.items():
            if index is None or index >= len(cells[str(code)]):
                continue
            value, end = _value(kind, cells[str(code)][index]), _end(kind, cells[str(code)], until)
            there = open_now.get((body.pk, kind))
            if there is not None and (there.value, end or there.valid_to) == (value, there.valid_to):
                continue
            if there is not None:
                there.valid_to = max(said.as_of, there.valid_from)
                ended.append(there)
            if value and (end is None or end > said.as_of):
                fresh.append(RegistrarFact(
                    organization=body, kind=kind, value=value, valid_from=said.as_of, valid_to=end, source=f"registrar:{said.pk}"
                ))  # fmt: skip
            if there is not None or value:
                events.append((body, {"kind": str(kind), "value": value}))
    RegistrarFact.objects.bulk_update(ended, ["valid_to"], batch_size=SPAN)
    RegistrarFact.objects.bulk_create(fresh, batch_size=SPAN)
    trace_many(events, "registry.registrar_fact_kept", by=by, at=at)
    return len(events)


def _value(kind: Any, cell: str) -> str:
    """AAAAA, 5A 级 → 5A; what says no is nothing."""
    text = unicodedata.normalize("NFKC", cell).strip()
    if not text or is_nothing(text) or text.startswith(_NOT):
        return ""
    if kind != Kind.GRADE:
        return text[:60]
    letters = text.upper().count("A")
    number = next((one for one in text if one in "12345"), "")
    return f"{number or letters}A" if letters and (number or letters <= 5) else ""


def _end(kind: Any, cells: list[str], until: int | None) -> date | None:
    """The day after the last on which a grade holds."""
    if kind != Kind.GRADE or until is None or until >= len(cells):
        return None
    day = read_date(cells[until])
    return date.fromordinal(date.fromisoformat(day).toordinal() + 1) if day else None
