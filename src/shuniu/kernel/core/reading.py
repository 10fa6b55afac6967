"""Reading what a browser sends: numbers that may be anything."""

from __future__ import annotations

# The largest number a column of ours holds; what is larger names nothing.
LARGEST = 2**31 - 1


def whole_number(text: str | None, default: int = 0) -> int:
    """The whole number a form field or query says, `default` for anything else (“²”, “1e5”, a page of digits)."""
    if not text or not text.isdecimal() or len(text) > 10:
        return default
    number = int(text)
    return number if number <= LARGEST else default
