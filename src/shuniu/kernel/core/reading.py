"""Reading what a browser sends: numbers and days that may be anything."""

from __future__ import annotations

from datetime import date

from django.utils.dateparse import parse_date

# The largest number a column of ours holds; what is larger names nothing.
LARGEST = 2**31 - 1


def whole_number(text: str | None, default: int = 0) -> int:
    """The whole number a form field or query says, `default` for anything else (“²”, “1e5”, a page of digits)."""
    if not text or not text.isdecimal() or len(text) > 10:
        return default
    number = int(text)
    return number if number <= LARGEST else default


def day_said(text: str | None) -> date | None:
    """The day a form field or query says (2026-09-22), None for anything else (2026-13-45)."""
    try:
        return parse_date((text or "")[:10])
    except ValueError:
        return None
