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


@dataclass(frozen=True)
class _Question:
    """One name asked about, with all that is the same for whatever it is compared with."""

    name: str
    parts: NameParts
    words: str
    key: str
    grams: list[tuple[str, float]]
    """Characters and pairs of the words with their rarity."""
    places: dict[str, int]
    people: set[int]
    phones: set[int]


@dataclass(frozen=True)
class _Match:
    """How well a written name answers a question; the reasons are put in words only for those that are suggested."""

    owner: int
    score: float
    row: int
    core: float
    places_differ: bool
    question: _Question


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


def _places(text: str) -> dict[str, int]:
    """Character → the bits of the places where it stands."""
    found: dict[str, int] = {}
    for n, character in enumerate(text):
        found[character] = found.get(character, 0) | 1 << n
    return found


def _common_in_order(places: dict[str, int], length: int, other: str) -> int:
    """Length of the longest common subsequence of a text, given by its `_places`, and `other`; all places in one number
    (Hyyrö 2004)."""
    whole = (1 << length) - 1
    free = whole
    for character in other:
        hit = free & places.get(character, 0)
        free = (free + hit) | (free - hit)
    return length - (free & whole).bit_count()


def _initials(mine: str, theirs: str) -> bool:
    """One is at most half as long and takes its characters from the other in order, beginning with its first."""
    short, long = sorted((mine, theirs), key=len)
    if not 2 <= len(short) <= len(long) / 2 + 0.5 or short[0] != long[0] or len(short) > 5:
        return False
    return _common_in_order(_places(short), len(short), long) == len(short)


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
        self._words: list[str] = []
        self._keys: list[str] = []
        self._by_code: dict[str, list[int]] = defaultdict(list)
        self._by_person: dict[str, list[int]] = defaultdict(list)
        self._by_phone: dict[str, list[int]] = defaultdict(list)
        self._names_of: dict[int, list[int]] = defaultdict(list)
        for one in sorted(known, key=lambda row: row.id):
            self._add(one)
        self._owners = np.array(self._owner, dtype=np.int64)
        self._whole = self._index([fold(name) for name in self._written])
        self._cores = self._index(self._words)
        self._unseen = math.log(1 + len(self._written))

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
            parts = split_name(name, self.gazetteer)
            self._parts.append(parts)
            self._words.append(parts.words)
            self._keys.append(parts.key)

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
        best: dict[int, _Match] = {}
        for name in dict.fromkeys((asked.name, *asked.former_names)):
            for match in self._by_name(name, asked):
                there = best.get(match.owner)
                if there is None or match.score > there.score:
                    best[match.owner] = match
        best.pop(asked.id, None)
        same_code = {*(self._by_code.get(asked.code, ()) if asked.code else ())} - {asked.id}
        found = []
        for other in sorted(same_code)[:limit]:
            more = self._reasons(best[other], asked) if other in best else ()
            found.append(Candidate(other, 2.0, (Reason("code", asked.code), *more), certain=True))
        likely = sorted((one for one in best.values() if one.owner not in same_code), key=lambda o: (-o.score, o.owner))
        return found + [
            Candidate(one.owner, one.score, self._reasons(one, asked)) for one in likely[: limit - len(found)]
        ]

    def _question(self, name: str, asked: Known) -> _Question:
        parts = split_name(name, self.gazetteer)
        words, rarity = parts.words, self._cores.rarity
        people = {other for person in asked.persons for other in self._by_person.get(fold(person), ())}
        phones = {other for phone in asked.phones for other in self._by_phone.get(_digits(phone), ())}
        grams = [(gram, rarity.get(gram, self._unseen)) for gram in _grams(words)]
        return _Question(name, parts, words, parts.key, grams, _places(words), people, phones)

    def _by_name(self, name: str, asked: Known) -> list[_Match]:
        question = self._question(name, asked)
        whole = self._cosines(self._whole, fold(name))
        cores = self._cosines(self._cores, question.words)
        rough = whole + cores
        count = min(_SHORTLIST, len(rough))
        chosen = set(np.argpartition(-rough, count - 1)[:count].tolist()) if count else set()
        linked = question.people | question.phones
        for other in linked:
            chosen.update(self._names_of[other])
        return [
            self._judge(row, question, float(whole[row]), float(cores[row]))
            for row in sorted(chosen)
            if rough[row] > 0 or self._owner[row] in linked
        ]

    def _judge(self, row: int, question: _Question, whole: float, core: float) -> _Match:
        owner, mine, theirs, words = self._owner[row], question.parts, self._parts[row], self._words[row]
        # A gram of one or two characters is in a text's grams when it is in the text.
        weight = sum(rarity for gram, rarity in question.grams if gram in words)
        longest = max(1, len(question.words), len(words))
        signs = Weights(
            whole=whole,
            core=core,
            told=1 - math.exp(-weight / (3 * self._unseen)),
            alike=_common_in_order(question.places, len(question.words), words) / longest,
            initials=_initials(question.key, self._keys[row]),
            places_differ=self.gazetteer.contradict(mine.places, theirs.places),
            same_place=bool(mine.places) and mine.places[-1:] == theirs.places[-1:],
            same_family=bool(mine.family) and mine.family == theirs.family,
            same_type=bool(mine.type) and mine.type == theirs.type,
            person=owner in question.people,
            phone=owner in question.phones,
        )
        return _Match(owner, self.weights.worth(signs), row, core, bool(signs.places_differ), question)

    def _reasons(self, match: _Match, asked: Known) -> tuple[Reason, ...]:
        reasons = self._name_reasons(match)
        if match.places_differ:
            reasons.append(Reason("place", self._written[match.row]))
        if match.owner in match.question.people:
            reasons.append(Reason("person", "、".join(asked.persons)))
        if match.owner in match.question.phones:
            reasons.append(Reason("phone", "、".join(asked.phones)))
        return tuple(reasons)

    def _name_reasons(self, match: _Match) -> list[Reason]:
        written, mine, theirs = self._written[match.row], match.question.parts, self._parts[match.row]
        if fold(written) == fold(match.question.name):
            return [Reason("name" if match.row == self._names_of[match.owner][0] else "former_name", written)]
        if mine.core == theirs.core:
            return [Reason("core", theirs.core)]
        short, long = sorted((mine.core, theirs.core), key=len)
        if short and short in long:
            return [Reason("contained", short)]
        if _initials(mine.key, theirs.key):
            return [Reason("abbreviation", min(mine.key, theirs.key, key=len))]
        there = self._words[match.row]
        shared = "".join(gram for gram, _rarity in match.question.grams if len(gram) == 1 and gram in there)
        return [Reason("alike", shared)] if match.core > 0 else []
