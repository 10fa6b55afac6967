"""One function decides when two spellings are one name."""

from __future__ import annotations

import re
import unicodedata

_DROPPED = re.compile(r"[\s\u200b-\u200d\ufeff·•・\"'“”‘’「」『』《》〈〉<>,，.。;；:：_*]+")
_BRACKETS = str.maketrans({"【": "(", "】": ")", "〔": "(", "〕": ")", "[": "(", "]": ")", "{": "(", "}": ")"})
_DASHES = str.maketrans(dict.fromkeys("‐‑‒–—―－~～", "-"))
_PLACE_IN_BRACKETS = re.compile(r"\(([^()]{2,6}?)(?:省|市|区|县)\)")
_LIMIT = 120


def normalise_name(*, name: str) -> str:
    """Key under which two spellings of one name meet; for comparing, never for showing.

    Width, letter case, spaces, quotes, middle dots and the shape of brackets and dashes do not count, nor does the
    last 市, 区, 县 of a place in brackets: （北京市） is （北京）. A place that stands free in the name counts in full,
    since 朝阳区 and 朝阳市 are two places.
    """
    folded = unicodedata.normalize("NFKC", name).lower().translate(_BRACKETS).translate(_DASHES)
    bare = _DROPPED.sub("", folded)
    if "(" in bare:
        bare = _PLACE_IN_BRACKETS.sub(r"(\1)", bare).replace("()", "")
    return bare[:_LIMIT]
