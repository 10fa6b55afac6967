"""What an assignment starts from and what comes out of it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from decimal import Decimal
from fractions import Fraction
from typing import Literal

import numpy as np
from numpy.typing import NDArray

Mode = Literal["total", "fair", "random", "repair"]
PairKey = tuple[str, str]


@dataclass(frozen=True)
class Quota:
    """How many of `members` each application gets (or, `per` reviewer, how many of the applications in `members`
    each reviewer gets): `at_least` to `at_most` (None: any number).

    `among`: the applications (reviewers) to which it applies; None: all. The quotas of one application must be nested
    or disjoint: whatever can be drawn as a tree is solved exactly by flow; crossing ones are refused.
    """

    name: str
    members: frozenset[str]
    at_least: int = 0
    at_most: int | None = None
    among: frozenset[str] | None = None
    per: Literal["application", "reviewer"] = "application"


@dataclass(frozen=True)
class Problem:
    """Applications, reviewers, and everything that their assignment has to keep.

    `affinity`: triples (application, reviewer, value), or a matrix with a row for each application and a column for
    each reviewer in the order given. A pair that is not listed is allowed with 0, or with `unlisted="forbidden"` not
    allowed. `reviews`, `load_min`, `load_max`: one number for all, or one for each id. `conflicts`: forbidden pairs
    with the reason. `fixed`: pairs decided beforehand; they count in reviews and loads.
    """

    applications: Sequence[str]
    reviewers: Sequence[str]
    affinity: Sequence[tuple[str, str, float]] | NDArray[np.float64]
    reviews: int | Mapping[str, int] = 3
    load_min: int | Mapping[str, int] = 0
    load_max: int | Mapping[str, int] | None = None
    conflicts: Mapping[PairKey, str] = field(default_factory=dict)
    fixed: Sequence[PairKey] = ()
    quotas: Sequence[Quota] = ()
    unlisted: Literal["allowed", "forbidden"] = "allowed"


@dataclass(frozen=True)
class Pair:
    application: str
    reviewer: str
    affinity: Decimal


@dataclass(frozen=True)
class Assignment:
    """Who reviews what. Sums are exact sums of affinities rounded to `digits` decimals (all of them, when they fit).

    `worst`: the lowest affinity among the pairs that were free to choose (None: there were none). `probabilities`:
    in random mode the exact probability of each pair that may be drawn; `expected`: the total they promise.
    `unique`: no other assignment is as good by the aims of the mode and the tie rule. `kept`, `removed`, `added`:
    in repair, against the previous pairs.
    """

    mode: Mode
    pairs: tuple[Pair, ...]
    total: Decimal
    worst: Decimal | None
    loads: Mapping[str, int]
    digits: int
    unique: bool = True
    seed: str = ""
    cap: Fraction | None = None
    probabilities: Mapping[PairKey, Fraction] = field(default_factory=dict)
    expected: Decimal | None = None
    kept: tuple[PairKey, ...] = ()
    removed: tuple[PairKey, ...] = ()
    added: tuple[PairKey, ...] = ()


@dataclass(frozen=True)
class Shortage:
    """Why nothing fits, from a minimum cut: `need` reviews meet only `capacity`; the reason in two languages.

    `kind`: reviews (too few reviewers for these applications), loads (too few applications for these reviewers'
    minimum), quota (one application, one quota), together (several rules at once).
    """

    kind: Literal["reviews", "loads", "quota", "together"]
    applications: tuple[str, ...]
    reviewers: tuple[str, ...]
    need: int
    capacity: int
    quotas: tuple[str, ...]
    zh: str
    en: str


class Infeasible(Exception):
    """No assignment keeps all the rules; `shortage` says which of them meet."""

    def __init__(self, shortage: Shortage) -> None:
        super().__init__(shortage.zh)
        self.shortage = shortage


def without(problem: Problem, reviewers: frozenset[str]) -> Problem:
    """The same problem (a sound one: `tables` checks) after these reviewers dropped out."""
    stay = [r for r in problem.reviewers if r not in reviewers]
    affinity: Sequence[tuple[str, str, float]] | NDArray[np.float64]
    if isinstance(problem.affinity, np.ndarray):
        affinity = problem.affinity[:, [r not in reviewers for r in problem.reviewers]]
    else:
        affinity = [one for one in problem.affinity if one[1] not in reviewers]
    return replace(
        problem,
        reviewers=stay,
        affinity=affinity,
        load_min=_left(problem.load_min, reviewers),
        load_max=None if problem.load_max is None else _left(problem.load_max, reviewers),
        conflicts={pair: why for pair, why in problem.conflicts.items() if pair[1] not in reviewers},
        fixed=[pair for pair in problem.fixed if pair[1] not in reviewers],
        quotas=[_quota_left(quota, reviewers) for quota in problem.quotas],
    )


def _left(loads: int | Mapping[str, int], gone: frozenset[str]) -> int | Mapping[str, int]:
    if not isinstance(loads, Mapping):
        return loads
    return {one: load for one, load in loads.items() if one not in gone}


def _quota_left(quota: Quota, gone: frozenset[str]) -> Quota:
    if quota.per == "application":
        return replace(quota, members=quota.members - gone)
    return replace(quota, among=None if quota.among is None else quota.among - gone)
