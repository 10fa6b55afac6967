"""What matching starts from and what comes out of it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from types import MappingProxyType

EVERYWHERE = ""
"""The area of a posting that holds everywhere, said outright (no area at all means: not said)."""

FACETS = ("kind", "group", "area", "dates", "capacity", "money")


@dataclass(frozen=True)
class Posting:
    """An offer or a need. What is empty or None is not said, and then speaks neither for nor against a pair.

    `areas`: paths such as `9901/990102`; one that begins with another lies in it. `opens_on`, `closes_on`: the days on
    which an offer can be had or a need has to be met, the last one included. `capacity`: how many can be served, or
    have to be. `value_fen`: what it is worth, or how much is needed. `since`: waiting from this day number on.
    """

    id: int
    text: str
    kinds: frozenset[str] = frozenset()
    groups: frozenset[str] = frozenset()
    areas: frozenset[str] = frozenset()
    opens_on: date | None = None
    closes_on: date | None = None
    capacity: int | None = None
    value_fen: int | None = None
    since: int = 0


@dataclass(frozen=True)
class Reason:
    """Why a pair fits, or (`speaks_for` false) what speaks against it. `words`: what was found, the need's word first.

    Codes: kind, group, area, area_everywhere, dates, dates_part, capacity, capacity_part, money, money_part, concept
    (both words mean it), broader (both lie under it), words; `share` is the percentage that the part codes are about.
    """

    code: str
    words: tuple[str, ...] = ()
    share: int = 100
    speaks_for: bool = True


@dataclass(frozen=True)
class Match:
    """One pair: `fit` in whole percent, its reasons in order of weight. `excluded_by`: the hard facet that rules it out."""

    id: int
    fit: int
    since: int
    reasons: tuple[Reason, ...]
    excluded_by: str = ""


@dataclass(frozen=True)
class Rules:
    """The published rule: what each facet weighs (words: the thesaurus and the text), which facets rule a pair out.

    `unsaid`: points (0–100) of a facet that one side says nothing about. `floor`: pairs below it are not shown.
    """

    words: int = 52
    weights: Mapping[str, int] = field(
        default_factory=lambda: MappingProxyType(
            {"kind": 22, "group": 12, "area": 6, "dates": 4, "capacity": 2, "money": 2}
        )
    )
    hard: frozenset[str] = frozenset({"area", "dates"})
    unsaid: int = 60
    floor: int = 34
