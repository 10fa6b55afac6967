"""What a field looks like, and how a value is written in its place."""

from __future__ import annotations

import re
from collections.abc import Mapping
from xml.sax.saxutils import escape

FIELD = re.compile(r"[{｛]{2}([^{}｛｝\n]{1,40})[}｝]{2}")
Value = str | int | None
_UNSAID = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]")  # characters that XML cannot say


def names_in(text: str) -> set[str]:
    return {match[1].strip() for match in FIELD.finditer(text)}


def replaced(text: str, values: Mapping[str, Value]) -> str:
    """`text` with every field's value; not yet escaped."""
    return FIELD.sub(lambda match: said(values.get(match[1].strip())), text)


def said(value: Value) -> str:
    return "" if value is None else _UNSAID.sub("", str(value))


def as_xml(text: str) -> str:
    return escape(text)
