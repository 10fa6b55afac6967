"""Words beneath: overlapping pairs of Han characters, single ones weaker, Latin words and figures whole.

How much a piece says comes from a table that was counted once and is part of the rule (`background.txt`), not from what
is offered at the moment: otherwise a new offer would change the fit of old pairs.
"""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache
from pathlib import Path

BACKGROUND = Path(__file__).with_name("background.txt")
RARE = 16
"""Weight of a pair that the table does not know."""
FIGURE = 4
"""Weight of a number: days, heads and money are the facets' matter, and any two texts may both say 30."""
_RUN = re.compile(r"[\u3400-\u9fff]+|[0-9a-z]+")


def fold(text: str) -> str:
    """Full width to half width, lower case."""
    return unicodedata.normalize("NFKC", text).lower()


@lru_cache(maxsize=1)
def background() -> dict[str, int]:
    table = {}
    for line in BACKGROUND.read_text(encoding="utf-8").splitlines():
        piece, _tab, weight = line.partition("\t")
        if weight:
            table[piece] = int(weight)
    return table


def pieces(folded: str) -> set[str]:
    found: set[str] = set()
    for run in _RUN.findall(folded):
        if run[0] < "\u3400":
            found.add(run)
        else:
            found.update(run)
            found.update(run[n : n + 2] for n in range(len(run) - 1))
    return found


def weight_of(piece: str) -> int:
    if piece.isdecimal():
        return FIGURE
    known = background().get(piece, RARE)
    return max(1, known // 3) if len(piece) == 1 and piece >= "\u3400" else known


def shared_words(first: str, second: str, *, shortest: int = 2) -> tuple[str, ...]:
    """The longest stretches that both (folded) texts have, in the order of the first."""
    found: list[str] = []
    for run in _RUN.findall(first):
        start = 0
        while start + shortest <= len(run):
            length = shortest
            if run[start : start + length] not in second:
                start += 1
                continue
            while start + length < len(run) and run[start : start + length + 1] in second:
                length += 1
            found.append(run[start : start + length])
            start += length
    said = [word for word in dict.fromkeys(found) if max(map(weight_of, pieces(word))) > RARE // 3]
    return tuple(said)
