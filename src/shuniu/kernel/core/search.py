"""Chinese text search by overlapping character bigrams in a tsvector; no extension, two characters and more."""

from __future__ import annotations

import re
import unicodedata

_WORD = re.compile(r"[\u3400-\u9fff]+|[0-9a-z]+")
DROPPED = str.maketrans({"　": "", " ": "", "·": "", "“": "", "”": "", '"': ""})
"""What does not count when two spellings of a name are compared."""


def fold(text: str) -> str:
    """Full width to half width, lower case, spaces gone at both ends."""
    return (text if text.isascii() else unicodedata.normalize("NFKC", text)).lower().strip()


def bigrams(text: str) -> list[str]:
    """Overlapping pairs of Han characters, Latin words and figures with their beginnings, in order, without repeats.

    Also the pairs that stand together once spaces and quotes are gone: names are compared without them.
    """
    return list(dict.fromkeys(_tokens(text)))


def _tokens(text: str) -> list[str]:
    """As `bigrams`, with repeats. A hundred thousand names in a second: most hold nothing that is dropped."""
    said = fold(text)
    if not said.isalnum():
        closed = said.translate(DROPPED)
        said = said if closed == said else f"{said}|{closed}"
    found: list[str] = []
    for run in _WORD.findall(said):
        if run[0] >= "\u3400":
            found += [run[n : n + 2] for n in range(len(run) - 1)]
            found += run
        else:
            found.append(run)
            found += [run[:n] for n in range(1, len(run))]
    return found


def vector_text(*texts: str) -> str:
    """The tokens to hand to `array_to_tsvector`, joined by a space, some of them twice; single characters included."""
    found: list[str] = []
    for text in texts:
        found += _tokens(text)
    return " ".join(found)


def query_tokens(text: str) -> list[str]:
    """The tokens that all have to occur: pairs for two characters and more, one character alone for one."""
    tokens: dict[str, None] = {}
    for run in _WORD.findall(fold(text)):
        if run[0] >= "\u3400" and len(run) > 1:
            tokens.update(dict.fromkeys(run[i : i + 2] for i in range(len(run) - 1)))
        else:
            tokens[run] = None
    return list(tokens)


def query_text(text: str) -> str:
    """A raw tsquery literal that needs every token of `text`; empty when nothing searchable is in it."""
    return " & ".join("'" + token + "'" for token in query_tokens(text))
