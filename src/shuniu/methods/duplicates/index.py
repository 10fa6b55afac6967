"""An index over a register's names: a handful of candidates for one name in milliseconds at 100,000 organizations."""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any, Literal

import numpy as np

from shuniu.methods.duplicates.names import Gazetteer, NameParts, fold, split_name

ReasonKind = Literal[
    "code", "name", "former_name", "core", "abbreviation", "contained", "alike", "place", "person", "phone"
]
_SHORTLIST = 240


@dataclass(frozen=True)
class Known:
    """One organization as far as it helps to tell it apart. `id` is the caller's; persons and phones as written."""

    id: int
    name: str
    code: str = ""
    former_names: tuple[str, ...] = ()
    persons: tuple[str, ...] = ()
    phones: tuple[str, ...] = ()


@dataclass(frozen=True)
class Reason:
    """Why an organization is suggested: the kind, and what agrees (a name, a person, characters shared)."""

    kind: ReasonKind
    detail: str


@dataclass(frozen=True)
class Candidate:
    """A suggestion. `score` orders suggestions for one query, 0 to about 1; `certain` only for an equal code."""

    id: int
    score: float
    reasons: tuple[Reason, ...]
    certain: bool = False


@dataclass(frozen=True)
class Weights:
    """What each sign is worth; the defaults were fitted on the odd lines of the set of renames and nothing else."""

    whole: float = 0.68
    """Cosine of the rarity-weighted characters and pairs of the whole names, 0–1."""
    core: float = 0.05
    """The same of the cores, in the words that stand for their synonyms."""
    told: float = 0.63
    """How much the shared characters tell: rare ones tell more, 0–1."""
    alike: float = 0.15
    """Longest common subsequence over the longer core's length."""
    initials: float = 0.38
    places_differ: float = -0.30
    same_place: float = 0.32
    same_family: float = 0.02
    same_type: float = 0.12
    person: float = 0.30
    phone: float = 0.30

    def worth(self, signs: Weights) -> float:
        """Sum of sign times weight."""
        mine, theirs = vars(self), vars(signs)
        return float(sum(mine[name] * theirs[name] for name in mine))


@dataclass
class _Postings:
    """Documents by token, with the weight each token has in each document (unit length)."""

    of: dict[str, tuple[Any, Any]] = field(default_factory=dict)
    rarity: dict[str, float] = field(default_factory=dict)


def _grams(text: str) -> list[str]:
    """Characters and overlapping pairs, each once."""
    return list(dict.fromkeys([*text, *(text[i : i + 2] for i in range(len(text) - 1))]))


def _digits(phone: str) -> str:
    return "".join(character for character in fold(phone) if character.isdigit())


def _common_in_order(a: str, b: str) -> int:
    """Length of the longest common subsequence; names are short, so the plain table does."""
    row = [0] * (len(b) + 1)
    for x in a:
        before = 0
        for j, y in enumerate(b, start=1):
            kept = row[j]
            row[j] = before + 1 if x == y else max(row[j], row[j - 1])
            before = kept
    return row[-1]


def _initials(mine: str, theirs: str) -> bool:
    """One is at most half as long and takes its characters from the other in order, beginning with its first."""
    short, long = sorted((mine, theirs), key=len)
    if not 2 <= len(short) <= len(long) / 2 + 0.5 or short[0] != long[0] or len(short) > 5:
        return False
    return _common_in_order(short, long) == len(short)


