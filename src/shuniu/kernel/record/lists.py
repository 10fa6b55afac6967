"""Lists that can fill an office's own template: each app plugs in its own, with the fields it knows."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from django.utils import translation
from django.utils.module_loading import import_string

from shuniu.kernel.core.registries import Registry
from shuniu.kernel.record.pages import Sheet, sheet_of

MOST_ROWS = 20_000
ABOUT = ("单位", "日期", "总数", "填表人")
"""Fields of the whole document, the same for every list."""


@dataclass(frozen=True)
class ListSource:
    """`fields`: names as they stand in a template (Chinese in every language). `rows(request)` → field → value, in the
    order of the page and narrowed by the page's own query; raises Http404 for whom it does not concern.

    `of`: the list belongs to one record, whose number stands in the query (`?of=12`) and in the page's own address.
    `more_fields(request)`: fields that only this one record has.

    `purposes`: word → label; the list goes out for one of them only. `until`: it goes out for a purpose in words and up
    to a day. `rows` finds what was said in the form (`purpose`, `used_until`), keeps it on record and raises
    ValidationError for what will not do.
    """

    label: Any
    fields: tuple[str, ...]
    rows: Callable[[Any], Iterable[Mapping[str, Any]]]
    url_name: str
    of: bool = False
    more_fields: Callable[[Any], Iterable[str]] | None = None
    purposes: Mapping[str, Any] | None = None
    until: bool = False

    def names(self, request: Any) -> tuple[str, ...]:
        return (*self.fields, *(self.more_fields(request) if self.more_fields else ()))


def filled_by(getters: Mapping[str, Callable[[Any], Any]], rows: Iterable[Any]) -> Iterable[dict[str, Any]]:
    """Field → value of each row; what a person reads in it is Simplified Chinese, as the fields are."""
    with translation.override("zh-hans"):
        for row in rows:
            values = {name: get(row) for name, get in getters.items()}
            yield {name: value if isinstance(value, int) else str(value or "") for name, value in values.items()}


def of_export(label: Any, export: str, url_name: str, *args: Any, of: bool = False) -> ListSource:
    """What a page sends as a sheet fills a template too: its headings are the fields. `export` is the view's dotted name."""

    def sheet(request: Any) -> Sheet:
        more = (*args, *([int(request.GET["of"])] if of else ()))
        with translation.override("zh-hans"):
            headings, rows = sheet_of(import_string(export), request, *more)
            return list(map(str, headings)), rows

    def rows(request: Any) -> Iterable[Mapping[str, Any]]:
        headings, lines = sheet(request)
        with translation.override("zh-hans"):
            for line in lines:
                cells = (cell if isinstance(cell, int | float) else str(cell or "") for cell in line)
                yield dict(zip(headings, cells, strict=False))

    return ListSource(label, (), rows, url_name, of=of, more_fields=lambda request: sheet(request)[0])


list_sources: Registry[ListSource] = Registry("lists that fill a template")
