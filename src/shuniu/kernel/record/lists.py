"""Lists that can fill an office's own template: each app plugs in its own, with the fields it knows."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from shuniu.kernel.core.registries import Registry

MOST_ROWS = 20_000
ABOUT = ("单位", "日期", "总数", "填表人")
"""Fields of the whole document, the same for every list."""


@dataclass(frozen=True)
class ListSource:
    """`fields`: names as they stand in a template (Chinese in every language). `rows(request)` → field → value, in the
    order of the page and narrowed by the page's own query; raises Http404 for whom it does not concern.
    """

    label: Any
    fields: tuple[str, ...]
    rows: Callable[[Any], Iterable[Mapping[str, Any]]]
    url_name: str


list_sources: Registry[ListSource] = Registry("lists that fill a template")
