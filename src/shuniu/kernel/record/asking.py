"""A question is asked once: who knows an answer already plugs in here, and who may be asked for a table.

An upper storey registers an `AnswerSource` (facts of the register, answers to other requests, figures of the district
and subdistrict counterparts) and an `Audience` (a group of bodies that can be asked). Nobody below knows which exist.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from shuniu.kernel.core.moments import local_date, period_of
from shuniu.kernel.core.registries import Registry
from shuniu.methods.cells import likeness
from shuniu.methods.cells.headings import NEAR

SHOWN = 20


@dataclass(frozen=True)
class Known:
    """An answer that is there: whose, to which question, its words, where it stands and since when."""

    body_id: int
    body: str
    key: str
    title: str
    text: str
    unit: str
    source: str
    on: date
    url: str
    kept_by: int | None = None
    """The body it was said to, when it is not for everybody: only that body and whoever oversees it read the words."""


@dataclass(frozen=True)
class AnswerSource:
    """`titles(bodies=, since=, at=)` → {key: title} of everything known of these bodies since that day;
    `find(keys=, bodies=, since=, at=)` → the answers themselves, newest first. Both a constant number of queries."""

    titles: Callable[..., dict[str, str]]
    find: Callable[..., Iterable[Known]]


answer_sources: Registry[AnswerSource] = Registry("answer sources")


@dataclass(frozen=True)
class Match:
    """What is known for one asked question: the very same question (`same`), or one that sounds like it."""

    key: str
    title: str
    same: bool
    known: list[Known]


def already_there(
    questions: Iterable[str], *, bodies: list[int], at: datetime, leave_out: Iterable[str] = ()
) -> dict[str, list[Match]]:
    """Asked key → what these bodies said this quarter, the same question first, each body once (its newest answer).

    `leave_out` names sources that do not count for this asker, as `source` or `source:key`.
    """
    asked, since = list(dict.fromkeys(questions)), period_of("Q", local_date(at)).start
    found: dict[str, dict[str, dict[int, Known]]] = {key: {} for key in asked}
    left = set(leave_out)
    titles: dict[str, str] = {}
    for name, source in answer_sources:
        if name in left or not bodies:
            continue
        there = source.titles(bodies=bodies, since=since, at=at)
        near = {key: [other for other in there if likeness(key, other) >= NEAR] for key in asked}
        wanted = {other for others in near.values() for other in others}
        if not wanted:
            continue
        titles |= {key: there[key] for key in wanted}
        answers = list(source.find(keys=sorted(wanted), bodies=bodies, since=since, at=at))
        for key, others in near.items():
            for one in answers:
                if one.key in others and f"{name}:{key}" not in left:
                    found[key].setdefault(one.key, {}).setdefault(one.body_id, one)
    return {
        key: sorted(
            (Match(other, titles[other], other == key, list(known.values())) for other, known in others.items()),
            key=lambda match: (not match.same, -len(match.known)),
        )
        for key, others in found.items()
        if others
    }


@dataclass(frozen=True)
class Audience:
    """A group that a body can ask as a whole. `bodies(body=, at=)` gives a queryset of organizations (or none)."""

    label: Any
    bodies: Callable[..., Any]


audiences: Registry[Audience] = Registry("audiences")
