"""Which clauses of the specification a page serves: declared once for many pages, shown at the head of each."""

from __future__ import annotations

from collections.abc import Iterable

from shuniu.kernel.core.registries import Registry

served: Registry[tuple[str, ...]] = Registry("clauses that pages serve")
"""name of an address, or its beginning with `*` → codes of the units; the longest that fits holds"""


def serves(pages: str, *units: str) -> None:
    """`serves("meetings:topic*", "A14.3")`: every address whose name begins so; separate several by blanks."""
    for page in pages.split():
        served.add(page, units)


def clauses_of(name: str) -> tuple[str, ...]:
    """Codes of the units that the page of this name serves; empty for pages that serve the house alone."""
    best = -1
    units: tuple[str, ...] = ()
    for page, codes in served:
        fits = name.startswith(page[:-1]) if page.endswith("*") else name == page
        # A name in full goes before any beginning of it.
        weight = len(page) + (not page.endswith("*")) * 1000
        if fits and weight > best:
            best, units = weight, codes
    return units


def unnamed(names: Iterable[str]) -> list[str]:
    """The names that no declaration fits."""
    return sorted(
        name
        for name in names
        if not any(name.startswith(page[:-1]) if page.endswith("*") else name == page for page, _units in served)
    )
