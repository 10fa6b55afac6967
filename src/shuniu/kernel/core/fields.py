"""Form parts that every page needs."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import date
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.html import format_html, format_html_join
from django.utils.translation import gettext as _

from shuniu.kernel.core.reading import FIRST_DAY, LAST_DAY


def day_is_meant(day: date) -> None:
    """Raises ValidationError for a year that can only be a slip; every date field of every form asks (`apps.py`)."""
    if not FIRST_DAY.year <= day.year <= LAST_DAY.year:
        raise ValidationError(
            _("请核对年份，要在 %(first)s 年到 %(last)s 年之间。") % {"first": FIRST_DAY.year, "last": LAST_DAY.year}
        )


class DayInput(forms.DateInput):
    """A date in the browser's own picker, which understands only `2026-09-22`, whatever the reader's language."""

    input_type = "date"

    def __init__(self, attrs: dict[str, Any] | None = None) -> None:
        # With a last day named, browsers take no year of five or six digits.
        limits = {"min": FIRST_DAY.isoformat(), "max": LAST_DAY.isoformat()}
        super().__init__({**limits, **(attrs or {})}, format="%Y-%m-%d")


class ListInput(forms.TextInput):
    """A line of text with names to pick from beside it; anything else can still be written."""

    def __init__(self, names: Callable[[], Iterable[str]], attrs: dict[str, Any] | None = None) -> None:
        super().__init__(attrs)
        self.names = names

    def render(self, name: str, value: Any, attrs: dict[str, Any] | None = None, renderer: Any = None) -> Any:
        mark = f"list-{name}"
        line = super().render(name, value, {**(attrs or {}), "list": mark, "autocomplete": "off"}, renderer)
        options = format_html_join("", '<option value="{}">', ((one,) for one in self.names()))
        return format_html('{}<datalist id="{}">{}</datalist>', line, mark, options)
