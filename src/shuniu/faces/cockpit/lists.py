"""Lists of the cockpit that fill an office's own template: the hubs with their six elements, the records behind a figure."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from django.utils import translation
from django.utils.translation import gettext_lazy as _

from shuniu.kernel.record.lists import ListSource, list_sources

ITEM = ("记录", "计入分子", "补录", "说明")


def _heat(request: Any) -> tuple[list[str], list[list[Any]]]:
    from shuniu.faces.cockpit.views import hubs_listed  # views are not there yet when apps plug in

    with translation.override("zh-hans"):
        headings, rows = hubs_listed(request)
        return [str(heading) for heading in headings], [[str(cell) for cell in row] for row in rows]


def _hubs(request: Any) -> Iterable[Mapping[str, Any]]:
    headings, rows = _heat(request)
    return [dict(zip(headings, row, strict=True)) for row in rows]


def _items(request: Any) -> Iterable[Mapping[str, Any]]:
    from shuniu.faces.cockpit.views import items_listed

    with translation.override("zh-hans"):
        for row in items_listed(request, int(request.GET["of"])):
            yield dict(zip(ITEM, map(str, row), strict=True))


list_sources.add("cockpit.hubs", ListSource(_("六要素"), (), _hubs, "cockpit:home", more_fields=lambda r: _heat(r)[0]))
list_sources.add("cockpit.value", ListSource(_("指标名单"), ITEM, _items, "cockpit:value", of=True))
