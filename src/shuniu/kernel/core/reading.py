"""Reading what a browser sends: numbers and days that may be anything."""

from __future__ import annotations

from datetime import date

from django.utils.dateparse import parse_date

# The largest number a column of ours holds; what is larger names nothing.
LARGEST = 2**31 - 1

FIRST_DAY, LAST_DAY = date(1800, 1, 1), date(2199, 12, 31)
"""No day outside is meant: a year with a digit too many or too few, on which days cannot be counted further."""


def whole_number(text: str | None, default: int = 0) -> int:
    """The whole number a form field or query says, `default` for anything else (“²”, “1e5”, a page of digits)."""
    if not text or not text.isdecimal() or len(text) > 10:
        return default
    number = int(text)
    return number if number <= LARGEST else default


def day_said(text: str | None) -> date | None:
    """The day a form field or query says (2026-09-22), None for anything else (2026-13-45, the year 9999)."""
    try:
        day = parse_date((text or "")[:10])
    except ValueError:
        return None
    return day if day is not None and FIRST_DAY <= day <= LAST_DAY else None