class DuplicateIndex:
    """Finds which known organizations a name, code, person or phone may mean.

    Built once in O(total name length), asked in O(postings of the query's characters). Same answers for any order of
    the known organizations: equal scores are ordered by id.
    """

    def __init__(self, known: Iterable[Known], *, gazetteer: Gazetteer, weights: Weights | None = None) -> None:
        self.gazetteer = gazetteer
        self.weights = weights or Weights()
        self._known: dict[int, Known] = {}
        self._owner: list[int] = []
        self._written: list[str] = []
        self._parts: list[NameParts] = []
        self._by_code: dict[str, list[int]] = defaultdict(list)
        self._by_person: dict[str, list[int]] = defaultdict(list)
        self._by_phone: dict[str, list[int]] = defaultdict(list)
        self._names_of: dict[int, list[int]] = defaultdict(list)
        for one in sorted(known, key=lambda row: row.id):
            self._add(one)
        self._owners = np.array(self._owner, dtype=np.int64)
        self._whole = self._index([fold(name) for name in self._written])
        self._cores = self._index([parts.words for parts in self._parts])

    def _add(self, one: Known) -> None:
        if one.id in self._known:
            raise ValueError(f"organization {one.id} is given twice")
        self._known[one.id] = one
        if one.code:
            self._by_code[one.code].append(one.id)
        for person in one.persons:
            self._by_person[fold(person)].append(one.id)
        for phone in one.phones:
            self._by_phone[_digits(phone)].append(one.id)
        for name in (one.name, *one.former_names):
            self._names_of[one.id].append(len(self._written))
            self._owner.append(one.id)
            self._written.append(name)
            self._parts.append(split_name(name, self.gazetteer))

    @staticmethod
    def _index(texts: Sequence[str]) -> _Postings:
        documents: dict[str, list[int]] = defaultdict(list)
        for n, text in enumerate(texts):
            for gram in _grams(text):
                documents[gram].append(n)
        rarity = {gram: math.log(1 + len(texts) / len(there)) for gram, there in documents.items()}
        lengths = np.zeros(len(texts))
        for gram, there in documents.items():
            lengths[there] += rarity[gram] ** 2
        lengths = np.sqrt(np.where(lengths > 0, lengths, 1.0))
        found = _Postings(rarity=rarity)
        for gram, there in documents.items():
            rows = np.array(there, dtype=np.int32)
            found.of[gram] = (rows, rarity[gram] / lengths[rows])
        return found

    def _cosines(self, postings: _Postings, text: str) -> Any:
        scores = np.zeros(len(self._written))
        weights = {gram: postings.rarity.get(gram, 0.0) for gram in _grams(text)}
        unseen = math.log(1 + len(self._written))
        length = math.sqrt(sum((w or unseen) ** 2 for w in weights.values())) or 1.0
        for gram, weight in weights.items():
            if weight:
                rows, values = postings.of[gram]
                scores[rows] += values * (weight / length)
        return scores

    def candidates(self, asked: Known, *, limit: int = 5) -> list[Candidate]:
        """The `limit` likeliest organizations, best first; those of an equal code come first and are certain.

        `asked.id` is left out of the answer, so that an organization of the register can be asked about itself.
        """
        if limit < 1:
            raise ValueError("limit has to be at least 1")
        best: dict[int, Candidate] = {}
        for name in dict.fromkeys((asked.name, *asked.former_names)):
            for candidate in self._by_name(name, asked):
                there = best.get(candidate.id)
                if there is None or candidate.score > there.score:
                    best[candidate.id] = candidate
        for other in self._by_code.get(asked.code, ()) if asked.code else ():
            reasons = (Reason("code", asked.code), *(best[other].reasons if other in best else ()))
            best[other] = Candidate(other, 2.0, reasons, certain=True)
        best.pop(asked.id, None)
        return sorted(best.values(), key=lambda one: (-one.score, one.id))[:limit]

    def _by_name(self, name: str, asked: Known) -> list[Candidate]:
        parts = split_name(name, self.gazetteer)
        whole = self._cosines(self._whole, fold(name))
        cores = self._cosines(self._cores, parts.words)
        rough = whole + cores
        count = min(_SHORTLIST, len(rough))
        chosen = set(np.argpartition(-rough, count - 1)[:count].tolist()) if count else set()
        people = {other for person in asked.persons for other in self._by_person.get(fold(person), ())}
        phones = {other for phone in asked.phones for other in self._by_phone.get(_digits(phone), ())}
        for other in people | phones:
            chosen.update(self._names_of[other])
        return [
            self._judge(row, name, parts, float(whole[row]), float(cores[row]), asked, people, phones)
            for row in sorted(chosen)
            if rough[row] > 0 or self._owner[row] in people | phones
        ]

    def _judge(
        self, row: int, name: str, parts: NameParts, whole: float, core: float, asked: Known,
        people: set[int], phones: set[int],
    ) -> Candidate:  # fmt: skip
        owner, theirs = self._owner[row], self._parts[row]
        shared, told = self._shared(parts.words, theirs.words)
        signs = Weights(
            whole=whole,
            core=core,
            told=told,
            alike=_common_in_order(parts.words, theirs.words) / max(1, len(parts.words), len(theirs.words)),
            initials=_initials(parts.key, theirs.key),
            places_differ=self.gazetteer.contradict(parts.places, theirs.places),
            same_place=bool(parts.places) and parts.places[-1:] == theirs.places[-1:],
            same_family=bool(parts.family) and parts.family == theirs.family,
            same_type=bool(parts.type) and parts.type == theirs.type,
            person=owner in people,
            phone=owner in phones,
        )
        reasons = self._name_reasons(row, name, parts, theirs, core, shared)
        if signs.places_differ:
            reasons.append(Reason("place", self._written[row]))
        if signs.person:
            reasons.append(Reason("person", "、".join(asked.persons)))
        if signs.phone:
            reasons.append(Reason("phone", "、".join(asked.phones)))
        return Candidate(owner, self.weights.worth(signs), tuple(reasons))

    def _shared(self, mine: str, theirs: str) -> tuple[str, float]:
        """The characters both cores have, and how much they tell together with their pairs (0–1, rare ones more)."""
        rarity = self._cores.rarity
        unseen = math.log(1 + len(self._written))
        there = set(_grams(theirs))
        common = [gram for gram in _grams(mine) if gram in there]
        weight = sum(rarity.get(gram, unseen) for gram in common)
        return "".join(gram for gram in common if len(gram) == 1), 1 - math.exp(-weight / (3 * unseen))

    def _name_reasons(
        self, row: int, name: str, parts: NameParts, theirs: NameParts, core: float, shared: str
    ) -> list[Reason]:
        written = self._written[row]
        if fold(written) == fold(name):
            return [Reason("name" if row == self._names_of[self._owner[row]][0] else "former_name", written)]
        if parts.core == theirs.core:
            return [Reason("core", theirs.core)]
        short, long = sorted((parts.core, theirs.core), key=len)
        if short and short in long:
            return [Reason("contained", short)]
        if _initials(parts.key, theirs.key):
            return [Reason("abbreviation", min(parts.key, theirs.key, key=len))]
        return [Reason("alike", shared)] if core > 0 else []
