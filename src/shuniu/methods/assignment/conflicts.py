"""Who must stand aside, and why: conflicts of interest read from a graph of dated connections."""

from __future__ import annotations

from calendar import monthrange
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Literal

from shuniu.methods.assignment.model import PairKey
from shuniu.methods.faults import BadInput
from shuniu.methods.words import Said, marked, say

Kind = Literal["appointment", "affiliation", "award", "contract", "declaration"]
KINDS: dict[str, tuple[str, str]] = {
    "appointment": (marked("任职"), "appointment"),
    "affiliation": (marked("隶属"), "affiliation"),
    "award": (marked("获奖或受资助"), "award"),
    "contract": (marked("合同"), "contract"),
    "declaration": (marked("本人申报"), "declaration"),
}
ALL = frozenset(KINDS)
MEMBER = frozenset({"appointment", "affiliation"})


@dataclass(frozen=True)
class Link:
    """A connection between two nodes (persons or organizations), from `from_on` until before `until_on` (None: still)."""

    one: str
    other: str
    kind: Kind
    from_on: date
    until_on: date | None = None
    note: str = ""


@dataclass(frozen=True)
class Rule:
    """A path from reviewer to applicant that is a conflict: the kinds allowed at each step, in this order."""

    steps: tuple[frozenset[str], ...]
    name: str = ""


DIRECT = Rule((ALL,), "直接关系")
THROUGH_OWN = Rule((MEMBER, ALL), "所在单位的关系")
DEFAULT_RULES = (DIRECT, THROUGH_OWN)


@dataclass(frozen=True)
class Reason:
    """The shortest path that makes a conflict (several of one length: the first by node, kind, date)."""

    reviewer: str
    applicant: str
    path: tuple[Link, ...]
    rule: str

    def say(self, language: Literal["zh", "en"] = "zh") -> str:
        """Node by node, such as `周文 –任职 2024-03-01 起– 同心社 –合同 2025-01-01 至 2025-12-31– 睦邻中心`."""
        node, out = self.reviewer, self.reviewer
        for link in self.path:
            node = link.other if link.one == node else link.one
            kind = say(KINDS[link.kind][0]) if language == "zh" else KINDS[link.kind][1]
            since, until = link.from_on.isoformat(), link.until_on.isoformat() if link.until_on else ""
            if language == "zh":
                span = say("{since} 起", since=since)
                if until:
                    span = say("{since} 至 {until} 前", since=since, until=until)
            else:
                span = f"{since} until before {until}" if until else f"since {since}"
            out += f" –{kind} {span}{f'（{link.note}）' if link.note else ''}– {node}"
        return out


def months_before(on: date, months: int) -> date:
    """The same day so many months earlier, or the last day of that month; the first of all days if there is none."""
    year, month = divmod(on.year * 12 + on.month - 1 - months, 12)
    if year < date.min.year:
        return date.min
    return date(year, month + 1, min(on.day, monthrange(year, month + 1)[1]))


def find_conflicts(
    *,
    reviewers: Mapping[str, str],
    applicants: Mapping[str, Iterable[str]],
    links: Iterable[Link],
    on: date,
    window_months: int = 36,
    rules: Sequence[Rule] = DEFAULT_RULES,
) -> dict[PairKey, Reason]:
    """The forbidden pairs (application, reviewer), each with its reason.

    `reviewers`: id to node; `applicants`: application to its nodes (organization, leader, partners). A link counts
    when it began by `on` and had not ended before the window (`window_months` before `on`); one still running counts
    always. A reviewer who is an applicant is in conflict without any link.
    """
    if window_months < 0:
        raise BadInput(Said("不能为负（{window_months}）", window_months=window_months), field="window_months")
    around = _neighbours(links, on, months_before(on, window_months))
    found: dict[PairKey, Reason] = {}
    targets: dict[str, list[str]] = {}
    for application, nodes in applicants.items():
        for node in set(nodes):
            targets.setdefault(node, []).append(application)
    for reviewer, start in sorted(reviewers.items()):
        for applicant, reason in _reached(start, around, targets, sorted(rules, key=lambda rule: len(rule.steps))):
            for application in targets[applicant]:
                found.setdefault((application, reviewer), reason)
    return dict(sorted(found.items()))


def _neighbours(links: Iterable[Link], on: date, since: date) -> dict[str, list[tuple[str, Link]]]:
    """Each node's neighbours by the links that count, in a fixed order."""
    around: dict[str, list[tuple[str, Link]]] = {}
    for i, link in enumerate(links):
        if link.kind not in KINDS:
            raise BadInput(Said("没有这种关系：{kind!r}", kind=link.kind), field=f"links[{i}].kind")
        if link.until_on is not None and link.until_on <= link.from_on:
            raise BadInput(
                Said("结束（{until_on}）须在开始（{from_on}）之后", until_on=link.until_on, from_on=link.from_on),
                field=f"links[{i}].until_on",
            )
        if link.from_on <= on and (link.until_on is None or link.until_on > since):
            around.setdefault(link.one, []).append((link.other, link))
            around.setdefault(link.other, []).append((link.one, link))
    for there in around.values():
        there.sort(key=lambda one: (one[0], one[1].kind, one[1].from_on, one[1].until_on or date.max, one[1].note))
    return around


def _reached(
    start: str, around: Mapping[str, list[tuple[str, Link]]], targets: Mapping[str, list[str]], rules: Sequence[Rule]
) -> Iterable[tuple[str, Reason]]:
    """Applicants that a rule leads to, by shortest rules first; no path passes a node twice."""
    if start in targets:
        yield start, Reason(start, start, (), "本人即申请人")
    for rule in rules:
        paths: list[tuple[str, tuple[Link, ...], tuple[str, ...]]] = [(start, (), (start,))]
        for kinds in rule.steps:
            paths = [
                (node, (*path, link), (*passed, node))
                for at, path, passed in paths
                for node, link in around.get(at, ())
                if link.kind in kinds and node not in passed
            ]
        for node, path, _ in paths:
            if node in targets:
                yield node, Reason(start, node, path, rule.name)
