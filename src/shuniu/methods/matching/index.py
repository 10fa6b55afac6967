"""All offers (or all needs) ready to be asked: built once, kept current by adding and removing."""

from __future__ import annotations

from array import array
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any, Literal

import numpy as np

from shuniu.methods.matching.facets import APART, SETS, UNSAID, amount_points, date_points, reason_of, span
from shuniu.methods.matching.model import FACETS, Match, Posting, Reason, Rules
from shuniu.methods.matching.text import fold, pieces, shared_words, weight_of
from shuniu.methods.matching.thesaurus import Thesaurus, default_thesaurus

NUMBERS = ("opens", "closes", "capacity", "money", "since", "id")
LEXICAL, CONCEPTS = 1.3, 1.5
"""How strongly shared words and shared concepts count."""
MOST = 0.9
"""How far the concepts alone can carry."""
LITTLE_SAID = {"needs": (2000, 20), "offers": (2000, 192)}
"""Added to each squared length of words and concepts: who says little agrees with nobody by little, and an offer that
says more than is needed loses less by it than a need of which only a part is met."""


@dataclass(frozen=True)
class _Read:
    """A posting as it is compared: its pieces and concepts with whole-number weights, and their squared lengths."""

    posting: Posting
    folded: str
    said: dict[str, str]
    terms: dict[str, int]
    concepts: dict[str, int]
    term_norm: int
    concept_norm: int


