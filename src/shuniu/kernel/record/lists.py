"""Lists that can fill an office's own template: each app plugs in its own, with the fields it knows."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from django.utils import translation

from shuniu.kernel.core.registries import Registry

MOST_ROWS = 20_000
ABOUT = ("单位", "日期", "总数", "填表人")
"""Fields of the whole document, the same for every list."""


@dataclass(frozen=True)
class ListSource:
    """`fields`: names as they stand in a template (Chinese in every language). `rows(request)` → field → value, in the
    order of the page and narrowed by the page's own query; raises Http404 for whom it does not concern.

    `of`: the list belongs to one record, whose number stands in the query (`?of=12`) and in the page's own address.
    `more_fields(request)`: fields that only this one record has.
    """

    label: Any
    fields: tuple[str, ...]
    rows: Callable[[Any], Iterable[Mapping[str, Any]]]
    url_name: str
    of: bool = False
    more_fields: Callable[[Any], Iterable[str]] | None = None

    def names(self, request: Any) -> tuple[str, ...]:
        return (*self.fields, *(self.more_fields(request) if self.more_fields else ()))


def filled_by(getters: Mapping[str, Callable[[Any], Any]], rows: Iterable[Any]) -> Iterable[dict[str, Any]]:
    """Field → value of each row; what a person reads in it is Simplified Chinese, as the fields are."""
    with translation.override("zh-hans"):
        for row in rows:
            values = {name: get(row) for name, get in getters.items()}
            yield {name: value if isinstance(value, int) else str(value or "") for name, value in values.items()}


list_sources: Registry[ListSource] = Registry("lists that fill a template")
