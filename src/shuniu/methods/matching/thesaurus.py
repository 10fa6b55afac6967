"""Words that mean the same or something narrower: concepts with their words, edited by whoever runs the exchange."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from shuniu.methods.faults import BadInput
from shuniu.methods.matching.text import fold

DEFAULT = Path(__file__).with_name("thesaurus.txt")
STEPS = 3
"""How far up a word speaks for broader concepts."""
HALVING = (8, 4, 2, 1)
"""What a word weighs for its own concept and for each broader one."""
GENERAL = 3
"""What a general concept (whom it is for, any place, any money) weighs at most: facets say that better."""


@dataclass(frozen=True)
class Concept:
    """`words[0]` is its name. `broader`: the concept it belongs under, or empty. `general`: says little by itself."""

    words: tuple[str, ...]
    broader: str = ""
    general: bool = False

    @property
    def name(self) -> str:
        return self.words[0]


class Thesaurus:
    """Finds concepts in a text: the longest word at each place, what lies inside a longer word does not count.

    A word may stand under several concepts. Raises BadInput for a broader concept that is not there or goes in a circle.
    """

    def __init__(self, concepts: Iterable[Concept] = ()) -> None:
        self.concepts: dict[str, Concept] = {}
        for one in concepts:
            if one.name in self.concepts:
                raise BadInput(f"“{one.name}”写了两遍", field="words")
            self.concepts[one.name] = one
        self._up = {name: self._line(name) for name in self.concepts}
        self._words: dict[str, list[str]] = {}
        for one in self.concepts.values():
            for word in dict.fromkeys(filter(None, map(fold, one.words))):
                self._words.setdefault(word, []).append(one.name)
        lengths: dict[str, set[int]] = {}
        for word in self._words:
            lengths.setdefault(word[0], set()).add(len(word))
        self._lengths = {sign: sorted(each, reverse=True) for sign, each in lengths.items()}

    def _line(self, name: str) -> list[str]:
        line = [name]
        while above := self.concepts[line[-1]].broader:
            if above not in self.concepts:
                raise BadInput(f"“{line[-1]}”的上位词“{above}”不在词表里", field="broader")
            if above in line:
                raise BadInput(f"“{name}”的上位词绕回了自己", field="broader")
            line.append(above)
        return line

    def found(self, text: str) -> dict[str, str]:
        """Concept → the word of the (folded) text that names it, first occurrence."""
        said: dict[str, str] = {}
        end = 0
        for start, sign in enumerate(text):
            for length in self._lengths.get(sign, ()):
                word = text[start : start + length]
                if len(word) == length and word in self._words and not _cut(text, start, start + length):
                    if start + length > end:
                        for name in self._words[word]:
                            said.setdefault(name, word)
                        end = start + length
                    break
        return said

    def weighed(self, said: Iterable[str]) -> dict[str, int]:
        """Concept → weight: the concepts said and, weaker at each step, those above them."""
        weights: dict[str, int] = {}
        for name in said:
            for above, weight in zip(self._up[name], HALVING, strict=False):
                most = min(weight, GENERAL) if self.concepts[above].general else weight
                weights[above] = max(weights.get(above, 0), most)
        return weights

    def line(self, name: str) -> Sequence[str]:
        """The concept and all above it, nearest first."""
        return self._up[name]


def _cut(text: str, start: int, end: int) -> bool:
    """Whether Latin letters or figures go on beyond this stretch: “ai” is not said in “email”."""
    before, after = text[start - 1 : start], text[end : end + 1]
    return any(
        (inside + outside).isascii() and inside.isalnum() and outside.isalnum()
        for inside, outside in ((text[start], before), (text[end - 1], after))
    )


def read_thesaurus(text: str, *, file: str = "") -> list[Concept]:
    """Lines `name 、 word 、 word < broader`, general ones with `~` before them; empty lines and `#` are left out. Raises BadInput with the line."""
    concepts = []
    for number, raw in enumerate(text.splitlines(), start=1):
        line = raw.partition("#")[0].strip()
        if not line:
            continue
        general = line.startswith("~")
        said, _sign, above = line.lstrip("~ ").partition("<")
        words = tuple(word.strip() for word in said.split("、") if word.strip())
        if not words:
            raise BadInput("这一行没有词", file=file, line=number)
        concepts.append(Concept(words, above.strip(), general))
    return concepts


@lru_cache(maxsize=1)
def default_thesaurus() -> Thesaurus:
    """The one that comes with the product: a beginning for a city's own."""
    return Thesaurus(read_thesaurus(DEFAULT.read_text(encoding="utf-8"), file=DEFAULT.name))
