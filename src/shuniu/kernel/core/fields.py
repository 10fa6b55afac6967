"""Form parts that every page needs."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from typing import Any

from django import forms
from django.utils.html import format_html, format_html_join


LAST_YEAR = 2100


class DayInput(forms.DateInput):
    """A date in the browser's own picker, which understands only `2026-09-22`, whatever the reader's language."""

    input_type = "date"

    def __init__(self, attrs: dict[str, Any] | None = None) -> None:
        super().__init__(attrs, format="%Y-%m-%d")

    def value_from_datadict(self, data: Mapping[str, Any], files: Any, name: str) -> Any:
        """A slip such as 20266-12-01 or 9999-12-31 is no day: nothing is counted, repeated or owed from there."""
        text = super().value_from_datadict(data, files, name)
        year = str(text or "").strip().partition("-")[0]
        return f"{text}?" if year.isdecimal() and len(year) >= 4 and not 1000 <= int(year) <= LAST_YEAR else text


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
