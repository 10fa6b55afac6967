"""Reads an assignment from JSON; what is wrong is named by file, line and field."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any, TypeVar

from shuniu.methods.assignment.conflicts import Link, find_conflicts
from shuniu.methods.assignment.model import PairKey, Problem, Quota
from shuniu.methods.faults import BadInput
from shuniu.methods.words import Said, spoken

FIELDS = {
    "applications", "reviewers", "reviews_per_application", "load_min", "load_max", "affinity", "conflicts", "fixed",
    "quotas", "unlisted", "links", "on", "window_months", "probability_cap", "seed",
}  # fmt: skip
T = TypeVar("T")
SPACE = re.compile(r"[\s,:]*")


@dataclass(frozen=True)
class Source:
    """A JSON file in hand: its content, and the line of any field in it."""

    file: str
    text: str
    content: Any

    def at(self, fault: BadInput) -> BadInput:
        """The same fault with file and line."""
        return BadInput(fault.reason, file=self.file, line=line_of(self.text, fault.field), field=fault.field)


def open_json(path: Path) -> Source:
    """Parse; syntax errors, repeated keys and files in other codes become BadInput."""
    try:
        text = path.read_bytes().decode("utf-8-sig")
    except UnicodeDecodeError as fault:
        raise BadInput(
            Said("不是 UTF-8 文字"), file=str(path), line=1 + path.read_bytes()[: fault.start].count(b"\n")
        ) from None
    repeated: list[str] = []

    def once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
        out = dict(pairs)
        if len(out) != len(pairs):
            repeated.extend(key for i, (key, _) in enumerate(pairs) if key in {k for k, _ in pairs[:i]})
        return out

    try:
        content = json.loads(text, object_pairs_hook=once)
    except json.JSONDecodeError as fault:
        raise BadInput(
            Said("不是完整的 JSON：{msg}（第 {colno} 列）", msg=fault.msg, colno=fault.colno),
            file=str(path),
            line=fault.lineno,
        ) from None
    except (RecursionError, ValueError) as fault:
        raise BadInput(Said("不能读：{fault}", fault=fault), file=str(path)) from None
    if repeated:
        line = 1 + text[: text.rindex(json.dumps(repeated[0], ensure_ascii=False))].count("\n")
        raise BadInput(Said("字段重复"), file=str(path), line=line, field=repeated[0])
    if not isinstance(content, dict):
        raise BadInput(Said("最外层须是一个对象"), file=str(path), line=1)
    return Source(str(path), text, content)


def line_of(text: str, field: str) -> int:
    """The line on which `field`, such as `affinity[17][1]`, stands; as near as it is found."""
    decoder, at = json.JSONDecoder(), text.index("{")
    for step in re.findall(r"[^.\[\]]+", field):
        try:
            at = _into(decoder, text, at, step)
        except (ValueError, IndexError):
            break
    return 1 + text[:at].count("\n")


def _into(decoder: json.JSONDecoder, text: str, at: int, step: str) -> int:
    """The position of the member `step` of the object or list at `at`."""
    inside, number = at + 1, 0
    while True:
        inside = SPACE.match(text, inside).end()  # type: ignore[union-attr]
        if text[inside] in "}]":
            raise IndexError(step)
        if text[at] == "{":
            key, inside = decoder.raw_decode(text, inside)
            inside = SPACE.match(text, inside).end()  # type: ignore[union-attr]
        else:
            key, number = str(number), number + 1
        if key == step:
            return inside
        _, inside = decoder.raw_decode(text, inside)


def read_problem(source: Source) -> Problem:
    """The problem of a file; raises BadInput with the field only."""
    data = source.content
    for key in data:
        if key not in FIELDS:
            raise BadInput(Said("没有这个字段"), field=key)
    for key in ("applications", "reviewers", "affinity"):
        if key not in data:
            raise BadInput(Said("缺少"), field=key)
    applications = _named(data, "applications", ("reviews", "applicants"))
    reviewers = _named(data, "reviewers", ("load_min", "load_max", "node"))
    if data.get("unlisted", "allowed") not in ("allowed", "forbidden"):
        raise BadInput(Said("须是 allowed 或 forbidden"), field="unlisted")
    load_max = data.get("load_max")
    if load_max is None and any("load_max" in one for one in reviewers.values()):
        load_max = len(applications)
    return Problem(
        applications=list(applications),
        reviewers=list(reviewers),
        affinity=_list(data, "affinity"),
        reviews=_each(data.get("reviews_per_application", 3), applications, "reviews"),
        load_min=_each(data.get("load_min", 0), reviewers, "load_min"),
        load_max=None if load_max is None else _each(load_max, reviewers, "load_max"),
        conflicts=_conflicts(data, applications, reviewers),
        fixed=[tuple(one) if isinstance(one, list) else one for one in _list(data, "fixed")],
        quotas=[_quota(one, f"quotas[{i}]") for i, one in enumerate(_list(data, "quotas"))],
        unlisted=data.get("unlisted", "allowed"),
    )


def _list(data: dict[str, Any], field: str) -> list[Any]:
    value = data.get(field, [])
    if not isinstance(value, list):
        raise BadInput(Said("须是列表"), field=field)
    return value


def _named(data: dict[str, Any], field: str, beside: tuple[str, ...]) -> dict[str, dict[str, Any]]:
    """Ids with what may stand beside them, as well as a `name` for people; a plain text is an id."""
    out: dict[str, dict[str, Any]] = {}
    for i, one in enumerate(_list(data, field)):
        own = one if isinstance(one, dict) else {"id": one}
        name = own.get("id")
        if not isinstance(name, str) or not name.strip():
            raise BadInput(Said("编号须是非空的文字"), field=f"{field}[{i}]")
        if name in out:
            raise BadInput(Said("{name} 重复", name=name), field=f"{field}[{i}]")
        _parts(own, f"{field}[{i}]", (), ("id", "name", *beside))
        out[name] = own
    return out


def _each(common: Any, ids: dict[str, dict[str, Any]], key: str) -> Any:
    """One number for all, unless some carry their own (or the file gives a table)."""
    if isinstance(common, dict) or not any(key in own for own in ids.values()):
        return common
    return {name: own.get(key, common) for name, own in ids.items()}


def _conflicts(data: dict[str, Any], applications: dict[str, Any], reviewers: dict[str, Any]) -> dict[PairKey, str]:
    out: dict[PairKey, str] = {}
    for i, one in enumerate(_list(data, "conflicts")):
        field = f"conflicts[{i}]"
        if not isinstance(one, list) or len(one) not in (2, 3) or not all(isinstance(part, str) for part in one):
            raise BadInput(Said("须是 [申请, 评审] 或 [申请, 评审, 理由]"), field=field)
        for part, known in ((0, applications), (1, reviewers)):
            if one[part] not in known:
                raise BadInput(Said("名单上没有 {one!r}", one=one[part]), field=f"{field}[{part}]")
        if (one[0], one[1]) in out:
            raise BadInput(Said("{one} 与 {one_2} 重复", one=one[0], one_2=one[1]), field=field)
        out[one[0], one[1]] = one[2] if len(one) == 3 else ""
    for pair, why in _from_links(data, applications, reviewers).items():
        out.setdefault(pair, why)
    return out


def _from_links(data: dict[str, Any], applications: dict[str, Any], reviewers: dict[str, Any]) -> dict[PairKey, str]:
    if "links" not in data:
        return {}
    if "on" not in data:
        raise BadInput(Said("有 links 时须写明日期 on"), field="links")
    window = data.get("window_months", 36)
    if isinstance(window, bool) or not isinstance(window, int):
        raise BadInput(Said("须是整数"), field="window_months")
    found = find_conflicts(
        reviewers={name: str(own.get("node", name)) for name, own in reviewers.items()},
        applicants={name: _texts(own.get("applicants", [name]), "applications") for name, own in applications.items()},
        links=[_link(one, f"links[{i}]") for i, one in enumerate(_list(data, "links"))],
        on=_date(data["on"], "on"),
        window_months=window,
    )
    return {pair: reason.say("en" if spoken() == "en" else "zh") for pair, reason in found.items()}


def _texts(value: Any, field: str) -> list[str]:
    if not isinstance(value, list) or not all(isinstance(one, str) for one in value):
        raise BadInput(Said("须是文字的列表"), field=field)
    return value


def _date(value: Any, field: str) -> date:
    try:
        return date.fromisoformat(value)
    except (TypeError, ValueError):
        raise BadInput(Said("日期须写成 2026-09-01，现为 {value!r}", value=value), field=field) from None


def _parts(one: Any, field: str, needed: Iterable[str], allowed: Iterable[str]) -> None:
    if not isinstance(one, dict):
        raise BadInput(Said("须是对象"), field=field)
    for key in needed:
        if key not in one:
            raise BadInput(Said("缺少"), field=f"{field}.{key}")
    for key in one:
        if key not in allowed:
            raise BadInput(Said("没有这个字段"), field=f"{field}.{key}")


def _link(one: Any, field: str) -> Link:
    needed = ("one", "other", "kind", "from_on")
    _parts(one, field, needed, (*needed, "until_on", "note"))
    for key in ("one", "other", "kind"):
        if not isinstance(one[key], str):
            raise BadInput(Said("须是文字"), field=f"{field}.{key}")
    until = one.get("until_on")
    return Link(
        one["one"], one["other"], one["kind"], _date(one["from_on"], f"{field}.from_on"),
        None if until is None else _date(until, f"{field}.until_on"), str(one.get("note", "")),
    )  # fmt: skip


def _quota(one: Any, field: str) -> Quota:
    _parts(one, field, ("name", "members"), ("name", "members", "min", "max", "among", "per"))
    if not isinstance(one["name"], str) or one.get("per", "application") not in ("application", "reviewer"):
        raise BadInput(Said("须有名称；per 须是 application 或 reviewer"), field=field)
    among = one.get("among")
    return Quota(
        name=one["name"],
        members=frozenset(_texts(one["members"], f"{field}.members")),
        at_least=one.get("min", 0),
        at_most=one.get("max"),
        among=None if among is None else frozenset(_texts(among, f"{field}.among")),
        per=one.get("per", "application"),
    )


def within(source: Source, work: Callable[[], T]) -> T:
    """Do the work; a fault in the input gets its file and line."""
    try:
        return work()
    except BadInput as fault:
        raise fault if fault.file else source.at(fault) from None