class Index:
    """Offers to be found for a need (`holds="offers"`), or needs for an offer.

    The order of what is found: fit, then who waits longest, then id. Raises KeyError when an id unknown is removed.
    """

    def __init__(
        self, postings: Iterable[Posting] = (), *, thesaurus: Thesaurus | None = None, rules: Rules | None = None,
        holds: Literal["offers", "needs"] = "offers",
    ) -> None:  # fmt: skip
        self.thesaurus = thesaurus if thesaurus is not None else default_thesaurus()
        self.rules = rules or Rules()
        self.holds = holds
        self._start()
        for one in postings:
            self.add(one)

    def _start(self) -> None:
        self._slots: dict[int, int] = {}
        self._read: list[_Read | None] = []
        self._postings: dict[str, tuple[array[int], array[int]]] = {}
        self._numbers: dict[str, array[int]] = {name: array("q") for name in NUMBERS}
        self._norms = (array("q"), array("q"))
        self._values: dict[str, dict[frozenset[str], int]] = {facet.name: {} for facet in SETS}
        self._codes: dict[str, array[int]] = {facet.name: array("i") for facet in SETS}
        self._alive = array("b")

    def __len__(self) -> int:
        return len(self._slots)

    def __contains__(self, number: int) -> bool:
        return number in self._slots

    def read(self, posting: Posting) -> _Read:
        folded = fold(posting.text)
        said = self.thesaurus.found(folded)
        terms = {piece: weight_of(piece) for piece in pieces(folded)}
        concepts = self.thesaurus.weighed(said)
        return _Read(
            posting, folded, said, terms, concepts,
            sum(weight * weight for weight in terms.values()), sum(weight * weight for weight in concepts.values()),
        )  # fmt: skip

    def add(self, posting: Posting) -> None:
        """Take it in; one with the same id is replaced."""
        if posting.id in self._slots:
            self.remove(posting.id)
        read, slot = self.read(posting), len(self._read)
        self._slots[posting.id] = slot
        self._read.append(read)
        self._alive.append(1)
        for key, weight in _features(read):
            slots, weights = self._postings.setdefault(key, (array("i"), array("i")))
            slots.append(slot)
            weights.append(weight)
        first, last = span(posting)
        row = (first, last, _amount(posting.capacity), _amount(posting.value_fen), posting.since, posting.id)
        for name, value in zip(NUMBERS, row, strict=True):
            self._numbers[name].append(value)
        self._norms[0].append(read.term_norm)
        self._norms[1].append(read.concept_norm)
        for facet in SETS:
            known = self._values[facet.name]
            self._codes[facet.name].append(known.setdefault(facet.value(posting), len(known)))

    def remove(self, number: int) -> None:
        slot = self._slots.pop(number)
        self._read[slot] = None
        self._alive[slot] = 0
        if len(self._read) > 64 and 2 * len(self._slots) < len(self._read):
            kept = [one.posting for one in self._read if one is not None]
            self._start()
            for one in kept:
                self.add(one)

    def find(self, wanted: Posting, *, first: int = 10) -> list[Match]:
        """The best `first` of those at or above the rules' floor that no hard facet rules out."""
        if not self._slots:
            return []
        read = self.read(wanted)
        fits, excluded = self._judge_all(read)
        good = np.flatnonzero((np.frombuffer(self._alive, np.int8) == 1) & ~excluded & (fits >= self.rules.floor))
        number, since = _column(self._numbers["id"]), _column(self._numbers["since"])
        if len(good) > 4 * first:
            least = np.partition(fits[good], len(good) - first)[len(good) - first]
            good = good[fits[good] >= least]
        best = good[np.lexsort((number[good], since[good], -fits[good]))][:first]
        return [self._pair(read, other) for slot in best if (other := self._read[slot]) is not None]

    def judge(self, wanted: Posting, other: Posting) -> Match:
        """One pair, whether or not `other` is in the index."""
        return self._pair(self.read(wanted), self.read(other))

    def _judge_all(self, wanted: _Read) -> tuple[np.ndarray, np.ndarray]:
        size = len(self._read)
        dots = [self._dots(wanted.terms, ""), self._dots(wanted.concepts, "§")]
        points: dict[str, np.ndarray] = {}
        for facet in SETS:
            mine = facet.value(wanted.posting)
            each = np.array(
                [self._ordered(facet.points, mine, theirs) for theirs in self._values[facet.name]], np.int64
            )
            points[facet.name] = each[np.frombuffer(self._codes[facet.name], np.int32)]
        first, last = span(wanted.posting)
        columns = {name: _column(self._numbers[name]) for name in NUMBERS}
        spans = (np.full(size, first), np.full(size, last)), (columns["opens"], columns["closes"])
        points["dates"] = self._ordered(date_points, *spans)
        for name, amount in (("capacity", wanted.posting.capacity), ("money", wanted.posting.value_fen)):
            points[name] = self._ordered(amount_points, np.full(size, _amount(amount)), columns[name])
        norms = self._eased(_column(self._norms[0]), _column(self._norms[1]))
        return _combine(self.rules, dots, self._lengths(wanted), norms, points)

    def _dots(self, weights: dict[str, int], mark: str) -> np.ndarray:
        """What each posting shares with these; sums of whole numbers, exact in floating point far beyond any text."""
        there = [
            (self._postings[mark + key], weight) for key, weight in weights.items() if mark + key in self._postings
        ]
        if not there:
            return np.zeros(len(self._read))
        slots = np.concatenate([np.frombuffer(held, np.int32) for (held, _weights), _mine in there])
        products = np.concatenate([mine * np.frombuffer(theirs, np.int32) for (_held, theirs), mine in there])
        return np.bincount(slots, products, minlength=len(self._read))

    def _ordered(self, judge: Any, wanted: Any, held: Any) -> Any:
        """Facets take the need first, whichever side asks."""
        return judge(wanted, held) if self.holds == "offers" else judge(held, wanted)

    def _lengths(self, wanted: _Read) -> tuple[int, int]:
        words, concepts = LITTLE_SAID["needs" if self.holds == "offers" else "offers"]
        return wanted.term_norm + words, wanted.concept_norm + concepts

    def _eased(self, term_norms: np.ndarray, concept_norms: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
        words, concepts = LITTLE_SAID[self.holds]
        return term_norms + words, concept_norms + concepts

    def _pair(self, wanted: _Read, held: _Read) -> Match:
        need, offer = (wanted, held) if self.holds == "offers" else (held, wanted)
        points = {facet.name: facet.points(facet.value(need.posting), facet.value(offer.posting)) for facet in SETS}
        spans = [tuple(np.array([day]) for day in span(one.posting)) for one in (need, offer)]
        points["dates"] = int(date_points(*spans)[0])  # type: ignore[arg-type]
        for name, mine, theirs in (
            ("capacity", need.posting.capacity, offer.posting.capacity),
            ("money", need.posting.value_fen, offer.posting.value_fen),
        ):
            points[name] = int(amount_points(np.array([_amount(mine)]), np.array([_amount(theirs)]))[0])
        dots = [
            np.array([float(_dot(need.terms, offer.terms))]),
            np.array([float(_dot(need.concepts, offer.concepts))]),
        ]
        norms = self._eased(np.array([held.term_norm]), np.array([held.concept_norm]))
        columns = {name: np.array([value]) for name, value in points.items()}
        fit, excluded = _combine(self.rules, dots, self._lengths(wanted), norms, columns)
        ruled_out = next((name for name in FACETS if name in self.rules.hard and points[name] == APART), "")
        assert bool(excluded[0]) == bool(ruled_out)
        return Match(
            held.posting.id, int(fit[0]), held.posting.since, _reasons(need, offer, points, self.thesaurus), ruled_out
        )


def _features(read: _Read) -> list[tuple[str, int]]:
    return [*read.terms.items(), *((f"§{name}", weight) for name, weight in read.concepts.items())]


def _amount(value: int | None) -> int:
    return -1 if value is None else value


def _column(values: array[int]) -> np.ndarray:
    return np.frombuffer(values, np.int64)


def _dot(one: dict[str, int], other: dict[str, int]) -> int:
    short, long = (one, other) if len(one) <= len(other) else (other, one)
    return sum(weight * long[key] for key, weight in short.items() if key in long)


def _combine(
    rules: Rules, dots: list[np.ndarray], mine: tuple[int, int], theirs: tuple[np.ndarray, np.ndarray],
    points: dict[str, np.ndarray],
) -> tuple[np.ndarray, np.ndarray]:  # fmt: skip
    """Fit in whole percent and whether a hard facet rules it out. The same arithmetic for one pair and for all."""
    lexical, concept = (
        dot / np.sqrt((norm * own).astype(np.float64)) for dot, own, norm in zip(dots, mine, theirs, strict=True)
    )
    words = 1 - (1 - np.minimum(1, LEXICAL * lexical)) * (1 - np.minimum(MOST, CONCEPTS * concept))
    total = rules.words * np.floor(100 * words + 0.5)
    excluded = np.zeros(len(words), bool)
    for name, weight in rules.weights.items():
        said = np.where(points[name] == UNSAID, rules.unsaid, np.maximum(points[name], 0))
        total = total + weight * said
        if name in rules.hard:
            excluded |= points[name] == APART
    whole = rules.words + sum(rules.weights.values())
    return np.floor(total / whole + 0.5).astype(np.int64), excluded


def _reasons(need: _Read, offer: _Read, points: dict[str, int], thesaurus: Thesaurus) -> tuple[Reason, ...]:
    found = [reason_of(name, points[name], need.posting, offer.posting) for name in FACETS]
    said = [reason for reason in found if reason is not None and reason.speaks_for]
    common = [
        (min(need.concepts[name], offer.concepts[name]), name) for name in need.concepts if name in offer.concepts
    ]
    told: set[str] = set()
    for weight, name in sorted(common, key=lambda one: (-one[0], one[1])):
        if weight < 2 or name in told:
            continue
        mine, theirs = (_word_for(name, one.said, thesaurus) for one in (need, offer))
        told.update(thesaurus.line(name))
        if mine != theirs:
            same = name in need.said and name in offer.said
            said.append(Reason("concept" if same else "broader", (name, mine, theirs)))
    if shared := shared_words(need.folded, offer.folded):
        said.append(Reason("words", shared[:5]))
    said += [reason for reason in found if reason is not None and not reason.speaks_for]
    return tuple(said)


def _word_for(concept: str, said: dict[str, str], thesaurus: Thesaurus) -> str:
    """The word of the text that speaks for the concept, itself or something narrower."""
    if concept in said:
        return said[concept]
    return next((word for name, word in said.items() if concept in thesaurus.line(name)), concept)
